# %% [markdown] slug="ps6-title"
# # Problem set 6: more walkers in a ravine
#
# In October 1847 Augustin-Louis Cauchy had enough of eliminating unknowns by hand. He wanted the orbit of a heavenly
# body, six unknowns in six equations, and in three pages he proposed something else: write down how wrong you are, see
# which way that falls, take a step, begin again (*Comptes rendus* 25, 536). You know his method. It is gradient
# descent.
#
# It has a weakness, and you have met three who mended it: Polyak's ball, RMSprop and Adam, in chapter 13. This set has
# two that stand in no chapter. In 1983 Yurii Nesterov, in a paper of five pages, let the ball look where it is going,
# and for smooth bowls no method that knows gradients alone can do much better in the worst case. And RMSprop, which was
# never more than a slide in a lecture, has a fault in its first steps, which you will find and mend.
#
# You will write both, let them race through the ravine in which Cauchy's walker loses time, cut gradients that are
# too long, one layer at a time, and then train a network with the step that you trust.
#
# - **Before you start:** chapters 09 and 13, and problem set 4. What is new is explained here.
# - **Time:** about 120 minutes. Each part says how long it takes.
# - **Points:** 28, of which 4 are for an explanation in your own words.
# - **Stuck?** Each function has three hints, from a nudge to the first line of code.
#
# A cell that says `NotImplementedError` waits for your code: write it instead of that line.
# `check.ps6(...)` tries your function on fresh random numbers and says at once what it sees.
# It is a second opinion: first look for yourself, with the small test that stands before it.

# %% slug="ps6-imports"
import matplotlib.pyplot as plt
import numpy as np

from autograd_lab import check

# %% [markdown] slug="ps6-ravine-text"
# ## The ravine
#
# A long valley: along its floor the ground hardly falls, but the walls are steep.
# With $w = (w_0, w_1)$ the height is $L = \frac12 (w_0^2 + 50\, w_1^2)$: the floor runs along $w_0$, and across it the
# slope grows 50 times as fast. The lowest point is at $(0, 0)$. All walkers start at $(-4, 1)$.


# %% slug="ps6-ravine"
START = np.array([-4.0, 1.0])
STEEPNESS = np.array([1.0, 50.0])


def height(w):
    """L at w, or at each of many places, w (..., 2)."""
    return 0.5 * np.sum(STEEPNESS * w**2, axis=-1)


def slope(w):
    """The gradient of L at w."""
    return STEEPNESS * w


def walk(step, *state, steps=150, slope=slope, start=START):
    """All places that a walker visits. `step(w, *state, g, t)` gives the next w and the next state."""
    w, places = start, [start]
    for t in range(1, steps + 1):
        w, *state = step(w, *state, slope(w), t)
        places.append(w)
    return np.array(places)


def arrives(places, goal=0.001):
    """The step from which on the walker stays below the goal, or "never"."""
    above = [t for t, w in enumerate(places) if not height(w) < goal]  # so that nan counts as above
    return above[-1] + 1 if above[-1] < len(places) - 1 else "never"


def cauchy(w, g, t):
    """Plain gradient descent, as in chapter 03; it has no state."""
    return (w - 0.036 * g,)


plain = walk(cauchy)
print("the step from which on it stays below 0.001:", arrives(plain))


# %% slug="ps6-ravine-plot"
def draw(paths, title, height=height):
    """The ravine from above, and the first 40 steps of each walker."""
    _, axes = plt.subplots(figsize=(8, 3.4))
    x, y = np.meshgrid(np.linspace(-4.6, 1.4, 200), np.linspace(-1.3, 1.3, 120))
    heights = height(np.stack([x, y], axis=-1))
    axes.contour(x, y, heights, levels=[0.1, 0.5, 2, 5, 10, 20, 40], colors="0.6", linewidths=0.7)
    for (name, places), style in zip(paths.items(), ("o-", "s--", "^:", "D-.")):
        axes.plot(*places[:41].T, style, markersize=3, linewidth=1, label=name)
    axes.plot(0, 0, "k*", markersize=10)
    axes.set_xlim(-4.6, 1.4)
    axes.set_ylim(-1.3, 1.3)
    axes.set_xlabel("w[0], along the floor")
    axes.set_ylabel("w[1], up the walls")
    axes.set_title(title)
    axes.legend(loc="upper right")
    plt.show()


draw({"plain gradient descent": plain}, "Forty steps of plain descent")

# %% [markdown] slug="ps6-ravine-why"
# The walker swings from wall to wall and hardly gets on. Across the ravine each step multiplies $w_1$ by
# $1 - 50 \cdot 0.036 = -0.8$: it changes sides. Along the floor it multiplies $w_0$ by $1 - 0.036 = 0.964$, and that
# takes 123 steps. A longer step? Beyond 0.04 the swinging grows, and the walker is thrown out of the ravine: the
# steepest direction sets the limit for all of them ({{ref:rate-limit}}).
#
# Real losses look like this, in a million directions at once. Two ideas help.

# %% tags=["asserts"] slug="ps6-ravine-asserts"
assert round(1 - 50 * 0.036, 10) == -0.8
assert 1 - 0.036 == 0.964
assert 50 * 0.04 == 2
assert 0.5 * (4 * 0.964**122) ** 2 >= 0.001 > 0.5 * (4 * 0.964**123) ** 2

# %% [markdown] slug="ps6-nesterov-text"
# ## Part 1: look where you are going (20 minutes, 6 points)
#
# Polyak's ball gathers its gradients in a velocity and moves along it, {{ref:momentum-step}}. It gathers speed, and it
# runs past its goal. Nesterov's walker asks one thing more: *if the same gradient came once more, what would my
# velocity be then?* It moves along that:
#
# {{eq:nesterov-step}}
#
# The $v$ on the right of the step is the new one. What is handed on to the next step is $v$, and not the look ahead.
#
# Write `nesterov_step(w, v, g, lr, beta)`. It returns the new `w` (4 points) and the new `v` (2 points), in this order;
# $\eta$ is `lr`. `w`, `v` and `g` are arrays of one shape, whatever it is. New arrays come back, and the old ones stay
# as they were: whoever called you may need them.
#
# (Books differ: many take the gradient at another place, w − ηβv, and step from there. That is the same walk, written
# down from another point of view. Here the formula counts. It is PyTorch's.)

# %% [markdown] tags=["hint"] slug="ps6-nesterov-hint-1"
# Hint 1: what to look at
#
# Take `w = 0`, `v = 10`, `g = 1`, `lr = 0.1` and `beta = 0.5`, and go through both lines on paper. How far would
# Polyak's ball go, and how far does this one go?

# %% [markdown] tags=["hint"] slug="ps6-nesterov-hint-2"
# Hint 2: what to recall
#
# The velocity is used *after* this gradient has pushed, in both places. And `v *= beta` changes the array of
# whoever called you; `beta * v` makes a new one.

# %% [markdown] tags=["hint"] slug="ps6-nesterov-hint-3"
# Hint 3: how it begins
#
# `v = beta * v + ` is the first line. `ahead = g + ` may be the second.


# %% nbgrader={"grade": false, "grade_id": "nesterov_step", "locked": false, "schema_version": 3, "solution": true, "task": false}
def nesterov_step(w, v, g, lr, beta):
    """One of Nesterov's steps: the new (w, v)."""
    ### BEGIN SOLUTION
    # Sum, not average: no 1 − beta before g. The learning rate stays outside, so that v holds gradients alone.
    v = beta * v + g
    # The look ahead: what v would be if g came once more. It serves this step only and is thrown away.
    return w - lr * (g + beta * v), v
    ### END SOLUTION


# %% [markdown] slug="ps6-nesterov-own"
# **Look for yourself first.** Two things can be said without the formula. With `beta = 0` nothing is kept and nothing
# is seen ahead: your step must be that of plain descent. And from rest, with a gradient of 1, the first step is
# $1 + \beta$ times as long as a plain one. Try both.

# %% slug="ps6-nesterov-try"
print(
    "beta = 0:",
    *nesterov_step(np.array([5.0]), np.array([100.0]), np.array([2.0]), 0.1, 0.0),
    "  asked for: [4.8] [2.]",
)
print("from rest:", *nesterov_step(np.zeros(1), np.zeros(1), np.ones(1), 0.1, 0.5), "  asked for: [-0.15] [1.]")

# %% nbgrader={"grade": true, "grade_id": "check_nesterov_step", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
check.ps6(nesterov_step).require()

# %% [markdown] slug="ps6-nesterov-race"
# Back to the ravine. The plain walker needs 123 steps, and Polyak's ball with the same `lr` and `beta` as yours 46.
# Guess before you run the cell: how many does yours need? And which of the two runs further past the lowest point?


# %% tags=["predict"] slug="ps6-nesterov-walk"
def ball(w, v, g, t):
    """Polyak's step, as in chapter 13."""
    v = 0.8 * v + g
    return w - 0.02 * v, v


def look_ahead(w, v, g, t):
    return nesterov_step(w, v, g, lr=0.02, beta=0.8)


heavy, ahead = walk(ball, np.zeros(2)), walk(look_ahead, np.zeros(2))
for name, places in {"Polyak": heavy, "Nesterov": ahead}.items():
    print(f"{name:9} stays below 0.001 from step {arrives(places)}; furthest past the goal: {places[:, 0].max():.3f}")
draw({"plain gradient descent": plain, "Polyak": heavy, "Nesterov": ahead}, "One of the balls looks ahead")

# %% [markdown] tags=["answer"] slug="ps6-nesterov-steps"
# Yours needs 39, and runs past the goal about half as far: it sees the far slope coming, and brakes one step earlier.

# %% [markdown] slug="ps6-nesterov-why"
# If the check named a mistake on the way: say in one sentence, aloud or on paper, *why* it gave those numbers.
#
# **A near twin.** Across this ravine, with this `lr`, yours is down on the floor after two steps and stays there. Put
# $g = 50\, w$ and $\eta = 1/50$ into both lines to see why. Decide before you unfold the answer.

# %% [markdown] tags=["solution"] slug="ps6-nesterov-twin"
# Then ηg is w itself, and the step is w − w − ηβv = −ηβv. So the next w is −ηβ times the velocity, and 50 times that,
# the next gradient, is −βv: the velocity becomes βv − βv = 0. In this direction the walker has come to rest.

# %% [markdown] slug="ps6-corrected-text"
# ## Part 2: the first steps of RMSprop (25 minutes, 8 points)
#
# RMSprop keeps for each parameter a running average of its squared gradient and divides by the root of it:
#
# {{eq:rmsprop-step}}
#
# So `lr` should be about the length of a step. But $s$ begins at 0, and that is no square of any gradient. Follow it
# on paper from rest, with the *same* gradient $g$ at every step. After the first step $s$ is $(1 - \rho)\, g^2$, after
# the second a little more, and only after many is it near $g^2$. Find the share of $g^2$ that it holds after $t$
# steps, for any $\rho$ and $t$. It does not depend on $g$.
#
# Then mend it: divide the average by this share, and take the step with what comes out, with the root and with
# $\varepsilon$ beside the root as above. What is handed on to the next step is the plain $s$.
#
# Write `corrected_rmsprop_step(w, s, g, t, lr, rho, eps)`. $t$ counts the steps from 1. It returns the new `w` (5
# points) and the new `s` (3 points).

# %% [markdown] tags=["hint"] slug="ps6-corrected-hint-1"
# Hint 1: what to look at
#
# g = 1 and ρ = 1/2: the averages are 1/2, 3/4, 7/8. What is missing from 1 each time?

# %% [markdown] tags=["hint"] slug="ps6-corrected-hint-2"
# Hint 2: what to recall
#
# At each step a share ρ of the old average stays, and so does a share ρ of what is missing. After t steps? A power is
# `**` in Python. Give the corrected average a name of its own: what you return is the plain one.

# %% [markdown] tags=["hint"] slug="ps6-corrected-hint-3"
# Hint 3: how it begins
#
# `s = rho * s + ` first. Then `s_hat = s / (1 - ` …, and last the step, with `s_hat` under the root.


# %% nbgrader={"grade": false, "grade_id": "corrected_rmsprop_step", "locked": false, "schema_version": 3, "solution": true, "task": false}
def corrected_rmsprop_step(w, s, g, t, lr, rho, eps):
    """Step number t, counted from 1, of RMSprop with its start corrected: the new (w, s)."""
    ### BEGIN SOLUTION
    s = rho * s + (1 - rho) * g**2
    # What is missing fades by rho at each step, from 1: after t steps the share that is there is 1 − rhoᵗ.
    # A name of its own: s must stay plain for the next step.
    s_hat = s / (1 - rho**t)
    # At t = 1 this is lr · g/|g|: the first step has the length lr in every direction.
    return w - lr * g / (np.sqrt(s_hat) + eps), s
    ### END SOLUTION


# %% [markdown] slug="ps6-corrected-own"
# **Look for yourself first.** Under a constant gradient every step should be `lr` long, the first as well as the
# hundredth, in every direction, whatever the gradient is. Is yours?

# %% slug="ps6-corrected-try"
w, s = np.zeros(3), np.zeros(3)
for t in range(1, 4):
    before = w
    w, s = corrected_rmsprop_step(w, s, np.array([0.002, -5.0, 700.0]), t, 0.1, 0.99, 1e-12)
    print(f"step {t}:", w - before)

# %% nbgrader={"grade": true, "grade_id": "check_corrected_rmsprop_step", "locked": true, "points": 8, "schema_version": 3, "solution": false, "task": false}
check.ps6(corrected_rmsprop_step).require()

# %% [markdown] slug="ps6-race-text"
# ### The race
#
# All of them, from the same place; RMSprop once as it was and once as you mended it. Look at its first steps.


# %% slug="ps6-race"
def slide(w, s, g, t):
    """RMSprop as in chapter 13, with a long memory."""
    s = 0.999 * s + 0.001 * g**2
    return w - 0.1 * g / (np.sqrt(s) + 1e-8), s


def slide_with_correction(w, s, g, t):
    return corrected_rmsprop_step(w, s, g, t, lr=0.1, rho=0.999, eps=1e-8)


walkers = {
    "plain descent": (cauchy,),
    "Nesterov": (look_ahead, np.zeros(2)),
    "RMSprop": (slide, np.zeros(2)),
    "corrected": (slide_with_correction, np.zeros(2)),
}
race = {name: walk(*walker, steps=400) for name, walker in walkers.items()}
for name, places in race.items():
    first = np.linalg.norm(places[1] - places[0])
    print(f"{name:14} first step {first:.3f}   stays below 0.001 from step: {arrives(places):5}")
draw(race, "Four walkers, forty steps")

# %% [markdown] slug="ps6-race-result"
# The uncorrected one leaps more than 30 times as far as `lr` says, in each direction, and lands outside the picture,
# high on the other wall: more than three times as high as it began. This bowl throws it back. Elsewhere nothing need do
# so. The corrected one sets out at 45°, `lr` at a time, as if walls and floor were equally steep.

# %% tags=["asserts"] slug="ps6-race-asserts"
landed, _ = slide(START, np.zeros(2), slope(START), 1)
assert 30 < abs(landed[1] - START[1]) / 0.1 < 32
assert abs(landed[1]) > 1.3  # outside the picture
assert 3 < height(landed) / height(START) < 4

# %% [markdown] slug="ps6-turned-text"
# ### Turn the ravine
#
# Now the ravine is turned by 45°: its floor runs along the diagonal, and the walkers start at the same place of it. It
# is the same ravine. Before you run the cell: two of the four will not notice. Which two, and why?

# %% tags=["predict"] slug="ps6-turned"
turn = np.array([[1.0, 1.0], [-1.0, 1.0]]) / np.sqrt(2)


def turned_slope(w):
    """The gradient of L(turn @ w): by the chain rule, turned back."""
    return turn.T @ slope(turn @ w)


for name, walker in walkers.items():
    places = walk(*walker, steps=400, slope=turned_slope, start=turn.T @ START) @ turn.T  # as seen in the old ravine
    print(f"{name:14} stays below 0.001 from step: {arrives(places):5}   at the end: {height(places[-1]):.1e}")

# %% [markdown] tags=["answer"] slug="ps6-turned-result"
# Plain descent and Nesterov need 123 and 39 steps, as before: they know gradients as arrows, and an arrow may be
# turned. The other two divide entry by entry, by axis. In the turned ravine both entries of the gradient are mixtures
# of wall and floor, equally large, and there is nothing to tell apart: the corrected one needs 267 steps instead of
# 101.
#
# So no optimiser is the best one. In networks the axes do mean something, each is a weight with its own inputs behind
# it, and there a step of its own for each is a good first choice.

# %% [markdown] slug="ps6-clip-text"
# ## Part 3: a cliff in one layer (15 minutes, 4 points)
#
# Some valleys end in a wall that is all but vertical. One step on it, and the gradient is a thousand times what it was
# a moment before. Chapter 13 takes all gradients of a network as one long vector and multiplies them by one factor:
#
# {{eq:clip-by-norm}}
#
# So when one layer stands on a wall, all the others stand still. Another way cuts each layer for itself: array $l$ has
# a norm of its own, $\lVert g_l \rVert$, and a factor of its own,
#
# {{eq:clip-each}}
#
# The $\varepsilon$ is there so that nothing is divided by 0. The direction of the whole step changes; that of each
# layer does not.
#
# Write `clip_each(grads, max_norm, eps)`. `grads` is a list of arrays of any shapes; $c$ is `max_norm`. It returns a
# list of arrays of the same shapes, each times its factor (3 points), and the factors, an array with one number for
# each (1 point): whoever trains wants to know which layers were cut. The arrays that you were given stay as they were.

# %% [markdown] tags=["hint"] slug="ps6-clip-hint-1"
# Hint 1: what to look at
#
# Two arrays, `[3.0, 4.0]` and `[0.6, 0.8]`, `max_norm` 1 and `eps` 0. Which norms have they, which factors, and what
# comes back?

# %% [markdown] tags=["hint"] slug="ps6-clip-hint-2"
# Hint 2: what to recall
#
# `np.sum(g**2)` adds the squares of one array, whatever its shape. A factor above 1 would make a short gradient
# longer; it is short for a reason.

# %% [markdown] tags=["hint"] slug="ps6-clip-hint-3"
# Hint 3: how it begins
#
# `factors = np.array([min(1, max_norm / ` … `for g in grads])`. Then `zip(factors, grads)` gives each array with its
# factor.


# %% nbgrader={"grade": false, "grade_id": "clip_each", "locked": false, "schema_version": 3, "solution": true, "task": false}
def clip_each(grads, max_norm, eps):
    """(the gradients, each with a norm of at most max_norm; the factors by which they were multiplied)."""
    ### BEGIN SOLUTION
    # A norm for each array. Only downwards: a short gradient is short for a reason, so no factor exceeds 1.
    factors = np.array([min(1.0, max_norm / (np.sqrt(np.sum(g**2)) + eps)) for g in grads])
    # Each array meets its own factor, and new arrays come back.
    return [factor * g for factor, g in zip(factors, grads)], factors
    ### END SOLUTION


# %% [markdown] slug="ps6-clip-own"
# **Look for yourself first.** What must each of the factors be?

# %% slug="ps6-clip-try"
gradients = [np.array([3.0, 4.0]), np.array([[0.6], [0.8]]), np.zeros(2)]
for limit in (1.0, 5.0, 1000.0):
    clipped, factors = clip_each(gradients, limit, 1e-6)
    print(
        f"max_norm {limit:6g}: factors",
        factors.round(4),
        " norms",
        [float(np.linalg.norm(g).round(4)) for g in clipped],
    )

# %% nbgrader={"grade": true, "grade_id": "check_clip_each", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check.ps6(clip_each).require()

# %% [markdown] slug="ps6-cliff-text"
# Two layers of one number each: $L = \frac12 u^2 + \frac12 w^2 + e^{20 (w - 1)}$. Both should go to 0 or close to it;
# $u$ starts at 2 on a gentle slope, $w$ at 1.3, on a wall. `lr` is 0.1. Guess how far each has come after three steps:
# without clipping, cut as one at 1, and each cut at 1.


# %% tags=["predict"] slug="ps6-cliff"
def cliff_slopes(u, w):
    """The gradients of the two layers."""
    return [u, w + 20 * np.exp(20 * (w - 1))]


def as_one(grads):
    """Both cut by one factor, as in chapter 13."""
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    return [min(1, 1 / norm) * g for g in grads]


cuts = {"without": lambda grads: grads, "as one": as_one, "each": lambda grads: clip_each(grads, 1.0, 1e-6)[0]}
for name, cut in cuts.items():
    layers = [np.array([2.0]), np.array([1.3])]
    print(f"{name:8}", end="")
    for t in range(4):
        print(f"   u {layers[0][0]:5.2f} w {layers[1][0]:8.2f}", end="")
        layers = [p - 0.1 * g for p, g in zip(layers, cut(cliff_slopes(*layers)))]
    print()

# %% [markdown] tags=["answer"] slug="ps6-cliff-result"
# The wall's slope at 1.3 is about 8,000, so without clipping $w$ lands 800 away. Cut as one, $w$ comes down a tenth at
# a time, and $u$ waits until it is down. Each cut by its own norm, both go on.

# %% tags=["asserts"] slug="ps6-cliff-asserts"
first_slope = 1.3 + 20 * np.exp(20 * (1.3 - 1))
assert 8000 < first_slope < 8100
assert 800 < 0.1 * first_slope < 810

# %% [markdown] slug="ps6-train-text"
# ## Part 4: two moons (35 minutes, 6 points)
#
# Now a loss with dozens of directions and no picture. Two half moons reach into each other; which one does a point
# belong to? No straight line parts them: the best one is right on about 88 of 100 points.


# %% slug="ps6-moons"
def moons(rows, rng):
    """Two half circles with noise 0.1. X (rows, 2), Y (rows, 1): 0 for the upper moon, 1 for the lower one."""
    half = rows // 2
    angle = np.linspace(0, np.pi, half)
    upper = np.column_stack([np.cos(angle), np.sin(angle)])
    lower = np.column_stack([1 - np.cos(angle), 0.5 - np.sin(angle)])
    X = np.vstack([upper, lower]) + 0.1 * rng.normal(size=(2 * half, 2))
    Y = np.repeat([0.0, 1.0], half)[:, None]
    order = rng.permutation(2 * half)
    return X[order], Y[order]


X, Y = moons(400, np.random.default_rng(1))
figure, axes = plt.subplots(figsize=(6, 3.6))
axes.plot(*X[Y[:, 0] == 0].T, "o", markersize=3, label="class 0")
axes.plot(*X[Y[:, 0] == 1].T, "^", markersize=3, label="class 1")
axes.set_xlabel("first feature")
axes.set_ylabel("second feature")
axes.set_title("400 rows to train on")
axes.legend()
plt.show()

# %% [markdown] slug="ps6-network-text"
# The network is that of problem set 4: rows, weights (n_in, n_out), a sigmoid in every layer. Both ways through it are
# given here, so that your points do not depend on that one. The loss is
#
# {{eq:network-loss}}


# %% slug="ps6-network"
def forward(X, Ws, bs):
    """The answers of all layers, input first; the last are the outputs."""
    answers = [X]
    for weights, bias in zip(Ws, bs):
        answers.append(1 / (1 + np.exp(-(answers[-1] @ weights + bias))))
    return answers


def slopes(X, Y, Ws, bs):
    """The gradients of L for all weights and all biases, input first, and L itself."""
    answers = forward(X, Ws, bs)
    error = answers[-1] - Y
    for_weights, for_biases, down = [], [], 2 * error / len(X)
    for below, answer, weights in reversed(list(zip(answers, answers[1:], Ws))):
        down = down * answer * (1 - answer)  # δ of this layer
        for_weights.insert(0, below.T @ down)
        for_biases.insert(0, np.sum(down, axis=0))
        down = down @ weights.T
    return for_weights, for_biases, np.sum(error**2) / len(X)


def accuracy(X, Y, Ws, bs):
    """The share of rows whose class is right; class 1 is an output of at least 1/2."""
    return np.mean((forward(X, Ws, bs)[-1] >= 0.5) == (Y >= 0.5))


# %% [markdown] slug="ps6-train-contract"
# The share of rows that are right is the
#
# {{eq:accuracy}}
#
# Write `train(X, Y, rng)`. It returns two lists `Ws` and `bs`, input first, that `forward` can run: `Ws[0]` has 2 rows,
# `Ws[-1]` has 1 column. Width, depth, optimiser and number of steps are yours to choose.
#
# It is called with moons that nobody has seen before: turned, moved, a little larger or smaller, and either of them may
# be class 1. Then it is called with other moons, and once more with the first. So it has to learn from the `X` and `Y`
# that it is handed.
#
# - **5 points** when its networks are right on at least 95 % of 400 *new* rows of their moons.
# - **1 point** more when the same rows and the same `rng` give the same network again: every random number has to come
#   from `rng`, a NumPy `Generator` with `rng.normal(size=…)` and `rng.permutation(n)`.
#
# It should come back within 5 seconds; one is plenty. `X` and `Y` stay as they were.

# %% [markdown] tags=["hint"] slug="ps6-train-hint-1"
# Hint 1: what to look at
#
# Three things: a start, a loop, a return. Print the loss every hundred steps. If it stops at about a tenth, the network
# has found the best straight line and sits there: another start, or more hidden neurons, and it gets round the corner.

# %% [markdown] tags=["hint"] slug="ps6-train-hint-2"
# Hint 2: what to recall
#
# Each array needs a state of its own: four arrays, four states. All of them count the same t. Equal starting
# weights stay equal for ever, so the first ones are drawn at random.

# %% [markdown] tags=["hint"] slug="ps6-train-hint-3"
# Hint 3: how it begins
#
# `parameters = [rng.normal(size=(2, 8)), rng.normal(size=(8, 1)), rng.normal(size=8), np.zeros(1)]`, and for each of
# them an `s` of zeros. A thousand steps of your RMSprop with `lr=0.05` and `rho=0.99` are enough. If one of your
# numbers is 88 % and the other 99 %, luck decides: train longer, or give the layer more neurons.


# %% nbgrader={"grade": false, "grade_id": "train", "locked": false, "schema_version": 3, "solution": true, "task": false}
def train(X, Y, rng):
    """A network (Ws, bs) that tells the two classes of X (N, 2), Y (N, 1) apart."""
    ### BEGIN SOLUTION
    # Random first weights, or the hidden neurons would stay alike. All chance comes from rng, so a run can be repeated.
    parameters = [rng.normal(size=(2, 16)), rng.normal(size=(16, 1)), rng.normal(size=16), np.zeros(1)]
    averages = [np.zeros_like(p) for p in parameters]
    # Rows around 0 and of size 1, wherever they came from: there the sigmoids are steep.
    middle, spread = X.mean(axis=0), X.std(axis=0)
    rows = (X - middle) / spread
    for t in range(1, 801):
        dWs, dbs, _ = slopes(rows, Y, parameters[:2], parameters[2:])
        # Each array has its own s; t is common. All steps use gradients that were taken at one place.
        for k, gradient in enumerate(dWs + dbs):
            parameters[k], averages[k] = corrected_rmsprop_step(
                parameters[k], averages[k], gradient, t, 0.05, 0.99, 1e-8
            )
    # The network that goes out meets rows as they came: the first layer takes the shift and the scale over.
    first, bias = parameters[0] / spread[:, None], parameters[2] - (middle / spread) @ parameters[0]
    return [first, parameters[1]], [bias, parameters[3]]
    ### END SOLUTION


# %% [markdown] slug="ps6-train-own"
# **Look for yourself first.** The second number is the one that counts: these rows the network has never seen.

# %% slug="ps6-train-try"
Ws, bs = train(X, Y, np.random.default_rng(2))
new_X, new_Y = moons(400, np.random.default_rng(3))
print("shapes:", [W.shape for W in Ws], [b.shape for b in bs])
print(f"right on the training rows {accuracy(X, Y, Ws, bs):.1%}, on new rows {accuracy(new_X, new_Y, Ws, bs):.1%}")

# %% nbgrader={"grade": true, "grade_id": "check_train", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
check.ps6(train).require()

# %% slug="ps6-boundary"
x, y = np.meshgrid(np.linspace(-1.5, 2.5, 160), np.linspace(-1.0, 1.5, 100))
output = forward(np.column_stack([x.ravel(), y.ravel()]), Ws, bs)[-1].reshape(x.shape)
figure, axes = plt.subplots(figsize=(6, 3.6))
shades = axes.contourf(x, y, output, levels=np.linspace(0, 1, 11), cmap="Greys", alpha=0.6)
axes.contour(x, y, output, levels=[0.5], colors="k")
axes.plot(*new_X[new_Y[:, 0] == 0].T, "o", markersize=3, label="class 0")
axes.plot(*new_X[new_Y[:, 0] == 1].T, "^", markersize=3, label="class 1")
figure.colorbar(shades, label="output of the network")
axes.set_xlabel("first feature")
axes.set_ylabel("second feature")
axes.set_title("New rows, and where your network draws the line")
axes.legend()
plt.show()

# %% [markdown] slug="ps6-curves-text"
# ### The same race, in 33 directions
#
# Your two steps, Polyak's and Cauchy's, on one 2-8-1 network, from the same start. Which one would you have bet on?


# %% slug="ps6-curves"
def losses(step, states, steps=400):
    """The loss before each step, from one and the same start; `step(w, *state, g, t)` as above."""
    start = np.random.default_rng(5)
    parameters = [start.normal(size=(2, 8)), start.normal(size=(8, 1)), start.normal(size=8), np.zeros(1)]
    state, seen = [[np.zeros_like(p) for _ in range(states)] for p in parameters], []
    for t in range(1, steps + 1):
        dWs, dbs, loss = slopes(X, Y, parameters[:2], parameters[2:])
        seen.append(loss)
        for k, g in enumerate([*dWs, *dbs]):
            parameters[k], *state[k] = step(parameters[k], *state[k], g, t)
    return seen


curves = {
    "plain descent": losses(lambda w, g, t: (w - 2.0 * g,), 0),
    "Polyak": losses(lambda w, v, g, t: (w - 1.0 * (0.9 * v + g), 0.9 * v + g), 1),
    "Nesterov": losses(lambda w, v, g, t: nesterov_step(w, v, g, 1.0, 0.9), 1),
    "corrected": losses(lambda w, s, g, t: corrected_rmsprop_step(w, s, g, t, 0.05, 0.99, 1e-8), 1),
}
figure, axes = plt.subplots(figsize=(7, 3.8))
for (name, curve), style in zip(curves.items(), ("-", "--", ":", "-.")):
    axes.plot(curve, style, label=name)
axes.set_yscale("log")
axes.set_xlabel("step")
axes.set_ylabel("loss L")
axes.set_title("Four optimisers, one start")
axes.legend()
plt.show()
for name, curve in curves.items():
    print(f"{name:14} loss after 400 steps: {curve[-1]:.5f}")

# %% [markdown] slug="ps6-explain-text"
# ## Part 5: in your own words (15 minutes, 4 points)
#
# Somebody leaves the correction out of RMSprop, and says: "$s$ is too small at the start, so the first steps are too
# short; that does no harm." Take the first step from rest, with $\rho$ of 99 in 100 and `eps = 0`. (1) How long is it
# without the correction, in units of `lr`, and how long with it? (2) What is wrong with the argument, and what harm can
# it do? (3) After how many steps, roughly, is a step with the correction within a twentieth of one without it: for
# $\rho$ of 9 in 10, and of 99 in 100? (4) Nesterov's $v$ begins at 0 as well. Why does nobody correct it? Four to eight
# sentences, with the calculation. A person reads this answer. Your `corrected_rmsprop_step` can show you whether you
# are right: leave the correction out for a moment.
#
# *How it is marked:* one point for each of (1) to (4). In (1) and (3) the way counts, not the last digit; in (2) and
# (4) the reason.

# %% [markdown] nbgrader={"grade": true, "grade_id": "explain_first_step", "locked": false, "points": 4, "schema_version": 3, "solution": true, "task": false}
# (1) From rest s = (1 − ρ)g², a hundredth of g². Without the correction the step is lr·g/√(g²/100), ten times lr. With
# it the corrected s is g², and the step is exactly lr. (2) s is too small, but the step is *divided* by its root: it
# comes out too long. That throws the walker far away from the start before anything is known of the ground, and the
# weights of a network into the flat ends of its sigmoids. (3) Without the correction a step is 1/√(1 − ρᵗ) times as
# long. That is within a twentieth of 1 when ρᵗ has fallen to about a tenth: for 9 in 10 after some 22 steps, for 99 in
# 100 after some 230. (4) v is no average but a sum that fades: at the start it holds one gradient, and one gradient is
# what it should hold. Nothing is divided by it either. It makes the first steps short, and the walker gathers speed as
# it is meant to.
#
# **Mark scheme**
#
# | points | for |
# |---|---|
# | 1 | from rest: ten times `lr` without the correction and exactly `lr` with it, with the calculation |
# | 1 | the step divides by the root of s, so a small s makes it long: the walker is thrown far before the ground is known |
# | 1 | about 22 steps for ρ of 9 in 10, about 230 for 99 in 100, from 1/√(1 − ρᵗ); the way counts, not the last digit |
# | 1 | v is no average: at the start it holds the one gradient it should hold, and nothing is divided by it |

# %% [markdown] slug="ps6-more"
# ## If you want to know more
#
# Multiply $L$ of the ravine by 1000, that is `STEEPNESS` by 1000. Which of the four do not notice? Compare the places
# where they stand, not the numbers of their steps: the goal has not moved, but the mark by which `arrives`
# counts lies deeper on the steeper walls. What does that
# say about a loss that somebody has forgotten to divide by N?
#
# Let the `lr` of your RMSprop shrink as the walk goes on, with a short memory, `rho=0.9`. Does it come to rest? And
# with an `lr` that stays as it is?
#
# `torch.nn.utils.clip_grad_norm_` divides by the norm plus `1e-6`. For which gradients would you notice?
#
# Give `train` a `Y` in which every tenth row has the wrong class. What becomes of the accuracy on clean new rows?
