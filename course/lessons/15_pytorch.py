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

# %% [markdown] slug="ch15-title"
# # 15 · PyTorch
#
# Every program that trains with PyTorch has these three lines in its loop:
#
# ```python
# optimizer.zero_grad()
# loss.backward()
# optimizer.step()
# ```
#
# Take a program that works and delete one of them. Whichever you delete, no error comes. What happens to the weights
# if the *second* is missing? If the *third* is? If the *first* is? Write down three short answers. One of the three
# is a surprise.
#
# **After this chapter** you can say what each of the three lines of a PyTorch loop does; write a network, a loss and
# a loop in it; read the graph behind a loss; and find the factor, the transpose or the shape in which two programs
# differ.
#
# **You need** chapters [06](06_build_the_engine.ipynb), [09](09_vectorised.ipynb), [10](10_training.ipynb),
# [11](11_right_loss.ipynb) and [13](13_optimisers.ipynb), and PyTorch. `make lab` has installed it. If you installed the
# course with pip, run `%pip install "autograd-lab[torch]"` in a cell, then restart the kernel.
#
# **Time:** {{time}}.
#
# **The mistake this chapter cures:** `.backward()` updates the weights.

# %% [markdown] slug="ch15-before"
# ## Three questions from before

# %% [markdown] tags=["quiz"]
# **1.** In training, each hidden neuron is dropped with probability 1/4. A neuron says 6 and is kept. Which number does
# the next layer get?
#
# - 4.5, which is 6 times 3/4.
#   No. Then the next layer would get too little, on average: it is kept in only three steps out of four.
# - 6, since nothing was dropped.
#   No. With the dropped steps counted in, 6 would be 4.5 on average.
# - 8, which is 6 divided by 3/4.
#   Right. Three times out of four it is 8, once it is 0, and the mean is 6 as before.

# %% [markdown] tags=["quiz"]
# **2.** A layer without an activation function has 100 inputs of size 1 (as a root mean square), and weights with the
# standard deviation 0.3. What is the size of its outputs?
#
# - 3
#   Right. The variance is 100 times 0.09, and its root is 3.
# - 9
#   No. That is the variance. The size is its root.
# - 30
#   No. That would be so if all terms had the same sign and the same size. They partly cancel, so 100 terms make √100.

# %% [markdown] tags=["quiz"]
# **3.** A layer has 6 inputs and 4 neurons. For a batch of 20 rows you have `A` (20, 6), what came in, and `delta`
# (20, 4). Which product is the gradient of this course's `W`?
#
# - `A @ delta.T`
#   No. The shapes (20, 6) and (4, 20) do not even fit.
# - `A.T @ delta`
#   Right. It is (6, 4), as `W` is, and the sum has run over the 20 rows.
# - `delta @ W.T`
#   No. That is what goes on to the layer before: ∂L/∂A, with a row for each row.

# %% slug="ch15-setup" jupyter={"source_hidden": true}
import warnings
from math import e, isclose, log
from textwrap import fill

import numpy as np
import torch  # not found? %pip install "autograd-lab[torch]", then restart
from torch import nn
from torch.autograd import gradcheck
from torch.utils.data import DataLoader, TensorDataset

import autograd_lab as lab
from autograd_lab import data, show
from autograd_lab.answers import tell
from autograd_lab.viz import figures

# our arrays are small: more threads would only wait for each other
torch.set_num_threads(1)
# one warning would answer a question of this chapter; it comes behind the guess
warnings.filterwarnings("ignore", message="Using a target size")

# %% tags=["asserts"]
assert 6 / (3 / 4) == 8 and 6 * 3 / 4 == 4.5
assert isclose((100 * 0.09) ** 0.5, 3) and isclose(0.3**2, 0.09)

# %% [markdown] slug="ch15-three-lines"
# ## Three lines, three jobs
#
# The taxi of chapter 00: three kilometres, 9 to pay, and you guess $w = 2$ for each. The loss is (2 · 3 − 9)² = 9, and
# the gradient of $w$ was −18. A {{term:tensor}} is PyTorch's array; `requires_grad` makes this one a leaf that wants a
# gradient, as a `Value` always does.

# %%
w = torch.tensor(2.0, requires_grad=True)
target = torch.tensor(9.0)
cost = w * 3
loss = nn.functional.mse_loss(cost, target)

show(loss, title="The taxi, computed by PyTorch")

# %% [markdown]
# Press → until the loss is there, and then on, back to `w`. It is the player that you know. But nothing in it was
# computed by this course. The graph, the values and the gradients are PyTorch's, and the player only asks for them:
# `w.grad` itself is still `None`.
#
# Now without the player. `torch.optim.SGD` is given a list of leaves and a learning rate, 0.05. Before you run the
# cell: after which of the three lines does $w$ change, and after which does `w.grad`?

# %% tags=["predict"]
optimizer = torch.optim.SGD([w], lr=0.05)


def say(after):
    print(f"{after:22} w = {w.item():.2f}   w.grad = {w.grad}")


say("at first")
loss.backward()
say("loss.backward()")
optimizer.step()
say("optimizer.step()")
optimizer.zero_grad()
say("optimizer.zero_grad()")

# %% [markdown] tags=["answer"]
# | line | reads | changes |
# |---|---|---|
# | `loss.backward()` | the graph | the `.grad` of each leaf that wants one and leads to the loss, by *adding*; no weight |
# | `optimizer.step()` | each `.grad` | the weights: 2 − 0.05 · (−18) = 2.9; no `.grad` |
# | `optimizer.zero_grad()` | nothing | each `.grad`, to `None` |
#
# Here is the mistake of this chapter, and you can see it fail: **`.backward()` updates the weights.** After that line
# $w$ is still 2. It is {{term:backpropagation}} and nothing more. What it found lies in `.grad`, until the
# {{term:optimiser}} comes and makes a step of it. The two never speak to each other. They only know the same leaves.

# %% [markdown]
# Back to the question at the top. Look at your three answers, change them if you like, then run a hundred steps with
# each of the lines left out. The rate is 0.01, and $w$ ought to go to 3.


# %% tags=["predict"]
def hundred_steps(without=None):
    """w after each of 100 steps on the taxi, with one line left out."""
    w = torch.tensor(2.0, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.01)
    path = []
    for _ in range(100):
        if without != "zero_grad":
            optimizer.zero_grad()
        loss = (w * 3 - 9) ** 2
        if without != "backward":
            loss.backward()
        if without != "step":
            optimizer.step()
        path.append(w.item())
    return path


for line in (None, "backward", "step", "zero_grad"):
    path = hundred_steps(without=line)
    some = "  ".join(f"{path[i]:.2f}" for i in (0, 1, 4, 7, 14, 21, 29, 99))
    print(f"{'all three' if line is None else 'no ' + line:13} w = {some}")

# %% [markdown] tags=["answer"]
# Without `backward` there is no gradient, and without `step` nobody uses it. Either way $w$ stays at 2, and the loss
# at 9. Nothing complains, since leaving a weight alone is no error.
#
# `zero_grad` is the surprise. Without it $w$ does not stay, and it does not run away. It swings, from 2 up to
# about 4 and back, and after a hundred steps it swings as before. Each gradient is added to the sum of all earlier
# ones, and the step follows the sum. A sum of past gradients is a *velocity*. This is {{term:momentum}} with β = 1, a
# pendulum without friction: it is fastest where it should stop.
#
# When a loss of your own never moves, look for `backward` and `step`. When it swings and never settles, look for
# `zero_grad`.

# %% tags=["answer"]
figures.plot(
    {
        "all three": hundred_steps(),
        "no zero_grad": hundred_steps(without="zero_grad"),
    },
    title="The price of a kilometre over a hundred steps",
    x="step",
    y="w, per kilometre",
    y_range=(1.5, 4.5),
    say="With all three lines w rises from 2 to 3 and stays. Without "
    "zero_grad it swings between 2 and 4 all the time.",
)

# %% tags=["asserts"]
assert (2 * 3 - 9) ** 2 == loss.item() == 9
assert isclose(2 - 0.05 * -18, 2.9)
assert isclose(w.item(), 2.9, rel_tol=1e-6)
assert w.grad is None
_paths = {
    line: hundred_steps(without=line)
    for line in (None, "backward", "step", "zero_grad")
}
assert isclose(_paths[None][0], 2 - 0.01 * -18, rel_tol=1e-6)
assert abs(_paths[None][-1] - 3) < 1e-6
assert set(_paths["backward"]) == set(_paths["step"]) == {2}
_late = _paths["zero_grad"][60:]
assert min(_late) < 2.1 and 3.9 < max(_late) < 4.1

# %% [markdown] slug="ch15-graph"
# ## What a tensor remembers
#
# A `Value` keeps the operation that made it, and its parents. So does a tensor. Its `grad_fn` is the operation, and
# `next_functions` leads from there to the operations of its parents. Here are the operations of $2w^2$ at $w = 5$
# (each also keeps the numbers it needs):


# %%
w = torch.tensor(5.0, requires_grad=True)
square = w * w
loss = 2 * square


def walk(node, depth=0):
    """Print an operation, and below it those that its operands come from."""
    print("    " * depth + node.name().removeprefix("torch::autograd::"))
    for before, _ in node.next_functions:
        if before is not None:  # None for a constant, here the 2
            walk(before, depth + 1)


walk(loss.grad_fn)

# %% [markdown]
# `AccumulateGrad` is where the way back ends: the leaf, and the `+=` of chapter 05. It stands there twice because $w$
# is used twice. Only leaves keep what arrives. If you want the gradient at `square` too, say `square.retain_grad()`
# before the sweep. And `square.detach()` is the same number without its memory: no gradient goes back through it.
#
# The graph must not remember a step either. By hand it is `with torch.no_grad(): w -= 0.01 * w.grad`. Without the
# `no_grad` PyTorch stops, because a leaf must not be changed in place while it is being recorded.
#
# Now ask this loss for its gradient three times in a row, without any `zero_grad`. Only the first time you add
# `retain_graph=True`. What does `w.grad` hold after each of the three?

# %% tags=["predict"] jupyter={"source_hidden": true}
for keep in (True, False, False):
    try:
        loss.backward(retain_graph=keep)
        print(f"retain_graph={keep}: w.grad = {w.grad.item():.0f}")
    except RuntimeError as error:
        print("RuntimeError:", str(error).partition(" (")[0], "…")

# %% [markdown] tags=["answer"]
# The gradient is $4w = 20$. The second sweep still finds the graph, because you asked PyTorch to retain it, and adds
# another 20. That makes 40, the gradient of twice the loss. The third sweep stops with an error. A sweep needs
# numbers from the forward pass, here $w$, for the slope of $w \cdot w$. As soon as it has used them PyTorch throws
# them away, to have the memory back.
#
# The message goes on to recommend `retain_graph=True`. That is seldom the cure. In a loop each forward pass builds a
# new graph, and one sweep through it is enough. If you meet this error, you have probably computed the loss once,
# above the loop, or carried a tensor from one step into the next without `detach()`.

# %% tags=["asserts"]
assert loss.item() == 2 * 5**2 and w.grad.item() == 2 * 4 * 5 == 40
_ends = [node.name() for node, _ in square.grad_fn.next_functions]
assert _ends == ["torch::autograd::AccumulateGrad"] * 2
assert w.is_leaf and not square.is_leaf
try:
    w -= 0.01 * w.grad
    raise AssertionError("a leaf was changed in place")
except RuntimeError as error:
    assert "a leaf Variable that requires grad" in str(error)
with torch.no_grad():
    w -= 0.01 * w.grad
assert isclose(w.item(), 5 - 0.01 * 40, rel_tol=1e-6)

# %% [markdown] slug="ch15-exercise-1"
# ### Exercise 15.1: what stands in `.grad`? (5 minutes)
#
# Four short programs. Each begins with `w = torch.tensor(6.0, requires_grad=True)`, so `w.grad` is `None` at first.
# Work out the number on paper, before you run anything. Done when each line says "right".
#
# | | program | asked for |
# |---|---|---|
# | `two_sweeps` | `loss = w * w` · `loss.backward(retain_graph=True)` · `loss.backward()` | `w.grad` |
# | `one_factor_detached` | `loss = w * w.detach()` · `loss.backward()` | `w.grad` |
# | `in_the_middle` | `m = w * w` · `m.retain_grad()` · `loss = 5 * m` · `loss.backward()` | `m.grad` |
# | `made_without_a_graph` | `with torch.no_grad(): m = w * w` · `loss = m + 7 * w` · `loss.backward()` | `w.grad` |

# %% tags=["exercise"]
answer_1 = {
    "two_sweeps": None,
    "one_factor_detached": None,
    "in_the_middle": None,
    "made_without_a_graph": None,
}

# %%
tell("15.1", answer_1)

# %% [markdown] tags=["hint"]
# Hint 1: look at the arrows that lead to the leaf
#
# Draw the graph of each loss. Which arrows does a gradient come back along, and how often?

# %% [markdown] tags=["hint"]
# Hint 2: recall the two ways to leave no memory
#
# `detach()` and `no_grad()` both make a number without a `grad_fn`. A number made in that way is a constant on the way
# back.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# one_sweep = 2 * 6  # the slope of w * w, which one sweep adds to w.grad
# ```

# %% [markdown] tags=["solution"]
# ```python
# answer_1 = {
#     "two_sweeps": 24,
#     "one_factor_detached": 6,
#     "in_the_middle": 5,
#     "made_without_a_graph": 7,
# }
# ```
#
# A sweep through $w \cdot w$ adds 2 · 6 = 12, and two sweeps add 24. With one factor detached only one arrow is left, and
# along it comes the *other* factor, 6. The gradient at `m` is its slope in the loss, 5; the 60 of `w` lies further
# down. Under `no_grad` the product is a bare 36, and only 7w leads back.

# %% tags=["asserts"]
_w = torch.tensor(6.0, requires_grad=True)
_loss = _w * _w
_loss.backward(retain_graph=True)
_loss.backward()
assert _w.grad.item() == 24
_w = torch.tensor(6.0, requires_grad=True)
(_w * _w.detach()).backward()
assert _w.grad.item() == 6
_w = torch.tensor(6.0, requires_grad=True)
_m = _w * _w
_m.retain_grad()
(5 * _m).backward()
assert (_m.grad.item(), _w.grad.item()) == (5, 60)
_w = torch.tensor(6.0, requires_grad=True)
with torch.no_grad():
    _m = _w * _w
(_m + 7 * _w).backward()
assert (_m.item(), _w.grad.item()) == (36, 7)

# %% [markdown] slug="ch15-same"
# ## Are they the same gradients?
#
# You have built everything that stands behind the three lines. Now hold PyTorch to its word: its gradients must be
# yours, but for rounding. One number is no test. Take the network 3-4-3 of [chapter
# 07](07_one_network_by_hand.ipynb): its input is (1, 2, 3), its outputs are 0.5, 0.7 and 0.3, its targets 1, 1 and 1,
# its loss 0.83. The δ of the outputs were −0.25, −0.126 and −0.294, and these are also the gradients of the output
# biases.
#
# Below, `ours` is built with this course and `theirs` with PyTorch. Both get the same weights: `to_torch_state` gives
# each of ours PyTorch's name and shape. What will PyTorch say for the three biases of the outputs?

# %% tags=["predict"]
W = np.array([[1.0, 2, 3, -1], [1, -1, 0, -1], [-1, 0, -1, 1]])
b = np.array([0, log(3), -log(3), log(3)])
V = np.array([[2.0, -1, -2], [1, -1, 1], [-1, 2, 1], [-2, 1, 0]])
c = np.array([0, log(7 / 3), -log(7 / 3)])
x, y = np.array([[1.0, 2, 3]]), np.array([[1.0, 1, 1]])

ours = lab.nn.Sequential(
    lab.nn.Linear(3, 4), lab.nn.Sigmoid(), lab.nn.Linear(4, 3), lab.nn.Sigmoid()
)
for parameter, numbers in zip(ours.parameters(), (W, b, V, c), strict=True):
    parameter.data[:] = numbers

theirs = nn.Sequential(
    nn.Linear(3, 4), nn.Sigmoid(), nn.Linear(4, 3), nn.Sigmoid()
).double()


def copy_weights():
    """Give theirs the weights of ours."""
    state = ours.to_torch_state()
    theirs.load_state_dict({name: torch.tensor(a) for name, a in state.items()})


copy_weights()

# chapter 08's loss
our_loss = ((ours(x) - y) ** 2).sum() / len(x)
our_loss.backward()
their_loss = nn.MSELoss()(theirs(torch.tensor(x)), torch.tensor(y))
their_loss.backward()

print(
    f"loss           ours {our_loss.data:.4f}   PyTorch {their_loss.item():.4f}"
)
both = zip("WbVc", ours.parameters(), theirs.parameters(), strict=True)
for name, mine, other in both:
    shapes = mine.grad.shape, tuple(other.grad.shape)
    print(f"gradient of {name}  ours {shapes[0]!s:7}  PyTorch {shapes[1]}")
print("of the output biases, ours   ", ours.parameters()[3].grad.round(5))
print("                     PyTorch ", theirs[2].bias.grad.numpy().round(5))

# %% [markdown] tags=["answer"]
# Two things differ, and neither is a mistake.
#
# **The shapes of the weights.** PyTorch stores a weight as (n_out, n_in), and turns it while it computes. Chapter 09
# had that row in its table of conventions. Written out:
#
# {{eq:torch-linear}}
#
# **A factor.** `MSELoss` divides by *all* entries, the rows times the outputs. The course adds up over the outputs
# and divides by the rows alone:
#
# {{eq:torch-mse}}
#
# Here $n_{\text{out}}$ is 3. So PyTorch's loss is 0.83/3, about 0.2767, and each of its gradients is a third of
# yours. With one output you would never have seen it.
#
# With two programs that ought to agree, put them side by side. `compare` takes our gradients, those of the weights
# turned, and holds them against PyTorch's. The player treats the numbers of its own graph, here PyTorch's, as the right
# ones. In fact neither side is wrong. Read the column *what it shows*, and find the two boxes with a transpose.

# %% tags=["answer"]
gradients = {
    name: p.grad for name, p in zip("WbVc", ours.parameters(), strict=True)
}
in_torch = dict(zip("WbVc", theirs.parameters(), strict=True))
inputs, targets = torch.tensor(x), torch.tensor(y)
# .T leaves a bias as it is
turned = {name: gradient.T for name, gradient in gradients.items()}

show(
    nn.MSELoss()(theirs(inputs), targets),
    names={**in_torch, "x": inputs, "y": targets},
    compare=turned,
    title="3-4-3 in PyTorch, beside our gradients",
)

# %% [markdown] tags=["answer"]
# The two boxes `Xᵀ` turn the weights, which PyTorch keeps as (n_out, n_in), before they are used. On the way back they
# turn the gradients to that shape.
#
# And every entry of ours is 3 times what PyTorch says, in all four of them. A slip in one layer would have shown in
# that layer and in those before it. A factor that is the same everywhere stands where every gradient passes: in the
# loss, or in the slope of the last activation. Here the losses themselves differ by 3, so it is the loss.

# %% [markdown]
# Now write one loss in both programs, chapter 08's, and subtract the gradients. How many digits will agree, in 64 bits
# and in 32?

# %% tags=["predict"]
for dtype in (torch.float64, torch.float32):
    theirs.to(dtype).zero_grad()
    outputs = theirs(torch.tensor(x, dtype=dtype))
    loss = ((outputs - torch.tensor(y, dtype=dtype)) ** 2).sum(dim=1).mean()
    loss.backward()
    apart = max(
        np.abs(turned[n] - p.grad.numpy()).max() for n, p in in_torch.items()
    )
    print(f"{dtype!s:14} loss {loss.item():.10f}, gradients apart by {apart:.0e}")
_ = theirs.double()  # back to 64 bits

# %% [markdown] tags=["answer"]
# In 64 bits they agree to some sixteen digits. In 32 bits, in which PyTorch makes its layers unless you ask
# otherwise, about seven are left. Nothing is wrong then. But if you are looking for a mistake in the sixth digit, say
# `.double()` first.

# %% [markdown]
# That was one row, and one set of weights. Take batches, and other weights: how far apart will the 31 gradients be now,
# in 64 bits?

# %% tags=["predict"]
rng = np.random.default_rng(15)
worst = 0.0
for rows in (1, 5, 32):
    X, Y = rng.normal(size=(rows, 3)), rng.random(size=(rows, 3))
    for parameter in ours.parameters():
        parameter.data[:] = rng.normal(size=parameter.shape)
    copy_weights()
    ours.zero_grad()
    theirs.zero_grad()
    (((ours(X) - Y) ** 2).sum() / rows).backward()
    (3 * nn.MSELoss()(theirs(torch.tensor(X)), torch.tensor(Y))).backward()
    for mine, other in zip(ours.parameters(), theirs.parameters(), strict=True):
        worst = max(worst, np.abs(mine.grad.T - other.grad.numpy()).max())
print(f"31 gradients, batches of 1, 5 and 32 rows: apart by {worst:.0e} at most")

# %% [markdown] tags=["answer"]
# Your formulas from chapters 07 to 09, the arrays of this course, and a library that thousands have worked on give
# one answer.

# %% tags=["asserts"]
# eq: torch-mse, torch-linear
assert isclose(our_loss.data, 0.83)
assert round(0.83 / 3, 4) == 0.2767
assert isclose(their_loss.item(), 0.83 / 3)
assert np.allclose(gradients["c"], [-0.25, -0.126, -0.294])
with torch.no_grad():
    _theirs = nn.Sequential(
        nn.Linear(3, 4), nn.Sigmoid(), nn.Linear(4, 3), nn.Sigmoid()
    ).double()
for _p, _numbers in zip(_theirs.parameters(), (W.T, b, V.T, c), strict=True):
    _p.data = torch.tensor(_numbers.copy())
_out = _theirs(inputs)
assert np.allclose(_out.detach().numpy(), [[0.5, 0.7, 0.3]])
nn.MSELoss()(_out, targets).backward()
for _name, _p in zip("WbVc", _theirs.parameters(), strict=True):
    assert np.allclose(3 * _p.grad.numpy(), turned[_name], rtol=0, atol=1e-15)
_A, _Wt, _delta = (
    rng.normal(size=(5, 3)),
    rng.normal(size=(2, 3)),
    rng.normal(size=(5, 2)),
)
_layer, _At = nn.Linear(3, 2).double(), torch.tensor(_A, requires_grad=True)
_layer.weight.data, _layer.bias.data = (
    torch.tensor(_Wt),
    torch.tensor([1.0, -2.0], dtype=torch.float64),
)
_Z = _layer(_At)
_Z.backward(torch.tensor(_delta))
assert np.allclose(_Z.detach().numpy(), _A @ _Wt.T + [1, -2])
assert np.allclose(_layer.weight.grad.numpy(), _delta.T @ _A)
assert np.allclose(_At.grad.numpy(), _delta @ _Wt)
for _which in (1, 3):  # a slope three times too large, in one of the two sigmoids

    class _Threefold(torch.autograd.Function):
        @staticmethod
        def forward(ctx, z):
            a = torch.sigmoid(z)
            ctx.save_for_backward(a)
            return a

        @staticmethod
        def backward(ctx, upstream):
            (a,) = ctx.saved_tensors
            return 3 * upstream * a * (1 - a)

    _theirs.zero_grad()
    _at = inputs
    for _k, _part in enumerate(_theirs):
        _at = _Threefold.apply(_at) if _k == _which else _part(_at)
    nn.MSELoss(reduction="sum")(_at, targets).backward()
    _times = [
        (_p.grad.numpy() / turned[_name]).round(9)
        for _name, _p in zip("WbVc", _theirs.parameters(), strict=True)
    ]
    assert [set(np.unique(_t)) for _t in _times] == [{3.0}] * 2 + [
        {3.0 if _which == 3 else 1.0}
    ] * 2
assert worst < 1e-10
assert sum(p.numel() for p in theirs.parameters()) == 31

# %% [markdown] slug="ch15-exercise-2"
# ### Exercise 15.2: the same step in PyTorch (5 minutes)
#
# A network 6-5-3 has been trained with this course's $L$ at the rate 0.1, on batches of 32 rows. Somebody writes it
# again in PyTorch, with `nn.Linear` and `nn.MSELoss`. Fill in the gaps. The first shape is done. Done when each line
# says "right".

# %% tags=["exercise"]
answer_2 = {
    "shape_of_W1": [5, 6],
    "shape_of_W2": [None, None],
    "shape_of_the_gradient_of_W2": [None, None],
    "MSELoss_where_L_is_0.6": None,
    "gradient_of_a_bias_where_ours_is_0.12": None,
    "rate_that_takes_the_same_steps": None,
}

# %%
tell("15.2", answer_2)

# %% [markdown] tags=["hint"]
# Hint 1: look at what divides
#
# $L$ divides by the rows. `MSELoss` divides by the rows and by the outputs. The number of rows is the same for both.

# %% [markdown] tags=["hint"]
# Hint 2: recall the step
#
# $w \leftarrow w - \eta\, g$. When $g$ gets smaller by a factor, what must η do, so that the step stays?

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# factor = 3  # the outputs of 6-5-3
# ```

# %% [markdown] tags=["solution"]
# ```python
# answer_2 = {
#     "shape_of_W1": [5, 6],
#     "shape_of_W2": [3, 5],
#     "shape_of_the_gradient_of_W2": [3, 5],
#     "MSELoss_where_L_is_0.6": 0.2,
#     "gradient_of_a_bias_where_ours_is_0.12": 0.04,
#     "rate_that_takes_the_same_steps": 0.3,
# }
# ```
#
# PyTorch's loss and its gradients are a third of ours, so its rate has to be three times ours: 0.1 · 0.12 = 0.3 · 0.04.
# With the rate copied as well, the network trains at a third of the speed, and nothing says why. The shapes are only
# turned, and a gradient has the shape of its weight.

# %% tags=["asserts"]
assert isclose(0.1 * 0.12, 0.3 * 0.04)
assert isclose(0.6 / 3, 0.2)

# %% [markdown] slug="ch15-gradcheck"
# ## PyTorch can nudge, too
#
# Where would you get a gradient that PyTorch has not derived by itself? From a rule of your own. A
# `torch.autograd.Function` has a `forward`, which may put numbers aside for later, and a `backward`, which is handed
# the upstream gradient and returns upstream × local, as in chapter 06. Below is a sigmoid with its own rule, and the
# rule has a slip: its slope is $a \cdot a$ where $a\,(1 - a)$ should stand.
#
# `torch.autograd.gradcheck` is chapter 02's {{term:gradient-check}}: it nudges each input to both sides, by 0.000001,
# and compares. Here it looks at the faulty sigmoid at $z = 0$, and then at 0 and 1 together. Will it find the slip the
# first time? The second time?


# %% tags=["predict"]
class FaultySigmoid(torch.autograd.Function):
    @staticmethod
    def forward(ctx, z):
        a = torch.sigmoid(z)
        ctx.save_for_backward(a)  # put aside for the way back
        return a

    @staticmethod
    def backward(ctx, upstream):
        (a,) = ctx.saved_tensors
        return upstream * a * a  # should be a * (1 - a)


for points in ([0.0], [0.0, 1.0]):
    z = torch.tensor(points, dtype=torch.float64, requires_grad=True)
    passed = gradcheck(FaultySigmoid.apply, z, raise_exception=False)
    print(f"z = {points}: {'passed' if passed else 'failed'}")

# %% [markdown] tags=["answer"]
# At $z = 0$ it passes! There $a$ is 1/2, and 1/2 · 1/2 is 1/4 with the slip and without it. At 1 the slope should be
# about 0.1966, and the rule says 0.5344. A check is only as good as the points at which it is made: draw them at
# random, and never take a round number alone.
#
# (Without `raise_exception=False` it stops with an error that shows both numbers. It wants 64 bits: in 32, where some
# seven digits are left, a nudge of a millionth drowns, and even PyTorch's own sigmoid fails.)

# %% tags=["asserts"]
_a = torch.sigmoid(torch.tensor(1.0, dtype=torch.float64)).item()
assert (
    isclose(_a, 1 / (1 + e**-1))
    and round(_a * (1 - _a), 4) == 0.1966
    and round(_a * _a, 4) == 0.5344
)
_passed = []
for _points in ([0.0], [0.0, 1.0]):
    _z = torch.tensor(_points, dtype=torch.float64, requires_grad=True)
    _passed.append(gradcheck(FaultySigmoid.apply, _z, raise_exception=False))
assert _passed == [True, False]
_z = torch.tensor([0.3, 1.0], dtype=torch.float64, requires_grad=True)
assert gradcheck(torch.sigmoid, _z, eps=0.000001)
_z32 = _z.detach().float().requires_grad_()
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    assert not gradcheck(torch.sigmoid, _z32, raise_exception=False)

# %% [markdown] slug="ch15-module"
# ## A network, a loss, an optimiser
#
# In PyTorch a network is a class. Layers (and `nn.Parameter`s) that you assign to `self` in `__init__` are found by
# `parameters()`; `forward` says how it computes, and you call the network itself, `net(x)`.
#
# `nn.CrossEntropyLoss` is chapter 11's softmax and cross-entropy in one. So the network has no softmax at its end: it
# returns logits, (N, 10). The targets are class numbers, whole, and of shape (N,). This course has the same loss,
# `functional.cross_entropy`. Give both the same logits. There are ten outputs. By which factor do the two gradients
# differ, if they do?


# %% tags=["predict"]
class DigitNet(nn.Module):
    """64 pixels, 32 hidden neurons with ReLU, 10 logits."""

    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(64, 32)
        self.out = nn.Linear(32, 10)

    def forward(self, x):
        return self.out(torch.relu(self.hidden(x)))


images, digits = data.digits(seed=0)
X, y = torch.tensor(images, dtype=torch.float32), torch.tensor(digits)

torch.manual_seed(0)
logits = DigitNet()(X[:30]).double()
logits.retain_grad()
their_loss = nn.CrossEntropyLoss()(logits, y[:30])
their_loss.backward()

our_logits = lab.Tensor(logits.detach().numpy(), requires_grad=True)
our_loss = lab.functional.cross_entropy(our_logits, digits[:30])
our_loss.backward()

factors = our_logits.grad / logits.grad.numpy()
print(f"loss: ours {our_loss.item():.6f}, PyTorch {their_loss.item():.6f}")
print(
    f"gradients, ours over PyTorch's: {factors.min():.6f} to {factors.max():.6f}"
)

# %% [markdown] tags=["answer"]
# They do not differ. A row has one right class, and so one $-\ln p$, however many outputs there are. The mean runs over
# the rows alone. What a loss divides by is a choice, and it is not the same choice everywhere:
#
# | PyTorch's loss | divides by | targets |
# |---|---|---|
# | `MSELoss` | rows × outputs | (N, n_out), like the outputs |
# | `BCEWithLogitsLoss`, of sigmoids | rows × outputs | (N, n_out), like the logits |
# | `CrossEntropyLoss` | rows | class numbers, (N,) |

# %% [markdown]
# The loop has the three lines that you know. A {{term:data-loader}} cuts the rows into batches (with `shuffle=True`
# in a new order each epoch), and the optimiser is chapter 13's Adam. Its rate is 0.003. How far does a weight move at
# most in the *first* step? And after ten epochs, how many of 397 unseen digits will be read right?

# %% tags=["predict"]
torch.manual_seed(1)
net = DigitNet()
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(net.parameters(), lr=0.003)
rows = TensorDataset(X[:1400], y[:1400])
loader = DataLoader(rows, batch_size=32, shuffle=True)
at_first = nn.utils.parameters_to_vector(net.parameters()).detach()
furthest = None

for epoch in range(10):
    for inputs, targets in loader:
        optimizer.zero_grad()
        loss = criterion(net(inputs), targets)
        loss.backward()
        optimizer.step()
        if furthest is None:
            now = nn.utils.parameters_to_vector(net.parameters()).detach()
            furthest = (now - at_first).abs().max().item()
            print(f"the furthest in the first step: {furthest:.6f}")

with torch.no_grad():
    right = (net(X[1400:]).argmax(dim=1) == y[1400:]).sum().item()
print(f"read right: {right} of {len(X[1400:])}")

# %% [markdown] tags=["answer"]
# That weight goes 0.003, the rate itself. In its first step Adam divides each gradient by its own size, so what is left
# of it is a sign. After ten epochs, in this run, the network reads 382 of the 397.

# %% [markdown]
# Four more things that you will meet in other people's programs:
#
# ```python
# net.train()  # dropout drops, batch normalisation looks at the batch
# net.eval()  # both as in use: say it before you measure
# torch.save(net.state_dict(), "net.pt")  # the numbers, by name; the class is not saved
# net.load_state_dict(torch.load("net.pt"))
# ```
#
# And the **device**. A tensor lives in the memory of the processor, `"cpu"`, or of a graphics card, `"cuda"`, which
# multiplies large matrices far faster. `device = "cuda" if torch.cuda.is_available() else "cpu"` asks for the card.
# All arrays that one operation uses must live on one device, or an error stops it. So say `net.to(device)` before you
# make the optimiser, and `inputs, targets = inputs.to(device), targets.to(device)` in the loop. `net.to` moves the
# network itself; `.to` of a tensor returns a new tensor, so `inputs.to(device)` by itself does nothing. The way back is
# `.cpu()`, before `.numpy()`. Only the speed changes, and the last digits.

# %% tags=["asserts"]
assert np.allclose(factors, 1, rtol=1e-9)
assert isclose(our_loss.item(), their_loss.item())
_z, _t = torch.randn(5, 4).double(), torch.rand(5, 4).double()
_each = nn.BCEWithLogitsLoss(reduction="none")(_z, _t)
assert isclose(
    nn.BCEWithLogitsLoss()(_z, _t).item(), _each.sum().item() / (5 * 4)
)
assert abs(furthest - 0.003) < 1e-6
assert abs(right - 382) < 10 and len(X[1400:]) == 397
with torch.no_grad():
    _copy = DigitNet()
    _copy.load_state_dict(net.state_dict())
    assert torch.equal(_copy(X[:5]), net(X[:5]))

# %% [markdown] slug="ch15-broadcast"
# ## Perfect answers
#
# `CrossEntropyLoss` wants its labels as (N,). Try the same with `MSELoss`, without a network: give it two outputs that
# are *exactly right*. There are two rows. The targets are 0 and 1, and the outputs are 0 and 1. A network returns one
# column, so the outputs have the shape (2, 1). The labels come as they came from the data, with the shape (2,).
#
# What does `MSELoss` say?

# %% tags=["predict"]
outputs = torch.tensor([[0.0], [1.0]], requires_grad=True)
labels = torch.tensor([0.0, 1.0])
loss = nn.MSELoss()(outputs, labels)
print("loss:", loss.item())

# %% [markdown] tags=["answer"]
# 0.5, for answers that are all right.

# %% [markdown]
# Where do the misses come from? Look at the shapes in the graph, with → to the loss. The box `data` holds
# the labels, as the loss has taken them. Then go on, back to `outputs`: which way is each of the two perfect answers to
# be moved?

# %% tags=["predict"]
show(loss, title="Two perfect outputs, and what is made of them")

# %% [markdown] tags=["answer"]
# A column minus a row is a *table*. {{term:broadcasting|Broadcasting}} repeats the column (2, 1) to (2, 2), and the
# labels (2,) too, so that each output is held against each label. Of the four squares two are 1, and their mean is 0.5.
#
# On the way back −0.5 arrives at the first output and 0.5 at the second: the perfect 0 is to be raised, and the perfect
# 1 lowered. Each output is pulled towards *every* label, and so towards their mean.
#
# PyTorch does say something. This notebook held it back, so that you could guess first:

# %% tags=["answer"]
with warnings.catch_warnings(record=True) as said:
    warnings.simplefilter("always")
    nn.MSELoss()(outputs, labels)
print(fill(str(said[0].message), 78))

# %% [markdown] tags=["answer"]
# It is a warning, it comes once, and in a long output it scrolls away. **Of all warnings this is the one not to
# ignore.** The cure is one line, `labels = labels.view(-1, 1)`: it gives the labels the shape of the outputs. (The
# loss of this course takes no chances. It stops.)

# %% tags=["answer"]
try:
    lab.functional.mse(outputs.detach().numpy(), labels.numpy())
except lab.errors.ShapeError as error:
    print(fill(str(error), 78))

# %% tags=["asserts"]
_columns = torch.tensor([[0.0], [1.0]])
assert nn.MSELoss()(_columns, _columns).item() == 0
loss.backward()
assert outputs.grad.tolist() == [[-0.5], [0.5]]
assert ((_columns - torch.tensor([0.0, 1.0])) ** 2).mean().item() == 0.5

# %% [markdown] slug="ch15-exercise-3"
# ### Exercise 15.3: the loop, from a blank sheet (10 minutes)
#
# Write a training loop in PyTorch. You are given NumPy arrays of 64 bits: `X` (N, 2), labels `y` (N,), and the weights
# of a network with one hidden ReLU layer as this course stores them, `W1` (2, 4), `b1` (4,), `W2` (4, 1), `b2` (1,).
# Take all rows in each step, the mean square for the loss, and plain gradient descent. Return the list of the losses,
# each before its step, and the last `W1` as an array. You need neither `nn.Linear` nor a loader: make leaves with
# `torch.tensor(…, requires_grad=True)`, and write the forward pass with `@` and `torch.relu`. An array comes back with
# `.detach().numpy()`. Done when the line below says "right".


# %% tags=["exercise"]
def descend(X, y, W1, b1, W2, b2, lr, steps):
    losses = []
    last_W1 = None
    return None if last_W1 is None else (losses, last_W1)


# %%
tell("15.3", descend)

# %% [markdown] tags=["hint"]
# Hint 1: look at the two shapes that the loss is given
#
# What shape has the network's output, and what shape have the labels? You have just seen what comes of it.

# %% [markdown] tags=["hint"]
# Hint 2: recall the three lines, and what each of them is for
#
# The losses are noted before the step. One of the three lines keeps the gradients of different steps apart.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# leaves = [torch.tensor(array, requires_grad=True) for array in (W1, b1, W2, b2)]
# ```

# %% [markdown] tags=["solution"]
# ```python
# def descend(X, y, W1, b1, W2, b2, lr, steps):
#     X, y = torch.tensor(X), torch.tensor(y).view(-1, 1)
#     leaves = [torch.tensor(array, requires_grad=True) for array in (W1, b1, W2, b2)]
#     optimizer = torch.optim.SGD(leaves, lr=lr)
#     losses = []
#     for _ in range(steps):
#         optimizer.zero_grad()
#         W1, b1, W2, b2 = leaves
#         outputs = torch.relu(X @ W1 + b1) @ W2 + b2
#         loss = nn.functional.mse_loss(outputs, y)
#         loss.backward()
#         optimizer.step()
#         losses.append(loss.item())
#     return losses, leaves[0].detach().numpy()
# ```
#
# `view(-1, 1)` makes a column of the labels; without it the loss is that of the last section. `loss.item()` takes the
# number out, and leaves the graph behind. Without `zero_grad` the first two losses are right, and no other is.

# %% [markdown] slug="ch15-quiz"
# ## Check yourself
#
# Six questions. Choose an answer, then open it.

# %% [markdown] tags=["quiz"]
# **4.** A loop has `loss.backward()` and `optimizer.step()`, and no `zero_grad`. What are its steps made of?
#
# - Of the sum of all gradients since the beginning.
#   Right. That is momentum with β = 1.
# - Of the gradient of this batch, and of no other.
#   No. `.backward()` adds to what is there already, and nobody has cleared it.
# - Of nothing, since PyTorch refuses a second sweep.
#   No. It refuses a second sweep through the *same* graph. Each forward pass makes a new one.

# %% [markdown] tags=["quiz"]
# **5.** "Trying to backward through the graph a second time." The loop calls `backward()` once a step. What is the
# likely cause?
#
# - The loss was computed above the loop, and only once.
#   Right. Each step needs a forward pass of its own, which makes a new graph.
# - The gradients of the step before were never cleared.
#   No. Then they add up, without any error.
# - `retain_graph=True` is missing from the call in the loop.
#   No. At best it would send the sweep through the old numbers again and again. In a network with a hidden layer
#   another error comes, since the step has changed weights that the old graph had kept.

# %% [markdown] tags=["quiz"]
# **6.** Your gradients and PyTorch's agree in every layer, but for a factor of 10 that is the same everywhere. Where do
# you look?
#
# - At the transposes, in each layer.
#   No. A wrong transpose changes which number stands where, not all of them by one factor.
# - At the first layer, where the way back ends.
#   No. The gradients of the later layers do not depend on it in this way.
# - At the loss, where the way back begins.
#   Right. Every gradient passes there. Perhaps one loss sums over ten outputs, and the other averages. (The only other
#   such place is the slope of the last activation.)

# %% [markdown] tags=["quiz"]
# **7.** A rule of your own passes `gradcheck` with a single input, $z = 0$. What do you know?
#
# - That it is right at 0, and perhaps nowhere else.
#   Right. Check several points, drawn at random: a wrong formula can agree at a round number.
# - That it is right, because a slope was compared.
#   No. It was compared at one point only.
# - Nothing, because `gradcheck` needs 32 bits.
#   No. It needs 64, and it did compare: at 0 the rule is right.

# %% [markdown] tags=["quiz"]
# **8.** The loss of a network with one output stays at the variance of the labels. Which shapes do you look at?
#
# - Those of the weights in each layer.
#   No. Weights of a wrong shape stop with an error.
# - Those of the outputs and the labels.
#   Right. (N, 1) and (N,) make a table, and the best answer to it is a constant, the mean label.
# - Those of the gradients of the weights.
#   No. A gradient always has the shape of its leaf.

# %% [markdown] tags=["quiz"]
# **9.** You replace `nn.CrossEntropyLoss()` on logits by one on `torch.softmax(logits, dim=1)`. What happens?
#
# - An error comes, since probabilities are no logits.
#   No. Any numbers can be taken for logits, so nothing stops it.
# - Nothing changes, since softmax keeps the order.
#   No. The order stays, but the loss and its gradients are different.
# - It trains worse, since softmax is now applied twice.
#   Right. The loss applies its own. In chapter 11 you could tell by a loss that never came near 0.

# %% [markdown] slug="ch15-summary"
# ## The chapter on one page
#
# ```python
# for inputs, labels in loader:
#     optimizer.zero_grad()  # every .grad to None
#     loss = criterion(net(inputs), labels)  # a new graph
#     loss.backward()  # adds to every .grad, changes no weight
#     optimizer.step()  # changes the weights
# ```
#
# | | here | PyTorch |
# |---|---|---|
# | a number with a gradient | `Value(2.0)` | `torch.tensor(2.0, requires_grad=True)` |
# | what made it | `.op`, `.parents` | `.grad_fn`, and its `next_functions` |
# | weight of a layer | (n_in, n_out) | (n_out, n_in), {{ref:torch-linear}} |
# | squared loss | sum over outputs, mean over rows | mean over both, {{ref:torch-mse}} |
# | softmax with cross-entropy | mean over rows | the same: `CrossEntropyLoss`, on logits |
# | numbers | 64 bits | 32 bits; from NumPy as they come; `.double()` makes 64 |
# | without a graph | `with no_grad():` | `with torch.no_grad():`, or `.detach()` |
# | check by nudging | `check_gradient` | `torch.autograd.gradcheck`, in 64 bits |
# | take weights over | `net.to_torch_state()` | `net.load_state_dict(…)` |
#
# **The shapes.** Outputs (2, 1) against labels (2,): a table, and a loss of 0.5 for perfect answers.
#
# **The mistake.** "`.backward()` updates the weights." It fills in `.grad`.

# %% tags=["asserts"]
_table = torch.tensor([[0.0], [1.0]]) - torch.tensor([0.0, 1.0])
assert (_table**2).mean().item() == 0.5

# %% [markdown] slug="ch15-next"
# ## Where to go next
#
# [Chapter 16](16_published_program.ipynb) puts a program on trial that an article has printed. It also counts what a
# sweep costs, and goes to the place where backpropagation ends.

# %% [markdown] tags=["not-in-book"]
# Save your work before you go. On Binder, choose *File → Download*, since the machine forgets everything after ten
# minutes without activity. [Chapter 00](00_start_here.ipynb) says what to do with the file when you return.

# %% [markdown] slug="ch15-sources"
# ## Sources
#
# PyTorch: Adam Paszke and others, "PyTorch: an imperative style, high-performance deep learning library", *Advances
# in Neural Information Processing Systems* 32 (2019). What `backward` stores, and what `retain_graph` and `detach` do,
# is described in PyTorch's own documentation, [Autograd
# mechanics](https://docs.pytorch.org/docs/stable/notes/autograd.html).
