"""
The words of an MDX reference: types, and what a description says beside its prose.

Types are written freely (`int`, `array[object]`, `timestamp`); whether a member is required, its
default and its values stand in the text, in the language of the document.
"""

import json
import re
from dataclasses import dataclass, field
from typing import Any, Final

Schema = dict[str, Any]

#: Words for types, in lower case, by what they mean in JSON Schema.
_MEANINGS: Final[tuple[tuple[str, Schema], ...]] = (
    ("string str text enum char varchar", {"type": "string"}),
    ("int integer long int32 int64 timestamp", {"type": "integer"}),
    ("float number double decimal", {"type": "number"}),
    ("bool boolean", {"type": "boolean"}),
    ("object dict map struct", {"type": "object"}),
    ("array list", {"type": "array", "items": {}}),
    ("json any mixed", {}),
    ("null none", {"type": "null"}),
    ("uuid", {"type": "string", "format": "uuid"}),
    ("date", {"type": "string", "format": "date"}),
    ("datetime date-time", {"type": "string", "format": "date-time"}),
    ("email", {"type": "string", "format": "email"}),
    ("url uri", {"type": "string", "format": "uri"}),
    # OpenAPI has no `format: binary` since 3.1: a file is of any bytes.
    ("file binary blob", {"type": "string", "contentMediaType": "application/octet-stream"}),
)
_WORDS: Final = {word: schema for words, schema in _MEANINGS for word in words.split()}
#: Punctuation of full width, and what it stands for: comma, brackets, colon, semicolon, full stop,
#: enumeration comma, slash, quotes.
_FULL_WIDTH: Final = str.maketrans(
    "\uff0c\uff08\uff09\uff1a\uff1b\u3002\u3001\uff0f\u201c\u201d", ',():;.,/""'
)
_ARRAY: Final = re.compile(
    r"(?:array|list)\s*(?:\[(?P<square>.+)\]|<(?P<angle>.+)>|\s+of\s+(?P<of>.+?)s?)"
    r"|(?P<suffixed>.+)\[\]",
    re.IGNORECASE,
)
_NAME: Final = re.compile(r"[A-Z][a-z]\w*", re.ASCII)
_UNION: Final = re.compile(r"\s*\|\s*|\s+or\s+|\s*/\s*")
#: Nesting beyond this is no type that a person wrote.
_DEEPEST: Final = 8

_REQUIRED: Final = (
    "required|mandatory|必填|必须|必需|必選|必須|必要|필수|obligatoire|requis|requise|obligatorio"
    "|obligatoria|requerido|obrigatório|obrigatória|erforderlich|pflicht|обязательный|обязательно"
)
_OPTIONAL: Final = (
    "optional|可选|可選|选填|選填|非必填|任意(?!の)|オプション|省略可|선택|optionnel|optionnelle"
    "|facultatif|facultative|opcional|wahlfrei|необязательный|необязательно"
)
_PRESENCE: Final = re.compile(
    rf"^\W*(?:(?P<optional>{_OPTIONAL})|(?P<required>{_REQUIRED}))(?![a-z-])", re.IGNORECASE
)
_PRESENCE_APART: Final = re.compile(
    rf"[(\[]\s*(?:(?P<optional>{_OPTIONAL})|(?P<required>{_REQUIRED}))\s*[)\]]", re.IGNORECASE
)
_NULLABLE: Final = re.compile(r"\bnullable\b|可为空|可為空|null 許容|null許容", re.IGNORECASE)
_QUOTED: Final = r"`(?P<code>[^`]+)`|\"(?P<double>[^\"]*)\""
_BARE: Final = r"-?\d+(?:\.\d+)?(?![A-Za-z0-9_]|\.[0-9])|true\b|false\b|null\b"
_DEFAULT: Final = re.compile(
    r"(?:\bdefaults?(?: value)?|\bpar défaut|\bpor defecto|\bpredeterminado|\bpadrão|\bstandardwert"
    r"|默认值?|預設值?|デフォルト値?|既定値|기본값)"
    r"(?P<link>\s*(?:is|to|as|:|=|为|為|是|は|が|est|es|ist|é)*)\s*"
    rf"(?:{_QUOTED}|(?P<bare>{_BARE})|(?P<word>[\w-]+(?:\.\w+)*)(?=\s*(?:[.,;)]|$)))",
    re.IGNORECASE,
)
_CONSTANT: Final = re.compile(
    r"(?:\bfixed(?: (?:to|as|at))?|\balways(?: (?:is|returns?|equals?))?|固定(?:为|為|で|值为)?"
    r"|始终(?:为|返回)?|总是(?:为|返回)?|常に|\bfix[ée]e? à|\bfijado (?:a|en)|\bfest auf|\bsempre)"
    rf"\s*:?\s*(?:{_QUOTED})",
    re.IGNORECASE,
)
_CONSTANT_AFTER: Final = re.compile(rf"(?:{_QUOTED})\s*(?:に固定|固定|を返す|로 고정)")
_EXAMPLES: Final = re.compile(
    r"(?:\be\.?g\.?|\bfor example|\bsuch as|\blike|例如|例えば|例:|比如|예:|\bpar exemple"
    r"|\bpor ejemplo|\bz\. ?B\.)[,:]?\s*$",
    re.IGNORECASE,
)
_SLASHED: Final = re.compile(r"`[^`]+`(?:[^`/|.]{0,60}[/|][^`/|.]{0,8}`[^`]+`)+")
_LISTED: Final = re.compile(
    r"(?::|\bone of|\beither|\bsupports?|\bvalues?|\boptions?|支持|可选值|のいずれか)\s*"
    r"(?P<list>`[^`]+`(?:\s*(?:,|\bor\b|\band\b|或|和|または)+\s*`[^`]+`)+)"
)
_BARE_LIST: Final = re.compile(
    r"(?:^|[,:]\s*)(?P<list>[a-z][a-z0-9_-]*(?:\s*/\s*[a-z][a-z0-9_-]*)+)\.?$"
)


@dataclass(slots=True)
class Notes:
    """What the text of a member says beside its prose."""

    required: bool | None = None  #: None where nothing is said.
    schema: Schema = field(default_factory=dict)  #: `default`, `enum` or `const`.
    nullable: bool = False


def plain(text: str) -> str:
    """Give a text with the punctuation of ASCII; its characters keep their places."""
    return text.translate(_FULL_WIDTH)


def parse_type(text: str, depth: int = 0) -> Schema | None:
    """
    Read a type expression; `None` where the text is none.

    A name in capitals refers to a schema of that name: `{"$ref": …}`.
    """
    text = text.strip().strip("`")
    if not text or depth > _DEEPEST:
        return None
    known = _WORDS.get(text.lower())
    if known is not None:
        return dict(known)
    if array := _ARRAY.fullmatch(text):
        inner = array["square"] or array["angle"] or array["of"] or array["suffixed"]
        items = parse_type(inner, depth + 1)
        return None if items is None else {"type": "array", "items": items}
    parts = _UNION.split(text)
    if len(parts) > 1:
        return _union([parse_type(part, depth + 1) for part in parts])
    if _NAME.fullmatch(text):
        return {"$ref": f"#/components/schemas/{text}"}
    return None


def _union(schemas: list[Schema | None]) -> Schema | None:
    known = [each for each in schemas if each is not None]
    if len(known) != len(schemas):
        return None
    if all(each.keys() == {"type"} for each in known):
        return {"type": list(dict.fromkeys(each["type"] for each in known))}
    return {"anyOf": known}


def split_type(text: str) -> tuple[Schema | None, str]:
    """Read `string, optional`: the type, and the words behind the first comma."""
    kind, _, words = plain(text).partition(",")
    return parse_type(kind), words.strip()


def notes_of(text: str, schema: Schema) -> Notes:
    """Read what a text says of a member with this schema: presence, default, values."""
    text = " ".join(plain(text).split())
    notes = Notes(nullable=bool(_NULLABLE.search(text)))
    presence = _PRESENCE.match(text) or _PRESENCE_APART.search(text)
    if presence:
        notes.required = presence["required"] is not None
    constant = _CONSTANT.search(text) or _CONSTANT_AFTER.search(text)
    if constant and (value := _value(_quoted(constant), schema)) is not None:
        notes.schema["const"] = value
    elif values := _enumeration(text, schema):
        notes.schema["enum"] = values
    default = _default(text, schema)
    if default is not None and "const" not in notes.schema:
        notes.schema["default"] = default
        if default not in notes.schema.get("enum", [default]):
            notes.schema["enum"].append(default)
    return notes


def _quoted(match: re.Match[str]) -> str:
    return match["code"] or match["double"] or ""


def _default(text: str, schema: Schema) -> Any:
    for match in _DEFAULT.finditer(text):
        written = match["bare"] or _quoted(match)
        # A word alone is a default only behind "is" or a colon: "Default language" tells of none.
        if match["word"] and match["link"].strip():
            written = match["word"]
        value = _value(written, schema) if written else None
        if value is not None:
            return value
    return None


def _enumeration(text: str, schema: Schema) -> list[Any]:
    found = _SLASHED.search(text) or _LISTED.search(text)
    if found and not _EXAMPLES.search(text[: found.start()]):
        written = re.findall(r"`([^`]+)`", found[0])
    elif bare := _BARE_LIST.search(text):
        written = re.split(r"\s*/\s*", bare["list"])
        if len(written) < 3 and bare.start() > 0:
            return []
    else:
        return []
    values = [_value(each.strip("\"'"), schema) for each in dict.fromkeys(written)]
    return [] if any(each is None for each in values) else list(dict.fromkeys(values))


def _value(text: str, schema: Schema) -> Any:
    """Give a written value the type its schema asks for; `None` where it has not."""
    kind = schema.get("type")
    if kind == "string":
        return text
    try:
        value = json.loads(text)
    except ValueError:
        return None
    fits = {
        "boolean": isinstance(value, bool),
        "integer": isinstance(value, int) and not isinstance(value, bool),
        "number": isinstance(value, int | float) and not isinstance(value, bool),
    }
    return value if isinstance(kind, str) and fits.get(kind, False) else None
