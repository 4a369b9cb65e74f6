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

# %% [markdown] slug="ch16-title"
# # 16 · A published program on trial
#
# An article on backpropagation ends with a short program, and calls it the complete implementation. Put it on trial. How
# many of its lines stop it? And once nothing stops it, does it learn? Write down a number, and a yes or a no.
#
# **After this chapter** you can put somebody else's program on trial, and find the faults that nobody tells you of; say
# what a forward pass keeps in memory, and what the way back costs; tell what stops a gradient from what does not; and
# choose a way round it.
#
# **You need** [chapter 15](15_pytorch.ipynb) and [chapter 10](10_training.ipynb).
#
# **Time:** {{time}}. One lab is optional.
#
# **The mistake this chapter cures:** backpropagation does not work for non-linear models.

# %% [markdown] slug="ch16-before"
# ## Three questions from before

# %% [markdown] tags=["quiz"]
# **1.** A network has four outputs. For one batch, `nn.MSELoss` says 0.4. What does this course's $L$ say, the sum over the
# outputs and the mean over the rows?
#
# - 0.1
#   No. It is the other way round: `MSELoss` divides by more.
# - 0.4
#   No. The two agree only with one output.
# - 1.6
#   Right. `MSELoss` divides by the outputs too, so it is a quarter of $L$.

# %% [markdown] tags=["quiz"]
# **2.** The gradient of one weight is 4 in every step, that of another 0.01. RMSprop has the rate 0.02. How long are
# their steps, after a while?
#
# - 0.08 and 0.0002
#   No. That is plain descent, the rate times the gradient. RMSprop divides by the gradient's size.
# - 0.02 and 0.02
#   Right. Each gradient is divided by its own size, so the rate is left, and a sign.
# - 0.005 and 2
#   No. That is the rate divided by the gradient. RMSprop multiplies by the gradient too.

# %% [markdown] tags=["quiz"]
# **3.** 1,000 rows, batches of 40. How many steps are 6 epochs?
#
# - 150
#   Right. 25 batches make an epoch, and 6 · 25 = 150.
# - 240
#   No. That is 6 · 40. An epoch has 1,000/40 batches.
# - 6,000
#   No. That is how many rows are seen in all. A step takes 40 of them.

# %% slug="ch16-setup" jupyter={"source_hidden": true}
import warnings
from math import isclose, log
from textwrap import fill, indent

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torch.utils.flop_counter import FlopCounterMode

from autograd_lab import data
from autograd_lab.answers import tell
from autograd_lab.viz import figures
from autograd_lab.viz.side_by_side import side_by_side

# our arrays are small: more threads would only wait for each other
torch.set_num_threads(1)
# one warning would answer a question of this chapter too early
warnings.filterwarnings("ignore", message="Using a target size")

# %% tags=["asserts"]
assert isclose(4 * 0.4, 1.6) and isclose(0.4 / 4, 0.1)
assert isclose(0.02 * 4, 0.08) and isclose(0.02 * 0.01, 0.0002)
assert isclose(0.02 / 4, 0.005) and isclose(0.02 / 0.01, 2)
_weights, _sizes = np.zeros(2), np.zeros(2)
for _ in range(1000):
    _before, _gradient = _weights, np.array([4, 0.01])
    _sizes = 0.9 * _sizes + 0.1 * _gradient**2
    _weights = _weights - 0.02 * _gradient / (np.sqrt(_sizes) + 1e-8)
assert np.allclose(_before - _weights, 0.02, rtol=1e-5)
assert 6 * (1000 // 40) == 150

# %% [markdown] slug="ch16-program"
# ## A published program, run for real
#
# Two inputs, four hidden ReLU neurons and one output, `MSELoss`, plain gradient descent at the rate 0.01, batches of 10,
# a thousand {{term:epoch|epochs}}. Here is a program of the same build, with the same faults. Its class `Net` and its
# function `train(model, loader, criterion, optimizer, num_epochs)` are folded.


# %% jupyter={"source_hidden": true}
class Net(nn.Module):
    def __init__(self, n_in, n_hidden, n_out):
        super().__init__()
        self.hidden = nn.Linear(n_in, n_hidden)
        self.out = nn.Linear(n_hidden, n_out)

    def forward(self, x):
        return self.out(torch.relu(self.hidden(x)))


def train(model, loader, criterion, optimizer, num_epochs):
    for epoch in range(num_epochs):
        for i, (inputs, labels) in enumerate(loader):
            optimizer.zero_grad()
            loss = criterion(model(inputs), labels)
            loss.backward()
            optimizer.step()
            if (i + 1) % 100 == 0:
                print(f"epoch {epoch + 1}, batch {i + 1}: loss {loss.item():.4f}")


# %%
net = Net(2, 4, 1)
criterion = nn.MSELoss()
optimizer = torch.optim.SGD(net.parameters(), lr=0.01)

# %% [markdown]
# Then come its last three lines:
#
# ```python
# train_loader = DataLoader(train_dataset, batch_size=10, shuffle=True)
# model.train()
# train(train_loader, criterion, optimizer, 1000)
# ```
#
# What will Python say to each of them? The names that exist are all above. (For the third line we lend it a loader.)

# %% tags=["predict"] jupyter={"source_hidden": true}
last_lines = [
    "train_loader = DataLoader(train_dataset, batch_size=10, shuffle=True)",
    "model.train()",
    "train(train_loader, criterion, optimizer, 1000)",
]
for line in last_lines:
    try:
        exec(line)
    except (NameError, TypeError) as error:
        print(f"{line}\n    {type(error).__name__}: {error}")
    train_loader = DataLoader([])  # lent

# %% [markdown] tags=["answer"]
# There is no data set: nobody has made a `train_dataset`, and the article gives no data. There is no `model`: the
# network is called `net`. And `train` wants the network first; without it the loader is taken for the network, the loss
# for the loader, and at the end one argument is missing. All three are small, and none has to do with learning. But the
# program as printed has never run.
#
# (The article also installs `torchtransformers`: the library is called `transformers`, and nothing here needs it. Its
# Python `3.8` and CUDA `11.1` are out of support.)

# %% [markdown]
# It prints its loss every 100 batches. Train it on 40 rows, in batches of ten, for a thousand epochs. How many lines
# will it print?

# %% tags=["predict"] jupyter={"source_hidden": true}
batches = len(DataLoader(range(40), batch_size=10))
lines = sum((i + 1) % 100 == 0 for epoch in range(1000) for i in range(batches))
print(f"{batches} batches in an epoch, {lines} lines in all")

# %% [markdown] tags=["answer"]
# None. The count of the batches begins again in each epoch, and forty rows make four of them. A single line takes a
# hundred batches, so at least 991 rows, with one row in the last batch. The article's text says that the loss is
# printed at the end of every epoch.

# %% [markdown]
# Here are the two programs side by side. Before you open a *why*: would Python stop if the left line stayed?

# %% tags=["predict"] jupyter={"source_hidden": true}
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
        "train_dataset = TensorDataset(X, y)": (
            "NameError. Inputs and labels are bound together, row by row."
        ),
        "model.train()": (
            "NameError. The line itself matters for dropout and batch "
            "normalisation only: there is none here."
        ),
        "for i, (inputs, labels) in enumerate(loader):": (
            "No error. Nobody needs the number of the batch any more."
        ),
        "if (i + 1) % 100 == 0:": (
            "No error, and no output either: there is no hundredth batch."
        ),
        "print(epoch + 1, loss.item())": (
            "It has moved out of the inner loop: it counts epochs, not batches."
        ),
        "train(train_loader, criterion, optimizer, num_epochs)": (
            "TypeError: one argument is missing."
        ),
    },
    title="The published program and the mended one",
)

# %% [markdown] tags=["answer"]
# At three of them. The other three run in silence.

# %% tags=["asserts"]
assert (
    sum(p.numel() for p in Net(2, 4, 1).parameters())
    == 2 * 4 + 4 + 4 * 1 + 1
    == 17
)
assert (batches, lines) == (4, 0)
assert len(DataLoader(range(990), batch_size=10)) == 99
assert len(DataLoader(range(991), batch_size=10)) == 100
assert optimizer.param_groups[0]["lr"] == 0.01

# %% [markdown] slug="ch16-stuck"
# ## Does it learn?
#
# It needs data, so give it 40 rows of XOR, 10 around each corner, with the corners at −1 and 1, and the labels, 0 and
# 1, just as `data.xor` returns them. Run the mended program on them, 250 epochs to begin with. What loss do you expect
# at the end?


# %% jupyter={"source_hidden": true}
def xor_rows():
    """40 rows of XOR with corners at −1 and 1: inputs (40, 2), labels (40,)."""
    X, y = data.xor(40, noise=0.1, seed=0)
    X = torch.tensor(2 * X - 1, dtype=torch.float32)
    return X, torch.tensor(y, dtype=torch.float32)


def mended_train(model, loader, criterion, optimizer, num_epochs, say=True):
    """The mended loop. It prints the loss of an epoch's last batch."""
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
    loader = DataLoader(TensorDataset(X, y), batch_size=10, shuffle=True)
    return net, torch.optim.SGD(net.parameters(), lr=0.01), loader


# %% tags=["predict"]
X, y = xor_rows()
net, optimizer, loader = prepared(X, y, seed=0)
net.train()
mended_train(net, loader, criterion, optimizer, num_epochs=250)

# %% [markdown] tags=["answer"]
# It runs, no error comes, and the loss stays near 0.25. That is what a network gets if it says 1/2 to everything:
# (1/2)² is 1/4, whether the label is 0 or 1.
#
# `data.xor` returns the labels with the shape (40,), as most libraries do. The outputs of a batch are (10, 1), its
# labels (10,), and the loss has made a table of them, as in chapter 15. Each output is pulled towards every label. This
# mistake is ours, not the article's: it gives no data, and so no shape. But a program that trains with any shapes at
# all invites it. PyTorch warns of it once, before all the output. (This notebook has held the warning back.)

# %% [markdown]
# Take twenty seeds, and train each twice, from the same start and with the same batches: once with the
# labels as they came, and once as a column, (40, 1). In how many of the twenty does each end with a loss below 0.05?
# And how many of the 40 rows lie on the right side of 1/2? The twenty have been run and recorded; seed 0 is run again,
# here.


# %% tags=["predict"]
def after_training(X, y, seed, num_epochs=250):
    """(loss, share of rows on the right side of 1/2) after training."""
    net, optimizer, loader = prepared(X, y, seed)
    mended_train(net, loader, criterion, optimizer, num_epochs, say=False)
    with torch.no_grad():
        outputs, labels = net(X), y.view(-1, 1)
        right = ((outputs > 0.5) == (labels > 0.5)).float().mean().item()
        return criterion(outputs, labels).item(), right


runs = data.experiment_record("ch16_columns")["starts"]
for shape, labels in (("as_they_came", y), ("as_a_column", y[:, None])):
    losses, shares = np.array(runs[shape]).T
    print(f"{shape}, twenty seeds: {sum(losses < 0.05)} with a loss below 0.05")
    for what, numbers in (
        ("losses", [f"{loss:.2f}" for loss in sorted(losses)]),
        ("rows on the right side", [f"{40 * s:.0f}" for s in sorted(shares)]),
    ):
        print(indent(f"{what}\n{fill(' '.join(numbers), 60)}", "    "))
    loss, share = after_training(X, labels, seed=0)
    print(f"    seed 0, here: loss {loss:.3f}, {40 * share:.0f} rows of 40")

# %% [markdown] tags=["answer"]
# As they came, none of the twenty ends below 0.21. As a column, fifteen end below 0.05, and three are on their way. Two
# stand at 0.25: three of their four ReLUs are dead, and say 0 to every row. That is another illness, chapter 12's.
#
# But look at the rows. Of the twenty that have learnt "nothing", eight put 36 or more of the 40 on the right side of
# 1/2! How can that be? An output is pulled towards all ten labels of its batch, and one of the ten is its own. Take a
# row with the label 1. Its batch holds its own 1 and nine of the other 39 labels, and 19 of those 39 are 1. So it is
# pulled towards (1 + 9 · 19/39)/10 = 7/13, about 0.54, and a row with the label 0 towards 6/13. The outputs lie on the
# right sides, by a hair, and the loss is (6/13)² = 0.213.
#
# If you watch the accuracy alone, you may let this pass. *Compare the loss with that of the best constant answer*, here
# 0.25. If yours stays near it, something is broken. Look first at what lies between the outputs and the labels, then
# at the neurons.

# %% [markdown]
# Now the program as the article meant it, all thousand epochs, with a column, from seeds 2, 11 and 12. Where will each
# end?

# %% tags=["predict"]
last = []
print("loss over all rows, after 250, 500, 750 and 1,000 epochs")
for seed in (2, 11, 12):
    net, optimizer, loader = prepared(X, y[:, None], seed)
    passed = []
    for _ in range(4):
        mended_train(net, loader, criterion, optimizer, num_epochs=250, say=False)
        with torch.no_grad():
            passed.append(criterion(net(X), y[:, None]).item())
    print(f"seed {seed:2}:", "  ".join(f"{loss:.4f}" for loss in passed))
    last.append(passed[-1])

# %% [markdown] tags=["answer"]
# The three that were on their way have arrived.

# %% tags=["asserts"]
_came, _column = (
    np.array(data.experiment_record("ch16_columns")["starts"][shape])
    for shape in ("as_they_came", "as_a_column")
)
assert _came[:, 0].min() > 0.21
assert sum(_column[:, 0] < 0.05) == 15
assert sum(abs(_column[:, 0] - 0.25) < 0.001) == 2
_slow = (0.05 < _column[:, 0]) & (_column[:, 0] < 0.2)
assert np.flatnonzero(_slow).tolist() == [2, 11, 12]
assert max(last) < 0.01
assert sum(_came[:, 1] >= 0.9) == sum(40 * _came[:, 1] > 36 - 0.5) == 8
with warnings.catch_warnings(record=True) as _said:
    warnings.simplefilter("default")
    _net, _optimizer, _loader = prepared(X, y, seed=0)
    mended_train(_net, _loader, criterion, _optimizer, num_epochs=5)
assert len(_said) == 1 and "Using a target size" in str(_said[0].message)
assert abs(after_training(X, y, 0)[0] - _came[0, 0]) < 0.01
assert abs(after_training(X, y[:, None], 0)[0] - _column[0, 0]) < 0.01
for _seed in np.flatnonzero(abs(_column[:, 0] - 0.25) < 0.001):
    _dead, _optimizer, _loader = prepared(X, y[:, None], int(_seed))
    mended_train(_dead, _loader, criterion, _optimizer, num_epochs=250, say=False)
    with torch.no_grad():
        assert sum((torch.relu(_dead.hidden(X)) == 0).all(dim=0)) == 3
assert isclose((1 + 9 * 19 / 39) / 10, 7 / 13) and isclose(
    (9 * 20 / 39) / 10, 6 / 13
)
assert round(7 / 13, 2) == 0.54
assert round((6 / 13) ** 2, 3) == 0.213
assert y.sum().item() == 20
assert ((1 / 2 - y) ** 2).mean().item() == 0.25 == (1 / 2) ** 2

# %% [markdown] slug="ch16-exercise-1"
# ### Exercise 16.1: the table, by hand (5 minutes)
#
# Three rows. The labels are 0, 1 and 1, with the shape (3,). The outputs are 0.2, 0.9 and 0.6, with the shape (3, 1).
# Work out four numbers: what `MSELoss` says when the labels are a column, as they should be; what it says as they are;
# the gradient that then arrives at the *first* output; and the loss of the best constant answer, to hold it against.
# Three digits are enough. Done when each line says "right".

# %% tags=["exercise"]
answer_1 = {
    "loss_with_a_column": None,
    "loss_with_the_table": None,
    "gradient_at_the_first_output_with_the_table": None,
    "loss_of_the_best_constant": None,
}

# %%
tell("16.1", answer_1)

# %% [markdown] tags=["hint"]
# Hint 1: look at the table
#
# Draw it: three outputs down, three labels across, and in each cell the difference. How many cells does the mean run over?

# %% [markdown] tags=["hint"]
# Hint 2: recall what a gradient of a mean of squares is
#
# Twice the difference, divided by the number of cells. The first output stands in three of them, and what arrives adds up.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# first_row = [0.2 - 0, 0.2 - 1, 0.2 - 1]
# ```

# %% [markdown] tags=["solution"]
# ```python
# answer_1 = {
#     "loss_with_a_column": (0.2**2 + 0.1**2 + 0.4**2) / 3,
#     "loss_with_the_table": (
#         (0.2**2 + 0.8**2 + 0.8**2)  # the first output against 0, 1 and 1
#         + (0.9**2 + 0.1**2 + 0.1**2)
#         + (0.6**2 + 0.4**2 + 0.4**2)
#     )
#     / 9,
#     "gradient_at_the_first_output_with_the_table": 2 / 9 * (0.2 - 0.8 - 0.8),
#     "loss_of_the_best_constant": ((2 / 3) ** 2 + (1 / 3) ** 2 + (1 / 3) ** 2) / 3,
# }
# ```
#
# 0.07, 0.3144, −0.3111 and 0.2222. With a column the first output would be told to fall, by a gradient of 0.1333. With
# the table it is told to rise, towards the mean label 2/3. And good answers, worth 0.07, look worse than a constant.

# %% tags=["asserts"]
_o = torch.tensor([[0.2], [0.9], [0.6]], dtype=torch.float64, requires_grad=True)
_t = torch.tensor([0.0, 1.0, 1.0], dtype=torch.float64)
_right = nn.MSELoss()(_o, _t.view(-1, 1))
assert isclose(_right.item(), 0.07)
assert round(torch.autograd.grad(_right, _o)[0][0].item(), 4) == 0.1333
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    _table = nn.MSELoss()(_o, _t)
assert round(_table.item(), 4) == 0.3144
assert round(torch.autograd.grad(_table, _o)[0][0].item(), 4) == -0.3111
assert round(_t.var(unbiased=False).item(), 4) == 0.2222

# %% [markdown] slug="ch16-kept"
# ## What the forward pass keeps
#
# On the way back, a layer multiplies what arrives by its slopes, and what came in by its δ. So what came in, and what
# the slopes are made of, must be kept from the forward pass until then.
#
# How much is that? A network 64-100-100-10 with sigmoids has 17,610 weights and biases, of 4 bytes each. It is given
# a batch of 100 images. Which needs more memory, the weights or what is kept for the way back? And with a batch of
# 200? PyTorch can be asked: it calls a function of yours with everything that it puts aside.


# %% tags=["predict"]
def kept_bytes(compute, besides=()):
    """The bytes that PyTorch keeps for the way back; each array counts once."""
    known = {parameter.untyped_storage().data_ptr() for parameter in besides}
    found = {}

    def keep(tensor):
        found[tensor.untyped_storage().data_ptr()] = tensor
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        result = compute()
    return sum(
        t.numel() * t.element_size() for at, t in found.items() if at not in known
    ), result


torch.manual_seed(0)
deep = nn.Sequential(
    nn.Linear(64, 100),
    nn.Sigmoid(),
    nn.Linear(100, 100),
    nn.Sigmoid(),
    nn.Linear(100, 10),
)
weights = sum(p.numel() * p.element_size() for p in deep.parameters())
kept = {}
for rows in (100, 200, 400):
    images, targets = torch.rand(rows, 64), torch.rand(rows, 10)
    kept[rows], _ = kept_bytes(
        lambda: nn.MSELoss()(deep(images), targets), deep.parameters()
    )
    print(f"{rows} rows: {kept[rows]:7,} bytes kept, weights {weights:,} bytes")
with torch.no_grad():
    nothing, _ = kept_bytes(lambda: nn.MSELoss()(deep(images), targets))
print(f"400 rows under torch.no_grad(): {nothing} bytes kept")

# %% [markdown] tags=["answer"]
# What is kept grows with the rows; the weights do not. At 100 rows it is already more than the weights. You can count it:
# for each row the 64 inputs, the 100 and 100 activations, which serve as what came in *and* for the slope, the 10
# outputs and the 10 targets. In general, for the squared loss and an activation function whose slope is made of its
# result, as with σ, tanh and ReLU:
#
# {{eq:stored-activations}}
#
# Here 100 · (64 + 100 + 100 + 10 + 10) = 28,400 numbers of 4 bytes, so 113,600 bytes: what PyTorch says. It is one
# reason why training needs so much more memory than use, why a batch that is too large stops with "out of memory", and
# why you use a trained network inside `torch.no_grad()`: then nothing is kept.

# %% [markdown]
# And the work? PyTorch counts that too: the multiplications and additions of its matrix products. Call one way forward
# 1. How much is the way back?

# %% tags=["predict"]
images, targets = torch.rand(100, 64), torch.rand(100, 10)
with FlopCounterMode(display=False) as forward_count:
    loss = nn.MSELoss()(deep(images), targets)
with FlopCounterMode(display=False) as backward_count:
    loss.backward()
forward_work, backward_work = (
    forward_count.get_total_flops(),
    backward_count.get_total_flops(),
)
print(f"forward  {forward_work:9,}")
factor = backward_work / forward_work
print(f"backward {backward_work:9,}, {factor:.2f} times as much")
print(f"nudging  {2 * 17_610 * forward_work:9,}, two passes for each of them")

# %% [markdown] tags=["answer"]
# Chapter 08 promised "at most twice": each weight is used once for its own gradient and once to hand δ on. The first
# layer hands nothing on, since nobody asks for the gradient of the images. So it is 1.63 times here. The article
# counts the cost of computing among the weaknesses of backpropagation. But nudging would need 35,220
# passes. The way back costs a small multiple of the way forward, however many weights there are.

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

# %% [markdown] slug="ch16-exercise-2"
# ### Exercise 16.2: what a step costs (5 minutes)
#
# A network 100-60-20-5 with sigmoids and `MSELoss`, in 32 bits (4 bytes for each number), with a batch of 50 rows. Work
# out how many weights and biases it has; how many bytes are kept for the way back, without the weights; the work of the
# way back divided by that of the way forward, counting matrix products alone; and how many forward passes nudging to
# both sides would take. Three digits are enough. Done when each line says "right".

# %% tags=["exercise"]
answer_2 = {
    "weights_and_biases": None,
    "bytes_kept": None,
    "way_back_over_way_forward": None,
    "passes_of_nudging": None,
}

# %%
tell("16.2", answer_2)

# %% [markdown] tags=["hint"]
# Hint 1: look at what one row leaves behind
#
# Its inputs, what each layer makes of them, and what it is compared with.

# %% [markdown] tags=["hint"]
# Hint 2: recall the two products of a layer on the way back
#
# One for the gradient of its weights, one to hand δ on. Each is as much work as the layer's product on the way forward.
# Which layer needs only one?

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# forward = 100 * 60 + 60 * 20 + 20 * 5  # for one row
# ```

# %% [markdown] tags=["solution"]
# ```python
# forward = 100 * 60 + 60 * 20 + 20 * 5
# answer_2 = {
#     "weights_and_biases": forward + 60 + 20 + 5,
#     "bytes_kept": 4 * 50 * (100 + 60 + 20 + 5 + 5),
#     "way_back_over_way_forward": (2 * forward - 100 * 60) / forward,
#     "passes_of_nudging": 2 * (forward + 60 + 20 + 5),
# }
# ```
#
# 7,385, then 38,000, about 1.178, and 14,770. The first layer has most of the work here, and it is the one that hands
# nothing on, so the way back is hardly more than the way forward.

# %% tags=["asserts"]
_net = nn.Sequential(
    nn.Linear(100, 60),
    nn.Sigmoid(),
    nn.Linear(60, 20),
    nn.Sigmoid(),
    nn.Linear(20, 5),
)
_X, _Y = torch.rand(50, 100), torch.rand(50, 5)
assert sum(p.numel() for p in _net.parameters()) == 7_385 and 2 * 7_385 == 14_770
assert (
    kept_bytes(lambda: nn.MSELoss()(_net(_X), _Y), _net.parameters())[0] == 38_000
)
with FlopCounterMode(display=False) as _there:
    _loss = nn.MSELoss()(_net(_X), _Y)
with FlopCounterMode(display=False) as _back:
    _loss.backward()
assert round(_back.get_total_flops() / _there.get_total_flops(), 3) == 1.178

# %% [markdown] slug="ch16-where-not"
# ## A neuron that decides
#
# "Does backpropagation work for every task?" the article asks at its end, and answers: for models whose output has a
# derivative; perhaps not for non-linear models. The second half cannot be right. All that you have trained since
# chapter 04 was non-linear, and without its activation functions a network is a single linear layer. So what does
# backpropagation need?
#
# Take a neuron that has to *decide*. It sees an 8×8 image of a 3 or an 8, and it says 0 or 1, nothing in between. The
# loss is the share of images that it gets wrong. Its `z > 0` jumps. What will `.backward()` do? And what will it do
# with `torch.sign(z)`, which says −1 or 1?

# %% tags=["predict"]
images, labels = data.digits([3, 8], seed=0)
images, labels = torch.tensor(images), torch.tensor(labels, dtype=torch.float64)
w = torch.zeros(64, dtype=torch.float64, requires_grad=True)
z = images @ w - 0.1  # w is 0 at first; with −0.1 no z lies exactly at 0

wrong = ((z > 0).double() - labels).abs().mean()
try:
    wrong.backward()
except RuntimeError as error:
    print("z > 0:\n   ", error)

wrong = ((torch.sign(z) + 1) / 2 - labels).abs().mean()
wrong.backward()
largest = w.grad.abs().max().item()
print(f"torch.sign:\n    loss {wrong.item():.3f}, largest gradient {largest}")

# %% [markdown] tags=["answer"]
# The comparison has no graph, and PyTorch says so. `torch.sign` has one, which is worse: it runs, no error comes, and
# every gradient is exactly 0. It is right, too. Move a weight by a hair, and no image changes sides. The loss is a
# staircase, level wherever you stand.
#
# **Backpropagation needs a slope that says something.** A kink does no harm: ReLU has no derivative at 0, and hardly any
# number is ever exactly 0. But a step has the slope 0 everywhere except at its edge, and so have rounding, `argmax`, a
# game that is won or lost. *Non-linear* is no obstacle. *Level* is.

# %% tags=["asserts"]
assert w.grad.abs().max() == 0
assert 0.4 < wrong.item() < 0.6

# %% [markdown] slug="ch16-ways"
# ## Four ways round
#
# Each gives something up.
#
# **Another loss.** Do not decide while you train. Let the neuron say $\sigma(z)$, train that with
# {{term:cross-entropy}}, and decide when it is done. The price: you minimise something other than what you care about.
#
# **A false slope.** Decide on the way forward, and on the way back pretend that you have not: the
# {{term:straight-through-estimator}}.
#
# {{eq:straight-through}}
#
# This is no gradient of anything. It works as far as the pretence has the right sign. In PyTorch it is one line,
# `hard + (z - z.detach())`, with the value of `hard` and the slope of `z`.
#
# **A coin.** Let the neuron fire with the probability $p = \sigma(z)$. What the loss is *on average* has no steps: it
# is smooth in $p$. But how can you find its slope, with no way through the decision?
#
# Take numbers. The neuron fires with $p$ = 1/4. If it does, the loss is 1, and if it does not, 4. The
# mean is 1/4 · 1 + 3/4 · 4 = 3.25. When $z$ rises, $p$ rises by $p(1-p)$ = 3/16 for each unit, and each unit of $p$
# brings 1 instead of 4: the slope is −3 · 3/16 = −0.5625.
#
# Now suppose you only see what happened, a coin $b$ and a loss. Multiply the loss by $b - p$, and take the mean. It
# is 1/4 · 1 · 3/4 + 3/4 · 4 · (−1/4) = 0.1875 − 0.75 = −0.5625. The same! In general:
#
# {{eq:score-function}}
#
# Why? The mean loss is a sum, over what can happen, of a probability times a loss, and only the probabilities depend
# on $z$. The slope of a probability is the probability itself times the slope of its logarithm. And that slope is
# $b - p$: if the neuron fired, $\ln p$ has the slope $1 - p$, and if not, $\ln (1 - p)$ has $-p$. So the slope of the
# mean loss is the sum of probability · loss · $(b - p)$, and that is the mean of loss · $(b - p)$ over many draws. It
# does not matter how the loss comes about: a game, a person's verdict, a program in another language. This way of
# finding the slope is the {{term:score-function-estimator}}, in reinforcement learning a policy gradient. (In code:
# multiply the loss, as a bare number, by the logarithm of the probability of what has happened, and call `.backward()`
# on that.) What it gives up is calm: it is right on average, and each draw is off by a lot.
#
# **A wide nudge.** Chapter 02, with an h so large that some images do change sides. It needs no derivative, and costs
# two passes for each weight.
#
# Which of them would you bet on? All begin at the same 65 random numbers for each seed, and take 100 steps with half
# of the images. The score is the share of the other half that is right, for twenty seeds. (The rate of each way is the
# best of 0.1, 1 and 5, in the mean of ten other seeds.)


# %% jupyter={"source_hidden": true}
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
        return ((hard + (z - z.detach()) - y) ** 2).mean()  # eq. 16.2
    p = torch.sigmoid(z)  # a coin
    b = torch.bernoulli(p.detach(), generator=coins)
    log_p = torch.where(b == 1, p.log(), (1 - p).log())
    missed = (b - y).abs()  # only numbers: nothing leads back from here
    return (missed * log_p).mean()  # its slope is that of eq. 16.3


def wide_nudge(w, X, y, h=0.5):
    """The slope in each weight, from the misses at w + h and at w − h."""
    nudges = h * torch.eye(len(w), dtype=w.dtype)

    def missed(weights):
        return ((X @ weights.T > 0).double() - y[:, None]).abs().mean(dim=0)

    return (missed(w + nudges) - missed(w - nudges)) / (2 * h)


def learn(way, rate, seed, steps=100):
    """Shares of unseen images: right before, right after, called an 8 after."""
    X_train, X_test, y_train, y_test = (
        torch.tensor(part)
        for part in data.train_test_split(
            images.numpy(), labels.numpy(), test_size=0.5, seed=seed
        )
    )
    X_train, X_test = add_ones(X_train), add_ones(X_test)
    coins = torch.Generator().manual_seed(seed)
    w = (
        0.3 * torch.randn(65, generator=coins, dtype=torch.float64)
    ).requires_grad_()
    optimizer = torch.optim.SGD([w], lr=rate)
    scores = []
    for step in range(steps + 1):
        if step in (0, steps):
            says_8 = X_test @ w.detach() > 0
            scores.append((says_8 == y_test).double().mean().item())
        optimizer.zero_grad()
        if way == "a wide nudge":
            with torch.no_grad():
                w.grad = wide_nudge(w, X_train, y_train)
        else:
            surrogate_loss(way, X_train @ w, y_train, coins).backward()
        optimizer.step()
    return *scores, says_8.double().mean().item()


ways = {
    "as it is": 1,
    "another loss": 5,
    "a false slope": 5,
    "a coin": 5,
    "a wide nudge": 0.1,
}

# %% tags=["predict"] jupyter={"source_hidden": true}
shares = {
    way: [learn(way, rate, seed) for seed in range(20)]
    for way, rate in ways.items()
}
begin = [before for before, *_ in shares["as it is"]]
print(f"{'at the start':14} from {min(begin):.2f} to {max(begin):.2f}")
for way, runs in shares.items():
    ends = sorted(after for _, after, _ in runs)
    good = sum(end > 0.9 for end in ends)
    print(f"{way:14} from {ends[0]:.2f} to {ends[-1]:.2f},", end=" ")
    print(f"mean {np.mean(ends):.3f}, {good:2} of 20 above 0.9")

figures.strips(
    {way: [after for _, after, _ in runs] for way, runs in shares.items()},
    title="A neuron that decides, trained in five ways, twenty seeds each",
    x="held-back images that are classified right, in per cent",
    say="As it is, the runs end where they began, between 35 and 79 %. "
    "Another loss and a coin end between 97 and 100 %, a false slope between 94 "
    "and 99 %. Of the wide nudges 15 end above 93 %, and five near 50 %.",
    unit=100,
)

# %% tags=["answer"]
for _, after, called_8 in shares["a wide nudge"]:
    if after < 0.9:
        print(f"a wide nudge: {after:.2f} right, {called_8:.0%} are called an 8")

# %% [markdown] tags=["answer"]
# As it is, nothing moves: the runs end where they began, between 0.35 and 0.79. Another loss and the coin end at 0.97
# or more in each of the twenty, and the false slope at 0.94 or more, about a point behind in the mean. The wide nudge
# ends above 0.93 in fifteen, and near a half in five. There all images, or nearly, lie on one side. A single weight,
# nudged, brings back few of them or none, so the slope is small, or 0.
#
# So which one? When a smooth loss is to be had, take it: it is exact, and calm. When a decision stands in the middle of
# a network, take a false slope, and check that it learns. When the loss comes from outside, throw coins. And nudge when
# you have few numbers to set.

# %% [markdown]
# The article says in one place that backpropagation is used in reinforcement learning, and in another that it may not
# apply there. Both are true, of different parts. Through the *game* no gradient goes. But the coin's $\ln p$ is computed
# by a network, and its gradient is found by backpropagation, as always.

# %% tags=["asserts"]
# eq: straight-through, score-function
_ends = {
    way: sorted(after for _, after, _ in runs) for way, runs in shares.items()
}
assert all(before == after for before, after, _ in shares["as it is"])
assert abs(_ends["as it is"][0] - 0.35) < 0.01
assert abs(_ends["as it is"][-1] - 0.79) < 0.01
for _way, _least in (
    ("another loss", 0.97),
    ("a coin", 0.97),
    ("a false slope", 0.94),
):
    assert _least - 0.01 < _ends[_way][0] <= _ends[_way][-1] <= 1
_means = {way: np.mean(ends) for way, ends in _ends.items()}
assert 0.004 < _means["another loss"] - _means["a false slope"] < 0.018
assert 14 <= sum(end > 0.93 - 0.01 for end in _ends["a wide nudge"]) <= 16
assert 4 <= sum(abs(end - 0.5) < 0.05 for end in _ends["a wide nudge"]) <= 6
_wide_nudge, _slopes = wide_nudge, []


def wide_nudge(*given):
    _slopes.append(_wide_nudge(*given))
    return _slopes[-1]


for _seed, (_, _after, _called_8) in enumerate(shares["a wide nudge"]):
    if _after < 0.9:
        assert min(_called_8, 1 - _called_8) < 0.05
        learn("a wide nudge", 0.1, _seed)
        # h is 1/2: a slope is by how much the share of misses changes
        assert _slopes[-1].abs().max() < 0.05
wide_nudge = _wide_nudge
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
_through = _hard + (_z - _z.detach())
assert torch.equal(_through, _hard)
(_through * torch.tensor([5.0, -7.0])).sum().backward()
assert _z.grad.tolist() == [5, -7]
for (
    _way,
    _rate,
) in ways.items():  # the rate that was taken is the best of the three
    _tried = {
        rate: np.mean([learn(_way, rate, seed)[1] for seed in range(100, 110)])
        for rate in (0.1, 1, 5)
    }
    assert _tried[_rate] > max(_tried.values()) - 0.003

# %% [markdown] slug="ch16-exercise-3"
# ### Exercise 16.3: the slope of a game (5 minutes)
#
# A neuron has fired with probability $p$ in some rounds of a game and not in others. You are given `fired`, an array
# of 0 and 1 with an entry for each round, `losses`, what each round has cost, `p`, and `earlier`, the mean loss of
# earlier rounds. Estimate the slope of the mean loss in the neuron's $z$ by {{ref:score-function}}, and make it calm:
# if all losses were 100 higher, the slope would be the same, but the draws would scatter far more. That is what
# `earlier` is for. Done when the line below says "right".


# %% tags=["exercise"]
def slope_of_a_game(fired, losses, p, earlier):
    return None


# %%
tell("16.3", slope_of_a_game)

# %% [markdown] tags=["hint"]
# Hint 1: look at the example with 1/4
#
# Each round brings one product. There the mean over the rounds was made of probabilities; here the rounds have happened.

# %% [markdown] tags=["hint"]
# Hint 2: recall what is subtracted from what
#
# Two differences are multiplied: that of a loss and the mean of earlier ones, and that of the coin and its probability.
# Fired is 1.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# better_or_worse = losses - earlier
# ```

# %% [markdown] tags=["solution"]
# ```python
# def slope_of_a_game(fired, losses, p, earlier):
#     better_or_worse = losses - earlier
#     return (better_or_worse * (fired - p)).mean()
# ```
#
# A round that was worse than usual, with the neuron firing, says: raise $z$, and it gets worse. The mean of $b - p$ is 0,
# over many rounds, so a constant may be taken off the losses without moving the slope. One near their mean takes noise
# out. If you leave out the $p$, each round without firing counts for nothing, and in a game whose losses lie above
# `earlier` the neuron learns to fire less, whatever it does.

# %% tags=["asserts"]
_rng = np.random.default_rng(3)
_fired = (_rng.random(1_000_000) < 1 / 4).astype(float)
_costs = np.where(_fired == 1, 1.0, 4.0)
_plain, _calm = (
    (100 + _costs) * (_fired - 1 / 4),
    (_costs - 3.25) * (_fired - 1 / 4),
)
assert abs(_calm.mean() - -0.5625) < 0.005
assert _plain.std() > 20 * _calm.std()

# %% [markdown] slug="ch16-lab"
# ## Lab: a decision in the middle (optional, 5 minutes)
#
# Now four neurons that decide stand in the middle: XOR with the network 2-4-1, where the hidden neurons say 0 or 1. The
# last layer gets its gradient as always, the first gets none. You can do three things: leave the first layer as it
# began; pretend a slope of 1, by {{ref:straight-through}}; or pretend a slope of 1 where $z$ lies
# between −1 and 1, and 0 beyond. Twenty seeds each. In which order do you expect the three?


# %% tags=["predict"]
def decide(z, pretend):
    """0 or 1 on the way forward; on the way back what is pretended."""
    hard = (z > 0).to(z.dtype)
    if pretend == "nothing":
        return hard
    soft = z if pretend == "slope 1" else z.clamp(-1, 1)
    return hard + (soft - soft.detach())


def learn_xor(pretend, seed, steps=500):
    """The share of the 40 rows that is right, all rows in each step."""
    torch.manual_seed(seed)
    # in 64 bits a decision by a hair hardly ever differs between machines
    net = Net(2, 4, 1).double()
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
    way: sorted(learn_xor(way, seed) for seed in range(20))
    for way in ("nothing", "slope 1", "slope 1 near the step")
}
for way, runs in in_the_middle.items():
    mean = np.mean(runs)
    print(f"{way:22} from {runs[0]:.2f} to {runs[-1]:.2f}, mean {mean:.2f}")

# %% [markdown] tags=["answer"]
# With the slope that is 1 only near the step, 18 of the twenty runs end at 0.97 or more, and the mean is 0.95. (The
# thought: a neuron far from its step will not change sides soon.) With the slope that is 1 everywhere the mean is 0.74,
# and the runs end anywhere between 0.2 and 1. That is worse than leaving the first layer alone, which gets 0.91. A false
# slope is not the slope of the loss, so following it need not lead down. Try it against doing nothing.

# %% tags=["asserts"]
_mean = {way: np.mean(runs) for way, runs in in_the_middle.items()}
_good = sum(run > 0.97 - 0.01 for run in in_the_middle["slope 1 near the step"])
assert abs(_good - 18) <= 1
assert abs(_mean["slope 1 near the step"] - 0.95) < 0.03
assert abs(_mean["slope 1"] - 0.74) < 0.06
assert abs(_mean["nothing"] - 0.91) < 0.03
assert (
    in_the_middle["slope 1"][0] < 0.2 + 0.2
    and in_the_middle["slope 1"][-1] > 0.95
)

# %% [markdown] slug="ch16-concept-test"
# ## Ten questions, again
#
# In chapter 00 you answered ten questions and kept your list. Here they are with other numbers, in the same order. Answer
# them without the list. Then open [chapter 00](00_start_here.ipynb) beside them: which of your letters would you change?
# (If you have done form A of the concept inventory, [form B](inventory_b.ipynb) waits for you.)

# %% [markdown] tags=["quiz"]
# **4.** A model says 3 too much for one example, and 3 too little for the other. So the mean of its residuals is 0.
# Is it a good model?
#
# - Yes, on average it is right.
#   No. It is right about nothing. The mean of the residuals is 0, and the mean of their squares is 9.
# - No, it is off by 3 each time.
#   Right. So the loss squares each residual before it takes the mean.
# - It depends on which of the two examples came first.
#   No. A mean does not know an order.

# %% [markdown] tags=["quiz"]
# **5.** You want the slope of a curve at a point. So your program moves a little way along, by h, and divides the rise by
# h. You make h ten times smaller, then again, then again. What happens to the answer?
#
# - It gets better and better, with each smaller h.
#   No. On paper it would. In a computer the difference of two nearly equal numbers loses its digits.
# - It gets better for a while, and then worse.
#   Right. With 1e-5 to both sides you are well off. At a point like 1, with 1e-16, the answer is 0.
# - It stays as it is.
#   No. Only for a straight line, and not even there for ever.

# %% [markdown] tags=["quiz"]
# **6.** You train a model, and its loss gets larger with each step. You have checked the gradients, and they are right.
# Where do you look next?
#
# - At backpropagation.
#   No. It computes gradients and changes nothing, in PyTorch as in your own engine. And these you have checked.
# - At the length of the step.
#   Right. The gradient gives a direction and a steepness. How far to go, it does not know.
# - At the data, which must be wrong.
#   No. Data can be bad, but small enough steps make the loss smaller even so.

# %% [markdown] tags=["quiz"]
# **7.** The output of a neuron lies between 0 and 1. Its sigmoid is nearly flat at both ends.
# For one example the neuron says almost 1, where 0 would be right. What does a step against the gradient of the squared
# miss do?
#
# - It changes the neuron a lot, because it is very wrong.
#   No. One would wish so. What arrives is multiplied by the slope of the sigmoid, a(1 − a).
# - It changes the neuron hardly at all.
#   Right. The residual is nearly 1, but the slope leaves next to nothing of it. Cross-entropy is the cure, since its δ
#   has no such factor.
# - It turns the neuron's sign over.
#   No. A step changes weights by a little, and by how little is the question here.

# %% [markdown] tags=["quiz"]
# **8.** A number is used in two places of a formula. When it grows, the result grows through one use at the rate 2, and
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
# **9.** A model has a million weights. About how much work is it to get the gradients of all of them by backpropagation,
# if computing the loss once is 1?
#
# - A million.
#   No. That is half the price of nudging, which takes two passes for each weight.
# - A few.
#   Right. You have just seen it counted: 1.63 times a forward pass for the way back.
# - A thousand.
#   No. Each weight is used once forward and at most twice back, however many there are.

# %% [markdown] tags=["quiz"]
# **10.** A program computes a gradient by adding up all that arrives at a weight. You run it, change nothing, and run it
# once more. Now every gradient is twice what it was. What is the matter?
#
# - The first result was only half of the gradient.
#   No. The first one was right. Run it a third time, and you will see it three times as large.
# - Nobody has set the sums back to 0 in between.
#   Right. With an optimiser in the loop it makes a pendulum, as in chapter 15.
# - Gradients grow in training.
#   No. There has been no training: nothing has changed.

# %% [markdown] tags=["quiz"]
# **11.** Two examples have the same inputs and different targets. For the first the model's output is too high by a
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
# **12.** A neuron of the last hidden layer hands its output to the three neurons of the output layer. Through which
# weights does the loss depend on that output?
#
# - Through those that lead into the neuron.
#   No. They made the output what it is. Now that it is there, they have no more to say about what it does.
# - Through those that lead out of it, to the three.
#   Right. So δ comes back through the weights that lead out: δ Wᵀ here, δ W with PyTorch's stored weight.
# - Through all weights of the network.
#   No. A weight that is not on a way from this neuron to the loss changes nothing about what the neuron does.

# %% [markdown] tags=["quiz"]
# **13.** The loss is a mean over 4 rows of data. Somebody copies each row, so that there are 8. What happens to the
# gradient of a bias?
#
# - It doubles.
#   No. It would if the loss were a sum, as with reduction="sum".
# - It halves.
#   No. It does where somebody averages once more. The only 1/N is that of the loss.
# - It stays as it is.
#   Right. The loss is the same function as before, so its slopes are the same. It is a test for any program.

# %% [markdown]
# How many were right at first, and how many now? And for how many can you give a reason?

# %% tags=["asserts"]
assert np.mean([3, -3]) == 0 and np.mean(np.square([3, -3])) == 9
assert (1 + 1e-5) ** 2 - (1 - 1e-5) ** 2 > 0 == (1 + 1e-16) ** 2 - 1
assert round(backward_work / forward_work, 2) == 1.63

# %% [markdown] slug="ch16-quiz"
# ## Check yourself
#
# Six more, on this chapter.

# %% [markdown] tags=["quiz"]
# **14.** Half of the labels are 1. A program runs to its end without an error, and 95 % of its answers are on the right
# side. Its loss is that of the best constant answer. What do you conclude?
#
# - It has learnt, since the answers count and not the loss.
#   No. They are right by a hair, and a little noise would turn them.
# - Something is broken, however many are right.
#   Right. The first thing to look at is what lies between outputs and labels.
# - The network is too small to do any better.
#   No. That may be, but a network that has 95 % right has seen more than a constant.

# %% [markdown] tags=["quiz"]
# **15.** Training with large batches stops with "out of memory", and with small ones it does not. What takes up the room?
#
# - The activations, which the way back needs.
#   Right. They grow with the batch. A smaller batch helps, and `torch.no_grad()` where you do not train.
# - The weights and biases of all the layers.
#   No. They are there in both cases, and equally large.
# - The gradients of all the weights and biases.
#   No. They take as much as the weights, which is not little, but it does not grow with the batch.

# %% [markdown] tags=["quiz"]
# **16.** Why does the way back cost less than twice the way forward, in the network of this chapter?
#
# - Because δ is computed with fewer digits.
#   No. It has as many as everything else.
# - Because half of the sigmoids are saturated, and cost nothing.
#   No. The products are computed, whatever numbers they hold.
# - Because nobody needs the gradient of the images.
#   Right. The first layer finds its weights' gradient and hands nothing on, which saves one of its two products.

# %% [markdown] tags=["quiz"]
# **17.** A network rounds its output to whole numbers before the loss. It trains without an error, and the loss never
# moves. Why?
#
# - Rounding is not linear, and so has no gradient.
#   No. A sigmoid is not linear either. That is no obstacle.
# - Rounding has the slope 0 all but everywhere.
#   Right. So every gradient is exactly 0. Round only when you use it, or pretend a slope.
# - Rounding loses digits, so the gradients are not exact.
#   No. They are exact: exactly 0.

# %% [markdown] tags=["quiz"]
# **18.** A neuron fires with $p$ = 0.2. In one round it fires, and the loss is 5. What does this round say of the slope
# in $z$, with no baseline?
#
# - 1, which is 5 · 0.2.
#   No. That is what firing adds to the mean loss, not its slope.
# - 4, which is 5 · (1 − 0.2).
#   Right. The loss times coin minus probability. In a round without firing it would be the loss times −0.2.
# - 5, since it fired and that cost 5.
#   No. The probability is taken off the coin first.

# %% [markdown] tags=["quiz"]
# **19.** Straight-through training of a network with hard decisions gets worse and worse. Which of these can be true?
#
# - The false slope is not the loss's, and leads the wrong way.
#   Right. Nothing promises that it leads down. Compare it with leaving those weights alone.
# - The sweep has a bug, because a gradient always leads downhill.
#   No. A true gradient does, for small steps. This one is made up.
# - PyTorch treats the line `hard + (z - z.detach())` as 0.
#   No. Its value is that of `hard`, and its slope that of `z`.

# %% tags=["asserts"]
assert isclose(5 * (1 - 0.2), 4) and isclose(5 * 0.2, 1)

# %% [markdown] slug="ch16-explain"
# ## Explain it
#
# Close everything else, and write one page for somebody who knows what a derivative is:
#
# > *How does one training step of the network 2-4-1 find its 17 gradients, and what happens to them?*
#
# Use one example with numbers of your own. Then give yourself a point for each line that it makes clear. Not "mentions":
# makes clear.
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
# | 8 | what it costs, compared with nudging 17 weights |
# | 9 | that the gradients change no weight, who does, and why they are cleared |
# | 10 | one way to find out that the gradients are right |
#
# Eight or more: you could teach this. Fewer: see which lines are missing, and write those paragraphs again.
#
# <details><summary>A page that has all ten</summary>
#
# The network gets two numbers, multiplies and adds, applies a ReLU, multiplies and adds again: a prediction. The loss
# is the square of what it is off by, averaged over the rows: one number (2). On the way, every layer's input and every
# activation is kept (1).
#
# Suppose the prediction is 2 and 5 is right. The loss is 9. If the prediction rises by 0.01, the loss falls to 8.9401,
# by about 0.06. So its slope is −6: that is what a gradient is (3). The output's bias is added, so its gradient is −6
# too. This −6, the slope of the loss in the sum that goes into the output neuron, is called δ. A weight that multiplies
# an activation of 0.75 moves that sum by three quarters of its own nudge, so its gradient is 0.75 · (−6) = −4.5: what
# came in, times δ (7).
#
# A hidden neuron moves the loss through the output. If its weight there is 4 and its own slope is 1, its δ is 1 · 4 ·
# (−6) = −24: a nudge is made four times as large, then six times, so slopes multiply (4). With two outputs it would
# act through both, and the effects would add up; so do those of one bias on all rows (5). All weights into this neuron
# share the −24, which is computed once. From the weights we would walk the rest of the way again for each of them, so
# we begin at the end (6). Beyond the forward pass, all 17 gradients cost less than two more; nudging costs 34 (8).
#
# So far no weight has changed. The optimiser now takes a small step against each gradient, and then they are cleared,
# since the next sweep adds to what it finds (9). Do I believe them? I nudge three weights by 0.00001 to both sides and
# compare (10).
#
# </details>

# %% tags=["asserts"]
assert (2 - 5) ** 2 == 9
assert isclose((2 + 0.01 - 5) ** 2, 8.9401)
assert isclose(9 - 8.9401, 0.06, rel_tol=0.01)
assert 0.75 * -6 == -4.5
assert 1 * 4 * -6 == -24
assert 2 * 17 == 34
_up, _down = (2 + 0.00001 - 5) ** 2, (2 - 0.00001 - 5) ** 2
assert isclose((_up - _down) / (2 * 0.00001), -6, rel_tol=1e-6)

# %% [markdown] slug="ch16-summary"
# ## The chapter on one page
#
# **The trial.** Who tells you of a fault?
#
# | fault | who tells you |
# |---|---|
# | a name that does not exist, one argument too few | Python, at once |
# | outputs (N, 1) against labels (N,) | a warning, once; and a loss near that of the best constant |
# | a loss that is never printed | nobody |
# | a comparison, `argmax`: no graph | PyTorch, at `backward()`; nobody, where another way leads back |
# | rounding, a sign: a slope of 0 | nobody, and what comes back through it is exactly 0 |
#
# **Memory**, {{ref:stored-activations}}: rows × widths. **Work**: once forward, at most twice back.
#
# **No gradient through a step.** Another loss; a false slope, {{ref:straight-through}}; a coin,
# {{ref:score-function}}; a wide nudge.
#
# **The mistake.** "Backpropagation does not work for non-linear models." What is level stops it, not what is curved.

# %% [markdown] slug="ch16-next"
# ## Where to go next
#
# [Chapter 17](17_in_general.ipynb) says once, for any graph, what you have seen in many: a step on the way back, and on the
# way forward, and what to do when the memory does not reach. **Problem sets 6 and 7**, in `assignments/ps6` and
# `assignments/ps7`, can now be checked against PyTorch. And each exhibit of the [bug zoo](bug_zoo.ipynb) is a mistake that
# somebody will make in a framework next week.

# %% [markdown] tags=["not-in-book"]
# Save your work before you go. On Binder, choose *File → Download*, since the machine forgets everything after ten
# minutes without activity. [Chapter 00](00_start_here.ipynb) says what to do with the file when you return.

# %% [markdown] slug="ch16-sources"
# ## Sources
#
# The program is that of section 5 of “Micrograd：理解机器学习和反向传播” ("Micrograd: understanding machine learning
# and backpropagation"), an article in Chinese, signed 禅与计算机程序设计艺术 (Zen and the Art of Computer Programming).
# Its claims on cost are in section 3.3, its question about every task in section 9. Problem set 5 tests its formulas and
# its numbers; [Is that so?](claims.ipynb) has all that it says, with what is true.
#
# The false slope has its name, straight-through estimator, from Yoshua Bengio, Nicholas Léonard and Aaron Courville,
# "Estimating or propagating gradients through stochastic neurons for conditional computation" (2013, [on
# arXiv](https://arxiv.org/abs/1308.3432)), who credit a lecture that Geoffrey Hinton gave in 2012. The coin is
# Ronald Williams's, "Simple statistical gradient-following algorithms for connectionist reinforcement learning",
# *Machine Learning* 8 (1992), pages 229–256; there it is called REINFORCE.
#
# How to trade memory for work on the way back: Andreas Griewank and Andrea Walther, *Evaluating Derivatives*
# (SIAM, second edition, 2008), chapter 12.
