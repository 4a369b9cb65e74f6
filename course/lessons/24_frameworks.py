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

# %% [markdown] slug="ch24-title"
# # 24 · Four frameworks, three trackers
#
# Two people have written the same network, one in JAX and one in Keras. The same weights go in, and the same two rows. Then
# they print the gradients of the three output biases:
#
# | | | | |
# |---|---|---|---|
# | JAX | −0.024022 | −0.121137 | −0.081668 |
# | Keras | −0.008007 | −0.040379 | −0.027223 |
#
# No error came, nor a warning. Which of the two is wrong?
#
# **After this chapter** you can write a network in four frameworks and say where each keeps its gradients; read their
# graphs in one player; find the one cause for which two programs' gradients differ; and log what says something about
# gradients.
#
# **You need** [chapter 09](09_vectorised.ipynb), [chapter 15](15_pytorch.ipynb), and the six networks of [chapter
# 10](10_training.ipynb) that would not learn. What [chapter 17](17_in_general.ipynb) does is met again, in other words. No
# framework need be installed: what is missing here is shown as it was recorded.
#
# **Time:** {{time}}.
#
# **The mistake this chapter cures:** where the gradients of two programs differ, one of them has computed wrongly.

# %% tags=["asserts"]
for _theirs, _mine in zip(
    (-0.024022, -0.121137, -0.081668), (-0.008007, -0.040379, -0.027223)
):
    assert abs(_theirs - 3 * _mine) < 2e-6

# %% [markdown] slug="ch24-before"
# ## Three questions from before

# %% [markdown] tags=["quiz"]
# **1.** From chapter 15: a network has 4 outputs, and the course's $L$ is 0.6. What does PyTorch's `MSELoss` say?
#
# - 2.4
#   No. It divides by more than $L$ does, so it is the smaller one.
# - 0.6
#   No. $L$ divides by the rows alone. `MSELoss` divides by the outputs as well.
# - 0.15
#   Right. A fourth of it, and so is each of its gradients.

# %% [markdown] tags=["quiz"]
# **2.** From chapter 15: what is the shape of the gradient of the weight in `nn.Linear(6, 4)`?
#
# - (4, 6)
#   Right. PyTorch stores a weight as (n_out, n_in), and a gradient has the shape of its weight.
# - (6, 4)
#   No. So this course stores it. PyTorch has it the other way round.
# - (N, 4)
#   No. That is δ. The rows are summed over.

# %% [markdown] tags=["quiz"]
# **3.** From chapter 10: three batches give a weight the gradients 2, 5 and −1, and nobody clears between them. What stands
# in `.grad` after the third?
#
# - −1
#   No. So it would be with `zero_grad` before each.
# - 6
#   Right. Each sweep adds.
# - 2
#   No. That is their mean. Nobody divides.

# %% slug="ch24-setup" jupyter={"source_hidden": true}
import os

# what a framework prints on its way in, and the one that Keras stands on
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

from importlib.util import find_spec
from math import log

import numpy as np

from autograd_lab import Tensor, data, show
from autograd_lab.answers import tell

# %% tags=["asserts"]
assert abs(0.6 / 4 - 0.15) < 1e-12 and 4 * 0.6 == 2.4
assert 2 + 5 - 1 == 6

# %% [markdown]
# Which of the frameworks are installed here?

# %% slug="ch24-what-is-here"
for package, name in data.FRAMEWORKS.items():
    print(f"{name:11} {'is here' if find_spec(package) else 'is missing'}")

# %% [markdown]
# `%pip install "autograd-lab[frameworks,torch]"` brings what is missing, and `[trackers]` what the sections on logs want: up to
# three gigabytes on the disk, and a little over one in memory. Then restart the kernel. In a copy of the repository it is `%pip install -e ".[frameworks,torch]"`. Without
# them each cell below shows what its program returned when it was recorded, and says so.

# %% [markdown] slug="ch24-by-hand"
# ## One network, by hand
#
# The network 3-4-3 of [chapter 07](07_one_network_by_hand.ipynb), with a second row. Its four arrays are $W$, $b$, $V$ and
# $c$, 31 numbers, and its loss is the course's $L$. First in NumPy, with the formulas of chapter 09, and then on our engine.


# %% slug="ch24-network"
W = np.array([[1.0, 2, 3, -1], [1, -1, 0, -1], [-1, 0, -1, 1]])
b = np.array([0, log(3), -log(3), log(3)])
V = np.array([[2.0, -1, -2], [1, -1, 1], [-1, 2, 1], [-2, 1, 0]])
c = np.array([0, log(7 / 3), -log(7 / 3)])
X = np.array([[1.0, 2, 3], [3, 1, 0]])
Y = np.array([[1.0, 1, 1], [0, 1, 0]])
params = [W, b, V, c]


def by_hand(params, X, Y):
    """The loss, and the gradients of W, b, V and c."""
    W, b, V, c = params
    A = 1 / (1 + np.exp(-(X @ W + b)))
    out = 1 / (1 + np.exp(-(A @ V + c)))
    delta_2 = 2 / len(X) * (out - Y) * out * (1 - out)
    delta_1 = (delta_2 @ V.T) * A * (1 - A)
    loss = ((out - Y) ** 2).sum() / len(X)
    return loss, [X.T @ delta_1, delta_1.sum(0), A.T @ delta_2, delta_2.sum(0)]


def on_our_engine(params, X, Y):
    W, b, V, c = leaves = [Tensor(p, requires_grad=True) for p in params]
    out = ((X @ W + b).sigmoid() @ V + c).sigmoid()
    loss = ((out - Y) ** 2).sum() / len(X)
    loss.backward()
    return loss.item(), [leaf.grad for leaf in leaves]


def apart(ours, theirs):
    """The largest difference of two lists of gradients, over the largest
    number of each array; weights that PyTorch has turned are turned back."""
    found = 0.0
    for mine, other in zip(ours, theirs):
        other = other.T if other.shape != mine.shape else other
        found = max(found, np.abs(mine - other).max() / np.abs(mine).max())
    return found


loss, gradients = by_hand(params, X, Y)
our_loss, our_gradients = on_our_engine(params, X, Y)
print(f"loss {loss:.6f} by hand, {our_loss:.6f} on our engine")
print("gradient of c:", gradients[3].round(6))
print(f"apart by {apart(gradients, our_gradients):.0e}")

# %% tags=["asserts"]
assert sum(p.size for p in params) == 31
assert apart(gradients, our_gradients) < 1e-14
assert gradients[3].round(6).tolist() == [-0.024022, -0.121137, -0.081668]
assert (gradients[3] / 3).round(6).tolist() == [-0.008007, -0.040379, -0.027223]

# %% [markdown] slug="ch24-four"
# ## Four ways to ask
#
# **PyTorch** keeps the gradient *in the leaf*. You know this from chapter 15: a loss remembers its graph, `backward` adds into
# each `.grad`. Its layers keep their weights turned.


# %% slug="ch24-pytorch"
def network_in_pytorch(params):
    import torch
    from torch.nn import Linear, Sequential, Sigmoid

    net = Sequential(Linear(3, 4), Sigmoid(), Linear(4, 3), Sigmoid())
    with torch.no_grad():
        for p, numbers in zip(net.double().parameters(), params):
            p[:] = torch.tensor(numbers.T)
    return net


def loss_in_pytorch(net, X, Y):
    import torch

    return ((net(torch.tensor(X)) - torch.tensor(Y)) ** 2).sum() / len(X)


def in_pytorch(params, X, Y):
    net = network_in_pytorch(params)
    loss = loss_in_pytorch(net, X, Y)
    loss.backward()
    return loss.item(), [p.grad.numpy() for p in net.parameters()]


# %% [markdown]
# **JAX** keeps no gradient at all. `jax.grad` takes a *function* and returns another, which returns gradients: chapter 17's
# transformations. The parameters are its first argument, in a list or a dictionary, and the gradients come back in the same
# form. `value_and_grad` gives the loss as well.


# %% slug="ch24-jax"
def loss_in_jax(params, X, Y):
    from jax.nn import sigmoid

    W, b, V, c = params
    out = sigmoid(sigmoid(X @ W + b) @ V + c)
    return ((out - Y) ** 2).sum() / len(X)


def in_jax(params, X, Y, x64=True):
    import jax

    # a program of your own says it once, above all else:
    # jax.config.update("jax_enable_x64", True)
    with jax.enable_x64(x64):
        value_and_gradients = jax.jit(jax.value_and_grad(loss_in_jax))
        loss, gradients = value_and_gradients(params, X, Y)
    return float(loss), [np.asarray(g, dtype=float) for g in gradients]


# %% [markdown]
# **TensorFlow** has a {{term:gradient-tape|tape}}. What runs inside the `with` is recorded, if a trainable `tf.Variable` is in it, and
# the tape is asked afterwards. It returns the gradients, and stores none.


# %% slug="ch24-tensorflow"
def loss_in_tensorflow(variables, X, Y):
    import tensorflow as tf

    W, b, V, c = variables
    out = tf.sigmoid(tf.sigmoid(X @ W + b) @ V + c)
    return tf.reduce_sum((out - Y) ** 2) / X.shape[0]


def in_tensorflow(params, X, Y):
    import tensorflow as tf

    variables = [tf.Variable(p) for p in params]
    with tf.GradientTape() as tape:
        loss = loss_in_tensorflow(variables, X, Y)
    gradients = tape.gradient(loss, variables)
    return float(loss), [g.numpy() for g in gradients]


# %% [markdown]
# **Keras** stands on one of the three, and does not show the gradient: you `compile` a model with a loss and an optimiser, and
# `fit` does the rest. (Whoever wants to see it asks the framework below: a tape around `model(X)`, on PyTorch `.backward()`, on
# JAX `jax.grad` of a function with `model.stateless_call`.) But a step of plain descent with the rate 1 *is* the gradient: weights
# before minus weights after.


# %% slug="ch24-keras"
def squares(y, out):
    """The course's loss of each row; Keras takes the mean over the rows."""
    import keras

    return keras.ops.sum((out - y) ** 2, axis=-1)


def in_keras(params, X, Y, loss=squares, floats="float64", layers=None):
    import keras
    from keras.layers import Dense

    keras.config.set_floatx(floats)
    keras.config.set_dtype_policy(layers or floats)
    model = keras.Sequential(
        [keras.Input((3,)), Dense(4, "sigmoid"), Dense(3, "sigmoid")]
    )
    model.set_weights(params)
    model.compile(keras.optimizers.SGD(1.0), loss=loss)
    value = model.train_on_batch(X, Y)
    stepped = model.get_weights()
    return float(value), [p - w for p, w in zip(params, stepped)]


# %% [markdown]
# All in 64 bits, with the course's loss. How many digits will each share with your formulas? And one of the four will be a
# little further off than the others. Which, and why?

# %% tags=["predict"]
found = {}
for program in (in_pytorch, in_jax, in_tensorflow, in_keras):
    found[program] = data.framework_result(program, params, X, Y)

print("\n              loss      W        V       apart by")
for program, (value, theirs) in found.items():
    shapes = f"{theirs[0].shape!s}   {theirs[2].shape!s}"
    print(
        f"{program.__name__:13} {value:.6f} {shapes}   {apart(gradients, theirs):.0e}"
    )

# %% [markdown] tags=["answer"]
# Some fifteen digits. Keras is a little further off: a step was subtracted from weights of size 1, and the rounding of *that*
# is what you see.

# %% slug="ch24-record" jupyter={"source_hidden": true}
record = data.experiment_record("ch24_frameworks")
versions = " · ".join(f"{p} {v}" for p, v in record["packages"].items())
print(f"Twenty networks and batches, recorded with\n{versions}")
for name in ("pytorch", "jax", "tensorflow", "tensorflow_function", "keras"):
    largest = max(start[0] for start in record["starts"][name])
    print(f"{name:20} apart by {largest:.0e} at most")

# %% [markdown]
# **Four libraries, thousands of authors, and your formulas: one gradient.** So in a network as smooth as this one,
# whatever differs from here on is not the derivative.

# %% tags=["asserts"]
for _program, (_value, _theirs) in found.items():
    _bound = 1e-13 if _program is in_keras else 1e-14
    assert abs(_value - loss) < 1e-14 and apart(gradients, _theirs) < _bound
assert found[in_pytorch][1][0].shape == (4, 3)
assert all(found[p][1][0].shape == (3, 4) for p in list(found)[1:])
for _name in ("pytorch", "jax", "tensorflow", "tensorflow_function", "keras"):
    _all = [start[0] for start in record["starts"][_name]]
    assert len(_all) == 20 and max(_all) < 1e-12

# %% [markdown] slug="ch24-graphs"
# ## Four graphs
#
# Our player takes the graph, the values and every gradient from the framework. Here is JAX's. One of its kinds of boxes is in
# none of the other three. Which? And before you look at those: whose graph has boxes that turn the weights? Who does not even
# keep the targets?


# %% slug="ch24-graph-programs" jupyter={"source_hidden": true}
def graph_in_pytorch():
    import torch

    net = network_in_pytorch(params)
    x, y = torch.tensor(X), torch.tensor(Y)
    loss = ((net(x) - y) ** 2).sum() / len(X)
    return show(loss, names={"net": net, "X": x, "Y": y}, title="In PyTorch")


def graph_in_jax():
    import jax

    def loss(params):
        return loss_in_jax(params, X, Y)

    names = {"W": W, "b": b, "V": V, "c": c, "X": X, "Y": Y}
    with jax.enable_x64(True):
        return show(jax.jit(loss), params, names=names, title="In JAX")


def graph_in_tensorflow():
    import tensorflow as tf

    variables = [tf.Variable(p) for p in params]
    x, y = tf.constant(X), tf.constant(Y)
    names = {**dict(zip("WbVc", variables)), "X": x, "Y": y}

    @tf.function(autograph=False)
    def loss(x, y):
        return loss_in_tensorflow(variables, x, y)

    return show(loss, x, y, names=names, title="In TensorFlow")


def graph_in_keras():
    import keras
    import tensorflow as tf
    from keras.layers import Dense

    keras.config.set_floatx("float64")
    keras.config.set_dtype_policy("float64")
    hidden = Dense(4, "sigmoid", name="hidden")
    out = Dense(3, "sigmoid", name="out")
    net = keras.Sequential([keras.Input((3,)), hidden, out], name="net")
    net.set_weights(params)
    x, y = tf.constant(X), tf.constant(Y)

    @tf.function(autograph=False)
    def loss(x, y):
        return tf.reduce_mean(squares(y, net(x)))

    names = {"net": net, "X": x, "Y": y}
    return show(loss, x, y, names=names, title="In Keras")


def graph(program):
    """The graph as it is here, or as it was recorded."""
    try:
        return program()
    except ImportError:
        which = program.__name__.removeprefix("graph_in_")
        name = {n.lower(): n for n in data.FRAMEWORKS.values()}[which]
        file = data.trace_file("hand", which)
        return show(file, title=f"In {name}, as it was recorded")


# %%
graph(graph_in_jax)

# %% tags=["predict"]
graph(graph_in_pytorch)

# %% tags=["answer"]
graph(graph_in_tensorflow)

# %% tags=["answer"]
graph(graph_in_keras)

# %% [markdown] tags=["answer"]
# In JAX the box "repeat" (`expand` in its table) makes a matrix of one row out of each bias. The sum over the rows, on the way back, is part of "+",
# and in PyTorch of "xW+b", product and sum in one. PyTorch turns its weights, in two boxes Xᵀ (that is the sign of a transpose, of whatever), and has not kept the targets: the slope of a difference
# needs neither operand. Keras' boxes bear the names of its layers, and its loss ends in a mean over the rows, which the other
# three have written as a division.
#
# What is computed, and what comes back along each edge, is the same.

# %% tags=["asserts"]
_names = {
    "jax": ["W", "b", "V", "c"],
    "tensorflow": ["W", "b", "V", "c"],
    "pytorch": ["net.0.weight", "net.0.bias", "net.2.weight", "net.2.bias"],
    "keras": [f"net.{part}" for part in ("hidden.kernel", "hidden.bias")]
    + [f"net.{part}" for part in ("out.kernel", "out.bias")],
}
_ops = {}
for _which, _leaves in _names.items():
    _turned = [g.T if _which == "pytorch" else g for g in gradients]
    _player = show(
        data.trace_file("hand", _which), compare=dict(zip(_leaves, _turned))
    )
    assert "differ" not in str(_player.compare_report), _player.compare_report
    assert "agree" in str(_player.compare_report)
    _nodes = _player.trace.nodes
    _ops[_which] = [node.op for node in _nodes if node.kind == "op"]
    assert ("not kept" in [n.name for n in _nodes]) is (_which == "pytorch")
assert [w for w in _ops if "expand" in _ops[w]] == ["jax"]
assert [w for w in _ops if "transpose" in _ops[w]] == ["pytorch"]
assert _ops["pytorch"].count("transpose") == 2
assert [w for w in _ops if "mean" in _ops[w]] == ["keras"]
assert [w for w in _ops if "div" not in _ops[w]] == ["keras"]

# %% [markdown] slug="ch24-first-page"
# ## As their first pages write it
#
# So far we have told each framework what to do. Now leave that out: nothing about 64 bits, and the loss that each calls the mean
# squared error. (JAX and TensorFlow leave the loss to you.) Divide the course's gradients by theirs. Which factor comes out, and
# with how many digits?


# %% slug="ch24-defaults"
def pytorch_as_it_comes(params, X, Y):
    import torch

    net = network_in_pytorch(params).float()  # as nn.Linear makes them
    rows, targets = torch.tensor(X).float(), torch.tensor(Y).float()
    loss = torch.nn.MSELoss()(net(rows), targets)
    loss.backward()
    turned = [p.grad.numpy().astype(float) for p in net.parameters()]
    return loss.item(), [g.T for g in turned]


def jax_as_it_comes(params, X, Y):
    return in_jax(params, X, Y, x64=False)


def keras_as_it_comes(params, X, Y):
    return in_keras(params, X, Y, loss="mse", floats="float32")


# %% tags=["predict"]
unasked = {}
for program in (
    pytorch_as_it_comes,
    jax_as_it_comes,
    in_tensorflow,
    keras_as_it_comes,
):
    unasked[program] = data.framework_result(program, params, X, Y)
    value, theirs = unasked[program]
    factor = (gradients[3] / theirs[3]).mean()
    off = apart(gradients, [factor.round() * g for g in theirs])
    print(
        f"  the loss {value:.4f}, the factor {factor:.4f}, then off by {off:.0e}"
    )

# %% [markdown] tags=["answer"]
# PyTorch's and Keras' mean runs over rows *and* outputs ({{ref:torch-mse}}), so there the factor is 3. That was the riddle at
# the top. Nobody is wrong: they have answered two questions, the gradients of two losses.
#
# Three of the four have about six digits left. PyTorch and Keras make their *layers* in 32 bits. JAX is another matter: your
# arrays had 64 bits, and JAX rounded them to 32 without a word, unless `jax_enable_x64` is set. TensorFlow takes the bits that
# come.

# %% [markdown]
# One more, a detective story. In Keras you give every layer `dtype="float64"`. The model's weights say float64, each of them.
# How many digits will agree now?

# %% tags=["predict"] slug="ch24-keras-layers"


def keras_with_layers_in_64_bits(params, X, Y):
    return in_keras(params, X, Y, floats="float32", layers="float64")


_, in_layers = data.framework_result(keras_with_layers_in_64_bits, params, X, Y)
print(f"apart by {apart(gradients, in_layers):.0e}")

# %% [markdown] tags=["answer"]
# Seven. The *loss* is no layer. It takes its bits from `keras.config.set_floatx`, which says 32 here, and rounds outputs
# and targets to that. With 64 there as well, as in our first Keras cell, some fifteen digits agree.

# %% [markdown]
# Keras can stand on PyTorch or JAX, too. Twenty networks for each, everything set to 64 bits; the largest difference:
#
# | Keras on | the course's loss | Keras' own `"mse"`, times 3 |
# |---|---|---|
# | TensorFlow | 2e-14 | 6e-14 |
# | JAX | 2e-14 | 7e-8, *in all four arrays alike* |
# | PyTorch | 3e-7 | 3e-7 |
#
# Read the second line as in chapter 15. What is the same everywhere sits where every gradient passes, in the loss: there the
# mean over the entries was taken in 32 bits. In the third line it is the matrix product, which Keras `3.15` does in 32
# bits on PyTorch, whatever the weights say ([an open issue](https://github.com/keras-team/keras/issues/23704)). **A sentence
# about digits holds for a version. A gradient check holds for yours.**

# %% tags=["asserts"]
_factors = (
    (pytorch_as_it_comes, 3),
    (jax_as_it_comes, 1),
    (keras_as_it_comes, 3),
)
for _program, _factor in _factors:
    _value, _theirs = unasked[_program]
    assert abs(_value * _factor / loss - 1) < 1e-6
    assert 1e-8 < apart(gradients, [_factor * g for g in _theirs]) < 1e-5
assert 1e-8 < apart(gradients, in_layers) < 3e-7
_worst = {
    name: max(start[0] for start in starts)
    for name, starts in record["starts"].items()
}
_table = {
    "keras": 2e-14,
    "keras_mse": 6e-14,
    "keras_on_jax": 2e-14,
    "keras_mse_on_jax": 7e-8,
    "keras_on_torch": 3e-7,
    "keras_mse_on_torch": 3e-7,
}
for _name, _told in _table.items():
    assert float(f"{_worst[_name]:.0e}") == _told, (_name, _worst[_name])
for _largest, _smallest in record["starts"]["keras_mse_on_jax"]:
    assert abs(_largest - _smallest) < 1e-3 * _largest  # in all four alike
_of_six = abs(6 * float(np.float32(1 / 6)) - 1)  # 2 rows, 3 outputs
assert abs(record["starts"]["keras_mse_on_jax"][0][0] / _of_six - 1) < 1e-3
assert record["packages"]["keras"].startswith("3.15")

# %% [markdown] slug="ch24-nothing"
# ## Nothing, said in three ways
#
# Take the loss $(wu - 9)^2$ at $w = 2$ and $u = 3$: the taxi of chapter 15. The slope in $w$ is −18. In each framework four
# things are done that go wrong sooner or later: $u$ is a constant, and somebody asks for its gradient; $w$ is made of a whole
# number, 2 and not 2.0; one graph is asked twice; and two passes are made, with nothing cleared between them.


# %% slug="ch24-habits" jupyter={"source_hidden": true}
def answer_of(ask):
    """What came, as a text: numbers, None, or the name of the error."""
    try:
        came = ask()
    except Exception as error:
        return type(error).__name__
    if isinstance(came, list):
        return ", and then ".join(f"{float(one):g}" for one in came)
    return "None" if came is None else f"{float(came):g}"


def taxi(w, u):
    return (w * u - 9) ** 2


HABITS = (
    "of a constant",
    "of a whole number",
    "asked twice",
    "two passes",
)


def habits_in_pytorch():
    import torch

    def passes(count, again=False):
        w = torch.tensor(2.0, requires_grad=True)
        u = torch.tensor(3.0)
        seen = []
        for step in range(count):
            if step == 0 or not again:
                loss = taxi(w, u)
            loss.backward()
            seen.append(w.grad.item())
        return seen if count > 1 else u.grad

    asks = (
        lambda: passes(1),
        lambda: torch.tensor(2, requires_grad=True),
        lambda: passes(2, again=True),
        lambda: passes(2),
    )
    return dict(zip(HABITS, map(answer_of, asks)))


def habits_in_jax():
    import jax

    def held(w, u):
        return taxi(w, jax.lax.stop_gradient(u))

    _, pull = jax.vjp(lambda w: taxi(w, 3.0), 2.0)
    slope = jax.grad(taxi)
    asks = (
        lambda: jax.grad(held, argnums=1)(2.0, 3.0),
        lambda: slope(2, 3.0),
        lambda: [pull(1.0)[0], pull(1.0)[0]],
        lambda: [slope(2.0, 3.0), slope(2.0, 3.0)],
    )
    return dict(zip(HABITS, map(answer_of, asks)))


def habits_in_tensorflow():
    import tensorflow as tf

    w, u = tf.Variable(2.0), tf.constant(3.0)

    def slope(of, w=w):
        with tf.GradientTape() as tape:
            loss = taxi(tf.cast(w, tf.float32), u)
        return [tape.gradient(loss, one) for one in of]

    asks = (
        lambda: slope([u])[0],
        lambda: slope([whole := tf.Variable(2)], whole)[0],
        lambda: slope([w, w]),
        lambda: [slope([w])[0], slope([w])[0]],
    )
    return dict(zip(HABITS, map(answer_of, asks)))


def habits_of_our_engine():
    def passes(count, again=False):
        w, u = Tensor(2.0, requires_grad=True), Tensor(3.0)
        seen = []
        for step in range(count):
            if step == 0 or not again:
                loss = taxi(w, u)
            loss.backward()
            seen.append(w.grad.item())
        return seen if count > 1 else u.grad

    asks = (
        lambda: passes(1),
        lambda: Tensor(2, requires_grad=True),
        lambda: passes(2, again=True),
        lambda: passes(2),
    )
    return dict(zip(HABITS, map(answer_of, asks)))


# %% [markdown]
# Sixteen answers. In how many does an error stop you? In how many is there nothing, and no error?

# %% tags=["predict"]
programs = (
    habits_of_our_engine,
    habits_in_pytorch,
    habits_in_jax,
    habits_in_tensorflow,
)
habits = {p.__name__: data.framework_result(p) for p in programs}
print(f"\n{'':21}" + "".join(f"{habit:21}" for habit in HABITS))
for name, answers in habits.items():
    line = "".join(f"{answers[habit]:21}" for habit in HABITS)
    print(f"{name.removeprefix('habits_'):21}{line}")

# %% [markdown] tags=["answer"]
# Errors: five. A whole number stops all but TensorFlow; a graph that is asked twice stops PyTorch and TensorFlow.
#
# Nothing: five as well. Of a constant `None` comes, three times, and from JAX a 0, which is as good as nothing. And TensorFlow's whole number: `None`, without a
# word. Such a `None` is the most common trap with a tape: look at the `dtype`, and whether
# `tape.watched_variables()` lists what you ask for.
# (`unconnected_gradients="zero"` makes a 0 of it, and hides it.) Keras is quieter still: of a layer with `trainable = False` it says
# nothing at all, the weights just stay.
#
# The last column is chapter 15's: in the leaf gradients add up, −36. What a function returns, and what a tape returns, starts
# from nothing each time. `zero_grad` is the price of keeping gradients in leaves.

# %% tags=["asserts"]
assert taxi(2.0, 3.0) == 9 and 2 * (2 * 3 - 9) * 3 == -18
_each = {name: [answers[h] for h in HABITS] for name, answers in habits.items()}
assert _each == {
    "habits_of_our_engine": [
        "None",
        "ValueTypeError",
        "-18, and then -36",
        "-18, and then -36",
    ],
    "habits_in_pytorch": [
        "None",
        "RuntimeError",
        "RuntimeError",
        "-18, and then -36",
    ],
    "habits_in_jax": ["0", "TypeError", "-18, and then -18", "-18, and then -18"],
    "habits_in_tensorflow": ["None", "None", "RuntimeError", "-18, and then -18"],
}
_all = [one for answers in _each.values() for one in answers]
assert len(_all) == 16 and sum(a.endswith("Error") for a in _all) == 5
assert sum(a in ("None", "0") for a in _all) == 5 and _all.count("None") == 4

# %% [markdown] slug="ch24-table"
# ## Who does what, where
#
# | | here | PyTorch | JAX | TensorFlow | Keras |
# |---|---|---|---|---|---|
# | wants a gradient | `requires_grad` | `requires_grad` | an argument of the function | a `Variable`, or `tape.watch` | trainable weights |
# | the pass is recorded | as it runs | as it runs | when the function is traced | inside `with` | inside `fit` |
# | asked by | `backward()` | `backward()` | `jax.grad(f)` | `tape.gradient` | nobody |
# | the gradient is | in the leaf, *added* | in the leaf, *added* | returned | returned | used up in a step |
# | to be cleared | yes | yes, `zero_grad` | no | no | no |
# | one pass, asked twice | adds again | error where something was kept, or `retain_graph` | by `jax.vjp` | error, or `persistent=True` | – |
# | a constant | `None` | `None` | 0, or not an argument | `None` | the weight stays |
# | bits, if nothing is said | those of the array, or 64 | those of the array, layers 32 | 32, *even of 64* | those of the array, or 32 | 32 |
# | a layer's weight | (n_in, n_out) | (n_out, n_in) | yours | yours | (n_in, n_out) |
# | mean squared error | `mse`: over both | over both | yours | yours, or Keras' | over both |
# | more than `backward` | chapter 17's `grad`, `Rule` | `torch.func`, `Function` | `vjp`, `jvp`, `hessian`, `vmap`, `custom_vjp` | `jacobian`, `custom_gradient` | its backend's |
#
# The last line is chapter 17, in four languages. One thing more in JAX: `vmap` turns a function of one row into one of many. With
# it a gradient *for each row* takes one line, and their mean is the batch's.


# %% slug="ch24-rows"
def gradients_by_row_in_jax(params, X, Y):
    import jax

    def one(params, x, y):
        return loss_in_jax(params, x[None], y[None])

    with jax.enable_x64(True):
        each = jax.vmap(jax.grad(one), in_axes=(None, 0, 0))(params, X, Y)
    return [np.asarray(g) for g in each]


rows = data.framework_result(gradients_by_row_in_jax, params, X, Y)
print("gradient of c, for each row:\n", rows[3].round(6))
print("their mean:", rows[3].mean(axis=0).round(6))

# %% tags=["asserts"]
assert apart(gradients, [r.mean(axis=0) for r in rows]) < 1e-14
assert np.allclose(rows[3][0], [-0.25, -0.126, -0.294])  # chapter 07's row
_shapes = {p: found[p][1][0].shape for p in found}
assert _shapes[in_keras] == _shapes[in_jax] == (3, 4)
assert _shapes[in_pytorch] == (4, 3)
try:
    import torch as _torch
except ImportError:
    pass
else:
    assert _torch.nn.Linear(6, 4).weight.shape == (4, 6)
    assert _torch.tensor(X).dtype == _torch.float64
    assert _torch.nn.Linear(3, 4).weight.dtype == _torch.float32
try:
    import jax as _jax
except ImportError:
    pass
else:
    with _jax.enable_x64(False):
        assert _jax.numpy.asarray(X).dtype == np.float32
try:
    import tensorflow as _tf
except ImportError:
    pass
else:
    assert _tf.Variable(X).dtype == _tf.float64
    assert _tf.Variable(2.0).dtype == _tf.float32
    with _tf.GradientTape(persistent=True) as _tape:
        _x = _tf.constant(3.0)
        _tape.watch(_x)
        _square = _x * _x
    assert [float(_tape.gradient(_square, _x)) for _ in "12"] == [6, 6]

# %% [markdown] slug="ch24-exercise-1"
# ### Exercise 24.1: the same loss, five times (6 minutes)
#
# Everywhere $w = 6$ and the loss is $w^2$, in floating numbers. What comes out? Work it out on paper. Done when each line says
# "right".
#
# | | program | asked for |
# |---|---|---|
# | `pytorch` | a pass and `backward`, and again a pass and `backward` | `w.grad` |
# | `jax` | `slope = jax.grad(loss)`, and `slope(6.0)` twice | the second result |
# | `tensorflow` | a tape with `persistent=True`, asked for the gradient twice | the second result |
# | `keras` | `SGD(0.25)` and one step of training | `w` |
# | `keras_mse` | two outputs, $w$ and $w$, two targets 0, `"mse"`, and one row; `SGD(0.25)`, one step | `w` |

# %% tags=["exercise"]
answer_1 = {
    "pytorch": None,
    "jax": None,
    "tensorflow": None,
    "keras": None,
    "keras_mse": None,
}

# %%
tell("24.1", answer_1)

# %% [markdown] tags=["hint"]
# Hint 1: look for where the gradient lives
#
# In a leaf it adds up. What is returned starts from nothing.

# %% [markdown] tags=["hint"]
# Hint 2: recall what a step is
#
# The weight minus the rate times the gradient. And `"mse"` takes the mean over rows *and* outputs.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# slope = 2 * 6
# ```

# %% [markdown] tags=["solution"]
# ```python
# answer_1 = {
#     "pytorch": 24,
#     "jax": 12,
#     "tensorflow": 12,
#     "keras": 3,
#     "keras_mse": 3,
# }
# ```
#
# One pass gives 12, and PyTorch's leaf has had two. A step goes to 6 − 0.25 · 12 = 3. In the last line the loss is the mean of
# $w^2$ and $w^2$, which is $w^2$ again.

# %% tags=["asserts"]
assert 6 - 0.25 * 2 * 6 == 3
_w = Tensor(6.0, requires_grad=True)
for _ in range(2):
    (_w * _w).backward()
assert _w.grad == 24

# %% [markdown] slug="ch24-exercise-2"
# ### Exercise 24.2: JAX's question, on our engine (8 minutes)
#
# Is `jax.grad` another kind of mathematics? Write it with `Tensor`. `value_and_gradients(f, arrays)` is given a function $f$ of
# one `Tensor` for each array, which returns a `Tensor` of one number. Return that number and a list of gradients, NumPy arrays of
# the shapes of `arrays`. Where $f$ does not use an array, its gradient is zeros, as in JAX. Whoever asks twice gets the same
# twice. Done when the line below says "right".


# %% tags=["exercise"]
def value_and_gradients(f, arrays):
    value, gradients = None, None
    return None if value is None else (value, gradients)


# %%
tell("24.2", value_and_gradients)

# %% [markdown] tags=["hint"]
# Hint 1: look at what must be new each time
#
# Gradients add up in leaves. Where do leaves come from, if nobody can have added to them before?

# %% [markdown] tags=["hint"]
# Hint 2: recall what an unused leaf has
#
# Its `.grad` is `None`.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# leaves = [Tensor(array, requires_grad=True) for array in arrays]
# ```

# %% [markdown] tags=["solution"]
# ```python
# def value_and_gradients(f, arrays):
#     leaves = [Tensor(array, requires_grad=True) for array in arrays]
#     loss = f(*leaves)
#     loss.backward()
#     gradients = [
#         np.zeros(leaf.shape) if leaf.grad is None else leaf.grad
#         for leaf in leaves
#     ]
#     return loss.item(), gradients
# ```
#
# New leaves for each call, and nothing is left over. It is the same sweep: **a function that returns gradients, a tape and a
# leaf with `.grad` are three handles on one thing.**

# %% [markdown] slug="ch24-night"
# ## What is worth logging
#
# In chapter 10 you examined six networks with your own hands: you nudged their weights and took trial steps. Most
# trainings run while nobody looks. In the morning there is a log, and what it lacks can no longer be asked.
#
# So let the six train again, A to F, with healthy networks beside them. `night` writes down a row for each epoch. Of
# each matrix it keeps the norm of the gradient, and how far the epoch has moved it, as a part of its size. A hidden
# neuron counts as saturated on a row where $|z| > 3$: there its slope is less than a fifth of the largest.

# %% slug="ch24-log"
import numpy as np

from autograd_lab.answers.ward import FAULTS, Patient, patient
from autograd_lab.viz import figures


def night(network, epochs=10):
    """The log of a training: a row for each epoch."""
    norm, log = np.linalg.norm, []
    for _ in range(epochs):
        before = [W.copy() for W in network.parameters[:2]]
        network.train(epochs=1)
        row = {
            "loss/train": network.loss(network.X, network.Y),
            "loss/held_out": network.loss(network.held_X, network.held_Y),
        }
        gradients = network.gradients(network.X, network.Y)
        matrices = zip(before, network.parameters, gradients)
        for k, (old, W, dW) in enumerate(matrices, start=1):
            row[f"gradient/W{k}"] = float(norm(dW))
            row[f"change/W{k}"] = float(norm(W - old) / norm(old))
        W1, b1 = network.parameters[0], network.parameters[2]
        z = network.X @ W1 + b1
        row["units/saturated"] = float((np.abs(z) > 3).mean())
        row["units/different"] = len(set(map(tuple, W1.T.round(9))))
        log.append(row)
    return log


# %% [markdown]
# Stop after ten epochs, and suppose that only the loss was logged. Forty healthy networks give a range. Of how many of
# the six does the loss lie outside it, in nearly every one of twenty starts?

# %% tags=["predict"]
healthy = [night(Patient(seed=seed))[-1] for seed in range(20, 60)]
ward = {"healthy": [night(Patient(seed=seed))[-1] for seed in range(20)]}
for letter in "ABCDEF":
    ward[letter] = [night(patient(letter, seed=s))[-1] for s in range(20)]
losses = [row["loss/train"] for row in healthy]
print(f"forty healthy networks: {min(losses):.3f} to {max(losses):.3f}")

# %% tags=["answer"]
figures.strips(
    {name: [row["loss/train"] for row in rows] for name, rows in ward.items()},
    title="The loss after ten epochs, twenty starts each",
    x="loss × 1000",
    unit=1000,
    say="A, C and F lie above the healthy ones; B, D and E mostly among them.",
)

# %% [markdown] tags=["answer"]
# Of three: A, C and F. B, D and E learn what a straight line can do, as every network does first, and their losses lie
# among the healthy ones, but for a few of B's. After a hundred epochs you would see it. Then the night is over.

# %% [markdown]
# Now all eight lines: in how many of its twenty starts is a network outside the healthy range? Of those that the loss did not
# show, B has a first layer that is not stepped, D equal neurons, and E a way back that forgets a slope. By which line will each
# be caught, in all its starts?

# %% tags=["predict"]
alarms = {}
print(f"{'':15}" + "".join(f"{name:>9}" for name in ward))
for line in healthy[0]:
    low = min(row[line] for row in healthy)
    high = max(row[line] for row in healthy)
    alarms[line] = {
        name: sum(not low <= row[line] <= high for row in rows)
        for name, rows in ward.items()
    }
    print(f"{line:15}" + "".join(f"{n:9}" for n in alarms[line].values()))

# %% [markdown] tags=["answer"]
# B by the change of its first matrix, which never moves, though a gradient arrives. E by its saturated neurons, while its loss
# looks well. And D by the last line alone: a norm adds up over a layer, and eight equal neurons can have the norm of eight
# different ones. Only a line that looks at them *one by one* gives D away.
#
# Mind the first column: a healthy network leaves the range of forty others now and then. One alarm is no diagnosis.

# %% [markdown]
# So this is worth a line in any log:
#
# | log | it shows |
# |---|---|
# | the loss, on training rows and on held-out rows | *that* something is wrong, seldom what |
# | per layer, the norm of the gradient | what vanishes or explodes, and where |
# | per layer, the change as a part of the weights | what stands still, and what is thrown about |
# | the share of units that are saturated; of ReLUs, those that are 0 on every row | what has gone deaf |
# | something per unit: a histogram, or how many differ | copies |
# | once: seed, rate, batch, the versions of code and packages | how to get this run again |

# %% tags=["asserts"]
_sure, _few = range(18, 21), range(8)
for _letter in "ABCDEF":
    assert alarms["loss/train"][_letter] in (_sure if _letter in "ACF" else _few)
assert alarms["change/W1"]["B"] == 20 == alarms["units/different"]["D"]
assert all(row["change/W1"] == 0 < row["gradient/W1"] for row in ward["B"])
for _line in set(alarms) - {"units/different"}:
    assert alarms[_line]["D"] in _few
assert all(alarms["units/saturated"][_letter] in _sure for _letter in "ABCE")
assert np.median([row["units/saturated"] for row in ward["E"]]) > 0.5
assert 0 < sum(counts["healthy"] for counts in alarms.values()) < 24
_slope = 1 / (1 + np.exp(-3)) * (1 - 1 / (1 + np.exp(-3)))
assert _slope < 1 / 4 / 5

# %% [markdown] slug="ch24-three-trackers"
# ## One run, three trackers
#
# A list is gone with the kernel. A tracker keeps the log on disk, with the name and set-up of each run, and draws it.
# Here are three, used without a network or an account. `tensorboard` has a light writer of its own. PyTorch's
# `torch.utils.tensorboard.SummaryWriter` has the same `add_scalar`, and brings all of PyTorch.

# %% slug="ch24-to-disk"
import json
import os
import platform
from contextlib import redirect_stdout
from io import StringIO

RUN = {"seed": 2, "rate": 8.0, "batch": 10, "numpy": np.__version__}
RUN["python"] = platform.python_version()


def to_tensorboard(log, folder):
    from tensorboard.summary import Writer

    writer = Writer(str(folder))
    for epoch, row in enumerate(log, start=1):
        for tag, number in row.items():
            writer.add_scalar(tag, number, epoch)
    writer.close()
    (folder / "run.json").write_text(json.dumps(RUN))  # it keeps numbers only


def to_wandb(log, folder):
    os.environ["WANDB_MODE"] = "offline"  # these two before the import
    os.environ["WANDB_DIR"] = str(folder)
    os.environ["WANDB_SILENT"] = "true"
    import wandb

    with wandb.init(project="ward", name="A", config=RUN) as run:
        for epoch, row in enumerate(log, start=1):
            run.log(row, step=epoch)


def to_trackio(log, folder):
    os.environ["TRACKIO_DIR"] = str(folder)  # before the import
    import trackio

    quiet = {"embed": False, "auto_log_cpu": False, "auto_log_gpu": False}
    with redirect_stdout(StringIO()):
        trackio.init(project="ward", name="A", config=RUN, **quiet)
        for epoch, row in enumerate(log, start=1):
            trackio.log(row, step=epoch)
        trackio.finish()


# %% [markdown]
# And back: TensorBoard has a reader, W&B's command line prints a record a line, and trackio's file is an SQLite database.

# %% slug="ch24-from-disk" jupyter={"source_hidden": true}
import shutil
import subprocess
import sys
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp

LOGS = Path(mkdtemp(prefix="logs-"))


def from_tensorboard(folder):
    from tensorboard.backend.event_processing import event_accumulator
    from tensorboard.util.tensor_util import make_ndarray

    events = event_accumulator.EventAccumulator(
        str(folder),
        size_guidance={"tensors": 0},  # all; else ten for each tag
    ).Reload()
    columns = {
        tag: [make_ndarray(e.tensor_proto).item() for e in events.Tensors(tag)]
        for tag in events.Tags()["tensors"]
    }
    return [dict(zip(columns, row)) for row in zip(*columns.values())]


def from_wandb(folder):
    (file,) = folder.glob("wandb/offline-run-*/*.wandb")
    command = [sys.executable, "-m", "wandb", "leet", "inspect", "--json", file]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    records = map(json.loads, told.stdout.splitlines())
    rows = [r["history"]["item"] for r in records if r["type"] == "history"]
    return [{t: n for t, n in row.items() if t[0] != "_"} for row in rows]


def from_trackio(folder):
    import sqlite3  # not in a browser tab

    with closing(sqlite3.connect(folder / "ward.db")) as database:
        rows = database.execute("SELECT metrics FROM metrics ORDER BY step")
        return [json.loads(row) for (row,) in rows]


TRACKERS = {
    "TensorBoard": ("tensorboard", to_tensorboard, from_tensorboard),
    "W&B": ("wandb", to_wandb, from_wandb),
    "trackio": ("trackio", to_trackio, from_trackio),
}


def through_tracker(name, log, logs=LOGS):
    """The log as a tracker gives it back; None where it is not installed."""
    package, write, read = TRACKERS[name]
    if find_spec(package) is None:
        return None
    folder = logs / package
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    write(log, folder)
    return read(folder)


# %% [markdown]
# One run of A goes through all three. Its gradients are never zeroed, and the norm that ends its log is about 10⁻¹²⁷. Which
# of the three give back the numbers that they were given?

# %% tags=["predict"]
log_of_A = night(patient("A", seed=RUN["seed"]))
given = np.array([row["gradient/W1"] for row in log_of_A])
recorded = data.experiment_record("ch24_trackers")["starts"]
given_back = {}
for name in TRACKERS:
    rows = through_tracker(name, log_of_A)
    if rows is None:
        print(f"{name} is not installed here: its numbers were recorded")
        given_back[name] = np.array(recorded[name][RUN["seed"]])
    else:
        given_back[name] = np.array([row["gradient/W1"] for row in rows])
        print(f"{name} has written to {LOGS}")
print(f"\n{'epoch':5}{'given':>19}" + "".join(f"{n:>19}" for n in given_back))
for k in (0, 2, 3, 9):
    kept = (values[k] for values in (given, *given_back.values()))
    print(f"{k + 1:5}" + "".join(f"{value:19.12g}" for value in kept))

# %% tags=["answer"]
figures.plot(
    {name: list(enumerate(v, start=1)) for name, v in given_back.items()},
    title="The gradient of A's first matrix, as three trackers remember it",
    x="epoch",
    y="norm",
    log=True,
    say="Two curves fall together to 1e-127. TensorBoard's drops out after epoch 3.",
)

# %% [markdown] tags=["answer"]
# W&B and trackio: what they give back is equal to the last bit. TensorBoard keeps `float32`: seven digits, and nothing below
# 10⁻⁴⁵. From epoch 4 on it remembers a gradient of 0. In chapter 10 a gradient of 0 and a tiny one were two diagnoses. So
# log what may become tiny as its logarithm.

# %% [markdown]
# To look at the run without a network:
#
# | | on the disk | in a terminal, `FOLDER` being the one above |
# |---|---|---|
# | TensorBoard | `events.out.tfevents.…` | `tensorboard --logdir FOLDER`, then the page that it names |
# | W&B, offline | `run-….wandb`, and what is installed here | `wandb leet FOLDER/wandb/wandb`; its page wants an account |
# | trackio | `ward.db`, a database | `TRACKIO_DIR=FOLDER/trackio trackio show --project ward`, then the page |
#
# TensorBoard's page smooths curves and cuts off outliers, until you change its settings. On Binder you can reach neither
# page: read the files and draw, as here. This is `wandb leet` on A:
#
# ```text
#  Run Overview                          │ Metrics [1-2 of 8]
#  State: Finished                       │ ╭──────────────────────────────────────╮
#  ID: 9cot37tu                          │ │change/W1                             │
#  Name: A                               │ │7.84│⢆                                │
#  Project: ward                         │ │    │⠘⡄                               │
#                                        │ │    │ ⠘⠒⠤⢄⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀                 │
#  Environment [1-1 of 15]               │ │   0└─────────────────────────────────│
#  cpu.model      AMD EPYC               │ │    1   3.3 5.61    10.21   14.82   20│
#  ————————————————————————————————————— │ ╰──────────────────────────────────────╯
#  Config [1-2 of 5]                     │ ╭──────────────────────────────────────╮
#  batch          10                     │ │change/W2                             │
#  numpy          2.4.6                  │ │69.4│⢆                                │
#  ————————————————————————————————————— │ │    │⠸⡀                               │
#  Summary [1-3 of 12]                   │ │    │ ⢣⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀                 │
#  _runtime       3.777843618            │ │   0└─────────────────────────────────│
#  _step          10                     │ │    1   3.3 5.61    10.21   14.82   20│
#  _timestamp     1.79603811918919...    │ ╰──────────────────────────────────────╯
# ```
#
# Next to no gradient, and yet the first matrix has moved. Exercise 24.3 comes back to that.

# %% tags=["asserts"]
_kept = {name: np.array(starts) for name, starts in recorded.items()}
for _name, _back in given_back.items():
    _as = np.float32 if _name == "TensorBoard" else np.float64
    assert np.array_equal(_kept[_name], _kept["given"].astype(_as))
    _here = find_spec(TRACKERS[_name][0])
    _given = given if _here else _kept["given"][RUN["seed"]]
    assert np.array_equal(_back, _given.astype(_as))
assert np.allclose(given / _kept["given"][RUN["seed"]], 1, rtol=1e-4)
assert 1e-128 < given[9] < 1e-126 and given[2] > 1e-45 > given[3] > 0
assert np.float32(1e-46) == 0 < np.float32(1e-45)
assert not given_back["TensorBoard"][3:].any() and given_back["W&B"].all()
assert all(row["change/W1"] > 0.1 for row in log_of_A)

# %% [markdown] slug="ch24-exercise-nights"
# ### Exercise 24.3: six nights (6 minutes)
#
# Six new networks, P to U, have trained for ten epochs. One of them is healthy, and each of the others has another of chapter
# 10's eight faults, not all of them those of A to F. Their code and their weights are gone. All you have is the last row of
# each log, and the smallest and largest number that forty healthy ones have there. Write down the number of each one's
# fault, 0 for none. Done when each line says "right".

# %% slug="ch24-nights" jupyter={"source_hidden": true}
for number, what in FAULTS.items():
    print(number, what)
hidden = np.random.default_rng(24).permutation([0, 1, 2, 5, 7, 8])
table = {
    "lowest": {line: min(row[line] for row in healthy) for line in alarms},
    "highest": {line: max(row[line] for row in healthy) for line in alarms},
}
for name, number in zip("PQRSTU", hidden):
    table[name] = night(Patient(int(number) or None, seed=61))[-1]
print(f"\n{'':15}" + "".join(f"{name:>8}" for name in table))
for line in alarms:
    values = (row[line] for row in table.values())
    print(f"{line:15}" + "".join(f"{value:8.2g}" for value in values))

# %% tags=["exercise"]
answer_3 = {"P": None, "Q": None, "R": None, "S": None, "T": None, "U": None}

# %%
tell("24.3", answer_3)

# %% [markdown] tags=["hint"]
# Hint 1: look at one network at a time
#
# Mark each number that lies outside the healthy range. One network has no mark. One has a single mark. In others one
# mark says all: a 0, a 1.

# %% [markdown] tags=["hint"]
# Hint 2: recall what a step is
#
# A step is the rate times the gradient. Where a gradient arrives and nothing moves, the step is missing. Where hardly
# any arrives and much moves, the step is made of something else. Where everything is 0 and half of the rows are wrong,
# something has thrown the network so far that no slope is left.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# answer_3 = {"Q": 2}
# ```

# %% [markdown] tags=["solution"]
# ```python
# answer_3 = {"P": 8, "Q": 2, "R": 1, "S": 5, "T": 7, "U": 0}
# ```
#
# P: both gradients are 0, nothing moves, and the loss is 1/2: the outputs are saturated, half of them on the wrong side. Steps that
# are far too long have done that in the first epoch. Q: one hidden neuron in eight copies, and every other line in order.
# R: nearly no gradient, and its matrices move all the same, by the sum of all earlier gradients. S: its first matrix
# gets a gradient and stands still: it is left out of the update. T: more than half of its hidden neurons are saturated, as
# E's were. U is the healthy one.
#
# Whoever says 1 for P mistakes one sign for the whole: in P, too, no gradient arrives. But then the sum of earlier ones
# would keep it moving.

# %% tags=["asserts"]
assert hidden.tolist() == [8, 2, 1, 5, 7, 0]
_marks = {name: set() for name in "PQRSTU"}
for _line in alarms:
    _low, _high = table["lowest"][_line], table["highest"][_line]
    for _name, _found in _marks.items():
        if not _low <= table[_name][_line] <= _high:
            _found.add(_line)
assert not _marks["U"] and _marks["Q"] == {"units/different"}
assert table["P"]["change/W1"] == table["P"]["change/W2"] == 0
assert table["P"]["gradient/W1"] < 1e-30
assert abs(table["P"]["loss/train"] - 1 / 2) < 0.02
assert table["R"]["gradient/W1"] < 1e-6 and table["R"]["change/W1"] > 0.05
assert table["S"]["change/W1"] == 0 < 0.002 < table["S"]["gradient/W1"]
assert table["T"]["units/saturated"] > 0.5 and "gradient/W1" in _marks["T"]

# %% [markdown] slug="ch24-puzzle"
# ## Two programs, one cause
#
# Seven times two people have written the same network, 3-3-3, each in a framework of their choice. They agree on the weights and
# on two batches, mostly of 4 and of 6 rows. Each program is asked twice, on the first batch and then on the second, without a step
# between. You see no program, only what both say: `data.gradient_pair("A")` to `"G"`.


# %% slug="ch24-pairs"
def beside(letter, name, batch):
    """One array of both programs, for the first batch (0) or the second."""
    first, second = data.gradient_pair(letter)
    for program in (first, second):
        print(f"{letter}, {name}, batch {batch + 1}:\n{program[batch][name]}\n")


beside("D", "b", 0)

# %% [markdown]
# ### Exercise 24.4: seven pairs (15 minutes)
#
# Each pair has one cause:
#
# | | cause |
# |---|---|
# | 1 | a factor in the loss: a mean over other things, or a sum |
# | 2 | the weights are stored the other way round |
# | 3 | one computes in 32 bits |
# | 4 | in one, something is not watched |
# | 5 | in one, nobody clears |
#
# Find the cause of each: divide, subtract, transpose, and compare the two batches. Done when each line says "right".

# %% tags=["exercise"]
answer_4 = {
    "A": None,
    "B": None,
    "C": None,
    "D": None,
    "E": None,
    "F": None,
    "G": None,
}

# %%
tell("24.4", answer_4)

# %% [markdown] tags=["hint"]
# Hint 1: look at one array of all pairs first
#
# Divide the second program's `c` by the first one's, for both batches. Some causes leave it alone. One shows on the second
# batch only. One gives the same number in all places.

# %% [markdown] tags=["hint"]
# Hint 2: recall where each cause sits
#
# The loss: everywhere alike. Storage: in `W` and `V`, moved and not changed. Bits: the sixth or seventh digit, everywhere. Not watched: in
# some arrays, and the others are right. Not cleared: right at first, and then the sum so far.

# %% [markdown] tags=["hint"]
# Hint 3: write these lines first
#
# ```python
# for letter in "ABCDEFG":
#     first, second = data.gradient_pair(letter)
#     for batch in (0, 1):
#         print(letter, batch, second[batch]["c"] / first[batch]["c"])
# ```
#
# Then take the batches' sizes, 4 and 6, to the factors that you find, and try `first[1]["W"] + first[0]["W"]`.

# %% [markdown] tags=["solution"]
# ```python
# answer_4 = {"A": 5, "B": 3, "C": 1, "D": 2, "E": 4, "F": 1, "G": 5}
# ```
#
# | | first program | second program | what gives it away |
# |---|---|---|---|
# | A | PyTorch, `zero_grad` before each batch | PyTorch, without | batch 1 is right, batch 2 is the sum of both |
# | B | TensorFlow | JAX without `jax_enable_x64` | seven digits, in all four |
# | C | PyTorch, a mean over the rows | PyTorch, a sum over all | 4 times, and then 6 times: the rows |
# | D | PyTorch, `nn.Linear` | Keras, `Dense` | `W` and `V` turned, `b` and `c` equal |
# | E | TensorFlow | TensorFlow, the first layer's arrays as `tf.constant` | no `W`, no `b`, the rest is right |
# | F | JAX, the course's loss | Keras, `"mse"` | a third, everywhere: the outputs |
# | G | JAX | PyTorch, not cleared; here the first batch came a second time | right, and then twice as much everywhere |
#
# C and G are the near twins. A factor in the loss is there on the *first* batch, too.

# %% tags=["asserts"]
_told = {"A": 5, "B": 3, "C": 1, "D": 2, "E": 4, "F": 1, "G": 5}
for _letter, _cause in _told.items():
    _a, _b = data.gradient_pair(_letter)
    _missing = [n for n in "WbVc" if _b[0][n] is None]
    assert _missing == (["W", "b"] if _cause == 4 else [])
    _kept = [n for n in "WbVc" if n not in _missing]
    _ratios = [
        np.concatenate([(_b[k][n] / _a[k][n]).ravel() for n in _kept])
        for k in (0, 1)
    ]
    _near = [np.abs(r - 1).max() for r in _ratios]
    _even = [np.ptp(r) < 1e-6 for r in _ratios]
    _means = [r.mean().round(6) for r in _ratios]
    if _letter == "A":
        assert _near[0] < 1e-9 and not _even[1]
        for _n in "WbVc":
            assert np.allclose(_b[1][_n], _a[0][_n] + _a[1][_n], rtol=1e-9)
    elif _letter == "B":
        assert all(1e-9 < n < 1e-4 for n in _near)
    elif _letter == "C":
        assert all(_even) and _means == [4, 6]
    elif _letter == "D":
        for _k in (0, 1):
            for _n in "WV":
                assert np.allclose(_b[_k][_n], _a[_k][_n].T, rtol=1e-9)
                assert np.abs(_b[_k][_n] / _a[_k][_n] - 1).max() > 0.1
            for _n in "bc":
                assert np.allclose(_b[_k][_n], _a[_k][_n], rtol=1e-9)
    elif _letter == "E":
        assert max(_near) < 1e-9
    elif _letter == "F":
        assert all(_even) and np.allclose(_means, 1 / 3, atol=1e-6)
    else:
        assert _near[0] < 1e-9 and _even[1] and _means[1] == 2

# %% [markdown] slug="ch24-quiz"
# ## Check yourself

# %% [markdown] tags=["quiz"]
# **4.** Two programs agree in all biases, and in no weight. Where do you look first?
#
# - At the loss.
#   No. What differs there, differs in the biases too.
# - At how weights are stored.
#   Right. A weight's gradient has the shape of its weight, and is transposed where that is. A bias is a row either way.
# - At the number of bits.
#   No. That shows everywhere, and only from the seventh digit on.

# %% [markdown] tags=["quiz"]
# **5.** A tape gives `None` for a layer's weight. The layer is in the loss, and its weight was made as a `Variable`. What may have
# happened?
#
# - The slope is exactly 0.
#   No. Then it would be 0. `None` says that there is no way from the loss to the weight.
# - A step replaced the variable by a plain tensor.
#   Right. `w = w - 0.1 * g` makes a tensor, and the next tape does not watch it. `w.assign_sub(0.1 * g)` changes the variable.
# - The tape was asked twice.
#   No. That stops with an error.

# %% [markdown] tags=["quiz"]
# **6.** Your JAX gradients differ from your NumPy ones in the seventh digit. What do you do first?
#
# - Call it rounding, and go on.
#   No. Perhaps it is. But you can know it: ask for 64 bits, and look whether the difference goes.
# - Look for a slip in the chain rule.
#   No. A slip seldom stops at the seventh digit.
# - Set `jax_enable_x64`, and compare again.
#   Right. If fifteen digits agree then, it was the bits.

# %% [markdown] tags=["quiz"]
# **7.** All gradients of one program are a fifth of the other's, on every batch. The rows vary from 3 to 9. What divides?
#
# - Five outputs.
#   Right. Rows would give another factor for each batch.
# - The rows: one program takes a mean and the other a sum.
#   No. Then the factor would go with the rows.
# - Five batches, never cleared.
#   No. Then it would grow from batch to batch.

# %% tags=["asserts"]
assert 0.1 * 2 == 0.2

# %% [markdown] slug="ch24-summary"
# ## The chapter on one page
#
# **One derivative.** By hand, on our engine, in PyTorch, JAX and TensorFlow, and in Keras on TensorFlow: equal to thirteen
# digits or more, once loss, bits and storage are the same.
#
# **Five causes, and how each looks.**
#
# | cause | how it looks |
# |---|---|
# | the loss | one factor in all arrays, from the first batch on |
# | storage | `W` turned, `b` equal |
# | bits | the sixth or seventh digit, everywhere (on graphics cards perhaps the third) |
# | not watched | `None`, 0, or a weight that stays; the rest is right |
# | not cleared | right at first, then the sum so far |
#
# **Three handles.** The leaf (PyTorch, ours), the returned value (JAX), the tape (TensorFlow). Only in leaves do gradients add up.
#
# **Worth a line in a log:** the loss on both kinds of rows; for each layer the norm of its gradient, and the change as a part of its
# weights; what has gone deaf; something for each unit.
#
# **The mistake.** "Where two programs' gradients differ, one has computed wrongly." Ask first what each was asked: of which loss,
# in which bits, with respect to what, since when.

# %% [markdown] slug="ch24-next"
# ## Where to go next
#
# [Chapter 25](25_outlook.ipynb) asks what a gradient gives away, what else it is good for, and where to read on.

# %% [markdown] tags=["not-in-book"]
# Save your work before you go: [chapter 00](00_start_here.ipynb) says how, on Binder too.

# %% [markdown] slug="ch24-sources"
# ## Sources
#
# The frameworks' own guides: JAX, [Automatic differentiation](https://docs.jax.dev/en/latest/automatic-differentiation.html);
# TensorFlow, [Introduction to gradients and automatic differentiation](https://www.tensorflow.org/guide/autodiff), with a list of
# the ways to get `None`; Keras, [Writing a training loop from scratch in
# JAX](https://keras.io/guides/writing_a_custom_training_loop_in_jax/) and its siblings for TensorFlow and PyTorch.
#
# Roy Frostig, Matthew Johnson and Chris Leary, "Compiling machine learning programs via high-level tracing" (2018), on JAX; Martín
# Abadi and others, "TensorFlow: a system for large-scale machine learning" (2016, [on arXiv](https://arxiv.org/abs/1605.08695)).
#
# The trackers' own pages: [TensorBoard](https://www.tensorflow.org/tensorboard), [W&B](https://docs.wandb.ai),
# [trackio](https://github.com/gradio-app/trackio).
