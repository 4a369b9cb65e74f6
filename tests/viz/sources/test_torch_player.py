"""A player of a torch graph shows PyTorch's own numbers, and leaves the learner's tensors as they were."""

import numpy as np
import pytest

from autograd_lab import show
from autograd_lab.errors import GraphError, ShapeError, StaleGraphError, ValueTypeError
from autograd_lab.viz.sources import source_of
from autograd_lab.viz.sources.pictures import picture

torch = pytest.importorskip("torch", reason="needs PyTorch: pip install torch")
F = torch.nn.functional
F64 = torch.float64


@pytest.fixture
def net():
    """A 2-4-1 network with ReLU, its data and its mean squared error: the learner's variables."""
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(2, 4), torch.nn.ReLU(), torch.nn.Linear(4, 1)).double()
    X, y = torch.randn(8, 2, dtype=F64), torch.randn(8, 1, dtype=F64)
    return {"model": model, "X": X, "y": y, "loss": F.mse_loss(model(X), y)}


def shown(source, name):
    """The gradient of a node by its name."""
    return source.gradients[source.trace.find(name).id]


def test_every_gradient_of_a_relu_network_is_torchs_own(net):
    model, loss, X = net["model"], net["loss"], net["X"]
    first, relu, second = model
    z = first(X)
    a = relu(z)
    pred = second(a)
    loss = F.mse_loss(pred, net["y"])
    source = source_of(loss, names={**net, "z": z, "a": a, "pred": pred, "loss": loss})
    inner = torch.autograd.grad(loss, [z, a, pred], retain_graph=True)
    for name, grad in zip(("z", "a", "pred"), inner, strict=True):
        assert np.abs(shown(source, name) - grad.numpy()).max() <= 1e-12
    assert all(p.grad is None for p in model.parameters())
    loss.backward()  # the graph is still there
    for name, parameter in model.named_parameters():
        assert np.abs(shown(source, f"model.{name}") - parameter.grad.numpy()).max() <= 1e-12
    values = {node.name: at for node, at in zip(source.trace.nodes, source.trace.recorded.values, strict=True)}
    for name, tensor in (("z", z), ("a", a), ("pred", pred), ("X", X)):
        np.testing.assert_array_equal(source.trace.recorded.pictures[values[name]].table, tensor.detach().numpy())


def test_nothing_of_the_learners_is_changed(net):
    model, loss = net["model"], net["loss"]
    held = model[0](net["X"])
    held.retain_grad()
    seen = []
    held.register_hook(lambda g: seen.append(g))
    loss = loss + held.sum()
    loss.backward(retain_graph=True)
    seen.clear()
    kept = [p.grad.clone() for p in model.parameters()]
    kept_inner = held.grad.clone()
    versions = [p._version for p in model.parameters()]
    show(loss, names=net)._repr_mimebundle_()
    assert all(torch.equal(p.grad, k) for p, k in zip(model.parameters(), kept, strict=True))
    assert torch.equal(held.grad, kept_inner)
    assert [p._version for p in model.parameters()] == versions
    assert seen == []
    loss.backward()
    assert all(torch.allclose(p.grad, 2 * k) for p, k in zip(model.parameters(), kept, strict=True))


def test_names_come_from_variables_and_modules(net):
    nodes = source_of(net["loss"], names=net).trace.nodes
    leaves = {node.name for node in nodes if node.kind == "leaf"}
    assert leaves == {"model.0.weight", "model.0.bias", "model.2.weight", "model.2.bias"}
    assert {node.name for node in nodes if node.kind == "const"} == {"X", "y"}
    assert nodes[-1].name == "loss"


def test_a_torch_module_is_called_with_its_inputs(net):
    trace = show(net["model"], net["X"], loss=lambda out: out.abs().mean()).trace
    assert trace.values[-1] == net["model"](net["X"]).abs().mean().item()


def test_a_torch_module_in_training_is_left_as_it_was():
    model = torch.nn.Sequential(
        torch.nn.Linear(3, 4), torch.nn.BatchNorm1d(4), torch.nn.Dropout(), torch.nn.Linear(4, 1)
    )
    x = torch.arange(15.0).reshape(5, 3)
    pending = model(x).mean()  # a graph of the learner's own, from before
    state, drawn = {name: t.clone() for name, t in model.state_dict().items()}, torch.get_rng_state()
    shown = show(model, x, loss=lambda out: out.mean())
    assert all(torch.equal(t, state[name]) for name, t in model.state_dict().items())
    assert torch.equal(torch.get_rng_state(), drawn)
    pending.backward()
    assert model(x).mean().item() == shown.trace.values[-1]  # the same entries are dropped


def test_a_half_built_module_in_a_variable_is_in_nobodys_way():
    class Half(torch.nn.Module):
        def __init__(self):  # super().__init__() was forgotten
            pass

    half, w = Half(), torch.ones(2, requires_grad=True)
    names = [node.name for node in show((w * w).sum()).trace.nodes if node.named]
    del half
    assert names == ["w"]


def test_rules_are_told_for_torchs_own_nodes(net):
    source = source_of(net["loss"], names=net)
    rules = [rule for rule, _ in source.trace.recorded.backward]
    assert any("ᵀ (2, 8) @ ∂loss/∂" in rule for rule in rules)
    notes = [note for _, note in source.trace.recorded.backward if note]
    assert "Summed over axis 0, since model.0.bias (4,) was broadcast to (8, 4)" in notes


class Cube(torch.autograd.Function):
    """x³, written by the learner."""

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**3

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return 3 * x * x * g


class Exp(torch.autograd.Function):
    """A Function of the learner's that bears a name of PyTorch's, and is wrong."""

    @staticmethod
    def forward(ctx, x):
        result = 3 * x.clamp(-1, 1)
        ctx.save_for_backward(result)
        return result

    @staticmethod
    def backward(ctx, g):
        return 2 * g


class Twins(torch.autograd.Function):
    """Two outputs: PyTorch gives backward zeros for the one that was not used."""

    @staticmethod
    def forward(ctx, x):
        return x * 2, x * 3

    @staticmethod
    def backward(ctx, g, h):
        return 2 * g + 3 * h


def rules_of(loss):
    return [rule for rule, _ in source_of(loss).trace.recorded.backward]


def test_a_function_of_ones_own_is_not_taken_for_the_operation_whose_name_it_bears():
    w = torch.tensor([0.5, 2.0], dtype=F64, requires_grad=True)
    player = show(Exp.apply(w).tanh().sum())
    assert [node.op for node in player.trace.nodes] == ["", "exp*", "tanh", "sum"]
    assert "what exp* hands back" in player.trace.recorded.backward[-1][0]
    assert any(notice.startswith("A star") for notice in player.trace.notices)
    assert all("star" not in notice for notice in show(w.exp().sum()).trace.notices)


@pytest.mark.parametrize(
    "make",
    [
        lambda a, b: torch.add(a, b, alpha=2).sum(),
        lambda a, b: torch.sub(a, b, alpha=2).sum(),
        lambda a, b: torch.addmm(a, a[:, None], b[None], alpha=2).sum(),
        lambda a, b: F.nll_loss(torch.stack([a, b]), torch.tensor([0, 1]), reduction="sum"),
        lambda a, b: F.nll_loss(torch.stack([a, b]), torch.tensor([0, 1]), weight=torch.ones(2, dtype=F64)),
        lambda a, b: F.binary_cross_entropy_with_logits(a, b, pos_weight=torch.ones(2, dtype=F64)),
        lambda a, b: F.mse_loss(a, b, reduction="sum"),
    ],
)
def test_an_operation_with_settings_is_not_told_by_the_rule_of_the_plain_one(make):
    a, b = (torch.tensor([0.5, x], dtype=F64, requires_grad=True) for x in (1.0, 2.0))
    assert any("hands back for" in rule for rule in rules_of(make(a, b)))


def test_the_largest_along_an_axis_takes_all_and_of_the_whole_array_ties_share():
    w = torch.ones(2, requires_grad=True)
    assert rules_of(w.max(0).values)[0].endswith("at the entry that was taken, 0 elsewhere")
    assert rules_of(w.max())[0].endswith("ties share")


def test_a_number_to_the_power_of_a_tensor():
    w = torch.tensor([0.5, 2.0], dtype=F64, requires_grad=True)
    source = source_of((2**w).sum(), names={"w": w})
    assert source.trace.recorded.forward[2] == "v1 (2,) = 2^w (2,)"
    assert source.trace.recorded.backward[-1][0].endswith("× v1 (2,) × ln(2)")
    held = source_of((torch.tensor(2.0, dtype=F64) ** w).sum(), names={"w": w})
    assert held.trace.recorded.forward[2] == "v1 (2,) = 2^w (2,)"


def _weights():
    generator = torch.Generator().manual_seed(1)
    w = (torch.randn(3, 2, generator=generator, dtype=F64) + 3.0).requires_grad_()
    return w, torch.rand(2, generator=generator, dtype=F64).add(0.5).requires_grad_()


GRAPHS = {
    "arithmetic": lambda w, b: (((w @ torch.diag(b) + b).tanh() - 1.0) ** 2).mean(),
    "elementwise": lambda w, b: ((w.sum(0) * 2 / b).exp().log().abs().sqrt()).sum(),
    "cross entropy": lambda w, b: F.cross_entropy(w + b, torch.tensor([0, 1, 0])),
    "bce": lambda w, b: F.binary_cross_entropy_with_logits((w * b)[:, 0], torch.ones(3, dtype=F64)),
    "shapes": lambda w, b: torch.cat([w.t().reshape(-1), b]).view(2, 4).softmax(1)[0].max(),
    "stack": lambda w, b: (
        torch.stack([w[0], b]).permute(1, 0).unsqueeze(0).expand(3, 2, 2).sigmoid().mean((0, 1)).norm()
    ),
    "pieces": lambda w, b: sum((row * i).sum() for i, row in enumerate(w.unbind(0))) + w.max(1).values.sum(),
    "masks": lambda w, b: w[w > 3].sum() + w[[0, 0, 1]].prod() + torch.where(w > 3, w, -w).sum(),
    "in place": lambda w, b: ((w * 1).add_(b) ** 2).sum(),
    "fan-out": lambda w, b: (w + w * w + w.relu()).sum() / b.sum(),
    "two outputs": lambda w, b: Twins.apply(w)[1].sum() + (lambda x, y: (x * y).sum())(*Twins.apply(b)),
    "powers": lambda w, b: (2**w).sum() + (w**b).mean() + (torch.tensor(3.0, dtype=F64) ** b).sum() + (b**3).sum(),
    "a function of one's own": lambda w, b: Cube.apply(w * b).sum(),
    "float32 between": lambda w, b: (w.float() * 2).double().sum() + b.sum(),
    "attention": lambda w, b: F.scaled_dot_product_attention(w[None], w[None] * b, w[None]).sum(),
}


@pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.bfloat16])
def test_other_precisions_are_shown_too(dtype):
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.Tanh(), torch.nn.Linear(8, 1)).to(dtype)
    loss = model(torch.randn(6, 4, dtype=dtype)).pow(2).mean()
    source = source_of(loss, names={"model": model})
    loss.backward()
    for name, parameter in model.named_parameters():
        np.testing.assert_array_equal(shown(source, f"model.{name}"), parameter.grad.float().numpy())


@pytest.mark.parametrize("name", GRAPHS)
def test_gradients_equal_torchs_on_graphs_of_all_kinds(name):
    w, b = _weights()
    loss = GRAPHS[name](w, b)
    source = source_of(loss, names={"w": w, "b": b})
    for leaf, grad in zip("wb", torch.autograd.grad(loss, [w, b], allow_unused=True), strict=True):
        if grad is not None:
            np.testing.assert_allclose(shown(source, leaf), grad.numpy(), rtol=1e-12, atol=1e-12)


class Recorder(torch.overrides.TorchFunctionMode):
    """Keeps what every function of torch returns."""

    def __init__(self):
        super().__init__()
        self.results = []

    def __torch_function__(self, func, types, args=(), kwargs=None):
        out = func(*args, **(kwargs or {}))
        self.results += [t.detach().numpy() for t in (out if isinstance(out, tuple) else (out,))]
        return out


@pytest.mark.parametrize("name", ["arithmetic", "elementwise", "fan-out", "stack"])
def test_every_value_shown_is_one_that_torch_computed(name):
    w, b = _weights()
    with Recorder() as recorder:
        loss = GRAPHS[name](w, b)
    source = source_of(loss)
    recorded = source.trace.recorded
    checked = 0
    for node, at in zip(source.trace.nodes, recorded.values, strict=True):
        if node.kind == "op":
            seen = recorded.pictures[at].table.reshape(-1)
            assert any(np.array_equal(seen, picture(r, 16, 8).table.reshape(-1)) for r in recorder.results), node
            checked += 1
    assert checked >= 6


def test_a_value_that_torch_has_not_kept_is_said_and_not_guessed():
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    player = show((w.detach() + w).sum(), names={"w": w})
    rows = {name: value for name, _, value, _ in player._source.rows()}
    assert rows["not kept"] == "not kept"
    sums = [row for row in player._source.rows() if row[1].startswith("add")]
    assert sums == [("v1", "add(not kept, w)", "not kept", "‖·‖ 1.41421, shape (2,)")]
    assert player.trace.notices[-1].startswith("“not kept”: PyTorch did not keep this value")


def test_hooks_are_not_run_and_that_is_said():
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    w.register_hook(lambda g: g * 100)
    player = show((w * w).sum())
    assert "has a hook" in player.trace.notices[0]
    np.testing.assert_array_equal(player._source.gradients[0], [2.0, 4.0])


@pytest.mark.parametrize(
    ("make", "error", "says"),
    [
        (lambda: torch.tensor(1.0), GraphError, r"has no graph: requires_grad is False.*\n.*no_grad"),
        (lambda: torch.tensor(1.0, requires_grad=True), GraphError, "is a leaf: nothing was computed"),
        (lambda: torch.ones(3, requires_grad=True) * 2, ShapeError, r"needs a scalar.*shape \(3,\): reduce it first"),
        (lambda: torch.tensor(3), ValueTypeError, r"dtype torch.int64 has no gradient"),
        (lambda: torch.ones(1, dtype=torch.complex64, requires_grad=True).sum(), ValueTypeError, "complex64"),
        (lambda: [torch.ones(1, requires_grad=True) * 2], ValueTypeError, "Show one of its items, or a scalar"),
    ],
)
def test_what_has_no_graph_is_told_what_to_do(make, error, says):
    with pytest.raises(error, match=says):
        show(make())


def test_a_freed_graph_is_told_what_to_do(net):
    net["loss"].backward()
    with pytest.raises(GraphError, match=r"freed by backward\(\).*\n.*before loss.backward.*retain_graph=True"):
        show(net["loss"])


@pytest.mark.parametrize("layer", [0, 2])
def test_weights_that_moved_since_the_loss_was_computed_are_noticed(net, layer):
    with torch.no_grad():
        net["model"][layer].weight -= 0.1
    with pytest.raises(StaleGraphError, match=r"Compute the loss again, and show it before the step|before the step"):
        show(net["loss"])


@pytest.mark.slow
def test_a_graph_too_large_for_boxes_of_arrays_is_refused_in_words():
    t = torch.ones(2, requires_grad=True)
    for _ in range(5001):
        t = t * 1.0
    with pytest.raises(GraphError, match=r"has 500\d nodes; arrays are drawn up to 5000"):
        show(t.sum())


@pytest.mark.slow
def test_showing_values_alone_does_not_import_torch():
    import subprocess
    import sys

    code = "import sys; from autograd_lab import Value, show; show(Value(1.0) * 2.0); print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("bias", [True, False])
def test_a_convolutional_net_of_torch_is_gone_through_entry_by_entry(bias):
    torch.manual_seed(0)
    net = torch.nn.Sequential(
        torch.nn.Conv2d(1, 2, 3, padding=1, stride=2, bias=bias),
        torch.nn.ReLU(),
        torch.nn.MaxPool2d(2),
        torch.nn.AvgPool2d(2, stride=1),
    ).double()
    x = torch.randn(1, 1, 8, 8, dtype=torch.float64)
    with Recorder() as recorder:
        loss = (net(x) ** 2).mean()
    recorded = source_of(loss, names={"net": net, "x": x}).trace.recorded
    found = {c.kind: c for c in recorded.closeups}
    assert found.keys() == {"conv", "max_pool", "avg_pool"}
    assert found["conv"].settings == {"size": [3, 3], "stride": [2, 2], "padding": [1, 1], "axes": [2]}
    assert any(np.array_equal(found["conv"].arrays["out"], r) for r in recorder.results)
    loss.backward()
    assert np.allclose(found["conv"].arrays["dw"], net[0].weight.grad.numpy(), 1e-12)
