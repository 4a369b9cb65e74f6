# %% [markdown] slug="ps4-title"
# # Problem set 4: the broken segment
#
# A pocket calculator shows its digits with seven bars, and one of the bars is broken: it is dark when it should shine, or
# it shines when it should be dark. You see all seven bars lit. Is that an 8? It could be a 0 whose middle bar shines by
# mistake. How sure would you be?
#
# A network will answer you. It will look at 140 displays at once, not at one after the other: you will write the way
# forward and the way backward for whole batches, and for networks of any depth, in about ten lines each. These are the
# ten lines in which most of the world's training time is spent.
#
# - **Before you start:** chapter 09, and problem set 3.
# - **Time:** about 100 minutes. Each part says how long it takes.
# - **Points:** 24, of which 4 are for an explanation in your own words.
# - **Stuck?** Each part has three hints, from a nudge to the first line of code.
#
# A cell that says `NotImplementedError` waits for your code: write it instead of that line.
# `check.ps4(...)` tries your function on fresh random networks and says at once what it sees.
# It is a second opinion: first look for yourself, with the small test that stands before it.

# %% slug="ps4-imports"
import time

import numpy as np

from autograd_lab import check

# %% [markdown] slug="ps4-data-text"
# ## The data
#
# The bars have names: `a` on top, then clockwise `b`, `c`, `d`, `e`, `f`, and `g` in the middle. Each of the ten digits
# is there seven times as it should be, and once with each bar inverted: 140 displays.

# %% slug="ps4-data"
bars_of = "abcdef bc abged abgcd fgbc afgcd afgedc abc abcdefg abcdfg".split()
intact = np.array([[float(bar in bars) for bar in "abcdefg"] for bars in bars_of])  # (10, 7): one row per digit


def broken(display, bar):
    """The display with one bar turned over."""
    turned = display.copy()
    turned[bar] = 1 - turned[bar]
    return turned


X = np.array([row for digit in intact for row in [digit] * 7 + [broken(digit, bar) for bar in range(7)]])  # (N, 7)
digits = np.repeat(np.arange(10), 14)  # (N,)
Y = np.eye(10)[digits]  # (N, 10): 1 for the right digit, 0 for the other nine


def drawn(display):
    """A display as three lines of text."""
    a, b, c, d, e, f, g = ("|" if bar > 0.5 else " " for bar in display)
    rows = [" " + a + " ", f + g + b, e + d + c]
    return "\n".join(row[0] + row[1].replace("|", "_") + row[2] for row in rows)


print(X.shape, Y.shape)
for line in zip(*(drawn(digit).split("\n") for digit in intact)):
    print("  ".join(line))

# %% [markdown] slug="ps4-conventions"
# **Conventions, everywhere in this set.** One row per example. A network is two lists, `Ws` and `bs`, one entry for each
# layer, which run from the input to the output: `Ws[l]` is (n_in, n_out), `bs[l]` is (n_out,). Every layer is a sigmoid. Layer `l`
# computes
#
# `zs[l] = activations[l] @ Ws[l] + bs[l]` and `activations[l + 1] = σ(zs[l])`,
#
# so `activations` has one entry more than `zs`, and `activations[0]` is `X` itself. The loss sums over the outputs and
# takes the mean over the rows:
#
# {{eq:network-loss}}
#
# Your functions return new arrays and leave their arguments as they were.


# %% slug="ps4-sigmoid"
def sigmoid(z):
    """σ(z), as in problem set 3."""
    return 1 / (1 + np.exp(-z))


# %% [markdown] slug="ps4-forward-text"
# ## Part 1: all rows at once (20 minutes, 6 points)
#
# For one layer and all rows:
#
# {{eq:batch-forward}}
#
# The next layer does the same with what this one has answered. Write `forward(X, Ws, bs)`. It returns two lists, `zs` and
# `activations`, in this order, worth 3 points each. They are kept because the way back will need both.

# %% [markdown] tags=["hint"] slug="ps4-forward-hint-1"
# Hint 1: what to look at
#
# Draw the two lists for a network of two layers: which entries do they have, and which entry is made from which?

# %% [markdown] tags=["hint"] slug="ps4-forward-hint-2"
# Hint 2: what to recall
#
# `zip(Ws, bs)` walks through both lists together. The last entry of a list is `activations[-1]`. Adding an array (n,) to
# one of shape (N, n) adds it to every row.

# %% [markdown] tags=["hint"] slug="ps4-forward-hint-3"
# Hint 3: how it begins
#
# `zs, activations = [], [X]`, then a loop over the layers whose first line begins with `z = activations[-1] @ `.


# %% nbgrader={"grade": false, "grade_id": "forward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def forward(X, Ws, bs):
    """Lists (zs, activations) of all layers, input first, for X (N, n_in)."""
    ### BEGIN SOLUTION
    # One matrix product does a whole layer for all rows: row n of z depends on row n of the activations alone.
    zs, activations = [], [X]
    for W, b in zip(Ws, bs):
        zs.append(activations[-1] @ W + b)  # (N, n_in) @ (n_in, n_out), and the same b for every row
        # The next layer gets a, not z. Without the sigmoid between them two layers would be a single one.
        activations.append(sigmoid(zs[-1]))
    return zs, activations
    ### END SOLUTION


# %% [markdown] slug="ps4-forward-own"
# **Look for yourself first.** Two inputs, three hidden neurons, one output, and all weights 0. What must every activation
# be? Then count: how many entries should each list have?

# %% slug="ps4-forward-try"
zs, activations = forward(np.ones((4, 2)), [np.zeros((2, 3)), np.zeros((3, 1))], [np.zeros(3), np.zeros(1)])
print("zs:         ", [z.shape for z in zs], "  asked for: [(4, 3), (4, 1)]")
print("activations:", [a.shape for a in activations], "  asked for: [(4, 2), (4, 3), (4, 1)]")
print(activations[-1].ravel())

# %% nbgrader={"grade": true, "grade_id": "check_forward", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
check.ps4(forward).require()

# %% [markdown] slug="ps4-speed-text"
# ### Why all at once?
#
# The same numbers could be computed row by row. Guess a factor before you run the cell: how much longer does that take?

# %% tags=["predict"] slug="ps4-speed"
rng = np.random.default_rng(0)
trial = [rng.normal(size=(7, 10)), rng.normal(size=(10, 10))], [np.zeros(10), np.zeros(10)]


def seconds(work):
    """Seconds that one call takes, in the shortest of five runs of 20 calls: one alone is too quick for some clocks."""
    times = []
    for _ in range(5):
        start = time.perf_counter()
        for _ in range(20):
            work()
        times.append((time.perf_counter() - start) / 20)
    return min(times)


together = seconds(lambda: forward(X, *trial))
one_by_one = seconds(lambda: [forward(X[n : n + 1], *trial) for n in range(len(X))])
print(
    f"all rows at once {together * 1e6:8.0f} µs,  row by row {one_by_one * 1e6:8.0f} µs,  {one_by_one / together:.0f} times"
)

# %% [markdown] slug="ps4-backward-text"
# ## Part 2: and back (45 minutes, 14 points)
#
# At the output you know δ from problem set 3:
#
# {{eq:output-delta}}
#
# Going down, δ of a layer is made from δ of the one above it, all rows and all neurons at once:
#
# {{eq:batch-delta}}
#
# And each δ gives the gradients of its layer, where X stands for whatever entered that layer:
#
# {{eq:batch-backward}}
#
# Write `backward(Y, Ws, zs, activations)` for any number of layers, one included. It returns two lists, `dWs` (8 points)
# and `dbs` (6 points), which run from the input to the output like `Ws` and `bs`.

# %% [markdown] tags=["hint"] slug="ps4-backward-hint-1"
# Hint 1: what to look at
#
# Take a network of two layers and write down, in order, what you compute: δ of the output, two gradients, δ of the hidden
# layer, two gradients. Which of these lines repeat, and with which index?

# %% [markdown] tags=["hint"] slug="ps4-backward-hint-2"
# Hint 2: what to recall
#
# Layer `l` has `zs[l]`, its input is `activations[l]` and its answer `activations[l + 1]`; what leads up from it are
# `Ws[l + 1]`. `reversed(range(len(Ws)))` counts down. A list that is filled on the way down comes out upside down.

# %% [markdown] tags=["hint"] slug="ps4-backward-hint-3"
# Hint 3: how it begins
#
# Keep ∂L/∂a of the layer in hand: `upstream = 2 / len(Y) * (activations[-1] - Y)`. Inside the loop:
# `delta = upstream * ` and the slope of this layer. At its end `upstream` becomes that of the layer below.


# %% nbgrader={"grade": false, "grade_id": "backward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def backward(Y, Ws, zs, activations):
    """Lists (dWs, dbs) of the gradients of L for all layers, input first."""
    ### BEGIN SOLUTION
    dWs, dbs = [], []
    # ∂L/∂a of the output layer. The 1/N of the mean enters here, once, and travels down inside δ.
    upstream = 2 / len(Y) * (activations[-1] - Y)
    for l in reversed(range(len(Ws))):
        # σ'(z) from the answer of this layer: a(1 − a). With zs[l] it would be one more exponential.
        delta = upstream * activations[l + 1] * (1 - activations[l + 1])  # (N, n_out of layer l)
        # What entered the layer is activations[l]: activations[0] is X. The rows meet in the product and vanish.
        dWs.append(activations[l].T @ delta)
        dbs.append(delta.sum(axis=0))
        # Down through the weights of this very layer: they lead from l − 1 to l. Here the units of layer l vanish.
        upstream = delta @ Ws[l].T
    # The way down met the output first.
    return dWs[::-1], dbs[::-1]
    ### END SOLUTION


# %% [markdown] slug="ps4-backward-own"
# **Look for yourself first.** A network with layers of 3, 4, 2 and 5 neurons: widths that all differ, so that a wrong
# transpose cannot hide. The cell nudges every weight and every bias. If something is wrong: which layer is the *first* in
# the order in which you compute, that is from the output down? That is the line to look at; the rest follows from it.

# %% slug="ps4-backward-try"
widths = [3, 4, 2, 5]
Ws_try = [rng.normal(size=(n, m)) for n, m in zip(widths[:-1], widths[1:])]
bs_try = [rng.normal(size=m) for m in widths[1:]]
X_try, Y_try = rng.normal(size=(6, 3)), rng.uniform(size=(6, 5))


def loss_of(a, Y):
    """L of eq. 8.1: summed over the outputs of a row, averaged over the rows."""
    return np.mean(np.sum((a - Y) ** 2, axis=1))


def nudged_slopes(array, step=1e-5):
    """The slope of the loss in each entry of `array`, which is moved up and down and put back."""
    slopes = np.zeros_like(array)
    for index in np.ndindex(*array.shape):
        kept = array[index]
        array[index] = kept + step
        up = loss_of(forward(X_try, Ws_try, bs_try)[1][-1], Y_try)
        array[index] = kept - step
        down = loss_of(forward(X_try, Ws_try, bs_try)[1][-1], Y_try)
        slopes[index] = (up - down) / (2 * step)
        array[index] = kept
    return slopes


def compare(name, parameters, gradients):
    """How far each gradient is from what nudging shows, from the output down."""
    for layer in reversed(range(len(parameters))):
        nudged = nudged_slopes(parameters[layer])
        if np.shape(gradients[layer]) != nudged.shape:
            print(f"{name}[{layer}]: shape {np.shape(gradients[layer])}, and should be {nudged.shape}")
        else:
            off = np.max(np.abs(gradients[layer] - nudged)) / np.max(np.abs(nudged))
            print(f"{name}[{layer}]: largest difference {off:.1e} of the largest entry")


dWs, dbs = backward(Y_try, Ws_try, *forward(X_try, Ws_try, bs_try))
compare("dWs", Ws_try, dWs)
compare("dbs", bs_try, dbs)

# %% nbgrader={"grade": true, "grade_id": "check_backward", "locked": true, "points": 14, "schema_version": 3, "solution": false, "task": false}
check.ps4(backward).require()

# %% [markdown] slug="ps4-backward-why"
# If the check named a mistake on the way: say in one sentence, aloud or on paper, *why* it gave those numbers.
#
# **A near twin.** Somebody wants to know how the loss moves when a *bar* of a display shines a little more: ∂L/∂X, of
# shape (N, n_in). Is there a line in your loop that computes it already, or could? Decide before you unfold the answer.

# %% [markdown] tags=["solution"] slug="ps4-backward-twin"
# The line that hands δ down, at its last turn: `delta @ Ws[0].T`, with δ of the first layer, is ∂L/∂`activations[0]`, and
# that is X. (If your loop follows the third hint, `upstream` holds it at the end.) Nobody can turn the input, so training
# has no use for it. One who asks which pixels of a picture an answer depends on starts such a sweep from that answer
# instead of the loss, and keeps what arrives at the pixels: it is called a saliency map.

# %% [markdown] slug="ps4-train-text"
# ## Reading broken displays
#
# Seven bars, ten hidden neurons, ten outputs, one for each digit. The network answers with the digit whose output is
# largest.
#
# Some displays cannot be read for certain by anybody: a 0 with its middle bar inverted *is* an 8. Count the best that
# a reader can do who knows all 140 displays by heart, and take that as the goal.

# %% slug="ps4-best"
best = 0
for display in np.unique(X, axis=0):
    same = digits[(X == display).all(axis=1)]  # the digits that look like this
    best += np.bincount(same).max()
print("displays that look different:", len(np.unique(X, axis=0)))
print("rows that the best reader gets right:", best, "of", len(X))

# %% slug="ps4-train"
start = np.random.default_rng(1)
Ws = [start.normal(size=(7, 10)) / np.sqrt(7), start.normal(size=(10, 10)) / np.sqrt(10)]
bs = [np.zeros(10), np.zeros(10)]
for epoch in range(4001):
    zs, activations = forward(X, Ws, bs)
    if epoch in (0, 10, 100, 500, 1000, 2000, 4000):
        read = np.sum(activations[-1].argmax(axis=1) == digits)
        print(f"epoch {epoch:4d}   loss {loss_of(activations[-1], Y):.4f}   read right: {read} of {len(X)}")
    dWs, dbs = backward(Y, Ws, zs, activations)
    Ws = [W - 3.0 * dW for W, dW in zip(Ws, dWs)]
    bs = [b - 3.0 * db for b, db in zip(bs, dbs)]

# %% [markdown] slug="ps4-train-result"
# It reads as well as anybody can: 113 rows. But the loss does not go to 0, and it cannot. Look at what the network says
# about the display with all bars lit.

# %% slug="ps4-eight"
all_lit = np.ones((1, 7))
answer = forward(all_lit, Ws, bs)[1][-1][0]
print(drawn(all_lit[0]))
for digit, output in enumerate(answer):
    rows = np.sum((X == all_lit).all(axis=1) & (digits == digit))
    print(f"{digit}: {output:.2f}   rows of the data that look like this: {rows}  {'#' * round(output * 40)}")

# %% [markdown] slug="ps4-eight-result"
# Ten rows of the data have all bars lit: seven intact 8s, and a 0, a 6 and a 9 with one bar inverted. The network says
# about seven tenths for the 8 and a little less than a tenth for each of the three; with more steps it comes closer still.
# Nobody has told it what a probability is.

# %% [markdown] slug="ps4-explain-text"
# ## Part 3: in your own words (15 minutes, 4 points)
#
# Where do these tenths come from? Think of the one output neuron for "8" and of the ten rows that have all bars lit. They
# look alike, so the neuron must give one and the same answer $a$ to all ten; its targets are seven times 1 and three times
# 0. Which $a$ makes their part of the loss smallest? Show it with a derivative. Then say what would change if the
# calculator broke more often, so that only four of the ten rows were intact 8s. Three to six sentences. A person reads
# this answer.

# %% [markdown] nbgrader={"grade": true, "grade_id": "explain_shares", "locked": false, "points": 4, "schema_version": 3, "solution": true, "task": false}
# The ten rows contribute (1/N)·(7(a − 1)² + 3a²). Its derivative is (1/N)·(14(a − 1) + 6a) = (1/N)·(20a − 14), and it is 0
# at a = 7/10: the mean of the ten targets. To the left of it the derivative is negative, to the right positive, so this is
# the minimum. The squared loss drives an output to the mean of its targets over the rows that look alike, and the mean
# of zeros and ones is the share of ones. So the output for 8 goes to 7/10 and those for 0, 6 and 9 to 1/10. The loss
# that is left comes from these rows and cannot be learnt away.
# With four intact 8s among ten such rows the output for 8 would go to 4/10: the answer depends on how often each case
# occurs in the data, not only on what is possible.
#
# **Mark scheme**
#
# | points | for |
# |---|---|
# | 1 | the part of the loss as a function of a: seven times (a − 1)² and three times a², whatever the factor before it |
# | 1 | its derivative is 0 at a = 7/10 |
# | 1 | where the tenths come from: the squared loss goes to the mean of the targets of rows that look alike, the share of ones |
# | 1 | with four of ten the output goes to 4/10: what is learnt depends on how often each case occurs |
#
# That the place is a minimum need not be shown. Who finds 7/10 by trying numbers has half of the second point.

# %% [markdown] slug="ps4-more"
# ## If you want to know more
#
# Put a second hidden layer in, `[7, 10, 10, 10]`. Nothing but the lists changes. Does it read better? Should it?
#
# Start with all weights equal to 0, or all equal to 1. What do the ten hidden neurons learn, and why? Chapter 10 comes
# back to this.
#
# Invert two bars. How many of these displays does your network read as a person would?
