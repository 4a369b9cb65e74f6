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
# Take a program that works, and delete one of them. Whichever it is, no error comes. What happens to the weights if
# the *second* is missing? If the *third* is? And if the *first* is? Write three short answers down. One of them is a
# surprise.
#
# You have built all that stands behind these lines. Here you meet it under other names, and you hold it to its word:
# the gradients have to be yours, to the last digit. Then you run a published program, which stops three times and,
# once it runs, learns nothing. And you look at where backpropagation ends: at a step through which no gradient goes.
#
# **When you are through,** you can say what each of the three lines of a PyTorch loop does; write a network and its
# loop in PyTorch; find a factor or a transpose in which two programs differ; read the one warning that must not be
# ignored; say what the forward pass keeps in memory; and choose a way round a step that has no slope.
#
# **You need** [chapter 06](06_build_the_engine.ipynb), since PyTorch is that engine with arrays;
# [chapter 09](09_vectorised.ipynb), the batch and its conventions; and the loop of [chapter 10](10_training.ipynb).
# From NumPy you know `.shape`, `@` and {{term:broadcasting}}. PyTorch itself comes with this course. If the first
# cell cannot find it, [chapter 00](00_start_here.ipynb) says what is missing.
#
# **Time:** 40 minutes of reading and playing, 20 for three exercises, 10 for the ten questions of chapter 00, which
# come back. One lab is optional, and the explanation at the very end is for another day.
#
# **The mistake this chapter cures:** `.backward()` updates the weights.

# %% slug="ch15-setup"
import warnings
from math import isclose, log

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

import autograd_lab as lab
from autograd_lab import data, show
from autograd_lab.answers import tell
from autograd_lab.viz import figures
from autograd_lab.viz.side_by_side import side_by_side

torch.set_num_threads(1)  # our arrays are small: more threads would only wait for each other

# %% [markdown] slug="ch15-three-lines"
# ## Three lines, three jobs
#
# The taxi of chapter 00: three kilometres, 9 to pay, and you guess $w = 2$ for a kilometre. So the loss is (2 · 3 −
# 9)² = 9, and the gradient of $w$ was −18. A {{term:tensor}} is PyTorch's array. This one holds a single number, and
# `requires_grad` says that it is a leaf that wants a gradient, as a `Value` always does.

# %%
w = torch.tensor(2.0, requires_grad=True)
target = torch.tensor(9.0)
cost = w * 3
loss = nn.functional.mse_loss(cost, target)

show(loss, title="The taxi, computed by PyTorch")

# %% [markdown]
# Press → until the loss is there, and then on, back to `w`. It is the player that you know. But nothing in it has
# been computed by this course. The graph, the values and the gradients are PyTorch's, and the player asks for them
# one by one. −18 arrives at `w`.
#
# Now without the player. `torch.optim.SGD` is given a list of leaves and a learning rate, 0.05. Before you run the
# cell: after which of the three lines does $w$ change, and after which does `w.grad`?

# %% tags=["predict"]
optimizer = torch.optim.SGD([w], lr=0.05)


def say(after):
    print(f"{after:22} w = {w.item():.2f}   w.grad = {None if w.grad is None else w.grad.item()}")


say("at first")
loss.backward()
say("loss.backward()")
optimizer.step()
say("optimizer.step()")
optimizer.zero_grad()
say("optimizer.zero_grad()")

# %% [markdown]
# | line | reads | changes |
# |---|---|---|
# | `loss.backward()` | the graph | every leaf's `.grad`, by *adding* to it; no weight |
# | `optimizer.step()` | each `.grad` | the weights: 2 − 0.05 · (−18) = 2.9; no `.grad` |
# | `optimizer.zero_grad()` | nothing | each `.grad`, to `None` |
#
# Here is the mistake of this chapter, and you can see it fail: **`.backward()` updates the weights.** After that line
# $w$ is still 2. It is {{term:backpropagation}} and nothing more. What it found lies in `.grad`, until the
# {{term:optimiser}} comes and makes a step of it. The two never speak to each other, they only know the same leaves.
#
# With that you can answer the question from the beginning. Look at your three answers, change them if you like, then
# run a hundred steps with each of the lines left out. The rate is 0.01, and $w$ ought to go to 3.


# %% tags=["predict"]
def hundred_steps(without=None):
    """w after each of 100 steps on the taxi, with one of the three lines left out."""
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

# %% [markdown]
# Without `backward` there is no gradient, and without `step` nobody uses it. Either way $w$ stays at 2, and the loss
# at 9, for ever. Nothing complains, since to leave a weight alone is no error.
#
# The first line is the surprise. Without it $w$ does not stay, and it does not run away. It swings, from 2 up to
# about 4 and back, and after a hundred steps it swings as before. Each gradient is added to the sum of all earlier
# ones, and the step follows the sum. A sum of past gradients is a *velocity*. It is {{term:momentum}} with β = 1, a
# pendulum without friction: it is fastest where it should stop.
#
# So when a loss of your own never moves, look for `backward` and `step`. When it swings and never settles, look for
# `zero_grad`.

# %%
figures.plot(
    {"all three": hundred_steps(), "no zero_grad": hundred_steps(without="zero_grad")},
    title="The price of a kilometre over a hundred steps",
    x="step",
    y="w, per kilometre",
    y_range=(1.5, 4.5),
    say="With all three lines w rises from 2 to 3 and stays. Without zero_grad it swings between 2 and 4 for ever.",
)

# %% tags=["asserts"]
assert (2 * 3 - 9) ** 2 == loss.item() == 9
assert isclose(2 - 0.05 * -18, 2.9)
assert isclose(w.item(), 2.9, rel_tol=1e-6)
assert w.grad is None
_paths = {line: hundred_steps(without=line) for line in (None, "backward", "step", "zero_grad")}
assert isclose(_paths[None][0], 2 - 0.01 * -18, rel_tol=1e-6)
assert abs(_paths[None][-1] - 3) < 1e-6
assert set(_paths["backward"]) == set(_paths["step"]) == {2}
_late = _paths["zero_grad"][60:]
assert min(_late) < 2.1 and 3.9 < max(_late) < 4.1

# %% [markdown] slug="ch15-same"
# ## Are they the same gradients?
#
# One number is no test. Take the network 3-4-3 of [chapter 07](07_one_network_by_hand.ipynb), with the weights that
# you know by heart by now: its input is (1, 2, 3), its outputs are 0.5, 0.7 and 0.3, its targets 1, 1 and 1, its loss
# 0.83. The δ of the outputs were −0.25, −0.126 and −0.294, and these are also the gradients of the output biases.
#
# Below, `ours` is built with this course and `theirs` with PyTorch. The names are the same on purpose. Both get the
# same weights: `to_torch_state` gives each of ours PyTorch's name and shape. What will PyTorch say for the three biases
# of the outputs?

# %% tags=["predict"]
W = np.array([[1.0, 2, 3, -1], [1, -1, 0, -1], [-1, 0, -1, 1]])
b = np.array([0, log(3), -log(3), log(3)])
V = np.array([[2.0, -1, -2], [1, -1, 1], [-1, 2, 1], [-2, 1, 0]])
c = np.array([0, log(7 / 3), -log(7 / 3)])
x, y = np.array([[1.0, 2, 3]]), np.array([[1.0, 1, 1]])

ours = lab.nn.Sequential(lab.nn.Linear(3, 4), lab.nn.Sigmoid(), lab.nn.Linear(4, 3), lab.nn.Sigmoid())
for parameter, numbers in zip(ours.parameters(), (W, b, V, c), strict=True):
    parameter.data[:] = numbers

theirs = nn.Sequential(nn.Linear(3, 4), nn.Sigmoid(), nn.Linear(4, 3), nn.Sigmoid()).double()
theirs.load_state_dict({name: torch.tensor(array) for name, array in ours.to_torch_state().items()})

our_loss = ((ours(x) - y) ** 2).sum() / len(x)  # chapter 08's: the squares added up, the mean over the rows
our_loss.backward()
their_loss = nn.MSELoss()(theirs(torch.tensor(x)), torch.tensor(y))
their_loss.backward()

print(f"loss            ours {our_loss.data:.4f}    PyTorch {their_loss.item():.4f}")
for name, mine, parameter in zip(("W", "b", "V", "c"), ours.parameters(), theirs.parameters(), strict=True):
    print(f"gradient of {name}   ours {mine.grad.shape!s:8}  PyTorch {tuple(parameter.grad.shape)}")
print("of the output biases, ours   ", ours.parameters()[3].grad.round(5))
print("                     PyTorch ", theirs[2].bias.grad.numpy().round(5))

# %% [markdown]
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
# The next cell does what you should do with any two programs that ought to agree: it puts them side by side.
# `compare` takes our gradients, with the weights turned, and holds them against PyTorch's. The player calls PyTorch's
# numbers *right*, since it shows PyTorch's graph; here that is only a name. Read the column *what it shows*. Then
# press → and find the two boxes with a transpose. What do they turn?

# %%
gradients = {name: mine.grad for name, mine in zip(("W", "b", "V", "c"), ours.parameters(), strict=True)}
in_torch = dict(zip(("W", "b", "V", "c"), theirs.parameters(), strict=True))
inputs, targets = torch.tensor(x), torch.tensor(y)
turned = {name: gradient.T for name, gradient in gradients.items()}  # .T leaves a bias as it is

show(
    nn.MSELoss()(theirs(inputs), targets),
    names={**in_torch, "x": inputs, "y": targets},
    compare=turned,
    title="3-4-3 in PyTorch, beside our gradients",
)

# %% [markdown]
# The two boxes `Xᵀ` turn the weights, which PyTorch keeps as (n_out, n_in), before they are used; on the way back
# they turn the gradients to that shape.
#
# And every entry of ours is 3 times what PyTorch says, in all four of them. A slip in one layer would have shown in
# that layer and in those before it. A factor that is everywhere the same can only stand where everything passes, and
# that is the loss.
#
# So give PyTorch the course's loss, and subtract. How many digits will agree?

# %% tags=["predict"]
for dtype in (torch.float64, torch.float32):
    theirs.to(dtype).zero_grad()
    outputs = theirs(torch.tensor(x, dtype=dtype))
    loss = ((outputs - torch.tensor(y, dtype=dtype)) ** 2).sum(dim=1).mean()
    loss.backward()
    apart = max(np.abs(turned[name] - p.grad.numpy()).max() for name, p in in_torch.items())
    print(f"{dtype!s:14} loss {loss.item():.10f}, largest difference of a gradient {apart:.0e}")
theirs.double()

# %% [markdown]
# In 64 bits they agree to some sixteen digits. In 32 bits, which is what PyTorch takes unless you ask otherwise,
# about seven are left. Nothing is wrong then; but whoever looks for a mistake in the sixth digit should say
# `.double()` first. And with a batch of rows, and with other weights?

# %%
rng = np.random.default_rng(15)
worst = 0.0
for rows in (1, 5, 32):
    X, Y = rng.normal(size=(rows, 3)), rng.random(size=(rows, 3))
    for parameter in ours.parameters():
        parameter.data[:] = rng.normal(size=parameter.shape)
    theirs.load_state_dict({name: torch.tensor(array) for name, array in ours.to_torch_state().items()})
    ours.zero_grad()
    theirs.zero_grad()
    (((ours(X) - Y) ** 2).sum() / rows).backward()
    (3 * nn.MSELoss()(theirs(torch.tensor(X)), torch.tensor(Y))).backward()
    for mine, parameter in zip(ours.parameters(), theirs.parameters(), strict=True):
        worst = max(worst, np.abs(mine.grad.T - parameter.grad.numpy()).max())
print(f"31 gradients, batches of 1, 5 and 32 rows: the largest difference is {worst:.0e}")

# %% [markdown]
# Your formulas from chapters 07 to 09, the arrays of this course, and a library that thousands have worked on give
# one answer. None of them has learnt it from another.

# %% tags=["asserts"]
# eq: torch-mse, torch-linear
assert isclose(our_loss.data, 0.83)
assert round(0.83 / 3, 4) == 0.2767
assert isclose(their_loss.item(), 0.83 / 3)
assert np.allclose(gradients["c"], [-0.25, -0.126, -0.294])
with torch.no_grad():
    _theirs = nn.Sequential(nn.Linear(3, 4), nn.Sigmoid(), nn.Linear(4, 3), nn.Sigmoid()).double()
for _p, _numbers in zip(_theirs.parameters(), (W.T, b, V.T, c), strict=True):
    _p.data = torch.tensor(_numbers.copy())
_out = _theirs(inputs)
assert np.allclose(_out.detach().numpy(), [[0.5, 0.7, 0.3]])
nn.MSELoss()(_out, targets).backward()
for _name, _p in zip(("W", "b", "V", "c"), _theirs.parameters(), strict=True):
    assert np.allclose(3 * _p.grad.numpy(), turned[_name], rtol=0, atol=1e-15)
_A, _Wt, _delta = rng.normal(size=(5, 3)), rng.normal(size=(2, 3)), rng.normal(size=(5, 2))
_layer, _At = nn.Linear(3, 2).double(), torch.tensor(_A, requires_grad=True)
_layer.weight.data, _layer.bias.data = torch.tensor(_Wt), torch.tensor([1.0, -2.0], dtype=torch.float64)
_Z = _layer(_At)
_Z.backward(torch.tensor(_delta))
assert np.allclose(_Z.detach().numpy(), _A @ _Wt.T + [1, -2])
assert np.allclose(_layer.weight.grad.numpy(), _delta.T @ _A)
assert np.allclose(_At.grad.numpy(), _delta @ _Wt)
assert worst < 1e-10
assert sum(p.numel() for p in theirs.parameters()) == 31

# %% [markdown] slug="ch15-exercise-1"
# ### Exercise 15.1: the same step in PyTorch (5 minutes)
#
# A network 6-5-2 has been trained with this course's $L$ at the rate 0.1, on batches of 32 rows. Somebody writes it
# again in PyTorch, with `nn.Linear` and `nn.MSELoss`. Fill in the gaps. The first shape is done. Done when each line
# says "right".

# %% tags=["exercise"]
answer_1 = {
    "shape_of_W1": [5, 6],
    "shape_of_W2": [None, None],
    "shape_of_the_gradient_of_W2": [None, None],
    "MSELoss_where_L_is_0.6": None,
    "gradient_of_a_bias_where_ours_is_0.08": None,
    "rate_that_takes_the_same_steps": None,
}

# %%
tell("15.1", answer_1)

# %% [markdown] tags=["hint"]
# Hint 1: look at what divides
#
# $L$ divides by the rows. `MSELoss` divides by the rows and by the outputs. The number of rows is the same for both.

# %% [markdown] tags=["hint"]
# Hint 2: recall the step
#
# $w \leftarrow w - \eta\, g$. When $g$ is halved, what must η do, so that the step stays?

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# factor = 2  # the outputs of 6-5-2
# ```

# %% [markdown] tags=["solution"]
# ```python
# answer_1 = {
#     "shape_of_W1": [5, 6],
#     "shape_of_W2": [2, 5],
#     "shape_of_the_gradient_of_W2": [2, 5],
#     "MSELoss_where_L_is_0.6": 0.3,
#     "gradient_of_a_bias_where_ours_is_0.08": 0.04,
#     "rate_that_takes_the_same_steps": 0.2,
# }
# ```
#
# PyTorch's loss and its gradients are half of ours, so its rate has to be twice ours: 0.1 · 0.08 = 0.2 · 0.04.
# Whoever copies the rate as well trains at half the speed and wonders. The shapes are only turned, and a gradient has
# the shape of its weight.

# %% tags=["asserts"]
assert isclose(0.1 * 0.08, 0.2 * 0.04)

# %% [markdown] slug="ch15-program"
# ## A published program, run for real
#
# The article from which this course grew has a program at its end: a network with two inputs, four hidden ReLU
# neurons and one output, `MSELoss`, plain gradient descent at the rate 0.01, batches of 10, a thousand
# {{term:epoch|epochs}}. It says that this is the complete implementation. So it should run. Below is a program of the
# same build, with the same faults.
#
# In PyTorch a network is a class. What is assigned in `__init__` is found by `parameters()`, and `forward` says how
# it computes; you call it as `net(x)`. A {{term:data-loader}} cuts the rows into batches, in a new order each epoch.


# %%
class Net(nn.Module):
    """Two layers with a ReLU between them."""

    def __init__(self, n_in, n_hidden, n_out):
        super().__init__()
        self.hidden = nn.Linear(n_in, n_hidden)
        self.out = nn.Linear(n_hidden, n_out)

    def forward(self, x):
        return self.out(torch.relu(self.hidden(x)))


def train(model, loader, criterion, optimizer, num_epochs):
    """The loop with its three lines, and a print every 100 batches."""
    for epoch in range(num_epochs):
        for i, (inputs, labels) in enumerate(loader):
            optimizer.zero_grad()
            loss = criterion(model(inputs), labels)
            loss.backward()
            optimizer.step()
            if (i + 1) % 100 == 0:
                print(f"epoch {epoch + 1}, batch {i + 1}: loss {loss.item():.4f}")


net = Net(2, 4, 1)
criterion = nn.MSELoss()
optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
print(sum(p.numel() for p in net.parameters()), "weights and biases")

# %% [markdown]
# 2 · 4 + 4 for the hidden neurons, 4 · 1 + 1 for the output: 17. So far all is well. Then come the last three lines
# of the program, here with what Python says to each. What is wrong with each of them? Look at them before you run the
# cell; the names that exist are all above.

# %% tags=["predict"]
last_lines = [
    "train_loader = DataLoader(train_dataset, batch_size=10, shuffle=True)",
    "model.train()",
    "train(DataLoader([]), criterion, optimizer, 1000)",
]
for line in last_lines:
    try:
        exec(line)
    except (NameError, TypeError) as error:
        print(f"{line}\n    {type(error).__name__}: {error}")

# %% [markdown]
# There is no data set: nobody has made a `train_dataset`. There is no `model`: the network is called `net`. And
# `train` wants the network first; without it the loader is taken for the network, the loss for the loader, and at the
# end one argument is missing. All three are small, and none has to do with learning. But the program as printed has
# never run.
#
# The article gives no data, so take 40 rows of XOR, 10 around each corner, with the corners at −1 and 1. And one
# thing more: the program prints every 100 batches. Forty rows make four batches of ten. How many lines will it print
# in a thousand epochs? The count of batches begins again in each epoch. Say a number, then read on.
#
# None. A single line takes a hundred batches, so at least 991 rows, with one row in the last batch. And the article's
# text says that the loss is printed at the end of every epoch. Here are the two programs side by side. Before you open
# a *why*, say what would happen if the left line stayed.

# %%
published = """
train_loader = DataLoader(
    train_dataset, batch_size=10, shuffle=True
)
model.train()

for epoch in range(num_epochs):
    for i, (inputs, labels) in enumerate(loader):
        ...
        if (i + 1) % 100 == 0:
            print(epoch + 1, loss.item())

train(train_loader, criterion, optimizer, num_epochs)
"""
mended = """
train_dataset = TensorDataset(X, y)
train_loader = DataLoader(
    train_dataset, batch_size=10, shuffle=True
)
net.train()

for epoch in range(num_epochs):
    for inputs, labels in loader:
        ...
    if (epoch + 1) % 50 == 0:
        print(epoch + 1, loss.item())

train(net, train_loader, criterion, optimizer, num_epochs)
"""
side_by_side(
    published,
    mended,
    titles=("as published", "mended"),
    why={
        "train_dataset = TensorDataset(X, y)": "NameError: nothing of this name was ever made. Inputs and labels are bound together, row by row.",
        "model.train()": "NameError: the network is called net. The line itself matters for dropout and batch normalisation only, and there is none here.",
        "for i, (inputs, labels) in enumerate(loader):": "No error. Nobody needs the number of the batch any more.",
        "if (i + 1) % 100 == 0:": "No error, and no output either: with 990 rows or fewer there is no hundredth batch of ten.",
        "print(epoch + 1, loss.item())": "It has moved out of the inner loop: once an epoch, not once a batch.",
        "train(train_loader, criterion, optimizer, num_epochs)": "TypeError: the function takes the network first.",
    },
    title="The published program and the mended one",
)

# %% [markdown]
# (The article also installs a package `torchtransformers`. The library that it means is called `transformers`, and
# nothing here needs it. The Python `3.8` and the CUDA `11.1` that it asks for have both been out of support for
# years. What this chapter needs stands in the course's `environment.yml`.)
#
# Run the mended one, 250 epochs to begin with. `data.xor` returns the inputs with the shape (40, 2) and the labels
# with the shape (40,), as most libraries do. What loss do you expect at the end?


# %% tags=["predict"]
def xor_rows():
    """40 rows of XOR with corners at −1 and 1, as 32-bit tensors: inputs (40, 2), labels (40,)."""
    X, y = data.xor(40, noise=0.1, seed=0)
    return torch.tensor(2 * X - 1, dtype=torch.float32), torch.tensor(y, dtype=torch.float32)


def mended_train(model, loader, criterion, optimizer, num_epochs, say=True):
    """The mended loop. The loss that it prints is that of the epoch's last batch."""
    for epoch in range(num_epochs):
        for inputs, labels in loader:
            optimizer.zero_grad()
            loss = criterion(model(inputs), labels)
            loss.backward()
            optimizer.step()
        if say and (epoch + 1) % 50 == 0:
            print(f"epoch {epoch + 1:4}: loss {loss.item():.4f}")


def prepared(X, y, seed):
    """A new network, its optimiser and its loader, all from one seed."""
    torch.manual_seed(seed)
    net = Net(2, 4, 1)
    return net, torch.optim.SGD(net.parameters(), lr=0.01), DataLoader(TensorDataset(X, y), batch_size=10, shuffle=True)


X, y = xor_rows()
net, optimizer, loader = prepared(X, y, seed=0)
net.train()
with warnings.catch_warnings(record=True) as said:  # what PyTorch has to say is kept for later
    warnings.simplefilter("default")
    mended_train(net, loader, criterion, optimizer, num_epochs=250)

# %% [markdown]
# It runs, the lines are right, no error comes. And the loss stays near 0.25. That is what a network gets that says
# 1/2 to everything: (1/2)² is 1/4, whether the label is 0 or 1. It is as if it had not seen the labels at all. Is the
# network too small? The rate too low? Where would you look?

# %% tags=["asserts"]
assert sum(p.numel() for p in Net(2, 4, 1).parameters()) == 2 * 4 + 4 + 4 * 1 + 1 == 17
assert 40 // 10 < 100
assert [len(DataLoader(range(rows), batch_size=10)) for rows in (990, 991)] == [99, 100]
with torch.no_grad():
    _stuck = ((net(X)[:, 0] - y) ** 2).mean().item()
assert 0.2 < _stuck < 0.27
assert (1 / 2) ** 2 == 0.25
assert optimizer.param_groups[0]["lr"] == 0.01

# %% [markdown] slug="ch15-broadcast"
# ## Perfect answers, and a loss of 0.5
#
# Take the network away and give the loss two outputs that are *exactly right*. There are two rows. The targets are 0
# and 1, and the outputs are 0 and 1. A network returns one column, so the outputs have the shape (2, 1). The labels
# come as they came from the data, with the shape (2,).
#
# What does `MSELoss` say?

# %% tags=["predict"]
outputs = torch.tensor([[0.0], [1.0]], requires_grad=True)
labels = torch.tensor([0.0, 1.0])
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    loss = nn.MSELoss()(outputs, labels)
print("loss:", loss.item())

# %% [markdown]
# 0.5, for answers that are all right. Where do the misses come from? Look at the shapes in the graph, with → to the
# loss. The box `data` holds the labels, as the loss has taken them. And then on, back to `outputs`: which way is each
# of the two perfect answers to be moved?

# %%
show(loss, title="Two perfect outputs, and what is made of them")

# %% [markdown]
# A column minus a row is a *table*. Broadcasting repeats the column (2, 1) to (2, 2), and the labels (2,) too, so
# that each output is held against each label. Of the four squares two are 1, and their mean is 0.5.
#
# On the way back −0.5 arrives at the first output and 0.5 at the second: the perfect 0 is to be raised, and the
# perfect 1 lowered. Each output is pulled towards *every* label, so towards their mean. That is what the training has
# done, and quite well.
#
# PyTorch does say something. Here is what was kept:

# %%
print(str(said[0].message).replace(". ", ".\n"))

# %% [markdown]
# It is a warning, it comes once, and in a long output it scrolls away. **Of all warnings this is the one not to
# ignore.** The cure is one line, `y = y[:, None]` or `y = y.view(-1, 1)`: it gives the labels the shape of the outputs.
# (The loss of this course takes no chances. It stops.)

# %%
try:
    lab.functional.mse(outputs.detach().numpy(), labels.numpy())
except lab.errors.ShapeError as error:
    print(error)

# %% [markdown]
# Is that really all that was wrong? Five seeds, 250 epochs, once with the labels as they came and once as a column.
# Each seed gives both the same start and the same batches.


# %% tags=["predict"]
def after_training(X, y, seed, num_epochs=250):
    """(loss, share of rows on the right side of 1/2) after training from a seed."""
    net, optimizer, loader = prepared(X, y, seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        mended_train(net, loader, criterion, optimizer, num_epochs, say=False)
    with torch.no_grad():
        outputs, labels = net(X), y.view(-1, 1)
        return criterion(outputs, labels).item(), ((outputs > 0.5) == (labels > 0.5)).float().mean().item()


results = {"as they came": [], "as a column": []}
for seed in range(5):
    for shape, labels in (("as they came", y), ("as a column", y[:, None])):
        results[shape].append(after_training(X, labels, seed))
for shape, runs in results.items():
    print(f"labels {shape:13}", "  ".join(f"{loss:.3f} ({share:.0%})" for loss, share in runs))

# %% [markdown]
# With a column the loss comes down to about 0.01 in four of the five runs, and to 0.09 in the third, which is on its
# way. With the labels as they came it never falls below 0.21.
#
# But look at the shares in brackets. In four runs of five the network that has learnt "nothing" puts 90 to 100 % of
# the rows on the right side of 1/2! How can that be? An output is pulled towards all ten labels of its batch. One of
# the ten is its own. So a row with the label 1 is pulled towards a mean that is a little higher: its own 1, and nine
# of the other 39 rows, of which 19 have a 1. That makes (1 + 9 · 19/39)/10 = 7/13, about 0.54. A row with the label 0
# goes to 6/13. The outputs lie on the right sides, by a hair, and the loss is (6/13)² = 0.213.
#
# So whoever watches the accuracy alone would let this pass. (In a full batch of 40 even that is gone: every row is
# pulled to the same 1/2.) *Compare the loss with that of the best constant answer*, here 0.25. If
# yours stays near it, something is broken. Look first at what lies between the outputs and the labels. (It is not the
# only cause: the network of chapter 12 whose gradient vanished gave one answer to all images, too.)
#
# Now the program as the article meant it, all thousand epochs, from the seed that was slowest.

# %%
net, optimizer, loader = prepared(X, y[:, None], seed=2)
for part in range(4):
    mended_train(net, loader, criterion, optimizer, num_epochs=250, say=False)
    with torch.no_grad():
        print(f"after {250 * (part + 1):4} epochs: loss {criterion(net(X), y[:, None]).item():.4f} over all rows")

# %% tags=["asserts"]
_columns = torch.tensor([[0.0], [1.0]])
assert nn.MSELoss()(_columns, _columns).item() == 0
loss.backward()
assert outputs.grad.tolist() == [[-0.5], [0.5]]
assert ((_columns - torch.tensor([0.0, 1.0])) ** 2).mean().item() == 0.5
assert sum(loss < 0.02 for loss, _ in results["as a column"]) == 4
assert abs(max(loss for loss, _ in results["as a column"]) - 0.09) < 0.01
assert abs(sorted(loss for loss, _ in results["as a column"])[2] - 0.01) < 0.005
assert min(loss for loss, _ in results["as they came"]) > 0.21
assert sum(share > 0.85 for _, share in results["as they came"]) == 4
assert isclose((1 + 9 * 19 / 39) / 10, 7 / 13) and isclose((9 * 20 / 39) / 10, 6 / 13)
assert round(7 / 13, 2) == 0.54
assert round((6 / 13) ** 2, 3) == 0.213
assert y.sum().item() == 20
assert ((1 / 2 - y) ** 2).mean().item() == 0.25
with torch.no_grad():
    assert criterion(net(X), y[:, None]).item() < 0.01

# %% [markdown] slug="ch15-exercise-2"
# ### Exercise 15.2: the loop, from a blank sheet (10 minutes)
#
# Write a training loop in PyTorch. You are given NumPy arrays: `X` (N, 2), labels `y` (N,), and the weights of a
# network with one hidden ReLU layer as this course stores them, `W1` (2, 4), `b1` (4,), `W2` (4, 1), `b2` (1,). Take
# all rows in each step, the mean square for the loss, and plain gradient descent. Return the list of the losses, each
# before its step, and the last `W1` as an array. You need neither `nn.Linear` nor a loader: make leaves with
# `torch.tensor(…, requires_grad=True)`, and write the forward pass with `@` and `torch.relu`. An array comes back
# with `.detach().numpy()`. Done when the line below says "right".


# %% tags=["exercise"]
def descend(X, y, W1, b1, W2, b2, lr, steps):
    losses = []
    last_W1 = None
    return None if last_W1 is None else (losses, last_W1)


# %%
tell("15.2", descend)

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
# number out, and leaves the graph behind. Whoever forgets `zero_grad` gets the first loss right, and the second, and
# no other.

# %% [markdown] slug="ch15-kept"
# ## What the forward pass keeps
#
# `loss.backward()` multiplies what came in by δ, and slopes by what arrives. So what came in, and what the slopes are
# made of, must still be there when the way back begins. Somebody has kept it since the forward pass.
#
# How much is that? A network 64-100-100-10 with sigmoids has 17,610 weights and biases, of 4 bytes each. It is given
# a batch of 100 images. Which needs more memory, the weights or what is kept for the way back? And with a batch of
# 200? PyTorch can be asked: it calls a function of yours with everything that it puts aside.


# %% tags=["predict"]
def kept_bytes(compute, besides=()):
    """The bytes that PyTorch keeps for the way back while it computes; each array counts once."""
    known = {parameter.untyped_storage().data_ptr() for parameter in besides}
    found = {}

    def keep(tensor):
        found[tensor.untyped_storage().data_ptr()] = tensor
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        result = compute()
    return sum(t.numel() * t.element_size() for at, t in found.items() if at not in known), result


torch.manual_seed(0)
deep = nn.Sequential(nn.Linear(64, 100), nn.Sigmoid(), nn.Linear(100, 100), nn.Sigmoid(), nn.Linear(100, 10))
weights = sum(p.numel() * p.element_size() for p in deep.parameters())
kept = {}
for rows in (100, 200, 400):
    images, targets = torch.rand(rows, 64), torch.rand(rows, 10)
    kept[rows], _ = kept_bytes(lambda: nn.MSELoss()(deep(images), targets), deep.parameters())
    print(f"{rows} rows: {kept[rows]:7,} bytes kept, {weights:,} bytes of weights and biases")
with torch.no_grad():
    nothing, _ = kept_bytes(lambda: nn.MSELoss()(deep(images), targets))
print(f"400 rows under torch.no_grad(): {nothing} bytes kept")

# %% [markdown]
# It grows with the rows, and the weights do not. At 100 rows it is more than the weights already. You can count it:
# for each row the 64 inputs, the 100 and 100 activations, which serve as what came in *and* for the slope, the 10
# outputs and the 10 targets. In general, for the squared loss and for layers whose bend has a slope that is made of
# its result, as σ, tanh and ReLU have:
#
# {{eq:stored-activations}}
#
# Here 100 · (64 + 100 + 100 + 10 + 10) = 28,400 numbers of 4 bytes, so 113,600 bytes: what PyTorch says. (Nothing is
# copied. To keep an array is not to throw it away, so the images and the targets take no further room.) That is the
# memory cost of backpropagation. It is why training needs so much more of it than use, why a batch that is too large
# stops with "out of memory", and why you use a trained network inside `torch.no_grad()`: then nobody keeps anything.
#
# And the work? PyTorch counts that too: the multiplications and additions of its matrix products. One way forward is
# once. How often is the way back?

# %% tags=["predict"]
from torch.utils.flop_counter import FlopCounterMode

images, targets = torch.rand(100, 64), torch.rand(100, 10)
with FlopCounterMode(display=False) as forward_count:
    loss = nn.MSELoss()(deep(images), targets)
with FlopCounterMode(display=False) as backward_count:
    loss.backward()
forward_work, backward_work = forward_count.get_total_flops(), backward_count.get_total_flops()
print(f"forward  {forward_work:9,}")
print(f"backward {backward_work:9,}, {backward_work / forward_work:.2f} times as much")
print(f"nudging  {2 * 17_610 * forward_work:9,}, two forward passes for each weight and bias")

# %% [markdown]
# Chapter 08 promised "at most twice": each weight is used once for its own gradient and once to hand δ on. The first
# layer hands nothing on, since nobody asks for the gradient of the images. So it is 1.63 times here. The article
# counts the cost of computing among the weaknesses of backpropagation. Look at the last line: nudging would need
# 35,220 passes. What makes the training of large networks dear is the
# number of steps, and of rows in each. The way back is the larger part of a step, but a small multiple of the way
# forward, and not a multiple of the number of weights.

# %% tags=["asserts"]
# eq: stored-activations
assert sum(p.numel() for p in deep.parameters()) == 17_610
assert weights == 4 * 17_610
assert kept[100] == 4 * 100 * (64 + 100 + 100 + 10 + 10) == 113_600 > weights
assert kept[200] == 2 * kept[100] and kept[400] == 4 * kept[100]
assert nothing == 0
assert forward_work == 2 * 100 * (64 * 100 + 100 * 100 + 100 * 10)
assert backward_work == 2 * forward_work - 2 * 100 * 64 * 100
assert round(backward_work / forward_work, 2) == 1.63
assert 2 * 17_610 == 35_220

# %% [markdown] slug="ch15-where-not"
# ## Where no gradient comes through
#
# "Does backpropagation work for every task?" the article asks at its end, and answers: for models whose output has a
# derivative; perhaps not for non-linear models. The second half cannot be right. All that you have trained since
# chapter 04 was non-linear, and without its bends a network is a straight line. So what does it need?
#
# Take a neuron that has to *decide*. It sees an 8×8 image of a 3 or an 8, and it says 0 or 1, nothing in between. The
# loss is the share of images that it gets wrong. `z > 0` is no sum and no bend; it jumps. What will `.backward()` do?
# And what will it do with `torch.sign(z)`, which says −1 or 1?

# %% tags=["predict"]
images, labels = data.digits([3, 8], seed=0)
images, labels = torch.tensor(images), torch.tensor(labels, dtype=torch.float64)
w = torch.zeros(64, dtype=torch.float64, requires_grad=True)
z = images @ w - 0.1  # w is 0 at first; with −0.1 no z lies exactly on the step

wrong = ((z > 0).double() - labels).abs().mean()
try:
    wrong.backward()
except RuntimeError as error:
    print("z > 0:      ", error)

wrong = ((torch.sign(z) + 1) / 2 - labels).abs().mean()
wrong.backward()
print("torch.sign: ", "loss", round(wrong.item(), 3), "largest gradient", w.grad.abs().max().item())

# %% [markdown]
# The comparison has no graph, and PyTorch says so. `torch.sign` has one, which is worse: it runs, no error comes, and
# every gradient is exactly 0. It is right, too. Move a weight by a hair, and no image changes sides. The loss is a
# staircase, level wherever you stand.
#
# **Backpropagation needs a slope that says something.** A kink does no harm: ReLU has no derivative at 0, and hardly
# any number ever is exactly 0. But a step has the slope 0 everywhere except at its edge, and so
# have rounding, `argmax`, a choice from a list, a game that is won or lost. *Non-linear* is no obstacle. *Level* is.

# %% tags=["asserts"]
assert w.grad.abs().max() == 0
assert 0.4 < wrong.item() < 0.6

# %% [markdown] slug="ch15-ways"
# ## Four ways round
#
# Each of them gives something up.
#
# **Another loss.** Do not decide while you train. Let the neuron say $\sigma(z)$, train that with
# {{term:cross-entropy}}, and decide when it is done. You then make something small that is not what you count.
#
# **A false slope.** Decide on the way forward, and on the way back pretend that you have not: the
# {{term:straight-through-estimator}}.
#
# {{eq:straight-through}}
#
# This is no gradient of anything. It works as far as the pretence has the right sign. In PyTorch it is one line, and
# worth a look: `hard + z - z.detach()` has the value of `hard` and the slope of `z`.
#
# **A coin.** Let the neuron fire with the probability $p = \sigma(z)$. What the loss is *on average* has no steps: it
# is smooth in $p$. But how to find its slope without a way through the decision?
#
# Take numbers, and a pencil. The neuron fires with $p$ = 1/4. If it does, the loss is 1, and if it does not, 4. The
# mean is 1/4 · 1 + 3/4 · 4 = 3.25. When $z$ rises, $p$ rises by $p(1-p)$ = 3/16 for each unit, and each unit of $p$
# brings 1 in place of 4: the slope is −3 · 3/16 = −0.5625.
#
# Now suppose you only see what happened, a coin $b$ and a loss. Multiply the loss by $b - p$, and take the mean over
# the coins. It is 1/4 · 1 · 3/4 + 3/4 · 4 · (−1/4) = 0.1875 − 0.75 = −0.5625. The same! In general:
#
# {{eq:score-function}}
#
# Why? The mean loss is a sum, over what can happen, of a probability times a loss, and only the probabilities depend
# on $z$. The slope of a probability is the probability itself times the slope of its logarithm. And that slope is
# $b - p$: of $\ln p$, if the neuron fired, it is $1 - p$; of $\ln (1 - p)$, if not, it is $-p$. So each case counts
# as often as it happens, which is what a mean over the draws does by itself. Nobody has asked how the loss comes
# about. It may be a game, a person's verdict, a program in another language. That is the
# {{term:score-function-estimator}}. (In code: multiply the loss, as a bare number, by the logarithm of the
# probability of what has happened, and call `.backward()` on that.) In reinforcement learning it is called a policy
# gradient. What it gives up is calm: it is right on average, and each draw is off by a lot.
#
# **A wide nudge.** Chapter 02, with an h so large that some images do change sides. It asks for nothing, and costs
# two passes for each weight.
#
# Which of them would you bet on? All begin at the same 65 random numbers for each seed, and take 100 steps with half
# of the images. The score is the share of the other half that is right, for five seeds. (The rate of each way is
# the best of 0.1, 1 and 5 on another seed, 9.)


# %% tags=["predict"]
def add_ones(X):
    """A last column of ones, so that the bias is a weight."""
    return torch.cat([X, torch.ones(len(X), 1, dtype=X.dtype)], dim=1)


def surrogate_loss(way, z, y, coins):
    """What is given to .backward(), in each of the ways."""
    hard = (z > 0).double()
    if way == "as it is":
        return ((torch.sign(z) + 1) / 2 - y).abs().mean()
    if way == "another loss":
        return nn.functional.binary_cross_entropy_with_logits(z, y)
    if way == "a false slope":
        return ((hard + z - z.detach() - y) ** 2).mean()  # eq. 15.4
    p = torch.sigmoid(z)  # a coin
    b = torch.bernoulli(p.detach(), generator=coins)
    log_p = torch.where(b == 1, p.log(), (1 - p).log())
    missed = (b - y).abs()  # only numbers: nothing leads back from here
    return (missed * log_p).mean()  # its slope is that of eq. 15.5


def wide_nudge(w, X, y, h=0.5):
    """The slope in each weight from the share of misses at w + h and at w − h."""
    nudges = h * torch.eye(len(w), dtype=w.dtype)

    def missed(weights):
        return ((X @ weights.T > 0).double() - y[:, None]).abs().mean(dim=0)

    return (missed(w + nudges) - missed(w - nudges)) / (2 * h)


def learn(way, rate, seed, steps=100):
    """The share of unseen images that a deciding neuron gets right, before and after."""
    X_train, X_test, y_train, y_test = (
        torch.tensor(part) for part in data.train_test_split(images.numpy(), labels.numpy(), test_size=0.5, seed=seed)
    )
    X_train, X_test = add_ones(X_train), add_ones(X_test)
    coins = torch.Generator().manual_seed(seed)
    w = (0.3 * torch.randn(65, generator=coins, dtype=torch.float64)).requires_grad_()
    optimizer = torch.optim.SGD([w], lr=rate)
    scores = []
    for step in range(steps + 1):
        if step in (0, steps):
            scores.append(((X_test @ w.detach() > 0) == y_test).double().mean().item())
        optimizer.zero_grad()
        if way == "a wide nudge":
            with torch.no_grad():
                w.grad = wide_nudge(w, X_train, y_train)
        else:
            surrogate_loss(way, X_train @ w, y_train, coins).backward()
        optimizer.step()
    return scores


ways = {"as it is": 1, "another loss": 5, "a false slope": 5, "a coin": 5, "a wide nudge": 0.1}
shares = {way: [learn(way, rate, seed) for seed in range(5)] for way, rate in ways.items()}
print(f"{'at the start':14}", "  ".join(f"{before:.2f}" for before, _ in shares["as it is"]))
for way, runs in shares.items():
    print(f"{way:14}", "  ".join(f"{after:.2f}" for _, after in runs))

figures.strips(
    {way: [after for _, after in runs] for way, runs in shares.items()},
    title="A neuron that decides, trained in five ways, five seeds each",
    x="held-back images that are classified right, in per cent",
    say="As it is, the runs end where they began. Another loss, a false slope and a coin end near 100 %. Of five wide nudges, "
    "three end near 96 % and two near 50 %.",
    unit=100,
)

# %% [markdown]
# As it is, nothing moves: the row is the row at the start, digit for digit. The loss of another kind, the false slope
# and the coin all end between 0.94 and 1, in each of five runs, and so few runs do not tell them apart. The wide
# nudge ends at 0.96 in three runs and near a half in two. There it has come to a place where all images are on one
# side. A single weight, nudged, brings back few of them or none, so the slope is small, or 0.
#
# So which one? When the loss can be had smooth, take another loss: it is exact, and calm. When a decision stands in
# the middle of a network, take a false slope, and check that it learns: the lab below has one that does harm. When
# the loss comes from outside, throw coins. And nudge when you have few numbers to set.
#
# That also settles what the article says of reinforcement learning: in one place that backpropagation is used there,
# in another that it may not apply. Both are true, of different parts. Through the *game* no gradient goes. But the
# coin's $\ln p$ is computed by a network, and its gradient is found by backpropagation, as always. Networks that
# predict how much a position is worth are trained with a plain loss.

# %% tags=["asserts"]
# eq: straight-through, score-function
_after = {way: [after for _, after in runs] for way, runs in shares.items()}
assert all(before == after for before, after in shares["as it is"])
for _way in ("another loss", "a false slope", "a coin"):
    assert 0.94 - 0.01 < min(_after[_way]) <= max(_after[_way]) <= 1
assert sorted(round(a, 2) for a in _after["a wide nudge"])[2:] == [0.96, 0.96, 0.96]
assert max(sorted(_after["a wide nudge"])[:2]) < 0.55
for _seed, _end in enumerate(_after["a wide nudge"]):
    if _end < 0.55:  # all images on one side: right is one of the two digits, and no image of the other
        _one = data.train_test_split(images.numpy(), labels.numpy(), test_size=0.5, seed=_seed)[3].mean()
        assert min(abs(_end - _one), abs(_end - (1 - _one))) < 1e-9
_p, _costs = 1 / 4, {1: 1, 0: 4}
assert _p * 1 + (1 - _p) * 4 == 3.25
assert -3 * _p * (1 - _p) == -0.5625
assert 1 / 4 * 1 * 3 / 4 == 0.1875 and 3 / 4 * 4 * (-1 / 4) == -0.75
assert _p * 1 * (1 - _p) + (1 - _p) * 4 * (0 - _p) == -0.5625
for _b in (0, 1):  # b − p is the slope of ln P(b)
    _z = torch.tensor(-log(3), dtype=torch.float64, requires_grad=True)
    _q = torch.sigmoid(_z)
    (_q.log() if _b else (1 - _q).log()).backward()
    assert isclose(_z.grad.item(), _b - 1 / 4)
_z = torch.tensor([-0.3, 2.0], requires_grad=True)
_hard = (_z > 0).float()
_through = _hard + _z - _z.detach()
assert torch.allclose(_through, _hard)
(_through * torch.tensor([5.0, -7.0])).sum().backward()
assert _z.grad.tolist() == [5, -7]
for _way, _rate in ways.items():  # the rate that was taken is the best of the three on seed 9
    assert learn(_way, _rate, 9)[1] == max(learn(_way, rate, 9)[1] for rate in (0.1, 1, 5))

# %% [markdown] slug="ch15-exercise-3"
# ### Exercise 15.3: the slope of a game (5 minutes)
#
# A neuron has fired with probability $p$ in some rounds of a game and not in others. You are given `fired`, an array
# of 0 and 1 with an entry for each round, `losses`, what each round has cost, and `p`. Estimate the slope of the mean
# loss in the neuron's $z$ by {{ref:score-function}}. Then make it calmer: if all losses are 100 higher, the slope is
# the same, but the draws scatter far more. So subtract the mean of the losses from each of them first. Done when the
# line below says "right".


# %% tags=["exercise"]
def slope_of_a_game(fired, losses, p):
    return None


# %%
tell("15.3", slope_of_a_game)

# %% [markdown] tags=["hint"]
# Hint 1: look at the example with 1/4
#
# Each round brings one product. There the mean over the rounds was made of probabilities; here the rounds have happened.

# %% [markdown] tags=["hint"]
# Hint 2: recall what is subtracted from what
#
# Two differences are multiplied: that of a loss and the mean loss, and that of the coin and its probability. Fired is 1.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# better_or_worse = losses - losses.mean()
# ```

# %% [markdown] tags=["solution"]
# ```python
# def slope_of_a_game(fired, losses, p):
#     better_or_worse = losses - losses.mean()
#     return (better_or_worse * (fired - p)).mean()
# ```
#
# A round that was worse than the mean, with the neuron firing, says: raise $z$, and it gets worse. The mean of
# $b - p$ alone is 0, over many rounds, so a constant may be subtracted from the losses without moving the slope. It
# only takes noise out. (The mean of the same $N$ rounds is not quite a constant: it makes the estimate smaller by one
# part in $N$.) Whoever returns the mean of `losses * fired` counts only the rounds in which it fired, and
# learns to fire less in any game whose losses are above 0.


# %% tags=["asserts"]
_rng = np.random.default_rng(3)
_fired = (_rng.random(4_000_000) < 1 / 4).astype(float)
_costs = np.where(_fired == 1, 1.0, 4.0)
assert abs(((_costs - _costs.mean()) * (_fired - 1 / 4)).mean() - -0.5625) < 0.005
_plain, _calm = (100 + _costs) * (_fired - 1 / 4), (_costs - _costs.mean()) * (_fired - 1 / 4)
assert _plain.std() > 20 * _calm.std()

# %% [markdown] slug="ch15-lab"
# ## Lab: a decision in the middle (optional, 5 minutes)
#
# Now four neurons that decide stand in the middle: XOR with the network 2-4-1, where the hidden neurons say 0 or 1.
# The last layer gets its gradient as always. The first gets none. So there are three things that one can do: leave
# the first layer as it began; pretend the slope 1, by {{ref:straight-through}}; or pretend the slope 1 where $z$ lies
# between −1 and 1, and 0 beyond, since a neuron that is far from its step will not change sides soon. Which order do
# you expect?


# %% tags=["predict"]
def decide(z, pretend):
    """0 or 1 on the way forward; on the way back what is pretended."""
    hard = (z > 0).to(z.dtype)
    if pretend == "nothing":
        return hard
    soft = z if pretend == "slope 1" else z.clamp(-1, 1)
    return hard + soft - soft.detach()


def learn_xor(pretend, seed, steps=500):
    """The share of the 40 rows that is right after training from a seed, all rows in each step."""
    torch.manual_seed(seed)
    net = Net(2, 4, 1).double()  # in 64 bits, so that a decision by a hair falls the same way on every machine
    inputs, labels = X.double(), y[:, None].double()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    for _ in range(steps):
        optimizer.zero_grad()
        outputs = net.out(decide(net.hidden(inputs), pretend))
        criterion(outputs, labels).backward()
        optimizer.step()
    outputs = net.out(decide(net.hidden(inputs), "nothing"))
    return ((outputs > 0.5) == (labels > 0.5)).double().mean().item()


in_the_middle = {
    way: [learn_xor(way, seed) for seed in range(5)] for way in ("nothing", "slope 1", "slope 1 near the step")
}
for way, runs in in_the_middle.items():
    print(f"{way:22}", "  ".join(f"{share:.2f}" for share in runs))

# %% [markdown]
# The slope that reaches no further than the step's surroundings ends at 0.97 or more in all five runs. The slope that
# is 1 everywhere ends below what one gets by leaving the first layer alone: between 0.2 and 0.88, where random
# features and a trained last layer reach 0.78 to 1. Nothing had promised otherwise: a false slope is not the slope of
# the loss, so to follow it need not lead down. It has to be tried against doing nothing, like any remedy.

# %% tags=["asserts"]
assert abs(min(in_the_middle["slope 1 near the step"]) - 0.97) < 0.01
assert abs(min(in_the_middle["slope 1"]) - 0.2) < 0.01
assert abs(max(in_the_middle["slope 1"]) - 0.88) < 0.01
assert abs(min(in_the_middle["nothing"]) - 0.78) < 0.01
assert max(in_the_middle["nothing"]) == 1
assert sum(in_the_middle["slope 1"]) < sum(in_the_middle["nothing"]) < sum(in_the_middle["slope 1 near the step"])

# %% [markdown] slug="ch15-concept-test"
# ## Ten questions, again
#
# In chapter 00 you answered ten questions and kept your list. Here are the same ten. Answer them without looking at
# the list, then compare. The replies are shorter now. If one of them still surprises you, its chapter is the place to
# go.

# %% [markdown] tags=["quiz"]
# **1.** A model says 3 too much for one example, and 3 too little for the other. So the mean of what it is off by is 0.
# Is it a good model?
#
# - Yes, on average it is right.
#   No. It is right about nothing. The mean of the residuals is 0, and the mean of their squares is 9.
# - No, it is off by 3 each time.
#   Right. So the loss squares each residual before it takes the mean.
# - It depends on which of the two examples came first.
#   No. A mean does not know an order.

# %% [markdown] tags=["quiz"]
# **2.** You want the slope of a curve at a point. So your program moves a little way along, by h, and divides how far the
# curve has risen by h. You make h ten times smaller, then again, then again. What happens to the answer?
#
# - It gets better and better.
#   No. On paper it would. In a computer the difference of two nearly equal numbers loses its digits.
# - It gets better for a while, and then worse, until it is useless.
#   Right. With 1e-5 to both sides you are well off. With 1e-16 the answer is 0.
# - It stays as it is.
#   No. Only for a straight line, and not even there for ever.

# %% [markdown] tags=["quiz"]
# **3.** You train a model, and its loss gets larger with each step. You have checked the gradients, and they are right.
# Where do you look next?
#
# - At backpropagation.
#   No. It computes gradients and changes nothing, in PyTorch as in your own engine. And these you have checked.
# - At the length of the step.
#   Right. The gradient gives a direction and a steepness. How far to go, it does not know.
# - At the data, which must be wrong.
#   No. Data can be bad, but small enough steps make the loss smaller even so.

# %% [markdown] tags=["quiz"]
# **4.** The output of a neuron lies between 0 and 1. A curve bends it so, and the curve is nearly flat at both ends.
# For one example the neuron says almost 1, where 0 would be right. What does a step against the gradient of the squared
# miss do?
#
# - It changes the neuron a lot, because it is very wrong.
#   No. So one would wish. What arrives is multiplied by the slope of the sigmoid, a(1 − a).
# - It changes the neuron hardly at all.
#   Right. Of the residual nearly 1 the slope leaves next to nothing. Cross-entropy is the cure, since its δ has no
#   such factor.
# - It turns the neuron's sign over.
#   No. A step changes weights by a little, and by how little is the question here.

# %% [markdown] tags=["quiz"]
# **5.** A number is used in two places of a formula. When it grows, the result grows through one use at the rate 2, and
# through the other at the rate 4. At what rate does the result grow?
#
# - 3
#   No. That is the mean, and nobody divides at a fan-out.
# - 4
#   No. That is the second use alone: `=` where `+=` belongs. PyTorch adds too, which is why there is a `zero_grad`.
# - 6
#   Right. A fan-out adds, whether it is a number, a neuron or a bias that all rows share.
# - 8
#   No. Rates are multiplied along a path, and added over paths.

# %% [markdown] tags=["quiz"]
# **6.** A model has a million weights. About how much work is it to get the gradients of all of them by backpropagation,
# if computing the loss once is 1?
#
# - A million.
#   No. That is the price of nudging: two passes for each weight.
# - A few.
#   Right. You have just seen it counted: 1.63 times a forward pass for the way back.
# - A thousand.
#   No. Each weight is used once forward and at most twice back, however many there are.

# %% [markdown] tags=["quiz"]
# **7.** A program computes a gradient by adding up all that arrives at a weight. You run it, change nothing, and run it
# once more. Now every gradient is twice what it was. What is the matter?
#
# - The first result was only half of the gradient.
#   No. The first one was right. Run it a third time, and you will see it three times as large.
# - Nobody has set the sums back to 0 in between.
#   Right. With an optimiser in the loop it makes a pendulum, as in this chapter's first plot.
# - Gradients grow in training.
#   No. There has been no training: nothing has changed.

# %% [markdown] tags=["quiz"]
# **8.** Two examples have the same inputs and different targets. For the first the model's output is too high by a
# certain amount, for the second too low by the same amount. The loss is the squared miss. What can you say of the
# gradients of one weight, for one example and for the other?
#
# - They are equal, since the miss is equally large.
#   No. Then the weight would move the same way both times, once to make things better and once to make them worse.
# - They are equal, with opposite signs.
#   Right. The residual stands in the gradient once, with its sign.
# - Nothing, without knowing the network.
#   No. Whatever lies between is the same for both. Only the sign of the residual differs.

# %% [markdown] tags=["quiz"]
# **9.** A neuron in the middle of a network hands its output to three neurons of the next layer. Through which weights
# does the loss depend on that output?
#
# - Through those that lead into the neuron.
#   No. They made the output what it is. Now that it is there, they have no more to say about what it does.
# - Through those that lead out of it, to the three.
#   Right. So δ comes back through the weights that lead out: δ Wᵀ here, δ W with PyTorch's stored weight.
# - Through all weights of the network.
#   No. A weight that is not on a way from this neuron to the loss changes nothing about what the neuron does.

# %% [markdown] tags=["quiz"]
# **10.** The loss is a mean over 4 rows of data. Somebody copies each row, so that there are 8. What happens to the
# gradient of a bias?
#
# - It doubles.
#   No. It would if the loss were a sum, as with reduction="sum".
# - It halves.
#   No. It does where somebody averages once more. The only 1/N is that of the loss.
# - It stays as it is.
#   Right. The loss is the same function as before, so its slopes are the same. It is a test for any program.

# %% [markdown]
# How many were right the first time, and how many now? More telling is another count: how many of your right answers
# can you give a reason for?

# %% tags=["asserts"]
assert np.mean([3, -3]) == 0 and np.mean(np.square([3, -3])) == 9
assert (1 + 1e-5) ** 2 - (1 - 1e-5) ** 2 > 0 == (1 + 1e-16) ** 2 - 1
assert round(backward_work / forward_work, 2) == 1.63

# %% [markdown] slug="ch15-quiz"
# ## Check yourself
#
# Six more, on this chapter. Choose an answer, then open it.

# %% [markdown] tags=["quiz"]
# **11.** A loop has `loss.backward()` and `optimizer.step()`, and no `zero_grad`. What are its steps made of?
#
# - Of the gradient of this batch.
#   No. `.backward()` adds to what is there already, and nobody has cleared it.
# - Of the sum of all gradients since the beginning.
#   Right. That is momentum with β = 1.
# - Of nothing, since PyTorch refuses a second `.backward()`.
#   No. It refuses a second sweep through the *same* graph. Each forward pass makes a new one.

# %% [markdown] tags=["quiz"]
# **12.** Your gradients and PyTorch's agree in every layer, but for a factor of 10 that is everywhere the same. Where do you look?
#
# - At the transposes.
#   No. A wrong transpose changes which number stands where, not all of them by one factor.
# - At the loss.
#   Right. Only there does every gradient pass. Ten outputs, perhaps, of which one loss takes the sum and the other the mean.
# - At the first layer.
#   No. The gradients of the later layers do not depend on it in this way.

# %% [markdown] tags=["quiz"]
# **13.** The loss of a network with one output stays at the variance of the labels. Which shapes do you look at?
#
# - Those of the weights.
#   No. Weights of a wrong shape stop with an error.
# - Those of the outputs and the labels, at the loss.
#   Right. (N, 1) and (N,) make a table, and the best answer to it is a constant, or nearly.
# - Those of the gradients.
#   No. A gradient always has the shape of its leaf.

# %% [markdown] tags=["quiz"]
# **14.** Training stops with "out of memory", and using the same network does not. What takes the place?
#
# - The weights.
#   No. They are there in both cases.
# - The gradients of the weights.
#   No. They take as much as the weights, which is not little, but it does not grow with the batch.
# - The activations, which the way back needs.
#   Right. They grow with the batch. A smaller batch helps, and `torch.no_grad()` where you do not train.

# %% [markdown] tags=["quiz"]
# **15.** A network rounds its output to whole numbers before the loss. It trains without an error, and the loss never moves. Why?
#
# - The rounding is not linear.
#   No. Neither is a sigmoid. That is no obstacle.
# - The slope of rounding is 0 everywhere but at its jumps.
#   Right. So every gradient is exactly 0. Round only when you use it, or pretend a slope.
# - Rounding loses digits, so the gradients are not exact.
#   No. They are exact: exactly 0.

# %% [markdown] tags=["quiz"]
# **16.** From chapter 08: why does the way back cost less than twice the way forward in the network of this chapter?
#
# - Since δ is computed in fewer digits.
#   No. It has as many as everything else.
# - Since nobody needs the gradient of the images.
#   Right. The first layer finds its weights' gradient and hands nothing on, which saves one of its two products.
# - Since half of the sigmoids are saturated.
#   No. The products are computed, whatever numbers they hold.

# %% [markdown] slug="ch15-explain"
# ## Explain it
#
# This is the last task of the course. Take a sheet of paper, or open an empty cell, close everything else, and write
# one page for somebody who knows what a derivative is:
#
# > *How does one training step of the network 2-4-1 find its 17 gradients, and what happens to them?*
#
# Use one example with numbers of your own. Then give yourself a point for each line of this table that your page
# makes clear to its reader. Not "mentions": makes clear.
#
# | | a point if your page says |
# |---|---|
# | 1 | what goes forward, and that its values are kept because the way back will need them |
# | 2 | that the loss is *one* number, and what is summed and what is averaged in it |
# | 3 | what a gradient means: how far the loss moves for each unit that a weight is nudged |
# | 4 | why slopes are multiplied along a path |
# | 5 | why what arrives at a number that is used twice is added |
# | 6 | why it goes from the end to the beginning: what is shared is computed once |
# | 7 | what δ is, and that a weight's gradient is what came in, times δ |
# | 8 | what it costs, beside nudging 17 weights |
# | 9 | that the gradients change no weight, who does, and why they are cleared |
# | 10 | one way to find out that the gradients are right |
#
# Eight or more: you could teach this. Five to seven: look at which lines are missing, and write those paragraphs
# again. Fewer: read your page tomorrow, as a stranger, and see where it loses you.
#
# <details><summary>A page that has all ten</summary>
#
# The network gets two numbers, multiplies and adds, bends, and adds again, and at the end stands a prediction. The
# loss is the square of what it is off by, averaged over the rows: one number (2). On the way, every layer's input and
# every bend's result is kept (1).
#
# Suppose the prediction is 3 and 5 is right. The loss is 4. If the prediction rises by 0.01, the loss falls to
# 3.9601, by about 0.04. So its slope is −4: that is what a gradient is (3). The output's bias is added, so its
# gradient is −4 too. This −4, the slope in what goes into the output neuron, is called δ. A weight that multiplies an
# activation of 0.5 moves that sum by half of its own nudge, so its gradient is 0.5 · (−4) = −2: what came in, times δ
# (7).
#
# A hidden neuron moves the loss through the output. If its weight there is 3 and its own slope is 1, its δ is 1 · 3 ·
# (−4) = −12: a nudge is first made three times as large, and then four times, so slopes multiply (4). With two
# outputs it would act through both, and the two effects would add up; so do those of one bias on all rows (5). All
# weights into this neuron share the −12, and it is computed once. Whoever starts at the weights would do the whole
# way to the loss again for each of them. That is why we begin at the end (6). Beyond the forward pass, all 17
# gradients cost less than two more; nudging costs 34 (8).
#
# So far no weight has changed. The optimiser now takes a small step against each gradient, and then the gradients are
# cleared, since the next sweep adds to what it finds (9). Do I believe them? I nudge three weights by 0.00001 to both
# sides and compare (10).
#
# </details>

# %% tags=["asserts"]
assert (3 - 5) ** 2 == 4
assert isclose((3 + 0.01 - 5) ** 2, 3.9601)
assert isclose(4 - 3.9601, 0.04, rel_tol=0.01)
assert 0.5 * -4 == -2
assert 1 * 3 * -4 == -12
assert 2 * 17 == 34
assert isclose(((3 + 0.00001 - 5) ** 2 - (3 - 0.00001 - 5) ** 2) / (2 * 0.00001), -4, rel_tol=1e-6)

# %% [markdown] slug="ch15-recap"
# ## In five lines
#
# 1. `backward` adds to `.grad`, `step` moves the weights, `zero_grad` clears. Leave one out, and no error comes.
# 2. PyTorch's gradients are yours, with weights turned and, for `MSELoss`, a factor of the outputs.
# 3. Outputs (N, 1), labels (N, 1). The warning about sizes is not to be ignored.
# 4. What is kept for the way back grows with the batch; the work is at most twice that of the way forward.
# 5. *Level*, not *non-linear*, is what stops a gradient; and there are four ways round.

# %% [markdown] slug="ch15-summary"
# ## The chapter on one page
#
# **The loop.**
#
# ```python
# for inputs, labels in loader:
#     optimizer.zero_grad()  # every .grad to None
#     loss = criterion(model(inputs), labels)  # a new graph; both (N, 1), or both (N, n_out)
#     loss.backward()  # adds to every .grad, changes no weight
#     optimizer.step()  # changes the weights
# ```
#
# **What is missing when** the loss never moves: `backward` or `step`. When it swings for ever: `zero_grad`.
#
# **From this course to PyTorch.**
#
# | | here | PyTorch |
# |---|---|---|
# | a number with a gradient | `Value(2.0)` | `torch.tensor(2.0, requires_grad=True)` |
# | weight of a layer | (n_in, n_out) | (n_out, n_in), {{ref:torch-linear}} |
# | loss | sum over outputs, mean over rows | mean over both, {{ref:torch-mse}} |
# | numbers | 64 bits | 32 bits, unless you say `.double()` |
# | compute without a graph | `with no_grad():` | `with torch.no_grad():` |
# | take weights over | `net.to_torch_state()` | `net.load_state_dict(…)` |
#
# **The broadcast.** Outputs (2, 1) against labels (2,): a table, and a loss of 0.5 for perfect answers. Compare every
# loss with that of the best constant.
#
# **Memory**, {{ref:stored-activations}}: rows × widths. **Work**: once forward, at most twice back.
#
# **No gradient through a step.** Another loss; a false slope, {{ref:straight-through}}; a coin,
# {{ref:score-function}}; a wide nudge.
#
# **The mistake.** "`.backward()` updates the weights." It fills in `.grad`.

# %% tags=["asserts"]
assert ((torch.tensor([[0.0], [1.0]]) - torch.tensor([0.0, 1.0])) ** 2).mean().item() == 0.5

# %% [markdown] slug="ch15-next"
# ## Where to go next
#
# This is the last chapter of this edition. If you have not done them yet, **problem sets 6 and 7**, in
# `assignments/ps6` and `assignments/ps7`, ask for more optimisers and for what keeps a deep network alive; everything
# in them can now be checked against PyTorch. Or look through the [bug zoo](bug_zoo.ipynb): each of its exhibits is a
# mistake that somebody will make in a framework next week.
#
# A good exercise for a long evening: take chapter 06's engine, give it one operation that it does not have, and hold
# it against PyTorch with random graphs.

# %% [markdown] tags=["not-in-book"]
# Save your work before you go. On Binder, choose *File → Download*, since the machine forgets everything after ten
# minutes without activity. [Chapter 00](00_start_here.ipynb) says what to do with the file when you return.

# %% [markdown] slug="ch15-sources"
# ## Sources
#
# PyTorch: Adam Paszke and others, "PyTorch: an imperative style, high-performance deep learning library", *Advances
# in Neural Information Processing Systems* 32 (2019). What `backward` stores and how to look at it is described in
# PyTorch's own documentation, [Autograd mechanics](https://docs.pytorch.org/docs/stable/notes/autograd.html).
#
# The false slope has its name, straight-through estimator, from Yoshua Bengio, Nicholas Léonard and Aaron Courville,
# "Estimating or propagating gradients through stochastic neurons for conditional computation" (2013, arXiv
# `1308.3432`), who credit a lecture that Geoffrey Hinton gave in 2012. The coin is Ronald Williams's, "Simple
# statistical gradient-following algorithms for connectionist reinforcement learning", *Machine Learning* 8 (1992),
# pages 229–256; there it is called REINFORCE.
#
# That one can trade memory for work on the way back: Andreas Griewank and Andrea Walther, *Evaluating Derivatives*
# (SIAM, second edition, 2008), chapter 12. Why training needs more memory than use is explained in Aston Zhang,
# Zachary Lipton, Mu Li and Alexander Smola, *Dive into Deep Learning* (Cambridge University Press, 2023), section
# 5.3.
