"""The headings of an MDX reference, in the languages such references are translated to."""

import re
from http import HTTPStatus
from typing import Final, Literal

from contract.reading.mdx.types import plain

SectionKind = Literal["path", "query", "header", "body", "response", "errors"]

_TITLES: Final[dict[SectionKind, tuple[str, ...]]] = {
    "path": (
        "path", "path parameters", "path parameter", "path params", "url parameters",
        "路径", "路径参数", "路徑", "路徑參數", "パス", "パスパラメータ", "パスパラメーター",
        "경로", "경로 매개변수", "paramètres de chemin", "chemin", "parámetros de ruta", "ruta",
        "pfadparameter", "pfad", "parâmetros de caminho", "caminho", "параметры пути", "путь",
    ),
    "query": (
        "query", "query parameters", "query parameter", "query params", "query string",
        "查询", "查询参数", "查詢", "查詢參數", "クエリ", "クエリパラメータ", "クエリパラメーター",
        "쿼리", "쿼리 매개변수", "paramètres de requête", "parámetros de consulta", "consulta",
        "abfrageparameter", "abfrage", "parâmetros de consulta", "параметры запроса",
    ),
    "header": (
        "header", "headers", "header parameters", "request headers",
        "请求头", "請求標頭", "ヘッダー", "リクエストヘッダー", "헤더", "en-têtes", "encabezados",
        "cabeceras", "kopfzeilen", "cabeçalhos", "заголовки",
    ),
    "body": (
        "request body", "body", "body parameters", "request parameters", "request",
        "请求体", "请求参数", "请求", "請求體", "請求參數", "リクエストボディ", "リクエスト本文",
        "リクエスト", "요청 본문", "요청", "corps de la requête", "corps", "cuerpo de la solicitud",
        "cuerpo", "anfragetext", "anfragekörper", "corpo da requisição", "corpo", "тело запроса",
    ),
    "response": (
        "response", "responses", "response body", "returns", "return",
        "响应", "响应体", "返回", "返回值", "返回结果", "回應", "レスポンス", "応答",
        "レスポンスボディ", "응답", "réponse", "réponses", "respuesta", "respuestas", "antwort",
        "antworten", "resposta", "respostas", "ответ", "ответы",
    ),
    "errors": (
        "errors", "error", "error codes", "error code", "error messages", "error message",
        "错误", "错误码", "错误信息", "錯誤", "錯誤碼", "エラー", "エラーコード",
        "エラーメッセージ", "오류", "erreurs", "codes d'erreur", "errores", "códigos de error",
        "fehler", "fehlercodes", "erros", "códigos de erro", "ошибки",
    ),
}  # fmt: skip
_KINDS: Final = {title: kind for kind, titles in _TITLES.items() for title in titles}
_STATUS: Final = re.compile(r"(?<![\w.])\(?([1-5]\d\d)\)?(?![\w.])")
_NAME: Final = re.compile(r"`?(?P<name>[A-Z][a-z0-9]\w*)`?(?: object)?", re.ASCII)
#: The codes of success, with their names as RFC 9110, section 15.3, has them.
_SUCCESSES: Final = tuple(
    (str(each.value), re.compile(rf"(?<![\w.]){each.value} {each.phrase}\b", re.IGNORECASE))
    for each in HTTPStatus
    if 200 <= each < 300
)
_RESPONSE: Final = re.compile(
    r"response|returns|响应|返回|回應|レスポンス|応答|응답|réponse|respuesta|antwort|resposta|ответ",
    re.IGNORECASE,
)
_REQUEST: Final = re.compile(
    r"request|\bbody\b|请求|請求|リクエスト|요청|requête|solicitud|anfrage|requisição|запрос",
    re.IGNORECASE,
)


def section_kind(title: str) -> SectionKind | None:
    """Tell what a heading announces; `None` where no language has it as such."""
    bare = _STATUS.sub(" ", plain(title)).replace("`", "").replace("*", "")
    return _KINDS.get(" ".join(bare.casefold().split()).strip(" :"))


def section_status(title: str) -> str | None:
    """Give the status code that a heading names: `### Response 201`."""
    match = _STATUS.search(plain(title))
    return match[1] if match else None


def status_with_phrase(text: str) -> str | None:
    """Give the success that a text names as HTTP does: `204 No Content`."""
    return next((code for code, phrase in _SUCCESSES if phrase.search(text)), None)


def section_name(title: str) -> str | None:
    """Give the name of the object that a heading describes: `### CompletionResponse`."""
    match = _NAME.fullmatch(title.strip())
    return match["name"] if match and section_kind(title) is None else None


def split_title(text: str) -> tuple[str, str]:
    """Cut a heading off what follows it, in a text without line breaks."""
    words = text.split()
    for count in range(min(len(words), 4), 0, -1):
        if section_kind(" ".join(words[:count])):
            return " ".join(words[:count]), " ".join(words[count:])
    return (words[0], " ".join(words[1:])) if words else ("", "")


def is_of_response(title: str) -> bool:
    """Tell whether a sample's title says that it shows a response."""
    return bool(_RESPONSE.search(title))


def is_of_request(title: str) -> bool:
    """Tell whether a sample's title says that it shows a request."""
    return bool(_REQUEST.search(title)) and not is_of_response(title)
