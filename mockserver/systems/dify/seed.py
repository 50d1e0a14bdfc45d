"""
The world a Dify mock begins with.

One account that owns a workspace and is a member of two more, one workspace it has no part in, an
app of every runnable mode, and credentials that work at once: a token for the account, one for an
SSO subject, and a console login with which device codes are approved.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

from mockserver.systems.dify.device import TOKEN_DAYS
from mockserver.systems.dify.state import version_of
from mockserver.world import Record, World

_DAY: Final = 86_400.0
#: The labels of the sessions that are there from the start.
_FOR_ACCOUNT: Final = "for the account"
_FOR_SSO: Final = "for the SSO subject"


def seed(world: World) -> None:
    """Put accounts, workspaces, apps and credentials into a new world."""
    now = world.clock.now()
    ada = _account(world, "Ada Lovelace", "ada@example.com")
    grace = _account(world, "Grace Hopper", "grace@example.com")
    lin = _account(world, "Lin Qing", "lin@example.com", status="pending")
    own = _workspace(world, "Analytical Engines", now - 90 * _DAY)
    other = _workspace(world, "Compiler Works", now - 60 * _DAY)
    alan = _account(world, "Alan Turing", "alan@example.com")
    foreign = _workspace(world, "Code and Cypher", now - 30 * _DAY)
    old = _workspace(world, "Difference Archive", now - 30 * _DAY, status="archive")
    _join(world, own, ada, "owner", current=True)
    _join(world, own, grace, "admin")
    _join(world, own, lin, "normal")
    _join(world, other, grace, "owner")
    _join(world, other, ada, "editor")
    _join(world, old, ada, "normal")
    _join(world, foreign, alan, "owner", current=True)
    _graph_apps(world, own, ada, grace)
    _model_apps(world, own, ada, grace)
    _model_app(world, other, grace, "compiler-chat", "chat", [], "In the other workspace.")
    _model_app(world, foreign, alan, "enigma", "chat", [], "In a workspace of others.")
    _session(world, ada)
    _external_session(world)
    console = {
        "cookie": world.pick("0123456789abcdef", 32, "console"),
        "csrf_token": world.pick("0123456789abcdef", 32, "csrf"),
        "account_id": ada["id"],
    }
    world.store["consoles"].put(console["cookie"], console)


def tokens(world: World) -> dict[str, str]:
    """Give the tokens that work from the start, each with what it is for."""
    found = {}
    for session in world.store["sessions"]:
        if session["device_label"] in (_FOR_ACCOUNT, _FOR_SSO):
            found[session["token"]] = f"{session['device_label']} {session['subject_email']}"
    return found


def console_credentials(world: World) -> Record:
    """Give the cookies and the header with which the console's user answers device codes."""
    console = next(iter(world.store["consoles"]))
    return {"access_token": console["cookie"], "csrf_token": console["csrf_token"]}


def _account(world: World, name: str, email: str, *, status: str = "active") -> Record:
    account = {"id": world.id_for("account", email), "name": name, "email": email, "status": status}
    return world.store["accounts"].put(account["id"], account)


def _workspace(world: World, name: str, created_at: float, *, status: str = "normal") -> Record:
    space: Record = {"id": world.id_for("workspace", name), "name": name, "status": status}
    space["created_at"] = float(int(created_at))
    return world.store["workspaces"].put(space["id"], space)


def _join(
    world: World, space: Record, account: Record, role: str, *, current: bool = False
) -> None:
    membership = {
        "workspace_id": space["id"],
        "account_id": account["id"],
        "role": role,
        "current": current,
        "joined_at": space["created_at"] + len(world.store["memberships"]),
    }
    world.store["memberships"].put(f"{space['id']}/{account['id']}", membership)


def _session(world: World, account: Record) -> None:
    _put_session(world, "dfoa_", account["email"], account["id"], None, _FOR_ACCOUNT)


def _external_session(world: World) -> None:
    issuer = "https://sso.example.com"
    _put_session(world, "dfoe_", "visitor@example.com", None, issuer, _FOR_SSO)


def _put_session(
    world: World, prefix: str, email: str, account_id: str | None, issuer: str | None, label: str
) -> None:
    now = world.clock.now()
    session: Record = {
        "id": world.new_ordered_id("sessions"),
        "token": prefix + world.new_secret(f"seeded {prefix}"),
        "prefix": prefix,
        "account_id": account_id,
        "subject_email": email,
        "subject_issuer": issuer,
        "client_id": "difyctl",
        "device_label": label,
        "created_at": now,
        "expires_at": now + TOKEN_DAYS * _DAY,
        "revoked": False,
    }
    world.store["sessions"].put(session["id"], session)


# --- apps -----------------------------------------------------------------------------------------


def _graph_apps(world: World, space: Record, ada: Record, grace: Record) -> None:
    def add(author: Record, name: str, tags: list[str], text: str, **more: Any) -> None:
        mode = more.pop("mode", "workflow")
        graph = _graph(mode, more.pop("variables", [_TEXT]), **more)
        _graph_app(world, _app(world, space, author, name, mode, tags, text), graph)

    add(ada, "echo-workflow", ["smoke"], "Repeats its input.")
    add(ada, "order-form", ["forms"], "Every control.", variables=_ORDER_INPUTS)
    add(grace, "approval", ["forms"], "Asks a person.", forms=[_form(0)])
    add(grace, "two-approvals", [], "Asks twice.", forms=[_form(0), _form(1)])
    add(grace, "mail-approval", [], "Asks by mail.", forms=[_form(0, delivery="email")])
    if version_of(world).asks_for_choices:
        add(grace, "survey", ["forms"], "Asks for a choice and files.", forms=[_SURVEY])
    failure = "The model cannot be reached."
    add(grace, "broken-workflow", [], "Fails in its second node.", failure=failure)
    add(ada, "helpdesk", ["chat"], "A chat on a graph.", mode="advanced-chat", variables=[])


def _model_apps(world: World, space: Record, ada: Record, grace: Record) -> None:
    def add(author: Record, name: str, mode: str, tags: list[str], text: str, **more: Any) -> None:
        _model_app(world, space, author, name, mode, tags, text, **more)

    add(ada, "small-talk", "chat", ["chat", "smoke"], "Repeats what it is told.")
    add(ada, "album", "chat", ["chat"], "Takes a picture.", user_input_form=[{"file": _PICTURE}])
    tools = {"enabled": True, "tools": [{"tool_name": "search", "enabled": True}]}
    add(ada, "researcher", "agent-chat", ["chat"], "Thinks, and asks a tool.", agent_mode=tools)
    add(grace, "summary", "completion", [], "Completes a text.")
    add(grace, "translator", "completion", [], "Takes a language.", user_input_form=_LANGUAGE)
    failure = {"x-mock-error": "[openai] Rate limited"}
    add(grace, "broken-chat", "chat", [], "Fails in the middle of its answer.", **failure)


_TEXT: Final[Record] = {
    "variable": "x",
    "label": "x",
    "type": "text-input",
    "required": True,
    "max_length": 256,
}
_PICTURE: Final[Record] = {"variable": "picture", "label": "Picture", "required": False}
_LANGUAGE: Final[list[Record]] = [
    {
        "select": {
            "variable": "language",
            "label": "Language",
            "required": True,
            "options": ["English", "French"],
        }
    },
    {"text-input": {"variable": "style", "label": "", "required": False, "max_length": 8}},
]
_ORDER_INPUTS: Final[list[Record]] = [
    {"variable": "item", "label": "Item", "type": "text-input", "required": True, "max_length": 48},
    {"variable": "count", "label": "Count", "type": "number", "required": True},
    {
        "variable": "size",
        "label": "Size",
        "type": "select",
        "required": False,
        "options": ["small", "large"],
    },
    {"variable": "note", "label": "Note", "type": "paragraph", "required": False},
    {"variable": "picture", "label": "Picture", "type": "file", "required": False},
    {
        "variable": "papers",
        "label": "Papers",
        "type": "file-list",
        "required": False,
        "max_length": 2,
    },
    {"variable": "urgent", "label": "Urgent", "type": "checkbox", "required": False},
    {"variable": "extra", "label": "Extra", "type": "json_object", "required": False},
    {"variable": "colour", "label": "", "type": "text-input", "default": "blue"},
]


def _app(
    world: World, space: Record, author: Record, name: str, mode: str, tags: list[str], text: str
) -> Record:
    number = len(world.store["apps"])
    created = space["created_at"] + number * _DAY
    return {
        "id": world.id_for("app", space["id"], name),
        "workspace_id": space["id"],
        "name": name,
        "description": text,
        "mode": mode,
        "tags": tags,
        "icon": "🤖",
        "icon_type": "emoji",
        "icon_background": "#FFEAD5",
        "author": author["name"],
        "created_at": created,
        "updated_at": created + 3600.0,
        "api_enabled": True,
        "access_mode": "public",
        "draft": None,
        "published": None,
        "model_config": None,
    }


def _model_app(
    world: World,
    space: Record,
    author: Record,
    name: str,
    mode: str,
    tags: list[str],
    text: str,
    **more: Any,
) -> None:
    config = {
        "opening_statement": "Hello.",
        "suggested_questions": ["What can you do?"],
        "pre_prompt": "",
        "model": {"provider": "langgenius/openai/openai", "name": "gpt-4o-mini", "mode": "chat"},
        "user_input_form": [],
        **more,
    }
    app = _app(world, space, author, name, mode, tags, text)
    world.store["apps"].put(app["id"], {**app, "model_config": config})


def _graph_app(world: World, app: Record, graph: Record) -> None:
    workflow = {
        "conversation_variables": [],
        "environment_variables": [],
        "features": {},
        "graph": graph,
        "rag_pipeline_variables": [],
    }
    published = {"id": world.id_for("workflow", app["id"]), **workflow}
    world.store["apps"].put(app["id"], {**app, "draft": workflow, "published": published})


def _graph(
    mode: str,
    variables: list[Record],
    *,
    forms: Sequence[tuple[str, Record]] = (),
    failure: str = "",
) -> Record:
    """Lay a workflow out: start, the forms, a model, and the end; who declines a form ends it."""
    first = variables[0]["variable"] if variables else ""
    said = "{{#sys.query#}}" if mode == "advanced-chat" else f"{{{{#{_START}.{first}#}}}}"
    model: Record = {"type": "llm", "title": "Echo", "template": f"echo: {said}"}
    if failure:
        model["x-mock-error"] = failure
    nodes = [(_START, {"type": "start", "title": "Start", "variables": variables}), *forms]
    nodes += [(_MODEL, model), (_END, _last(mode))]
    edges = [
        _edge(source, target, _branch(data)) for (source, data), (target, _) in pairwise(nodes)
    ]
    if forms:
        asked = forms[0][0]
        outputs = [{"variable": "decision", "value_selector": [asked, "__action_value"]}]
        nodes.append((_DECLINED, {"type": "end", "title": "Declined", "outputs": outputs}))
        edges += [_edge(asked, _DECLINED, branch) for branch in ("reject", "__timeout")]
    return {"nodes": [{"id": each, "data": data} for each, data in nodes], "edges": edges}


def _edge(source: str, target: str, branch: str) -> Record:
    name = f"{source}-{branch}-{target}"
    return {"id": name, "source": source, "target": target, "sourceHandle": branch}


def _branch(data: Record) -> str:
    """Give the branch that leads on: the first action of a form, the only one of other nodes."""
    return str(data["actions"][0]["id"]) if data["type"] == "human-input" else "source"


_START, _MODEL, _END = "1779097154262", "1779097204645", "1779097210117"
_DECLINED: Final = "1779097215358"


def _form(number: int, **more: Any) -> tuple[str, Record]:
    actions = [
        {"id": "approve", "title": "Approve", "button_style": "primary"},
        {"id": "reject", "title": "Reject", "button_style": "default"},
    ]
    note: dict[str, Any] = {"output_variable_name": "note", "type": "paragraph"}
    note["default"] = {"type": "constant", "selector": [], "value": ""}
    data = {
        "type": "human-input",
        "title": "Approve" if number == 0 else f"Approve again ({number + 1})",
        "form_content": "Shall this go on?\n\n{{#$output.note#}}",
        "inputs": [note],
        "actions": actions if number == 0 else actions[:1],
        **more,
    }
    return str(1779786788846 + number), data


_FILE_RULES: Final[Record] = {
    "allowed_file_types": ["image", "document"],
    "allowed_file_extensions": [],
    "allowed_file_upload_methods": ["local_file", "remote_url"],
}
_SURVEY: Final[tuple[str, Record]] = (
    "1779786788900",
    {
        "type": "human-input",
        "title": "Survey",
        "form_content": "What do you think?",
        "inputs": [
            {
                "output_variable_name": "mood",
                "type": "select",
                "option_source": {"type": "constant", "selector": [], "value": ["good", "bad"]},
            },
            {"output_variable_name": "picture", "type": "file", **_FILE_RULES},
            {
                "output_variable_name": "papers",
                "type": "file-list",
                **_FILE_RULES,
                "number_limits": 2,
            },
        ],
        "actions": [{"id": "send", "title": "Send", "button_style": "accent"}],
    },
)


def _last(mode: str) -> Record:
    if mode == "advanced-chat":
        return {"type": "answer", "title": "Answer", "answer": f"{{{{#{_MODEL}.text#}}}}"}
    outputs = [{"variable": "text", "value_selector": [_MODEL, "text"]}]
    return {"type": "end", "title": "End", "outputs": outputs}
