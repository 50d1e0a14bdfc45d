"""
Carrying out a run: node by node, event by event, the stored run always as far as its events.

A run goes on by itself, whoever listens; between two steps it looks whether it was stopped. It
ends, or it pauses for a form and is taken up again from what is stored.
"""

import asyncio
import re
from collections.abc import Iterator
from typing import Any, Final

import orjson

from mockserver.messages import ServerSentEvent
from mockserver.streaming.streams import Channel
from mockserver.systems.dify import events
from mockserver.systems.dify.graph import Graph, filled, looked_up
from mockserver.systems.dify.state import version_of
from mockserver.world import Record, World

#: How long a mark to stop a task is kept.
STOP_SECONDS: Final = 600
#: How long a slow run takes to notice that it was stopped.
_STOP_LATENCY_SECONDS: Final = 0.25
#: Events that a run without a pace sends before others have their turn.
_BUNCH: Final = 8
_FORM_SECONDS: Final = 36 * 3600
_ALPHANUMERIC: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_PIECE: Final = re.compile(r"\S+\s*|\s+")


class _StoppedError(Exception):
    """The run was told to stop."""


class _NodeFailedError(Exception):
    """A node of the run failed; its text is why."""


class _ModelFailedError(Exception):
    """The model of a chat or completion failed; its text is why."""


async def carry_out(world: World, run_id: str) -> None:
    """Carry a run on from where it stands, until it ends or pauses."""
    run = world.store["runs"].get(run_id)
    assert run is not None
    engine = _Engine(world, run)
    try:
        if run["mode"] in ("workflow", "advanced-chat"):
            await engine.walk()
        elif run["mode"] == "agent-chat":
            await engine.reason()
        else:
            await engine.talk()
    except _StoppedError:
        engine.stopped()
    except _NodeFailedError as error:
        engine.finish("failed", error=str(error))
    except _ModelFailedError as error:
        engine.broke(str(error))
    finally:
        if not engine.is_paused:
            world.channels[run_id].close()


def ask_to_stop(world: World, task_id: str) -> None:
    """Mark a task to be stopped; unknown and finished ones are marked as well."""
    world.store["stops"].put(task_id, {"until": world.clock.now() + STOP_SECONDS})


def has_run_out(world: World, form: Record) -> bool:
    """Tell whether a form can no longer be answered because nobody did in time."""
    is_late: bool = form["expires_at"] <= world.clock.now()
    return form["status"] == "timeout" or (form["status"] == "waiting" and is_late)


def let_form_time_out(world: World, run_id: str) -> None:
    """
    Let a run go on whose form nobody answered in time.

    The world's clock moves only when somebody looks: whoever asks about the run or its form has
    this done first.
    """
    run = world.store["runs"].get(run_id)
    form = world.store["forms"].get((run and run["form_token"]) or "")
    if form is not None and form["status"] == "waiting" and has_run_out(world, form):
        world.store["forms"].put(form["token"], {**form, "status": "timeout"})
        world.start(carry_out(world, form["run_id"]))


class _Engine:
    """One stretch of a run."""

    def __init__(self, world: World, run: Record) -> None:
        self._world = world
        self._run = run
        self._channel: Channel = world.channels[run["id"]]
        self._graph = Graph(run["graph"] or {"nodes": [], "edges": []})
        self._sent = 0
        self.is_paused = False

    # --- steps ---

    async def _send(self, event: ServerSentEvent) -> None:
        """Send an event at the run's pace; a run told to stop sends no more."""
        self._channel.send(event)
        self._sent += 1
        left = self._world.settings["pace_seconds"]
        if left == 0 and self._sent % _BUNCH:
            return
        while left >= 0:
            await asyncio.sleep(min(left, _STOP_LATENCY_SECONDS))
            mark = self._world.store["stops"].get(self._run["task_id"])
            if mark is not None and mark["until"] > self._world.clock.now():
                raise _StoppedError
            left -= _STOP_LATENCY_SECONDS

    def _keep(self, **members: Any) -> None:
        self._run = {**self._run, **members}
        self._world.store["runs"].put(self._run["id"], self._run)

    def finish(
        self, status: str, *, outputs: Record | None = None, error: str | None = None
    ) -> None:
        """End the run in the store and in its stream."""
        self._keep(status=status, outputs=outputs, error=error, finished_at=self._world.clock.now())
        self._channel.send(events.workflow_finished(self._run))

    def stopped(self) -> None:
        """End the run as one that was stopped."""
        if self._run["mode"] in ("workflow", "advanced-chat"):
            self.finish("stopped", error="Stopped by user.")
            return
        self._keep(status="stopped", finished_at=self._world.clock.now())
        self._channel.send(events.message_end(self._run))

    async def _say(self, text: str, selector: list[str] | None, kind: str) -> None:
        for piece in _pieces(text):
            self._keep(answer=self._run["answer"] + piece)
            await self._send(events.message(self._run, piece, selector, kind))
            if self._run["failure"]:
                raise _ModelFailedError(self._run["failure"])

    # --- chat, completion ---

    def broke(self, message: str) -> None:
        """End the answer of a model that failed."""
        self._keep(status="failed", error=message, finished_at=self._world.clock.now())
        self._channel.send(events.failure(self._run, "completion_request_error", 400, message))

    async def talk(self) -> None:
        """Answer a chat or a completion: the pieces of the text, then its end."""
        await self._say(_echo(self._run), None, "message")
        self._done()

    async def reason(self) -> None:
        """Answer as an agent: a round of thought for each tool, then one for the answer."""
        tools, text = self._run["tools"], _echo(self._run)
        for position, tool in enumerate(tools, 1):
            thought = await self._opened_thought(position)
            asked = orjson.dumps({"query": self._run["query"]}).decode()
            called = {**thought, "thought": f"{tool} may know.", "tool": tool, "tool_input": asked}
            called["tool_labels"] = {tool: {"en_US": tool}}
            await self._send(events.agent_thought(self._run, called))
            known = {**called, "observation": f"{tool} knows nothing."}
            await self._send(events.agent_thought(self._run, known))
        thought = await self._opened_thought(len(tools) + 1)
        await self._say(text, None, "agent_message")
        await self._send(events.agent_thought(self._run, {**thought, "thought": text}))
        self._done()

    async def _opened_thought(self, position: int) -> Record:
        thought: Record = {
            "id": self._world.id_for("thought", self._run["id"], position),
            "position": position,
            "thought": "",
            "observation": "",
            "tool": "",
            "tool_labels": {},
            "tool_input": "",
            "message_files": [],
        }
        await self._send(events.agent_thought(self._run, thought))
        return thought

    def _done(self) -> None:
        tokens = len(self._run["answer"].split())
        self._keep(status="succeeded", finished_at=self._world.clock.now(), total_tokens=tokens)
        self._channel.send(events.message_end(self._run))

    # --- workflow, advanced chat ---

    async def walk(self) -> None:
        """Walk over the graph from the node where the run stands."""
        is_new = not self._run["nodes"]
        reason = "initial" if is_new else "resumption"
        self._keep(status="running")
        await self._send(events.workflow_started(self._run, reason))
        graph = self._graph
        node = graph.start() if is_new else graph.node(self._run["waits_at"])
        while node is not None:
            branch = await self._node(node)
            if self.is_paused:
                return
            node = graph.behind(node, branch)
        if self._run["mode"] == "advanced-chat":
            self._channel.send(events.message_end(self._run))
        self.finish("succeeded", outputs=self._outputs())

    def _outputs(self) -> Record:
        if self._run["mode"] == "advanced-chat":
            return {"answer": self._run["answer"]}
        outputs: Record = self._run["outputs"] or {}
        return outputs

    async def _node(self, node: Record) -> str:
        """Carry out one node; gives the branch that is taken behind it."""
        data = node["data"]
        execution = self._execution(node)
        await self._send(events.node_started(self._run, execution))
        branch = "source"
        if data["type"] == "human-input":
            form = self._closed_form(node)
            if form is None:
                self._pause(node)
                return ""
            branch = await self._fill(form)
        failure = data.get("x-mock-error")
        if failure:
            await self._executed(execution, status="failed")
            raise _NodeFailedError(failure)
        await self._produce(node)
        await self._executed(execution, status="succeeded")
        return branch

    def _execution(self, node: Record) -> Record:
        """Give the execution of a node: the waiting one goes on, else a new one begins."""
        known = [each for each in self._run["nodes"] if each["node_id"] == node["id"]]
        if known:
            found: Record = known[-1]
            return found
        number = len(self._run["nodes"]) + 1
        execution = {
            "id": self._world.id_for("node", self._run["id"], number),
            "node_id": node["id"],
            "node_type": node["data"]["type"],
            "title": node["data"].get("title", node["data"]["type"]),
            "index": number,
            "status": "running",
            "created_at": self._world.clock.now(),
            "finished_at": None,
        }
        self._keep(nodes=[*self._run["nodes"], execution], total_steps=number)
        return execution

    async def _executed(self, execution: Record, *, status: str) -> None:
        done = {**execution, "status": status, "finished_at": self._world.clock.now()}
        nodes = [done if each["id"] == done["id"] else each for each in self._run["nodes"]]
        self._keep(nodes=nodes)
        await self._send(events.node_finished(self._run, done))

    async def _produce(self, node: Record) -> None:
        """Give a node its outputs; text that is passed on is sent while it is made."""
        data, pool = node["data"], self._run["pool"]
        kind = data["type"]
        if kind == "start":
            self._remember(node, self._run["inputs"])
        elif kind == "end":
            wanted = data.get("outputs", [])
            found = {each["variable"]: looked_up(pool, each["value_selector"]) for each in wanted}
            self._keep(outputs=found)
        elif kind == "answer":
            # What a model said while it ran is not said again.
            unsaid = {each: told for each, told in pool.items() if not self._graph.is_model(each)}
            await self._say(filled(data["answer"], unsaid), [node["id"], "answer"], "message")
        elif kind in ("llm", "template-transform", "code"):
            text = filled(data.get("template", "{{#sys.query#}}"), pool)
            await self._stream(node, text)
            self._keep(total_tokens=self._run["total_tokens"] + len(text.split()))
            self._remember(node, {"text": text, "output": text})

    async def _stream(self, node: Record, text: str) -> None:
        """Send what a model makes while it makes it, where the graph passes it on."""
        selector = [node["id"], "text"]
        if not self._graph.is_model(node["id"]) or not self._graph.passes_on(node["id"]):
            return
        if self._run["mode"] == "advanced-chat":
            await self._say(text, selector, "message")
            return
        for piece in _pieces(text):
            await self._send(events.text_chunk(self._run, piece, selector))

    def _remember(self, node: Record, outputs: Record) -> None:
        self._keep(pool={**self._run["pool"], node["id"]: outputs})

    # --- human input ---

    def _pause(self, node: Record) -> None:
        form = self._new_form(node)
        self.is_paused = True
        self._keep(status="paused", waits_at=node["id"], form_token=form["token"])
        self._channel.send(events.human_input_required(self._run, form))
        self._channel.send(events.workflow_paused(self._run, form, self._world.clock.now()))

    def _new_form(self, node: Record) -> Record:
        world, data = self._world, node["data"]
        number = world.count("forms")
        inputs = data.get("inputs", [])
        form: Record = {
            "id": world.id_for("form", number),
            "token": world.pick(_ALPHANUMERIC, 22, "form_token", number),
            "run_id": self._run["id"],
            "app_id": self._run["app_id"],
            "node_id": node["id"],
            "node_title": data.get("title", ""),
            "form_content": data.get("form_content", ""),
            "inputs": inputs,
            "actions": data.get("actions", []),
            "defaults": {each["output_variable_name"]: _default(each) for each in inputs},
            "is_open": data.get("delivery") != "email",
            "status": "waiting",
            "expires_at": world.clock.now() + _FORM_SECONDS,
            "submitted": None,
            "action": None,
            "rendered_content": "",
        }
        return world.store["forms"].put(form["token"], form)

    def _closed_form(self, node: Record) -> Record | None:
        form = self._world.store["forms"].get(self._run["form_token"] or "")
        is_over = form is not None and form["node_id"] == node["id"] and form["status"] != "waiting"
        return form if is_over else None

    async def _fill(self, form: Record) -> str:
        """Tell how a form was closed; gives the branch that this takes."""
        if form["status"] == "timeout":
            await self._send(events.human_input_form_timeout(self._run, form))
            self._keep(form_token=None)
            return "__timeout"
        action: Record = next(each for each in form["actions"] if each["id"] == form["action"])
        rendered = _rendered(form)
        form = self._world.store["forms"].put(form["token"], {**form, "rendered_content": rendered})
        tells = version_of(self._world).tells_submitted_data
        await self._send(events.human_input_form_filled(self._run, form, action, tells_data=tells))
        told = {"__action_id": action["id"], "__action_value": action["title"]}
        outputs = {**form["submitted"], **told, "__rendered_content": rendered}
        self._keep(pool={**self._run["pool"], form["node_id"]: outputs}, form_token=None)
        return str(action["id"])


def _echo(run: Record) -> str:
    """Make the answer of a model: it repeats what was asked, so that callers see their words."""
    words = run["query"] or ", ".join(f"{key}: {value}" for key, value in run["inputs"].items())
    return f"echo: {words}" if words else "echo"


def _pieces(text: str) -> Iterator[str]:
    return (match[0] for match in _PIECE.finditer(text))


def _default(control: Record) -> str:
    default = control.get("default") or {}
    return str(default.get("value") or "") if default.get("type") == "constant" else ""


def _rendered(form: Record) -> str:
    return filled(form["form_content"], {"$output": form["submitted"]})
