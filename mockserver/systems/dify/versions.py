"""
What differs between the published versions of the Dify user API.

The behaviours follow the newest version; where an older one answers otherwise it is told here.
Facts: docs/systems/dify.md.
"""

from dataclasses import dataclass
from typing import Final, Literal


@dataclass(frozen=True, slots=True)
class Version:
    """One published version; what is not told is as in the newest."""

    name: str
    #: How an error is written: by the class of the error; the same with a 422 of its own shape; or
    #: one canonical body for all.
    errors: Literal["class", "class-with-422", "canonical"] = "canonical"
    demands_workspace: bool = False  #: The app list without `workspace_id` is 422 rather than 404.
    describes_by_name: bool = False  #: `describe` takes an app's name beside `workspace_id`.
    strangers_are_told: bool = False  #: Who is no member gets 403 rather than 404.
    tells_surface: bool = False  #: A token of the wrong kind is told where it belongs.
    lowers_limits: bool = False  #: A limit of sessions over the largest is lowered, not refused.
    tells_submitted_data: bool = True  #: The event of a form that was answered has the answer.
    asks_for_choices: bool = True  #: Forms ask for choices and files, not for text alone.
    keeps_session_on_relogin: bool = False  #: Logging in again on a device keeps the session's id.


VERSIONS: Final = {
    each.name: each
    for each in (
        Version(
            name="2026-05-18",
            errors="class",
            demands_workspace=True,
            describes_by_name=True,
            strangers_are_told=True,
            tells_surface=True,
            lowers_limits=True,
            tells_submitted_data=False,
            asks_for_choices=False,
            keeps_session_on_relogin=True,
        ),
        Version(name="2026-06-10", errors="class-with-422", keeps_session_on_relogin=True),
        Version(name="2026-06-12"),
    )
}
