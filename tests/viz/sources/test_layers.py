"""Large graphs of arrays fold by their modules, and whatever is open can be drawn without circles."""

import random
from collections import Counter

import numpy as np
import pytest

from autograd_lab import Tensor, functional, nn
from autograd_lab.viz.blocks import MOST
from autograd_lab.viz.sources import source_of
from autograd_lab.viz.sources.layers import _module_paths
from tests.viz.array_nets import conv_net, transformer
from tests.viz.quotients import quotient_orders


def assert_sound(trace):
    """A tree, every node in one place, few boxes at opening, and an order whatever is open."""
    groups, nodes = trace.groups, trace.nodes
    assert all(g.parent < i for i, g in enumerate(groups))
    placed = Counter(m for g in groups for m in g.members)
    assert set(placed.values()) <= {1}
    within = Counter(g.parent for g in groups)
    assert within[-1] + len(nodes) - len(placed) <= MOST
    for i, g in enumerate(groups):
        assert within[i] + len(g.members) <= 1.5 * MOST, g.label
    draw = random.Random(1)
    for share in (0.0, 0.3, 0.7, 1.0):
        assert quotient_orders(groups, nodes, {i for i in range(len(groups)) if draw.random() < share})
    return {g.label for g in groups if g.parent < 0}


@pytest.mark.slow
def test_a_deep_network_folds_into_its_layers():
    rng = np.random.default_rng(0)
    net = nn.Sequential(*[m for i in range(10) for m in (nn.Linear(4, 4, rng=i), nn.Tanh())], nn.Linear(4, 1, rng=9))
    loss = functional.mse(net(rng.normal(size=(6, 4))), rng.normal(size=(6, 1)))
    labels = assert_sound(source_of(loss, names={"net": net}).trace)
    assert {"net.0", "net.2", "net.18"} <= labels


def test_a_small_network_folds_by_layer():
    net = nn.Sequential(nn.Linear(4, 4), nn.Tanh(), nn.Linear(4, 1))
    groups = source_of(net(np.ones((2, 4))).mean(), names={"net": net}).trace.groups
    assert {g.kind for g in groups} == {"layer"}


@pytest.mark.slow
def test_a_recurrent_use_of_one_layer_can_be_drawn():
    cell = nn.Linear(4, 4, rng=1)
    out = nn.Linear(4, 1, rng=2)
    h = Tensor(np.zeros((2, 4)))
    losses = []
    for step in range(40):
        h = (cell(h) + float(step)).tanh()
        losses.append(out(h).mean())
    total = losses[0]
    for loss in losses[1:]:
        total = total + loss
    assert_sound(source_of(total, names={"cell": cell, "out": out}).trace)


@pytest.mark.slow
def test_without_modules_it_folds_by_structure():
    t = Tensor(np.ones(3), True, "t")
    x = t
    for _ in range(100):
        x = x.tanh()
    assert_sound(source_of(x.sum()).trace)


@pytest.mark.slow
def test_a_transformer_of_torch_folds_into_encoder_and_decoder():
    torch = pytest.importorskip("torch", reason="needs PyTorch: pip install torch")
    torch.manual_seed(0)
    model = torch.nn.Transformer(16, 2, 2, 2, 32, batch_first=True)
    loss = model(torch.randn(2, 5, 16), torch.randn(2, 4, 16)).pow(2).mean()
    labels = assert_sound(source_of(loss, names={"model": model}).trace)
    assert {"encoder", "decoder"} <= labels


def test_what_an_embedding_gives_is_no_weight_of_its_module():
    table, net = nn.Linear(5, 4, rng=0), nn.Sequential(nn.Linear(4, 4, rng=1), nn.Tanh(), nn.Linear(4, 4, rng=2))
    table.weight.name = "table.weight"
    x = functional.embedding(np.array([0, 1, 2]), table.weight)
    h = x
    for _ in range(4):
        h = net(h) + x
    trace = source_of(h.mean(), names={"net": net}).trace
    embedded = next(n.id for n in trace.nodes if n.op == "embedding")
    first = next(n.id for n in trace.nodes if embedded in n.parents)
    paths = _module_paths(trace.nodes)
    assert paths[embedded] == ("table",)
    assert paths[first] == ("net", "0")


@pytest.mark.slow
def test_a_transformer_and_a_convolutional_net_open_with_few_boxes_named_as_their_parts():
    trace = source_of(transformer()).trace
    assert {"blocks"} == assert_sound(trace)
    inner = {(g.label, trace.groups[g.parent].label) for g in trace.groups if g.parent >= 0}
    assert {("blocks.0", "blocks"), ("blocks.1", "blocks"), ("attention", "blocks.0"), ("inner", "blocks.1")} <= inner
    assert_sound(source_of(conv_net()).trace)
