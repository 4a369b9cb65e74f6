"""The settings of show(quiz=...) as data for the page, where js/model/guess.js runs the quiz without a kernel."""

from collections.abc import Mapping, Sequence
from typing import Any

from autograd_lab.errors import GraphError, LabError, ValueTypeError
from autograd_lab.viz.slips import hints_for
from autograd_lab.viz.trace import Trace

LEVELS = ("sign", "size", "number")
MOST_ASKED = 300
_HOW = 'quiz=True, or what is asked for: "sign", "size" or "number", or {"level": "sign", "nodes": ["w", "b"]}'


def quiz_options(trace: Trace, quiz: object) -> dict[str, Any] | None:
    """{"level": …, "nodes": ids or None for all, "hints": …} for the page; None when there is no quiz.

    raises  ValueTypeError for anything but a flag, a level, or a mapping of the two settings;
            GraphError for a node that is not there or has no gradient to predict
    """
    if quiz is None or quiz is False:
        return None
    if trace.recorded:
        raise LabError("show(quiz=...) asks for gradients that are one number, and here they are arrays. Show a Value.")
    settings = {"level": quiz} if isinstance(quiz, str) else {} if quiz is True else quiz
    if not isinstance(settings, Mapping):
        raise ValueTypeError(f"show(quiz=...): got {quiz!r:.60} ({type(quiz).__name__}). Write {_HOW}.")
    foreign = [key for key in settings if key not in ("level", "nodes")]
    if foreign:
        raise LabError(f"show(quiz=...) has no setting {foreign[0]!r}. Write {_HOW}.")
    level = settings.get("level", "number")
    if level not in LEVELS:
        raise LabError(f"show(quiz=...): there is no level {level!r}. Write {_HOW}.")
    wanted = settings.get("nodes")
    options = {"level": level, "nodes": None, "hints": hints_for(node.op for node in trace.nodes)}
    if wanted is None:
        many = sum(node.kind != "const" for node in trace.nodes) - 1
        if many > MOST_ASKED:
            raise LabError(
                f"show(quiz=...): this graph has {many} gradients, too many to ask for. Name those that matter:\n"
                '  quiz={"nodes": ["w", "b"]}'
            )
        return options
    if not isinstance(wanted, (str, Sequence)):
        raise ValueTypeError(f"show(quiz=...): nodes is a list of names, got {wanted!r:.60} ({type(wanted).__name__}).")
    names = [wanted] if isinstance(wanted, str) else list(wanted)
    if not names:
        raise LabError("show(quiz=...): nodes is empty, so there is nothing to ask. Leave it out to ask for all.")
    return {**options, "nodes": [_askable_id(trace, name) for name in names]}


def without_grads(rows: Sequence[tuple[str, str, str, str]]) -> list[tuple[str, str, str, str]]:
    """The rows of the table of values with "?" in place of each gradient that a quiz asks for."""
    return [(node, made, value, grad if grad == "·" else "?") for node, made, value, grad in rows]


def _askable_id(trace: Trace, name: object) -> int:
    """The id of a node whose gradient can be predicted."""
    node = node_id(trace, name, "show(quiz=...)")
    if node == len(trace.nodes) - 1:
        raise GraphError(f"show(quiz=...): {name!r} is the root, whose gradient is 1. Ask for the nodes before it.")
    return node


def node_id(trace: Trace, name: object, where: str) -> int:
    """The id of the node that the picture calls `name`; raises GraphError, with the names that there are."""
    ids = {node.name: node.id for node in trace.nodes if node.kind != "const"}
    if isinstance(name, str) and name in ids:
        return ids[name]
    twice = [other for other in ids if isinstance(name, str) and other.startswith(f"{name} (")]
    if twice:
        raise GraphError(f"{where}: {name!r} is the name of several nodes; say which: {', '.join(twice)}")
    known = list(ids)[:20]
    more = f" … and {len(ids) - 20} more" if len(ids) > 20 else ""
    raise GraphError(f"{where}: this graph has no node called {name!r}. Its nodes are: {', '.join(known)}{more}")
