"""The search by kinds: what a whole class of slips is called, in functions of several sets."""

import numpy as np
import pytest

from autograd_lab.mistakes import Sighting
from autograd_lab.mistakes.search.calls import between_calls
from autograd_lab.mistakes.search.formula import Take
from autograd_lab.mistakes.search.numbered import families, in_words
from tests.support.planted import ask, sigma
from tests.support.sweeps import backward


def prime(z):
    return sigma(z) * (1 - sigma(z))


def hidden_delta(z, delta_next, W_next, slope=prime):
    return delta_next @ W_next.T * slope(z)


def kept_over_calls(answer):
    """A function that adds up its answers, for each shape by itself."""
    sums = {}

    def adds_up(*args):
        one = answer(*args)
        sums[one.shape] = sums.get(one.shape, 0.0) + one
        return sums[one.shape]

    return adds_up


def with_velocity(share):
    """A step of gradient descent whose velocity outlives the call."""
    velocity = [0.0, 0.0]

    def gradient_step(w, b, dw, db, lr):
        velocity[0] = share * velocity[0] + dw
        velocity[1] = share * velocity[1] + db
        return w - lr * velocity[0], b - lr * velocity[1]

    return gradient_step


def network(step, layers=list):
    """A forward sweep with this step from (a, W, b) to (z, a), through the layers in this order."""

    def forward(X, Ws, bs):
        zs, activations = [], [X]
        for W, b in layers(zip(Ws, bs, strict=True)):
            z, a = step(activations[-1], W, b)
            zs.append(z)
            activations.append(a)
        return zs, activations

    return forward


def plain(a, W, b):
    z = a @ W + b
    return z, sigma(z)


KINDS = [
    # clipped, at any threshold
    ("sigmoid", lambda z: sigma(np.clip(z, -1.7, 1.7)), "z or −z is clipped between −1.7 and 1.7"),
    ("sigmoid", lambda z: np.clip(sigma(z), 0.13, 0.87), "clipped between 0.13 and 0.87"),
    ("mse", lambda p, y: np.mean(np.minimum(p - y, 0.35) ** 2), "the residual ŷ − y is clipped at 0.35 from above"),
    ("sigmoid_prime", lambda z: np.minimum(prime(z), 0.21), "is clipped at 0.21 from above"),
    ("layer_gradients", lambda a, d: (a.T @ np.clip(d, -0.02, 0.02), d.sum(axis=0)), "between −0.02 and 0.02"),
    # another step, or entries, in the place of the slope
    ("sigmoid_prime", lambda z: (sigma(z + 0.3) - sigma(z)) / 0.3, "a difference quotient with the step 0.3"),
    ("sigmoid_prime", lambda z: (sigma(z + 0.7) - sigma(z - 0.7)) / 1.4, "with steps of 0.7 to both sides"),
    ("sigmoid_prime", lambda z: (sigma(z + 1e-13) - sigma(z)) / 1e-13, "that rounding spoils (its step is 1e-13)"),
    ("sigmoid_prime", lambda z: np.gradient(sigma(z), axis=-1), "a difference of neighbouring entries"),
    (
        "hidden_delta",
        lambda z, d, W: hidden_delta(z, d, W, lambda z: (sigma(z + 0.4) - sigma(z)) / 0.4),
        "the step 0.4 stands where the slope σ'(z) belongs",
    ),
    # a sign in an exponent, or in one branch
    ("sigmoid_prime", lambda z: np.exp(-z) / (1 + np.exp(z)) ** 2, "whose lower exponent lost its minus"),
    (
        "sigmoid",
        lambda z: np.where(z < 0, sigma(z), 1 / (1 - np.exp(-z))),
        "e^−z where z ≥ 0 has the opposite sign",
    ),
    # one ingredient in the place of another, or each in the other's
    (
        "output_delta",
        lambda z, y: 2 / len(z) * (sigma(z) - y) * prime(y),
        "y stands where z in σ'(z) belongs",
    ),
    ("hidden_delta", lambda z, d, W: z * prime(d @ W.T), "delta_next @ W_next.T and z stand in each other's place"),
    (
        "gradient_step",
        lambda w, b, dw, db, lr: (w - lr * dw, b - lr * dw.sum()),
        "b: the sum of dw stands where db belongs",
    ),
    (
        "hidden_delta",
        lambda z, d, W: hidden_delta(z, d, W - 0.25 * sigma(z).T @ d),
        "W_next is moved by a step of 0.25 times its gradient",
    ),
    # the right numbers in another shape, rows left behind
    ("sigmoid", lambda z: sigma(z).ravel(), "it holds the right numbers, flattened"),
    ("sigmoid_prime", lambda z: prime(z)[None], "it holds the right numbers, with an axis too many in front"),
    # a row meets a column
    (
        "article_hidden_delta",
        lambda W, d, a: (W.T @ d).T * (a * (1 - a)),
        "a row times a column, which broadcasting makes a table",
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.slow), pytest.param(3, marks=pytest.mark.slow)])
@pytest.mark.parametrize(("name", "function", "sentence"), KINDS, ids=[sentence for *_, sentence in KINDS])
@pytest.mark.sampled(12)
def test_a_kind_of_slip_is_named(name, function, sentence, seed):
    assert sentence in ask(name, function, seed).message


KEPT = [
    ("hidden_delta", lambda: kept_over_calls(hidden_delta), "the answer of an earlier call is still in"),
    ("gradient_step", lambda: with_velocity(0.9), "0.9 times dw and db of the call before are still in"),
    ("gradient_step", lambda: with_velocity(0.5), "0.5 times dw and db of the call before are still in"),
]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.slow), pytest.param(3, marks=pytest.mark.slow)])
@pytest.mark.parametrize(("name", "made", "sentence"), KEPT)
def test_what_an_earlier_call_has_left_is_named(name, made, sentence, seed):
    assert sentence in ask(name, made(), seed).message


def step(a, W, b):
    z = a @ W
    return z, sigma(z) + b


def lower(Y, Ws, zs, activations):
    """A backward sweep whose db is taken from what is handed down."""
    right = backward()(Y, Ws, zs, activations)
    below = 2 / len(Y) * (activations[-1] - Y)
    dbs = []
    for W, a in zip(Ws[::-1], activations[:0:-1], strict=True):
        below = (below * a * (1 - a)) @ W.T
        dbs.insert(0, below.sum(axis=0))
    return right[0], dbs


def at_the_output_alone(Y, Ws, zs, activations):
    """A backward sweep in which each layer has the residual of the output."""
    up = 2 / len(Y) * (activations[-1] - Y)
    deltas = [up * a * (1 - a) for a in activations[1:]]
    return [a.T @ d for a, d in zip(activations, deltas, strict=False)], [d.sum(axis=0) for d in deltas]


NETWORKS = [
    ("forward", network(step), "a sigmoid without b, and b added after it"),
    ("forward", network(plain, lambda layers: list(layers)[::-1]), "from last to first stands where"),
    ("forward", lambda X, Ws, bs: network(plain)(X[:1], Ws, bs), "X is cut down to its first row"),
    ("forward", lambda X, Ws, bs: network(plain)(X[:-1], Ws, bs), "X is cut down to all its rows but the last"),
    (
        "forward",
        lambda X, Ws, bs: [one[-1] for one in network(plain)(X, Ws, bs)],
        "which is the last layer's alone; it should be a list",
    ),
    (
        "forward",
        lambda X, Ws, bs: network(plain)(X.astype("f"), [W.astype("f") for W in Ws], [b.astype("f") for b in bs]),
        "float32 inside",
    ),
    ("backward", lower, "dbs: what is handed down to the layer below stands where δ in db belongs"),
    ("backward", at_the_output_alone, "the residual of the output stands where what comes from above belongs"),
]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize(("name", "function", "sentence"), NETWORKS, ids=[sentence for *_, sentence in NETWORKS])
@pytest.mark.sampled(3)
def test_a_kind_of_slip_in_a_network_is_named(name, function, sentence, seed):
    assert sentence in ask(name, function, seed).message


@pytest.mark.slow
def test_the_slope_of_the_wrong_layer_is_named():
    functions = {
        "delta_means": lambda: "dL/da",
        "article_weight_gradient": lambda delta, a_prev, a: delta @ (a_prev**2 * (1 - a_prev)).T,
    }
    assert (
        "the slope a_prev(1 − a_prev) of what enters the layer stands"
        in ask("article_weight_gradient", functions).message
    )


# --- no false name ---


@pytest.mark.slow
def test_a_threshold_that_moves_from_call_to_call_is_not_named():
    thresholds = iter([0.3, 0.5] * 50)
    message = ask("sigmoid", lambda z: sigma(np.clip(z, -(c := next(thresholds)), c))).message
    assert "clipped" not in message


@pytest.mark.slow
@pytest.mark.parametrize("constant", [0.01, 0.05])
def test_a_constant_is_not_taken_for_a_clipped_answer(constant):
    assert "clipped" not in ask("mse", lambda p, y: constant).message
    assert "clipped" not in ask("sigmoid", lambda z: np.full_like(z, constant)).message


@pytest.mark.slow
def test_signs_and_a_clip_that_leaves_nothing_uncut_are_said_both():
    signs = ask("layer_gradients", lambda a, d: (1e-4 * np.sign(a.T @ d), 1e-4 * np.sign(d.sum(axis=0))), seed=2)
    assert "between −0.0001 and 0.0001, or made 0.0001 times its sign" in signs.message


def test_a_memory_that_gives_right_answers_is_not_blamed():
    cache = {}

    def sigmoid_with_memory(z):
        return cache.setdefault(z.tobytes(), sigma(z))

    assert ask("sigmoid", sigmoid_with_memory).passed


def test_one_call_with_another_answer_in_it_is_enough_when_all_numbers_say_so():
    rights = [np.array([1.0, 2.5, -3.0]), np.array([0.5, 4.0, 2.0]), np.array([7.0, -1.0, 6.0])]
    got = [rights[0], rights[1], rights[2] + rights[0]]
    assert "still in" in between_calls([Sighting(g, r) for g, r in zip(got, rights, strict=True)]).other
    got[2] = rights[2] + 0.7 * rights[0]
    assert between_calls([Sighting(g, r) for g, r in zip(got, rights, strict=True)]) is None


def test_what_is_kept_is_seen_in_the_numbers_and_not_in_their_units():
    units = [np.full(3, 2.0), np.full(3, 5.0), np.full(3, 3.0)]
    rights = [np.array([1.0, 2.5, -3.0]), np.array([0.5, 4.0, 2.0]), np.array([7.0, -1.0, 6.0])]
    came = [rights[0], rights[1] + rights[0], rights[2] + rights[1] + rights[0]]
    calls = [Sighting(c / u, r / u, unit=u) for c, r, u in zip(came, rights, units, strict=True)]
    assert "an earlier call is still in" in between_calls(calls).other


def test_only_numbers_with_axes_have_thresholds():
    take = Take()
    take("N", 4.0)
    take("x", np.array([-1.0, 2.0]))
    take.right = dict(take.seen)
    assert {family.name for family in families(take)} == {"x"}


def test_a_number_is_written_with_few_digits():
    assert [in_words(x) for x in (0.5, -2.0, 0.12345)] == ["0.5", "−2", "0.1235"]
