"""Modules for images, sequences and attention: gradients by nudging, PyTorch's starts and states, errors that teach."""
# ruff: noqa: E501 - a case of a table is a line

import threading
import warnings

import numpy as np
import pytest

from autograd_lab import (
    Tensor,
    check_gradient,
    functional as F,  # noqa: N812 - as PyTorch's users call it
    nn,
    no_grad,
    optim,
)
from autograd_lab.errors import CastWarning, LabError, ShapeError, ValueTypeError

RNG = np.random.default_rng(11)
IMAGES, SEQUENCES, STEPS = RNG.normal(size=(2, 2, 5, 4)), RNG.normal(size=(2, 3, 4)), RNG.normal(size=(3, 4))
WORDS = np.array([[0, 2, 2], [4, 1, 0]])


def of_state(out):
    return out[0] if isinstance(out, tuple) else out


#: name -> (ours, how it is called, its twin in torch.nn)
MODULES = {
    "Conv1d": (lambda: nn.Conv1d(3, 2, 2, 2, 1, rng=0), SEQUENCES, lambda t: t.Conv1d(3, 2, 2, 2, 1)),
    "Conv2d": (lambda: nn.Conv2d(2, 3, (3, 2), (2, 1), (1, 0), rng=0), IMAGES, lambda t: t.Conv2d(2, 3, (3, 2), (2, 1), (1, 0))),
    "MaxPool2d": (lambda: nn.MaxPool2d(2, 1), IMAGES, lambda t: t.MaxPool2d(2, 1)),
    "AvgPool2d": (lambda: nn.AvgPool2d(3, 2, 1), IMAGES, lambda t: t.AvgPool2d(3, 2, 1)),
    "Flatten": (lambda: nn.Flatten(), IMAGES, lambda t: t.Flatten()),
    "Embedding": (lambda: nn.Embedding(5, 3, rng=0), WORDS, lambda t: t.Embedding(5, 3)),
    "LayerNorm": (lambda: nn.LayerNorm(4), SEQUENCES, lambda t: t.LayerNorm(4)),
    "LayerNorm of two axes": (lambda: nn.LayerNorm((3, 4)), SEQUENCES, lambda t: t.LayerNorm((3, 4))),
    "RNNCell": (lambda: nn.RNNCell(4, 3, rng=0), STEPS, lambda t: t.RNNCell(4, 3)),
    "LSTMCell": (lambda: nn.LSTMCell(4, 3, rng=0), STEPS, lambda t: t.LSTMCell(4, 3)),
    "GRUCell": (lambda: nn.GRUCell(4, 3, rng=0), STEPS, lambda t: t.GRUCell(4, 3)),
    "MultiheadAttention": (lambda: nn.MultiheadAttention(4, 2, rng=0), SEQUENCES, lambda t: t.MultiheadAttention(4, 2, batch_first=True)),
    "TransformerBlock": (lambda: nn.TransformerBlock(4, 2, 6, 0.0, rng=0), SEQUENCES, lambda t: t.TransformerEncoderLayer(4, 2, 6, 0.0, batch_first=True)),
    "TransformerBlock, norm first": (
        lambda: nn.TransformerBlock(4, 2, 6, 0.0, "gelu", norm_first=True, rng=0), SEQUENCES,
        lambda t: t.TransformerEncoderLayer(4, 2, 6, 0.0, "gelu", batch_first=True, norm_first=True),
    ),
}  # fmt: skip


def call(module, x):
    return of_state(module(x, x, x) if "Multihead" in type(module).__name__ else module(x))


def weighted(out):
    return (out * np.cos(1 + np.arange(out.size)).reshape(out.shape)).sum()


@pytest.mark.slow
@pytest.mark.parametrize("name", MODULES)
def test_gradients_of_parameters_and_input_are_those_of_nudging(name):
    make, x, _ = MODULES[name]
    module = make()
    leaves = module.parameters()
    if x.dtype.kind == "f":
        x = Tensor(x, requires_grad=True, name="x")
        leaves.append(x)
    assert check_gradient(lambda: weighted(call(module, x)), leaves)


@pytest.mark.parametrize("name", MODULES)
def test_states_travel_to_torch_and_back(name):
    torch = pytest.importorskip("torch", reason="needs PyTorch: pip install torch")
    make, x, twin = MODULES[name]
    ours, theirs = make(), twin(torch.nn).double()
    theirs.load_state_dict(
        {key: torch.tensor(a) for key, a in ours.to_torch_state().items()}
    )  # strict: names and shapes
    out = call(theirs, torch.tensor(x))
    np.testing.assert_allclose(call(ours, x).data, out.detach().numpy(), rtol=1e-10, atol=1e-12)
    fresh = twin(torch.nn).double()
    ours.from_torch_state(fresh.state_dict())
    np.testing.assert_allclose(
        call(ours, x).data, call(fresh, torch.tensor(x)).detach().numpy(), rtol=1e-10, atol=1e-12
    )
    for key, array in ours.to_torch_state().items():
        np.testing.assert_array_equal(array, fresh.state_dict()[key].numpy())


@pytest.mark.parametrize(
    ("ours", "twin"),
    [
        (lambda: nn.Conv1d(8, 64, 5, rng=1), lambda t: t.Conv1d(8, 64, 5)),
        (lambda: nn.Conv2d(8, 64, 3, rng=1), lambda t: t.Conv2d(8, 64, 3)),
        (lambda: nn.Embedding(100, 50, rng=1), lambda t: t.Embedding(100, 50)),
        (lambda: nn.LayerNorm(64), lambda t: t.LayerNorm(64)),
        (lambda: nn.RNNCell(40, 64, rng=1), lambda t: t.RNNCell(40, 64)),
        (lambda: nn.LSTMCell(40, 64, rng=1), lambda t: t.LSTMCell(40, 64)),
        (lambda: nn.GRUCell(40, 64, rng=1), lambda t: t.GRUCell(40, 64)),
        (lambda: nn.MultiheadAttention(64, 4, rng=1), lambda t: t.MultiheadAttention(64, 4)),
        (lambda: nn.TransformerBlock(64, 4, 128, rng=1), lambda t: t.TransformerEncoderLayer(64, 4, 128)),
    ],
)
def test_parameters_start_as_torchs_do(ours, twin):
    torch = pytest.importorskip("torch", reason="needs PyTorch: pip install torch")
    torch.manual_seed(0)
    theirs = twin(torch.nn).state_dict()
    for name, array in ours().to_torch_state().items():
        other = theirs[name].numpy()
        if other.std() == 0:  # ones and zeros
            np.testing.assert_array_equal(array, other)
        else:
            enough = 0.15 if array.size > 1000 else 0.5
            assert array.std() == pytest.approx(other.std(), rel=enough), name
            assert np.abs(array).max() == pytest.approx(np.abs(other).max(), rel=0.3), name


def test_modules_say_what_they_are_and_keep_their_dtype():
    net = nn.Sequential(
        nn.Conv2d(1, 2, 3, padding=1), nn.MaxPool2d(2), nn.AvgPool2d(3, 1), nn.Flatten(), nn.LayerNorm(8)
    )
    assert (
        repr(net)
        == "Sequential(Conv2d(1, 2, 3, padding=1), MaxPool2d(2), AvgPool2d(3, stride=1), Flatten(), LayerNorm(8))"
    )
    assert repr(nn.LSTMCell(3, 4, bias=False)) == "LSTMCell(3, 4, bias=False)"
    assert repr(nn.Conv1d(1, 2, 3, stride=2)) == "Conv1d(1, 2, 3, stride=2)"
    single = nn.TransformerBlock(4, 2, 8, 0.0, dtype="float32", rng=0)
    out = single(SEQUENCES.astype("float32"), is_causal=True)
    assert out.dtype == np.float32
    out.sum().backward()
    assert {p.grad.dtype for p in single.parameters()} == {np.dtype("float32")}
    for cell in (nn.RNNCell, nn.LSTMCell, nn.GRUCell):
        assert of_state(cell(4, 3, dtype="float32")(STEPS.astype("float32"))).dtype == np.float32
    images = IMAGES.astype("float32")
    assert nn.Conv2d(2, 1, 2, dtype="float32")(images).dtype == F.avg_pool2d(images, 2).dtype == np.float32
    assert F.gelu(images).dtype == F.softplus(images).dtype == np.float32


def test_causal_attention_sees_nothing_of_what_comes_later():
    block, x = nn.TransformerBlock(4, 2, 8, 0.0, rng=0), SEQUENCES.copy()
    before = block(x, is_causal=True).data.copy()
    x[:, 2] += 1.0
    after = block(x, is_causal=True).data
    np.testing.assert_array_equal(after[:, :2], before[:, :2])
    assert np.abs(after[:, 2] - before[:, 2]).min() > 0


def test_padding_is_not_looked_at():
    mha, x, padded = nn.MultiheadAttention(4, 2, rng=0), SEQUENCES.copy(), np.array([[False, False, True]] * 2)
    before, weights = mha(x, x, x, padded)
    assert (weights.data[..., 2] == 0).all()
    x[:, 2] = 9.0
    np.testing.assert_array_equal(mha(x, x, x, padded)[0].data[:, :2], before.data[:, :2])


def test_sequences_may_stand_first_as_in_torch():
    torch = pytest.importorskip("torch", reason="needs PyTorch: pip install torch")
    ours, theirs = nn.MultiheadAttention(4, 2, batch_first=False, rng=0), torch.nn.MultiheadAttention(4, 2).double()
    theirs.load_state_dict({key: torch.tensor(a) for key, a in ours.to_torch_state().items()})
    x = RNG.normal(size=(5, 2, 4))
    mask = np.triu(np.ones((5, 5), bool), 1)
    out, weights = ours(x, x, x, attn_mask=mask, average_attn_weights=False)
    t = torch.tensor(x)
    other, others = theirs(t, t, t, attn_mask=torch.tensor(mask), average_attn_weights=False)
    np.testing.assert_allclose(out.data, other.detach().numpy(), rtol=1e-10)
    np.testing.assert_allclose(weights.data, others.detach().numpy(), rtol=1e-10, atol=1e-15)
    by_head = np.stack([mask] * 4)  # (N · heads, L, S)
    np.testing.assert_array_equal(ours(x, x, x, attn_mask=by_head)[0].data, out.data)
    added = np.where(mask, -np.inf, 0.0)
    np.testing.assert_allclose(ours(x, x, x, attn_mask=added)[0].data, out.data, rtol=1e-12)


def test_dropout_in_a_block_repeats_with_a_seed_and_ends_in_eval():
    first, second = (nn.TransformerBlock(4, 2, 8, 0.5, rng=3) for _ in range(2))
    np.testing.assert_array_equal(first(SEQUENCES).data, second(SEQUENCES).data)
    first.eval()
    np.testing.assert_array_equal(first(SEQUENCES).data, first(SEQUENCES).data)


Q = Tensor(RNG.normal(size=(2, 3, 4)))
TEACHING = [
    (lambda: nn.Conv2d(2, 1, 7)(IMAGES), ShapeError, r"conv2d: a window of \(7, 7\) is larger than the \(padded\) image \(5, 4\)\.\n  Take a smaller window"),
    (lambda: nn.MaxPool2d(6)(IMAGES), ShapeError, r"max_pool2d: a window of \(6, 6\) is larger"),
    (lambda: nn.AvgPool2d(6)(IMAGES), ShapeError, r"avg_pool2d: a window of \(6, 6\) is larger"),
    (lambda: nn.MaxPool2d(2, padding=2)(IMAGES), ShapeError, r"padding \(2, 2\) is more than half of the window \(2, 2\)"),
    (lambda: nn.Conv1d(3, 1, 9)(SEQUENCES), ShapeError, r"conv1d: a window of 9 is longer than the \(padded\) sequence of 4"),
    (lambda: nn.Conv1d(3, 1, 2, stride=0), ShapeError, r"Conv1d: stride is a whole number, at least 1; got 0"),
    (lambda: nn.Conv2d(0, 1, 2), ShapeError, r"Conv2d\(0, 1, ...\): both numbers of channels must be at least 1"),
    (lambda: nn.Conv2d(3, 1, 2)(IMAGES), ShapeError, r"with the same channels\n  images \(2, 2, 5, 4\)   filters \(1, 3, 2, 2\)"),
    (lambda: F.embedding([0], Tensor([1.0])), ShapeError, r"the table of vectors is \(words, width\), got shape \(1,\)"),
    (lambda: nn.Embedding(5, 3)([0, 5]), ShapeError, r"embedding: word 5 is outside the 5 rows, 0 to 4"),
    (lambda: nn.Embedding(5, 3)([[0, 1], [2]]), ValueTypeError, r"embedding: .*whose rows have unequal lengths\.\n  Every row must have the same length: pad"),
    (lambda: F.cross_entropy(RNG.normal(size=(2, 5)), [0, 7]), ShapeError, r"label 7 in row 1 is outside the 5 classes, 0 to 4"),
    (lambda: F.cross_entropy(RNG.normal(size=(2, 3, 5)), [0, 1]), ShapeError, r"Of sequences take logits.reshape\(-1, classes\)"),
    (lambda: F.mse(STEPS, STEPS, reduction="average"), ValueTypeError, r'mse: reduction is "mean", "sum" or "none", got \'average\''),
    (lambda: F.smooth_l1(STEPS, STEPS, beta=0), ShapeError, r"beta is where the square ends, a number above 0; got 0"),
    (lambda: F.layer_norm(SEQUENCES, 3), ShapeError, r"the last axes of the input must be \(3,\), got shape \(2, 3, 4\)"),
    (lambda: F.gelu(STEPS, "erf"), ValueTypeError, r'approximate is "none" or "tanh", got \'erf\''),
    (lambda: nn.RNNCell(4, 3)(SEQUENCES), ShapeError, r"the input is \(N, 4\) or \(4,\), got shape \(2, 3, 4\)\.\n  A cell takes one step: .*x\[:, t\]"),
    (lambda: nn.RNNCell(4, 3)(STEPS, np.zeros((2, 3))), ShapeError, r"needs a state h of shape \(3, 3\), got \(2, 3\)"),
    (lambda: nn.LSTMCell(4, 3)(STEPS, np.zeros((3, 3))), ShapeError, r"the state is a pair \(h, c\), got ndarray"),
    (lambda: nn.LSTMCell(4, 3)(STEPS, (np.zeros((3, 3)), np.zeros((3, 2)))), ShapeError, r"needs a state c of shape \(3, 3\), got \(3, 2\)"),
    (lambda: nn.RNNCell(4, 3, nonlinearity="sin"), ValueTypeError, r'nonlinearity is "tanh" or "relu", got \'sin\''),
    (lambda: F.stack([Q[0], Q[0, :2]]), ShapeError, r"stack: all shapes must be equal"),
    (lambda: F.scaled_dot_product_attention(Q, Q, Q[:, :2]), ShapeError, r"queries \(2, 3, 4\)   keys \(2, 3, 4\)   values \(2, 2, 4\)(.|\n)*unequal length are(.|\n)*padded"),
    (lambda: F.scaled_dot_product_attention(Q, Q, Q, np.zeros((3, 3), bool)), ShapeError, r"the mask hides all 3 keys from query 0, so(.|\n)*~mask"),
    (lambda: F.scaled_dot_product_attention(Q, Q, Q, np.full((3, 3), -np.inf)), ShapeError, r"the mask hides all 3 keys"),
    (lambda: F.scaled_dot_product_attention(Q, Q, Q, np.ones((2, 2), bool)), ShapeError, r"a mask of shape \(2, 2\) does not broadcast to the scores"),
    (lambda: F.scaled_dot_product_attention(Q, Q, Q, np.ones((3, 3), int)), ValueTypeError, r"a mask holds bools, or floats(.|\n)*got int64"),
    (lambda: F.scaled_dot_product_attention(Q, Q, Q, np.ones((3, 3), bool), is_causal=True), ValueTypeError, r"give one of the two"),
    (lambda: nn.MultiheadAttention(4, 3), ShapeError, r"embed_dim must be a multiple of num_heads"),
    (lambda: nn.MultiheadAttention(5, 1)(Q, Q, Q), ShapeError, r"are \(N, length, 5\)(.|\n)*query \(2, 3, 4\)"),
    (lambda: nn.MultiheadAttention(4, 2)(Q, Q, Q, np.ones((3, 2), bool)), ShapeError, r"key_padding_mask is of bools, shape \(2, 3\)"),
    (lambda: nn.MultiheadAttention(4, 2)(Q, Q, Q, np.ones((2, 3), bool)), ShapeError, r"the mask hides all 3 keys from query 0(.|\n)*MultiheadAttention True means: hidden"),
    (lambda: nn.MultiheadAttention(4, 2)(Q, Q, Q, attn_mask=np.ones((3, 3, 3), bool)), ShapeError, r"\(N · num_heads, L, S\) = \(4, ...\), got \(3, 3, 3\)"),
    (lambda: nn.TransformerBlock(4, 2, activation="tanh"), ValueTypeError, r'activation is "relu" or "gelu", got \'tanh\''),
    (lambda: Q.split([1, 1], 1), ShapeError, r"pieces of \[1, 1\] make 2, axis 1 of shape \(2, 3, 4\) has length 3"),
    (lambda: Q.split(0), ShapeError, r"a piece has a length of at least 1, got 0"),
    (lambda: Q.chunk(0), ShapeError, r"the number of pieces is at least 1, got 0"),
    (lambda: Q.gather(1, [[0]]), ShapeError, r"the index has shape \(1, 1\), the tensor \(2, 3, 4\)"),
    (lambda: Q.gather(2, [[[4]]]), ShapeError, r"place 4 is outside axis 2, 0 to 3"),
    (lambda: Q.gather(2, [[[0.5]]]), ValueTypeError, r"an index holds whole numbers, got float64"),
    (lambda: Q.masked_fill(np.ones(4), 0.0), ValueTypeError, r"True or False at each place, got float64"),
    (lambda: Q.masked_fill(np.ones(3, bool), 0.0), ShapeError, r"a mask of shape \(3,\) does not broadcast to the tensor's \(2, 3, 4\)"),
    (lambda: Q.permute(0, 1), ShapeError, r"permute: \(0, 1\) must name each axis of shape \(2, 3, 4\) once"),
    (lambda: Q.flatten(2, 1), ShapeError, r"start_axis 2 comes after end_axis 1"),
    (lambda: Q.squeeze(3), ShapeError, r"squeeze: axis 3 does not exist"),
    (lambda: Q[0, 0, :1].var(), ShapeError, r"var: 1 entry with correction=1 leave nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("make", "error", "says"), TEACHING)
def test_errors_say_what_came_and_what_to_do(make, error, says):
    with pytest.raises(error, match=says):
        make()


def test_a_large_table_adds_up_as_a_small_one_does():
    numbers, words, g = RNG.normal(size=(300, 3)), RNG.integers(0, 200, (40, 10)), RNG.normal(size=(40, 10, 3))
    small, large = Tensor(numbers[:200], requires_grad=True), Tensor(numbers, requires_grad=True)
    for table in (small, large):
        F.embedding(words, table).backward(g)
    np.testing.assert_allclose(large.grad[:200], small.grad, rtol=1e-12, atol=1e-14)
    assert not large.grad[200:].any()


# --- threads, dtypes, and the state of an optimiser ---------------------------------------------------------


def test_no_grad_is_of_its_thread_alone():
    w, seen = Tensor([1.0], requires_grad=True), {}
    inside, done = threading.Event(), threading.Event()

    def evaluates():
        with no_grad():
            inside.set()
            done.wait(60)
            seen["other"] = (w * w).requires_grad
        seen["after"] = (w * w).requires_grad

    other = threading.Thread(target=evaluates)
    other.start()
    inside.wait(60)
    seen["here"] = (w * w).requires_grad
    with no_grad():
        seen["here, inside"] = (w * w).requires_grad
    done.set()
    other.join()
    assert seen == {"here": True, "here, inside": False, "other": False, "after": True}
    assert (w * w).requires_grad


def test_an_array_of_another_dtype_is_cast_and_it_is_said():
    layer = nn.Linear(2, 1)
    with pytest.warns(CastWarning, match=r"an array of float32 was given to .*keeps its float64(.|\n)*dtype='float32'"):
        layer.weight.data = np.ones((2, 1), np.float32)
    assert layer.weight.dtype == np.float64
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        layer.weight.data = [[1], [2.5]]  # plain numbers and whole ones have no dtype to lose
        layer.weight.data = np.ones((2, 1), int)
        layer.weight.data = np.ones((2, 1))
        Tensor([1.0]).data = np.ones(1, np.float32)  # data is what it is given


OPTIMISERS = [
    ("SGD", {"lr": 0.02, "momentum": 0.9, "nesterov": True}),
    ("RMSprop", {"lr": 0.05, "momentum": 0.5}),
    ("Adam", {"lr": 0.05, "betas": (0.8, 0.95)}),
    ("AdamW", {"lr": 0.05}),
]


def steps(optimiser, w, count):
    for _ in range(count):
        optimiser.zero_grad()
        (w**4).sum().backward()
        optimiser.step()


@pytest.mark.parametrize(("name", "options"), OPTIMISERS)
def test_a_run_goes_on_where_its_state_was_taken(name, options):
    whole, half = (Tensor([1.0, -2.0], requires_grad=True) for _ in range(2))
    optimiser = getattr(optim, name)([whole], **options)
    steps(optimiser, whole, 8)
    first = getattr(optim, name)([half], **options)
    steps(first, half, 4)
    state = first.state_dict()
    steps(first, half.clone().detach(), 0)
    resumed = Tensor(half.data, requires_grad=True)
    second = getattr(optim, name)([resumed])  # its settings come with the state
    second.load_state_dict(state)
    steps(second, resumed, 4)
    np.testing.assert_array_equal(resumed.data, whole.data)
    steps(first, half, 4)  # the state was a copy
    np.testing.assert_array_equal(half.data, whole.data)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "options"), OPTIMISERS)
def test_a_state_comes_from_torch_and_goes_there(name, options):
    torch = pytest.importorskip("torch", reason="needs PyTorch: pip install torch")
    other = torch.tensor([1.0, -2.0], dtype=torch.float64, requires_grad=True)
    theirs = getattr(torch.optim, name)([other], **options)
    steps(theirs, other, 3)
    mine = Tensor(other.detach().numpy(), requires_grad=True)
    ours = getattr(optim, name)([mine], lr=9.0)
    ours.load_state_dict(theirs.state_dict())
    steps(theirs, other, 3)
    steps(ours, mine, 3)
    np.testing.assert_allclose(mine.data, other.detach().numpy(), rtol=1e-12)
    given, back = theirs.state_dict()["state"][0], ours.state_dict()["state"][0]
    for key, array in back.items():
        np.testing.assert_allclose(array, np.asarray(given[key]), rtol=1e-12)


def test_weights_may_be_arrays():
    x, w, b = np.arange(8.0).reshape(1, 1, 8), np.ones((2, 1, 3)), np.array([1.0, 2.0])
    assert F.conv1d(x, w, b).tolist() == F.conv1d(x, Tensor(w), Tensor(b)).tolist()
    assert F.conv2d(x[None], w[:1, :, None], b[:1]).shape[1] == 1
    assert F.linear([[1.0, 2.0]], np.eye(2), [1.0, 1.0]).tolist() == [[2.0, 3.0]]
    assert F.embedding([1], [[0.0], [1.0]]).tolist() == [[1.0]]
    assert F.layer_norm([[1.0, 3.0]], 2, [2.0, 2.0]).data.round(3).tolist() == [[-2.0, 2.0]]
    assert F.batch_norm([[1.0], [3.0]], None, None, [2.0], training=True).data.round(3).tolist() == [[-2.0], [2.0]]


def test_a_state_that_does_not_fit_is_refused_whole():
    adam = optim.Adam([Tensor([1.0], requires_grad=True), Tensor([[1.0]], requires_grad=True)])
    before = adam.state_dict()
    state = optim.SGD([Tensor([1.0, 2.0], requires_grad=True)], momentum=0.9).state_dict()
    with pytest.raises(
        LabError, match=r"belongs to 1 parameters, and here are 2\n  momentum_buffer of parameter 0: Adam keeps step"
    ):
        adam.load_state_dict(state)
    wrong = optim.Adam([Tensor([1.0, 2.0], requires_grad=True)] * 2).state_dict()
    with pytest.raises(LabError, match=r"exp_avg of parameter 0 has shape \(2,\), the parameter \(1,\)"):
        adam.load_state_dict(wrong)
    for nothing in ({}, [], {"state": {}, "param_groups": []}, "adam.npz"):
        with pytest.raises(LabError, match=r"Adam takes what `optimiser.state_dict\(\)` gave"):
            adam.load_state_dict(nothing)
    assert str(adam.state_dict()) == str(before)


def test_a_schedule_goes_on_too():
    first = optim.CosineAnnealingLR(optim.SGD([Tensor([1.0], requires_grad=True)], lr=1.0), 10)
    for _ in range(3):
        first.step()
    second = optim.CosineAnnealingLR(optim.SGD([Tensor([1.0], requires_grad=True)], lr=0.2), 10)
    second.load_state_dict(first.state_dict())
    assert second.get_last_lr() == first.get_last_lr()
