"""Random programs of the operations and modules for images, sequences and attention, on our Tensor and on torch.

A step is drawn for the shape that it finds: windows with odd strides, paddings, overlaps and remainders, masks, heads.
Each has the same numbers on both sides; what it is made with (weights, whole modules) has gradients to compare too.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograd_lab import functional as F, nn  # noqa: N812 - as PyTorch's users call it
from autograd_lab.tensor.tensor import Tensor


@dataclass
class Step:
    """One step: what it does with x and its arrays, in our engine and in torch."""

    name: str
    ours: Any
    theirs: Any  # called with the torch package, x and the arrays
    arrays: list[np.ndarray] = field(default_factory=list)
    module: Any = None  # ours; theirs is made by `twin`
    twin: Any = None


def of_method(name, *arguments, theirs=None):
    """A step that is a method of both; `theirs` where torch has it otherwise."""
    return Step(name, lambda x: getattr(x, name)(*arguments), theirs or (lambda t, x: getattr(x, name)(*arguments)))


def of_module(name, ours, twin, call=lambda module, x: module(x), other=None):
    """A step that is a module, its twin in torch with the same state."""
    return Step(name, call, other or (lambda t, module, x: call(module, x)), module=ours, twin=twin)


# --- images -------------------------------------------------------------------------------------------------


def conv2d(rng, shape):
    _, c, h, w = shape
    padding = [int(k) for k in rng.integers(0, 3, 2)]
    size = [int(rng.integers(1, min(5, side + 2 * p) + 1)) for side, p in zip((h, w), padding, strict=True)]
    stride = [int(k) for k in rng.integers(1, 4, 2)]
    arrays = [rng.normal(size=(int(rng.integers(1, 4)), c, *size)) / (c * size[0])]
    if rng.random() < 0.5:
        arrays.append(rng.normal(size=len(arrays[0])))
    both = {"stride": tuple(stride), "padding": tuple(padding)}
    return Step(
        f"conv2d {size} {both}",
        lambda x, *p: F.conv2d(x, *p, **both),
        lambda t, x, *p: t.nn.functional.conv2d(x, *p, **both),
        arrays,
    )


def pool(rng, shape):
    size = [int(rng.integers(1, min(4, side) + 1)) for side in shape[2:]]
    padding = tuple(int(rng.integers(0, k // 2 + 1)) for k in size)
    stride = None if rng.random() < 0.3 else tuple(int(k) for k in rng.integers(1, 4, 2))
    if rng.random() < 0.5:
        return Step(
            f"max_pool2d {size} {stride} {padding}",
            lambda x: F.max_pool2d(x, tuple(size), stride, padding),
            lambda t, x: t.nn.functional.max_pool2d(x, tuple(size), stride, padding),
        )
    counted = bool(rng.random() < 0.5)
    return Step(
        f"avg_pool2d {size} {stride} {padding} {counted}",
        lambda x: F.avg_pool2d(x, tuple(size), stride, padding, counted),
        lambda t, x: t.nn.functional.avg_pool2d(x, tuple(size), stride, padding, count_include_pad=counted),
    )


def image_module(rng, shape):
    _, c, h, w = shape
    if rng.random() < 0.5:
        size, stride, padding = int(rng.integers(1, min(3, h, w) + 1)), int(rng.integers(1, 3)), int(rng.integers(0, 2))
        ours = nn.Conv2d(c, 2, size, stride, padding, rng=rng)
        return of_module("Conv2d", ours, lambda t: t.nn.Conv2d(c, 2, size, stride, padding))
    return of_module("LayerNorm of images", nn.LayerNorm((h, w)), lambda t: t.nn.LayerNorm((h, w)))


# --- sequences ----------------------------------------------------------------------------------------------


def conv1d(rng, shape):
    _, c, length = shape
    padding, stride = int(rng.integers(0, 3)), int(rng.integers(1, 4))
    size = int(rng.integers(1, min(5, length + 2 * padding) + 1))
    arrays = [rng.normal(size=(int(rng.integers(1, 5)), c, size)) / (c * size), rng.normal(size=1)]
    arrays = arrays[:1] if rng.random() < 0.5 else [arrays[0], rng.normal(size=len(arrays[0]))]
    if rng.random() < 0.3:
        ours = nn.Conv1d(c, 3, size, stride, padding, rng=rng)
        return of_module("Conv1d", ours, lambda t: t.nn.Conv1d(c, 3, size, stride, padding))
    return Step(
        f"conv1d {size} {stride} {padding}",
        lambda x, *p: F.conv1d(x, *p, stride=stride, padding=padding),
        lambda t, x, *p: t.nn.functional.conv1d(x, *p, stride=stride, padding=padding),
        arrays,
    )


def layer_norm(rng, shape):
    axes = int(rng.integers(1, len(shape)))
    last = shape[-axes:]
    arrays = [rng.normal(size=last) for _ in range(int(rng.integers(0, 3)))]
    return Step(
        f"layer_norm {axes}",
        lambda x, *p: F.layer_norm(x, last, *p, eps=1e-3),
        lambda t, x, *p: t.nn.functional.layer_norm(x, last, *p, eps=1e-3),
        arrays,
    )


def seen_by_all(rng, *shape):
    """A mask of bools that leaves each query a key."""
    mask = rng.random(shape) < 0.5
    np.put_along_axis(mask, rng.integers(0, shape[-1], (*shape[:-1], 1)), True, axis=-1)
    return mask


def attention(rng, shape):
    n, length, width = shape
    kind = ["none", "causal", "bools", "per batch", "floats"][int(rng.integers(5))]
    keys = [rng.normal(size=(n, int(rng.integers(1, 5)), width))] if kind != "causal" else []
    count = keys[0].shape[1] if keys else length
    keys += [rng.normal(size=(n, count, int(rng.integers(1, 4))))] if keys else []
    mask = {
        "none": lambda: None,
        "causal": lambda: None,
        "bools": lambda: seen_by_all(rng, length, count),
        "per batch": lambda: seen_by_all(rng, n, length, count),
        "floats": lambda: rng.normal(size=(length, count)),
    }[kind]()
    causal = kind == "causal"
    return Step(
        f"attention {kind}",
        lambda x, *kv: F.scaled_dot_product_attention(x, *(kv or (x, x)), attn_mask=mask, is_causal=causal),
        lambda t, x, *kv: t.nn.functional.scaled_dot_product_attention(
            x, *(kv or (x, x)), attn_mask=None if mask is None else t.tensor(mask), is_causal=causal
        ),
        keys,
    )


def heads(rng, shape):
    n, length, width = shape
    count = int(rng.choice([k for k in range(1, width + 1) if width % k == 0]))
    hidden = ~seen_by_all(rng, length, length) if rng.random() < 0.5 else None
    padded = rng.random((n, length)) < 0.3 if hidden is None and rng.random() < 0.7 else None
    if padded is not None:
        padded[np.arange(n), rng.integers(0, length, n)] = False
    bias, block = bool(rng.random() < 0.7), rng.random() < 0.5

    def tensor(t, mask):
        return None if mask is None else t.tensor(mask)

    if block:
        first, activation = bool(rng.random() < 0.5), str(rng.choice(["relu", "gelu"]))
        ours = nn.TransformerBlock(width, count, 5, 0.0, activation, norm_first=first, bias=bias, rng=rng)
        return of_module(
            f"TransformerBlock {count} {activation} {first}",
            ours,
            lambda t: t.nn.TransformerEncoderLayer(
                width, count, 5, 0.0, activation, batch_first=True, norm_first=first, bias=bias
            ),
            lambda module, x: module(x, hidden, padded),
            lambda t, module, x: module(x, tensor(t, hidden), tensor(t, padded)),
        )
    ours = nn.MultiheadAttention(width, count, bias=bias, rng=rng)
    other = rng.random() < 0.5  # keys and values that are not the queries

    def call(module, x):
        y = x * 1.0 if other else x
        out, weights = module(x, y, y, padded, attn_mask=hidden)
        return out + weights.sum() * 0.1 + (weights * weights).sum()

    def call_torch(t, module, x):
        y = x * 1.0 if other else x
        out, weights = module(x, y, y, tensor(t, padded), attn_mask=tensor(t, hidden))
        return out + weights.sum() * 0.1 + (weights * weights).sum()

    twin = lambda t: t.nn.MultiheadAttention(width, count, bias=bias, batch_first=True)  # noqa: E731
    return of_module(f"MultiheadAttention {count}", ours, twin, call, call_torch)


def cell(rng, shape):
    _, length, width = shape
    size, bias = int(rng.integers(1, 5)), bool(rng.random() < 0.7)
    kind = str(rng.choice(["RNNCell", "LSTMCell", "GRUCell"]))
    option = {"nonlinearity": "relu"} if kind == "RNNCell" and rng.random() < 0.4 else {}
    ours = getattr(nn, kind)(width, size, bias, rng=rng, **option)

    def run(module, x):
        state, seen = None, []
        for t in range(length):
            state = module(x[:, t], state)
            seen.append(state[0] if isinstance(state, tuple) else state)
        return sum((h * (0.5 + 0.1 * t) for t, h in enumerate(seen)), 0.0)

    return of_module(kind, ours, lambda t: getattr(t.nn, kind)(width, size, bias, **option), run)


def linear(rng, shape):
    arrays = [rng.normal(size=(shape[-1], int(rng.integers(1, 5)))), rng.normal(size=1)]
    arrays[1] = rng.normal(size=arrays[0].shape[1])
    return Step("linear", F.linear, lambda t, x, w, b: t.nn.functional.linear(x, w.T, b), arrays)


# --- any shape ----------------------------------------------------------------------------------------------

ENTRIES = {
    "sin": (lambda x: x.sin(), lambda t, x: x.sin()),
    "cos": (lambda x: x.cos(), lambda t, x: x.cos()),
    "softplus": (lambda x: F.softplus(x * 3.0), lambda t, x: t.logaddexp(x * 3.0, t.zeros_like(x))),
    "gelu": (F.gelu, lambda t, x: t.nn.functional.gelu(x)),
    "gelu tanh": (lambda x: F.gelu(x, "tanh"), lambda t, x: t.nn.functional.gelu(x, approximate="tanh")),
    "round": (lambda x: (x * 2.3).round() * 0.2 + x, lambda t, x: (x * 2.3).round() * 0.2 + x),
    "floor": (lambda x: (x * 2.3).floor() * x, lambda t, x: (x * 2.3).floor() * x),
    "sign": (lambda x: x.sign() * x, lambda t, x: x.sign() * x),
    "step": (lambda x: x.step() * x, lambda t, x: (x.detach() > 0) * x),
    "straight": (
        lambda x: F.straight_through(x * 2.0) * x,
        lambda t, x: (x * 2.0 + ((x * 2.0).round() - x * 2.0).detach()) * x,
    ),
    "tanh": (lambda x: x.tanh(), lambda t, x: x.tanh()),
    "flatten": (lambda x: x.flatten(1), lambda t, x: x.flatten(1)),
}


def entry_by_entry(rng, shape):
    name = str(rng.choice(sorted(ENTRIES)))
    return Step(name, *ENTRIES[name])


def reduction(rng, shape):
    axis = int(rng.integers(-len(shape), len(shape)))
    keep = bool(rng.random() < 0.5)
    which = int(rng.integers(3))
    if which == 0 and shape[axis] > 1:
        correction = int(rng.integers(0, 2))
        return Step(
            f"var {axis}",
            lambda x: x.var(axis, correction, keep),
            lambda t, x: x.var(axis, correction=correction, keepdim=keep),
        )
    axes = axis if which == 1 else tuple(sorted({0, axis % len(shape)}))
    return Step(f"logsumexp {axes}", lambda x: x.logsumexp(axes, keep), lambda t, x: x.logsumexp(axes, keep))


def reordering(rng, shape):
    order = [int(i) for i in rng.permutation(len(shape))]
    at = int(rng.integers(0, len(shape) + 1))
    end = int(rng.integers(1, len(shape)))
    start = int(rng.integers(0, end))
    return [
        of_method("permute", *order),
        Step("un- and squeeze", lambda x: x.unsqueeze(at).squeeze(at), lambda t, x: x.unsqueeze(at).squeeze(at)),
        Step("squeeze", lambda x: x.squeeze().unsqueeze(0), lambda t, x: x.squeeze().unsqueeze(0)),
        of_method("flatten", start, end),
    ][int(rng.integers(4))]


def parts(rng, shape):
    axis = int(rng.integers(-len(shape), len(shape)))
    length = shape[axis]
    if rng.random() < 0.5:
        chunks = int(rng.integers(1, length + 2))

        def join(pieces):
            return sum(((piece * (1.0 + k)).sum() for k, piece in enumerate(pieces)), 0.0) + pieces[-1]

        return Step(
            f"chunk {chunks} {axis}", lambda x: join(x.chunk(chunks, axis)), lambda t, x: join(x.chunk(chunks, axis))
        )
    cuts = (
        [int(c) for c in rng.multinomial(length, [0.5, 0.3, 0.2])]
        if rng.random() < 0.5
        else int(rng.integers(1, length + 1))
    )
    return Step(
        f"split {cuts} {axis}",
        lambda x: F.concatenate(x.split(cuts, axis)[::-1], axis),
        lambda t, x: t.cat(x.split(cuts, axis)[::-1], axis),
    )


def picked(rng, shape):
    if rng.random() < 0.5:
        mask, value = rng.random(shape[int(rng.integers(len(shape))) :]) < 0.4, float(rng.normal())
        return Step(
            "masked_fill", lambda x: x.masked_fill(mask, value), lambda t, x: x.masked_fill(t.tensor(mask), value)
        )
    axis = int(rng.integers(-len(shape), len(shape)))
    lengths = [int(rng.integers(1, n + 1)) for n in shape]
    lengths[axis] = int(rng.integers(1, 2 * shape[axis] + 1))
    index = rng.integers(0, shape[axis], lengths)
    return Step(f"gather {axis}", lambda x: x.gather(axis, index), lambda t, x: x.gather(axis, t.tensor(index)))


# --- the end of a program: a loss ---------------------------------------------------------------------------


def loss(rng, shape):
    how = str(rng.choice(["mean", "sum", "none"]))
    target = rng.normal(size=shape)
    functions = {
        "mse": (F.mse, "mse_loss", target),
        "smooth_l1": (F.smooth_l1, "smooth_l1_loss", target),
        "bce": (F.bce_with_logits, "binary_cross_entropy_with_logits", rng.random(shape)),
        "cross_entropy": (F.cross_entropy, "cross_entropy", None),
    }
    names = [name for name in functions if name != "cross_entropy" or len(shape) == 2]
    name = str(rng.choice(names))
    ours, other, target = functions[name]
    if name == "cross_entropy":
        target = (
            rng.integers(0, shape[1], shape[0]) if rng.random() < 0.5 else rng.dirichlet(np.ones(shape[1]), shape[0])
        )
    options = {"beta": float(rng.uniform(0.1, 2))} if name == "smooth_l1" else {}
    return Step(
        f"{name} {how}",
        lambda x: ours(x, target, reduction=how, **options),
        lambda t, x: getattr(t.nn.functional, other)(x, t.tensor(target), reduction=how, **options),
    )


ANY = [entry_by_entry, entry_by_entry, reduction, reordering, parts, picked, layer_norm]


def embedding(rng, shape):
    words = rng.integers(0, 5, shape[:-1])
    ours = nn.Embedding(5, shape[-1], rng=rng)

    def call(module, x):
        return module(words) * x

    def call_torch(t, module, x):
        return module(t.tensor(words)) * x

    return of_module("Embedding", ours, lambda t: t.nn.Embedding(5, shape[-1]), call, call_torch)


BY_AXES = {
    4: [conv2d, conv2d, pool, pool, image_module],
    3: [embedding, conv1d, attention, attention, heads, heads, cell, cell, linear],
    2: [linear, embedding],
}
STARTS = [(2, 3, 7, 6), (1, 2, 5, 9), (3, 1, 8, 8), (2, 4, 6), (3, 5, 4), (1, 3, 2), (4, 5), (3, 6)]


class NetworkProgram:
    """A program drawn with a seed: a start, up to `most` steps, and a loss."""

    def __init__(self, seed, most=4):
        rng = np.random.default_rng(seed)
        self.seed = seed
        self.start = rng.normal(size=STARTS[int(rng.integers(len(STARTS)))])
        self.steps = []
        x = Tensor(self.start)
        for _ in range(int(rng.integers(1, most + 1))):
            choices = BY_AXES.get(x.ndim, []) * 2 + ANY if x.ndim > 1 else [entry_by_entry_flat]
            step = choices[int(rng.integers(len(choices)))](rng, x.shape)
            after = Tensor(self._ours(step, x, [Tensor(a) for a in step.arrays]).data)
            if (
                after.size == 0
                or after.size > 2000
                or not np.isfinite(after.data).all()
                or np.abs(after.data).max() > 1e4
            ):
                continue
            self.steps.append(step)
            x = after
        self.end = loss(rng, x.shape) if x.ndim else None

    def __repr__(self):
        names = [step.name for step in (*self.steps, *([self.end] if self.end else []))]
        return f"NetworkProgram({self.seed}): {self.start.shape}, {names}"

    @staticmethod
    def _ours(step, x, arrays):
        return step.ours(step.module, x) if step.module is not None else step.ours(x, *arrays)

    def ours(self):
        """The loss and the gradients of the start, of all arrays and of all modules' parameters, as arrays."""
        leaves = self.leaves()
        x = self.result(leaves)
        for module in self.modules():
            module.zero_grad()
        self.weighted(x).backward()
        found = [x.data, *(leaf.grad for leaf in leaves)]
        for module in self.modules():
            turned = {name for name, _, turns in module._state() if turns}
            found += [p.grad.T if name in turned else p.grad for name, p in module.named_parameters()]
        return found

    def leaves(self):
        """The start and the arrays of all steps, as tensors."""
        arrays = [self.start, *(a for step in self.steps for a in step.arrays)]
        return [Tensor(a, requires_grad=True) for a in arrays]

    def result(self, leaves):
        """What the program makes of its leaves."""
        x, *rest = leaves
        for step in self.steps:
            arrays, rest = rest[: len(step.arrays)], rest[len(step.arrays) :]
            x = self._ours(step, x, arrays)
        return self.end.ours(x) if self.end else x

    @staticmethod
    def weighted(x):
        """One number, to which every entry counts by a weight of its own."""
        return (x * np.cos(np.arange(x.size)).reshape(x.shape)).sum()

    def theirs(self, torch):
        """The same, by torch in float64."""

        def leaf(array):
            return torch.tensor(array, dtype=torch.float64, requires_grad=True)

        x = leaf(self.start)
        leaves, modules = [x], []
        for step in self.steps:
            if step.module is not None:
                twin = step.twin(torch).double()
                twin.load_state_dict({name: torch.tensor(a) for name, a in step.module.to_torch_state().items()})
                modules.append((twin, step.module))
                x = step.theirs(torch, twin, x)
            else:
                arrays = [leaf(a) for a in step.arrays]
                leaves += arrays
                x = step.theirs(torch, x, *arrays)
        x = self.end.theirs(torch, x) if self.end else x
        (x * torch.cos(torch.arange(x.numel(), dtype=torch.float64)).reshape(x.shape)).sum().backward()
        found = [x.detach().numpy(), *(leaf.grad.numpy() for leaf in leaves)]
        for twin, ours in modules:
            parameters = dict(twin.named_parameters())
            found += [parameters[name].grad.numpy() for name, _ in ours.named_parameters()]
        return found

    def modules(self):
        return [step.module for step in self.steps if step.module is not None]


def entry_by_entry_flat(rng, shape):
    """A step for what has one axis or none."""
    name = str(rng.choice([name for name in sorted(ENTRIES) if name != "flatten"]))
    return Step(name, *ENTRIES[name])
