# %% [markdown] slug="ps8-title"
# # Problem set 8: things that are no comets
#
# Charles Messier wanted comets. From a tower in Paris he searched the sky for them with a small telescope, night after
# night for decades, and Louis XV is said to have called him the ferret of comets. What cost him time were other dim
# blurs: star clusters, nebulae, galaxies. In some of them a telescope shows single stars; what the others were nobody
# knew yet. So that neither he nor anybody else would fall for one twice, he wrote them down. The last edition that he printed, of 1781, had 103 entries: a list of
# things that are no comets. His comets are forgotten. The list is on every telescope's hand controller.
#
# A machine that finds things needs the same: windows to look through, a word for each thing, a place for it, and
# above all a word for "nothing that you are looking for". In this set you write what its gradients pass through:
# shapes that were stretched to fit, filters that slide over a picture, maxima, a loss for a word and a place, and at last
# all of it together finds blurs on small plates.
#
# - **Before you start:** chapters 17 and 18; the theory stands there. Of earlier sets, 3 and 4 help.
# - **Time:** about three hours, in parts that can be done on different days. Each part says how long it takes.
# - **Points:** 48, of which 4 are for an explanation in your own words.
# - **Stuck?** Each function has three hints, from a nudge to the first line of code.
#
# A cell that says `NotImplementedError` waits for your code: write it instead of that line.
# `check.ps8(...)` tries your function on fresh random numbers and says at once what it sees.
# It is a second opinion: first look for yourself, with the small test that stands before it.

# %% slug="ps8-imports"
import matplotlib.pyplot as plt
import numpy as np

from autograd_lab import check

# %% [markdown] slug="ps8-conventions"
# **Conventions, everywhere in this set.** `g` is what comes from above: $\partial L / \partial z$ for whatever the forward
# pass has made, of its shape. Parts 6 and 7 have no `g`: there the loss itself is given, and you differentiate it. A
# gradient has the shape of what it belongs to. In all parts but 7 nothing is averaged in your code: if the loss has a 1/N, it is
# inside of `g` already. All arrays of numbers are float64, and so are your answers. Your functions leave
# their arguments as they were.
#
# To look for yourself you need nudges. With a fixed `g`, the number $\sum g\, z$ is a loss whose $\partial L / \partial z$
# is `g`:

# %% slug="ps8-nudges"
rng = np.random.default_rng(8)


def nudged(forward, array, g, step=1e-5):
    """The slopes of Σ g · forward() in each entry of `array`, which is moved up and down and put back."""
    slopes = np.zeros(array.shape)
    for place in np.ndindex(array.shape):
        kept, sums = array[place], []
        for move in (step, -step):
            array[place] = kept + move
            sums.append(np.sum(g * forward()))
        array[place] = kept
        slopes[place] = (sums[0] - sums[1]) / (2 * step)
    return slopes


def compare(name, mine, by_nudging):
    """Print how far two gradients are apart."""
    same = np.shape(mine) == by_nudging.shape
    apart = f"largest difference {np.max(np.abs(mine - by_nudging)):.0e}" if same else "no comparison"
    print(f"{name}: shape {np.shape(mine)}, by nudging {by_nudging.shape}, {apart}")


# %% [markdown] slug="ps8-add-text"
# ## Part 1: stretched to fit (15 minutes, 4 points)
#
# A photographic plate is darker towards its edges, and fogged towards its top. Somebody writes that as
# `z = x + y`, with `x` of shape (3, 1), one number for each row, and `y` of shape (4,), one for each column. NumPy makes
# (3, 4) of it without a word. It lays the two shapes side by side *from the right*, and stretches an axis of size 1, or
# one that is missing. Stretching is using a number several times, and chapter 17 says what comes back then:
#
# {{eq:repeat-and-sum}}
#
# Write `vjp_of_broadcast_add(x_shape, y_shape, g)`. The two shapes are tuples, as `np.shape` gives them, for any number
# of axes; `()` is the shape of a single number. `g` has the shape of `z`. Return `dx` of shape `x_shape` and `dy` of
# shape `y_shape`, 2 points each.

# %% [markdown] tags=["hint"] slug="ps8-add-hint-1"
# Hint 1: what to look at
#
# x (3, 1), y (4,), and g with nine zeros and three ones somewhere. In which entries of `dx` do the ones arrive? And in
# which of `dy`?

# %% [markdown] tags=["hint"] slug="ps8-add-hint-2"
# Hint 2: what to recall
#
# There are two kinds of stretched axes: those that the shape does not have, which must go, and those where it has a 1 and g
# has more, which must stay with size 1. `sum` has an argument for each.

# %% [markdown] tags=["hint"] slug="ps8-add-hint-3"
# Hint 3: how it begins
#
# Write a helper for one operand: `filled = (1,) * (g.ndim - len(shape)) + shape` is the shape as NumPy lays it. Over which
# axes do you sum? At last, `.reshape(shape)`.


# %% nbgrader={"grade": false, "grade_id": "vjp_of_broadcast_add", "locked": false, "schema_version": 3, "solution": true, "task": false}
def vjp_of_broadcast_add(x_shape, y_shape, g):
    """(dx, dy) of z = x + y, of shapes x_shape and y_shape, from g = ∂L/∂z."""

    ### BEGIN SOLUTION
    def summed_to(shape):
        # NumPy fills the shorter shape up with ones, in front. Then an axis was stretched where the sizes differ.
        filled = (1,) * (g.ndim - len(shape)) + shape
        axes = tuple(i for i, n in enumerate(filled) if n != g.shape[i])
        # A sum, for each number was used that often, with slope 1. keepdims, so that (3, 1) does not become (3,);
        # the reshape takes away the ones in front that the operand never had.
        return g.sum(axis=axes, keepdims=True).reshape(shape)

    return summed_to(x_shape), summed_to(y_shape)
    ### END SOLUTION


# %% [markdown] slug="ps8-add-own"
# **Look for yourself first.** With `g` of ones, what should the sums say? Then by nudging, for pairs of shapes that are
# stretched in different ways.

# %% slug="ps8-add-try"
print(*vjp_of_broadcast_add((3, 1), (4,), np.ones((3, 4))), sep="\n")
for shapes in [((3, 1), (4,)), ((2, 1, 5), (3, 1)), ((), (2, 3)), ((2, 3), (2, 3))]:
    x_try, y_try = (np.asarray(rng.normal(size=shape)) for shape in shapes)
    g_try = rng.normal(size=np.broadcast_shapes(*shapes))
    dx, dy = vjp_of_broadcast_add(*shapes, g_try)
    compare(f"{shapes[0]} + {shapes[1]}, dx", dx, nudged(lambda: x_try + y_try, x_try, g_try))
    compare(f"{shapes[0]} + {shapes[1]}, dy", dy, nudged(lambda: x_try + y_try, y_try, g_try))

# %% nbgrader={"grade": true, "grade_id": "check_vjp_of_broadcast_add", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check.ps8(vjp_of_broadcast_add).require()

# %% [markdown] slug="ps8-multiply-text"
# ## Part 2: the same with a product (10 minutes, 4 points)
#
# Now the fog does not add, it dims: `z = x * y`. Shapes are stretched as before.
#
# Write `vjp_of_broadcast_multiply(x, y, g)`. This time the arrays themselves come in (a single number is an array of
# shape `()`). Return `dx` of the shape of `x` and `dy` of the shape of `y`, 2 points each.

# %% [markdown] tags=["hint"] slug="ps8-multiply-hint-1"
# Hint 1: what to look at
#
# x of shape (1,), y = (1, −1), g = (1, −1). Nudge x: what does $z_0$ do, and $z_1$? What is `dx`?

# %% [markdown] tags=["hint"] slug="ps8-multiply-hint-2"
# Hint 2: what to recall
#
# The slope of a product in one factor is the other factor, and at each place another number of it. Does the sum come before
# the product, or after it?

# %% [markdown] tags=["hint"] slug="ps8-multiply-hint-3"
# Hint 3: how it begins
#
# `g * y` has the shape of z. Part 1 has all that is still to be done with it.


# %% nbgrader={"grade": false, "grade_id": "vjp_of_broadcast_multiply", "locked": false, "schema_version": 3, "solution": true, "task": false}
def vjp_of_broadcast_multiply(x, y, g):
    """(dx, dy) of z = x * y, of the shapes of x and y, from g = ∂L/∂z."""

    ### BEGIN SOLUTION
    def summed_to(terms, shape):
        filled = (1,) * (terms.ndim - len(shape)) + shape
        axes = tuple(i for i, n in enumerate(filled) if n != terms.shape[i])
        return terms.sum(axis=axes, keepdims=True).reshape(shape)

    # At each place the slope in one factor is the other factor there. So first the product, at all places, then the sum:
    # a sum of products is no product of sums.
    return summed_to(g * y, x.shape), summed_to(g * x, y.shape)
    ### END SOLUTION


# %% slug="ps8-multiply-try"
for shapes in [((3, 1), (4,)), ((1, 3), (2, 1, 1)), ((), (2, 3)), ((4,), (4, 4))]:
    x_try, y_try = (np.asarray(rng.normal(size=shape)) for shape in shapes)
    g_try = rng.normal(size=np.broadcast_shapes(*shapes))
    dx, dy = vjp_of_broadcast_multiply(x_try, y_try, g_try)
    compare(f"{shapes[0]} * {shapes[1]}, dx", dx, nudged(lambda: x_try * y_try, x_try, g_try))
    compare(f"{shapes[0]} * {shapes[1]}, dy", dy, nudged(lambda: x_try * y_try, y_try, g_try))

# %% nbgrader={"grade": true, "grade_id": "check_vjp_of_broadcast_multiply", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check.ps8(vjp_of_broadcast_multiply).require()

# %% [markdown] slug="ps8-conv1d-text"
# ## Part 3: a filter along a row (30 minutes, 6 points)
#
# No telescope shows a star as a point. What arrives at a place of the plate is a mixture of what should have been there and
# beside it, the same mixture everywhere: a filter. `x` is (N, C, L): N rows, C channels, L places. `w` is (O, C, k): O
# filters, each with k weights for every channel. Zeros are laid on both sides of x, `padding` of them on each; the window
# moves on by `stride`; and what does not fit at the end is left out. (As in chapter 18 nothing is flipped on the way
# there, a *cross-correlation*.) With $s$ for the stride and $p$ for the padding:
#
# {{eq:strided-convolution}}
#
# Here is the forward pass, in as few lines as possible:


# %% slug="ps8-conv1d-forward"
def conv1d(x, w, b, stride, padding):
    """z (N, O, M) of x (N, C, L), filters w (O, C, k) and b (O,)."""
    k = w.shape[2]
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    M = (xp.shape[2] - k) // stride + 1
    windows = [xp[:, :, m * stride : m * stride + k] for m in range(M)]
    return np.stack([np.einsum("nca,oca->no", window, w) + b for window in windows], axis=2)


# %% [markdown] slug="ps8-conv1d-task"
# Write `conv1d_backward(x, w, stride, padding, g)`, with `g` (N, O, M). Return `dx`, `dw` and `db`, in this order and of
# the shapes of x, w and b: 3 points, 2 points, 1 point. No formula for them stands here; chapter 18 has them for stride
# 1 without padding, and the rest is for you.
#
# Three things make it harder than it looks. Windows overlap. The padding is no part of x. And where
# $L + 2p - k$ is no multiple of the stride, the last entries of the *padded* x lie in no window. Those of x itself are
# among them where what is left over is more than the padding.

# %% [markdown] tags=["hint"] slug="ps8-conv1d-hint-1"
# Hint 1: what to look at
#
# One row, one channel, one filter of three weights, stride 2. Let g be 1 at place 1 and 0 elsewhere. Where in `dx` does
# something arrive, and what? What is `dw` then?

# %% [markdown] tags=["hint"] slug="ps8-conv1d-hint-2"
# Hint 2: what to recall
#
# Go through the places as the forward pass does, and let each of them pay its window: the window gets g times the filter,
# the filter gets g times the window. Who is paid twice adds up.

# %% [markdown] tags=["hint"] slug="ps8-conv1d-hint-3"
# Hint 3: how it begins
#
# Zeros of the shape of the *padded* x, and zeros of the shape of w; then `for m in range(g.shape[2]):` with
# `here = slice(m * stride, m * stride + k)`. Cut at the end: where does x begin in the padded array, and how long is it?


# %% nbgrader={"grade": false, "grade_id": "conv1d_backward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def conv1d_backward(x, w, stride, padding, g):
    """(dx, dw, db) from x (N, C, L), w (O, C, k) and g = ∂L/∂z (N, O, M)."""
    ### BEGIN SOLUTION
    L, k = x.shape[2], w.shape[2]
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    # As long as the padded x, also where no window comes: what does not fit has a gradient too, and it is 0.
    dpadded, dw = np.zeros_like(padded), np.zeros_like(w)
    for m in range(g.shape[2]):
        here = slice(m * stride, m * stride + k)
        # += twice: one weight is used at all places, and one entry of x in several windows.
        dw += np.einsum("no,nca->oca", g[:, :, m], padded[:, :, here])
        dpadded[:, :, here] += np.einsum("no,oca->nca", g[:, :, m], w)
    # padding : padding + L and not padding : -padding, which is empty when the padding is 0. And db sums over all but
    # the filters: nothing is averaged.
    return dpadded[:, :, padding : padding + L], dw, g.sum(axis=(0, 2))
    ### END SOLUTION


# %% [markdown] slug="ps8-conv1d-own"
# **Look for yourself first.** Three settings: an exact fit, a remainder, a remainder with padding. Which slips does the
# first one not see?


# %% tags=["predict", "illustration"] slug="ps8-conv1d-try"
def try_conv1d(length, k, stride, padding):
    """Print how far the three gradients are from nudging."""
    draw = np.random.default_rng(length + k)
    x, w, b = draw.normal(size=(3, 2, length)), draw.normal(size=(4, 2, k)), draw.normal(size=4)
    g = draw.normal(size=conv1d(x, w, b, stride, padding).shape)
    print(f"L = {length}, k = {k}, stride {stride}, padding {padding}: remainder {(length + 2 * padding - k) % stride}")
    for name, mine, array in zip(("  dx", "  dw", "  db"), conv1d_backward(x, w, stride, padding, g), (x, w, b)):
        compare(name, mine, nudged(lambda: conv1d(x, w, b, stride, padding), array, g))


for sizes_1d in [(9, 3, 2, 0), (10, 3, 2, 0), (10, 4, 3, 2)]:
    try_conv1d(*sizes_1d)

# %% [markdown] tags=["answer"] slug="ps8-conv1d-slips"
# The first one has no padding, so it does not see a `dx` from which the padding was not cut, or was cut at the wrong end; and
# it leaves nothing over, so it does not see a `dx` that ends where the last window ends, or windows counted from the other
# end. The second sees those two. Only the third sees the padding.

# %% nbgrader={"grade": true, "grade_id": "check_conv1d_backward", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
check.ps8(conv1d_backward).require()

# %% [markdown] slug="ps8-blur-text"
# ### Which filter has this telescope?
#
# Twenty rows of a star field, as they are and as a telescope shows them. What the telescope does is a filter of five
# weights, which nobody has told you. `dw` finds it: start with a filter of zeros, and go down the mean square of the
# difference. Will two hundred steps do?

# %% tags=["predict", "illustration"] slug="ps8-blur"
stars = np.random.default_rng(80)
field = np.zeros((20, 1, 60))
for row in field[:, 0]:
    row[stars.integers(0, 60, 8)] = stars.uniform(1, 5, 8)
hidden = np.array([[[1, 4, 6, 4, 1]]]) / 16
shown = conv1d(field, hidden, np.zeros(1), 1, 2) + stars.normal(0, 0.01, (20, 1, 60))

w_found, b_found = np.zeros((1, 1, 5)), np.zeros(1)
for step in range(200):
    difference = conv1d(field, w_found, b_found, 1, 2) - shown
    _, dw, db = conv1d_backward(field, w_found, 1, 2, 2 * difference / difference.size)
    w_found, b_found = w_found - 0.2 * dw, b_found - 0.2 * db
print("found ", (16 * w_found).ravel().round(2), " and a fog of", b_found.round(3))
# the loss is a parabola in the weights and b: how steep is it, from its flattest direction to its steepest?
met = np.stack([*(np.pad(field[:, 0], ((0, 0), (2, 2)))[:, a : a + 60].ravel() for a in range(5)), np.ones(1200)])
print("curvatures", np.linalg.eigvalsh(2 * met @ met.T / 1200).round(2))
print("hidden", (16 * hidden).ravel())

# %% [markdown] tags=["answer"] slug="ps8-blur-result"
# In sixteenths: 1, 4, 6, 4, 1, as far as the noise lets anybody see. Two hundred steps are plenty, since no direction is
# much flatter than any other: the loss is a parabola whose curvatures (chapter 13; the eigenvalues of its Hessian) go from
# 0.89 to 4.68, a ratio of 5. Along the flattest of them a step of 0.2 leaves $1 - 0.2 \cdot 0.89 = 0.82$ of the error.

# %% tags=["asserts"] slug="ps8-blur-asserts"
points = np.random.default_rng(80)
rows_of_stars = np.zeros((20, 64))  # with two zeros on either side
for row in rows_of_stars:
    row[2 + points.integers(0, 60, 8)] = points.uniform(1, 5, 8)
inputs_of_weights = np.stack([*(rows_of_stars[:, a : a + 60].ravel() for a in range(5)), np.ones(1200)])
steepness = np.linalg.eigvalsh(2 * inputs_of_weights @ inputs_of_weights.T / 1200)
assert (round(steepness[0], 2), round(steepness[-1], 2)) == (0.89, 4.68)
assert round(steepness[-1] / steepness[0]) == 5
assert round(1 - 0.2 * 0.89, 2) == 0.82

# %% [markdown] slug="ps8-conv2d-text"
# ## Part 4: a filter over a picture (30 minutes, 8 points)
#
# Now in two directions. `x` is (N, C, H, W), `w` is (O, C, k, k), where `w[o, c, a, b]` belongs to row a and column b of the
# window. One stride and one padding hold for both axes. Here is the forward pass:


# %% slug="ps8-conv2d-forward"
def conv2d(x, w, b, stride, padding):
    """z (N, O, H_out, W_out) of x (N, C, H, W), filters w (O, C, k, k) and b (O,)."""
    k = w.shape[2]
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (k, k), axis=(2, 3))[:, :, ::stride, ::stride]
    return np.tensordot(windows, w, axes=([1, 4, 5], [1, 2, 3])).transpose(0, 3, 1, 2) + b[:, None, None]


# %% [markdown] slug="ps8-conv2d-task"
# H and W differ, and each has its own remainder, which may be 0 for one and not for the other.
#
# Write `conv2d_backward(x, w, stride, padding, g)`, with `g` (N, O, H_out, W_out). Return `dx`, `dw` and `db`: 4 points,
# 3 points, 1 point.

# %% [markdown] tags=["hint"] slug="ps8-conv2d-hint-1"
# Hint 1: what to look at
#
# Your lines of part 3: which of them speaks of an axis of space? Each of these needs a second one.

# %% [markdown] tags=["hint"] slug="ps8-conv2d-hint-2"
# Hint 2: what to recall
#
# The filter is square, so nothing warns you when rows and columns change places. Choose one order, row then column, for x, w
# and g, and keep to it.

# %% [markdown] tags=["hint"] slug="ps8-conv2d-hint-3"
# Hint 3: how it begins
#
# Two loops, `for i in range(g.shape[2]):` and `for j in range(g.shape[3]):`, and
# `here = np.s_[:, :, i * stride : i * stride + k, j * stride : j * stride + k]`.


# %% nbgrader={"grade": false, "grade_id": "conv2d_backward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def conv2d_backward(x, w, stride, padding, g):
    """(dx, dw, db) from x (N, C, H, W), w (O, C, k, k) and g = ∂L/∂z (N, O, H_out, W_out)."""
    ### BEGIN SOLUTION
    (H, W), k = x.shape[2:], w.shape[2]
    sides = ((0, 0), (0, 0), (padding, padding), (padding, padding))
    padded = np.pad(x, sides)
    dpadded, dw = np.zeros_like(padded), np.zeros_like(w)
    for i in range(g.shape[2]):
        for j in range(g.shape[3]):
            # Rows from i·stride, columns from j·stride: both axes move on by the stride.
            here = np.s_[:, :, i * stride : i * stride + k, j * stride : j * stride + k]
            dw += np.tensordot(g[:, :, i, j], padded[here], axes=(0, 0))  # (N, O) with (N, C, k, k)
            dpadded[here] += np.tensordot(g[:, :, i, j], w, axes=(1, 0))  # (N, O) with (O, C, k, k)
    # Added up window by window the filter stays as it is. Only as a full correlation it must be turned round.
    return dpadded[:, :, padding : padding + H, padding : padding + W], dw, g.sum(axis=(0, 2, 3))
    ### END SOLUTION


# %% tags=["illustration"] slug="ps8-conv2d-try"
def try_conv2d(H, W, k, stride, padding):
    """Print how far the three gradients are from nudging."""
    draw = np.random.default_rng(H + W)
    x, w, b = draw.normal(size=(3, 2, H, W)), draw.normal(size=(4, 2, k, k)), draw.normal(size=4)
    g = draw.normal(size=conv2d(x, w, b, stride, padding).shape)
    rest = [(n + 2 * padding - k) % stride for n in (H, W)]
    print(f"{H} by {W}, k = {k}, stride {stride}, padding {padding}: remainders {rest}")
    for name, mine, array in zip(("  dx", "  dw", "  db"), conv2d_backward(x, w, stride, padding, g), (x, w, b)):
        compare(name, mine, nudged(lambda: conv2d(x, w, b, stride, padding), array, g))


for sizes_2d in [(5, 8, 3, 2, 0), (6, 4, 3, 2, 1), (6, 7, 4, 3, 2)]:
    try_conv2d(*sizes_2d)

# %% nbgrader={"grade": true, "grade_id": "check_conv2d_backward", "locked": true, "points": 8, "schema_version": 3, "solution": false, "task": false}
check.ps8(conv2d_backward).require()

# %% [markdown] slug="ps8-sharpen-text"
# ### The plate before the telescope
#
# `dw` found a filter. `dx` finds a picture: the telescope's filter is known now, and what is asked for is the sky that gives
# this plate. Start with an empty sky and go down the *sum* of the squared differences, in the pixels; what falls below 0 is
# cut off, for there is no light below 0. How much of the sky comes back in 200 steps: all of it, or only its coarse parts?
# And does momentum help, where each step keeps 0.9 of the one before?

# %% tags=["predict", "illustration"] slug="ps8-sharpen"
night = np.random.default_rng(81)
sky = np.zeros((1, 1, 16, 20))
sky[0, 0, night.integers(2, 14, 7), night.integers(2, 18, 7)] = night.uniform(1, 4, 7)
telescope = np.outer([1, 4, 6, 4, 1], [1, 4, 6, 4, 1])[None, None] / 256
plate = conv2d(sky, telescope, np.zeros(1), 1, 2)

pictures = {"the plate": plate}
for kept in (0.0, 0.9):
    found, velocity = np.zeros_like(sky), np.zeros_like(sky)
    for step in range(200):
        difference = conv2d(found, telescope, np.zeros(1), 1, 2) - plate
        velocity = kept * velocity - conv2d_backward(found, telescope, 1, 2, 2 * difference)[0]
        found = np.maximum(found + velocity, 0)
    peaks = found[sky > 0] / sky[sky > 0]
    print(f"momentum {kept}: {found[sky > 0].sum() / sky.sum():.1%} of the light where it belongs,", end=" ")
    print(f"stars at {peaks.min():.1%} to {peaks.max():.1%} of their brightness")
    pictures[f"200 steps, momentum {kept}"] = found

figure, panels = plt.subplots(1, 4, figsize=(11, 2.5))
for panel, (title, picture) in zip(panels, {**pictures, "the sky": sky}.items()):
    panel.imshow(picture[0, 0], cmap="gray", vmin=0, vmax=sky.max())
    panel.set_title(title, fontsize=10)
    panel.set_axis_off()
plt.show()

# %% [markdown] tags=["answer"] slug="ps8-sharpen-result"
# Plain steps bring back 70.8 % of the light, and every star is still a small blur. With momentum 99.9 % stand where they belong,
# and the stars are points. This loss is no round bowl: what tells a point from a blur of its size the filter has nearly wiped
# out, so that it has nearly no slope, and along such flat directions plain steps creep. (This plate has no grain. With some
# noise on it one stops earlier.) Astronomers sharpen pictures in this manner.

# %% tags=["asserts"] slug="ps8-sharpen-asserts"
points = np.random.default_rng(81)
true_sky = np.zeros((16, 20))
true_sky[points.integers(2, 14, 7), points.integers(2, 18, 7)] = points.uniform(1, 4, 7)
down, along = (sum(v * np.eye(n, k=a - 2) for a, v in enumerate(np.array([1, 4, 6, 4, 1]) / 16)) for n in (16, 20))
for share, expected in ((0.0, 70.8), (0.9, 99.9)):
    light, pace = np.zeros((16, 20)), np.zeros((16, 20))
    for _ in range(200):
        pace = share * pace - 2 * down.T @ (down @ (light - true_sky) @ along.T) @ along
        light = np.maximum(light + pace, 0)
    assert round(100 * light[true_sky > 0].sum() / true_sky.sum(), 1) == expected

# %% [markdown] slug="ps8-pool-text"
# ## Part 5: only the brightest (20 minutes, 5 points)
#
# A max pool keeps the largest entry of each window. On the way back each window pays its winner, and nobody else:
#
# {{eq:max-pool-gradient}}
#
# Write `max_pool_backward(x, k, stride, g)` for `x` (N, C, H, W), windows of k by k that start every `stride` rows and
# columns, no padding, and what does not fit is left out. `g` is (N, C, H_out, W_out). Return `dx`, of the shape of x. Where
# several entries of a window are equally large, the first in reading order gets all, as in PyTorch. Windows may overlap:
# one bright entry can win several of them.

# %% [markdown] tags=["hint"] slug="ps8-pool-hint-1"
# Hint 1: what to look at
#
# One row of a picture, 1 5 2, windows of two, stride 1, g = (10, 20). Who wins which window? What does `dx` say?

# %% [markdown] tags=["hint"] slug="ps8-pool-hint-2"
# Hint 2: what to recall
#
# `np.argmax` of a flat array gives the first of equals, and `np.unravel_index` makes row and column of it. Who wins twice is
# paid twice.

# %% [markdown] tags=["hint"] slug="ps8-pool-hint-3"
# Hint 3: how it begins
#
# `dx = np.zeros(x.shape)`, then `for n, c, i, j in np.ndindex(g.shape):` and
# `window = x[n, c, i * stride : i * stride + k, j * stride : j * stride + k]`.


# %% nbgrader={"grade": false, "grade_id": "max_pool_backward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def max_pool_backward(x, k, stride, g):
    """dx, of the shape of x (N, C, H, W), from g = ∂L/∂z (N, C, H_out, W_out): to the winner of each window."""
    ### BEGIN SOLUTION
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(g.shape):
        window = x[n, c, i * stride : i * stride + k, j * stride : j * stride + k]
        # argmax takes the first of equals. A mask `window == window.max()` would pay all of them.
        row, column = np.unravel_index(np.argmax(window), window.shape)
        # The place in the window is not the place in x; and += since a winner of two windows is paid by both.
        dx[n, c, i * stride + row, j * stride + column] += g[n, c, i, j]
    return dx
    ### END SOLUTION


# %% [markdown] slug="ps8-pool-own"
# **Look for yourself first.** A picture with a tie, windows of two by two that overlap, and g in powers of ten, so that each
# sum can be read: which windows does the 9 win, and who is paid where two are equal?

# %% tags=["predict"] slug="ps8-pool-try"
x_try = np.array([[[[1.0, 3, 3, 0], [2, 9, 1, 3], [0, 4, 4, 2]]]])
print(max_pool_backward(x_try, 2, 1, np.array([[[[1.0, 10, 100], [1000, 10000, 100000]]]])))

# %% [markdown] tags=["answer"] slug="ps8-pool-ties"
# The 9 wins the two windows on the left and the two in the middle: 1 + 10 + 1000 + 10000 = 11011. In the window at the upper
# right two entries are 3, and the one in its upper row comes first as one reads: it gets the 100. At the lower right the 4
# gets 100000.

# %% nbgrader={"grade": true, "grade_id": "check_max_pool_backward", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false}
check.ps8(max_pool_backward).require()

# %% [markdown] slug="ps8-smooth-text"
# ## Part 6: a place, not too angrily (10 minutes, 4 points)
#
# A detector says four numbers for a place, and learns from how far each of them is off. A square makes one box that is
# far off louder than all others. So detectors use a loss that is a parabola near 0 and a straight line beyond, with
# $d = \text{pred} - \text{target}$ and $\beta > 0$:
#
# {{eq:smooth-l1}}
#
# Write `smooth_l1_gradient(pred, target, beta)`: the gradient of the *sum* of this loss over all entries, with respect to
# `pred`, and of its shape.

# %% [markdown] tags=["hint"] slug="ps8-smooth-hint-1"
# Hint 1: what to look at
#
# beta = 2. What is the slope at d = 1, at d = 100, at d = −100? Does it jump at d = 2?

# %% [markdown] tags=["hint"] slug="ps8-smooth-hint-2"
# Hint 2: what to recall
#
# The slope of $d^2 / (2\beta)$ is a straight line through 0. Where does it reach 1?

# %% [markdown] tags=["hint"] slug="ps8-smooth-hint-3"
# Hint 3: how it begins
#
# `d = pred - target`. Then one line: NumPy has a function that keeps numbers between two bounds.


# %% nbgrader={"grade": false, "grade_id": "smooth_l1_gradient", "locked": false, "schema_version": 3, "solution": true, "task": false}
def smooth_l1_gradient(pred, target, beta):
    """The gradient of Σ smooth L1 of pred − target with respect to pred, of its shape."""
    ### BEGIN SOLUTION
    # d/beta inside, the sign of d beyond: at |d| = beta both say ±1, so clipping does both at once.
    # beta divides *before* the clip. np.clip(d, -beta, beta) would keep beta where 1 belongs.
    return np.clip((pred - target) / beta, -1, 1)
    ### END SOLUTION


# %% slug="ps8-smooth-try"
def smooth_l1(d, beta):
    """The loss of each difference."""
    return np.where(np.abs(d) < beta, d**2 / (2 * beta), np.abs(d) - beta / 2)


d = np.array([-30.0, -3, -1, 0, 0.3, 3, 30])
for beta in (0.5, 2.0):
    print(f"beta {beta}:", smooth_l1_gradient(d, np.zeros(7), beta))
    compare("  dpred", smooth_l1_gradient(d, np.zeros(7), beta), nudged(lambda: smooth_l1(d, beta), d, np.ones(7)))

# %% nbgrader={"grade": true, "grade_id": "check_smooth_l1_gradient", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check.ps8(smooth_l1_gradient).require()

# %% [markdown] slug="ps8-loss-text"
# ## Part 7: a word and a place (25 minutes, 7 points)
#
# For N windows, *proposals*, the detector says two things each: K numbers from which a softmax makes the probabilities of
# its words, and four numbers for a box. Word 0 is "nothing that you are looking for", the background; a proposal with any
# other label is *positive*, and there are P of them. Messier's list in one line: a window with nothing in it has a word to
# be learned, and no place at all.
#
# {{eq:detection-loss}}
#
# Here $t$ are the numbers that the detector says, `boxes`, and $t^*$ those that are right, `targets`.
#
# Look at the two counts. The first part is a mean over all N. The second sums over the positives and their four numbers,
# and divides by how many positives there are, or by 1 where there are none.
#
# Write `detection_loss_gradient(logits, boxes, labels, targets, beta)` with `logits` (N, K), `boxes` and `targets` (N, 4),
# `labels` (N,) whole numbers from 0 to K − 1. Return `dlogits` (N, K) and `dboxes` (N, 4), for 3 and 4 points.

# %% [markdown] tags=["hint"] slug="ps8-loss-hint-1"
# Hint 1: what to look at
#
# Three proposals with labels 0, 2, 0. Which rows of `dboxes` are 0? By how much is the row of `dboxes` that is left divided,
# and by how much are the rows of `dlogits`?

# %% [markdown] tags=["hint"] slug="ps8-loss-hint-2"
# Hint 2: what to recall
#
# For softmax with cross-entropy the gradient of one row's loss at its logits is the probabilities minus the one-hot label
# (chapter 11). `labels > 0` is a mask; as `(labels > 0)[:, None]` it meets the rows of an (N, 4).

# %% [markdown] tags=["hint"] slug="ps8-loss-hint-3"
# Hint 3: how it begins
#
# `N, K = logits.shape`, `positive = labels > 0`. The probabilities: subtract each row's largest logit before `np.exp`, and
# divide by the row's sum. And for the boxes you have a function.


# %% nbgrader={"grade": false, "grade_id": "detection_loss_gradient", "locked": false, "schema_version": 3, "solution": true, "task": false}
def detection_loss_gradient(logits, boxes, labels, targets, beta):
    """(dlogits, dboxes) of the loss of N proposals; label 0 is background, which has no box."""
    ### BEGIN SOLUTION
    N, K = logits.shape
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    # All N rows, background too: that it is nothing has to be learned as well.
    dlogits = (p - np.eye(K)[labels]) / N
    # The boxes of the positives alone, divided by how many they are. Divided by N, a plate full of background would
    # learn its few places too slowly.
    positive = labels > 0
    slopes = np.clip((boxes - targets) / beta, -1, 1)
    return dlogits, positive[:, None] * slopes / max(1, positive.sum())
    ### END SOLUTION


# %% [markdown] slug="ps8-loss-own"
# **Look for yourself first.** Five proposals, then the same with background only. Both gradients by nudging.


# %% slug="ps8-loss-try"
def detection_loss(logits, boxes, labels, targets, beta):
    """The loss as the formula says it."""
    log_sums = np.log(np.exp(logits).sum(axis=1))
    words = np.mean(log_sums - logits[np.arange(len(labels)), labels])
    places = smooth_l1(boxes - targets, beta)[labels > 0].sum()
    return words + places / max(1, np.sum(labels > 0))


logits_try, boxes_try, targets_try = rng.normal(size=(5, 3)), rng.normal(size=(5, 4)), rng.normal(size=(5, 4))
for labels_try in (np.array([0, 2, 0, 1, 1]), np.zeros(5, dtype=int)):

    def forward():
        """The answer to what stands in the arrays now."""
        return detection_loss(logits_try, boxes_try, labels_try, targets_try, 0.5)

    dlogits, dboxes = detection_loss_gradient(logits_try, boxes_try, labels_try, targets_try, 0.5)
    print("labels", labels_try)
    compare("  dlogits", dlogits, nudged(forward, logits_try, 1.0))
    compare("  dboxes", dboxes, nudged(forward, boxes_try, 1.0))

# %% nbgrader={"grade": true, "grade_id": "check_detection_loss_gradient", "locked": true, "points": 7, "schema_version": 3, "solution": false, "task": false}
check.ps8(detection_loss_gradient).require()

# %% [markdown] slug="ps8-roi-text"
# ## Part 8: one look for all windows (30 minutes, 6 points)
#
# To run the filters anew for each proposal is a waste: they overlap. Run them once over the whole plate, and cut the
# proposals out of the *result*. But proposals differ in size, and what stands behind them wants the same number of
# entries from each. So each region is cut into `size` by `size` cells, and of each cell only the largest entry is kept, in
# each channel. With $h$ for the rows of a region and $s$ for `size`, cell $i$ begins here, and ends there:
#
# {{eq:roi-cell}}
#
# With 5 rows in 2 cells the cells are rows 0, 1, 2 and rows 2, 3, 4: the middle row belongs to both. A region may also have
# fewer rows than cells; then a row belongs to several. Here is the forward pass, which asks each pixel whether the cell
# reaches into it:


# %% slug="ps8-roi-forward"
def roi_pool(x, rois, size):
    """z (R, C, size, size): the largest entry of each cell of each region."""

    def in_cell(i, length):
        return [n for n in range(length) if n * size < (i + 1) * length and (n + 1) * size > i * length]

    z = np.zeros((len(rois), len(x), size, size))
    for r in range(len(rois)):
        y0, x0, y1, x1 = rois[r]
        region = x[:, y0:y1, x0:x1]
        for i, j in np.ndindex(size, size):
            z[r, :, i, j] = region[:, in_cell(i, y1 - y0)][:, :, in_cell(j, x1 - x0)].max(axis=(1, 2))
    return z


# %% [markdown] slug="ps8-roi-task"
# Write `roi_pool_backward(x, rois, size, g)`: `x` is (C, H, W), one plate without an axis for images; `rois` is (R, 4), whole
# numbers y0, x0, y1, x1 with the ends outside, so that the region is `x[:, y0:y1, x0:x1]`; `g` is (R, C, size, size). Return
# `dx`, of the shape of x. In a tie the first in reading order gets all.

# %% [markdown] tags=["hint"] slug="ps8-roi-hint-1"
# Hint 1: what to look at
#
# A region of 5 rows and 2 columns in 2 by 2 cells. Its left column is 0 0 7 0 0, and of g the left column is 1, 10. What is
# the gradient of the 7?

# %% [markdown] tags=["hint"] slug="ps8-roi-hint-2"
# Hint 2: what to recall
#
# It is part 5 with windows of unequal size: find the winner, find where it lies in x, and add. For whole numbers,
# `i * h // size` rounds down, and `-(-a // b)` rounds up.

# %% [markdown] tags=["hint"] slug="ps8-roi-hint-3"
# Hint 3: how it begins
#
# `for r, (y0, x0, y1, x1) in enumerate(rois):`, then `for c, i, j in np.ndindex(g.shape[1:]):`. Four bounds, to which y0 and
# x0 belong.


# %% nbgrader={"grade": false, "grade_id": "roi_pool_backward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def roi_pool_backward(x, rois, size, g):
    """dx (C, H, W) from g (R, C, size, size): to the winner of each cell of each region."""
    ### BEGIN SOLUTION
    dx = np.zeros(x.shape)
    for r, (y0, x0, y1, x1) in enumerate(rois):
        h, w = y1 - y0, x1 - x0
        for c, i, j in np.ndindex(g.shape[1:]):
            # Down for the beginning, up for the end: cells may share a row, and none is ever empty.
            top, bottom = y0 + i * h // size, y0 - (-(i + 1) * h // size)
            left, right = x0 + j * w // size, x0 - (-(j + 1) * w // size)
            cell = x[c, top:bottom, left:right]
            row, column = np.unravel_index(np.argmax(cell), cell.shape)
            dx[c, top + row, left + column] += g[r, c, i, j]  # += : cells share rows, and regions overlap
    return dx
    ### END SOLUTION


# %% [markdown] slug="ps8-roi-own"
# **Look for yourself first.** Two regions that overlap, and nudges.


# %% tags=["illustration"] slug="ps8-roi-try"
def try_roi_pool(rois):
    """Print how far dx is from nudging."""
    draw = np.random.default_rng(9)
    x, g = draw.normal(size=(2, 7, 9)), draw.normal(size=(len(rois), 2, 3, 3))
    compare("dx", roi_pool_backward(x, rois, 3, g), nudged(lambda: roi_pool(x, rois, 3), x, g))


try_roi_pool(np.array([[0, 1, 5, 8], [2, 3, 7, 9]]))

# %% nbgrader={"grade": true, "grade_id": "check_roi_pool_backward", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
check.ps8(roi_pool_backward).require()

# %% [markdown] slug="ps8-detector-text"
# ### All of it together
#
# Small plates, a blur on each, with a tail or without one. Four filters look over the plate; twelve windows are cut out of
# what they have seen, each pooled to three by three cells; and one layer says of each window a word (a blur, or nothing)
# and four numbers, by how much the window's sides should move. The gradients of the loss, of the pooling and of the filters
# are yours; those of the layer and of the ReLU stand in the cell. It sees 400 plates, one at a time.
#
# Then it is shown 100 new ones. Of the window that is surest of its blur, how well does it cover it: the share of the
# area that both have, of all that either has? And how well do the four numbers? The windows lie on a fixed grid, so guess
# the first before you guess the second. (The cell takes some seconds.)


# %% tags=["predict", "illustration"] slug="ps8-detector"
height, width, side = 20, 24, 9
grid = np.array([(y, x, y + side, x + side) for y in range(0, 12, 4) for x in range(0, 16, 5)])  # (12, 4)


def exposed(seeds):
    """A plate (20, 24) with a blur on it, and the blur's box."""
    r, cy, cx = seeds.uniform(2, 3.2), seeds.uniform(4, height - 5), seeds.uniform(4, width - 9)
    y, x = np.mgrid[:height, :width] + 0.5  # the middles of the pixels
    light, box = np.exp(-2 * ((y - cy) ** 2 + (x - cx) ** 2) / r**2), [cy - r, cx - r, cy + r, cx + r]
    if seeds.random() < 0.5:  # a tail
        tail = np.exp(-4.5 * (y - cy) ** 2 / r**2 - (x - cx) / 4) * (x > cx) * (x < cx + 2 * r)
        light, box[3] = np.maximum(light, 0.7 * tail), cx + 2 * r
    return light + seeds.normal(0, 0.08, light.shape), np.array(box)


def covered(boxes, box):
    """The share of the area that two boxes have in common, of all that either has."""
    low, high = np.maximum(boxes[..., :2], box[:2]), np.minimum(boxes[..., 2:], box[2:])
    areas = [np.prod(b[..., 2:] - b[..., :2], axis=-1) for b in (boxes, box)]
    common = np.prod(np.maximum(high - low, 0), axis=-1)
    return common / (sum(areas) - common)


def detector(seeds):
    """Filters and their b, then the weights and b of the words and of the boxes."""
    shapes = (4, 1, 3, 3), (4,), (36, 2), (2,), (36, 4), (4,)
    return [seeds.normal(0, 0.4 if len(s) == 4 else 0.1, s) if len(s) > 1 else np.zeros(s) for s in shapes]


def look(plate, parameters):
    """What the filters see, what each window holds, and what is said of it."""
    w, b, W_word, b_word, W_box, b_box = parameters
    z = conv2d(plate[None, None], w, b, 1, 1)[0]
    cells = roi_pool(np.maximum(z, 0), grid, 3).reshape(len(grid), -1)  # (12, 36)
    return z, cells, cells @ W_word + b_word, cells @ W_box + b_box


dice = np.random.default_rng(1)
parameters = detector(dice)
velocities = [np.zeros_like(p) for p in parameters]
for step in range(400):
    plate, box = exposed(dice)
    shares = covered(grid, box)
    labels = (shares >= min(0.3, shares.max())).astype(int)
    z, cells, logits, moves = look(plate, parameters)
    dlogits, dmoves = detection_loss_gradient(logits, moves, labels, (box - grid) / 5, 0.5)
    dcells = (dlogits @ parameters[2].T + dmoves @ parameters[4].T).reshape(len(grid), 4, 3, 3)
    dz = roi_pool_backward(np.maximum(z, 0), grid, 3, dcells) * (z > 0)
    _, dw, db = conv2d_backward(plate[None, None], parameters[0], 1, 1, dz[None])
    gradients = dw, db, cells.T @ dlogits, dlogits.sum(axis=0), cells.T @ dmoves, dmoves.sum(axis=0)
    for parameter, velocity, gradient in zip(parameters, velocities, gradients):
        velocity[:] = 0.9 * velocity + gradient
        parameter -= 0.005 * velocity

new, found = np.random.default_rng(99), []
for _ in range(100):
    plate, box = exposed(new)
    _, _, logits, moves = look(plate, parameters)
    surest = np.argmax(logits[:, 1] - logits[:, 0])
    moved = grid[surest] + 5 * moves[surest]
    found.append((covered(grid[surest], box), covered(moved, box)))
shares = np.array(found)
print(
    "mean share, the window alone:",
    shares[:, 0].mean().round(2),
    "  with its four numbers:",
    shares[:, 1].mean().round(2),
)
print("plates on which it is above one half:", (shares > 0.5).sum(axis=0))

figure, axes = plt.subplots(figsize=(5, 4))
axes.imshow(plate, cmap="gray")
for (y0, x0, y1, x1), style, name in ((grid[surest], "--", "window"), (moved, "-", "moved"), (box, ":", "the blur")):
    axes.plot(np.array([x0, x1, x1, x0, x0]) - 0.5, np.array([y0, y0, y1, y1, y0]) - 0.5, style, label=name)
axes.set_title("The last of the new plates")
axes.set_axis_off()
axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
figure.tight_layout()
plt.show()

# %% [markdown] tags=["answer"] slug="ps8-detector-result"
# The word finds a window that lies about right, and no window of a coarse grid lies well. The four numbers move its sides,
# and then the share is above one half on nearly all plates, where the windows alone reach that on about one in ten. That
# is the trick of these detectors: look at few places, and let each say how it should be moved.

# %% [markdown] slug="ps8-explain-text"
# ## Part 9: in your own words (15 minutes, 4 points)
#
# (1) In part 1 a number that was stretched gets a *sum*. Somebody says that a mean is fairer, since each copy is only one
# of many. What do they get wrong? (2) In part 3 somebody writes `=` for `+=` when they pay the windows, tests with k =
# stride, and all agrees. Why does that test not see it, and what happens with k > stride? (3) A max pool changes its mind:
# two entries of a window are nearly equal, and a small nudge makes the other one the winner. What does that do to the loss,
# and what to its gradient? (4) A network is trained with a `dx` in which the filter is the wrong way round, and reads nearly
# as many digits right as with the true one (chapter 18). Does that show that the gradient hardly matters? And how would
# you find the mistake? Four to eight sentences. A person reads this answer.
#
# *How it is marked:* one point for each of (1) to (4). The point is for the reason. A right argument with a slip of the
# pen earns it all.

# %% [markdown] nbgrader={"grade": true, "grade_id": "explain_paths", "locked": false, "points": 4, "schema_version": 3, "solution": true, "task": false}
# (1) The gradient says how much the loss moves when the number does. When it moves, all its copies move, and the loss hears
# of every one of them: the changes add up. A mean would say what one copy does, as if the others stayed. (2) With k =
# stride no two windows share an entry, so each entry is written once, and `=` and `+=` do the same. With k > stride an
# entry lies in several windows, and only what the last of them pays is left. (3) The loss does not jump: at that moment
# both entries are equally large, so it has a kink. The gradient jumps: all of g goes to the one before, and to the other
# after. (4) It shows that *training* forgives a wrong gradient: the layers above still learn, and the lower ones learn
# something useful from a signal that is wrong. It says nothing about whether the gradient is right. A check does:
# nudge single entries of x and compare, with settings that overlap and leave a remainder.
#
# **Mark scheme**
#
# | points | for |
# |---|---|
# | 1 | all copies move at once, and their changes of the loss add up |
# | 1 | without overlap each entry is written once; with it, the last window's share is left |
# | 1 | no jump in the loss, a kink; the gradient changes from one entry to the other |
# | 1 | training well is no proof of a right gradient; nudging finds it |

# %% [markdown] slug="ps8-more"
# ## If you want to know more
#
# Take the plates of the last cell and leave `roi_pool_backward` out: the filters stay as they were drawn. How much worse is
# the detector? And if only the words learn, not the boxes?
#
# Give each plate two blurs. Which windows do you keep, when several of them speak of the same blur? (Chapter 18 has
# non-maximum suppression, through which nothing flows back.)
#
# Turn `conv2d_backward` into a few large matrix products, as chapter 18 does with im2col, and measure the time.
#
# Messier's list of 1781 in his own words: *Connaissance des Temps* for 1784.
