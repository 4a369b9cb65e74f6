"""Right ways of writing any answer: each makes of a right function another one that a student might hand in as well.

They know nothing of the question, so a question that is added to an exam is asked in all of these ways too. Ways that
belong to one question stand at the end, and those of `Scalar` in `right_classes.py`.
"""

import contextlib
import functools
import math
import statistics
import typing
from collections import namedtuple

import numpy as np

from tests.exams.right_ways_attention import ATTENTION
from tests.exams.right_ways_images import IMAGES
from tests.exams.right_ways_memory import MEMORY
from tests.exams.right_ways_reward import REWARD

SINGLE = np.ones((), np.float32)  # multiplies a float64 array exactly


# --- how it is called ---


def as_def(f):
    def answer(*given):
        return f(*given)

    return answer


def as_closure(f):
    calls = 0

    def answer(*given):
        nonlocal calls
        calls += 1
        return f(*given)

    return answer


def as_object(f):
    class Answer:
        def __call__(self, *given):
            return f(*given)

    return Answer()


def as_method(f):
    class Answer:
        kept = "something"

        def ask(self, *given):
            return f(*given) if self.kept else None

    return Answer().ask


def as_static_and_class_method(f):
    class Answer:
        @staticmethod
        def inner(*given):
            return f(*given)

        @classmethod
        def ask(cls, *given):
            return cls.inner(*given)

    return Answer.ask


def as_class(f):
    class Answer:
        def __new__(cls, *given):
            return f(*given)

    return Answer


def by_decorator(f):
    def decorate(inner):
        def outer(*given, **more):
            return inner(*given, **more)

        return outer

    return decorate(decorate(f))


def by_wraps(f):
    def decorate(inner):
        @functools.wraps(inner)
        def outer(*given, **more):
            return inner(*given, **more)

        return outer

    @decorate
    def answer(*given):
        return f(*given)

    return answer


class Decorator:
    """A decorator that is a class."""

    def __init__(self, inner):
        functools.update_wrapper(self, inner)
        self.inner = inner

    def __call__(self, *given):
        return self.inner(*given)


def as_partial(f):
    return functools.partial(lambda one, *given: f(*given) if one else None, 1)


def by_exec(f):
    space = {"f": f}
    exec("def answer(*given):\n    return f(*given)\n", space)
    return space["answer"]


def by_table(f):
    table = {"answer": lambda *given: f(*given), "nothing": lambda *given: None}
    return lambda *given: table["answer"](*given)


# --- how it is computed ---


def by_generator(f):
    def parts(*given):
        yield from iter((f(*given),))

    return lambda *given: next(parts(*given))


def by_sent_values(f):
    def waits():
        given = yield
        while True:
            given = yield f(*given)

    def answer(*given):
        waiting = waits()
        next(waiting)
        return waiting.send(given)

    return answer


def by_coroutine(f):
    async def later(*given):
        return f(*given)

    def answer(*given):
        try:
            later(*given).send(None)
        except StopIteration as done:
            return done.value

    return answer


def by_recursion(f):
    def answer(*given, depth=5):
        return answer(*given, depth=depth - 1) if depth else f(*given)

    return answer


def by_reduce(f):
    return lambda *given: functools.reduce(functools.partial, given, f)()


def by_map(f):
    return lambda *given: next(map(lambda pack: f(*pack), [given]))  # noqa: C417 - that is the way


def in_contexts(f):
    @contextlib.contextmanager
    def quiet():
        with np.errstate(all="ignore"):
            yield

    def answer(*given):
        with quiet(), contextlib.suppress(KeyError):
            try:
                return f(*given)
            finally:
                del given

    return answer


# --- what goes in and what comes out ---


def each_array(value, change):
    """The value with each float array in it, and in its lists and tuples, changed."""
    if isinstance(value, np.ndarray) and value.dtype == float:
        return change(value)
    if type(value) in (list, tuple):
        return type(value)(each_array(item, change) for item in value)
    return value


def with_inputs(change):
    return lambda f: lambda *given: f(*(each_array(value, change) for value in given))


def with_results(change):
    return lambda f: lambda *given: each_array(f(*given), change)


def every_other_place(array):
    """The same numbers in every other place of a larger array."""
    larger = np.full((*array.shape, 2), np.nan)
    larger[..., 0] = array
    return larger[..., 0]


def back_to_front(array):
    """The same numbers, read from back to front in memory."""
    return np.ascontiguousarray(array[::-1])[::-1] if array.ndim else array


def with_other_numbers(f):
    """Python floats and NumPy's in each other's place, and a 0-d array for a number."""

    def other(value):
        if isinstance(value, np.float64):
            return float(value)
        if type(value) is float:
            return np.float64(value)
        return type(value)(map(other, value)) if type(value) is tuple else value

    return lambda *given: other(f(*given))


def as_list(f):
    """The values in a list in the place of a tuple."""

    def answer(*given):
        value = f(*given)
        return list(value) if type(value) is tuple else value

    return answer


def as_named_tuple(f):
    def answer(*given):
        value = f(*given)
        if type(value) is not tuple:
            return value
        return namedtuple("Values", [f"value_{place}" for place in range(len(value))])(*value)

    return answer


def with_kept_memory(f):
    """A memory of earlier calls, by the arguments' bytes."""
    seen = {}

    def key(value):
        return value.tobytes() if isinstance(value, np.ndarray) else repr(value)

    def answer(*given):
        if not all(isinstance(value, (np.ndarray, float, int)) for value in given):
            return f(*given)
        known = tuple(map(key, given))
        if known not in seen:
            seen[known] = f(*given)
        return each_array(seen[known], np.copy)

    return answer


#: ways that fit every function
EVERY = {
    "def": as_def,
    "lambda": lambda f: lambda *given: f(*given),
    "closure": as_closure,
    "object": as_object,
    "method": as_method,
    "static and class method": as_static_and_class_method,
    "class": as_class,
    "decorated": by_decorator,
    "wrapped": by_wraps,
    "decorated by a class": Decorator,
    "partial": as_partial,
    "exec": by_exec,
    "table": by_table,
    "generator": by_generator,
    "sent values": by_sent_values,
    "coroutine": by_coroutine,
    "recursion": by_recursion,
    "reduce": by_reduce,
    "map": by_map,
    "contexts": in_contexts,
    "columns in memory": with_inputs(np.asfortranarray),
    "strided inputs": with_inputs(every_other_place),
    "read-only inputs": with_inputs(lambda array: np.broadcast_to(array, array.shape)),
    "lists and back": with_inputs(lambda array: np.array(array.tolist(), dtype=float).reshape(array.shape)),
    "strided results": with_results(every_other_place),
    "turned results": with_results(back_to_front),
    "columns of results": with_results(np.asfortranarray),
    "float32 factor": with_results(lambda array: array * SINGLE),
    "float32 mask": with_results(lambda array: np.where(np.ones(array.shape, np.float32) > 0, array, np.float32(0))),
    "other numbers": with_other_numbers,
    "list": as_list,
    "named tuple": as_named_tuple,
}
#: ways that fit where the same arguments have the same answer
REMEMBERING = {"memory": with_kept_memory}


# --- ways of one question ---


class Line(typing.NamedTuple):
    """A model that is an object."""

    w: np.ndarray
    b: float

    def at(self, X):
        return np.fromiter((math.fsum([self.b, *(row * self.w)]) for row in X), float, len(X))


def lectures_tanh(x):
    return (np.exp(2 * x) - 1) / (np.exp(2 * x) + 1)


def lectures_sigmoid(z):
    return 0.5 * (1 + lectures_tanh(z / 2))


def slope_by_loops(z):
    flat = [1 / (4 * math.cosh(x / 2) ** 2) for x in z.ravel()]
    return np.array(flat).reshape(z.shape)


def gradients_by_rows(X, y, w, b):
    total = np.zeros(len(w) + 1)
    for row, target in zip(X, y, strict=True):
        total += 2 * (row @ w + b - target) * np.append(row, 1.0) / len(y)
    return total[:-1], total[-1]


def layer_by_generator(a_prev, delta):
    outer = (a[:, None] * d[None] for a, d in zip(a_prev, delta, strict=True))
    return functools.reduce(np.add, outer), np.array([math.fsum(column) for column in delta.T])


OWN = {
    "predict": {
        "an object": lambda X, w, b: Line(w, b).at(X),
        "matmul and a column": lambda X, w, b: (np.matmul(X, w[:, None]) + b)[:, 0],
        "einsum with ones": lambda X, w, b: np.einsum("nd,d->n", X, w) + np.einsum(",n->n", b, np.ones(len(X))),
    },
    "mse": {
        "fmean": lambda y_hat, y: statistics.fmean((p - t) ** 2 for p, t in zip(y_hat, y, strict=True)),
        "variance and mean": lambda y_hat, y: np.var(y_hat - y) + np.mean(y_hat - y) ** 2,
        "einsum": lambda y_hat, y: np.einsum("n,n->", y_hat - y, y_hat - y) / y.shape[0],
    },
    "mse_gradients": {
        "row by row": gradients_by_rows,
        "einsum": lambda X, y, w, b: (
            np.einsum("nd,n->d", X, X @ w + b - y) * 2 / len(y),
            np.einsum("n->", X @ w + b - y) * 2 / len(y),
        ),
    },
    "gradient_step": {"einsum": lambda w, b, dw, db, lr: (w - np.einsum(",d->d", lr, dw), b - lr * db)},
    "sigmoid": {
        "(e²ˣ − 1)/(e²ˣ + 1)": lectures_sigmoid,
        "1 − 1/(1 + e^z)": lambda z: np.vectorize(lambda x: math.exp(min(x, 0)) / (1 + math.exp(-abs(x))))(z),
    },
    "sigmoid_prime": {
        "(e²ˣ − 1)/(e²ˣ + 1)": lambda z: (1 - lectures_tanh(z / 2)) * (1 + lectures_tanh(z / 2)) / 4,
        "1/cosh² by loops": slope_by_loops,
    },
    "output_delta": {
        "1/cosh²": lambda z, y: (lectures_sigmoid(z) - y) * slope_by_loops(z) * 2 / len(z),
        "einsum": lambda z, y: np.einsum("ni,ni,->ni", lectures_sigmoid(z) - y, slope_by_loops(z), 2 / len(z)),
    },
    "hidden_delta": {
        "1/cosh²": lambda z, delta_next, W_next: np.einsum("nk,jk,nj->nj", delta_next, W_next, slope_by_loops(z)),
    },
    "layer_gradients": {"generator": layer_by_generator},
    **IMAGES,
    **MEMORY,
    **ATTENTION,
    **REWARD,
}


# --- what stays refused ---


def in_single(f):
    """All numbers in float32 from the beginning, and float64 again at the end."""

    def answer(*given):
        value = f(*(each_array(one, lambda array: array.astype(np.float32)) for one in given))

        def wide(item):
            if isinstance(item, (np.ndarray, np.floating)):
                return np.asarray(item, dtype=float)[()]
            return type(item)(map(wide, item)) if type(item) in (list, tuple) else item

        return wide(value)

    return answer
