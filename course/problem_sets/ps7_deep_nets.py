# %% [markdown] slug="ps7-title"
# # Problem set 7: under the Atlantic
#
# In August 1858 the first telegraph cable lay on the floor of the Atlantic. Queen Victoria's greeting to the President
# of the United States, about a hundred words, took some sixteen hours to arrive: so little of the current came out at
# the other end. The cable's electrician, Wildman Whitehouse, knew a remedy: more voltage. Three weeks after the first
# message the cable was dead.
#
# A signal that passes through many sections, each of which weakens it a little, is gone in the end. Each of which
# strengthens it a little: something burns. In 1956 the first telephone cable was laid on the same route. Every 37
# nautical miles it had an amplifier that gave back just what the section before it had taken: 51 of them, one after the
# other. It carried voices for 22 years.
#
# A deep network is such a cable, in both directions: the signal goes up through its layers, the gradient comes down.
# You will write what holds it up: the right first weights, an amplifier in each layer, and two things that help it to
# learn with losses and with little memory.
#
# - **Before you start:** chapter 09 and problem set 4.
# - **Time:** about two hours. Each part says how long it takes.
# - **Points:** 32, of which 4 are for an explanation in your own words.
# - **Stuck?** Each part has three hints, from a nudge to the first line of code.
#
# A cell that says `NotImplementedError` waits for your code: put it in place of that line.
# `check.ps7(...)` tries your function on fresh random numbers and says at once what it sees.
# It is a second opinion: first look for yourself, with the small test that stands before it.

# %% slug="ps7-imports"
import matplotlib.pyplot as plt
import numpy as np

from autograd_lab import check

# %% [markdown] slug="ps7-conventions"
# **Conventions, everywhere in this set.** One row per example: `x` is (N, D). Weights are `W` (n_in, n_out), and a layer
# computes `z = x @ W`, plus a bias. Randomness comes from `rng`, a generator that you are given, and from nowhere else:
# who calls your function twice with generators of the same seed gets the same numbers twice. Your functions return new
# arrays and leave their arguments as they were.

# %% [markdown] slug="ps7-dying-text"
# ## How a signal dies
#
# Thirty layers of 100 neurons each, with ReLU, $a = \max(z, 0)$. A hundred random rows enter at the bottom. The *size* of
# a signal is the root of its mean square.
#
# The weights are normal numbers with mean 0 and a standard deviation of `0.1`: small, and not unreasonable, you would
# think. What is the size of the signal at the top: about the same, a tenth, a thousandth? And with `0.2`? Write your
# guesses down.

# %% tags=["predict"] slug="ps7-dying"
layers, width = 30, 100


def size(x):
    """The root of the mean square."""
    return np.sqrt(np.mean(x**2))


def sizes(draw):
    """The sizes of a signal on its way up through 30 ReLU layers; `draw(n_in, n_out, rng)` gives the weights of one."""
    rng = np.random.default_rng(0)
    a = rng.normal(size=(100, width))
    found = [size(a)]
    for _ in range(layers):
        a = np.maximum(a @ draw(width, width, rng), 0)
        found.append(size(a))
    return found


for std in (0.1, 0.2):
    found = sizes(lambda n_in, n_out, rng: rng.normal(0, std, (n_in, n_out)))
    print(f"std {std}:", "  ".join(f"layer {layer}: {found[layer]:.1e}" for layer in (0, 1, 10, 20, 30)))

# %% [markdown] slug="ps7-dying-why"
# One of them is nearly gone, the other has become more than seventy thousand times too large, and between them lies no
# more than a factor of 2 in the weights. It acts in each layer, and thirty layers raise it to the power of thirty.
#
# What does one layer do? $z_j$ is a sum over $n_{\text{in}}$ products of a weight and an input. The weights are
# independent and have mean 0, so the variances of the products add up:
#
# {{eq:signal-variance}}
#
# The signal keeps its size when $n_{\text{in}} \cdot \operatorname{Var}[w]$ is 1 (for a moment without the ReLU). On the
# way down it is the same, with one difference: `delta @ W.T` sums over $n_{\text{out}}$ terms. So the gradient keeps
# its size when $n_{\text{out}} \cdot \operatorname{Var}[w]$ is 1. Both cannot be had at once, unless the widths are equal.

# %% [markdown] slug="ps7-xavier-text"
# ## Part 1: fair in both directions (10 minutes, 2 points)
#
# Xavier Glorot and Yoshua Bengio proposed to meet in the middle:
#
# {{eq:xavier}}
#
# Write `xavier_init(n_in, n_out, rng)`. It returns weights of shape (n_in, n_out): normal numbers with mean 0 and this
# *variance*, drawn from `rng`.

# %% [markdown] tags=["hint"] slug="ps7-xavier-hint-1"
# Hint 1: what to look at
#
# $\mathcal{N}(0, v)$ names a variance v. Look up what `rng.normal` asks for: `help(np.random.Generator.normal)`.

# %% [markdown] tags=["hint"] slug="ps7-xavier-hint-2"
# Hint 2: what to recall
#
# The standard deviation is the root of the variance. The root is taken of the whole fraction.

# %% [markdown] tags=["hint"] slug="ps7-xavier-hint-3"
# Hint 3: how it begins
#
# `std = np.sqrt(2 / (` … and then `rng.normal(0, std, size=` the shape that is asked for.


# %% nbgrader={"grade": false, "grade_id": "xavier_init", "locked": false, "schema_version": 3, "solution": true, "task": false}
def xavier_init(n_in, n_out, rng):
    """Normal weights (n_in, n_out) of mean 0 and variance 2/(n_in + n_out), drawn from rng."""
    ### BEGIN SOLUTION
    # The formula names a variance, NumPy wants a standard deviation: hence the root, of the whole fraction.
    # 2 over the sum of the fans is 1 over their mean: half-way between what the signal wants and what the gradient wants.
    return rng.normal(0, np.sqrt(2 / (n_in + n_out)), size=(n_in, n_out))
    ### END SOLUTION


# %% [markdown] slug="ps7-xavier-own"
# **Look for yourself first.** A matrix of 300 × 500 numbers has hardly any freedom in its mean and its variance. The
# product of the variance with $(n_{\text{in}} + n_{\text{out}})/2$: what should it be?

# %% slug="ps7-xavier-try"
W_try = xavier_init(300, 500, np.random.default_rng(1))
print("shape", W_try.shape, "  mean", round(W_try.mean(), 4), "  variance · 400 =", round(W_try.var() * 400, 3))

# %% nbgrader={"grade": true, "grade_id": "check_xavier_init", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check.ps7(xavier_init).require()

# %% [markdown] slug="ps7-he-text"
# ## Part 2: what the ReLU takes away (5 minutes, 2 points)
#
# Now put the ReLU back in. Of numbers that are as often negative as positive it sets half to 0. Kaiming He and his
# co-authors gave back what it takes:
#
# {{eq:he}}
#
# Write `he_init(n_in, n_out, rng)`. It looks at the way up alone; on the way down a layer then errs by
# $n_{\text{out}}/n_{\text{in}}$, and over a whole network these errors do not pile up, as the widths cancel.

# %% [markdown] tags=["hint"] slug="ps7-he-hint-1"
# Hint 1: what to look at
#
# Which index does $z_j = \sum_i a_i w_{ij}$ sum over? How many terms is that?

# %% [markdown] tags=["hint"] slug="ps7-he-hint-2"
# Hint 2: what to recall
#
# It differs from part 1 by what stands below the fraction line.

# %% [markdown] tags=["hint"] slug="ps7-he-hint-3"
# Hint 3: how it begins
#
# `std = np.sqrt(2 / ` …


# %% nbgrader={"grade": false, "grade_id": "he_init", "locked": false, "schema_version": 3, "solution": true, "task": false}
def he_init(n_in, n_out, rng):
    """Normal weights (n_in, n_out) of mean 0 and variance 2/n_in, drawn from rng."""
    ### BEGIN SOLUTION
    # 1/n_in would keep the size of z from layer to layer. The ReLU halves the mean square in between: the 2 makes up for it.
    # n_in and not n_out: z_j is a sum over the inputs.
    return rng.normal(0, np.sqrt(2 / n_in), size=(n_in, n_out))
    ### END SOLUTION


# %% [markdown] slug="ps7-he-own"
# **Look for yourself first.** Send a signal of size 1 through one layer with ReLU, from 400 inputs to 1000 neurons. What
# should its size be behind it?

# %% slug="ps7-he-try"
rng = np.random.default_rng(2)
print(size(np.maximum(rng.normal(size=(50, 400)) @ he_init(400, 1000, rng), 0)))

# %% nbgrader={"grade": true, "grade_id": "check_he_init", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check.ps7(he_init).require()

# %% [markdown] slug="ps7-sizes-text"
# ### Thirty layers again
#
# The same thirty ReLU layers with your two functions. One of the two lines will be flat. What will the other one do, and
# how fast? On this axis a factor that is the same in each layer makes a straight line.

# %% tags=["predict"] slug="ps7-sizes"
drawn = [
    ("std 0.1", "--", lambda n_in, n_out, rng: rng.normal(0, 0.1, (n_in, n_out))),
    ("std 0.2", "-.", lambda n_in, n_out, rng: rng.normal(0, 0.2, (n_in, n_out))),
    ("xavier_init", ":", xavier_init),
    ("he_init", "-", he_init),
]
figure, axes = plt.subplots(figsize=(7, 4))
for name, style, draw in drawn:
    axes.plot(sizes(draw), style, label=name)
axes.set_yscale("log")
axes.set_title("A signal on its way up through thirty ReLU layers")
axes.set_xlabel("layer")
axes.set_ylabel("size of the signal")
axes.legend()
plt.show()

# %% [markdown] slug="ps7-sizes-result"
# He's line stays near 1. Xavier's falls; it lies on top of the line of `0.1`, and that is no accident: with 100 inputs
# and 100 outputs Xavier's standard deviation *is* `0.1`. Part 8 asks you why it falls, and by how much.

# %% [markdown] slug="ps7-forward-text"
# ## Part 3: an amplifier in each layer (20 minutes, 6 points)
#
# Good first weights help at the start. But training moves the weights, and with them the size of every signal. The
# engineers of 1956 did not trust their cable to stay as it was laid: they measured and amplified on the way. Do the
# same: take each column of a batch, subtract its mean, divide by its standard deviation. And since a layer may have
# reasons to want another scale, let it learn one, $\gamma$, and a shift, $\beta$:
#
# {{eq:batchnorm}}
#
# The mean $\mu_j$ and the variance $v_j$ are taken over the rows: one for each column. $\epsilon$ is a small number that
# keeps the root away from 0.
#
# Write `batchnorm_forward(x, gamma, beta, eps)` for `x` (N, D), `gamma` and `beta` (D,). It returns two things, `out`
# (N, D) and a tuple `cache = (x_hat, gamma, inv_std)`, which the way back will need. `inv_std` is
# $1/\sqrt{v_j + \epsilon}$, of shape (D,). `out` is worth 3 points, each entry of the cache 1.

# %% [markdown] tags=["hint"] slug="ps7-forward-hint-1"
# Hint 1: what to look at
#
# A batch of two rows, one column: 3 and 7. What are the mean, the variance, and (with eps = 0) the two x_hat? Try 30 and
# 70 as well.

# %% [markdown] tags=["hint"] slug="ps7-forward-hint-2"
# Hint 2: what to recall
#
# `x.mean(axis=0)` and `x.var(axis=0)` walk down the rows and give one number for each column. NumPy's variance divides by
# N, as the formula does.

# %% [markdown] tags=["hint"] slug="ps7-forward-hint-3"
# Hint 3: how it begins
#
# `inv_std = 1 / np.sqrt(` … `)`, with eps inside of the root. Then `x_hat`, and at last
# `return out, (x_hat, gamma, inv_std)`.


# %% nbgrader={"grade": false, "grade_id": "batchnorm_forward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def batchnorm_forward(x, gamma, beta, eps):
    """(out, cache) of a batch x (N, D): each column normalised over the rows, times gamma, plus beta."""
    ### BEGIN SOLUTION
    # One mean and one variance for each column, over the rows: axis 0. Along axis 1 it would be layer norm.
    # eps stands inside of the root, so that a column without any spread is divided by √eps and not by 0.
    inv_std = 1 / np.sqrt(x.var(axis=0) + eps)  # (D,)
    x_hat = (x - x.mean(axis=0)) * inv_std  # (N, D): mean 0, variance nearly 1
    # gamma and beta (D,) meet every row. x_hat is kept, and not out: the way back multiplies by it.
    return gamma * x_hat + beta, (x_hat, gamma, inv_std)
    ### END SOLUTION


# %% [markdown] slug="ps7-forward-own"
# **Look for yourself first.** With gamma = 1 and beta = 0: what should the mean and the standard deviation of each column
# of `out` be? What happens to `out` if you multiply `x` by 1000, or add 5 to one column?

# %% slug="ps7-forward-try"
x_try = rng.normal([10, 0, -3], [1, 20, 5], size=(6, 3))
ones, zeros = np.ones(3), np.zeros(3)
out, cache = batchnorm_forward(x_try, ones, zeros, 1e-8)
print("means", abs(out.mean(axis=0)).round(6), "  standard deviations", out.std(axis=0).round(6))
print("times 1000:  ", np.allclose(batchnorm_forward(1000 * x_try, ones, zeros, 1e-8)[0], out))
print("plus 5:      ", np.allclose(batchnorm_forward(x_try + np.array([5, 0, 0]), ones, zeros, 1e-8)[0], out))

# %% nbgrader={"grade": true, "grade_id": "check_batchnorm_forward", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
check.ps7(batchnorm_forward).require()

# %% [markdown] slug="ps7-backward-text"
# ## Part 4: three paths down (30 minutes, 8 points)
#
# The gradient `dout`, $\partial L / \partial\, \text{out}$, comes from above. For gamma and beta it is quickly said: each
# is used in every row, so the contributions of the rows add up.
#
# For one $x_{nj}$ it is harder, and this is why batch normalisation is famous among those who write it by hand. If it
# moves, three things happen: its own $\hat x_{nj}$ moves, the mean moves and with it *every* row's $\hat x$ in its
# column, and the variance moves, and again every row's $\hat x$. Three paths, and where paths meet, gradients add. What is
# left when everything has been put together is shorter than the way there:
#
# {{eq:batchnorm-backward}}
#
# A bar is a mean over the rows: $\overline{g}_j = \frac{1}{N} \sum_n g_{nj}$, and $\overline{g \hat x}_j$ is the mean of
# the products $g_{nj}\, \hat x_{nj}$. The first term is the direct path, the second came through the mean, the third
# through the variance.
#
# Write `batchnorm_backward(dout, cache)` with the cache of part 3. It returns `dx` (N, D), `dgamma` (D,) and `dbeta`
# (D,), in this order, for 5, 2 and 1 points.

# %% [markdown] tags=["hint"] slug="ps7-backward-hint-1"
# Hint 1: what to look at
#
# Add the same number to all rows of a column. `out` does not move. What does that say about the sum of a column of `dx`?
# Which of the three terms makes it come true?

# %% [markdown] tags=["hint"] slug="ps7-backward-hint-2"
# Hint 2: what to recall
#
# `x_hat, gamma, inv_std = cache`. Whatever is used in every row gets a sum over the rows. Whatever is (N, D) meets what
# is (D,) column by column, with no reshaping.

# %% [markdown] tags=["hint"] slug="ps7-backward-hint-3"
# Hint 3: how it begins
#
# `g = dout * gamma`, shape (N, D). Then `g.mean(axis=0)` is the first bar, and `(g * x_hat).mean(axis=0)` the second.


# %% nbgrader={"grade": false, "grade_id": "batchnorm_backward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def batchnorm_backward(dout, cache):
    """(dx, dgamma, dbeta) from dout (N, D) and the cache of batchnorm_forward."""
    ### BEGIN SOLUTION
    x_hat, gamma, inv_std = cache
    # ∂L/∂x_hat. Everything that leads to x passes through here.
    g = dout * gamma
    # The direct path alone would be g · inv_std. It says: push this x up. But pushing x pushes the mean, and all rows
    # with it, and stretches the variance. What of g only shifts the column, or only stretches it, is undone by the
    # normalisation, so it must not count: take both parts off.
    dx = inv_std * (g - g.mean(axis=0) - x_hat * (g * x_hat).mean(axis=0))
    # One gamma and one beta for all rows: sums. A mean would count the 1/N of the loss twice; it is inside of dout.
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)
    ### END SOLUTION


# %% [markdown] slug="ps7-backward-own"
# **Look for yourself first.** The cell nudges every x, every gamma and every beta. Below it, two sums of each column of
# `dx` that should be 0, the second nearly. Why must they be?

# %% slug="ps7-backward-try"
x_try, dout_try = rng.normal(2, 3, size=(5, 3)), rng.normal(size=(5, 3))
gamma_try, beta_try = rng.uniform(0.5, 2, 3), rng.normal(size=3)


def nudged_slopes(array, step=1e-5):
    """The slope of L = Σ dout · out in each entry of `array`, which is moved up and down and put back."""
    slopes = np.zeros_like(array)
    for index in np.ndindex(*array.shape):
        kept = array[index]
        array[index] = kept + step
        up = np.sum(dout_try * batchnorm_forward(x_try, gamma_try, beta_try, 1e-5)[0])
        array[index] = kept - step
        down = np.sum(dout_try * batchnorm_forward(x_try, gamma_try, beta_try, 1e-5)[0])
        slopes[index] = (up - down) / (2 * step)
        array[index] = kept
    return slopes


cache = batchnorm_forward(x_try, gamma_try, beta_try, 1e-5)[1]
found = batchnorm_backward(dout_try, cache)
for name, array, gradient in zip(("dx", "dgamma", "dbeta"), (x_try, gamma_try, beta_try), found):
    slopes = nudged_slopes(array)
    print(
        f"{name:7}largest difference {np.max(np.abs(gradient - slopes)) / np.max(np.abs(slopes)):.1e} of the largest entry"
    )
print("Σ dx         ", found[0].sum(axis=0))
print("Σ dx · x_hat ", (found[0] * cache[0]).sum(axis=0))

# %% nbgrader={"grade": true, "grade_id": "check_batchnorm_backward", "locked": true, "points": 8, "schema_version": 3, "solution": false, "task": false}
check.ps7(batchnorm_backward).require()

# %% [markdown] slug="ps7-backward-why"
# If the check named a mistake on the way: say in one sentence, aloud or on paper, *why* it gave those numbers.
#
# **A near twin.** Layer norm takes mean and variance over the columns of each row, in place of the rows of each column;
# gamma and beta stay (D,). Which of your lines change, and how? Decide before you unfold the answer.

# %% [markdown] tags=["solution"] slug="ps7-backward-twin"
# In `dx` both means, and on the way forward mean and variance, are taken with `axis=1, keepdims=True`, and `inv_std` is
# (N, 1). `dgamma` and `dbeta` do not change: gamma is used in every row still, so the rows are summed. Each row is then on
# its own, and it does not matter how many others are in the batch, or whether there are any.

# %% [markdown] slug="ps7-morse-text"
# ## Reading what comes out of a cable
#
# A cable does not only weaken a signal. It smears it: each pulse leaks into the ones that follow, and dots and dashes run
# into each other. That is why Queen Victoria's words were so slow; faster, and nobody could have read them.
#
# Here are the 26 letters of Morse's code as currents of 20 time steps, smeared by a cable, with a little noise: 12 of
# each to learn from, and 40 of each to be tested on. What the network gets to see is how far each step is above or below
# its usual current, the mean over the letters to learn from.

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
# Ten hidden layers of 32 neurons with ReLU, and 26 outputs: one for each letter. The outputs are turned into
# probabilities (softmax), and the loss is the mean of −log of the probability of the right letter. All you need to know
# of it here: its gradient with respect to the outputs is (probabilities − Y)/N, and a network that has no idea gives
# every letter 1/26, which costs $\ln 26$.
#
# With `normalise`, each hidden layer has one of your amplifiers between its weighted sum and its ReLU. Read the two
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
    Ws = [draw(n, m, rng) for n, m in zip(widths[:-1], widths[1:])] + [xavier_init(width, 26, rng)]
    bs, gammas = [np.zeros(W.shape[1]) for W in Ws], [np.ones(W.shape[1]) for W in Ws]
    losses = []
    for _ in range(epochs):
        activations, caches = [X], []
        for l in range(depth):
            z = activations[-1] @ Ws[l]
            if normalise:
                z, cache = batchnorm_forward(z, gammas[l], bs[l], 1e-5)
                caches.append(cache)
            else:
                z = z + bs[l]
            activations.append(np.maximum(z, 0))
        P = probabilities(activations[-1] @ Ws[-1] + bs[-1])
        losses.append(-np.mean(np.log(P[np.arange(len(y)), y] + 1e-300)))

        delta = (P - Y) / len(Y)
        for l in reversed(range(depth + 1)):
            if normalise and l < depth:
                delta, dgamma, db = batchnorm_backward(delta, caches[l])
                gammas[l] = gammas[l] - rate * dgamma
            else:
                db = delta.sum(axis=0)
            upstream = delta @ Ws[l].T
            Ws[l] = Ws[l] - rate * activations[l].T @ delta
            bs[l] = bs[l] - rate * db
            delta = upstream * (activations[l] > 0)
    return losses


# %% [markdown] slug="ps7-race-text"
# Three cables: weights of `0.01`, weights of `0.5`, and `he_init`. Each without amplifiers and with them. Before you run
# the cell (it takes some seconds): which of the six will learn anything? What will the loss of the others be?

# %% tags=["predict", "illustration"] slug="ps7-race"
starts = [
    ("std 0.01", lambda n_in, n_out, rng: rng.normal(0, 0.01, (n_in, n_out))),
    ("std 0.5", lambda n_in, n_out, rng: rng.normal(0, 0.5, (n_in, n_out))),
    ("he_init", he_init),
]
figure, axes = plt.subplots(figsize=(7, 4))
for color, (name, draw) in enumerate(starts):
    for normalise in (False, True):
        with np.errstate(all="ignore"):  # one of them burns
            losses = train(draw, normalise)
        kind = "with amplifiers" if normalise else "without"
        print(f"{name:9}{kind:16} first loss {losses[0]:9.3f}   last {losses[-1]:.3f}")
        axes.plot(losses, "-" if normalise else "--", color=f"C{color}", label=f"{name}, {kind}")
axes.axhline(np.log(26), color="gray", linewidth=1)
axes.annotate("no idea: ln 26", (200, np.log(26)), xytext=(200, np.log(26) + 0.1))
axes.set_ylim(0, 4.5)
axes.set_title("Three first weights, without amplifiers and with them")
axes.set_xlabel("epoch")
axes.set_ylabel("loss")
axes.legend(fontsize="small")
plt.show()

# %% [markdown] slug="ps7-race-result"
# Without amplifiers: with weights of `0.01` the loss is $\ln 26$ from the first epoch to the last. Nothing of the letter
# arrives at the top, and no gradient at the bottom. With `0.5` it is Whitehouse's cable: the first loss is huge, the first
# step too, and then there is nothing left but NaN, "not a number" (no line in the figure). He's weights learn, with jolts.
#
# With amplifiers all three learn, the hopeless ones included. The scale of the first weights has not become right. It has
# all but ceased to matter, since each layer measures what comes and sets it back. (In the end He's without amplifiers is
# the lowest of all: where the cable is good already, an amplifier makes the way there smoother, not always shorter.)

# %% [markdown] slug="ps7-dropout-text"
# ## Part 5: rehearsing for losses (15 minutes, 5 points)
#
# A network that has learnt from perfect data comes to rely on every bit of it. Then a sensor fails. The remedy is a
# rehearsal: while it learns, throw away a random part of what it gets, each time another one. Geoffrey Hinton's group
# did that to the neurons inside and called it dropout:
#
# {{eq:dropout}}
#
# Each entry is dropped with probability $p$, for itself. What is left is divided by $1 - p$, so that a sum over many
# entries stays as large as it was on average, and nothing has to be changed when the training is over.
#
# Write `dropout_forward(x, p, rng)`. It returns `out` (2 points) and `mask` (3 points), both of the shape of `x`. The mask
# holds the factor already: its entries are 0 or $1/(1 - p)$, and `out` is `x * mask`.

# %% [markdown] tags=["hint"] slug="ps7-dropout-hint-1"
# Hint 1: what to look at
#
# p is the probability of *dropping*. For p = 0, what must the mask be? For p = 3/4, which number stands at the places
# that are kept?

# %% [markdown] tags=["hint"] slug="ps7-dropout-hint-2"
# Hint 2: what to recall
#
# `rng.random(x.shape)` gives numbers between 0 and 1, one for each entry. A share p of them is below p. A comparison gives
# an array of True and False, which count as 1 and 0 when you calculate with them.

# %% [markdown] tags=["hint"] slug="ps7-dropout-hint-3"
# Hint 3: how it begins
#
# `kept = rng.random(x.shape) >= p`. The mask is that, divided by something.


# %% nbgrader={"grade": false, "grade_id": "dropout_forward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def dropout_forward(x, p, rng):
    """(out, mask): out = x · mask, the mask being 0 with probability p and 1/(1 − p) otherwise."""
    ### BEGIN SOLUTION
    # One random number for each entry. A share p of them is below p: those are dropped, the others kept.
    # The scale goes into the mask: the way back gets nothing but the mask, and needs the scale as well.
    mask = (rng.random(x.shape) >= p) / (1 - p)
    return x * mask, mask
    ### END SOLUTION


# %% [markdown] slug="ps7-dropout-own"
# **Look for yourself first.** A signal of ones with p = 1/5: which two numbers may occur in `out`, in which shares, and
# what is their mean?

# %% slug="ps7-dropout-try"
out, mask = dropout_forward(np.ones((200, 200)), 0.2, np.random.default_rng(3))
for value, count in zip(*np.unique(out, return_counts=True)):
    print(f"{value:.4f}: a share of {count / out.size:.3f}")
print("mean", out.mean().round(3), "  out is x * mask:", np.array_equal(out, np.ones((200, 200)) * mask))

# %% nbgrader={"grade": true, "grade_id": "check_dropout_forward", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false}
check.ps7(dropout_forward).require()

# %% [markdown] slug="ps7-dropback-text"
# ## Part 6: and back (5 minutes, 2 points)
#
# What was dropped had no say in the answer, so it has no share in the blame:
#
# {{eq:dropout-backward}}
#
# Write `dropout_backward(dout, mask)`, with the mask of the way forward. It returns `dx`.

# %% [markdown] tags=["hint"] slug="ps7-dropback-hint-1"
# Hint 1: what to look at
#
# `out = x * mask`, entry by entry. Which number is the slope of one entry of out with respect to its own x?

# %% [markdown] tags=["hint"] slug="ps7-dropback-hint-2"
# Hint 2: what to recall
#
# Upstream times local. The factor 1/(1 − p) is in the mask already.

# %% [markdown] tags=["hint"] slug="ps7-dropback-hint-3"
# Hint 3: how it begins
#
# With `return dout`, and it ends soon.


# %% nbgrader={"grade": false, "grade_id": "dropout_backward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def dropout_backward(dout, mask):
    """dx from dout and the mask of dropout_forward."""
    ### BEGIN SOLUTION
    # A product with a constant: its slope is the constant. The same mask as on the way forward, since a new one would
    # blame entries that had no say, and let others go. Neither p nor a new scale: both are inside of the mask.
    return dout * mask
    ### END SOLUTION


# %% [markdown] slug="ps7-dropback-own"
# **Look for yourself first.** Where must `dx` be 0?

# %% slug="ps7-dropback-try"
out, mask = dropout_forward(np.ones((2, 6)), 0.5, np.random.default_rng(4))
print(out)
print(dropout_backward(np.arange(12.0).reshape(2, 6), mask))

# %% nbgrader={"grade": true, "grade_id": "check_dropout_backward", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check.ps7(dropout_backward).require()

# %% [markdown] slug="ps7-losses-text"
# ### A cable that loses steps
#
# Two networks with two hidden layers learn to read. One of them gets perfect letters; for the other you drop 15 in 100 of
# the 20 time steps, each epoch others. Then both are tested twice: on 1040 perfect letters, and on the same letters after
# 15 in 100 of their steps have been lost on the way: no current. (These two get the currents as they are, without the
# usual taken off, so that 0 means no current.)
#
# Which of the two reads perfect letters better? And by how much will they differ on the others?


# %% tags=["predict", "illustration"] slug="ps7-losses"
def reader(p, epochs=600, rate=0.3, width=64):
    """A function that reads letters, from a network 20-64-64-26 that was trained with dropout on what it gets."""
    rng = np.random.default_rng(0)
    Ws = [he_init(20, width, rng), he_init(width, width, rng), xavier_init(width, 26, rng)]
    bs = [np.zeros(W.shape[1]) for W in Ws]

    def run(x):
        activations = [x]
        for W, b in zip(Ws[:-1], bs[:-1]):
            activations.append(np.maximum(activations[-1] @ W + b, 0))
        return activations, activations[-1] @ Ws[-1] + bs[-1]

    for _ in range(epochs):
        activations, outputs = run(dropout_forward(currents, p, rng)[0])
        delta = (probabilities(outputs) - Y) / len(Y)
        for l in (2, 1, 0):
            upstream = delta @ Ws[l].T
            Ws[l], bs[l] = Ws[l] - rate * activations[l].T @ delta, bs[l] - rate * delta.sum(axis=0)
            delta = upstream * (activations[l] > 0)
    return lambda x: run(x)[1].argmax(axis=1)


lost = np.random.default_rng(9).random(currents_test.shape) < 0.15
for p in (0, 0.15):
    read = reader(p)
    shares = [np.mean(read(x) == y_test) for x in (currents_test, np.where(lost, 0, currents_test))]
    print(f"p = {p:4}   perfect letters read: {shares[0]:.1%}   with losses: {shares[1]:.1%}")

# %% [markdown] slug="ps7-losses-result"
# On perfect letters there is nothing to choose between them. With losses the first one can read about half, the second
# more than nine in ten. It has not seen better data. It has been trained for the accident that came.
#
# (Nothing was divided by `1 − p` in the test with losses: the accident does not do us that favour.)

# %% [markdown] slug="ps7-accumulate-text"
# ## Part 7: more rows than memory (10 minutes, 3 points)
#
# A large network keeps every activation of every row until the way back. At some point the batch that you would like does
# not fit. But the gradient of a mean over rows can be put together from smaller batches, one after the other. If batch
# $b$ has $n_b$ rows and its own mean loss $L_b$:
#
# {{eq:accumulated}}
#
# Write `accumulate(batches, gradient_fn)`. `batches` is a list of pairs (X, Y) of *unequal* sizes; `gradient_fn(X, Y)` gives
# the gradient of that batch's mean loss, as one array. It knows the given batches only. Return the gradient of the mean
# loss over all rows.

# %% [markdown] tags=["hint"] slug="ps7-accumulate-hint-1"
# Hint 1: what to look at
#
# Two batches, one of 9 rows and one of a single row. How much should the single row count?

# %% [markdown] tags=["hint"] slug="ps7-accumulate-hint-2"
# Hint 2: what to recall
#
# A mean times the number of its rows is a sum, and sums can be added. At the end a mean is asked for again.

# %% [markdown] tags=["hint"] slug="ps7-accumulate-hint-3"
# Hint 3: how it begins
#
# `total, rows = 0, 0`, and then `for X, Y in batches:`. In the loop, `len(X)` is needed twice.


# %% nbgrader={"grade": false, "grade_id": "accumulate", "locked": false, "schema_version": 3, "solution": true, "task": false}
def accumulate(batches, gradient_fn):
    """The gradient of the mean loss over all rows, from batches (X, Y) of unequal sizes."""
    ### BEGIN SOLUTION
    total, rows = 0, 0
    for X, Y in batches:
        # gradient_fn has divided by the rows of its batch. Times their number it is a sum again, and sums can be added.
        # A plain mean over the batches would let each row of a short last batch count for more than the others.
        total = total + len(X) * gradient_fn(X, Y)  # not +=: that would write into the first gradient's own array
        rows += len(X)
    return total / rows
    ### END SOLUTION


# %% [markdown] slug="ps7-accumulate-own"
# **Look for yourself first.** The letters in batches of at most 128 rows: the last one is short. A single layer reads them;
# its gradient for all rows at once stands beside yours.

# %% slug="ps7-accumulate-try"
W_try = np.random.default_rng(5).normal(0, 0.1, (20, 26))


def gradient_of(X, Y):
    """The gradient of the mean loss of one layer with softmax, (20, 26)."""
    return X.T @ (probabilities(X @ W_try) - Y) / len(X)


batches = [(X[n : n + 128], Y[n : n + 128]) for n in range(0, len(X), 128)]
at_once, found = gradient_of(X, Y), accumulate(batches, gradient_of)
print("rows of the batches:", [len(x) for x, _ in batches])
print(f"largest difference {np.max(np.abs(found - at_once)) / np.max(np.abs(at_once)):.1e} of the largest entry")

# %% nbgrader={"grade": true, "grade_id": "check_accumulate", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check.ps7(accumulate).require()

# %% [markdown] slug="ps7-accumulate-twin"
# **A near twin.** With batch normalisation in the network, is the gradient that you have accumulated still exactly that of
# all rows at once? Decide before you unfold the answer.

# %% [markdown] tags=["solution"] slug="ps7-accumulate-answer"
# No. Each batch is normalised with its own mean and variance, so the loss of a row depends on which others are in its
# batch. $L$ is then no mean of losses that each row has for itself, and the formula does not apply. With layer norm it
# does.

# %% [markdown] slug="ps7-explain-text"
# ## Part 8: in your own words (15 minutes, 4 points)
#
# Let all layers have the same width, $n_{\text{in}} = n_{\text{out}} = n$, and a ReLU each. (1) What does a ReLU do to the
# mean square of a signal that is as often negative as positive? (2) By which factor does one layer with Xavier's weights
# change the mean square, by which factor do thirty? Compare with the figure of part 2, which shows sizes, that is roots.
# (3) And with He's weights? (4) Somebody multiplies all weights of a layer by 3. What does a batch normalisation behind
# it make of that, and why? Four to eight sentences. A person reads this answer.

# %% [markdown] nbgrader={"grade": true, "grade_id": "explain_halving", "locked": false, "points": 4, "schema_version": 3, "solution": true, "task": false}
# (1) The ReLU sets the negative half to 0 and leaves the rest as it is, so half of the sum of squares is gone: the mean
# square of a is half that of z. (2) With Xavier's weights the variance is 2/(n + n) = 1/n, so by {{ref:signal-variance}} the mean square
# of z is n · 1/n = 1 times that of the input of the layer, and the ReLU halves it. Thirty layers: 1/2³⁰, one thousand-
# millionth. The size is the root of that, 1/2¹⁵, about three in a hundred thousand, as in the figure. (3) With He's it is
# n · 2/n · 1/2 = 1 in each layer, and 1 in the end: the 2 gives back what the ReLU takes.
# (4) Nothing: z becomes three times as large, and so do its mean and its standard deviation. (x − mean)/std stays, but
# for the tiny eps. This is why all three networks with batch normalisation could learn, whatever the scale of their first
# weights was.

# %% [markdown] slug="ps7-more"
# ## If you want to know more
#
# A single letter arrives. It is a batch of one row: what does your batch normalisation make of it? Which mean and which
# variance should be used when the training is over?
#
# In `train`, count the epochs until the loss is below 1, for depths 2, 5, 10, 20 and 40, with `he_init`, without amplifiers
# and with them. Where does each give up?
#
# Replace the ReLU by tanh in `sizes`. Which of your two initialisers keeps the signal now? Why does He's not explode?
#
# Read how the engineers of 1956 made 51 amplifiers that nobody could ever repair: *The Bell System Technical Journal*,
# volume 36, number 1, January 1957.
