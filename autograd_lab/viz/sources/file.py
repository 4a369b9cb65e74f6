"""A trace as a file: written by `Player.save_trace`, taken by show(), so that a graph can be played without its maker.

A graph of PyTorch, JAX or TensorFlow is recorded where the framework is, and played where it is not: nothing is
computed again. A graph of Values is built anew from its file, so that its sliders move.

The file is JSON: what it is, which version of the form, a digest of the trace, and the trace as a page gets it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import math
import os
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from autograd_lab.errors import GraphError, LabError
from autograd_lab.scalar.ops import CONST, OPS
from autograd_lab.scalar.value import Value, rebuild
from autograd_lab.viz.groups import Group
from autograd_lab.viz.node import Node
from autograd_lab.viz.sources import NO_SLIDERS, Source
from autograd_lab.viz.sources.choices import Mark
from autograd_lab.viz.sources.names import Names
from autograd_lab.viz.sources.scalar import ScalarSource
from autograd_lab.viz.trace import CONST as PLAIN, FORMAT, LEAF, Trace

MARK = "trace of autograd_lab"
VERSION = 1
ENDING = ".trace.json"


class TraceFileError(LabError, ValueError):
    """A file that holds no trace, or not a whole one, or one of a form that is not known here."""


def save_trace(trace: Trace, path: str | os.PathLike[str]) -> Path:
    """Write a trace as a file that show() takes; returns its path.

    The ending .trace.json is added where the name has none. Raises GraphError for a graph with operations of one's
    own: a file holds numbers, not Python's rules.
    """
    if trace.foreign:
        own = sorted({trace.nodes[i].op for i in trace.foreign})
        raise GraphError(
            f"save_trace(): {', '.join(own)} is an operation of your own, and a file holds numbers, not its rule.\n"
            "  Save the player as a page instead: player.static().save(path)."
        )
    target = Path(path)
    if not target.suffix:
        target = target.with_name(target.name + ENDING)
    data = trace.to_json()
    whole = {"what": MARK, "version": VERSION, "digest": _digest(data), "trace": data}
    text = json.dumps(whole, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    target.write_text(f"{text}\n", encoding="utf-8")
    return target


def file_source(path: str | os.PathLike[str]) -> Source:
    """The source of a trace that was saved; raises TraceFileError for what is none, saying what was found."""
    target = Path(path)
    data = _read(target)
    try:
        nodes = _nodes(data)
        if "recorded" not in data:
            return _scalar(data, nodes)
        return FileSource(data, nodes, target.name)
    except (KeyError, IndexError, TypeError, AttributeError, ValueError, struct.error, binascii.Error) as error:
        raise TraceFileError(
            f"show(): {target.name} is a trace whose parts do not fit together: {error!r:.100}.\n"
            "  Record it again, with player.save_trace(path)."
        ) from error


class FileSource:
    """A pass over arrays as it stands in a file. `gradients` are the arrays that the file holds whole."""

    def __init__(self, data: Mapping[str, Any], nodes: tuple[Node, ...], name: str) -> None:
        kept = _KeptPass(data["recorded"])
        notice = f"Read from {name}: the numbers are as they were recorded."
        self.trace = Trace(
            nodes,
            tuple(_numbers(data["values"])),
            None,
            tuple(dict.fromkeys([*data["notices"], notice])),
            _groups(data["groups"]),
            lines=_Kept(data["lines"]) if "lines" in data else None,
            recorded=kept,
            steps=_Kept(data["steps"]) if "steps" in data else None,
            marks={int(i): Mark(kind, note) for i, (kind, note) in data.get("marks", {}).items()},
        )
        if len(self.trace.values) != len(nodes):
            raise ValueError("values and nodes differ in number")
        self._pictures = list(_pictures(kept.data["pictures"]))
        self._values = [self._pictures[at] if at >= 0 else None for at in kept.data["values"]]
        sums = {nodes[node].parents[slot]: self._pictures[so_far] for node, slot, _, so_far in kept.arrivals}
        self._sums: list[_Picture | None] = [sums.get(node.id) for node in nodes]
        root = self._values[-1]
        if root is not None:
            self._sums[-1] = replace(root, norm=1.0, table=[1.0])
        self.gradients = [None if seen is None else seen.array() for seen in self._sums]

    @property
    def cut(self) -> Sequence[str]:
        """The nodes whose gradient the file holds in part only."""
        pairs = zip(self.trace.nodes, self._sums, self.gradients, strict=True)
        return [node.name for node, seen, array in pairs if seen is not None and array is None]

    def move(self, moves: Sequence[tuple[int, float]]) -> Trace:
        """Raises GraphError: the page cannot recompute arrays."""
        raise GraphError(NO_SLIDERS)

    def grads(self) -> list[float | None]:
        """The norm of each gradient, or the gradient itself where it is one number."""
        return [None if seen is None else seen.norm for seen in self._sums]

    def rows(self) -> list[tuple[str, str, str, str]]:
        """The table of values, with shapes and norms."""
        nodes = zip(self.trace.nodes, self._values, self._sums, strict=True)
        return [
            (
                node.name,
                self.trace.how_made(node, const="data"),
                "not kept" if value is None else value.text(),
                "·" if grad is None else grad.text(),
            )
            for node, value, grad in nodes
        ]


@dataclass(frozen=True)
class _Kept:
    """A part of a trace that the page alone reads, as it was."""

    data: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        return dict(self.data)


@dataclass(frozen=True)
class _KeptPass(_Kept):
    """A recorded pass, as it was."""

    @property
    def arrivals(self) -> Sequence[tuple[int, int, int, int]]:
        return [(node, slot, own, so_far) for node, slot, own, so_far in self.data["arrivals"]]

    @property
    def by(self) -> str:
        return str(self.data["by"])


@dataclass(frozen=True)
class _Picture:
    """Of the picture of an array, what the table of values and a comparison need."""

    shape: tuple[int, ...]
    dtype: str
    norm: float
    table: list[float]

    def text(self) -> str:
        """The norm and the shape; of one number the number."""
        return f"{self.norm:.6g}" if math.prod(self.shape) == 1 else f"‖·‖ {self.norm:.6g}, shape {self.shape}"

    def array(self) -> Any:
        """The array, if the table holds all of it; else None."""
        if len(self.table) != math.prod(self.shape):
            return None
        import numpy as np  # a file of Values needs none

        return np.asarray(self.table, self.dtype).reshape(self.shape)


def _pictures(data: Mapping[str, Any]) -> list[_Picture]:
    figures, tables = _numbers(data["figures"]), _numbers(data["tables"])
    found, at = list[_Picture](), 0
    for i, (rows, columns, *_) in enumerate(data["sizes"]):
        table = tables[at : at + rows * columns]
        at += rows * columns
        found.append(_Picture(tuple(data["shapes"][i]), data["kinds"][data["dtypes"][i]], figures[5 * i], table))
    return found


def _read(path: Path) -> dict[str, Any]:
    """The trace in a file, as data whose digest is right."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise TraceFileError(
            f"show(): there is no file {str(path)!r:.80}. A text is the name of a file that player.save_trace(path) "
            "wrote.\n  An expression is shown without quotes: show(w * x)."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise TraceFileError(f"show(): {path.name} cannot be read as text: {error!s:.100}") from error
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError) as error:
        cut = MARK in text[:200]
        raise TraceFileError(
            f"show(): {path.name} is a trace that was cut off or changed: it ends or breaks at character {len(text)}.\n"
            "  Fetch it again, or record it again with player.save_trace(path)."
            if cut
            else f"show(): {path.name} holds no trace: it is no JSON. Give a file that player.save_trace(path) wrote."
        ) from error
    if not isinstance(whole, dict) or whole.get("what") != MARK:
        raise TraceFileError(
            f"show(): {path.name} is JSON, but no trace. Give a file that player.save_trace(path) wrote."
        )
    data = whole.get("trace")
    form = data.get("format") if isinstance(data, dict) else None
    for what, have, known in (("file", whole.get("version"), VERSION), ("trace", form, FORMAT)):
        if not isinstance(have, int) or have > known:
            raise TraceFileError(
                f"show(): {path.name} was written by a newer Autograd Lab: its {what} has version {have}, and this one "
                f"knows {known}.\n  Update the package, or record the graph again with this one."
            )
        if have < known:
            raise TraceFileError(
                f"show(): {path.name} was written by an older Autograd Lab: its {what} has version {have}, and this "
                f"one reads {known}.\n  Record the graph again, with player.save_trace(path)."
            )
    if not isinstance(data, dict) or whole.get("digest") != _digest(data):
        raise TraceFileError(
            f"show(): {path.name} was changed after it was written: its digest does not fit.\n"
            "  Fetch it again, or record it again with player.save_trace(path)."
        )
    return data


def _digest(data: Mapping[str, Any]) -> str:
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _nodes(data: Mapping[str, Any]) -> tuple[Node, ...]:
    """The nodes of a trace, each after its operands."""
    columns = zip(data["names"], data["made"], data["named"], data["parents"], strict=True)
    kinds = {LEAF: "leaf", PLAIN: "const"}
    nodes = tuple(
        Node(i, str(name), kinds.get(made, "op"), data["ops"][made] if made >= 0 else "", named == "1", tuple(parents))
        for i, (name, made, named, parents) in enumerate(columns)
    )
    if not nodes or any(not 0 <= p < node.id for node in nodes for p in node.parents):
        raise ValueError("a node stands before one of its operands")
    return nodes


def _groups(data: Mapping[str, Any]) -> tuple[Group, ...]:
    inside = data["inside"]
    return tuple(
        Group(label, kind, tuple(i for i, group in enumerate(inside) if group == index), parent)
        for index, (label, kind, parent) in enumerate(zip(data["labels"], data["kinds"], data["parents"], strict=True))
    )


def _numbers(text: str) -> list[float]:
    return [x for (x,) in struct.iter_unpack("<d", base64.b64decode(text, validate=True))]


def _scalar(data: Mapping[str, Any], nodes: Sequence[Node]) -> ScalarSource:
    """A graph of Values, built anew."""
    made = list[Value]()
    for node, number in zip(nodes, _numbers(data["values"]), strict=True):
        op = {"leaf": None, "const": CONST}.get(node.kind) if node.kind != "op" else OPS[node.op]
        value = rebuild(op, tuple(made[p] for p in node.parents), number)
        if node.named:
            value.name = node.name
        made.append(value)
    source = ScalarSource(made[-1], Names(()))
    if "lines" in data and [node.parents for node in source.trace.nodes] == [node.parents for node in nodes]:
        source.trace = replace(source.trace, lines=_Kept(data["lines"]))
    return source
