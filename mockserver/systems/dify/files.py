"""Uploads."""

from pathlib import PurePosixPath
from typing import Final

from contract.validation import Upload
from mockserver.behaviours import Call, Refusal, behaviour
from mockserver.messages import MockReply
from mockserver.systems.dify.state import app_of, author_of
from mockserver.world import Record

MEBIBYTE: Final = 1024 * 1024
#: The largest file of each kind, in MiB; the limit itself is allowed.
_LIMITS: Final = {
    **dict.fromkeys(("jpg", "jpeg", "png", "webp", "gif", "svg"), 10),
    **dict.fromkeys(("mp4", "mov", "mpeg", "webm"), 100),
    **dict.fromkeys(("mp3", "m4a", "wav", "amr", "mpga"), 50),
}
_OTHER_LIMIT: Final = 15
_LONGEST_NAME: Final = 200


@behaviour("POST /apps/{app_id}/files/upload")
def upload(call: Call) -> MockReply:
    """A file to be used as an input of runs."""
    file = _only_file(call)
    if not file.content_type:
        raise Refusal(415, "unsupported_file_type", "File type not allowed.")
    if not file.filename:
        raise Refusal(400, "filename_not_exists", "The specified filename does not exist.")
    if "/" in file.filename or "\\" in file.filename:
        raise Refusal(400, message="Filename contains invalid characters")
    extension = PurePosixPath(file.filename).suffix.lstrip(".").lower()
    if extension in call.world.settings["blocked_extensions"]:
        message = f"File extension '.{extension}' is not allowed for security reasons"
        raise Refusal(400, "file_extension_blocked", message)
    if len(file.data) > _LIMITS.get(extension, _OTHER_LIMIT) * MEBIBYTE:
        raise Refusal(413, "file_too_large", "File size exceeded.")
    return MockReply(201, _stored(call, file, extension))


def _only_file(call: Call) -> Upload:
    files = call.files.get("file", ())
    if not files:
        raise Refusal(400, "no_file_uploaded", "Please upload your file.")
    if sum(map(len, call.files.values())) > 1:
        raise Refusal(400, "too_many_files", "Only one file is allowed.")
    return files[0]


def _stored(call: Call, file: Upload, extension: str) -> Record:
    world = call.world
    file_id = world.new_id("files")
    now = int(world.clock.now())
    sign = world.pick("0123456789abcdef", 16, "file", file_id)
    preview = f"file-preview?timestamp={now}&nonce={sign[:8]}&sign={sign[8:]}"
    record = {
        "id": file_id,
        "reference": None,
        "name": file.filename[:_LONGEST_NAME],
        "size": len(file.data),
        "extension": extension,
        "mime_type": file.content_type.partition(";")[0],
        "created_by": author_of(call)["id"],
        "created_at": now,
        "preview_url": None,
        "source_url": f"{world.settings['files_url']}/files/{file_id}/{preview}",
        "original_url": None,
        "user_id": None,
        "tenant_id": app_of(call)["workspace_id"],
        "conversation_id": None,
        "file_key": None,
    }
    return world.store["files"].put(file_id, record)
