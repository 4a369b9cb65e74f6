"""A trace is small: it must travel with every saved cell."""

import base64
import json
import random

import numpy as np
import pytest

from autograd_lab import Value, functional, nn, show
from tests.support.traces import trace_of

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


def kept(player):
    """The bytes that a saved notebook holds of a player: its outputs, and its widget's state."""
    outputs = sum(len(json.dumps(data, ensure_ascii=False).encode()) for data, _ in player._outputs())
    state = {k: base64.b64encode(v).decode() if isinstance(v, bytes) else v for k, v in player.get_state().items()}
    return outputs + len(json.dumps(state, ensure_ascii=False).encode())


@pytest.mark.slow
def test_a_notebook_with_ten_players_some_of_arrays_stays_below_a_megabyte():
    rng = np.random.default_rng(0)
    net = nn.Sequential(nn.Linear(2, 16, rng=1), nn.Sigmoid(), nn.Linear(16, 1, rng=2))
    arrays = show(functional.mse(net(rng.normal(size=(64, 2))), rng.normal(size=(64, 1))))
    numbers = show(random_graph(15))
    assert 7 * kept(numbers) + 3 * kept(arrays) <= 1_000_000
