"""The report on what was read."""

from contract.reading import report
from contract.reading.blocks import Place
from contract.reading.findings import Draft


def reading():
    draft = Draft()
    for line in range(1, 7):
        draft.infer("assumed", f"number {line}", Place(line), f"/a/{line}", confidence="high")
    draft.leave_open("unsaid", "it is open", Place(8))
    draft.contradict("twice", "it is said twice", Place(9, 4))
    draft.skip("not understood: x", Place(10))
    return draft.finished("a kind")


def test_repetitions_are_counted_and_the_doubtful_comes_first():
    assert report.as_text(reading().findings, "a.md") == (
        "contradiction: 1 (the text says two things)\n"
        "  twice (1)\n"
        "    a.md:9:4  it is said twice\n"
        "unread: 1 (no rule understood the text)\n"
        "  text-not-understood (1)\n"
        "    a.md:10  not understood: x\n"
        "inferred: 6 (concluded, not written)\n"
        "  assumed (6, confidence high)\n"
        "    a.md:1  number 1  (#/a/1)\n"
        "    a.md:2  number 2  (#/a/2)\n"
        "    a.md:3  number 3  (#/a/3)\n"
        "    … and 3 more like these\n"
        "open: 1 (left unsaid)\n"
        "  unsaid (1)\n"
        "    a.md:8  it is open\n"
    )


def test_everything_is_shown_on_request():
    told = report.as_text(reading().findings, "a.md", is_full=True)
    assert "number 6" in told
    assert "more like these" not in told


def test_json_holds_every_finding():
    value = report.as_json(reading(), "a.md")
    assert (value["file"], value["kind"], len(value["findings"])) == ("a.md", "a kind", 9)
    assert value["findings"][0] == {
        "kind": "inferred", "rule": "assumed", "confidence": "high", "message": "number 1",
        "line": 1, "column": 1, "pointer": "/a/1",
    }  # fmt: skip


def test_what_is_open_is_no_doubt():
    """Nothing was concluded about it."""
    assert {each.kind for each in report.uncertain(reading())} == {
        "contradiction", "inferred", "unread",
    }  # fmt: skip
