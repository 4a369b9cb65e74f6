# %% [markdown] slug="ps6-title"
# # Problem set 6: four walkers in a ravine
#
# In October 1847 Augustin-Louis Cauchy had enough of eliminating unknowns by hand. He wanted the orbit of a heavenly
# body, six unknowns in six equations, and in three pages he proposed something else: write down how wrong you are, see
# which way that falls, take a step, begin again (*Comptes rendus* 25, 536). You know his method. It is gradient
# descent.
#
# It has a weakness, and it took more than a hundred years to mend it. In 1964 Boris Polyak gave the walker weight. In
# 2012 Geoffrey Hinton showed a slide in an online lecture, never printed as a paper, that gave each direction a step
# of its own. In 2014 Diederik Kingma and Jimmy Ba joined the two. Most of what is trained today is trained by their
# five lines.
#
# You will write all three, let them race through the ravine in which Cauchy's walker loses his time, and then train a
# network with the one that you trust.
#
# - **Before you start:** chapters 09 and 13, and problem set 4. What is new is explained here.
# - **Time:** about 120 minutes. Each part says how long it takes.
# - **Points:** 28, of which 4 are for an explanation in your own words.
# - **Stuck?** Each part has three hints, from a nudge to the first line of code.
#
# A cell that says `NotImplementedError` waits for your code: put it in place of that line.
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
# He swings from wall to wall and hardly gets on. Across the ravine each step multiplies $w_1$ by
# $1 - 50 \cdot 0.036 = -0.8$: it changes sides. Along the floor it multiplies $w_0$ by $1 - 0.036 = 0.964$, and that
# takes 123 steps. A longer step? From 0.04 on the swinging grows, and he is thrown out of the ravine: the steepest direction sets the
# limit for all of them ({{ref:rate-limit}}).
#
# Real losses look like this, in a million directions at once. Three ideas help.

# %% tags=["asserts"] slug="ps6-ravine-asserts"
assert round(1 - 50 * 0.036, 10) == -0.8
assert 1 - 0.036 == 0.964
assert 50 * 0.04 == 2
assert 0.5 * (4 * 0.964**122) ** 2 >= 0.001 > 0.5 * (4 * 0.964**123) ** 2

# %% [markdown] slug="ps6-momentum-text"
# ## Part 1: give the walker weight (15 minutes, 4 points)
#
# Polyak's walker is a heavy ball. It does not follow the slope, it is pushed by it. What it has gathered it keeps, all
# but a little: the *velocity* $v$ is the sum of all gradients so far, the older ones faded by $\beta$ at every step.
#
# {{eq:momentum-step}}
#
# Across the ravine the pushes change their sign at every swing, and cancel. Along the floor they agree, and add up.
#
# Write `momentum_step(w, v, g, lr, beta)`. It returns the new `w` and the new `v`, in this order, worth 2 points each;
# $\eta$ is `lr`. `w`, `v` and `g` are arrays of one shape, whatever it is. New arrays come back, and the old ones stay
# as they were: whoever called you may need them.
#
# (Books differ: some put the learning rate inside $v$, some a factor $1 - \beta$ before $g$. Here the formula counts.
# It is PyTorch's.)

# %% [markdown] tags=["hint"] slug="ps6-momentum-hint-1"
# Hint 1: what to look at
#
# Take `w = 0`, `v = 10`, `g = 1`, `lr = 0.1` and `beta = 0.5`, and go through both lines on paper. Which of them comes
# first?

# %% [markdown] tags=["hint"] slug="ps6-momentum-hint-2"
# Hint 2: what to recall
#
# The step is taken with the velocity as it is *after* this gradient has pushed. And `v *= beta` changes the array of
# whoever called you; `beta * v` makes a new one.

# %% [markdown] tags=["hint"] slug="ps6-momentum-hint-3"
# Hint 3: how it begins
#
# `v = beta * v + ` is the first line. The second returns a pair.


# %% nbgrader={"grade": false, "grade_id": "momentum_step", "locked": false, "schema_version": 3, "solution": true, "task": false}
def momentum_step(w, v, g, lr, beta):
    """One step with momentum: the new (w, v)."""
    ### BEGIN SOLUTION
    # Sum, not average: no 1 − beta before g. The learning rate stays outside, so that v holds gradients alone.
    v = beta * v + g
    # The minus stands here and only here: v points uphill, as g does.
    return w - lr * v, v
    ### END SOLUTION


# %% [markdown] slug="ps6-momentum-own"
# **Look for yourself first.** Two things can be said without any formula. With `beta = 0` nothing is kept: your step
# must be that of plain descent. And under a gradient that is always 1, the velocity goes to
# $1 + \beta + \beta^2 + \dots$, which is 10 for $\beta = 0.9$: ten times as fast as the plain walker. Try both.

# %% slug="ps6-momentum-try"
print(
    "beta = 0:",
    *momentum_step(np.array([5.0]), np.array([100.0]), np.array([2.0]), 0.1, 0.0),
    "  asked for: [4.8] [2.]",
)
v = np.zeros(1)
for _ in range(100):
    _, v = momentum_step(np.zeros(1), v, np.ones(1), 0.1, 0.9)
print("velocity after 100 steps:", v)

# %% tags=["asserts"] slug="ps6-momentum-asserts"
assert abs(sum(0.9**k for k in range(1000)) - 10) < 1e-9

# %% nbgrader={"grade": true, "grade_id": "check_momentum_step", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check.ps6(momentum_step).require()

# %% [markdown] slug="ps6-momentum-race"
# Back to the ravine. The plain walker needs 123 steps. Guess before you run the cell: how many does the ball need?


# %% tags=["predict"] slug="ps6-momentum-walk"
def ball(w, v, g, t):
    return momentum_step(w, v, g, lr=0.02, beta=0.8)


heavy = walk(ball, np.zeros(2))
print("the step from which on it stays below 0.001:", arrives(heavy))
draw({"plain gradient descent": plain, "momentum": heavy}, "The ball runs along the floor")

# %% [markdown] slug="ps6-momentum-why"
# If the check named a mistake on the way: say in one sentence, aloud or on paper, *why* it gave those numbers.
#
# **A near twin.** At the end of the walk the ball rolls *past* the lowest point and comes back. Plain descent along the
# floor never does. Which of the two lines makes it pass, at a place where `g` is 0? Decide before you unfold the
# answer.

# %% [markdown] tags=["solution"] slug="ps6-momentum-twin"
# The second. At the lowest point `g` is 0, the first line leaves βv, and the second moves by it. The ball stops only
# when the far slope has pushed v down to 0. A β close to 1 makes the ball fast, and slow to stop.

# %% [markdown] slug="ps6-rmsprop-text"
# ## Part 2: a step for each direction (15 minutes, 4 points)
#
# Hinton's idea is another one. The walls are steep, so their gradient is always large: then take small steps there, and
# long ones where gradients are always small. For each parameter keep a running average of its squared gradient, and
# divide by the root of it:
#
# {{eq:rmsprop-step}}
#
# All of it is entry by entry: `s` has one number for each parameter. $g/\sqrt{s}$ has no unit and lies around 1, so
# that `lr` is about the length of the step itself. $\varepsilon$, a tiny number, keeps a parameter whose gradient has
# always been 0 from dividing 0 by 0. It stands *beside* the root.
#
# Write `rmsprop_step(w, s, g, lr, rho, eps)`. It returns the new `w` and the new `s`, worth 2 points each.

# %% [markdown] tags=["hint"] slug="ps6-rmsprop-hint-1"
# Hint 1: what to look at
#
# One parameter, s = 0, g = 3, rho = 0: what is the new s? What is g divided by its root? And if g were 300?

# %% [markdown] tags=["hint"] slug="ps6-rmsprop-hint-2"
# Hint 2: what to recall
#
# An average of two numbers has weights that add up to 1. `g**2` squares each entry, `np.sqrt(s)` takes each root.
# The division needs brackets around all that it divides by.

# %% [markdown] tags=["hint"] slug="ps6-rmsprop-hint-3"
# Hint 3: how it begins
#
# `s = rho * s + ` first. In the second line the divisor is `(np.sqrt(s) + eps)`, with the new `s`.


# %% nbgrader={"grade": false, "grade_id": "rmsprop_step", "locked": false, "schema_version": 3, "solution": true, "task": false}
def rmsprop_step(w, s, g, lr, rho, eps):
    """One step of RMSprop: the new (w, s)."""
    ### BEGIN SOLUTION
    # The square inside of the average: gradients of +1 and −1 must not cancel, it is their size that counts.
    s = rho * s + (1 - rho) * g**2
    # The root brings the square back to the size of a gradient. eps outside of it: √(0 + 1e-8) is ten thousand eps.
    return w - lr * g / (np.sqrt(s) + eps), s
    ### END SOLUTION


# %% [markdown] slug="ps6-rmsprop-own"
# **Look for yourself first.** Start from rest, and multiply the gradient by a million. What should happen to the step?

# %% slug="ps6-rmsprop-try"
for g in (1e-3, 1.0, 1e3):
    w, s = rmsprop_step(np.zeros(1), np.zeros(1), np.array([g]), 0.1, 0.9, 1e-12)
    print(f"g = {g:7.3f}   step {w[0]:.6f}   s = {s[0]:.3g}")
print("g = 0:", rmsprop_step(np.ones(1), np.zeros(1), np.zeros(1), 0.1, 0.9, 1e-8)[0], "  asked for: [1.]")

# %% nbgrader={"grade": true, "grade_id": "check_rmsprop_step", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check.ps6(rmsprop_step).require()


# %% tags=["predict"] slug="ps6-rmsprop-walk"
def slide(w, s, g, t):
    return rmsprop_step(w, s, g, lr=0.05, rho=0.9, eps=1e-8)


own_pace = walk(slide, np.zeros(2))
print("the step from which on it stays below 0.001:", arrives(own_pace))
print("the last five heights:", *(round(height(w), 4) for w in own_pace[-5:]))
draw({"plain gradient descent": plain, "RMSprop": own_pace}, "RMSprop walks as if there were no ravine")

# %% [markdown] slug="ps6-rmsprop-why"
# It sets out at 45°, as if walls and floor were equally steep. But look at the last heights: it does not come to rest.
# Near the lowest point gradients are tiny, their average is tiny as well, and the quotient is about 1 again. A step is
# about `lr` long even where there is nothing left to gain: with a fixed `lr` it trembles. In practice one lets `lr`
# shrink.
#
# **A near twin.** From rest, the very first step is *longer* than `lr`. By what factor, for $\rho = 0.9$? Your test
# above shows it. Find it on paper before you unfold the answer.

# %% [markdown] tags=["solution"] slug="ps6-rmsprop-twin"
# From s = 0 the new s is (1 − ρ)g², so the step is lr·g/(√(1 − ρ)·|g|), that is lr/√(1 − ρ), whatever g is. For ρ = 0.9
# this is √10, a little more than 3 times `lr`. An average that begins at 0 is too small at first, and one divides by
# it.

# %% tags=["asserts"] slug="ps6-rmsprop-asserts"
assert abs(1 / np.sqrt(1 - 0.9) - np.sqrt(10)) < 1e-9

# %% [markdown] slug="ps6-adam-text"
# ## Part 3: both at once (20 minutes, 6 points)
#
# Kingma and Ba keep an average of the gradient, $m$, which steadies the direction, and one of its square, $v$, which
# sets the size (their $v$ is RMSprop's $s$, not Polyak's velocity):
#
# {{eq:adam-averages}}
#
# Both begin at 0. After $t$ steps an average has taken in the share $1 - \beta^t$ of gradients; the rest is still the
# zero from the start. So they divide by that share, and only then take the step:
#
# {{eq:adam-step}}
#
# $t$ counts steps from 1. The corrected $\hat m$ and $\hat v$ serve this one step; what is kept for the next is $m$
# and $v$.
#
# Write `adam_step(w, m, v, g, t, lr, beta1, beta2, eps)`. It returns the new `w` (4 points), `m` and `v` (1 point
# each).

# %% [markdown] tags=["hint"] slug="ps6-adam-hint-1"
# Hint 1: what to look at
#
# t = 1 from rest, with any g: what is m? What is m̂? And v̂? Then the step is simple.

# %% [markdown] tags=["hint"] slug="ps6-adam-hint-2"
# Hint 2: what to recall
#
# A power is `beta1 ** t`. Give the corrected averages names of their own: what you return are the plain ones.

# %% [markdown] tags=["hint"] slug="ps6-adam-hint-3"
# Hint 3: how it begins
#
# Four lines before the return: `m = `, `v = `, `m_hat = m / (1 - `, `v_hat = `.


# %% nbgrader={"grade": false, "grade_id": "adam_step", "locked": false, "schema_version": 3, "solution": true, "task": false}
def adam_step(w, m, v, g, t, lr, beta1, beta2, eps):
    """Step number t of Adam, counted from 1: the new (w, m, v)."""
    ### BEGIN SOLUTION
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    # The share of gradients in each average is 1 − βᵗ. Names of their own: m and v must stay plain for the next step.
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    # At t = 1 this is lr · g/|g|: the first step has the length lr in every direction.
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v
    ### END SOLUTION


# %% [markdown] slug="ps6-adam-own"
# **Look for yourself first.** The first step has the length `lr` in every direction, whatever the gradient is. And
# under a constant gradient m̂ is that gradient at *every* step, and so is every step `lr` long. Is yours?

# %% slug="ps6-adam-try"
w = m = v = np.zeros(3)
for t in range(1, 4):
    before = w
    w, m, v = adam_step(w, m, v, np.array([0.002, -5.0, 700.0]), t, 0.1, 0.9, 0.999, 1e-12)
    print(f"step {t}:", w - before)

# %% nbgrader={"grade": true, "grade_id": "check_adam_step", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
check.ps6(adam_step).require()

# %% [markdown] slug="ps6-race-text"
# ### The race
#
# All four, from the same place.


# %% slug="ps6-race"
def kingma_ba(w, m, v, g, t):
    return adam_step(w, m, v, g, t, lr=0.1, beta1=0.9, beta2=0.999, eps=1e-8)


walkers = {
    "plain descent": (cauchy,),
    "momentum": (ball, np.zeros(2)),
    "RMSprop": (slide, np.zeros(2)),
    "Adam": (kingma_ba, np.zeros(2), np.zeros(2)),
}
race = {name: walk(*walker, steps=400) for name, walker in walkers.items()}
for name, places in race.items():
    print(f"{name:14} stays below 0.001 from step: {arrives(places):5}   at the end: {height(places[-1]):.1e}")
draw(race, "Four walkers, forty steps")

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

# %% [markdown] slug="ps6-turned-result"
# Plain descent and momentum need 123 and 46 steps, as before: they know gradients as arrows, and an arrow may be
# turned. RMSprop and Adam divide entry by entry, by axis. In the turned ravine both entries of the gradient are
# mixtures of wall and floor, equally large, and there is nothing to tell apart: Adam needs 248 steps in place of 95,
# and RMSprop, which does not come to rest in either, trembles at about twice the height.
#
# So no optimiser is the best one. In networks the axes do mean something, each is a weight with its own inputs behind
# it, and there Adam is a good first choice.

# %% tags=["asserts"] slug="ps6-turned-asserts"
half = 0.5 * np.array([1.0, 50.0])
w, v, count = np.array([-4.0, 1.0]), np.zeros(2), 0
while half @ w**2 >= 0.001:
    v = 0.8 * v + np.array([1.0, 50.0]) * w
    w, count = w - 0.02 * v, count + 1
assert count == 46

# %% [markdown] slug="ps6-clip-text"
# ## Part 4: a cliff (15 minutes, 4 points)
#
# Some valleys end in a wall that is all but vertical. One step on it, and the gradient is a thousand times what it was
# a moment before; a fixed learning rate throws the walker out of sight. Recurrent networks are full of such walls, and
# Pascanu, Mikolov and Bengio (2013) gave the plain answer: the *direction* of a gradient is good advice, its length may
# be cut.
#
# All gradients of a network are taken as one long vector, with one norm. If it is longer than $c$, all of them are
# multiplied by one factor, so that the direction stays:
#
# {{eq:clip-by-norm}}
#
# Write `clip_by_global_norm(grads, max_norm)`. `grads` is a list of arrays of any shapes; $c$ is `max_norm`. It returns
# a list of arrays of the same shapes (3 points), and the norm *before* clipping as a number (1 point). Where the norm
# is not above `max_norm`, the gradients come back unchanged. The factor is exactly $c / \lVert g \rVert$. The arrays
# that you were given stay as they were.

# %% [markdown] tags=["hint"] slug="ps6-clip-hint-1"
# Hint 1: what to look at
#
# Two arrays, `[3.0]` and `[4.0]`. What is the norm of both together? What should come back for `max_norm = 1`?

# %% [markdown] tags=["hint"] slug="ps6-clip-hint-2"
# Hint 2: what to recall
#
# `np.sum(g**2)` adds the squares of one array, whatever its shape. Add that up over the list; there is one root, at the
# end.

# %% [markdown] tags=["hint"] slug="ps6-clip-hint-3"
# Hint 3: how it begins
#
# `norm = np.sqrt(sum(` … `for g in grads))`, then an `if`. The arrays that come back: a list of `factor * g`.


# %% nbgrader={"grade": false, "grade_id": "clip_by_global_norm", "locked": false, "schema_version": 3, "solution": true, "task": false}
def clip_by_global_norm(grads, max_norm):
    """(gradients with a common norm of at most max_norm, the norm before)."""
    ### BEGIN SOLUTION
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    # Only downwards: a short gradient is short for a reason. In this `if` the norm cannot be 0: no eps is needed.
    if norm > max_norm:
        # One factor for all layers. A factor for each would turn the step into another direction.
        return [max_norm / norm * g for g in grads], norm
    return [g.copy() for g in grads], norm
    ### END SOLUTION


# %% [markdown] slug="ps6-clip-own"
# **Look for yourself first.** What must the norm of the result be in each of the three lines?

# %% slug="ps6-clip-try"
gradients = [np.array([3.0]), np.array([[4.0]])]
for limit in (1.0, 5.0, 1000.0):
    clipped, norm = clip_by_global_norm(gradients, limit)
    print(f"max_norm {limit:6g}:", *(g.ravel() for g in clipped), "  norm before:", norm)

# %% nbgrader={"grade": true, "grade_id": "check_clip_by_global_norm", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check.ps6(clip_by_global_norm).require()

# %% [markdown] slug="ps6-cliff-text"
# A valley $\frac12 w^2$ with a wall at $w = 1$: the height is $\frac12 w^2 + e^{20 (w - 1)}$. The walker starts at
# $w = 1.3$, on the wall, and the lowest point is close to 0. `lr` is 0.1. Guess where the first step leads, with
# and without clipping at 1.


# %% tags=["predict"] slug="ps6-cliff"
def cliff_slope(w):
    """The gradient of the valley with a wall."""
    return w + 20 * np.exp(20 * (w - 1))


def careful(w, g, t):
    (g,), _ = clip_by_global_norm([g], 1.0)
    return (w - 0.1 * g,)


def careless(w, g, t):
    return (w - 0.1 * g,)


edge = np.array([1.3])
for name, step in {"without clipping": careless, "clipped at 1": careful}.items():
    places = walk(step, steps=40, slope=cliff_slope, start=edge)[:, 0]
    print(f"{name:17}", *(f"{w:8.2f}" for w in places[[0, 1, 2, 5, 10, 20, 40]]))

# %% [markdown] slug="ps6-cliff-result"
# The wall's slope at 1.3 is about 8,000, so the careless walker lands 800 away, and after 40 steps he is still on his
# way back. The careful one goes down a tenth at a time, and arrives.

# %% tags=["asserts"] slug="ps6-cliff-asserts"
first_slope = 1.3 + 20 * np.exp(20 * (1.3 - 1))
assert 8000 < first_slope < 8100
assert 800 < 0.1 * first_slope < 810

# %% [markdown] slug="ps6-train-text"
# ## Part 5: two moons (35 minutes, 6 points)
#
# Now a loss with 33 directions and no picture. Two half moons reach into each other; which one does a point belong to?
# No straight line parts them: the best one is right on about 88 of 100 points.


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
# given here, so that nothing in this set hangs on that one. The loss is
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
# be class 1. Then with others, and with the first again. So it has to learn from the `X` and `Y` that it is handed.
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
# Each array needs a state of its own: four arrays, four times m and v. All of them count the same t. Equal starting
# weights stay equal for ever, so the first ones are drawn at random.

# %% [markdown] tags=["hint"] slug="ps6-train-hint-3"
# Hint 3: how it begins
#
# `parameters = [rng.normal(size=(2, 8)), rng.normal(size=(8, 1)), rng.normal(size=8), np.zeros(1)]`, and for each of
# them an `m` and a `v` of zeros. Some hundred steps of Adam with `lr=0.1` are enough.


# %% nbgrader={"grade": false, "grade_id": "train", "locked": false, "schema_version": 3, "solution": true, "task": false}
def train(X, Y, rng):
    """A network (Ws, bs) that tells the two classes of X (N, 2), Y (N, 1) apart."""
    ### BEGIN SOLUTION
    # Random first weights, or the hidden neurons would stay alike. All chance comes from rng, so a run can be repeated.
    parameters = [rng.normal(size=(2, 16)), rng.normal(size=(16, 1)), rng.normal(size=16), np.zeros(1)]
    averages = [(np.zeros_like(p), np.zeros_like(p)) for p in parameters]
    for t in range(1, 501):
        dWs, dbs, _ = slopes(X, Y, parameters[:2], parameters[2:])
        # Each array has its own m and v; t is common. All steps use gradients that were taken at one place.
        for k, gradient in enumerate(dWs + dbs):
            parameters[k], *averages[k] = adam_step(parameters[k], *averages[k], gradient, t, 0.05, 0.9, 0.999, 1e-8)
    return parameters[:2], parameters[2:]
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
# Your three steps and Cauchy's, on one 2-8-1 network, from the same start. Which one would you have bet on?


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
    "momentum": losses(lambda w, v, g, t: momentum_step(w, v, g, 1.0, 0.9), 1),
    "RMSprop": losses(lambda w, s, g, t: rmsprop_step(w, s, g, 0.05, 0.9, 1e-8), 1),
    "Adam": losses(lambda w, m, v, g, t: adam_step(w, m, v, g, t, 0.1, 0.9, 0.999, 1e-8), 2),
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
# ## Part 6: in your own words (15 minutes, 4 points)
#
# Somebody leaves the bias correction out of Adam, and says: "$m$ and $v$ are both too small at the start, so the first
# steps are too short; that does no harm." Take the first step from rest, with `beta1 = 0.9`, `beta2 = 0.999` and `eps =
# 0`. How long is it without the correction, in units of `lr`, and how long with it? What is wrong with the argument?
# And which of the two corrections matters for longer: the one of $m$ or the one of $v$? Three to six sentences, with
# the calculation. A person reads this answer. Your `adam_step` can show you whether you are right: leave the correction
# out for a moment.

# %% [markdown] nbgrader={"grade": true, "grade_id": "explain_correction", "locked": false, "points": 4, "schema_version": 3, "solution": true, "task": false}
# From rest m = (1 − β₁)g, a tenth of g, and v = (1 − β₂)g², a thousandth of g². Without the correction the step is
# lr·(1 − β₁)g / √((1 − β₂)g²), which is lr·(1 − β₁)/√(1 − β₂) in the direction of g: a tenth divided by the root of a
# thousandth, √10, so more than three times lr. With the correction m̂ = g and v̂ = g², and the step is exactly lr.
# Both averages are too small, but the step divides by the root of one of them. v is short by a factor of 1000, its root
# by about 32, m only by 10: the quotient comes out too *large*, and the first steps are too long. That can do harm: it
# throws the walker away from the start before anything is known of the ground.
# The correction of m, 1 − β₁ᵗ, is close to 1 after some twenty or thirty steps; that of v, 1 − β₂ᵗ, only after
# thousands. So v's matters for longer.

# %% [markdown] slug="ps6-more"
# ## If you want to know more
#
# Multiply $L$ of the ravine by 1000, that is `STEEPNESS` by 1000. Which of the four do not notice? What does that say
# about a loss that somebody has forgotten to divide by N?
#
# Let RMSprop's `lr` shrink as the walk goes on, `0.05 / np.sqrt(t)`. Does it come to rest?
#
# `torch.nn.utils.clip_grad_norm_` divides by the norm plus `1e-6`. For which gradients would you notice?
#
# Give `train` a `Y` in which every tenth row has the wrong class. What becomes of the accuracy on clean new rows?
