# %% [markdown] slug="ps9-title"
# # Problem set 9: pegs in a board
#
# A sailing ship, four hundred years ago, in the dark. Every half hour a boy turns the sand glass, somebody throws the log
# line to see how fast she goes, and the helmsman says which way. He need not be able to write. Beside the helm hangs the
# *traverse board*, a compass rose with eight holes along each of its rays and eight pegs on strings: one peg for each half
# hour of the watch. After four hours the officer reads the pegs, works out where the ship must be, writes that one place
# into his book, and pulls all pegs out again.
#
# That is a network with a memory: something comes in at each step, a state is carried on, and the same rule is used every
# time. In this set you write what its gradients pass through. If at dawn the coast is where it should not be, which half
# hour is to blame, and how much? What does one know who has kept the last pegs only? And what must a memory be made of,
# so that the first peg is still heard at the end?
#
# - **Before you start:** chapters 19 and 20; the theory stands there. Of earlier sets, 4 helps.
# - **Time:** about two and a half hours, in parts that can be done on different days. Each part says how long it takes.
# - **Points:** 40, of which 4 are for an explanation in your own words.
# - **Stuck?** Each function has three hints, from what to look at to the first line of code.
#
# A cell that says `NotImplementedError` waits for your code: write it instead of that line.
# `check.ps9(...)` tries your function on fresh random numbers and says at once what it sees.
# It is a second opinion: first look for yourself, with the small test that stands before it.

# %% slug="ps9-imports"
import matplotlib.pyplot as plt
import numpy as np

from autograd_lab import check

# %% [markdown] slug="ps9-conventions"
# **Conventions, everywhere in this set.** Time is the first axis: `xs[t]` is what comes in at step t, `hs[t]` the state that
# this step makes, and `h0` the state before all of them. Rows are rows of a batch, as always. Python counts from 0, so
# step `t = 0` begins with `h0`, and every later one with `hs[t - 1]`. The formulas count from 1, as in the chapters: their
# $h_1$ is `hs[0]`, their $h_T$ is `hs[-1]`, and $h_0$ is `h0` in both.
#
# What comes from the loss is called `gh` or `ghs`: `ghs[t]` is the loss's **own** gradient at `hs[t]`. It says how the loss
# changes with this state while all later states stay as they are. What comes *through later states* is not in it: to add
# that is your work. The loss does not look at `h0`, so `h0` has no own gradient. Nothing is averaged in your code: if the
# loss has a 1/N or a 1/T, it is inside of `ghs` already. Your functions return new arrays and leave their arguments as they
# were. Those that go back are handed all that the layer was given on its way there, and in parts 1, 3 and 4 the states that
# it made; you need not use all of it.
#
# To look for yourself you need nudges, and a loss. If $g_t$ are fixed numbers, take the sum $\sum_t g_t h_t$: its own
# gradient at $h_t$ is $g_t$. A nudge is not quite a slope, so a right gradient differs from its nudges a little: what is
# printed is `1e-08` or less. A mistake gives a far larger one, as a rule `1e-03` or more:


# %% slug="ps9-nudges"
def nudged(loss, array, step=1e-5):
    """The slopes of loss() in each entry of `array`, which is moved up and down and put back."""
    slopes = np.zeros(array.shape)
    for place in np.ndindex(array.shape):
        kept, values = array[place], []
        for move in (step, -step):
            array[place] = kept + move
            values.append(loss())
        array[place] = kept
        slopes[place] = (values[0] - values[1]) / (2 * step)
    return slopes


def compare(name, mine, other, other_name="by nudging"):
    """Print how far two arrays are apart."""
    same = np.shape(mine) == other.shape
    apart = f"largest difference {np.max(np.abs(mine - other)):.0e}" if same else "no comparison"
    print(f"{name}: shape {np.shape(mine)}, {other_name} {other.shape}, {apart}")


# %% [markdown] slug="ps9-scalar-text"
# ## Part 1: one number to remember (25 minutes, 6 points)
#
# The smallest memory there is: one number. At each step it hears an x, and what it was before:
#
# {{eq:recurrence}}
#
# Write `bptt_scalar(x, h, h0, w, u, b, gh)`; BPTT is short for *backpropagation through time*. `x`, `h` and `gh` have one
# number for each step, shape (T,); the others are single numbers. The states `h` are there already. Return `dw`, `du`, `db`
# and `dh0`, in this order: 2 points, 2 points, 1 point, 1 point. Each of w, u and b is one number that is used at every
# step, so chapter 19 has sums for them:
#
# {{eq:through-time}}
#
# How the δ of a step comes about, and what `h0` gets, you find out yourself. (Part 3 prints it, for many units. Look there
# when yours is right.)

# %% [markdown] tags=["hint"] slug="ps9-scalar-hint-1"
# Hint 1: what to look at
#
# Take T = 2, and draw the graph: $h_0$, $h_1$, $h_2$, and the two own gradients. How many arrows lead away from $h_1$?
# How many gradients come back to it?

# %% [markdown] tags=["hint"] slug="ps9-scalar-hint-2"
# Hint 2: what to recall
#
# Before a step can be done, all that arrives at its state has to be there: its own gradient, and what the next step
# hands back. So begin at the end. $h$ is the tanh of a sum: between the two the slope is $1 - h^2$. And in that sum $u$ met
# the state *before*.

# %% [markdown] tags=["hint"] slug="ps9-scalar-hint-3"
# Hint 3: how it begins
#
# `dw = du = db = arriving = 0.0`, then `for t in reversed(range(len(x))):` with
# `delta = (gh[t] + arriving) * ...`. The last line of the loop gives `arriving` a new value.


# %% nbgrader={"grade": false, "grade_id": "bptt_scalar", "locked": false, "schema_version": 3, "solution": true, "task": false}
def bptt_scalar(x, h, h0, w, u, b, gh):
    """(dw, du, db, dh0) from x, h and gh (T,), all else single numbers."""
    ### BEGIN SOLUTION
    dw = du = db = arriving = 0.0
    for t in reversed(range(len(x))):  # the last step first: what it hands back is needed at the one before
        # Both gradients meet at h, and pass tanh together. 1 - h², and not 1 - z²: h is tanh(z) already.
        delta = (gh[t] + arriving) * (1 - h[t] ** 2)
        before = h[t - 1] if t > 0 else h0  # what u met in this step; h[-1] would be the last state
        # += three times, since each of the three numbers was used at every step.
        dw += delta * x[t]
        du += delta * before
        db += delta
        arriving = u * delta  # and = here: what arrived from later steps is inside delta
    return dw, du, db, arriving  # what the first step hands back belongs to h0
    ### END SOLUTION


# %% [markdown] slug="ps9-scalar-own"
# **Look for yourself first.** Four steps, and every number nudged.


# %% slug="ps9-scalar-forward"
def states_of_one(x, h0, w, u, b):
    """The states (T,) of one unit."""
    states, h = [], h0
    for value in x:
        h = np.tanh(w * value + u * h + b)
        states.append(h)
    return np.array(states)


# %% tags=["illustration"] slug="ps9-scalar-try"
def try_scalar(T):
    """Print how far the four gradients are from nudging."""
    x, gh = np.random.default_rng(T).normal(size=(2, T))
    numbers = {"h0": np.array(0.4), "w": np.array(0.9), "u": np.array(-1.2), "b": np.array(0.3)}
    values = [float(number) for number in numbers.values()]
    gradients = bptt_scalar(x, states_of_one(x, *values), *values, gh)
    for name, mine in zip(("w", "u", "b", "h0"), gradients):
        slopes = nudged(lambda: np.sum(gh * states_of_one(x, *numbers.values())), numbers[name])
        compare(f"d{name}", mine, slopes)


try_scalar(4)

# %% nbgrader={"grade": true, "grade_id": "check_bptt_scalar", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
check.ps9(bptt_scalar).require()

# %% [markdown] slug="ps9-forward-text"
# ## Part 2: a board with many pegs (10 minutes, 3 points)
#
# Now the state has H numbers, and N ships sail at once, a row for each:
# $H_t = \tanh(X_t W_x + H_{t-1} W_h + b)$. `xs` is (T, N, D), `h0` is (N, H), `Wx` is (D, H), `Wh` is (H, H) and `b` is (H,).
#
# Write `rnn_forward(xs, h0, Wx, Wh, b)`. Return `hs` of shape (T, N, H): the T states that the steps make, without h0.

# %% [markdown] tags=["hint"] slug="ps9-forward-hint-1"
# Hint 1: what to look at
#
# With what does step 0 begin, and with what step 1? Which of your names holds that?

# %% [markdown] tags=["hint"] slug="ps9-forward-hint-2"
# Hint 2: what to recall
#
# `for x in xs:` walks along the first axis, which is time. Inside, `x` is (N, D), as in any layer.

# %% [markdown] tags=["hint"] slug="ps9-forward-hint-3"
# Hint 3: how it begins
#
# `h, states = h0, []` before the loop, and `h = np.tanh(...)` in it. `np.stack` makes one array of a list of states.


# %% nbgrader={"grade": false, "grade_id": "rnn_forward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def rnn_forward(xs, h0, Wx, Wh, b):
    """The states hs (T, N, H) from xs (T, N, D), h0 (N, H), Wx (D, H), Wh (H, H) and b (H,)."""
    ### BEGIN SOLUTION
    h, states = h0, []
    for x in xs:
        # A new h each time. h[:] = … would write into the array that is in the list already.
        h = np.tanh(x @ Wx + h @ Wh + b)
        states.append(h)
    return np.stack(states)
    ### END SOLUTION


# %% [markdown] slug="ps9-forward-own"
# **Look for yourself first.** With one unit and one row it is part 1. And with inputs of 0, `Wh` = 2, `h0` = 1/2 and `b` = 0
# you can say the first two states beforehand.


# %% tags=["illustration"] slug="ps9-forward-try"
def try_forward(h0, w, u, b):
    """Print how far the states are from those of part 1, and some that are known beforehand."""
    x = np.random.default_rng(9).normal(size=4)
    one_row = rnn_forward(x[:, None, None], *(np.full((1, 1), number) for number in (h0, w, u)), np.full(1, b))
    compare("hs of one unit", one_row[:, 0, 0], states_of_one(x, h0, w, u, b), "in part 1")
    still = np.zeros((3, 2, 4)), np.full((2, 1), 0.5), np.ones((4, 1)), 2 * np.ones((1, 1)), np.zeros(1)
    print(rnn_forward(*still)[:, :, 0])
    print(np.tanh(1.0), np.tanh(2 * np.tanh(1.0)))


try_forward(0.4, 0.9, -1.2, 0.3)

# %% nbgrader={"grade": true, "grade_id": "check_rnn_forward", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check.ps9(rnn_forward).require()

# %% [markdown] slug="ps9-bptt-text"
# ## Part 3: back through the watch (30 minutes, 8 points)
#
# At dawn the coast is on the wrong side. Write `bptt(xs, hs, h0, Wx, Wh, b, ghs)`, with `hs` and `ghs` (T, N, H). Return
# `dWx`, `dWh`, `db` and `dh0`, in this order and of the shapes of Wx, Wh, b and h0: 2 points, 3 points, 1 point, 2 points.
#
# It is part 1 in rows:
#
# {{eq:through-time-rows}}
#
# What is new: `Wh` is square, so nothing warns you if it is the wrong way round, and there are two sums now, over the
# steps and over the rows. `b` enters as in part 1. "own" is the own gradient of $H_{t-1}$, as in the conventions above: at
# $H_0$ there is none.

# %% [markdown] tags=["hint"] slug="ps9-bptt-hint-1"
# Hint 1: what to look at
#
# Put all of `Wh` to 0 but `Wh[0, 1]`. Which unit of $h_t$ hears of which unit of $h_{t-1}$? So which way does a gradient
# have to go, and is that `delta @ Wh` or `delta @ Wh.T`?

# %% [markdown] tags=["hint"] slug="ps9-bptt-hint-2"
# Hint 2: what to recall
#
# Each step is a layer as in problem set 4: `a_prev.T @ delta` for weights, `delta @ W.T` for what is handed back. Two things
# are different: it is the same layer at every step, and two arrays go into it, the input and the state before.

# %% [markdown] tags=["hint"] slug="ps9-bptt-hint-3"
# Hint 3: how it begins
#
# `dWx, dWh, db = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(b)` and `arriving = np.zeros_like(h0)`; then the loop
# of part 1.


# %% nbgrader={"grade": false, "grade_id": "bptt", "locked": false, "schema_version": 3, "solution": true, "task": false}
def bptt(xs, hs, h0, Wx, Wh, b, ghs):
    """(dWx, dWh, db, dh0) from xs (T, N, D), hs and ghs (T, N, H), h0 (N, H)."""
    ### BEGIN SOLUTION
    dWx, dWh, db = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(b)
    arriving = np.zeros_like(h0)
    for t in reversed(range(len(xs))):
        delta = (ghs[t] + arriving) * (1 - hs[t] ** 2)  # (N, H)
        before = hs[t - 1] if t > 0 else h0
        # .T @ and sum(axis=0) add up the rows, += the steps.
        dWx += xs[t].T @ delta
        dWh += before.T @ delta
        db += delta.sum(axis=0)
        # Wh[i, j] leads from unit i to unit j; back it goes from j to i. A new array: ghs stays as it came.
        arriving = delta @ Wh.T
    return dWx, dWh, db, arriving
    ### END SOLUTION


# %% [markdown] slug="ps9-bptt-own"
# **Look for yourself first.** Five steps, three rows, two inputs, four units: sizes that all differ.


# %% slug="ps9-layer"
def drawn_layer(T, N, D, H):
    """A layer's arguments by name, xs, h0, Wx, Wh and b; and an own gradient for each of its states."""
    draw = np.random.default_rng(T)
    layer = {
        "xs": draw.normal(size=(T, N, D)),
        "h0": draw.uniform(-0.8, 0.8, (N, H)),
        "Wx": draw.normal(size=(D, H)),
        "Wh": draw.normal(size=(H, H)) / 2,
        "b": draw.normal(size=H) / 2,
    }
    return layer, draw.normal(size=(T, N, H))


# %% tags=["illustration"] slug="ps9-bptt-try"
def try_bptt(*sizes):
    """Print how far the four gradients are from nudging."""
    layer, ghs = drawn_layer(*sizes)
    xs, *others = layer.values()
    gradients = bptt(xs, rnn_forward(xs, *others), *others, ghs)
    for name, mine in zip(("Wx", "Wh", "b", "h0"), gradients):
        compare(f"d{name}", mine, nudged(lambda: np.sum(ghs * rnn_forward(*layer.values())), layer[name]))


try_bptt(5, 3, 2, 4)

# %% nbgrader={"grade": true, "grade_id": "check_bptt", "locked": true, "points": 8, "schema_version": 3, "solution": false, "task": false}
check.ps9(bptt).require()

# %% [markdown] slug="ps9-truncated-text"
# ## Part 4: only the last pegs (30 minutes, 8 points)
#
# A voyage has thousands of half hours. Who keeps the last k states only can go back k steps and no further: that is
# *truncated* BPTT. It is done in several ways. In this one **each own gradient travels over k steps**: `ghs[t]` is heard at
# the steps t, t − 1, …, t − k + 1, its *window*, and where these numbers fall below 0, it stops at step 0. At each of these
# steps the weights learn from it. What comes out of step 0 arrives at `h0`. Where a window does not reach back to step 0, what
# comes out of its first step is dropped.
#
# Write `truncated_bptt(xs, hs, h0, Wx, Wh, b, ghs, k)`, k at least 1. `hs` are all T states, made by one run with these
# weights: all, so that you can compare with part 3. Return the same four: 2 points, 3 points, 1 point, 2 points. With k = 1
# each own gradient is heard at its own step alone, and that of step 0 still arrives at `h0`; with k ≥ T it is part 3.

# %% [markdown] tags=["hint"] slug="ps9-truncated-hint-1"
# Hint 1: what to look at
#
# T = 4, k = 2. Write down for each of the four own gradients at which steps it is heard. Which of them arrive at `h0`? And
# what does Python read at `hs[-1]`?

# %% [markdown] tags=["hint"] slug="ps9-truncated-hint-2"
# Hint 2: what to recall
#
# Gradients add up, so you may send each own gradient back by itself, k steps, and add its share to the sums. That is slow,
# and right. (There is a quicker way: let all of them travel side by side, one step at a time.)

# %% [markdown] tags=["hint"] slug="ps9-truncated-hint-3"
# Hint 3: how it begins
#
# Two loops: `for t in range(len(xs)):` with `g = ghs[t]`, and in it `for s in range(t, ..., -1):`. Its last s is t − k + 1,
# or 0 where that is negative. But a range leaves its end out: which end lets it visit step 0? After the inner loop: for
# which t does `g` stand at `h0`?


# %% nbgrader={"grade": false, "grade_id": "truncated_bptt", "locked": false, "schema_version": 3, "solution": true, "task": false}
def truncated_bptt(xs, hs, h0, Wx, Wh, b, ghs, k):
    """(dWx, dWh, db, dh0), where each ghs[t] travels over the k steps t, t − 1, …, t − k + 1."""
    ### BEGIN SOLUTION
    dWx, dWh, db, dh0 = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(b), np.zeros_like(h0)
    for t in range(len(xs)):
        g = ghs[t]
        # Down to t - k + 1, and not below 0: xs[-1] would be the last step.
        for s in range(t, max(-1, t - k), -1):
            delta = g * (1 - hs[s] ** 2)
            dWx += xs[s].T @ delta
            dWh += (hs[s - 1] if s > 0 else h0).T @ delta
            db += delta.sum(axis=0)
            g = delta @ Wh.T
        # After t + 1 steps a gradient from t stands at h0. It may go k steps.
        if t + 1 <= k:
            dh0 += g
    return dWx, dWh, db, dh0
    ### END SOLUTION


# %% [markdown] slug="ps9-truncated-own"
# **Look for yourself first.** A nudge of `Wh` moves all states, those before the window as well. So for each t the test makes
# the steps of its window once more, beginning with the state before it, frozen: that stays as it was, whatever is nudged. (Before step 0 that is `h0` itself,
# which is nudged like the rest.)


# %% tags=["illustration"] slug="ps9-truncated-try"
def cut_off(layer, ghs, k, frozen):
    """The loss, where each state is made anew by its last k steps, from the frozen state before them, or h0."""
    xs, h0, *weights = layer.values()
    total = 0.0
    for t, own in enumerate(ghs):
        heard = xs[: t + 1][-k:]
        start = [h0, *frozen][t + 1 - len(heard)]
        total += np.sum(own * rnn_forward(heard, start, *weights)[-1])
    return total


def try_truncated(k, *sizes):
    """Print how far the four gradients are from nudging, and from part 3 where k is the whole length."""
    layer, ghs = drawn_layer(*sizes)
    xs, *others = layer.values()
    hs = rnn_forward(xs, *others)
    names, whole = ("Wx", "Wh", "b", "h0"), bptt(xs, hs, *others, ghs)
    for name, mine, same in zip(names, truncated_bptt(xs, hs, *others, ghs, k), whole):
        if k < len(xs):
            compare(f"k = {k}, d{name}", mine, nudged(lambda: cut_off(layer, ghs, k, hs), layer[name]))
        else:
            compare(f"k = {k}, d{name}", mine, same, "in part 3")


for window in (1, 2, 3, 5):
    try_truncated(window, 5, 3, 2, 4)

# %% nbgrader={"grade": true, "grade_id": "check_truncated_bptt", "locked": true, "points": 8, "schema_version": 3, "solution": false, "task": false}
check.ps9(truncated_bptt).require()

# %% [markdown] slug="ps9-cosine-text"
# ### How much is cut off?
#
# A watch of eight half hours, and a loss that looks at the last state alone. How near is the direction of the cut gradient
# of `Wh` to that of the whole one: what is the cosine of the angle between them? And how much is left of the gradient of
# `h0`? Guess both for k = 5; the picture shows all k from 1 to 8.

# %% tags=["predict", "illustration"] slug="ps9-cosine"
draws = np.random.default_rng(90)
steps, units = 8, 16
watch = [
    draws.normal(size=(steps, 20, 3)),
    draws.uniform(-0.8, 0.8, (20, units)),
    draws.normal(size=(3, units)) / np.sqrt(3),
    draws.normal(size=(units, units)) / np.sqrt(units),
    np.zeros(units),
]
seen, at_dawn = rnn_forward(*watch), np.zeros((steps, 20, units))
at_dawn[-1] = seen[-1] - draws.uniform(-1, 1, (20, units))
whole = bptt(watch[0], seen, *watch[1:], at_dawn)
for back in range(1, steps + 1):
    _, cut, _, to_h0 = truncated_bptt(watch[0], seen, *watch[1:], at_dawn, back)
    cosine = np.sum(cut * whole[1]) / np.linalg.norm(cut) / np.linalg.norm(whole[1])
    share = np.linalg.norm(to_h0) / np.linalg.norm(whole[3])
    print(f"k = {back}: cosine {cosine:.3f}, of the gradient of h0 {share:.0%}")

# %% [markdown] tags=["answer"] slug="ps9-cosine-result"
# With five steps of eight the two directions are six degrees apart. And `h0` gets nothing at all until k is 8: the loss
# looks at the last state alone, and from there it is eight steps to `h0`. Both are true at once. So what does a good cosine
# not tell? Part 6 asks you.

# %% [markdown] slug="ps9-lstm-text"
# ## Part 5: a peg that stays (40 minutes, 11 points)
#
# A peg in its hole stays there until somebody pulls it. An LSTM cell has such a place: beside the state `h` it carries a
# `c`, and what is in `c` is kept as long as the forget gate is open. With Z cut into four quarters, in the order i, f, g, o, each
# as wide as h:
#
# {{eq:lstm-cell-rows}}
#
# Write `lstm_cell_backward(x, h_prev, c_prev, W, U, b, dh, dc)` for one step. `x` is (N, D), `h_prev`, `c_prev`, `dh` and `dc`
# are (N, H), `W` is (D, 4H), `U` is (H, 4H), `b` is (4H,). The gates and c are not handed over: compute them once
# more. `dh` is all that arrives at h. `dc` is what arrives at c **from the next step alone**; what comes to c
# through h is not in it. Return `dx`, `dh_prev`, `dc_prev`, `dW`, `dU` and `db`, in this order: 2 points each, and 1 for
# `db`.

# %% [markdown] tags=["hint"] slug="ps9-lstm-hint-1"
# Hint 1: what to look at
#
# Draw the cell with an arrow for each use of a number, and write its factor beside each arrow. Two gradients come together
# at c. Which factors has each of them met on its way from `dh` and `dc`?

# %% [markdown] tags=["hint"] slug="ps9-lstm-hint-2"
# Hint 2: what to recall
#
# In a product each factor gets the gradient times the *other* factor. Three of the four, i, f and o, were made by σ, and g by tanh, so there
# are two kinds of slopes, each written with the gate's own value.

# %% [markdown] tags=["hint"] slug="ps9-lstm-hint-3"
# Hint 3: how it begins
#
# `zi, zf, zg, zo = np.split(x @ W + h_prev @ U + b, 4, axis=1)`, the four gates, `c` and `t = np.tanh(c)`. Then the gradient at
# c in all: `d = dc + dh * o * (...)`. The four δ, side by side again by `np.concatenate(..., axis=1)`, are the δ of one layer.


# %% nbgrader={"grade": false, "grade_id": "lstm_cell_backward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def lstm_cell_backward(x, h_prev, c_prev, W, U, b, dh, dc):
    """(dx, dh_prev, dc_prev, dW, dU, db) of one step, gates in the order i, f, g, o."""
    ### BEGIN SOLUTION
    zi, zf, zg, zo = np.split(x @ W + h_prev @ U + b, 4, axis=1)
    i, f, o = (1 / (1 + np.exp(-z)) for z in (zi, zf, zo))
    g = np.tanh(zg)
    t = np.tanh(f * c_prev + i * g)
    # Two roads lead to c: from the next cell, past everything, and from h, through o and tanh. dc + … and not dc += …,
    # which would write into the caller's array.
    d = dc + dh * o * (1 - t**2)
    # Each factor gets the other one; then the gate's own slope. g was made by tanh, the others by σ.
    dz = np.concatenate(
        [d * g * i * (1 - i), d * c_prev * f * (1 - f), d * i * (1 - g**2), dh * t * o * (1 - o)],
        axis=1,  # i, f, g, o: as the columns of W, U and b stand
    )
    # From here on it is one layer with 4H outputs, into which x and h_prev went. The road goes on with f, and nothing else.
    return dz @ W.T, dz @ U.T, d * f, x.T @ dz, h_prev.T @ dz, dz.sum(axis=0)
    ### END SOLUTION


# %% [markdown] slug="ps9-lstm-own"
# **Look for yourself first.** The way there, and every number nudged. Here dh and dc are fixed, so the loss is
# $\sum dh \cdot h + \sum dc \cdot c$.


# %% slug="ps9-lstm-forward"
def lstm_cell(x, h_prev, c_prev, W, U, b):
    """(h, c) of one step."""
    z, H = x @ W + h_prev @ U + b, len(U)
    i, f, _, o = (1 / (1 + np.exp(-z[:, n * H : (n + 1) * H])) for n in range(4))
    c = f * c_prev + i * np.tanh(z[:, 2 * H : 3 * H])
    return o * np.tanh(c), c


# %% tags=["illustration"] slug="ps9-lstm-try"
def try_lstm(N, D, H):
    """Print how far the six gradients are from nudging."""
    draw = np.random.default_rng(N)
    cell = {
        "x": draw.normal(size=(N, D)),
        "h_prev": draw.uniform(-1, 1, (N, H)),
        "c_prev": draw.normal(size=(N, H)),
        "W": draw.normal(size=(D, 4 * H)),
        "U": draw.normal(size=(H, 4 * H)) / 2,
        "b": draw.normal(size=4 * H),
    }
    came = draw.normal(size=(2, N, H))  # at h, and at c from the next step
    for name, mine in zip(cell, lstm_cell_backward(*cell.values(), *came)):
        compare(f"d{name}", mine, nudged(lambda: np.sum(came * lstm_cell(*cell.values())), cell[name]))


try_lstm(3, 2, 4)

# %% nbgrader={"grade": true, "grade_id": "check_lstm_cell_backward", "locked": true, "points": 11, "schema_version": 3, "solution": false, "task": false}
check.ps9(lstm_cell_backward).require()

# %% [markdown] slug="ps9-first-peg-text"
# ### The first peg
#
# All of it together. At the first half hour the master says port or starboard; then come 39 half hours of wind, which
# say nothing; and at the end, after five watches, the network has to repeat the word. Three networks try, each with 12 units and your gradients:
# an RNN, an LSTM whose b for the forget gate begins with 0, and one in which it begins with 3. Which of them can do it
# after 150 steps of training? (The cell takes some seconds.)


# %% tags=["predict", "illustration"] slug="ps9-first-peg"
def watches(dice, count, length=40):
    """Inputs (T, N, 2), of which the first says port or starboard, and the word, −1 or 1, (N,)."""
    word = dice.choice([-1.0, 1.0], count)
    xs = dice.normal(0, 0.5, (length, count, 2))
    xs[0] = np.stack([word, -word], axis=1)
    return xs, word


def rnn_run(xs, word, p):
    """(share of right words, gradients) of an RNN; p: Wx, Wh, b, and the weights of the unit that says the word."""
    h0 = np.zeros((len(word), len(p[1])))
    hs = rnn_forward(xs, h0, *p[:3])
    said = np.tanh(hs[-1] @ p[3])
    error = 2 * (said - word) * (1 - said**2) / len(word)
    ghs = np.zeros_like(hs)
    ghs[-1] = np.outer(error, p[3])
    return np.mean(said * word > 0), [*bptt(xs, hs, h0, *p[:3], ghs)[:3], hs[-1].T @ error]


def lstm_run(xs, word, p):
    """The same of an LSTM."""
    h = c = np.zeros((len(word), len(p[1])))
    before = []
    for x in xs:
        before.append((x, h, c))
        h, c = lstm_cell(x, h, c, *p[:3])
    said = np.tanh(h @ p[3])
    error = 2 * (said - word) * (1 - said**2) / len(word)
    dh, dc, totals = np.outer(error, p[3]), np.zeros_like(c), [np.zeros_like(one) for one in p[:3]]
    for x, h_prev, c_prev in reversed(before):
        _, dh, dc, *gradients = lstm_cell_backward(x, h_prev, c_prev, *p[:3], dh, dc)
        totals = [total + one for total, one in zip(totals, gradients)]
    return np.mean(said * word > 0), [*totals, h.T @ error]


def train(run, gates, forget, steps=150, units=12):
    """The share of right words at each step of the training, by Adam."""
    dice = np.random.default_rng(5)
    shapes = (2, gates * units), (units, gates * units), (gates * units,), (units,)
    p = [dice.normal(0, 1 / np.sqrt(shape[0]), shape) for shape in shapes]
    p[2][:] = 0
    p[2][units : 2 * units] = forget  # nothing there in an RNN
    m, v, shares = [0.0] * 4, [0.0] * 4, []
    for step in range(1, steps + 1):
        share, gradients = run(*watches(dice, 40), p)
        shares.append(share)
        length = np.sqrt(sum(np.sum(g**2) for g in gradients))
        for n, g in enumerate(gradients):
            g = g / max(1, length)
            m[n], v[n] = 0.9 * m[n] + 0.1 * g, 0.99 * v[n] + 0.01 * g**2
            p[n] = p[n] - 0.02 * (m[n] / (1 - 0.9**step)) / (np.sqrt(v[n] / (1 - 0.99**step)) + 1e-8)
    return shares


figure, axes = plt.subplots(figsize=(6, 3))
for name, run, gates, forget in (
    ("RNN", rnn_run, 1, 0),
    ("LSTM, forget 0", lstm_run, 4, 0),
    ("LSTM, forget 3", lstm_run, 4, 3),
):
    shares = train(run, gates, forget)
    print(f"{name}: right at the end, mean of 20 steps: {np.mean(shares[-20:]):.0%}")
    axes.plot(np.convolve(shares, np.ones(10) / 10, mode="valid"), label=name)
axes.set(xlabel="step of training", ylabel="share of right words", ylim=(0.3, 1.05))
axes.legend()
figure.tight_layout()
plt.show()

# %% [markdown] tags=["answer"] slug="ps9-first-peg-result"
# One of three, in this run: the cell whose forget gate begins open. The other LSTM has the same gates and the same road, and
# it guesses, as the RNN does. It is not the cell that remembers, it is the open gate. From the last c back to the first, into
# which the word went, a gradient passes 39 forget gates. How much of it is left, in the one and in the other, you work out in
# part 6. (Chapter 20 has many runs, and longer ones.)

# %% [markdown] slug="ps9-explain-text"
# ## Part 6: in your own words (15 minutes, 4 points)
#
# (1) Somebody says: "u was used last at step T, and the loss looks at the last state, so $\partial L / \partial u$ is
# $\delta_T h_{T-1}$." What do they get wrong? (2) A program prints for each state the *whole* $\partial L / \partial h_t$,
# with all that comes through later steps. Somebody hands these to `bptt` as own gradients. What goes wrong, and at which
# step is δ right all the same? (3) Somebody cuts off after 5 steps and measures a cosine of nearly 1 between their gradient
# and the whole one. "So nothing is lost." What is lost, and why does the cosine not show it? (4) Of two LSTM cells one
# begins with b = 0 for the forget gate, the other with b = 3; say that the gates stay at σ(b). Something has to be kept over
# 39 steps, as in part 5. What comes back from the last c to the first in each, about, and why does tanh play no part on that road?
# Two or three sentences for each. A person reads this answer.
#
# *How it is marked:* one point for each of (1) to (4). The point is for the reason. A right argument with a slip of the
# pen earns it all.

# %% [markdown] nbgrader={"grade": true, "grade_id": "explain_memory", "locked": false, "points": 4, "schema_version": 3, "solution": true, "task": false}
# (1) u is one number that is used at every step. Nudge it, and it moves $h_1$, which moves $h_2$, and so on: the loss hears
# of each use, and the shares add up. $\delta_T h_{T-1}$ is the share of one use. (2) The whole gradient at $h_t$ holds what
# comes through the later steps, and `bptt` adds that once more, and on the way further back again. At the last step
# there are no later ones, so there both are the same, and δ is right. (3) That all is missing that would have travelled
# further than five steps. The direction hardly changes, because what is missing is small beside the rest, or points where
# the rest points: a cosine does not see a length. What can be learnt from it only, such as something that was said long
# ago, is not learnt. (4) On the road from c to
# c_prev stands the factor f at each step, and no tanh and no weights. $\sigma(0)$ is one half, and 39 halvings leave two
# millionths of a millionth; $\sigma(3)$ is one twentieth below 1, and about a seventh is left after 39 steps.
#
# **Mark scheme**
#
# | points | for |
# |---|---|
# | 1 | one weight, many uses: the shares of all steps add up |
# | 1 | what comes through later steps is counted again; right at the last step |
# | 1 | what travels beyond the cut is missing; small, or parallel to the rest, it does not turn the direction, and yet it can be all that matters (either reason will do; that the length is not compared is a reason if it is said what has got lost) |
# | 1 | a product of forget gates: one half to the 39th power is nothing, σ(3) to the 39th is not; the road has no tanh |

# %% [markdown] slug="ps9-more"
# ## If you want to know more
#
# Let the watch in the last cell be 60 half hours long. Does a forget gate of 3 still do? And of 5?
#
# Train the RNN of the last cell with `Wh` beginning as the identity. Chapter 19 says what that does to the way back.
#
# A GRU has one gate fewer and no c. Draw its road, and write its way back: which factor stands on it at each step?
#
# In `truncated_bptt`, let all own gradients travel side by side, one step at a time, in one loop of k turns, or of T where k
# is larger. How many turns did two loops take, with T = 5 and k = 5?
