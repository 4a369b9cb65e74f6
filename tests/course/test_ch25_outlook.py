"""What chapter 25 says holds for any numbers, and its answers name each slip."""

from itertools import pairwise

import numpy as np
import pytest

from autograd_lab import Tensor, data, functional, nn, optim
from autograd_lab.answers import ch25
from tests.course.chapter_checks import lesson_of, line_told_of_slip, names_of, softmax, unfolded_page
from tests.support.axe import findings

LESSON = lesson_of(25)
CELLS = ("setup", "data", "given-away", "federated", "few-bits", "contributions", "replaced", "pushed", "multiply-adds")


@pytest.fixture(scope="module")
def chapter():
    """What the chapter's cells with these names define."""
    return names_of(LESSON, *(f"ch25-{slug}" for slug in CELLS))


# --- what a gradient gives away --------------------------------------------------------------------------


def deltas_of_relus(net, X, y):
    """∂L/∂z of the first layer, (N, 32), by NumPy alone."""
    z = X @ net[0].weight.data + net[0].bias.data
    p = softmax(np.maximum(z, 0) @ net[2].weight.data + net[2].bias.data)
    return (p - np.eye(10)[y]) / len(y) @ net[2].weight.data.T * (z > 0)


@pytest.mark.parametrize("count", [1, 2, 7])
def test_a_quotient_is_the_mixture_that_the_equation_says(chapter, count):
    X, y, *_ = chapter["images"](3)
    net = chapter["network"](3)
    delta = deltas_of_relus(net, X[:count], y[:count])
    sums = delta.sum(axis=0)
    expected = (delta.T @ X[:count])[sums != 0] / sums[sums != 0, None]
    assert chapter["quotients"](net, X[:count], y[:count]) == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_an_image_is_given_away_just_where_a_relu_is_awake_for_it_alone(chapter):
    for seed in range(6):
        X, y, *_ = chapter["images"](seed)
        net = chapter["network"](seed)
        awake = X[:8] @ net[0].weight.data + net[0].bias.data > 0
        alone = awake[:, awake.sum(axis=0) == 1].any(axis=1)
        assert (chapter["given_away"](net, X[:8], y[:8]) == alone).all()


def test_a_column_divided_by_another_neurons_bias_gives_nothing_away(chapter):
    X, y, *_ = chapter["images"](0)
    net = chapter["network"](0, nn.Tanh)
    functional.cross_entropy(net(X[:1]), y[:1]).backward()
    dW, db = net[0].weight.grad, net[0].bias.grad
    assert dW / db == pytest.approx(np.tile(X[:1].T, 32), abs=1e-9)
    assert np.abs(dW / np.roll(db, 1) - X[:1].T).max(axis=0).min() > 1e-3


# --- averages --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pieces_each", [0, 1, 2])
def test_each_image_is_dealt_to_one_client(chapter, pieces_each):
    _, y, *_ = chapter["images"](1)
    hands = chapter["shared_out"](y, pieces_each, np.random.default_rng(1))
    assert len(hands) == 10
    assert sorted(np.concatenate(hands)) == list(range(len(y)))
    known = [len(set(y[hand])) for hand in hands]
    assert min(known) == 10 if not pieces_each else np.mean(known) <= 2 * pieces_each + 1


def test_one_step_each_is_one_step_with_all_if_and_only_if_the_mean_is_weighted(chapter):
    X, y, *_ = chapter["images"](2)
    parts = np.split(np.arange(60), [5, 25])
    stepped = []
    for rows in (np.arange(60), *parts):
        net = chapter["network"](2)
        functional.cross_entropy(net(X[rows]), y[rows]).backward()
        optim.SGD(net.parameters(), lr=0.5).step()
        stepped.append([p.data for p in net.parameters()])
    whole, *each = stepped
    for place, w in enumerate(whole):
        weighted = sum(len(rows) / 60 * net[place] for rows, net in zip(parts, each, strict=True))
        assert weighted == pytest.approx(w, abs=1e-13)
    plain = np.mean([net[0] for net in each], axis=0)
    assert np.abs(plain - whole[0]).max() > 1e-4


def test_a_round_begins_for_each_client_with_what_the_server_has_sent(chapter):
    net = chapter["federated"](4, 0, rounds=1, steps=0)
    for mean, start in zip(net.parameters(), chapter["network"](4).parameters(), strict=True):
        assert mean.data == pytest.approx(start.data, abs=1e-15)


@pytest.mark.slow
def test_ten_clients_with_images_at_random_learn_to_read(chapter):
    net = chapter["federated"](30, 0)
    assert chapter["share_right"](net, *chapter["images"](30)[2:]) > 0.88


# --- bits ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bits", [2, 3, 4, 8])
def test_a_rounded_matrix_has_whole_steps_and_the_gradient_of_what_it_was(chapter, bits):
    w = Tensor(np.random.default_rng(bits).normal(size=(20, 30)), requires_grad=True)
    out = chapter["rounded"](w, bits)
    top = 2 ** (bits - 1) - 1
    steps = out.data * top / np.abs(w.data).max()
    assert steps == pytest.approx(np.round(steps), abs=1e-9)
    assert np.abs(steps).max() == pytest.approx(top)
    assert np.abs(out.data - w.data).max() <= np.abs(w.data).max() / top / 2 + 1e-12
    g = np.random.default_rng(1).normal(size=(20, 30))
    (out * g).sum().backward()
    assert w.grad == pytest.approx(g)


def test_with_the_true_slope_of_rounding_no_weight_would_move():
    w = Tensor([0.3, -0.8], requires_grad=True)
    ((w / 0.5).round() * 0.5).sum().backward()
    assert not w.grad.any()


# --- pixels ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
def test_contributions_add_up_whatever_the_baseline(chapter, seed):
    rng = np.random.default_rng(seed)
    W, x, start = rng.normal(size=(4, 3)), rng.normal(size=4), rng.normal(size=4)

    def f(t):
        return ((t @ W).tanh() ** 2).sum()

    found = chapter["our_contributions"](f, x, start, 400)
    rise = f(Tensor(x)).item() - f(Tensor(start)).item()
    assert found.sum() == pytest.approx(rise, abs=1e-4)
    given = Tensor(x, requires_grad=True)
    f(given).backward()
    assert abs(((x - start) * given.grad).sum() - rise) > 1e-2  # the slopes at x alone do not
    assert ch25.contributions(f, x, start, 400) == pytest.approx(found)


def test_ten_pixels_are_replaced_and_those_with_the_largest_scores(chapter):
    X = np.random.default_rng(0).random((3, 64))
    scores = np.random.default_rng(1).normal(size=(3, 64))
    seen = []

    def net(x):
        seen.append(x)
        return Tensor(np.eye(3))

    assert chapter["still_said"](net, X, scores, np.full(64, 7.0)) == 1
    changed = seen[1] == 7
    assert (changed.sum(axis=1) == 10).all()
    assert (np.where(changed, scores, np.inf).min(axis=1) > np.where(changed, -np.inf, scores).max(axis=1)).all()
    assert (seen[0] == X).all()
    assert (seen[1][~changed] == X[~changed]).all()


def test_a_step_uphill_is_uphill_and_not_too_long(chapter):
    _, _, X, y = chapter["images"](0)
    net = chapter["network"](1)
    up = chapter["pushed"](net, X, y, 0.1)
    assert np.abs(up - X).max() <= 0.1 + 1e-12
    assert up.min() >= 0
    assert up.max() <= 1
    before, after, down = (functional.cross_entropy(net(x), y).item() for x in (X, up, 2 * X - up))
    assert after > before > down


# --- work ------------------------------------------------------------------------------------------------


def test_multiply_adds_are_those_of_each_product(chapter):
    rng = np.random.default_rng(0)
    for _ in range(10):
        widths, rows = rng.integers(1, 9, size=rng.integers(2, 6)).tolist(), int(rng.integers(1, 5))
        forward = to_weights = to_layers = 0
        for layer, (a, b) in enumerate(pairwise(widths)):
            forward += rows * a * b  # (rows, a) @ (a, b)
            to_weights += a * rows * b  # (a, rows) @ (rows, b)
            to_layers += rows * b * a * (layer > 0)  # (rows, b) @ (b, a)
        assert chapter["multiply_adds"](widths, rows) == (forward, to_weights + to_layers)


# --- records ---------------------------------------------------------------------------------------------


def test_what_the_records_say_holds_from_start_to_start():
    runs = {name: np.array(rows) for name, rows in data.experiment_record("ch25_federated")["starts"].items()}
    assert {len(rows) for rows in runs.values()} == {20}
    assert (runs["read_0_20_10"] > runs["read_2_20_10"]).all()
    assert (runs["read_1_200_1"] > runs["read_1_20_10"]).all()
    assert (runs["read_1_20_10"] > runs["read_1_4_50"]).all()
    runs = {name: np.array(rows) for name, rows in data.experiment_record("ch25_reader")["starts"].items()}
    assert {len(rows) for rows in runs.values()} == {20}
    assert (runs["while"][:, 1] > runs["longer"][:, 1] + 0.15).all()  # two bits
    kept = runs["kept"].reshape(20, 3, 5)  # replaced by paper, mean, ink; by lot, gradient, from paper, mean, ink
    for place in range(3):
        assert (kept[:, place].argmin(axis=1) == 2 + place).all()
    assert (runs["pushed"][:, 1] < runs["pushed"][:, 3] - 0.3).all()


# --- its exercises ---------------------------------------------------------------------------------------


def wrong_ways():
    """Slips of the exercises on paper, worked out with the slip in them, and a word of the reply."""
    A, B, column, bias = np.array([1.0, 2, 0]), np.array([2.0, 1, 3]), np.array([5.0, 4, 6]), 3
    yield "25.1", "image_A", tuple(2 * A), "That is the column"
    yield "25.1", "image_A", tuple(2 * A * 2), "Divide by"
    yield "25.1", "image_A", tuple(column / bias), "That is neuron 2"
    yield "25.1", "quotient_2", tuple(column), "That is the column"
    yield "25.1", "quotient_2", tuple(column * bias), "Divide by"
    yield "25.1", "quotient_2", tuple(column / 2), "has its own"
    yield "25.1", "quotient_2", tuple((A + B) / 2), "plain mean"
    yield "25.1", "image_B", tuple(column - A), "B times its δ"
    yield "25.1", "image_B", tuple((column - A) / 3), "what is left of 3"
    yield "25.1", "image_B", tuple(column - 2 * A), "twice"
    yield "25.1", "image_B", tuple((column - 2 * A) / 2), "take A off once"
    yield "25.1", "image_B", tuple(column / 2), "comes off the column first"
    products, rows, biases = [30, 20, 12], 2, 12
    yield "25.3", "forward", sum(products), "one row"
    yield "25.3", "forward", rows * (sum(products) + biases), "Biases are added"
    yield "25.3", "forward", 2 * rows * sum(products), "counts as one"
    yield "25.3", "to_weights", rows * sum(products[1:]), "first layer's weights learn"
    yield "25.3", "to_layers", rows * sum(products), "need not hand"
    yield "25.3", "to_layers", sum(products[1:]), "one row"
    yield "25.3", "to_layers", rows * sum(products[:-1]), "not the last"
    yield "25.3", "adam_bytes", 4 * (sum(products) + biases), "parameters alone"
    yield "25.3", "adam_bytes", 8 * (sum(products) + biases), "two means"
    yield "25.3", "adam_bytes", 16 * sum(products), "biases count"
    yield "25.3", "adam_bytes", 32 * (sum(products) + biases), "batch does not count"


@pytest.mark.parametrize(("number", "name", "wrong", "told"), list(wrong_ways()))
def test_a_slip_on_paper_is_named(number, name, wrong, told):
    assert told in line_told_of_slip(ch25.EXERCISES[number], name, wrong)


def contributions_with(places, factor=lambda x, start, steps: x - start, cleared=True):
    """A learner's function: the slopes at `places`, and a `factor` before their mean."""

    def contributions(f, x, baseline, steps):
        total, place = np.zeros(len(x)), None
        for part in places(steps):
            if place is None or cleared:
                place = Tensor(baseline + part * (x - baseline), requires_grad=True)
            else:
                place.data[:] = baseline + part * (x - baseline)
            f(place).backward()
            total += place.grad
        return factor(x, baseline, steps) * total / len(list(places(steps)))

    return contributions


def middles(steps):
    return [(k + 0.5) / steps for k in range(steps)]


@pytest.mark.parametrize(
    ("learner", "told"),
    [
        (contributions_with(lambda steps: [1.0]), "slopes at x alone"),
        (contributions_with(lambda steps: [k / steps for k in range(steps)]), "beginnings of the pieces"),
        (contributions_with(lambda steps: [(k + 1) / steps for k in range(steps)]), "ends of the pieces"),
        (contributions_with(lambda steps: np.linspace(0, 1, steps)), "middles of the pieces lie between"),
        (contributions_with(middles, lambda x, start, steps: 1), "mean slope"),
        (contributions_with(middles, lambda x, start, steps: x), "how far it is from there"),
        (contributions_with(middles, lambda x, start, steps: start - x), "not back"),
        (contributions_with(middles, lambda x, start, steps: (x - start) * steps), "1/steps"),
        (contributions_with(middles, lambda x, start, steps: abs(x - start)), "sign"),
        (contributions_with(middles, cleared=False), "Gradients add up"),
    ],
)
def test_a_slip_in_code_is_named(learner, told):
    reply = ch25.EXERCISES["25.2"].judge(learner)
    assert not reply
    assert told in " ".join(reply.lines)


def test_another_right_way_is_accepted():
    def in_one_go(f, x, baseline, steps):
        parts = (np.arange(1, 2 * steps, 2) / (2 * steps))[:, None]
        places = Tensor(baseline + parts * (x - baseline), requires_grad=True)
        for k in range(steps):
            f(places[k]).backward()
        return (x - baseline) * places.grad.mean(axis=0)

    assert ch25.EXERCISES["25.2"].judge(in_one_go)


# --- the page --------------------------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.full
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_its_page_lives_without_a_kernel(book, open_page, shot, scheme):
    page = unfolded_page(book, open_page, LESSON.name, scheme)
    shot(page, f"page-25-{scheme}")
    assert not findings(page)
