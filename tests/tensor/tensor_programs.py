"""Random programs of tensors that run on our Tensor and on torch: fan-out, broadcasting, indexing, joins, reductions."""
# ruff: noqa: E501 - a case of a table is a line

import numpy as np
from hypothesis import strategies as st

from autograd_lab import functional
from autograd_lab.tensor.tensor import Tensor

SHAPES = [(), (4,), (3, 1), (1, 4), (3, 4), (2, 3, 4), (4, 3), (1,), (2, 1, 4)]
AT = np.array([0, 2, 2, 1])


class Ours:
    """What a program calls, in our engine."""

    where, concatenate, stack, maximum, minimum = (
        staticmethod(getattr(functional, name)) for name in ("where", "concatenate", "stack", "maximum", "minimum")
    )

    @staticmethod
    def leaf(array):
        return Tensor(array, requires_grad=True)

    index = staticmethod(np.asarray)
    sum = staticmethod(lambda x, axis, keep: x.sum(axis, keepdims=keep))
    mean = staticmethod(lambda x, axis, keep: x.mean(axis, keepdims=keep))
    max = staticmethod(lambda x, axis, keep: x.max(axis, keepdims=keep))
    softmax = staticmethod(lambda x: x.softmax(-1))
    log_softmax = staticmethod(lambda x: x.log_softmax(-1))
    clip = staticmethod(lambda x: x.clip(-0.8, 0.9))
    reverse_axes = staticmethod(lambda x: x.T)


def theirs():
    """The same, in torch."""
    import torch

    class Torch:
        where, stack, maximum, minimum = torch.where, torch.stack, torch.maximum, torch.minimum

        @staticmethod
        def concatenate(parts, axis=0):
            return torch.cat(parts, axis)

        @staticmethod
        def leaf(array):
            return torch.tensor(array, dtype=torch.float64, requires_grad=True)

        index = staticmethod(torch.as_tensor)
        sum = staticmethod(lambda x, axis, keep: x.sum(axis, keepdim=keep))
        mean = staticmethod(lambda x, axis, keep: x.mean(axis, keepdim=keep))
        max = staticmethod(lambda x, axis, keep: x.amax(axis, keepdim=keep))
        softmax = staticmethod(lambda x: x.softmax(-1))
        log_softmax = staticmethod(lambda x: x.log_softmax(-1))
        clip = staticmethod(lambda x: x.clip(-0.8, 0.9))
        reverse_axes = staticmethod(lambda x: x.permute(*reversed(range(x.ndim))))

    return Torch


def broadcasts(a, b):
    try:
        np.broadcast_shapes(tuple(a.shape), tuple(b.shape))
    except ValueError:
        return False
    return True


def multiplies(a, b):
    return (
        min(a.ndim, b.ndim) > 0
        and a.shape[-1] == b.shape[-2 if b.ndim > 1 else 0]
        and (min(a.ndim, b.ndim) < 3 or a.shape[0] == b.shape[0])
    )


#: name -> (applies to a, b, k), (engine, a, b, k) -> result; k is a small number that picks an axis or a place
STEPS = {
    "add": (lambda a, b, k: broadcasts(a, b), lambda e, a, b, k: a + b),
    "sub": (lambda a, b, k: broadcasts(a, b), lambda e, a, b, k: 1.5 - a - b),
    "mul": (lambda a, b, k: broadcasts(a, b), lambda e, a, b, k: a * b * 0.7),
    "div": (lambda a, b, k: broadcasts(a, b), lambda e, a, b, k: a / (b * b + 1.5)),
    "rdiv": (lambda a, b, k: True, lambda e, a, b, k: 2.0 / (a * a + 1.0)),
    "pow": (lambda a, b, k: broadcasts(a, b), lambda e, a, b, k: (a * a + 0.5) ** b.tanh()),
    "cube": (lambda a, b, k: True, lambda e, a, b, k: a.tanh() ** 3),
    "matmul": (lambda a, b, k: multiplies(a, b), lambda e, a, b, k: (a @ b) * 0.3),
    "maximum": (lambda a, b, k: broadcasts(a, b), lambda e, a, b, k: e.maximum(a, b)),
    "minimum": (lambda a, b, k: broadcasts(a, b), lambda e, a, b, k: e.minimum(a, b)),
    "where": (lambda a, b, k: broadcasts(a, b), lambda e, a, b, k: e.where((a > 0.1), a * 1.0, b * 2.0)),
    "neg": (lambda a, b, k: True, lambda e, a, b, k: -a),
    "exp": (lambda a, b, k: True, lambda e, a, b, k: a.tanh().exp()),
    "log": (lambda a, b, k: True, lambda e, a, b, k: (a * a + 0.5).log()),
    "sqrt": (lambda a, b, k: True, lambda e, a, b, k: (a * a + 0.5).sqrt()),
    "tanh": (lambda a, b, k: True, lambda e, a, b, k: a.tanh()),
    "sigmoid": (lambda a, b, k: True, lambda e, a, b, k: a.sigmoid()),
    "relu": (lambda a, b, k: True, lambda e, a, b, k: a.relu()),
    "abs": (lambda a, b, k: True, lambda e, a, b, k: abs(a)),
    "clip": (lambda a, b, k: True, lambda e, a, b, k: e.clip(a)),
    "softmax": (lambda a, b, k: a.ndim, lambda e, a, b, k: e.softmax(a)),
    "log_softmax": (lambda a, b, k: a.ndim, lambda e, a, b, k: e.log_softmax(a) * 0.5),
    "sum": (lambda a, b, k: a.ndim, lambda e, a, b, k: e.sum(a, k % a.ndim, bool(k % 2))),
    "sum_two": (lambda a, b, k: a.ndim > 1, lambda e, a, b, k: e.sum(a, (0, -1), bool(k % 2))),
    "mean": (lambda a, b, k: a.ndim, lambda e, a, b, k: e.mean(a, -1 - k % a.ndim, k % 3 == 0)),
    "max": (lambda a, b, k: a.ndim, lambda e, a, b, k: e.max(a, k % a.ndim, bool(k % 2))),
    "row": (lambda a, b, k: a.ndim and a.shape[0] > 1, lambda e, a, b, k: a[k % a.shape[0]]),
    "slice": (lambda a, b, k: a.ndim and a.shape[-1] > 2, lambda e, a, b, k: a[..., 1:3]),
    "gather": (lambda a, b, k: a.ndim and a.shape[0] > 2, lambda e, a, b, k: a[e.index(AT)]),
    "pairs": (
        lambda a, b, k: a.ndim == 2 and min(a.shape) > 2,
        lambda e, a, b, k: a[e.index(AT), e.index(AT[::-1].copy())],
    ),
    "reshape": (lambda a, b, k: a.ndim, lambda e, a, b, k: a.reshape(-1, a.shape[0])),
    "T": (lambda a, b, k: a.ndim, lambda e, a, b, k: e.reverse_axes(a)),
    "swap": (lambda a, b, k: a.ndim > 1, lambda e, a, b, k: a.transpose(0, -1)),
    "concatenate": (
        lambda a, b, k: a.ndim and a.shape == b.shape,
        lambda e, a, b, k: e.concatenate([a, b, a], k % a.ndim),
    ),
    "stack": (lambda a, b, k: a.shape == b.shape and a.ndim < 3, lambda e, a, b, k: e.stack([a, b], k % (a.ndim + 1))),
}
NAMES = sorted(STEPS)
SMALL = st.integers(0, 50)


class Program:
    """Leaves of given shapes, then steps (name, operand, operand, k); the result weights everything that was made."""

    def __init__(self, seed, shapes, steps):
        rng = np.random.default_rng(seed)
        self.leaves = [np.asarray(rng.uniform(0.1, 1.5, shape) * rng.choice([-1, 1], shape)) for shape in shapes]
        self.steps = steps

    def __repr__(self):
        return f"Program({[leaf.shape for leaf in self.leaves]}, {self.steps})"

    def run(self, engine):
        """The leaves and the scalar result; a step that does not apply is passed over."""
        leaves = [engine.leaf(array) for array in self.leaves]
        values = list(leaves)
        for name, i, j, k in self.steps:
            a, b = values[i % len(values)], values[j % len(values)]
            applies, rule = STEPS[name]
            if applies(a, b, k):
                result = rule(engine, a, b, k)
                if np.prod(result.shape, dtype=int) <= 300:
                    values.append(result)
        total = sum(((v * (0.3 + 0.1 * i)).sum() for i, v in enumerate(values)), 0.0)
        return leaves, total


@st.composite
def tensor_programs(draw, max_steps=14):
    shapes = draw(st.lists(st.sampled_from(SHAPES), min_size=2, max_size=4))
    steps = draw(st.lists(st.tuples(st.sampled_from(NAMES), SMALL, SMALL, SMALL), min_size=1, max_size=max_steps))
    return Program(draw(st.integers(0, 2**32 - 1)), shapes, steps)


def gradients(program, engine):
    """The result and the leaves' gradients, as arrays."""
    leaves, root = program.run(engine)
    root.backward()
    return [np.asarray(root.detach()), *(np.asarray(leaf.grad) for leaf in leaves)]


def relative_error(ours, theirs):
    """The largest difference over all arrays, over the largest entry there is."""
    size = max(1.0, max(np.abs(t).max() for t in theirs))
    return max(np.abs(o - t).max() for o, t in zip(ours, theirs, strict=True)) / size
