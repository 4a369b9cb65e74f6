"""A graph of tensors that is run again equals the graph built anew, to the last bit; and planted bugs are seen."""
# ruff: noqa: E501 - a case of a table is a line

import importlib
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from autograd_lab import Rule, Tensor, detect_anomaly, functional as F, nn, optim, record  # noqa: N812
from autograd_lab.errors import AnomalyError, DomainError, ShapeError
from autograd_lab.tensor import in_place
from tests.tensor.network_programs import NetworkProgram
from tests.tensor.replays import bits, differences, scaled
from tests.tensor.tensor_programs import Ours, tensor_programs


def of_network(seed):
    """The rounds in which a replay of this network program differs."""
    program = NetworkProgram(seed)
    leaves = program.leaves()
    parameters = [p for module in program.modules() for p in module.parameters()]
    return differences(lambda: program.weighted(program.result(leaves)), leaves + parameters, scaled), program


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 60, 20))
def test_network_programs_run_again_as_built_anew(first):
    for seed in range(first, first + 20):
        assert of_network(seed)[0] == [], NetworkProgram(seed)


@pytest.mark.full
def test_four_thousand_network_programs_run_again_as_built_anew():
    for seed in range(1000, 5000):
        assert of_network(seed)[0] == [], NetworkProgram(seed)


def of_program(program, dtype):
    """The rounds in which a replay of a program over the older operations differs."""
    leaves = [Tensor(array.astype(dtype), requires_grad=True) for array in program.leaves]

    def loss():
        waiting = iter(leaves)
        engine = type("Engine", (Ours,), {"leaf": staticmethod(lambda array: next(waiting))})
        return program.run(engine)[1]

    return differences(loss, leaves, scaled)


@pytest.mark.slow
@given(tensor_programs(), st.sampled_from(["float64", "float32"]))
@settings(max_examples=60, deadline=None)
def test_programs_of_all_operations_run_again_as_built_anew(program, dtype):
    assert of_program(program, dtype) == []


@pytest.mark.full
@given(tensor_programs(), st.sampled_from(["float64", "float32", "float16"]))
@settings(max_examples=4000, deadline=None)
def test_four_thousand_programs_of_all_operations_run_again_as_built_anew(program, dtype):
    assert of_program(program, dtype) == []


#: how a tensor comes to lie otherwise in memory than row by row; from (6, 8)
LAYOUTS = {
    "by columns": lambda t: t.T,
    "every second": lambda t: t[:, ::2],
    "three axes, turned": lambda t: t.reshape(2, 3, 8).transpose(0, 2),
    "three axes, the last two turned": lambda t: t.reshape(2, 3, 8).transpose(1, 2),
    "a row for all": lambda t: t.sum(axis=0, keepdims=True) + t * 0.0,
}
#: what adds up along axes, or multiplies: there the order in memory decides on the last bit
ALONG = {
    "layer_norm": lambda t: F.layer_norm(t, t.shape[-1]),
    "layer_norm, weighed": lambda t: F.layer_norm(t, t.shape[-1], t.reshape(-1, t.shape[-1])[0], t.reshape(-1, t.shape[-1])[1]),
    "softmax": lambda t: t.softmax(-1),
    "softmax, along the first": lambda t: t.softmax(0) * t,
    "product": lambda t: t @ t.transpose(-1, -2) * 0.1,
    "linear": lambda t: F.linear(t, t.reshape(-1, t.shape[-1])[:2].T).tanh(),
    "sums": lambda t: t.sum(axis=-1) * t.mean(axis=-1) + t.var(axis=-1),
    "sums that are kept": lambda t: (t / (t.sum(axis=0, keepdims=True) ** 2 + 1)).exp(),
    "squares": lambda t: F.mse(t, t * 0.5) + (t**2).mean(),
    "cross_entropy": lambda t: F.cross_entropy(t.reshape(-1, t.shape[-1]), np.arange(t.size // t.shape[-1]) % 2),
    "sigmoid and relu": lambda t: t.sigmoid() * (t - 0.2).relu(),
    "masked": lambda t: t.masked_fill(np.arange(t.shape[-1]) % 2 == 0, 0.5) @ t.transpose(-1, -2),
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("op", ALONG)
def test_arrays_that_lie_otherwise_in_memory_give_the_same_bits(op, layout):
    rng = np.random.default_rng(7)
    for dtype in ("float64", "float32"):
        x = Tensor(rng.normal(size=(6, 8)).astype(dtype), requires_grad=True)

        def loss(x=x):
            y = ALONG[op](LAYOUTS[layout](x))
            return (
                NetworkProgram.weighted(ALONG[op](y)) if y.ndim > 1 and y.shape[-1] > 2 else NetworkProgram.weighted(y)
            )

        assert differences(loss, [x], lambda k, start: rng.normal(size=start.shape).astype(start.dtype), rounds=6) == []


# --- training -----------------------------------------------------------------------------------------------


def trained(make, optimiser, recorded, batches, rounds=12):
    """Losses of each step, and all parameters and buffers at the end."""
    net, loss_of = make()
    moves = optimiser(net.parameters())
    step = record(lambda x, y: loss_of(net(x), y)) if recorded else None
    losses = []
    for k in range(rounds):
        x, y = batches[k % len(batches)]
        moves.zero_grad()
        if step:
            losses.append(step(x, y))
        else:
            loss = loss_of(net(x), y)
            loss.backward()
            losses.append(loss.item())
        moves.step()
    return losses, {name: bits(np.asarray(array)) for name, array in net.state_dict().items()}


def mlp():
    return nn.Sequential(nn.Linear(3, 8, rng=0), nn.Tanh(), nn.Linear(8, 4, rng=1)), F.cross_entropy


def with_dropout_and_norm():
    rng = np.random.default_rng(3)
    net = nn.Sequential(
        nn.Linear(3, 8, rng=0), nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(0.4, rng=rng), nn.Linear(8, 4, rng=1), nn.Dropout(0.2, rng=rng)
    )  # fmt: skip
    return net, F.cross_entropy


def of_images():
    net = nn.Sequential(
        nn.Linear(3, 36, rng=0), Images(), nn.Conv2d(1, 3, 3, padding=1, rng=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(27, 4, rng=2)
    )  # fmt: skip
    return net, F.cross_entropy


class Images(nn.Module):
    def forward(self, x):
        return x.reshape(-1, 1, 6, 6)


def batches_of(*sizes):
    rng = np.random.default_rng(5)
    return [(rng.normal(size=(n, 3)), rng.integers(0, 4, n)) for n in sizes]


OPTIMISERS = {
    "SGD": lambda p: optim.SGD(p, lr=0.1),
    "Adam": lambda p: optim.Adam(p, lr=0.05),
    "AdamW": lambda p: optim.AdamW(p, lr=0.05),
}


@pytest.mark.parametrize("make", [mlp, with_dropout_and_norm, of_images])
@pytest.mark.parametrize("name", OPTIMISERS)
def test_training_is_the_same_to_the_last_bit(make, name):
    batches = batches_of(6, 6, 6, 5)  # the last batch is smaller, and recorded on its own
    plain, recorded = (trained(make, OPTIMISERS[name], which, batches) for which in (False, True))
    assert plain == recorded


def test_dropout_draws_from_the_same_generator_in_the_same_order():
    x = Tensor(np.ones(200), requires_grad=True)
    ours, other = np.random.default_rng(0), np.random.default_rng(0)
    step = record(lambda: (F.dropout(x, 0.5, rng=ours) * F.dropout(x, 0.25, rng=ours)).sum())
    losses = [step() for _ in range(5)]
    masks = [(F.dropout(x, 0.5, rng=other) * F.dropout(x, 0.25, rng=other)).sum().item() for _ in range(5)]
    assert losses == masks
    assert len(set(losses)) > 1
    assert ours.random() == other.random()


def test_dropout_without_a_generator_draws_from_the_shared_one():
    x = Tensor(np.ones(50), requires_grad=True)
    step = record(lambda: F.dropout(x, 0.5).sum())
    nn.manual_seed(4)
    found = [step() for _ in range(3)]
    nn.manual_seed(4)
    assert found == [F.dropout(x, 0.5).sum().item() for _ in range(3)]


def test_batch_norm_updates_its_running_numbers_and_counts_each_call():
    rng = np.random.default_rng(1)
    ours, other = nn.BatchNorm1d(2), nn.BatchNorm1d(2)
    step = record(lambda x: (ours(x) ** 3).sum())
    for n in range(1, 5):
        x = rng.normal(size=(6, 2))
        step(x)
        other(x)
        assert int(ours.num_batches_tracked) == n
        assert bits(ours.running_mean) == bits(other.running_mean)
        assert bits(ours.running_var) == bits(other.running_var)


def test_what_depends_on_the_numbers_is_decided_anew():
    x = Tensor([-2.0, 1.0, 3.0], requires_grad=True)
    index = Tensor([0, 2])
    step = record(lambda: F.where(x > 0, x * 2, x * 5).sum() + x.max() + x.clip(-1, 1).sum() + x[index].sum())
    for numbers, places in (([1.0, -4.0, 2.0], [1, 1]), ([-5.0, -6.0, 0.5], [2, 0])):
        x.data, index.data = numbers, places
        x.grad = None
        a = np.array(numbers)
        assert step() == np.where(a > 0, 2 * a, 5 * a).sum() + a.max() + a.clip(-1, 1).sum() + a[places].sum()
        slope = np.where(a > 0, 2, 5) + (a == a.max()) + (np.abs(a) <= 1)
        np.add.at(slope, places, 1)
        assert x.grad.tolist() == slope.tolist()


def test_labels_words_and_masks_may_change_between_calls():
    rng = np.random.default_rng(2)
    table, block, out = nn.Embedding(5, 4, rng=0), nn.TransformerBlock(4, 2, 8, 0.0, rng=1), nn.Linear(4, 5, rng=2)
    parameters = [*table.parameters(), *block.parameters(), *out.parameters()]

    def loss(words, padding, labels):
        return F.cross_entropy(out(block(table(words), src_key_padding_mask=padding)).reshape(-1, 5), labels)

    step = record(loss)
    for _ in range(4):
        padding = rng.random((2, 3)) < 0.4
        padding[:, 0] = False
        given = rng.integers(0, 5, (2, 3)), padding, rng.integers(0, 5, 6)
        for p in parameters:
            p.grad = None
        fresh = loss(*given)
        fresh.backward()
        wanted = [fresh.item(), *(bits(p.grad) for p in parameters)]
        for p in parameters:
            p.grad = None
        assert [step(*given), *(bits(p.grad) for p in parameters)] == wanted
    with pytest.raises(ShapeError, match="outside the 5 classes"):
        step(given[0], given[1], np.full(6, 7))
    with pytest.raises(ShapeError, match="word 9 is outside"):
        step(np.full((2, 3), 9), given[1], given[2])
    with pytest.raises(ShapeError, match="hides all 3 keys"):
        step(given[0], np.ones((2, 3), bool), given[2])


def test_an_exponent_may_change():
    x, power = Tensor([1.0, 2.0, 3.0], requires_grad=True), Tensor(2.0)
    assert differences(lambda: (x**power).sum(), [x, power], lambda k, start: start + k % 3) == []


class Crop(Rule):
    """Its forward keeps a note, and reads a setting that its user may change."""

    width = 2

    def forward(self, x):
        self.kept = x[: self.width]
        return self.kept**2

    def backward(self, g):
        full = np.zeros(4)
        full[: self.width] = 2 * self.kept * g
        return full


def test_a_rule_of_ones_own_runs_anew_on_a_copy():
    x, crop = Tensor([1.0, 2.0, 3.0, 4.0], requires_grad=True), Crop()
    step = record(lambda: crop(x).sum())
    assert (step(), x.grad.tolist()) == (5.0, [2.0, 4.0, 0.0, 0.0])
    x.data, x.grad = [5.0, 6.0, 7.0, 8.0], None
    assert (step(), x.grad.tolist()) == (61.0, [10.0, 12.0, 0.0, 0.0])
    assert not hasattr(crop, "kept")
    crop.width = 3
    with pytest.raises(ShapeError, match=r"crop gave shape \(2,\) when the function was recorded, and now \(3,\)"):
        step()


def test_an_error_of_an_operation_is_the_same_as_when_building_anew():
    x = Tensor([1.0, 2.0], requires_grad=True)
    step = record(lambda: (x.log() / x).sum())
    step()
    x.data = [-1.0, 2.0]
    with pytest.raises(DomainError, match="log: the logarithm exists"):
        step()
    x.data, x.grad = [1.0, 2.0], None
    step()
    assert x.grad.tolist() == [1.0, (1 - np.log(2.0)) / 4]
    other = record(lambda: (1.0 / x).sum())
    other()
    x.data = [0.0, 1.0]
    with pytest.raises(DomainError, match="division by zero at entry"):
        other()


def test_detect_anomaly_looks_at_a_replay_too():
    x = Tensor([1.0, 2.0], requires_grad=True)
    step = record(lambda: F.where(x > 0, x, x * 2).sqrt().sum())
    step()
    with detect_anomaly():
        x.grad = None
        step()
        assert x.grad.tolist() == (0.5 / np.sqrt([1.0, 2.0])).tolist()
        x.data, x.grad = [0.0, 1.0], None
        with pytest.raises(AnomalyError, match="sqrt"):
            step()


# --- bugs ---------------------------------------------------------------------------------------------------

#: what is broken: (module, the right text, the wrong text)
BUGS = {
    "the sign of a difference": ("in_place_entries", "_ufunc(np.subtract, same, negative)", "_ufunc(np.subtract, same, same)"),
    "a product's slopes exchanged": ("in_place_entries", "multiply(g, b._data, into), lambda g, into: multiply(g, a._data, into)", "multiply(g, a._data, into), lambda g, into: multiply(g, b._data, into)"),
    "a quotient forgets what it divides": ("in_place_entries", "np.multiply(into, out, into)\n        return np.true_divide", "return np.true_divide"),
    "a square keeps its first numbers": ("in_place_entries", "np.square(a._data, out)", "pass"),
    "tanh forgets 1 −": ("in_place_entries", "np.subtract(1, into, into)\n        return np.multiply(g, into, into)", "return np.multiply(g, into, into)"),
    "sigmoid's slope is out alone": ("in_place_entries", "multiply(slope, out, slope)\n        return multiply", "return multiply"),
    "relu stays awake where it was": ("in_place_entries", "        np.greater(a._data, 0, awake)\n", "        awake[...] = True\n"),
    "a layer forgets its bias": ("in_place_products", "        add(out, b._data, out)\n\n    return Form(renew, (pull_x, pull_w, pull_b))", "\n    return Form(renew, (pull_x, pull_w, pull_b))"),
    "rows forget their bias": ("in_place_products", "            np.add(out, b._data, out)\n", "            pass\n"),
    "a mean forgets to divide": ("in_place_products", "            divide(out, count, out)\n", "            pass\n"),
    "a mean's share is whole": ("in_place_products", "            divide(g, count, share)\n", "            np.copyto(share, g)\n"),
    "around a piece there is 1": ("in_place_products", "np.zeros(a.shape, g.dtype) if into is None", "np.ones(a.shape, g.dtype) if into is None"),
    "a mask lets the gradient through": ("in_place_products", "        np.copyto(into, zero, where=mask._data)\n", ""),
    "softmax forgets the dot": ("in_place_rows", "np.subtract(g, along, into)", "np.copyto(into, g)"),
    "the mean squared error's slope has no 2": ("in_place_rows", "multiply(difference, 2 / n * g.item(), into)", "multiply(difference, 1 / n * g.item(), into)"),
    "cross-entropy keeps its first numbers": ("in_place_rows", "        np.exp(shifted, exponentials)\n", ""),
    "layer norm forgets eps": ("in_place_rows", "        np.add(variance, eps, variance)\n", ""),
    "layer norm's bias gets one row": ("in_place_rows", "return _of_shape(of_columns, g.reshape(-1, width), into", "return _of_shape(np.eye(1, len(of_columns))[0], g.reshape(-1, width), into"),
    "a table adds up the rows of 0": ("in_place_rows", "np.equal(numbers, index._data.reshape(-1), hits)", "np.equal(numbers, 0, hits)"),
    "a filter keeps its first images": ("in_place_images", "            seen[:, :, i, j] = source[(..., *at)]\n", "            pass\n"),
    "images are added to those before": ("in_place_images", "        full.fill(0)\n        for (i, j)", "        for (i, j)"),
    "the padding is that of the first images": ("in_place_images", "            np.copyto(inside, x._data)\n        for (i, j)", "            pass\n        for (i, j)"),
    "a pool's winners stay": ("in_place_images", "            np.copyto(winner, k, where=hit)  # in a tie the first stays\n", "            pass\n"),
    "a further gradient is dropped": ("edges", "            np.add(parent.grad, g, total)  # type: ignore[arg-type]", "            np.copyto(total, g)"),
    "a leaf's further gradient is dropped": ("edges", "getrefcount(total) > _OURS_ALONE):\n            total = np.asarray(parent.grad + g)", "getrefcount(total) > _OURS_ALONE):\n            total = np.asarray(g)"),
    "a repeated operand gets one share": ("edges", "g = reduce(g, extra, None, None if stretched else into)", "g = g[(0,) * len(extra)]"),
    "the first gradient of what is passed on is doubled": ("edges", "parent.grad = pull(node.grad)  # type", "parent.grad = pull(node.grad) * 2  # type"),
    "views look at old arrays": ("replay", "            note.node._data = out[0] if note.ruled else out\n", ""),
    "the earliest node goes first": ("replay", "key=lambda node: -node._time", "key=lambda node: node._time"),
    "an operation without a form is not computed": ("replay", "        node._data = data\n", "        pass\n"),
    "pulls stay those of the first run": ("replay", "            node._pulls = pulls\n", "            pass\n"),
}  # fmt: skip


def with_bug(monkeypatch, module, right, wrong):
    """Exchange the forms, or the classes and functions, of a module for those of its source with a bug in it."""
    path = f"autograd_lab.tensor.{module}"
    real = importlib.import_module(path)
    source = Path(real.__file__).read_text(encoding="utf-8")
    assert source.count(right) == 1, "the source has changed: write the bug anew"
    before = dict(in_place.FORMS)
    space = {"__name__": path, "__file__": real.__file__}
    exec(compile(source.replace(right, wrong), real.__file__, "exec"), space)
    broken = dict(in_place.FORMS)
    in_place.FORMS.update(before)
    for rule, maker in broken.items():
        monkeypatch.setitem(in_place.FORMS, rule, maker)
    for name in {"edges": ["edge"], "replay": ["Graph"]}.get(module, []):
        original = vars(real)[name]
        for other in [m for n, m in sys.modules.items() if n.startswith("autograd_lab.tensor")]:
            if vars(other).get(name) is original:
                monkeypatch.setattr(other, name, space[name])


def weighted_mse(seed):
    """A net whose operations stand in few of the programs: squares, means, quotients, the mean squared error."""
    rng = np.random.default_rng(seed)
    x, w, b = (Tensor(rng.uniform(0.5, 2, shape), requires_grad=True) for shape in ((4, 3), (3, 2), (2,)))

    def loss():
        y = F.sigmoid(F.linear(x, w, b)) / (w.sum(axis=0) + 1)
        rows = F.linear(x.reshape(2, 2, 3), w, b).relu()
        return F.mse(y, x[:, 1:]) + (rows**2).mean() + (w.mean(axis=0) * b).sum() + (x - 1.5).relu().sum()

    return differences(
        loss, [x, w, b], lambda k, start: start * np.random.default_rng(k).uniform(0.5, 1.5, start.shape)
    )


def sees_it(seed):
    """Whether a replay differs from building anew, or does not run at all."""
    try:
        return bool(weighted_mse(seed) or of_network(seed)[0])
    except (ValueError, TypeError, IndexError, AttributeError, RuntimeWarning):
        return True


@pytest.mark.slow
@pytest.mark.parametrize("bug", BUGS)
def test_the_programs_catch(bug, monkeypatch):
    with_bug(monkeypatch, *BUGS[bug])
    assert any(map(sees_it, range(400))), "400 programs did not see it"
