"""How often openapi-core is asked about messages, beside the compiled validators."""

from typing import Literal

Judging = Literal["undecided", "sample", "all"]
