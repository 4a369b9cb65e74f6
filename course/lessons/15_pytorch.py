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
# Take a program that works, and delete one of them. Whichever it is, no error comes. What happens to the weights if the
# *second* is missing? If the *third* is? And if the *first* is? Write three short answers down. One of them is a surprise.
#
# You have built all that stands behind these lines. Here you meet it under other names, and you hold it to its word: the
# gradients have to be yours, to the last digit. Then you run a published program, which stops three times and, once it
# runs, learns nothing. And you look at where backpropagation ends: at a step through which no gradient goes.
#
# **When you are through,** you can say what each of the three lines does; write a network and its loop in PyTorch; find a
# factor or a transpose in which two programs differ; read the one warning that must not be ignored; say what the forward
# pass keeps in memory; and choose a way round a step that has no slope.
#
# **You need** [chapter 06](06_build_the_engine.ipynb), since PyTorch is that engine with arrays, and
# [chapter 09](09_vectorised.ipynb), the batch and its conventions. From NumPy you know `.shape`, `@` and {{term:broadcasting}}. PyTorch itself
# comes with this course. If the first cell cannot find it, [chapter 00](00_start_here.ipynb) says what is missing.
#
# **Time:** 30 minutes of reading and playing, 20 for three exercises, 10 for the ten questions of chapter 00, which come
# back. The explanation at the very end is for another day.
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
from autograd_lab import NetworkView, data, show
from autograd_lab.answers import tell
from autograd_lab.viz.side_by_side import side_by_side

torch.set_num_threads(1)  # our arrays are small: more threads would only wait for each other

# %% [markdown] slug="ch15-three-lines"
# ## Three lines, three jobs
#
# The taxi of chapter 00: three kilometres, 9 to pay, and you guess $w = 2$ for a kilometre. So the loss is
# (2 · 3 − 9)² = 9, and the gradient of $w$ was −18. A {{term:tensor}} is PyTorch's array. This one holds a single number,
# and `requires_grad` says that it is a leaf that wants a gradient, as a `Value` always does.

# %%
w = torch.tensor(2.0, requires_grad=True)
target = torch.tensor(9.0)
cost = w * 3
loss = nn.functional.mse_loss(cost, target)

show(loss, title="The taxi, computed by PyTorch")

# %% [markdown]
# Press → until the loss is there, and then on, back to `w`. It is the player that you know. But nothing in it has been
# computed by this course. The graph, the values and the gradients are PyTorch's, and the player asks for them one by one.
# −18 arrives at `w`.
#
# Now without the player. `torch.optim.SGD` is given a list of leaves and a learning rate, 0.05. Before you run the cell:
# after which of the three lines does $w$ change, and after which does `w.grad`?

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
# Here is the mistake of this chapter, and you can see it fail: **`.backward()` updates the weights.** After that line $w$ is
# still 2. It is {{term:backpropagation}} and nothing more. What it found lies in `.grad`, until the
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
# Without `backward` there is no gradient, and without `step` nobody uses it. Either way $w$ stays at 2, and the loss at 9,
# for ever. Nothing complains, since to leave a weight alone is no error.
#
# The first line is the surprise. Without it $w$ does not stay, and it does not run away. It swings, from 2 up to about 4 and
# back, and after a hundred steps it swings as before. Each gradient is added to the sum of all earlier ones, and the step
# follows the sum. A sum of past gradients is a *velocity*. It is {{term:momentum}} with β = 1, a pendulum
# without friction: it is fastest where it should stop.
#
# So when a loss of your own never moves, ask which of two lines is missing. When it swings and never settles,
# ask for the third.

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
# One number is no test. Take the network 3-4-3 of [chapter 07](07_one_network_by_hand.ipynb), with the weights that you
# know by heart by now: its input is (1, 2, 3), its outputs are 0.5, 0.7 and 0.3, its targets 1, 1 and 1, its loss 0.83. The δ of
# the outputs were −0.25, −0.126 and −0.294, and these are also the gradients of the output biases.
#
# Below, `ours` is built with this course and `theirs` with PyTorch. The names are the same on purpose. Both get the same
# weights. What will PyTorch say for the three biases of the outputs?

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
    print(f"gradient of {name}   ours {str(mine.grad.shape):8}  PyTorch {tuple(parameter.grad.shape)}")
print("of the output biases, ours   ", ours.parameters()[3].grad.round(5))
print("                     PyTorch ", theirs[2].bias.grad.numpy().round(5))

# %% [markdown]
# Two things differ, and neither is a mistake.
#
# **The shapes of the weights.** PyTorch stores a weight as (n_out, n_in), and turns it while it computes. Chapter 09 had
# that row in its table of conventions. Written out:
#
# {{eq:torch-linear}}
#
# **A factor.** `MSELoss` divides by *all* entries, the rows times the outputs. The course adds up over the outputs and
# divides by the rows alone:
#
# {{eq:torch-mse}}
#
# Here $n_{\text{out}}$ is 3. So PyTorch's loss is 0.83/3, about 0.2767, and each of its gradients is a third of yours. With one
# output you would never have seen it.
#
# The next cell does what you should do with any two programs that ought to agree: it puts them side by side. `compare` takes our
# gradients, with the weights turned, and holds them against PyTorch's. Read the column *what it shows*. Then press → and find
# the two boxes with a transpose. What do they turn?

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
# Every entry is 3 times what PyTorch says, in all four of them. A slip in one layer would have shown in that layer
# and in those before it. A factor that is everywhere the same can only stand where everything passes, and that is the loss.
#
# So give PyTorch the course's loss, and subtract. How many digits will agree?

# %% tags=["predict"]
for dtype in (torch.float64, torch.float32):
    theirs.to(dtype).zero_grad()
    outputs = theirs(torch.tensor(x, dtype=dtype))
    loss = ((outputs - torch.tensor(y, dtype=dtype)) ** 2).sum(dim=1).mean()
    loss.backward()
    apart = max(np.abs(turned[name] - p.grad.numpy()).max() for name, p in in_torch.items())
    print(f"{str(dtype):14} loss {loss.item():.10f}, largest difference of a gradient {apart:.0e}")
theirs.double()

# %% [markdown]
# In 64 bits they agree to some sixteen digits. In 32 bits, which is what PyTorch takes unless you ask otherwise, about seven are
# left. Nothing is wrong then; but whoever looks for a mistake in the sixth digit should say `.double()` first. And with a
# batch of rows, and with other weights?

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
# Your formulas from chapters 07 to 09, the arrays of this course, and a library that thousands have worked on give one answer. None of
# them has learnt it from another.

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
# A network 6-5-2 has been trained with this course's $L$ at the rate 0.1, on batches of 32 rows. Somebody writes it again in
# PyTorch, with `nn.Linear` and `nn.MSELoss`. Fill in the gaps. The first shape is done. Done when each line says "right".

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
# PyTorch's loss and its gradients are half of ours, so its rate has to be twice ours: 0.1 · 0.08 = 0.2 · 0.04. Whoever copies the
# rate as well trains at half the speed and wonders. The shapes are only turned, and a gradient has the shape of its weight.

# %% tags=["asserts"]
assert isclose(0.1 * 0.08, 0.2 * 0.04)

# %% [markdown] slug="ch15-program"
# ## A published program, run for real
#
# The article from which this course grew has a program at its end: a network with two inputs, four
# hidden ReLU neurons and one output, `MSELoss`, plain gradient descent at the rate 0.01, batches of 10, a thousand {{term:epoch|epochs}}. It says that
# this is the complete implementation. So it should run. Below is a program of the same build, with the same faults.
#
# In PyTorch a network is a class. What is assigned in `__init__` is found by `parameters()`, and `forward` says how
# it computes. A {{term:data-loader}} cuts the rows into batches, in a new order each epoch.


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
# 2 · 4 + 4 for the hidden neurons, 4 · 1 + 1 for the output: 17. So far all is well. Then come the last three lines of the
# program, here with what Python says to each. What is wrong with each of them? Look at them before you run the cell; the names
# that exist are all above.

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
# There is no data set: nobody has made a `train_dataset`. There is no `model`: the network is called `net`. And `train`
# wants the network first; without it the loader is taken for the network, the loss for the loader, and at the end one argument is
# missing. All three are small, and none has to do with learning. But the program as printed has never run.
#
# The article gives no data, so take 40 rows of XOR, 10 around each corner, with the corners at −1 and 1. And one thing more: the program
# prints every 100 batches. Forty rows make four batches of ten. How many lines will it print in a thousand epochs? (The
# count of batches begins again in each epoch.)
#
# None, then. With batches of ten you would need a thousand rows to see a single line, and the article's text says that the loss is
# printed at the end of every epoch. Here are the two programs side by side. Before you open a *why*, say what would happen if
# the left line stayed.

# %%
published = """
def train(model, loader, criterion, optimizer, num_epochs):
    for epoch in range(num_epochs):
        for i, (inputs, labels) in enumerate(loader):
            optimizer.zero_grad()
            loss = criterion(model(inputs), labels)
            loss.backward()
            optimizer.step()
            if (i + 1) % 100 == 0:
                print(epoch + 1, loss.item())

train_loader = DataLoader(train_dataset, batch_size=10, shuffle=True)
model.train()
train(train_loader, criterion, optimizer, num_epochs)
"""
mended = """
def train(model, loader, criterion, optimizer, num_epochs):
    for epoch in range(num_epochs):
        for inputs, labels in loader:
            optimizer.zero_grad()
            loss = criterion(model(inputs), labels)
            loss.backward()
            optimizer.step()
        if (epoch + 1) % 250 == 0:
            print(epoch + 1, loss.item())

train_dataset = TensorDataset(X, y)
train_loader = DataLoader(train_dataset, batch_size=10, shuffle=True)
net.train()
train(net, train_loader, criterion, optimizer, num_epochs=1000)
"""
side_by_side(
    published,
    mended,
    titles=("as published", "mended"),
    why={
        "for inputs, labels in loader:": "Nobody needs the number of the batch any more.",
        "if (epoch + 1) % 250 == 0:": "With fewer than a thousand rows the hundredth batch never comes, so nothing was printed.",
        "train_dataset = TensorDataset(X, y)": "The name was never given a meaning: NameError.",
        "net.train()": "The network is called net: NameError. The line itself only matters for dropout and batch normalisation.",
        "train(net, train_loader, criterion, optimizer, num_epochs=1000)": "The network was left out: TypeError, one argument missing.",
    },
    title="The published program and the mended one",
)

# %% [markdown]
# (The article also asks for a package `torchtransformers`. The library that it means is called `transformers`, and nothing
# here needs it. The Python `3.8` and the CUDA `11.1` that it asks for have both been out of support for years.)
#
# Run the mended one, 250 epochs to begin with. `data.xor` returns the inputs with the shape (40, 2) and the
# labels with the shape (40,), as most libraries do. What loss do you expect at the end?


# %% tags=["predict"]
def xor_rows():
    """40 rows of XOR with corners at −1 and 1, as 32-bit tensors: inputs (40, 2), labels (40,)."""
    X, y = data.xor(40, noise=0.1, seed=0)
    return torch.tensor(2 * X - 1, dtype=torch.float32), torch.tensor(y, dtype=torch.float32)


def train(model, loader, criterion, optimizer, num_epochs, say=True):
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
    warnings.simplefilter("once")
    train(net, loader, criterion, optimizer, num_epochs=250)

# %% [markdown]
# It runs, the lines are right, no error comes. And the loss stays near 0.25. That is what a network gets that says 1/2 to
# everything: (1/2)² is 1/4, whether the label is 0 or 1. It is as if it had not seen the labels at all. Is the network too small? The rate too low?
# Where would you look?

# %% tags=["asserts"]
assert sum(p.numel() for p in Net(2, 4, 1).parameters()) == 2 * 4 + 4 + 4 * 1 + 1 == 17
assert 40 // 10 < 100 <= 1000 // 10
with torch.no_grad():
    _stuck = ((net(X)[:, 0] - y) ** 2).mean().item()
assert 0.2 < _stuck < 0.27
assert (1 / 2) ** 2 == 0.25

# %% [markdown] slug="ch15-broadcast"
# ## Perfect answers, and a loss of 0.5
#
# Take the network away and give the loss two outputs that are *exactly right*. There are two rows. The targets are 0 and 1, and
# the outputs are 0 and 1. A network returns one column, so the outputs have the shape (2, 1). The labels come as they came
# from the data, with the shape (2,).
#
# What does `MSELoss` say?

# %% tags=["predict"]
outputs = torch.tensor([[0.0], [1.0]])
labels = torch.tensor([0.0, 1.0])
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    print("loss:", nn.MSELoss()(outputs, labels).item())
print("what is squared, output minus label:")
print(outputs - labels)

# %% [markdown]
# 0.5, for answers that are all right. A column minus a row is a *table*: broadcasting makes (2, 1) and (2,) into (2, 2), each output against
# each label. Of the four squares two are 1, and their mean is 0.5.
#
# Now it is clear what the training has done. Each output was pulled towards *every* label of its batch, so towards their mean. The network
# has learnt, and quite well: it has learnt the mean.
#
# PyTorch does say something. Here is what was kept:

# %%
print(str(said[0].message).replace(". ", ".\n"))

# %% [markdown]
# It is a warning, it comes once, and in a long output it scrolls away. **Of all warnings this is the one not to ignore.** The
# cure is one line: give the labels the shape of the outputs. (The loss of this course takes no chances. It stops.)

# %%
try:
    lab.functional.mse(outputs.numpy(), labels.numpy())
except lab.errors.ShapeError as error:
    print(error)

# %% [markdown]
# Is that really all that was wrong? Five seeds, 250 epochs, once with the labels as they came and once as a column. Each seed
# gives both the same start and the same batches.


# %% tags=["predict"]
def after_training(X, y, seed, num_epochs=250):
    """(loss, share of rows on the right side of 1/2) after training from a seed."""
    net, optimizer, loader = prepared(X, y, seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        train(net, loader, criterion, optimizer, num_epochs, say=False)
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
# CLAIMS
#
# Now the program as the article meant it, all thousand epochs.

# %%
net, optimizer, loader = prepared(X, y[:, None], seed=2)
for part in range(4):
    train(net, loader, criterion, optimizer, num_epochs=250, say=False)
    with torch.no_grad():
        print(f"after {250 * (part + 1):4} epochs: loss {criterion(net(X), y[:, None]).item():.4f} over all rows")

# %% tags=["asserts"]
_columns = torch.tensor([[0.0], [1.0]])
assert nn.MSELoss()(_columns, _columns).item() == 0
assert ((_columns - torch.tensor([0.0, 1.0])) ** 2).mean().item() == 0.5
