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
# **You need** [chapter 09](09_vectorised.ipynb) and [chapter 15](15_pytorch.ipynb). No framework need be installed: what is
# missing here is shown as it was recorded.
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
# `%pip install "autograd-lab[torch]"` brings PyTorch, and `%pip install "autograd-lab[frameworks]"` the other three, two
# gigabytes; then restart the kernel. In a copy of the repository the first part is `-e .`, as in `%pip install -e
# ".[frameworks]"`. Without them each cell below shows what its program returned when it was recorded, and says so.

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
# **TensorFlow** has a {{term:gradient-tape|tape}}. What runs inside the `with` is recorded, if a `tf.Variable` is in it, and
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
# `fit` does the rest. But a step of plain descent with the rate 1 *is* the gradient. Weights before minus weights after.


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
# Fifteen digits or more. Keras is a little further off: a step was subtracted from weights of size 1, and the rounding of *that*
# is what you see.

# %% slug="ch24-record" jupyter={"source_hidden": true}
record = data.experiment_record("ch24_frameworks")
versions = ", ".join(f"{p} {v}" for p, v in record["packages"].items())
print(f"Twenty networks and batches, recorded with {versions}")
for name in ("pytorch", "jax", "tensorflow", "tensorflow_function", "keras"):
    largest = max(start[0] for start in record["starts"][name])
    print(f"{name:20} apart by {largest:.0e} at most")

# %% [markdown]
# Twenty other networks and batches say the same. **Four libraries, thousands of authors, and your formulas: one gradient.** So
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
_again = data.framework_result(in_jax, params, X, Y)
assert all(np.array_equal(a, b) for a, b in zip(_again[1], found[in_jax][1]))

# %% [markdown] slug="ch24-graphs"
# ## Four graphs
#
# Each of the four has its own idea of what happened. Our player takes the graph, the values and every gradient from the
# framework, and holds your formulas against them. Here is JAX's. Before you look at the others: whose graph will have a box
# that turns the weights? And in whose does each layer stand under a name?


# %% slug="ch24-graph-programs" jupyter={"source_hidden": true}
mine = dict(zip("WbVc", gradients))


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
    loss = tf.function(lambda x, y: loss_in_tensorflow(variables, x, y))
    return show(loss, x, y, names=names, title="In TensorFlow")


def graph_in_keras():
    import keras
    import tensorflow as tf
    from keras.layers import Dense

    keras.config.set_floatx("float64")
    keras.config.set_dtype_policy("float64")
    net = keras.Sequential(
        [
            keras.Input((3,)),
            Dense(4, "sigmoid", name="hidden"),
            Dense(3, "sigmoid", name="out"),
        ]
    )
    net.set_weights(params)
    x, y = tf.constant(X), tf.constant(Y)
    loss = tf.function(lambda x, y: tf.reduce_mean(squares(y, net(x))))
    return show(
        loss, x, y, names={"net": net, "X": x, "Y": y}, title="In Keras"
    )


def graph(program):
    """The graph as it is here, or as it was recorded."""
    try:
        return program()
    except ImportError:
        which = program.__name__.removeprefix("graph_in_")
        return show(data.trace_file("hand", which))


# %%
graph(graph_in_jax)

# %% tags=["predict"]
graph(graph_in_pytorch)

# %% tags=["predict"]
graph(graph_in_tensorflow)

# %% tags=["predict"]
graph(graph_in_keras)
