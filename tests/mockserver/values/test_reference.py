"""The page that tells what names mean."""

from pathlib import Path

from mockserver.values.reference import reference_page

PAGE = Path(__file__).parents[3] / "docs" / "values.md"


def test_reference_page_is_in_step_with_the_tables():
    """`python -m mockserver.values.reference > docs/values.md` writes it anew."""
    assert PAGE.read_text("utf-8") == reference_page()
