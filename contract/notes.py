"""What a change from one version of OpenAPI to another tells the person whose document it is."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Notes:
    """One sentence for each thing repaired, or not expressible in the version that comes next."""

    sentences: list[str] = field(default_factory=list)

    def add(self, pointer: str, sentence: str) -> None:
        """Note something about the element at a pointer."""
        self.sentences.append(f"#{pointer}: {sentence}")
