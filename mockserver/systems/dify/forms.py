"""Forms that a run waits for."""

from typing import Any

from mockserver.behaviours import Call, Refusal, behaviour
from mockserver.messages import MockReply
from mockserver.systems.dify.engine import carry_out, has_run_out, let_form_time_out
from mockserver.systems.dify.state import app_of
from mockserver.world import Record


@behaviour("GET /apps/{app_id}/form/human_input/{form_token}")
def form(call: Call) -> MockReply:
    """The form as a person fills it in."""
    known = _waiting(call)
    return MockReply(
        200,
        {
            "form_content": known["form_content"],
            "inputs": known["inputs"],
            "resolved_default_values": known["defaults"],
            "user_actions": known["actions"],
            "expiration_time": int(known["expires_at"]),
        },
    )


@behaviour("POST /apps/{app_id}/form/human_input/{form_token}")
def submit(call: Call) -> MockReply:
    """The form is answered, once; the run goes on."""
    known, body = _waiting(call), call.values.body
    for control in known["inputs"]:
        _check(control, body["inputs"].get(control["output_variable_name"]))
    if body["action"] not in [each["id"] for each in known["actions"]]:
        raise Refusal(400, "invalid_form_data", f"Invalid action: {body['action']}")
    names = [each["output_variable_name"] for each in known["inputs"]]
    missing = [name for name in names if name not in body["inputs"]]
    if missing:
        raise Refusal(400, "invalid_form_data", f"Missing required inputs: {', '.join(missing)}")
    answered = {"status": "submitted", "submitted": body["inputs"], "action": body["action"]}
    call.world.store["forms"].put(known["token"], {**known, **answered})
    call.world.start(carry_out(call.world, known["run_id"]))
    return MockReply(200, {})


def _waiting(call: Call) -> Record:
    known = call.world.store["forms"].get(str(call.values.path["form_token"]))
    if known is None or known["app_id"] != app_of(call)["id"] or not known["is_open"]:
        raise Refusal(404, message="Form not found")
    if known["status"] == "submitted":
        message = f"This form has already been submitted by another user, form_id={known['id']}"
        raise Refusal(412, "human_input_form_submitted", message)
    if has_run_out(call.world, known):
        let_form_time_out(call.world, known["run_id"])
        message = f"This form has expired, form_id={known['id']}"
        raise Refusal(412, "human_input_form_expired", message)
    return known


def _check(control: Record, value: Any) -> None:
    """A choice or a file must fit; text is taken as it is."""
    name, kind = control["output_variable_name"], control["type"]
    if value is None:
        return
    if kind == "select":
        options = control["option_source"]["value"]
        fits, expected = value in options, f"must be one of {options}"
    elif kind == "file":
        fits, expected = isinstance(value, dict), "must be a file"
    elif kind == "file-list":
        fits, expected = isinstance(value, list), "must be a list of files"
    else:
        return
    if not fits:
        message = f"Invalid value for {kind} input '{name}': {expected}"
        raise Refusal(400, "invalid_form_data", message)
