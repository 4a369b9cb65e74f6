"""show(): a player under the cell, on the learner's own graph.

In a notebook it is an anywidget that answers at once in JavaScript and is then confirmed by the kernel;
the same cell also carries self-contained HTML, which is what a page without a kernel shows.
"""

import math
import struct
import sys
from collections.abc import Callable, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, Literal

import traitlets
from ipywidgets import widget_serialization

from autograd_lab.errors import GraphError, LabError, ValueTypeError
from autograd_lab.viz import display, static_page
from autograd_lab.viz.compare import comparison
from autograd_lab.viz.comparison import Comparison
from autograd_lab.viz.node import Node
from autograd_lab.viz.quiz import quiz_options, without_grads
from autograd_lab.viz.sources import NO_SLIDERS, Source, source_of
from autograd_lab.viz.sources.file import save_trace
from autograd_lab.viz.sources.scalar import ScalarSource
from autograd_lab.viz.static_page import StaticPage
from autograd_lab.viz.trace import Trace, encode_float64
from autograd_lab.viz.widgets import STUB, Code, PageWidget, shared_code

MOST_SLIDERS = 8  # that a reader can take in; more must be asked for by name

Sliders = Sequence[str] | Mapping[str, tuple[float, float]]


def show(
    root: object,
    *inputs: object,
    loss: Callable[..., object] | None = None,
    names: Mapping[str, object] | None = None,
    sliders: Sliders | None = None,
    title: str | None = None,
    start: Literal["start", "end"] = "start",
    quiz: object = False,
    compare: object = None,
) -> "Player":
    """A player for the graph of `root`: every value, every gradient, forward by node and backward by edge.

    root     a Value, a Tensor of one number, a torch tensor of one number with a graph; or a module, or a program of
             JAX (`jax.jit(f)`, a jaxpr) or TensorFlow (`tf.function(f)`, a concrete function), with
    inputs   what it is called with, and
    loss     of a module: a function of its output, so that the graph ends in one number;
             or the path of a file that `Player.save_trace` wrote, which needs no framework
    names    variables by name, for nodes that have none; the caller's variables when left out
    sliders  leaves to move: names, or names with (lowest, highest); the first 8 named leaves when left out;
             arrays have none, since a page cannot compute with them
    title    heading of the player
    start    "start" before anything is computed, or "end" with everything shown
    quiz     hide each gradient until the learner has said what it is
    compare  the learner's own gradients, to be held against the right ones
    raises   TraceFileError for a file that holds no whole trace;
             ValueTypeError when `root` has no kind of graph, or for sliders in no form that is known;
             GraphError for a slider on a leaf that is not there

    Showing changes nothing of yours, and what is shown is the graph at the moment of show(). Moving a slider
    sets that leaf's `.data` and every result computed from it; `.grad` stays as your own `backward()` left it,
    since the player's gradients are computed on a copy.

    >>> from autograd_lab import show
    >>> from autograd_lab import Value
    >>> w, x, y = Value(2.0), Value(3.0), Value(5.0)
    >>> player = show((w * x - y) ** 2)
    >>> player
    Player(v3: 7 nodes)
    >>> [node.name for node in player.trace.nodes if node.kind == "leaf"]
    ['w', 'x', 'y']
    >>> print(show((w * x - y) ** 2, compare={"w": 6.0}).compare_report)
    Your gradient agrees.
    Not compared, since you gave none: x, y, v1, v2, v3.
    """
    variables = _variables_of_caller()
    if names is None:
        names = variables
    source = source_of(root, inputs, loss=loss, names=names)
    if isinstance(source, ScalarSource) and not isinstance(root, (str, PathLike)):
        source.find_lines(variables, sys._getframe(1))
    if start not in ("start", "end"):
        raise LabError(f'show(start=...) is "start" or "end", got {start!r}')
    found = comparison(source, quiz, compare)
    options = {
        "title": str(title or f"{source.trace.root.name}, step by step"),
        "start": start,
        "sliders": _slider_options(source.trace, sliders),
        "notices": _range_notices(source.trace, sliders),
        "quiz": quiz_options(source.trace, quiz),
        # with the numbers that it holds for: a leaf may have moved before the page is made
        "compare": {**found.to_json(), "at": encode_float64(source.trace.values)} if found else None,
    }
    player = Player(source, options)
    player.comparison = found
    return player


class Player(PageWidget):
    """What show() returns: a notebook displays it; `static()` gives the same without a kernel.

    >>> from autograd_lab import show
    >>> from autograd_lab import Value
    >>> player = show(Value(2.0, "w") * 3, quiz="sign")
    >>> player.trace.root.name
    'v1'
    >>> player.quiz_report
    'Nothing predicted yet.'
    """

    _esm = STUB
    _code = traitlets.Instance(Code).tag(sync=True, **widget_serialization)
    _share = traitlets.Instance(Code).tag(sync=True, **widget_serialization)  # unpacked when "Share" is pressed
    _trace = traitlets.Dict().tag(sync=True)
    _numbers = traitlets.Bytes().tag(sync=True)  # the values now, as float64: all that a moved slider has to send
    _options = traitlets.Dict().tag(sync=True)
    _kept = traitlets.Dict().tag(sync=True)  # what outlives a view: how far a quiz has come
    comparison: Comparison | None = None  # what show(compare=...) found

    def __init__(self, source: Source, options: dict[str, Any]) -> None:
        self._source = source
        trace = source.trace.to_json()
        super().__init__(
            _code=shared_code(*static_page.bundles_for(trace, options)),
            _share=shared_code("share"),
            _trace=trace,
            _numbers=_float64_bytes(source.trace.values),
            _options=options,
        )
        self.on_msg(self._answer)

    @property
    def trace(self) -> Trace:
        """The graph with the numbers that the player shows: those at show(), then those of the latest move."""
        return self._source.trace

    def set(self, name: str, number: float) -> None:
        """Give the leaf `name` a number, as its slider would; raises GraphError when there is no such leaf.

        >>> from autograd_lab import show
        >>> from autograd_lab import Value
        >>> w = Value(2.0, "w")
        >>> player = show(w * 3)
        >>> player.set("w", 10.0)
        >>> player.trace.values[-1], w.data
        (30.0, 10.0)
        """
        node = self.trace.find(name)
        if node.kind != "leaf":
            raise GraphError(f"{name!r} is computed ({node.op}), so it cannot be set; set one of the leaves")
        self._move([(node.id, number)])
        self._confirm({})

    @property
    def compare_report(self) -> str:
        """What show(compare=...) found, as text."""
        if not self.comparison:
            return "Nothing to compare: call show(..., compare=...)."
        moved = self._options["compare"]["at"] != encode_float64(self.trace.values)
        stale = "\nLeaves have moved since: this holds for the numbers that they had at show()."
        return self.comparison.report() + (stale if moved else "")

    @property
    def quiz_report(self) -> str:
        """How far the quiz of show(quiz=...) has come, as text."""
        if not self._options["quiz"]:
            return "No quiz: call show(..., quiz=True)."
        return str(self._kept.get("quiz", {}).get("told", "Nothing predicted yet."))

    def static(self) -> "Static":
        """The player as HTML that needs neither kernel nor network.

        >>> from autograd_lab import show
        >>> from autograd_lab import Value
        >>> page = show(Value(2.0, "w") * 3).static()
        >>> page.rows[0]
        ('w', 'leaf', '2', '3')
        >>> page.html.startswith("<div")
        True
        """
        return Static(self._source, dict(self._options))

    def save_trace(self, path: str | Path) -> Path:
        """Write the graph with its numbers as a file that show() takes, ending in .trace.json; returns its path.

        Whoever opens it needs neither the framework nor the program that the graph came from. The lines of
        code that made its nodes are in it, what you have written in a quiz or a comparison is not.

        >>> import tempfile
        >>> from autograd_lab import Value, show
        >>> file = show(Value(2.0, "w") * 3).save_trace(f"{tempfile.mkdtemp()}/product")
        >>> file.name
        'product.trace.json'
        >>> show(file).trace.values[-1]
        6.0
        """
        return save_trace(self.trace, path)

    def _answer(self, _widget: object, message: dict[str, Any], _buffers: object) -> None:
        """Answer a message of the page: it moved leaves, wants the numbers, or only asks whether a kernel is there."""
        answer_to: dict[str, Any] = {key: message[key] for key in ("turn", "view") if key in message}
        if message.get("ping"):
            self.send(answer_to)
            return
        moves = [(leaf, number) for leaf, number in message.get("moves", []) if self.trace.nodes[leaf].kind == "leaf"]
        try:
            if moves:
                self._move(moves)
            self._confirm(answer_to)
        except Exception as error:  # whatever it is, the page must hear of it: it waits for an answer
            self.send({**answer_to, "failed": f"{type(error).__name__}: {error}"})

    def _move(self, moves: Sequence[tuple[int, float]]) -> None:
        """Set leaves and compute every result anew, in the learner's own Values."""
        self._numbers = _float64_bytes(self._source.move(moves).values)

    def _confirm(self, answer_to: dict[str, Any]) -> None:
        """Send Python's value and gradient of every node; nan stands for no gradient."""
        grads = [math.nan if grad is None else grad for grad in self._source.grads()]
        foreign = self.trace.foreign_json()
        self.send(
            {**answer_to, "foreign": foreign} if foreign else answer_to, [_float64_bytes([*self.trace.values, *grads])]
        )

    def _fallback_html(self) -> str:
        return Static(self._source, dict(self._options), packed=True).html

    def _kept_text(self) -> str:
        return display.plain_table(_rows(self._source, self._options))

    def __repr__(self) -> str:
        return f"Player({self.trace.root.name}: {len(self.trace.nodes)} nodes)"


class Static(StaticPage):
    """A player without a kernel: display it, or save it as a page."""

    def __init__(self, source: Source, options: dict[str, Any], packed: bool = False) -> None:
        self.rows = _rows(source, options)
        data = {"trace": source.trace.to_json(), "options": options}
        super().__init__(options["title"], static_page.fragment(data, static_page.table(self.rows), packed))

    def save(self, path: str | Path) -> Path:
        """Write one self-contained page, with what "Share" needs; returns its path."""
        return StaticPage(self.title, self.html + static_page.share_element()).save(path)


def _rows(source: Source, options: dict[str, Any]) -> list[display.Row]:
    """The table of values, without what a quiz asks for."""
    return without_grads(source.rows()) if options["quiz"] else source.rows()


def _float64_bytes(numbers: Sequence[float]) -> bytes:
    """Numbers as bytes: little-endian float64."""
    return struct.pack(f"<{len(numbers)}d", *numbers)


def _variables_of_caller() -> dict[str, object]:
    """The variables in scope where show() was called: locals, then globals."""
    frame = sys._getframe(2)
    inside = frame.f_locals
    return {**inside, **{name: value for name, value in frame.f_globals.items() if name not in inside}}


def _slider_options(trace: Trace, wanted: Sliders | None) -> list[list[Any]]:
    """[[id, [lowest, highest] or None], …] for the leaves that get a slider."""
    if trace.recorded:
        if wanted:
            raise GraphError(f"show(sliders=...): {NO_SLIDERS}")
        return []
    if wanted is None:
        named = [n for n in trace.nodes if n.kind == "leaf" and n.named and math.isfinite(trace.values[n.id])]
        return [[node.id, None] for node in named[:MOST_SLIDERS]]
    if isinstance(wanted, str):
        wanted = [wanted]
    if not isinstance(wanted, (Mapping, Sequence)):
        raise ValueTypeError(
            f"show(sliders=...) takes the names of leaves, got {wanted!r:.40} ({type(wanted).__name__}).\n"
            '  Write ["w", "b"], or {"w": (-1, 1)} with the ends of each, or [] for no sliders.'
        )
    bounds = dict(wanted) if isinstance(wanted, Mapping) else dict.fromkeys(wanted)
    return [[_leaf_called(trace, name).id, _slider_ends(trace, name, pair)] for name, pair in bounds.items()]


def _range_notices(trace: Trace, wanted: Sliders | None) -> list[str]:
    """A notice for each given range that does not contain its leaf's number."""
    said = []
    for name, pair in wanted.items() if isinstance(wanted, Mapping) else ():
        now, ends = trace.values[trace.find(name).id], _slider_ends(trace, name, pair)
        if ends and ends != [float(end) for end in pair]:
            said.append(
                f"{name} = {now:g} lies outside the range {pair[0]:g} to {pair[1]:g} that its slider was given: "
                f"it goes from {ends[0]:g} to {ends[1]:g}."
            )
    return said


def _leaf_called(trace: Trace, name: str) -> Node:
    """The leaf called `name`; raises GraphError for a computed node."""
    node = trace.find(name)
    if node.kind != "leaf":
        raise GraphError(f"show(sliders=...): {name!r} is computed ({node.op}); sliders move leaves only")
    return node


def _slider_ends(trace: Trace, name: str, pair: tuple[float, float] | None) -> list[float] | None:
    """[lowest, highest] of a slider, widened to hold the leaf's own number; None where none were given."""
    if pair is None:
        return None
    try:
        low, high = map(float, pair)
    except (TypeError, ValueError):
        low = high = math.nan
    now = trace.values[trace.find(name).id]
    if not (low < high and all(map(math.isfinite, (low, high, now)))):
        raise GraphError(
            f"show(sliders=...): {name!r} = {now:g} cannot slide over {pair!r:.40}.\n"
            "  Write (lowest, highest), both finite."
        )
    return [min(low, now), max(high, now)]
