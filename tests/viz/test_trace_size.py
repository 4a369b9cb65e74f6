"""A trace is small: it must travel with every saved cell."""

import json
import random

import pytest

from autograd_lab import Value
from autograd_lab.viz.trace import trace_of

MOST = 300  # bytes a node, names, layout and values included


def random_graph(count, seed=0):
    """A graph of `count` nodes, each made of earlier ones, most of them recent."""
    draw = random.Random(seed)
    nodes = [Value(draw.uniform(-1, 1), f"x{i}") for i in range(max(2, count // 5))]
    unused = list(nodes)
    while len(nodes) + 1 < count:
        a = unused.pop(0)
        b = draw.choice(nodes[-20:])
        node = draw.choice([a * b, a + b, a - b, a.tanh()])
        nodes.append(node)
        unused.append(node)
    return Value.total(unused)


@pytest.mark.parametrize("count", [10, 200, pytest.param(1000, marks=pytest.mark.slow)])
def test_a_trace_takes_few_bytes_a_node(count):
    trace = trace_of(random_graph(count))
    assert abs(len(trace.nodes) - count) <= 2
    size = len(json.dumps(trace.to_json(), ensure_ascii=False, separators=(",", ":")).encode())
    assert size / len(trace.nodes) <= MOST
