"""The graph of a concrete function as data: without control edges, and with the functions that it calls opened.

A `tf.function` that calls another one has a single operation for it, which holds the name of the other graph. Here
that graph is put in its place, so that a player shows what is computed inside.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tensorflow.python.framework.function_def_to_graph import function_def_to_graph_def

from autograd_lab.errors import GraphError

CALLS = ("PartitionedCall", "StatefulPartitionedCall")
LOOPS = ("While", "StatelessWhile", "If", "StatelessIf", "Case", "StatelessCase")
MOST_CALLS = 1000


def opened_graph(concrete: Any) -> Any:
    """The GraphDef of a concrete function, each of its operations one that computes.

    Raises GraphError for a loop or a branch on tensors, and for calls without end.
    """
    graph = concrete.graph.as_graph_def()
    functions = {function.signature.name: function for function in graph.library.function}
    for _ in range(MOST_CALLS):
        call = next((node for node in graph.node if node.op in CALLS), None)
        if call is None:
            break
        _open(graph, call, functions[call.attr["f"].func.name])
    for node in graph.node:
        if node.op in (*LOOPS, *CALLS):
            raise GraphError(
                f"show(): this program has a {node.op}, which cannot be opened.\n  A loop or branch on tensors is one "
                "operation to TensorFlow: write it with Python numbers, range(3) or if n > 2."
            )
        data = [name for name in node.input if not name.startswith("^")]
        del node.input[:]
        node.input.extend(data)
    return graph


def _open(graph: Any, call: Any, function: Any) -> None:
    """Put the operations of a function in the place of the one that calls it."""
    body, flat = function_def_to_graph_def(function)
    arguments = [name for name in call.input if not name.startswith("^")]
    inside = {arg.name: outer for arg, outer in zip(function.signature.input_arg, arguments, strict=True)}
    results = [flat[function.ret[arg.name]] for arg in function.signature.output_arg]
    outside = {f"{call.name}:{i}": _renamed(name, call.name, inside) for i, name in enumerate(results)}
    outside[call.name] = outside.get(f"{call.name}:0", "")
    for node in graph.node:
        _set_inputs(node, [outside.get(name, name) for name in node.input if name != f"^{call.name}"])
    for node in body.node:
        if node.name not in inside:
            new = graph.node.add()
            new.CopyFrom(node)
            new.name = f"{call.name}/{node.name}"
            _set_inputs(new, [_renamed(name, call.name, inside) for name in node.input if not name.startswith("^")])
    graph.node.remove(call)


def _renamed(name: str, prefix: str, inside: Mapping[str, str]) -> str:
    """A tensor of a function by its name in the graph around it: what was handed in, or a tensor of its own."""
    argument = inside.get(name.partition(":")[0])
    return f"{prefix}/{name}" if argument is None else argument


def _set_inputs(node: Any, names: list[str]) -> None:
    del node.input[:]
    node.input.extend(names)
