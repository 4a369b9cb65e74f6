# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown] slug="ch25-title"
# # 25 · Outlook
#
# Ten hospitals want one network, and none may show its images to anybody. So each computes at home, and sends nothing but a
# gradient. "Your data never leave the house", the leaflet says.
#
# Somebody reads along. A hospital has sent the gradient of a *single* image, 64 pixels, which went through a network with 32
# neurons in its first layer, each with a bias. How many of the 64 pixels can the stranger tell? Another has sent the gradient of a batch of 8.
# How many of the 8 images, if its neurons are tanh? Two numbers, please.
#
# **After this chapter** you can say what a gradient gives away; average networks, and say when that fails; train with
# weights of few bits; ask a network which pixels counted, and say what the answer depends on; fool it; count what training
# costs; and say what a gradient has to do with the things that this course has not taught.
#
# **You need** [chapter 13](13_optimisers.ipynb) and what stands before it, and of [chapter 16](16_published_program.ipynb)
# the false slope.
#
# **Time:** {{time}}.
#
# **The mistake this chapter cures:** a gradient is a summary, and gives no data away.

# %% [markdown] slug="ch25-before"
# ## Three questions from before

# %% [markdown] tags=["quiz"]
# **1.** From chapter 08: into a layer comes $x$ = (3, 0, 2), and its two neurons have δ = (−1, 4). What is the gradient of the
# three weights that lead to the second neuron?
#
# - (12, 0, 8)
#   Right. What came in, times its δ.
# - (4, 4, 4)
#   No. That is δ alone, the gradient of the bias. A weight's has what came in as a factor.
# - (9, 0, 6)
#   No. There each δ had its share. The first one goes to the first neuron's weights.

# %% [markdown] tags=["quiz"]
# **2.** From chapter 16: a neuron decides, and 5 arrives at what it has decided. What does a straight-through estimator hand on?
#
# - 0
#   No. That is the slope of a decision. It pretends otherwise.
# - 5
#   Right. On the way back it acts as if nothing had been decided.
# - 1
#   No. 1 is the slope that it pretends to have. What arrives is multiplied by it.

# %% [markdown] tags=["quiz"]
# **3.** From chapter 02: $L$ has the slopes 0.5 and −2 in two inputs. Each input may move by 0.1, up or down. By how much can
# $L$ rise, about?
#
# - by 0.15
#   No. There the slopes cancelled one another. You may choose both signs.
# - by 0.2
#   No. That is the steeper one alone.
# - by 0.25
#   Right. The first goes up and the second down: 0.05 and 0.2.

# %% slug="ch25-setup" jupyter={"source_hidden": true}
from math import isclose

import numpy as np

from autograd_lab import Tensor, Value, data, functional, nn, no_grad, optim
from autograd_lab import record, show
from autograd_lab.answers import tell
from autograd_lab.viz import figures

# %% tags=["asserts"]
_x, _delta = np.array([3.0, 0, 2]), np.array([-1.0, 4])
assert np.array_equal(np.outer(_x, _delta)[:, 1], [12, 0, 8])
_slopes = np.array([0.5, -2.0])
assert isclose(0.1 * np.abs(_slopes).sum(), 0.25)
assert isclose(0.1 * 0.5, 0.05) and isclose(0.1 * 2, 0.2)
assert isclose(abs(0.1 * _slopes.sum()), 0.15)

# %% [markdown] slug="ch25-home"
# ## The data stay at home
#
# In {{term:federated-learning}} a server sends the network to its clients. Each computes a gradient with its own images,
# and the server makes a step with their mean. So the data stay where they are. That is its aim. (It does not make
# learning robust, though one may read so: a client that sends nonsense spoils the mean.)
#
# What does a gradient take along? Here is one image and a first layer of four neurons. Each has 64 weights, drawn as 8 × 8;
# a filter as large as the image is a neuron. What will the gradients of these four look like?

# %% tags=["predict"]
X, y = data.digits(flat=False)
rng = np.random.default_rng(17)
W = Tensor(rng.normal(size=(4, 1, 8, 8)) / 8, requires_grad=True, name="W")
b = Tensor(np.zeros(4), requires_grad=True, name="b")
V = Tensor(rng.normal(size=(4, 10)), requires_grad=True, name="V")

z = functional.conv2d(Tensor(X[:1], name="image"), W, b)
loss = functional.cross_entropy(z.reshape(1, 4).tanh() @ V, y[:1])
show(loss, title="One image, four neurons", start="end")

# %% tags=["answer"]
loss.backward()
figures.boxes(
    [X[0, 0], *(W.grad[j, 0] / b.grad[j] for j in range(3))],
    {},
    title="The image, and what three of the gradients are when divided",
    captions=["the image", "neuron 1", "neuron 2", "neuron 3"],
    say="All four pictures are the same handwritten digit.",
)

# %% [markdown] tags=["answer"]
# Four times the image itself, each time multiplied by one number. (Where that is negative, the colours are exchanged.) And
# the number is known: it is the gradient of the neuron's bias. Divide, and you have all 64 pixels, exactly. One neuron is enough.

# %% [markdown]
# You have known it since chapter 08. Neuron $j$ has the gradients $x_i\, \delta_j$ and $\delta_j$, so
#
# {{eq:gradient-of-one-image}}
#
# Of a batch of $N$ images only sums arrive, and the quotient is a mixture:
#
# {{eq:gradient-of-a-batch}}
#
# So a batch hides its images? Take the network 64-32-10, as it is drawn at the start, and 8 images. It has 32 quotients, each
# a mixture of eight. How many of the images stand among them, right in six decimals? If its neurons are tanh; and if
# they are ReLU?


# %% slug="ch25-data"
def images(seed):
    """1,397 images to learn from, and 400 others: X, y, X_new, y_new."""
    X, y = data.digits(seed=seed)
    return X[400:], y[400:], X[:400], y[:400]


def network(seed, activation=nn.ReLU):
    rng = np.random.default_rng(seed)
    first, second = nn.Linear(64, 32, rng=rng), nn.Linear(32, 10, rng=rng)
    return nn.Sequential(first, activation(), second)


# %% slug="ch25-given-away"
def quotients(net, X, y):
    """∂L/∂W over ∂L/∂b in the first layer: 64 numbers for each neuron awake."""
    net.zero_grad()
    functional.cross_entropy(net(X), y).backward()
    dW, db = net[0].weight.grad, net[0].bias.grad
    return (dW[:, db != 0] / db[db != 0]).T


def given_away(net, X, y):
    """Which of the images X stand among the quotients, to six decimals."""
    apart = np.abs(quotients(net, X, y)[:, None] - X).max(axis=2)
    return apart.min(axis=0) < 1e-6


# %% tags=["predict"]
X, y, *_ = images(seed=0)
for activation in (nn.Tanh, nn.ReLU):
    told = given_away(network(0, activation), X[:8], y[:8])
    print(f"{activation.__name__}: {told.sum()} of 8")

# %% tags=["answer"]
found = quotients(network(0), X[:8], y[:8])
apart = np.abs(found[:, None] - X[:8]).max(axis=2).min(axis=1)
order = np.argsort(apart)
figures.boxes(
    found[order[[0, 1, 12, 16]]].reshape(-1, 8, 8),
    {},
    title="Four quotients of one batch of eight images",
    captions=["exact", "exact", "a mixture", "a mixture"],
    say="The first two pictures are clear digits, the others are blurred.",
)

# %% [markdown] tags=["answer"]
# By division alone, with tanh none. With ReLU 3 here, and in twenty starts 2.45 on average (0 to 4). Of 32 images it is still 1.5.

# %% [markdown]
# A ReLU is asleep for some images. If it is awake for just one of the batch, its sum has one term, and the neuron hands that
# image out whole. **A batch mixes; it does not promise to hide.** And a stranger can do more than divide: start with noise,
# and descend until its gradient is the one that was sent, or use that all images lie in the span of the columns of one
# array; so whole batches have been recovered. What helps is to add up the gradients of many clients before anybody sees one, and to
# add noise, after each has been cut to a length. Both have their price.

# %% tags=["asserts"]
# eq: gradient-of-one-image, gradient-of-a-batch
_image = data.digits(flat=False)[0][0]
for _j in range(4):
    assert np.allclose(W.grad[_j] / b.grad[_j], _image, atol=1e-12)
assert (b.grad < 0).any() and (b.grad > 0).any()
_net = network(3, nn.Tanh)
_z = X[:8] @ _net[0].weight.data + _net[0].bias.data
_logits = np.tanh(_z) @ _net[2].weight.data + _net[2].bias.data
_p = np.exp(_logits) / np.exp(_logits).sum(axis=1, keepdims=True)
_up = (_p - np.eye(10)[y[:8]]) / 8 @ _net[2].weight.data.T
_delta = _up * (1 - np.tanh(_z) ** 2)
_mixed = (_delta.T @ X[:8]) / _delta.sum(axis=0)[:, None]
assert np.allclose(quotients(_net, X[:8], y[:8]), _mixed)
starts = data.experiment_record("ch25_federated")["starts"]
_relu, _tanh = np.array(starts["away_relu"]), np.array(starts["away_tanh"])
assert _relu.shape == (20, 6) and (_tanh[:, 0] == 1).all()
assert not _tanh[:, 1:].any() and (_relu[:, 0] == 1).all()
assert isclose(_relu[:, 3].mean(), 2.45) and isclose(_relu[:, 5].mean(), 1.5)
assert (_relu[:, 3].min(), _relu[:, 3].max()) == (0, 4)
assert given_away(network(0), X[:8], y[:8]).sum() == _relu[0, 3] == 3
assert (apart[order[:2]] < 1e-6).all() and apart[order[12]] > 0.1

# %% [markdown] slug="ch25-exercise-1"
# ### Exercise 25.1: what was in the image (7 minutes)
#
# A first layer has three inputs and two ReLUs. You see a gradient of a batch of two images, A and B:
#
# | | neuron 1 | neuron 2 |
# |---|---|---|
# | $\partial L/\partial W$, input 1 | 2 | 5 |
# | input 2 | 4 | 4 |
# | input 3 | 0 | 6 |
# | $\partial L/\partial b$ | 2 | 3 |
#
# Neuron 1 was awake for A alone. Find `image_A`, the `quotient_2` of neuron 2, and `image_B`, when you are told that at neuron 2 A
# has δ = 1. Done when each line says "right".

# %% tags=["exercise"]
answer_1 = {
    "image_A": [None, None, None],
    "quotient_2": [None, None, None],
    "image_B": [None, None, None],
}

# %%
tell("25.1", answer_1)

# %% [markdown] tags=["hint"]
# Hint 1: look at neuron 1
#
# Its sums have one term. Which number turns its column into an image?

# %% [markdown] tags=["hint"]
# Hint 2: recall that sums can be taken apart
#
# The 3 below neuron 2 is the sum of two δ. So you know B's, and what A has brought to the column.

# %% [markdown] tags=["hint"]
# Hint 3: write these lines first
#
# ```python
# column_2, image_A = np.array([5, 4, 6]), np.array([2, 4, 0]) / 2
# rest = column_2 - 1 * image_A
# ```

# %% [markdown] tags=["solution"]
# ```python
# answer_1 = {
#     "image_A": [1, 2, 0],
#     "quotient_2": [5 / 3, 4 / 3, 2],
#     "image_B": [2, 1, 3],
# }
# ```
#
# The quotient of neuron 2 is a third of A and two thirds of B. Once one image of a batch is known, it helps against the others.

# %% tags=["asserts"]
_A, _B = np.array([1, 2, 0]), np.array([2, 1, 3])
assert np.array_equal(
    np.outer(_A, [2, 1]) + np.outer(_B, [0, 2]), [[2, 5], [4, 4], [0, 6]]
)
assert np.allclose((_A + 2 * _B) / 3, [5 / 3, 4 / 3, 2])

# %% [markdown] slug="ch25-average"
# ## One network from ten clients
#
# To send a gradient for each step is slow. So each client makes several steps by itself, and then the *weights* are averaged.
# With $n_k$ of the $N$ images, and $w_k$ as it comes back from client $k$, that is {{term:federated-averaging}}:
#
# {{eq:federated-average}}
#
# If each makes just one step, with all its images, this is a step with the gradient of all $N$. With more steps it is
# something else. (Weights that come back after one step give an image away as its gradient does: they have moved by the
# gradient times minus the rate.)


# %% slug="ch25-federated"
def shared_out(y, pieces_each, rng):
    """The rows of ten clients: at random; or sorted by digit, cut, and dealt."""
    if not pieces_each:
        return np.array_split(rng.permutation(len(y)), 10)
    pieces = np.array_split(np.argsort(y, kind="stable"), 10 * pieces_each)
    hands = rng.permutation(10 * pieces_each).reshape(10, pieces_each)
    return [np.concatenate([pieces[k] for k in hand]) for hand in hands]


def federated(seed, pieces_each, rounds=20, steps=10, rate=0.2):
    """The network after so many rounds; in each, ten clients make their steps."""
    X, y, *_ = images(seed)
    net, rng = network(seed), np.random.default_rng(seed)
    clients = shared_out(y, pieces_each, rng)
    step = record(lambda X, y: functional.cross_entropy(net(X), y))
    sgd = optim.SGD(net.parameters(), lr=rate)
    for _ in range(rounds):
        sent = [p.data.copy() for p in net.parameters()]
        mean = [0 * w for w in sent]
        for rows in clients:
            for p, w in zip(net.parameters(), sent):
                p.data[:] = w
            for _ in range(steps):
                some = rng.choice(rows, 32)
                net.zero_grad()
                step(X[some], y[some])
                sgd.step()
            for m, p in zip(mean, net.parameters()):
                m += len(rows) / len(y) * p.data
        for p, w in zip(net.parameters(), mean):
            p.data[:] = w
    return net


def share_right(says, X, y):
    with no_grad():
        return float((says(X).data.argmax(axis=1) == y).mean())


# %% [markdown]
# Ten clients, 20 rounds of 10 steps each. The images are dealt out at random; or sorted by digit and cut into twenty pieces, two
# for each client, so that it knows about two digits; or into ten, so that a client knows hardly more than one digit. How many of a hundred new images are
# read in the end? Three numbers, please. (Here and below a cell shows one start, and the answer the medians of twenty.)

# %% tags=["predict"]
ways = {"at random": 0, "two digits each": 2, "one digit each": 1}
read = {}
for way, pieces_each in ways.items():
    read[way] = share_right(federated(0, pieces_each), *images(0)[2:])
    print(f"{way:15} {100 * read[way]:.0f} of a hundred")

# %% tags=["answer"]
starts = data.experiment_record("ch25_federated")["starts"]
figures.strips(
    {way: starts[f"read_{k}_20_10"] for way, k in ways.items()},
    title="Ten clients, twenty rounds of ten steps: twenty starts",
    x="new images read, of a hundred",
    unit=100,
    say="At random all lie near 94; with two digits each they spread from 75 to 92, "
    "with one digit each from 58 to 79.",
)

# %% [markdown] tags=["answer"]
# 94 (92 to 97), 88 (75 to 92), 70 (58 to 79): medians of twenty starts, and the range.

# %% [markdown]
# Who is to blame, sorted images or the steps between? Each client has made 200 steps. Let them make as many, with one digit each,
# in 200 rounds of 1 step; and in 4 rounds of 50. How many of a hundred now?

# %% tags=["predict"]
for rounds, steps in ((200, 1), (20, 10), (4, 50)):
    sorted_, dealt = (
        100 * np.median(starts[f"read_{k}_{rounds}_{steps}"]) for k in (1, 0)
    )
    print(
        f"{rounds:3} rounds of {steps:2}: {sorted_:.1f}, "
        f"and dealt out at random {dealt:.1f}"
    )

# %% [markdown] tags=["answer"]
# 94 with a mean after each step, and 44 with four means in all. Dealt out at random it hardly matters.

# %% [markdown]
# However much the gradients differ, **a mean of gradients is the gradient of the mean loss.** But in many steps a client that
# knows one digit walks off towards a network that says only that digit, and the mean of ten such networks is not what any of
# them was after. **A mean of networks need not be good at anything.**

# %% tags=["asserts"]
# eq: federated-average
_X, _y = X[:137], y[:137]
_parts = shared_out(_y, 0, np.random.default_rng(0))
_all, _mean = network(5), [0.0] * 4
functional.cross_entropy(_all(_X), _y).backward()
for _rows in _parts:
    _one = network(5)
    functional.cross_entropy(_one(_X[_rows]), _y[_rows]).backward()
    optim.SGD(_one.parameters(), lr=0.3).step()
    _mean = [
        m + len(_rows) / len(_y) * p.data
        for m, p in zip(_mean, _one.parameters())
    ]
optim.SGD(_all.parameters(), lr=0.3).step()
for _m, _p in zip(_mean, _all.parameters()):
    assert np.allclose(_m, _p.data, atol=1e-14)


def _spread(column):
    """The median, the smallest and the largest, of a hundred; halves go up."""
    ends = (np.median(column), np.min(column), np.max(column))
    return [int(np.floor(100 * end + 0.5 + 1e-9)) for end in ends]


for _k, _said in ((0, (94, 92, 97)), (2, (88, 75, 92)), (1, (70, 58, 79))):
    _all = starts[f"read_{_k}_20_10"]
    assert len(_all) == 20 and tuple(_spread(_all)) == _said
assert round(100 * np.median(starts["read_1_200_1"])) == 94
assert round(100 * np.median(starts["read_1_4_50"])) == 44
_dealt = [
    100 * np.median(starts[f"read_0_{r}"]) for r in ("200_1", "20_10", "4_50")
]
assert max(_dealt) - min(_dealt) < 2
for _way, _k in ways.items():
    assert abs(read[_way] - starts[f"read_{_k}_20_10"][0]) < 0.12  # chaotic

# %% [markdown] slug="ch25-bits"
# ## Weights of few bits
#
# A weight takes 4 or 8 bytes. Does it need them? {{term:quantisation|Quantise}} it to $b$ bits: each matrix has one scale $s$,
# and each of its weights is a whole number of steps.
#
# {{eq:quantised}}
#
# With 8 bits there are 127 steps to either side of 0; with 2 bits only $-s$, 0 and $s$. The network 64-32-10 has learnt, and reads
# 97 or 98 new images of a hundred. Now its two matrices are rounded. How many does it read with 8, 4, 3 and 2 bits?


# %% slug="ch25-few-bits"
def rounded(w, bits):
    s = np.abs(w.data).max() / (2 ** (bits - 1) - 1)
    return s * functional.straight_through(w / s)


def with_bits(net, bits):
    """What the network says when its two matrices are rounded on the way."""

    def says(X):
        h = (Tensor(X) @ rounded(net[0].weight, bits) + net[0].bias).relu()
        return h @ rounded(net[2].weight, bits) + net[2].bias

    return says


def learn(net, seed, epochs=30, says=None):
    """The same net after training; `says` is what the loss looks at."""
    X, y, *_ = images(seed)
    adam, rng = optim.Adam(net.parameters(), lr=0.01), np.random.default_rng(seed)
    for _ in range(epochs):
        for rows in np.array_split(rng.permutation(len(y)), 28):
            net.zero_grad()
            functional.cross_entropy((says or net)(X[rows]), y[rows]).backward()
            adam.step()
    return net


# %% tags=["predict"]
reader = learn(network(0), 0)
*_, X_new, y_new = images(0)
print(f"as it is: {100 * share_right(reader, X_new, y_new):.0f} of a hundred")
for bits in (8, 4, 3, 2):
    share = share_right(with_bits(reader, bits), X_new, y_new)
    print(f"{bits} bits: {100 * share:.0f}")

# %% [markdown] tags=["answer"]
# In twenty starts 97 (96 to 98) with 8 bits, 96 (93 to 97) with 4, 92 (83 to 97) with 3, and 29 (8 to 47) with 2. Half a byte is
# nearly as good as eight bytes.

# %% [markdown]
# Can it *learn* to do with 2 bits? Its loss has to see the rounding. But a rounded number is level in what it was rounded from: its
# slope is 0. So the way back pretends, by {{ref:straight-through}}, and the steps are made by the weights as they were
# before rounding. (In
# `rounded`, `straight_through` does both.) Ten epochs more, with 3 bits and with 2; and beside them ten epochs more as
# before, rounded at the end. Four numbers? The cell works out the first two.

# %% tags=["predict"]
runs = data.experiment_record("ch25_reader")["starts"]
for bits in (3, 2):
    again = learn(network(0), 0)
    learn(again, 0, 10, with_bits(again, bits))
    share = share_right(with_bits(again, bits), X_new, y_new)
    print(f"{bits} bits, rounded while learning: {100 * share:.0f}")

# %% tags=["answer"]
figures.strips(
    {
        "3 bits: rounded after": [row[2] for row in runs["after"]],
        "3 bits: ten epochs more": [row[0] for row in runs["longer"]],
        "3 bits: while learning": [row[0] for row in runs["while"]],
        "2 bits: rounded after": [row[3] for row in runs["after"]],
        "2 bits: ten epochs more": [row[1] for row in runs["longer"]],
        "2 bits: while learning": [row[1] for row in runs["while"]],
    },
    title="New images that are read with few bits: twenty starts",
    x="of a hundred",
    unit=100,
    say="With 3 bits the rows that were rounded while learning lie highest, with 2 "
    "bits far above those that were rounded afterwards.",
)

# %% [markdown] tags=["answer"]
# With 3 bits 95 (91 to 97), with 2 bits 68 (41 to 86). Ten epochs more without rounding do not help, and with 2 bits they harm: 92
# and 19.

# %% [markdown]
# A false slope, and a network that is better for it, with 2 bits by far. There it is still no match for whole weights: most weights are less
# than half of $s$, and become 0. (Better scales, one for each neuron, and more neurons get further.)

# %% tags=["asserts"]
# eq: quantised
_w = Tensor([[0.7, -0.2], [0.34, -1.0]], requires_grad=True)
assert np.allclose(rounded(_w, 2).data, [[1, 0], [0, -1]])
assert np.allclose(rounded(_w, 3).data, np.array([[2, -1], [1, -3]]) / 3)
(rounded(_w, 2) * [[1.0, 2], [3, 4]]).sum().backward()
assert np.allclose(_w.grad, [[1, 2], [3, 4]])  # as if nothing had been rounded
assert 2 ** (8 - 1) - 1 == 127
_after = np.array(runs["after"])  # 8, 4, 3, 2 bits
_told = [[97, 96, 98], [96, 93, 97], [92, 83, 97], [29, 8, 47]]
assert _after.shape == (20, 4) and list(map(_spread, _after.T)) == _told
assert _spread(runs["whole"])[0] == 97
_while, _longer = (np.array(runs[name]) for name in ("while", "longer"))
assert list(map(_spread, _while.T)) == [[95, 91, 97], [68, 41, 86]]
assert [_spread(column)[0] for column in _longer.T] == [92, 19]
assert (
    abs(share_right(with_bits(reader, 4), X_new, y_new) - runs["after"][0][1])
    < 0.05
)
_matrix = reader[0].weight.data
assert (np.abs(_matrix) < np.abs(_matrix).max() / 2).mean() > 0.8

# %% [markdown] slug="ch25-why"
# ## Which pixels counted?
#
# The network says 8. Because of which pixels? The first answer that comes to mind is a gradient once more, of the logit in
# the pixels: the {{term:saliency-map}}. Where it is large, a nudge changes most.
#
# Try it on one number. $f(x) = 1 - \max(0, 1 - x)$ rises from 0 to 1 and stays there. $x$ is 2. What is the gradient of $x$? And
# how much of the 1 would you put down to $x$?

# %% tags=["predict"]
x = Value(2.0)
f = 1 - (1 - x).relu()
show(f, title="Risen, and level", sliders={"x": (0, 3)}, start="end")

# %% [markdown] tags=["answer"]
# The gradient is 0, and yet all of it is due to $x$: at $x = 0$ there was nothing.

# %% [markdown]
# A gradient says what would *change*. "Because of" asks what has brought us *here*, and so from where. Choose a start, the
# **baseline** $x'$. Go straight from there to $x$, and take the mean slope on the way
# ({{term:integrated-gradients}}):
#
# {{eq:integrated-gradients}}
#
# ($\int_0^1$ is the mean over all places $t$ of the way, from 0 at $x'$ to 1 at $x$.) On the way from 0 to 2 our $f$ has the
# slope 1 for the first half, then 0: on average 1/2, times 2 is 1. However a function bends, as long as it does not jump, the contributions add up to what
# there is to explain. That is called completeness:
#
# {{eq:completeness}}

# %% [markdown] slug="ch25-exercise-2"
# ### Exercise 25.2: along a straight line (9 minutes)
#
# `f` takes a Tensor of shape (n,) and returns a Tensor of one number. Write `contributions(f, x, baseline, steps)` for arrays `x` and
# `baseline`: an array (n,), {{ref:integrated-gradients}} with the mean over the *middles* of so many equal pieces of the way.
# Done when it says "right".


# %% tags=["exercise"]
def contributions(f, x, baseline, steps):
    raise NotImplementedError


# %%
tell("25.2", contributions)

# %% [markdown] tags=["hint"]
# Hint 1: look at the places
#
# With four pieces their middles lie at 1/8, 3/8, 5/8 and 7/8 of the way.

# %% [markdown] tags=["hint"]
# Hint 2: recall what a Tensor needs
#
# A new one for each place, that wants a gradient; then `f` of it, and `backward`.

# %% [markdown] tags=["hint"]
# Hint 3: write these lines first
#
# ```python
# for k in range(steps):
#     place = Tensor(baseline + (k + 0.5) / steps * (x - baseline), requires_grad=True)
#     f(place).backward()
# ```

# %% [markdown] tags=["solution"]
# ```python
# def contributions(f, x, baseline, steps):
#     total = np.zeros(len(x))
#     for k in range(steps):
#         part = (k + 0.5) / steps
#         place = Tensor(baseline + part * (x - baseline), requires_grad=True)
#         f(place).backward()
#         total += place.grad
#     return (x - baseline) * total / steps
# ```
#
# Slopes at the ends of the pieces would do as well with many steps. With few, middles are nearer.


# %% slug="ch25-contributions" tags=["solution"]
def our_contributions(f, x, baseline, steps=50):
    total = 0
    for k in range(steps):
        part = (k + 0.5) / steps
        place = Tensor(baseline + part * (x - baseline), requires_grad=True)
        f(place).backward()
        total = total + place.grad
    return (x - baseline) * total / steps


# %% [markdown]
# Is it right about the network? Take away what counts, and see. For each of 400 new images the ten pixels with the highest scores, of
# 64, are replaced by those of the *mean* image. If ten are drawn by lot, it says in some 95 of a hundred what it said before. How
# often, if they are chosen by the size of the gradient; by contributions from empty paper, all 0; by contributions from the mean image?


# %% slug="ch25-replaced"
def scores_of(net, X, starts, seed=0):
    """What each pixel counts: by lot, by its gradient, and from each start."""
    said = net(X).data.argmax(axis=1)

    def logits(x):  # all images at once: each has a gradient of its own
        return net(x)[np.arange(len(X)), said].sum()

    pixels = Tensor(X, requires_grad=True)
    logits(pixels).backward()
    found = {"lot": np.random.default_rng(seed).random(X.shape)}
    found["|gradient|"] = np.abs(pixels.grad)
    for name, start in starts.items():
        found[name] = our_contributions(logits, X, start)
    return found


def still_said(net, X, scores, start):
    """The share that keeps its answer when its ten top pixels are replaced."""
    top = np.argsort(-scores, axis=1)[:, :10]
    changed = X.copy()
    np.put_along_axis(changed, top, start[top], axis=1)
    before, after = (net(x).data.argmax(axis=1) for x in (X, changed))
    return float((before == after).mean())


# %% tags=["predict"]
mean = images(0)[0].mean(axis=0)
baselines = {"paper": np.zeros(64), "mean": mean, "ink": np.ones(64)}
scores = scores_of(reader, X_new, baselines)
for name in ("lot", "|gradient|", "paper", "mean"):
    share = still_said(reader, X_new, scores[name], mean)
    print(f"{name:10} {100 * share:.0f} of a hundred")


# %% tags=["answer"]
def squares(scores):
    """The ten top pixels as boxes: left, top, right, bottom."""
    top = np.argsort(-scores)[:10]
    return np.stack([top % 8, top // 8, top % 8 + 1, top // 8 + 1], axis=1)


chosen = ("|gradient|", "paper", "mean", "ink")
figures.boxes(
    [X_new[0].reshape(8, 8)] * 4,
    {"the ten": [squares(scores[name][0]) for name in chosen]},
    title="The ten pixels that count most, chosen in four ways",
    captions=["gradient", "from paper", "from the mean", "from ink"],
    say="From paper only pixels with ink are chosen, from ink mostly pixels "
    "without; from the mean some of both.",
)

# %% [markdown] tags=["answer"]
# By the gradient 65, from paper 62, from the mean 9: medians of twenty starts, with no overlap between the 9 and the others.

# %% [markdown]
# So is the mean the right baseline? Look at who set the test: what was taken away was replaced by the mean as well. Replace by paper
# instead, or by ink, all 1. Who wins, which is to keep the fewest answers, and is anybody worse than the lot?

# %% tags=["predict"]
names = ["lot", "|gradient|", *baselines]
kept = np.median(runs["kept"], axis=0).reshape(3, 5)
print("chosen by:    ", *(f"{name:>10}" for name in names))
for name, row in zip(baselines, 100 * kept):
    print(f"replaced by {name:5}", *(f"{share:8.0f}  " for share in row))

# %% [markdown] tags=["answer"]
# Each wins the test that has its own replacement, in all twenty starts. And from ink, judged by paper, *all* keep their answer, worse
# than by lot, and so from paper, judged by ink: most pixels that are named already are what they are replaced by.

# %% [markdown]
# From paper a pixel without ink can have no contribution at all, since $x_i - x'_i = 0$. **The baseline is half of the question:
# counted, compared with what?** Whoever shows you such a picture without it has not said what it means.

# %% tags=["asserts"]
# eq: integrated-gradients, completeness
_x = Value(2.0)
(1 - (1 - _x).relu()).backward()
assert _x.grad == 0


def _risen(x):
    return 1 - (1 - x).relu().sum()


assert np.allclose(our_contributions(_risen, np.array([2.0]), np.zeros(1), 4), 1)
_rng = np.random.default_rng(0)
_q = _rng.normal(size=(3, 3))
_a, _b = _rng.normal(size=3), _rng.normal(size=3)
_fast = our_contributions(lambda t: ((t @ _q) ** 2).sum(), _a, _b, 5)
assert isclose(_fast.sum(), ((_a @ _q) ** 2).sum() - ((_b @ _q) ** 2).sum())
_slow = (_a - _b) * np.mean(
    [2 * (_b + t * (_a - _b)) @ _q @ _q.T for t in np.linspace(0, 1, 2001)],
    axis=0,
)
assert np.allclose(_fast, _slow, atol=1e-6)
_said = reader(X_new).data.argmax(axis=1)
_rows = np.arange(400)
_rise = reader(X_new).data[_rows, _said] - reader(mean[None]).data[0][_said]
assert np.abs(scores["mean"].sum(axis=1) - _rise).max() < 0.2
assert not scores["paper"][X_new == 0].any()
_kept = 100 * np.array(runs["kept"]).reshape(20, 3, 5)
for _place in range(3):
    assert (_kept[:, _place].argmin(axis=1) == 2 + _place).all()
_medians = np.median(_kept, axis=0)
assert np.round(_medians[1, 1:4]).tolist() == [65, 62, 9]
assert _kept[:, 1, 3].max() < _kept[:, 1, [0, 1, 2, 4]].min()
assert round(_medians[1, 0]) == 95 and _medians[0, 4] == 100 > _medians[0, 0]
assert _medians[2, 2] == 100 > _medians[2, 0]
_named = np.argsort(-scores["ink"], axis=1)[:, :10]
assert (np.take_along_axis(X_new, _named, axis=1) < 0.1).mean() > 0.5

# %% [markdown] slug="ch25-uphill"
# ## A step uphill, in the image
#
# Training goes downhill in the weights. Hold the weights, and go *uphill* in the pixels, each by ε and no more
# ({{term:adversarial-example}}):
#
# {{eq:uphill-step}}
#
# ε is a tenth of the way from paper to ink. If the signs are drawn by lot, 95 of a hundred new images are read. How many with the
# signs of the gradient?


# %% slug="ch25-pushed"
def pushed(net, X, y, size):
    """The images after a step uphill; brightness stays between 0 and 1."""
    pixels = Tensor(X, requires_grad=True)
    functional.cross_entropy(net(pixels), y, reduction="sum").backward()
    return (X + size * np.sign(pixels.grad)).clip(0, 1)


# %% tags=["predict"]
for size in (0.05, 0.1, 0.2):
    changed = pushed(reader, X_new, y_new, size)
    print(
        f"{size:4}: {100 * share_right(reader, changed, y_new):.0f} of a hundred"
    )

# %% tags=["answer"]
changed = pushed(reader, X_new, y_new, 0.1)
before, after = (reader(x).data.argmax(axis=1) for x in (X_new, changed))
first = np.flatnonzero((before == y_new) & (after != y_new))[0]
signs = np.random.default_rng(0).choice([-0.1, 0.1], 64)
figures.boxes(
    [
        x.reshape(8, 8)
        for x in (X_new[first], X_new[first] + signs, changed[first])
    ],
    {},
    title="One image, with signs by lot, and with those of the gradient",
    captions=[
        f"read as {before[first]}",
        "by lot",
        f"read as {after[first]}",
    ],
    say="The three pictures look alike; the third is read as another digit.",
)

# %% [markdown] tags=["answer"]
# 37 of a hundred (33 to 44 in twenty starts), and with 0.2 hardly one. It is called the *fast gradient sign method*.

# %% [markdown]
# No single pixel does it. $L$ rises by about ε times the sum of *all* sizes, $\varepsilon \sum_i |g_i|$, since no term
# cancels another; by lot they cancel, and about $\varepsilon \lVert g \rVert$ is left. The ratio of the two is at most $\sqrt{64} = 8$, here
# 6. For 224 × 224 pixels in three colours the most is 388. (Several small steps, each with a new gradient, fool it more often.
# The usual defence is to train on such images.)

# %% tags=["asserts"]
# eq: uphill-step
_pixels = Tensor(X_new, requires_grad=True)
functional.cross_entropy(reader(_pixels), y_new, reduction="sum").backward()
_g = _pixels.grad
_tiny = 1e-5
_losses = [
    functional.cross_entropy(reader(x), y_new, reduction="sum").item()
    for x in (X_new, X_new + _tiny * np.sign(_g))
]
assert isclose((_losses[1] - _losses[0]) / _tiny, np.abs(_g).sum(), rel_tol=0.01)
_inside = (X_new > 0.05) & (X_new < 0.95)
_moved = pushed(reader, X_new, y_new, 0.05) - X_new
assert np.allclose(_moved[_inside], 0.05 * np.sign(_g)[_inside])
_ratio = np.median(np.abs(_g).sum(axis=1) / np.linalg.norm(_g, axis=1))
assert round(_ratio) == 6 and round((3 * 224 * 224) ** 0.5) == 388
_fooled = np.array(runs["pushed"])  # 0.05, 0.1, 0.2, and 0.1 by lot
assert _spread(_fooled[:, 1]) == [37, 33, 44] and _spread(_fooled[:, 3])[0] == 95
assert 100 * np.median(_fooled[:, 2]) == 0.5
for _size, _share in zip((0.05, 0.1, 0.2), runs["pushed"][0]):
    _now = share_right(reader, pushed(reader, X_new, y_new, _size), y_new)
    assert abs(_now - _share) < 0.1

# %% [markdown] slug="ch25-cost"
# ## What does it cost?
#
# Nearly all work lies in the products of matrices. For $N$ rows, a layer from $n_{l-1}$ to $n_l$ numbers takes $N\, n_{l-1}\, n_l$
# multiply-adds forward; back as many for the gradient of its weights, and as many for what goes on to the layer before. The first
# layer has nobody before it.
#
# {{eq:multiply-adds}}
#
# How many times the way forward is the way back, for 64-32-10? For 64-100-100-10, of chapter 16? For a hundred layers of one width?


# %% slug="ch25-multiply-adds"
def multiply_adds(widths, rows=1):
    """Of all products of matrices: (forward, back)."""
    forward = rows * sum(a * b for a, b in zip(widths, widths[1:]))
    return forward, 2 * forward - rows * widths[0] * widths[1]


# %% tags=["predict"]
for widths in ([64, 32, 10], [64, 100, 100, 10], [512] * 101):
    forward, back = multiply_adds(widths)
    print(
        f"{len(widths) - 1:3} layers: {forward:,} and {back:,}: {back / forward:.2f}"
    )

# %% [markdown] tags=["answer"]
# 1.14, since the first layer is nearly all of it; 1.63, as PyTorch has counted; and 1.99, so in a deep network about twice.

# %% [markdown]
# From this comes the rule for large models. A multiply-add counts as two operations, and three times as many as forward are
# done: 6 operations for each weight and each token. The largest Llama 3 has 405 billion weights and has seen 15.6 trillion
# tokens. 6 times both is 3.8e25, as its report says.
#
# **Bytes.** In use a weight is one number. In training it is four with Adam: the weight, its gradient, and two means. In 32 bits that
# is 16 bytes, against 1 in use with 8 bits: for our 2,410 weights and biases 38,560. On top comes what the way forward keeps. By
# {{ref:stored-activations}} that is 116 numbers for each image, 23,200 bytes for a batch of 50, and 464,000 for one of 1,000. It grows with the batch, and is why
# memory ends sooner than patience.

# %% tags=["asserts"]
# eq: multiply-adds
_told = {(64, 32, 10): 1.14, (64, 100, 100, 10): 1.63, (512,) * 101: 1.99}
for _widths, _said in _told.items():
    _forward, _back = multiply_adds(list(_widths))
    assert round(_back / _forward, 2) == _said
assert multiply_adds([64, 32, 10], 50) == (118_400, 134_400)
_sizes = ((7, 64, 32), (7, 32, 10), (32, 7, 10), (7, 10, 32), (64, 7, 32))
assert sum(a * b * c for a, b, c in _sizes) == sum(multiply_adds([64, 32, 10], 7))
assert float(f"{6 * 405e9 * 15.6 * 1e12:.1e}") == 3.8e25
_net = network(0)
_adam = optim.Adam(_net.parameters())
functional.cross_entropy(_net(X[:5]), y[:5]).backward()
_adam.step()
_weights = sum(p.data.size for p in _net.parameters())
_state = sum(p.data.size + p.grad.size for p in _net.parameters()) + 2 * _weights
assert _state == 4 * _weights and (_weights, 16 * _weights) == (2_410, 38_560)
_numbers_kept = 64 + 32 + 10 + 10  # a row, by eq. 16.1
assert (4 * 50 * _numbers_kept, 4 * 1000 * _numbers_kept) == (23_200, 464_000)

# %% [markdown] slug="ch25-exercise-3"
# ### Exercise 25.3: count (6 minutes)
#
# A network 6-5-4-3 with biases learns from batches of 2 rows, with Adam. Find its multiply-adds `forward` for a batch, those that are
# needed back for the weights' gradients (`to_weights`) and for handing on (`to_layers`), and the bytes of weights, biases,
# gradients and Adam's means in 32 bits (`adam_bytes`). Done when each line says "right".

# %% tags=["exercise"]
answer_3 = {
    "forward": None,
    "to_weights": None,
    "to_layers": None,
    "adam_bytes": None,
}

# %%
tell("25.3", answer_3)

# %% [markdown] tags=["hint"]
# Hint 1: look at one layer and one row
#
# From 6 to 5 numbers: each of the 5 is a sum of 6 products.

# %% [markdown] tags=["hint"]
# Hint 2: recall who is handed something
#
# What goes back through the first layer would be a gradient of the data. Nobody asks for it.

# %% [markdown] tags=["hint"]
# Hint 3: write these lines first
#
# ```python
# products = [6 * 5, 5 * 4, 4 * 3]
# parameters = sum(products) + 5 + 4 + 3
# ```

# %% [markdown] tags=["solution"]
# ```python
# answer_3 = {
#     "forward": 124,
#     "to_weights": 124,
#     "to_layers": 64,
#     "adam_bytes": 1184,
# }
# ```
#
# 74 parameters, four numbers each, four bytes a number. Saliency and uphill steps do ask for the gradient of the data: they
# pay for the first layer, too.

# %% tags=["asserts"]
_forward, _back = multiply_adds([6, 5, 4, 3], 2)
assert (_forward, _back) == (124, 124 + 64) and 2 * (5 * 4 + 4 * 3) == 64
assert 4 * 4 * (6 * 5 + 5 * 4 + 4 * 3 + 5 + 4 + 3) == 1184

# %% [markdown] slug="ch25-rooms"
# ## Four doors more
#
# Each leads to a field of its own. Behind each stands the same backward pass.
#
# **Generative models** draw. No slope leads through a draw to μ and σ; but draw ε first, and one does
# ({{term:reparameterisation}}; the variational autoencoder learns so):
#
# {{eq:reparameterised}}
#
# For μ = 3/2 and σ = 1/2 the mean of $z^2$ has the slopes $2\mu$ and $2\sigma$. In a GAN the gradient of what is drawn comes through a
# *second* network, which judges it. A diffusion model learns to say, by squares, what noise was added.

# %% slug="ch25-draws"
mu, sigma = Tensor(1.5, requires_grad=True), Tensor(0.5, requires_grad=True)
noise = np.random.default_rng(0).normal(size=10_000)
((mu + sigma * noise) ** 2).mean().backward()
print(f"slopes: {mu.grad:.2f} of 3 and {sigma.grad:.2f} of 1")

# %% [markdown]
# **Self-supervision.** A gradient does not ask where the target came from. Hide part of the data and ask for it: chapter 21's
# next digit, or here the lower half of an image from the upper. No label is used. (Labels made by rules of thumb are *weak*
# supervision, and cheap; the gradient believes them, right or wrong. Where data are of several kinds, images and words say,
# each kind gets a network of its own into one common space, and the gradient of one loss goes through all of them.)

# %% slug="ch25-halves"
X, _, X_new, _ = images(0)
halves = nn.Sequential(
    nn.Linear(32, 64, rng=0), nn.ReLU(), nn.Linear(64, 32, rng=1)
)
adam = optim.Adam(halves.parameters(), lr=0.003)
for _ in range(200):
    halves.zero_grad()
    functional.mse(halves(X[:, :32]), X[:, 32:]).backward()
    adam.step()
with no_grad():
    error = functional.mse(halves(X_new[:, :32]), X_new[:, 32:]).item()
guess = ((X[:, 32:].mean(axis=0) - X_new[:, 32:]) ** 2).mean()
print(f"squared error {error:.3f}; of the mean image {guess:.3f}")

# %% [markdown]
# **AutoML** lets a program choose what you have set by hand. A choice among networks has no slope: one tries, or one softens the choice.
# But a learning rate has one. Behind a step the loss knows how long the step was:
#
# {{eq:rate-gradient}}
#
# With chapter 03's $L = (3w + b - 4)^2$ at (2, 1) that is −360 at the rate 0, and 0 at the rate 0.05, which ends in one step.

# %% slug="ch25-rate"
for number in (0.0, 0.05):
    rate = Value(number)
    w, b = 2 - rate * 18, 1 - rate * 6  # a step with the gradients 18 and 6
    loss = (3 * w + b - 4) ** 2
    loss.backward()
    print(
        f"rate {number}: L = {loss.data:.0f}, its slope in the rate {rate.grad:.0f}"
    )

# %% [markdown]
# **Hardware.** Chips for learning multiply matrices of 16 bits or fewer. The smallest number that 16 bits (float16) know above 0 is 6e-8,
# and gradients are often smaller. So multiply the *loss* by 1,024, and divide the gradients afterwards. The way back is linear in
# what arrives, so nothing else changes, as long as no number passes 65,504, the largest of them.

# %% slug="ch25-sixteen-bits"
small = 2e-8
print(np.float16(small), float(np.float16(small * 1024)) / 1024)

# %% tags=["asserts"]
# eq: reparameterised, rate-gradient
assert abs(mu.grad - 3) < 0.05 and abs(sigma.grad - 1) < 0.05
assert isclose(float(mu.grad), (2 * (1.5 + 0.5 * noise)).mean())
assert isclose(float(sigma.grad), (2 * (1.5 + 0.5 * noise) * noise).mean())
assert error < 0.7 * guess
assert rate.grad == 0 and isclose(-(18**2 + 6**2), -360) and number == 0.05
_rate = Value(0.0)
((3 * (2 - _rate * 18) + (1 - _rate * 6) - 4) ** 2).backward()
assert _rate.grad == -360
assert float(f"{2.0**-24:.0e}") == 6e-8 and np.float16(2.0**-24) > 0
_scaled = float(np.float16(2e-8 * 1024)) / 1024
assert np.float16(2e-8) == 0 and abs(_scaled - 2e-8) < 1e-10

# %% [markdown] slug="ch25-read"
# ## Where to read on
#
# **Who found it.** The article from which this course grew credits Yann LeCun and others (1998) with introducing backpropagation. They
# applied it, to convolutional networks, and had done so since 1989. Before: Henry Kelley (1960) and Arthur Bryson (1961) went backwards
# through the stages of a control problem. Seppo Linnainmaa (1970, master's thesis) wrote down the reverse sweep through any
# program: reverse mode. Paul Werbos proposed it in his thesis (1974) and applied it to networks in 1982. David Rumelhart,
# Geoffrey Hinton and Ronald Williams (1986, "Learning representations by back-propagating errors") showed what hidden layers
# learn by it, and the name stayed.
#
# **Books.** Michael Nielsen, *Neural networks and deep learning* (2015): chapter 2 is the best account of δ. Simon Prince,
# *Understanding deep learning* (2023): the whole field, with problems and notebooks. Ian Goodfellow, Yoshua Bengio and Aaron Courville,
# *Deep learning* (2016). Andreas Griewank and Andrea Walther, *Evaluating derivatives* (2nd edition, 2008): all about what
# chapter 17 has begun. All but the last are free online.
#
# **Courses.** Stanford's CS231n, for backpropagation as circuits and for images. Andrej Karpathy, *Neural networks: zero to hero*: micrograd
# and then a GPT, on film. Aston Zhang and others, *Dive into deep learning* (2023): much of it in four frameworks. Josh Achiam, *Spinning up
# in deep RL* (2018).
#
# **Three papers** that can be read after this course: Atılım Güneş Baydin and others, "Automatic differentiation in machine learning: a
# survey" (2018). Jared Kaplan and others, "Scaling laws for neural language models" (2020), from which the 6 above comes.
# Nicholas Carlini and others, "Extracting training data from large language models" (2021): that a trained network, too, gives data away.

# %% [markdown] slug="ch25-quiz"
# ## Check yourself

# %% [markdown] tags=["quiz"]
# **4.** In the first layer of a network *without* biases a client's single image has the gradient $x_i\, \delta_j$. What is given away?
#
# - Nothing, since there is no δ to divide by.
#   No. The columns are all multiples of one and the same image.
# - The image up to one factor.
#   Right. Who knows that its brightest pixel is 1 has the factor, too.
# - The image exactly, as before.
#   No. Without a bias δ is not sent, and 2x with δ/2 gives this layer the same gradient.

# %% [markdown] tags=["quiz"]
# **5.** Five clients know different digits. What brings their averaged network closest to one trained with all images?
#
# - Fewer steps between two averages.
#   Right. With one step each, on all its images, it is the very same.
# - More steps between two averages.
#   No. Each walks further towards a network that knows its own digits alone.
# - Weights of fewer bits.
#   No. That makes the messages shorter, and the walk no different.

# %% [markdown] tags=["quiz"]
# **6.** A scale is set by the largest weight, and that weight is by mistake a hundred times as large as all others. What becomes of
# the others with 4 bits?
#
# - Each keeps its place among 15 values.
#   No. The 7 steps to a side reach up to the largest, and the others are less than half of one step.
# - Each is wrong by a hundredth.
#   No. A step is a seventh of the largest. Half of that is 7 of theirs.
# - All become 0.
#   Right. That is why scales are set by row, or large weights kept apart.

# %% [markdown] tags=["quiz"]
# **7.** Contributions from a grey baseline add up to 3.2 for the logit of class 8. What do you know?
#
# - That the logit is 3.2.
#   No. It is 3.2 above what the network says of the grey image.
# - That the logit of the grey image is 3.2 lower.
#   Right. Completeness speaks of a difference, and the start is half of it.
# - That class 8 is the network's answer.
#   No. Another logit may be higher still.

# %% [markdown] tags=["quiz"]
# **8.** A step uphill has changed each of 10,000 pixels by 0.01, and the sizes of their slopes are all 0.05. By how much has $L$ risen, about?
#
# - by 0.0005
#   No. That is one pixel. All of them add up.
# - by 5
#   Right. 10,000 times 0.01 times 0.05.
# - by 0.05
#   No. That is about what signs drawn by lot would bring, up or down.

# %% tags=["asserts"]
assert isclose(10_000 * 0.01 * 0.05, 5) and isclose(0.01 * 0.05, 0.0005)
assert isclose(10_000**0.5 * 0.01 * 0.05, 0.05)
assert 0.01 / (1 / 7) < 0.5 and 3.2 > 0

# %% [markdown] slug="ch25-summary"
# ## The chapter on one page
#
# | | what it does | mind |
# |---|---|---|
# | $\partial L/\partial W$ over $\partial L/\partial b$, {{ref:gradient-of-one-image}} | *is* the image | a batch mixes, and a ReLU may unmix |
# | federated averaging, {{ref:federated-average}} | saves messages | unlike clients walk apart |
# | quantising, {{ref:quantised}} | 8 bits for nearly nothing (weights alone) | 2 bits must be learnt, by a false slope |
# | integrated gradients, {{ref:integrated-gradients}} | contributions that add up | compared with what? |
# | a step uphill, {{ref:uphill-step}} | fools the network | many small slopes, all used |
# | the way back, {{ref:multiply-adds}} | about twice the way forward | and it keeps what came in |
#
# **The mistake.** "A gradient is a summary, and gives no data away." Divide.

# %% [markdown] slug="ch25-next"
# ## Where to go next
#
# To something of your own. You have an engine that you can read to the last line, a check that tells a right gradient from one
# that merely learns, and a player for any graph that you make. The [bug zoo](bug_zoo.ipynb) and the second [concept
# inventory](inventory_b.ipynb) say what has stayed.
#
# This is the last chapter of this edition.

# %% [markdown] tags=["not-in-book"]
# Save your work before you go: [chapter 00](00_start_here.ipynb) says how, on Binder too.

# %% [markdown] slug="ch25-sources"
# ## Sources
#
# Federated averaging: Brendan McMahan and others, "Communication-efficient learning of deep networks from decentralized data" (2017, [on
# arXiv](https://arxiv.org/abs/1602.05629)). What a gradient gives away, by division: Le Trieu Phong and others, "Privacy-preserving deep
# learning via additively homomorphic encryption" (2018); of a batch, through ReLUs: Xudong Pan and others (2022, [on
# arXiv](https://arxiv.org/abs/2010.13356)), David Enthoven and Zaid Al-Ars, "Fidel" (2021, [on
# arXiv](https://arxiv.org/abs/2101.00159)); by descent: Ligeng Zhu, Zhijian Liu and Song Han, "Deep leakage from gradients" (2019, [on
# arXiv](https://arxiv.org/abs/1906.08935)). Sums that nobody sees the parts of: Keith Bonawitz and others, "Practical secure aggregation for
# privacy-preserving machine learning" (2017).
#
# Few bits, with rounding while learning: Benoit Jacob and others, "Quantization and training of neural networks for efficient
# integer-arithmetic-only inference" (2018, [on arXiv](https://arxiv.org/abs/1712.05877)). Saliency: Karen Simonyan, Andrea Vedaldi and Andrew
# Zisserman, "Deep inside convolutional networks" (2014, [on arXiv](https://arxiv.org/abs/1312.6034)). Integrated gradients: Mukund Sundararajan,
# Ankur Taly and Qiqi Yan, "Axiomatic attribution for deep networks" (2017, [on arXiv](https://arxiv.org/abs/1703.01365)); their example of a function
# that is level is ours, too. Baselines: Pascal Sturmfels, Scott Lundberg and Su-In Lee, "Visualizing the impact of feature attribution
# baselines" (Distill, 2020, [online](https://distill.pub/2020/attribution-baselines/)). That so little is enough: Christian Szegedy
# and others, "Intriguing properties of neural networks" (2014, [on arXiv](https://arxiv.org/abs/1312.6199)). The step uphill: Ian Goodfellow, Jonathon Shlens and Christian
# Szegedy, "Explaining and harnessing adversarial examples" (2015, [on arXiv](https://arxiv.org/abs/1412.6572)).
#
# Draws with a slope: Diederik Kingma and Max Welling, "Auto-encoding variational Bayes" (2014, [on
# arXiv](https://arxiv.org/abs/1312.6114)); GANs: Ian Goodfellow and others (2014, [on arXiv](https://arxiv.org/abs/1406.2661)); diffusion: Jonathan Ho,
# Ajay Jain and Pieter Abbeel (2020, [on arXiv](https://arxiv.org/abs/2006.11239)). The rate's own gradient, found again: Atılım Güneş Baydin and others, "Online
# learning rate adaptation with hypergradient descent" (2018, [on arXiv](https://arxiv.org/abs/1703.04782)). A loss multiplied: Paulius
# Micikevicius and others, "Mixed precision training" (2018, [on arXiv](https://arxiv.org/abs/1710.03740)).
