"""What a person who starts a mock may choose of its surface."""

from dataclasses import dataclass
from typing import Literal

Strictness = Literal["strict", "warn", "off"]


@dataclass(frozen=True, slots=True)
class Options:
    """How a mock meets its clients; docs/serving.md tells what each choice does."""

    dynamic: bool = False  #: Replies are generated: neither state nor examples.
    static: bool = False  #: Replies come from examples and schemas: no state.
    security: bool = True  #: Credentials are asked for, in the form of their scheme.
    errors: bool = False  #: A written example that breaks its schema is a 500.
    validation: Strictness = "strict"  #: Of requests.
    cors: bool = True  #: Pages of any origin may ask.
    callbacks: bool = False  #: Replies name the callbacks to send, to loopback addresses alone.
    webhooks_to: str = (
        ""  #: A loopback URL: webhooks are sent there when what they tell of happens.
    )
