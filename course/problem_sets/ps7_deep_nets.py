# %% [markdown] slug="ps7-title"
# # Problem set 7: under the Atlantic
#
# In August 1858 the first telegraph cable lay on the floor of the Atlantic. Queen Victoria's greeting to the President
# of the United States, about a hundred words, took some sixteen hours to arrive: so little of the current came out at
# the other end, and so blurred. The cable's electrician, Wildman Whitehouse, knew a remedy: more voltage. Three weeks
# after the first message the cable was dead.
#
# A signal that passes through many sections, each of which weakens it a little, is gone in the end. Each of which
# strengthens it a little: something burns. In 1956 the first telephone cable across the same ocean was opened. Every 37
# nautical miles it had an amplifier that gave back just what the section before it had taken: 51 of them, one after the
# other. It carried voices for 22 years.
#
# A deep network is such a cable, in both directions: the signal goes up through its layers, the gradient comes down.
# You will write what holds it up: first weights for an activation function that no chapter has, an amplifier that the engineers would
# have liked better than batch normalisation, and two things that help it to learn with losses and with little memory.
#
# - **Before you start:** chapters 09 and 12, for parts 4 and 5 chapter 14, and problem set 4.
# - **Time:** about two hours. Each part says how long it takes.
# - **Points:** 32, of which 4 are for an explanation in your own words.
# - **Stuck?** Each function has three hints, from a nudge to the first line of code.
#
# A cell that says `NotImplementedError` waits for your code: write it instead of that line.
# `check.ps7(...)` tries your function on fresh random numbers and says at once what it sees.
# It is a second opinion: first look for yourself, with the small test that stands before it.

# %% slug="ps7-imports"
import matplotlib.pyplot as plt
import numpy as np

from autograd_lab import check

# %% [markdown] slug="ps7-conventions"
# **Conventions, everywhere in this set.** One row per example: `x` is (N, D). Weights are `W` (n_in, n_out), and a
# layer computes `z = x @ W`, plus a bias. Randomness comes from `rng`, a generator that you are given, and from nowhere
# else: who calls your function twice with generators of the same seed gets the same numbers twice. Your functions
# return new arrays and leave their arguments as they were.

# %% [markdown] slug="ps7-dying-text"
# ## How a signal dies
#
# Thirty layers of 100 neurons each. Their activation function is a *leaky* ReLU: what is positive passes as it is, what is negative
# is multiplied by a small `slope`, here 2/5, and not lost. A hundred random rows enter at the bottom. The *size* of a
# signal is the root of its mean square.
#
# The weights are normal numbers with mean 0 and a standard deviation of `0.1`: small, and not unreasonable, you would
# think. What is the size of the signal at the top: about the same, a tenth, a thousandth? And with `0.2`? Write your
# guesses down.

# %% tags=["predict"] slug="ps7-dying"
layers, width, slope = 30, 100, 2 / 5


def size(x):
    """The root of the mean square."""
    return np.sqrt(np.mean(x**2))


def leaky(z, slope=slope):
    """What is positive as it is, what is negative times the slope."""
    return np.where(z > 0, z, slope * z)


def sizes(draw):
    """The sizes of a signal on its way up through 30 leaky layers; `draw(n_in, n_out, rng)` gives the weights of one."""
    rng = np.random.default_rng(1)
    a = rng.normal(size=(100, width))
    found = [size(a)]
    for _ in range(layers):
        a = leaky(a @ draw(width, width, rng))
        found.append(size(a))
    return found


for std in (0.1, 0.2):
    found = sizes(lambda n_in, n_out, rng: rng.normal(0, std, (n_in, n_out)))
    print(f"std {std}:", "  ".join(f"layer {layer}: {found[layer]:.1e}" for layer in (0, 1, 10, 20, 30)))

# %% [markdown] tags=["answer"] slug="ps7-dying-result"
# One of them is nearly gone, the other has become some hundreds of thousands of times too large, and between them lies
# no more than a factor of 2 in the weights. It acts in each layer, and thirty layers raise it to the power of thirty.

# %% [markdown] slug="ps7-dying-why"
# What does one layer do? $z_j$ is a sum over $n_{\text{in}}$ products of a weight and an input. The weights are
# independent and have mean 0, so the mean of its square is
#
# {{eq:signal-variance}}
#
# and then comes the activation function, which takes something away.

# %% [markdown] slug="ps7-leaky-text"
# ## Part 1: what a leak leaves (15 minutes, 4 points)
#
# For the plain ReLU chapter 12 counted: of numbers that lie evenly on both sides of 0 it sets half to 0, so half
# of the mean square is left, and {{ref:he}} gives it back. A leaky ReLU leaves more. How much? That is for you to find
# out, for any `slope`. Then choose the variance of the weights so that a signal keeps its size from the input of one
# layer to the input of the next.
#
# Write `leaky_init(n_in, n_out, slope, rng)`. It returns weights of shape (n_in, n_out): normal numbers with mean 0 and
# this variance, drawn from `rng`. It looks at the way up alone.

# %% [markdown] tags=["hint"] slug="ps7-leaky-hint-1"
# Hint 1: what to look at
#
# Four numbers, 1, 1, −1, −1, and the slope 1/2. What is their mean square before the leaky ReLU, and behind it? And for
# slopes 0 and 1?

# %% [markdown] tags=["hint"] slug="ps7-leaky-hint-2"
# Hint 2: what to recall
#
# It is the *squares* that are averaged: of $s z$ the square is $s^2 z^2$. And `rng.normal` takes a standard deviation,
# not a variance: the root of the whole fraction.

# %% [markdown] tags=["hint"] slug="ps7-leaky-hint-3"
# Hint 3: how it begins
#
# `left = (1 + ` … `) / 2`, the share of the mean square that is left. Then `n_in` times the variance times `left`
# should be 1.


# %% nbgrader={"grade": false, "grade_id": "leaky_init", "locked": false, "schema_version": 3, "solution": true, "task": false}
def leaky_init(n_in, n_out, slope, rng):
    """Normal weights (n_in, n_out) of mean 0 that keep the size of a signal through a leaky ReLU, drawn from rng."""
    ### BEGIN SOLUTION
    # Half of the numbers keep their squares, the other half keep slope² of theirs: (1 + slope²)/2 is left in all.
    # The weights make up for it. n_in and not n_out: z_j is a sum over the inputs. The root, since NumPy wants a deviation.
    return rng.normal(0, np.sqrt(2 / ((1 + slope**2) * n_in)), size=(n_in, n_out))
    ### END SOLUTION


# %% [markdown] slug="ps7-leaky-own"
# **Look for yourself first.** Two slopes can be checked without any new formula: with 0 it is a plain ReLU, and with 1
# it is a straight line. And a signal of size 1 should have which size behind one layer?

# %% slug="ps7-leaky-try"
for s in (0, 1 / 2, 1):
    rng = np.random.default_rng(2)
    W_try = leaky_init(400, 1000, s, rng)
    behind = size(leaky(rng.normal(size=(50, 400)) @ W_try, s))
    print(f"slope {s:3}: variance · 400 = {400 * W_try.var():.3f}, size behind the layer {behind:.3f}")

# %% nbgrader={"grade": true, "grade_id": "check_leaky_init", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check.ps7(leaky_init).require()

# %% [markdown] slug="ps7-sizes-text"
# ### Thirty layers again
#
# The same thirty layers with your function, and with He's variance, $2/n_{\text{in}}$, which was made for a ReLU that
# loses more. One line will be flat. What will He's do, and how fast? On this axis a factor that is the same in each
# layer makes a straight line.

# %% tags=["predict"] slug="ps7-sizes"
drawn = [
    ("std 0.1", "--", lambda n_in, n_out, rng: rng.normal(0, 0.1, (n_in, n_out))),
    ("std 0.2", "-.", lambda n_in, n_out, rng: rng.normal(0, 0.2, (n_in, n_out))),
    ("He's", ":", lambda n_in, n_out, rng: rng.normal(0, np.sqrt(2 / n_in), (n_in, n_out))),
    ("leaky_init", "-", lambda n_in, n_out, rng: leaky_init(n_in, n_out, slope, rng)),
]
figure, axes = plt.subplots(figsize=(7, 4))
for name, style, draw in drawn:
    axes.plot(sizes(draw), style, label=name)
axes.set_yscale("log")
axes.set_title("A signal on its way up through thirty leaky layers")
axes.set_xlabel("layer")
axes.set_ylabel("size of the signal")
axes.legend()
plt.show()

# %% [markdown] tags=["answer"] slug="ps7-sizes-result"
# Yours stays near 1. He's rises: slowly, since the leak is small, but it rises in every layer. Both lines wobble with
# the numbers that were drawn, and they wobble together: how far one is above the other is the same for all draws. Part
# 6 asks you why, and by how much.

# %% [markdown] slug="ps7-forward-text"
# ## Part 2: an amplifier for each message (20 minutes, 6 points)
#
# Good first weights help at the start. But training moves the weights, and with them the size of every signal. Batch
# normalisation measures each column over the batch, and so what one row becomes depends on which others are there. What
# if each message were measured by itself, and made as strong as all others? Biao Zhang and Rico Sennrich built that in
# 2019, and most large language models use it: divide each *row* by its own root mean square. No mean is subtracted, and
# there is no shift; but a layer may learn a scale $\gamma$ for each column.
#
# {{eq:rmsnorm}}
#
# The mean runs over the D entries of row $n$. $\epsilon$ is a small number that keeps the root away from 0.
#
# Write `rmsnorm_forward(x, gamma, eps)` for `x` (N, D) and `gamma` (D,). It returns two things, `out` (N, D) and a
# tuple `cache = (x_hat, gamma, inv_rms)`, which the way back will need. `inv_rms` is $1/\operatorname{rms}_n$, one
# number for each row, of shape (N, 1). `out` is worth 3 points, each entry of the cache 1.

# %% [markdown] tags=["hint"] slug="ps7-forward-hint-1"
# Hint 1: what to look at
#
# One row, (1, 7): what is its mean square, and (with eps = 0) its x_hat? Then (10, 70). And (7, 7)?

# %% [markdown] tags=["hint"] slug="ps7-forward-hint-2"
# Hint 2: what to recall
#
# `axis=1` walks along a row. With `keepdims=True` the result is (N, 1), and that meets (N, D) row by row.

# %% [markdown] tags=["hint"] slug="ps7-forward-hint-3"
# Hint 3: how it begins
#
# `inv_rms = 1 / np.sqrt(` … `)`, with eps inside the root. Then `x_hat`, and at last
# `return out, (x_hat, gamma, inv_rms)`.


# %% nbgrader={"grade": false, "grade_id": "rmsnorm_forward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def rmsnorm_forward(x, gamma, eps):
    """(out, cache) of x (N, D): each row divided by its root mean square, times gamma."""
    ### BEGIN SOLUTION
    # One mean square for each row: axis 1. Along axis 0 the rows would hear of each other.
    # eps stands inside the root, so that a row of zeros is divided by √eps and not by 0.
    inv_rms = 1 / np.sqrt((x**2).mean(axis=1, keepdims=True) + eps)  # (N, 1)
    x_hat = x * inv_rms  # (N, D): each row of size 1, or nearly
    # gamma (D,) meets every row. x_hat is kept, and not out: the way back multiplies by it.
    return gamma * x_hat, (x_hat, gamma, inv_rms)
    ### END SOLUTION


# %% [markdown] slug="ps7-forward-own"
# **Look for yourself first.** With gamma = 1: what should the size of each row of `out` be? What happens to `out` if
# you multiply a row of `x` by 1000? If you add 5 to a row? And if you leave the other rows out?

# %% slug="ps7-forward-try"
rng = np.random.default_rng(1)
x_try = rng.normal([10, 0, -3], [1, 20, 5], size=(6, 3))
out, cache = rmsnorm_forward(x_try, np.ones(3), 1e-8)
print("sizes of the rows", np.sqrt((out**2).mean(axis=1)).round(6))
print("times 1000: ", np.allclose(rmsnorm_forward(1000 * x_try, np.ones(3), 1e-8)[0], out))
print("plus 5:     ", np.allclose(rmsnorm_forward(x_try + 5, np.ones(3), 1e-8)[0], out))
print("one row:    ", np.allclose(rmsnorm_forward(x_try[:1], np.ones(3), 1e-8)[0], out[:1]))

# %% nbgrader={"grade": true, "grade_id": "check_rmsnorm_forward", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
check.ps7(rmsnorm_forward).require()

# %% [markdown] slug="ps7-backward-text"
# ## Part 3: two paths down (35 minutes, 9 points)
#
# The gradient `dout`, $\partial L / \partial\, \text{out}$, comes from above. For gamma it is quickly said.
#
# For one $x_{nj}$ it is harder, and this time no formula stands here: you find it. If $x_{nj}$ moves, two things
# happen. Its own $\hat x_{nj}$ moves; and the size of its row moves, and with it *every* $\hat x$ of that row. Two
# paths, and where paths meet, gradients add. Take paper. Write $r_n$ for $1/\operatorname{rms}_n$, find
# $\partial r_n / \partial x_{nj}$ first, and at the end write $\hat x$ wherever you can: what is left is short.
#
# Write `rmsnorm_backward(dout, cache)` with the cache of part 2. It returns `dx` (N, D) and `dgamma` (D,), in this
# order, for 6 and 3 points.

# %% [markdown] tags=["hint"] slug="ps7-backward-hint-1"
# Hint 1: what to look at
#
# Make a row a little longer, all of it by the same factor. With a tiny eps `out` does not move. What does that say
# about $\sum_j dx_{nj}\, x_{nj}$ in each row? Which of the two paths makes it come true?

# %% [markdown] tags=["hint"] slug="ps7-backward-hint-2"
# Hint 2: what to recall
#
# The loss hears of $r_n$ through all D entries of the row: a sum. And
# $\partial r / \partial x_j = -\tfrac12\, r^3 \cdot \tfrac{2}{D}\, x_j$, which is $-\tfrac1D\, r^2\, \hat x_j$.

# %% [markdown] tags=["hint"] slug="ps7-backward-hint-3"
# Hint 3: how it begins
#
# `x_hat, gamma, inv_rms = cache`, then `g = dout * gamma`, which is the gradient of `x_hat`. The direct path is `g *
# inv_rms`.


# %% nbgrader={"grade": false, "grade_id": "rmsnorm_backward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def rmsnorm_backward(dout, cache):
    """(dx, dgamma) from dout (N, D) and the cache of rmsnorm_forward."""
    ### BEGIN SOLUTION
    x_hat, gamma, inv_rms = cache
    # ∂L/∂x_hat. Everything that leads to x passes through here, so gamma belongs inside the mean below.
    g = dout * gamma
    # The loss hears of r = inv_rms through the whole row: ∂L/∂r = Σ g x. And ∂r/∂x = −r² x_hat/D. Their product is
    # −r · x_hat · mean(g x_hat): what of g only makes the row longer is undone by the division, and must not count.
    dx = inv_rms * (g - x_hat * (g * x_hat).mean(axis=1, keepdims=True))
    # One gamma for all rows: a sum over them. A mean would count the 1/N of the loss twice; it is inside of dout.
    return dx, (dout * x_hat).sum(axis=0)
    ### END SOLUTION


# %% [markdown] slug="ps7-backward-own"
# **Look for yourself first.** The cell nudges every x and every gamma. Below it stands the sum of
# `dx * x_hat` over each row, which should be nearly 0. Why must it be?

# %% slug="ps7-backward-try"
x_try, dout_try = rng.normal(2, 3, size=(5, 3)), rng.normal(size=(5, 3))
gamma_try = rng.uniform(0.5, 2, 3)


def nudged_slopes(array, step=1e-5):
    """The slope of L = Σ dout · out in each entry of `array`, which is moved up and down and put back."""
    slopes = np.zeros_like(array)
    for index in np.ndindex(*array.shape):
        kept = array[index]
        array[index] = kept + step
        up = np.sum(dout_try * rmsnorm_forward(x_try, gamma_try, 1e-5)[0])
        array[index] = kept - step
        down = np.sum(dout_try * rmsnorm_forward(x_try, gamma_try, 1e-5)[0])
        slopes[index] = (up - down) / (2 * step)
        array[index] = kept
    return slopes


cache = rmsnorm_forward(x_try, gamma_try, 1e-5)[1]
found = rmsnorm_backward(dout_try, cache)
for name, array, gradient in zip(("dx", "dgamma"), (x_try, gamma_try), found):
    slopes = nudged_slopes(array)
    print(
        f"{name:7}largest difference {np.max(np.abs(gradient - slopes)) / np.max(np.abs(slopes)):.1e} of the largest entry"
    )
print("Σ dx · x_hat ", (found[0] * cache[0]).sum(axis=1))

# %% nbgrader={"grade": true, "grade_id": "check_rmsnorm_backward", "locked": true, "points": 9, "schema_version": 3, "solution": false, "task": false}
check.ps7(rmsnorm_backward).require()

# %% [markdown] slug="ps7-backward-why"
# If the check named a mistake on the way: say in one sentence, aloud or on paper, *why* it gave those numbers.
#
# **A near twin.** Layer norm subtracts the mean of each row first, and then divides by the root mean square of what is
# left. Which path comes in addition, and what does it take off? Decide before you unfold the answer.

# %% [markdown] tags=["solution"] slug="ps7-backward-twin"
# The path through the mean of the row, as {{ref:batchnorm-backward}} has one through the mean of the batch. It takes
# off the part of the gradient that is the same in the whole row: adding the same number to a row then changes nothing,
# so each row of `dx` adds up to 0.

# %% [markdown] slug="ps7-morse-text"
# ## Reading what comes out of a cable
#
# A cable does not only weaken a signal. It smears it: each pulse leaks into the ones that follow, and dots and dashes
# run into each other. That is why Queen Victoria's words were so slow; faster, and nobody could have read them.
#
# Here are the 26 letters of Morse's code as currents of 20 time steps, smeared by a cable, with a little noise: 12 of
# each to learn from, and 40 of each to be tested on. What the network gets to see is how far each step is above or
# below its usual current, the mean over the letters to learn from.

# %% slug="ps7-morse"
codes = ".- -... -.-. -.. . ..-. --. .... .. .--- -.- .-.. -- -. --- .--. --.- .-. ... - ..- ...- .-- -..- -.-- --..".split()
letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
steps = np.arange(20)
smear = np.where(steps[:, None] >= steps, np.exp(-(steps[:, None] - steps) / 3), 0) / 3.5  # what is left of each pulse


def sent(code):
    """The current at the sender: a dot is 1 step, a dash 3, and after each there is a pause of 1."""
    current = np.concatenate([[1.0] * (1 if sign == "." else 3) + [0.0] for sign in code])
    return np.pad(current, (0, len(steps) - len(current)))


def received(count, rng):
    """`count` of each letter as they arrive: currents (26 · count, 20), and the letters as numbers 0 to 25."""
    clear = np.array([smear @ sent(code) for code in codes for _ in range(count)])
    return 4 * (clear + 0.04 * rng.normal(size=clear.shape)), np.repeat(np.arange(26), count)


rng = np.random.default_rng(0)
(currents, y), (currents_test, y_test) = received(12, rng), received(40, rng)
usual = currents.mean(axis=0)  # (20,)
X, X_test = currents - usual, currents_test - usual
Y = np.eye(26)[y]  # (N, 26): 1 for the right letter
print(X.shape, Y.shape, X_test.shape)

figure, both = plt.subplots(2, 1, figsize=(7, 4), sharex=True)
for axes, letter in zip(both, "NA"):
    place = letters.index(letter)
    axes.step(steps, 4 * sent(codes[place]), ":", where="mid", label=f"{letter} ({codes[place]}), as sent")
    axes.plot(steps, currents[12 * place], "-o", markersize=3, label="as it arrives")
    axes.legend(loc="upper right")
    axes.set_ylabel("current")
both[0].set_title("Two letters, before and behind the cable")
both[1].set_xlabel("time step")
both[1].set_xticks(steps[::2])
plt.show()

# %% [markdown] slug="ps7-deep-text"
# ### A network of ten hidden layers
#
# Ten hidden layers of 32 neurons with the leaky ReLU, and 26 outputs: one for each letter. The outputs are turned into
# probabilities (softmax), and the loss is the mean of −log of the probability of the right letter. All you need to know
# of it here: its gradient with respect to the outputs is (probabilities − Y)/N, and a network that has no idea gives
# every letter 1/26, which costs $\ln 26$.
#
# With `normalise`, each hidden layer has one of your amplifiers between its weighted sum and its activation function. Read the two
# loops: you know every line of them.


# %% slug="ps7-deep"
def probabilities(outputs):
    """Softmax of each row."""
    powers = np.exp(outputs - outputs.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def train(draw, normalise, epochs=300, rate=0.1, depth=10, width=32):
    """The losses of a deep network while it learns to read; `draw(n_in, n_out, rng)` gives its first weights."""
    rng = np.random.default_rng(1)
    widths = [20] + [width] * depth
    Ws = [draw(n, m, rng) for n, m in zip(widths[:-1], widths[1:])] + [leaky_init(width, 26, 1, rng)]
    bs, gammas = [np.zeros(W.shape[1]) for W in Ws], [np.ones(W.shape[1]) for W in Ws]
    losses = []
    for _ in range(epochs):
        activations, caches = [X], []
        for l in range(depth):
            z = activations[-1] @ Ws[l] + bs[l]
            if normalise:
                z, cache = rmsnorm_forward(z, gammas[l], 1e-5)
                caches.append(cache)
            activations.append(leaky(z))
        P = probabilities(activations[-1] @ Ws[-1] + bs[-1])
        losses.append(-np.mean(np.log(P[np.arange(len(y)), y] + 1e-300)))

        delta = (P - Y) / len(Y)
        for l in reversed(range(depth + 1)):
            if normalise and l < depth:
                delta, dgamma = rmsnorm_backward(delta, caches[l])
                gammas[l] = gammas[l] - rate * dgamma
            upstream = delta @ Ws[l].T
            bs[l] = bs[l] - rate * delta.sum(axis=0)
            Ws[l] = Ws[l] - rate * activations[l].T @ delta
            delta = upstream * np.where(activations[l] > 0, 1, slope)
    return losses


# %% [markdown] slug="ps7-race-text"
# Three cables: weights of `0.01`, weights of `0.5`, and `leaky_init`. Each without amplifiers and with them. Before
# you run the cell (it takes some seconds): which of the six will learn anything? What will the loss of the others be?

# %% tags=["predict", "illustration"] slug="ps7-race"
starts = [
    ("std 0.01", lambda n_in, n_out, rng: rng.normal(0, 0.01, (n_in, n_out))),
    ("std 0.5", lambda n_in, n_out, rng: rng.normal(0, 0.5, (n_in, n_out))),
    ("leaky_init", lambda n_in, n_out, rng: leaky_init(n_in, n_out, slope, rng)),
]
figure, axes = plt.subplots(figsize=(7, 4))
for color, (name, draw) in enumerate(starts):
    for normalise in (False, True):
        with np.errstate(all="ignore"):  # one of them burns
            losses = train(draw, normalise)
        kind = "with amplifiers" if normalise else "without"
        print(f"{name:11}{kind:16} first loss {losses[0]:9.3f}   last {losses[-1]:.3f}")
        axes.plot(losses, "-" if normalise else "--", color=f"C{color}", label=f"{name}, {kind}")
axes.axhline(np.log(26), color="gray", linewidth=1)
axes.annotate("no idea: ln 26", (200, np.log(26)), xytext=(200, np.log(26) + 0.1))
axes.set_ylim(0, 4.5)
axes.set_title("Three first weights, without amplifiers and with them")
axes.set_xlabel("epoch")
axes.set_ylabel("loss")
axes.legend(fontsize="small", loc="center left", bbox_to_anchor=(1, 0.5))
figure.tight_layout()
plt.show()

# %% [markdown] tags=["answer"] slug="ps7-race-result"
# Without amplifiers: with weights of `0.01` the loss is $\ln 26$ from the first epoch to the last. Nothing of the
# letter arrives at the top, and no gradient at the bottom. With `0.5` it is Whitehouse's cable: the first loss is
# huge, the first step too, and then there is nothing left but NaN, "not a number" (no line in the figure). Your
# weights learn.
#
# With amplifiers all three learn, the hopeless ones included, those that began tiny the slowest. The scale of the first
# weights has gone from the signal, since each layer measures each row and sets it back. It has not gone from the step:
# tiny weights get large gradients, and so are thrown about at first. (In the end your weights without amplifiers are
# the lowest of all: where the cable is good already, an amplifier is not needed.)

# %% [markdown] slug="ps7-wire-text"
# ## Part 4: rehearsing for a broken wire (15 minutes, 5 points)
#
# The dropout of chapter 14 throws away each entry of each row for itself:
#
# {{eq:dropout}}
#
# A cable does not fail like that. When one of its instruments breaks, the same time step is missing from *every* letter
# of that day. So rehearse that: for a whole batch, throw away whole columns.
#
# Write `wire_dropout(x, p, rng)` for `x` (N, D). It returns `out` (N, D), for 2 points, and `mask`, for 3: one number
# for each *column*, of shape (D,). A column is dropped with probability $p$, in all rows or in none. `out` is `x`
# times the mask, and as with every dropout the mean of what comes out stays what it was: the factor for that is inside
# of the mask. Randomness comes from `rng` and from nowhere else.

# %% [markdown] tags=["hint"] slug="ps7-wire-hint-1"
# Hint 1: what to look at
#
# p is the probability of *dropping*. For p = 0, what must the mask be? For p = 3/4, which number stands at the places
# that are kept?

# %% [markdown] tags=["hint"] slug="ps7-wire-hint-2"
# Hint 2: what to recall
#
# `rng.random(5)` gives five numbers between 0 and 1. How many do you need here? And what does NumPy make of (N, D)
# times (D,)?

# %% [markdown] tags=["hint"] slug="ps7-wire-hint-3"
# Hint 3: how it begins
#
# `N, D = x.shape`, then `kept = rng.random(` … `) >= p`. The mask is that, divided by something.


# %% nbgrader={"grade": false, "grade_id": "wire_dropout", "locked": false, "schema_version": 3, "solution": true, "task": false}
def wire_dropout(x, p, rng):
    """(out, mask): columns of x are dropped with probability p, in all rows alike; mask is (D,)."""
    ### BEGIN SOLUTION
    # One random number for each column, not for each entry: a broken wire is broken for every row.
    # The scale goes into the mask: a share 1 − p of the columns is left, so what is left is made larger by 1/(1 − p).
    mask = (rng.random(x.shape[1]) >= p) / (1 - p)
    return x * mask, mask  # (N, D) times (D,): the mask meets every row
    ### END SOLUTION


# %% [markdown] slug="ps7-wire-own"
# **Look for yourself first.** A signal of ones with p = 1/5: which two numbers may occur in `out`, and how do its rows
# differ?

# %% slug="ps7-wire-try"
out, mask = wire_dropout(np.ones((3, 10)), 0.2, np.random.default_rng(3))
print(out)
print(
    "mask",
    mask.shape,
    " mean of a long mask",
    wire_dropout(np.ones((1, 40000)), 0.2, np.random.default_rng(4))[1].mean().round(2),
)

# %% nbgrader={"grade": true, "grade_id": "check_wire_dropout", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false}
check.ps7(wire_dropout).require()

# %% [markdown] slug="ps7-losses-text"
# ### A cable that loses steps
#
# Two networks with two hidden layers learn to read. One of them gets perfect letters; for the other you drop 15 in 100
# of the 20 time steps of each batch of 13 letters, others each time. Then both are tested: on 1040 perfect letters,
# and on forty days on each of which three of the steps are broken, the same three in every letter: no current. (These
# two get the currents as they are, without the usual taken off, so that 0 means no current.)
#
# Which of the two reads perfect letters better? And by how much will they differ on the bad days?


# %% tags=["predict", "illustration"] slug="ps7-losses"
def reader(p, epochs=200, rate=0.05, width=64):
    """A function that reads letters, from a network 20-64-64-26 that was trained with dropout of its inputs."""
    rng = np.random.default_rng(0)
    Ws = [leaky_init(20, width, slope, rng), leaky_init(width, width, slope, rng), leaky_init(width, 26, 1, rng)]
    bs = [np.zeros(W.shape[1]) for W in Ws]

    def run(x):
        activations = [x]
        for W, b in zip(Ws[:-1], bs[:-1]):
            activations.append(leaky(activations[-1] @ W + b))
        return activations, activations[-1] @ Ws[-1] + bs[-1]

    for _ in range(epochs):
        for rows in rng.permutation(len(Y)).reshape(-1, 13):  # each batch loses wires of its own
            activations, outputs = run(wire_dropout(currents[rows], p, rng)[0])
            delta = (probabilities(outputs) - Y[rows]) / len(rows)
            for l in (2, 1, 0):
                upstream = delta @ Ws[l].T
                Ws[l], bs[l] = Ws[l] - rate * activations[l].T @ delta, bs[l] - rate * delta.sum(axis=0)
                delta = upstream * np.where(activations[l] > 0, 1, slope)
    return lambda x: run(x)[1].argmax(axis=1)


days = np.random.default_rng(9)
whole = [np.isin(np.arange(20), days.choice(20, 3, replace=False), invert=True) for _ in range(40)]
for p in (0, 0.15):
    read = reader(p)
    bad = np.mean([np.mean(read(currents_test * steps_left) == y_test) for steps_left in whole])
    print(f"p = {p:4}   perfect letters read: {np.mean(read(currents_test) == y_test):.1%}   on bad days: {bad:.1%}")

# %% [markdown] tags=["answer"] slug="ps7-losses-result"
# On perfect letters the second one pays a little: it reads a few in a hundred fewer. On bad days the first one reads
# about half, the second nine in ten. It has not seen better data. It has been trained for the accident that came.
#
# (Nothing was divided by `1 − p` on the bad days: the accident does not do us that favour.)

# %% [markdown] slug="ps7-accumulate-text"
# ## Part 5: more rows than memory, and not all alike (15 minutes, 4 points)
#
# A large network keeps every activation of every row until the way back. At some point the batch that you would like
# does not fit, and you put the gradient together from smaller batches, of $n_b$ rows each:
#
# {{eq:accumulated}}
#
# That is right as long as all rows count alike. Often they do not: some rows are only padding and weigh nothing, a rare
# letter weighs more. Row $n$ has a weight $w_n \ge 0$, and the loss of any set of rows is their *weighted mean*,
#
# $$L = \frac{\sum_n w_n\, l_n}{\sum_n w_n}$$
#
# In 2024 several libraries in which large language models are trained turned out to have put such gradients together
# wrongly, for years. Few had compared.
#
# Write `accumulate_weighted(batches, gradient_fn)`. `batches` is a list of triples (X, Y, w), w (n,) being the weights
# of the n rows; in each batch some row weighs something. `gradient_fn(X, Y, w)` gives the gradient of *that batch's*
# weighted mean, as one array. It knows the given batches only. Return the gradient of the weighted mean over all rows.

# %% [markdown] tags=["hint"] slug="ps7-accumulate-hint-1"
# Hint 1: what to look at
#
# Two batches of three rows. In the first all weights are 1, in the second they are 10, 0 and 0. How much should each
# batch's gradient count?

# %% [markdown] tags=["hint"] slug="ps7-accumulate-hint-2"
# Hint 2: what to recall
#
# By what has `gradient_fn` divided? Undo that, and sums can be added. At the end a weighted mean is asked for again.

# %% [markdown] tags=["hint"] slug="ps7-accumulate-hint-3"
# Hint 3: how it begins
#
# `total, weight = 0, 0`, and then `for X, Y, w in batches:`. In the loop, one number is needed twice.


# %% nbgrader={"grade": false, "grade_id": "accumulate_weighted", "locked": false, "schema_version": 3, "solution": true, "task": false}
def accumulate_weighted(batches, gradient_fn):
    """The gradient of the weighted mean loss over all rows, from batches (X, Y, w) of unequal sizes and weights."""
    ### BEGIN SOLUTION
    total, weight = 0, 0
    for X, Y, w in batches:
        # gradient_fn has divided by the weights of its batch. Times their sum it is a sum again, and sums can be added.
        # The number of rows must not come in: a batch of padding may have many, and count for next to nothing.
        total = total + w.sum() * gradient_fn(X, Y, w)  # not +=: that would write into the first gradient's own array
        weight += w.sum()
    return total / weight
    ### END SOLUTION


# %% [markdown] slug="ps7-accumulate-own"
# **Look for yourself first.** The letters in batches of at most 128 rows, each letter with a weight of its own. A
# single layer reads them; its gradient for all rows at once stands beside yours.

# %% slug="ps7-accumulate-try"
W_try = np.random.default_rng(5).normal(0, 0.1, (20, 26))
w_rows = np.random.default_rng(6).uniform(0, 3, 26)[y]


def gradient_of(X, Y, w):
    """The gradient of the weighted mean loss of one layer with softmax, (20, 26)."""
    return X.T @ (w[:, None] * (probabilities(X @ W_try) - Y)) / w.sum()


batches = [(X[n : n + 128], Y[n : n + 128], w_rows[n : n + 128]) for n in range(0, len(X), 128)]
at_once, found = gradient_of(X, Y, w_rows), accumulate_weighted(batches, gradient_of)
print(
    "rows of the batches:",
    [len(x) for x, _, _ in batches],
    "  weights:",
    [float(w.sum().round(1)) for _, _, w in batches],
)
print(f"largest difference {np.max(np.abs(found - at_once)) / np.max(np.abs(at_once)):.1e} of the largest entry")

# %% nbgrader={"grade": true, "grade_id": "check_accumulate_weighted", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check.ps7(accumulate_weighted).require()

# %% [markdown] slug="ps7-accumulate-twin"
# **A near twin.** With your RMS normalisation in the network, is the gradient that you have accumulated still exactly
# that of all rows at once? And with batch normalisation? Decide before you unfold the answer.

# %% [markdown] tags=["solution"] slug="ps7-accumulate-answer"
# With RMS normalisation it is: each row is divided by its own size, so the loss of a row does not depend on which
# others are in its batch. With batch normalisation it is not: each batch has its own means and variances, and $L$ is
# then no mean of losses that each row has for itself.

# %% [markdown] slug="ps7-explain-text"
# ## Part 6: in your own words (15 minutes, 4 points)
#
# Let all layers have the same width $n$, and a leaky ReLU of slope 2/5 each. (1) A signal lies evenly on both sides of
# 0. What share of its mean square is left behind the leaky ReLU, and why? (2) By which factor does one layer with He's
# weights, of variance $2/n$, change the mean square, and by which do thirty? Compare He's line in the figure of part 1
# with your own; it shows sizes, that is roots. (3) And with yours? (4) Somebody multiplies all weights of a layer
# without a bias by 3. What does an RMS normalisation behind it make of that, and why? Four to eight sentences. A person
# reads this answer.
#
# *How it is marked:* one point for each of (1) to (4). The point is for the reason; a number without one earns half of
# it. A right argument with a slip of the pen earns it all.

# %% [markdown] nbgrader={"grade": true, "grade_id": "explain_leak", "locked": false, "points": 4, "schema_version": 3, "solution": true, "task": false}
# (1) The positive half keeps its squares, the negative half keeps (2/5)² = 4/25 of its own. Half of 1 + 4/25 is 29/50,
# a little more than the plain ReLU's half. (2) With a variance of 2/n the mean square of z is twice that of the input
# of the layer, by {{ref:signal-variance}}, and the leaky ReLU leaves 29/50 of it: 29/25 in each layer. To the power of thirty
# that is about 86, and its root, the size, about 9: so far He's line ends above mine. (3) With mine the variance is
# 2/(n · 29/25), so n times the variance times 29/50 is 1 in each layer, and 1 in the end. (4) Nothing, but for the tiny
# eps: z becomes three times as large in each of its entries, and so does the root of its mean square, by which it is
# divided. So the scale of the weights does not matter to what comes behind.
#
# **Mark scheme**
#
# | points | for |
# |---|---|
# | 1 | 29/50: the positive half keeps its squares, the negative half 4/25 of its own |
# | 1 | 29/25 for one layer, about 86 for thirty, its root about 9 |
# | 1 | with the own variance each layer gives 1, and so do thirty |
# | 1 | nothing: the root of the mean square, by which it divides, grows threefold too |

# %% [markdown] slug="ps7-more"
# ## If you want to know more
#
# In `train`, count the epochs until the loss is below 1, for depths 2, 5, 10, 20 and 40, with `leaky_init`, without
# amplifiers and with them. Where does each give up?
#
# The slope of a leaky ReLU can be learnt, one for each layer (He and others, 2015). What is its gradient?
#
# Replace the leaky ReLU by tanh in `sizes`. Which slope should you hand to `leaky_init` now?
#
# Read how the engineers of 1956 made 51 amplifiers that nobody could ever repair: *The Bell System Technical Journal*,
# volume 36, number 1, January 1957.
