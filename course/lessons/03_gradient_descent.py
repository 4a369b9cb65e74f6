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

# %% [markdown] slug="ch03-title"
# # 3 · Gradient descent
#
# A ride of 3 kilometres cost 5. Your rule has $w = 2$ and $b = 1$, so it asks for 7, and the loss is $(7 - 5)^2 = 4$. You
# know the gradient: ∂L/∂w is 12 and ∂L/∂b is 4. Both say "less".
#
# So you take both numbers down, each in proportion to its slope: by 0.05 times 12, and by 0.05 times 4. What is the loss
# then? Work it out. And if it helped: would steps twice as long get you there twice as fast?
#
# Write both answers down. Half an hour from here you will be able to say, for each such problem, which step is the best
# one, which is the last one that works, and what you see when it is too long.
#
# **When you are through,** you can derive the gradient of the mean squared error, derive the step, choose a learning
# rate and defend it, and recognise divergence from a row of losses.
#
# **You need** [chapter 01](01_linear_regression.ipynb) (residual, mean squared error, the three phases) and
# [chapter 02](02_nudging.ipynb) (partial derivative, chain rule, nudging as a judge).
#
# **Time:** 40 minutes of reading and playing, 20 for three exercises. One more exercise and one section are optional.
#
# **The mistake this chapter cures:** backpropagation is gradient descent.

# %% slug="ch03-setup"
from math import cos, isclose, sin, sqrt

from autograd_lab import Value, check_gradient
from autograd_lab.answers import tell
from autograd_lab.viz import figures

distance = [1, 2, 3, 4]  # the four rides of chapter 01: kilometres
fare = [4, 8, 10, 10]  # and euros


# %% tags=["asserts"]
def one_ride(w, b):
    return (3 * w + b - 5) ** 2


assert one_ride(2, 1) == 4
_h = 1e-5
assert isclose((one_ride(2 + _h, 1) - one_ride(2 - _h, 1)) / (2 * _h), 12)
assert isclose((one_ride(2, 1 + _h) - one_ride(2, 1 - _h)) / (2 * _h), 4)
assert one_ride(2 - 0.05 * 12, 1 - 0.05 * 4) < 1e-25

# %% [markdown] slug="ch03-formula"
# ## A formula for the gradient
#
# Chapter 02 measured gradients by nudging, two losses for each number. A formula is cheaper. Take one ride first, with
# the residual $r = w x + b - y$ and the loss $r^2$.
#
# How far does the loss move when the residual moves? The square has the slope $2r$. How far does the residual move when
# $w$ moves? $x$ times as far: the distance is what $w$ is multiplied by. And when $b$ moves? Just as far. Rates along a
# chain multiply, so
#
# $$\frac{\partial r^2}{\partial w} = 2r \cdot x, \qquad \frac{\partial r^2}{\partial b} = 2r \cdot 1$$
#
# For the ride above, $r = 2$ and $x = 3$: that makes 12 and 4.
#
# Now all four rides. The loss is the mean of four such squares, and the slope of a mean is the mean of the slopes. Each
# ride has its say, and every ride uses the same $w$ and the same $b$. With $N$ rides:
#
# {{eq:mse-gradients}}
#
# (With several features each weight $w_i$ has the column $X_{ni}$ of its own feature; with one feature that is the
# distance.)
#
# Try it at the place where the search of chapter 01 got stuck, $w = 3$ and $b = 0$. The residuals were −1, −2, −1 and 2.
# What do the two sums come to? Write down the gradient before you run the cell.


# %%
def residuals(w, b):
    return [w * x + b - y for x, y in zip(distance, fare, strict=True)]


def loss(w, b):
    return sum(r * r for r in residuals(w, b)) / len(fare)


def gradient(w, b):
    r = residuals(w, b)
    dw = 2 * sum(p * x for p, x in zip(r, distance, strict=True)) / len(fare)
    db = 2 * sum(r) / len(fare)
    return dw, db


# %% tags=["predict"]
print("at (3, 0):", gradient(3, 0))
print("at (0, 0):", gradient(0, 0))

# %% [markdown] tags=["answer"]
# The products of residual and distance are −1, −4, −3 and 8. They add up to 0, so ∂L/∂w = 0. The residuals add up to
# −2, twice that is −4, a quarter of it −1. It is what nudging said in chapter 02, and it took one pass over the rides.
#
# Look at what the distance does in the first sum. The long rides have the loudest voice in ∂L/∂w, since $w$ moves their
# prediction furthest. The three short rides say "more", with 8 in all. The long one says "less", with 8 by itself.

# %% [markdown]
# A formula that somebody wrote down needs a judge. Random places, as you know:

# %%
check_gradient(loss, [0.7, -1.3], gradient=list(gradient(0.7, -1.3)))

# %% tags=["asserts"]
# eq: mse-gradients
assert [r * x for r, x in zip(residuals(3, 0), distance, strict=True)] == [-1, -4, -3, 8]
assert gradient(3, 0) == (2 * 0 / 4, 2 * -2 / 4) == (0, -1)
assert gradient(0, 0) == (-45, -16)
assert 2 * (3 * 2 + 1 - 5) * 3 == 12
assert 2 * (3 * 2 + 1 - 5) == 4
assert check_gradient(loss, [0.7, -1.3], gradient=list(gradient(0.7, -1.3)))

# %% [markdown] slug="ch03-which-way"
# ## Which way?
#
# At $w = 0$, $b = 0$ the gradient is (−45, −16). You may move by 0.01 in all, in any direction you like. All of it with
# $w$, where the slope is largest? Half and half? Or something else? Rank the three moves in the next cell before you
# run it.

# %% tags=["predict"]
size = sqrt(45**2 + 16**2)  # the length of the gradient
moves = {
    "all with w": (0.01, 0),
    "the same for both": (0.01 / sqrt(2), 0.01 / sqrt(2)),
    "as the gradient is": (0.01 * 45 / size, 0.01 * 16 / size),
}
for name, (w, b) in moves.items():
    print(f"{name:18}  loss changes by {loss(w, b) - loss(0, 0):.4f}")

# %% [markdown] tags=["answer"]
# −0.4492, −0.4307, −0.4768. The third one wins: each number moves in proportion to its own slope. Among all directions,
# no other does better, for as long as the move is small.

# %% [markdown]
# The reason fits in two lines. A small move by $\Delta w$ and $\Delta b$ changes the loss by about
#
# $$\frac{\partial L}{\partial w}\, \Delta w + \frac{\partial L}{\partial b}\, \Delta b$$
#
# This is the dot product, or scalar product, of two arrows: the gradient and the move. It is the one length times the
# other, times the cosine of the angle between them. For a move of fixed length that is as negative as can be when the
# cosine is −1, so when the move points exactly against the gradient. How far to go we leave open for the moment: call the
# factor $\eta$ (say "eta"), the **{{term:learning-rate}}**.
#
# {{eq:gradient-step}}
#
# Mind the minus. The gradient points to where the loss *grows*. With it you would climb. Going down by this step, again and
# again, is **{{term:gradient-descent}}**.
#
# Put the step into the change of the loss, and you see why it must work when $\eta$ is small. Each term becomes
# $-\eta$ times a square, and no square is negative. From (0, 0) with $\eta = 0.001$ the loss should fall by about
# 0.001 × (45² + 16²) = 2.281. It falls by 2.262. What is missing is the bend that you know from chapter 02.


# %%
def step(w, b, rate):
    dw, db = gradient(w, b)
    return w - rate * dw, b - rate * db


loss(0, 0) - loss(*step(0, 0, rate=0.001))

# %% tags=["asserts"]
# eq: gradient-step
_falls = [loss(w, b) - loss(0, 0) for w, b in moves.values()]
assert [round(fall, 4) for fall in _falls] == [-0.4492, -0.4307, -0.4768]
for _i in range(628):
    assert loss(0.01 * cos(_i / 100), 0.01 * sin(_i / 100)) >= loss(*moves["as the gradient is"]) - 1e-4
assert isclose(0.001 * (45**2 + 16**2), 2.281)
assert round(loss(0, 0) - loss(*step(0, 0, 0.001)), 3) == 2.262
assert step(0, 0, 0.001) == (0.001 * 45, 0.001 * 16)

# %% [markdown] slug="ch03-how-far"
# ## How far?
#
# Now the question from the beginning. One ride, $x = 3$, $y = 5$, from $w = 2$ and $b = 1$ with $L = 4$. With the rate
# 0.05 both numbers go down, to 1.4 and 0.8. The rule asks for 3 × 1.4 + 0.8 = 5, and the loss is 0. In a single step.
#
# What will four steps with the rate 0.1 do? And with 0.15? Write down four losses for each.

# %% tags=["predict"]
for rate in (0.05, 0.1, 0.15):
    w, b = 2, 1
    losses = []
    for _ in range(4):
        r = 3 * w + b - 5
        w, b = w - rate * 2 * r * 3, b - rate * 2 * r
        losses.append(round((3 * w + b - 5) ** 2, 6))
    print(f"rate {rate:4}: L = 4, then", losses)

# %% [markdown] tags=["answer"]
# With 0.05 it is 0 at once. With 0.1 it is 4, for ever. With 0.15 it is 16, 64, 256 and more. Twice as long a step was
# not twice as good. It was of no use at all, and three times as long was a disaster. See how it comes about. The figure starts at the same place, with
# the lines of equal loss. They are straight here: one ride cannot tell $w$ from $b$, and any pair with $3w + b = 5$ is
# perfect. Press "one step", and move the rate between 0.02 and 0.2.

# %%
figures.descent(
    [3],
    [5],
    start=(2, 1),
    rate=0.05,
    steps=0,
    most=12,
    w_range=(-2, 4),
    b_range=(-2, 4),
    rate_range=(0.01, 0.2),
    title="One ride: how far to step",
)

# %% [markdown]
# With 0.05 the path ends on the bottom. With a little more it steps over the valley and lands on the other slope, lower
# than before; with 0.1 it lands exactly as high; with 0.15 higher, where the slope is steeper, so the next step is longer
# still.
#
# How does a step change the residual? Put the step in. $w$ goes down by $\eta \cdot 2r \cdot 3$, and the prediction by 3
# times that. $b$ goes down by $\eta \cdot 2r$. Together the residual loses $\eta \cdot 2r \cdot (9 + 1)$:
#
# $$r \;\leftarrow\; (1 - 20\,\eta)\; r$$
#
# There is the whole story in one factor. At 0.05 it is 0, so you have arrived. At 0.1 it is −1: the residual turns over
# and keeps its size. At 0.15 it is −2: it turns over and doubles, and the loss, its square, becomes four times as large
# with every step. It shrinks when the factor lies between −1 and 1, that is for rates between 0 and 0.1.
#
# The 20 is how strongly the loss bends. Walk along the path of the figure: the slope of $L$ changes by 20 for each unit
# that you walk. For any parabola with the bend $c$ and its lowest place at $w^*$, a step does this:
#
# {{eq:rate-limit}}
#
# So the best rate for a parabola is $1/c$. At $2/c$ it no longer converges, and beyond that it diverges.

# %% tags=["asserts"]
# eq: rate-limit
assert isclose(2 - 0.05 * 12, 1.4)
assert isclose(1 - 0.05 * 4, 0.8)
assert isclose(3 * 1.4 + 0.8, 5)


def _walk(rate, steps):
    w, b, losses = 2.0, 1.0, []
    for _ in range(steps):
        r = 3 * w + b - 5
        w, b = w - rate * 2 * r * 3, b - rate * 2 * r
        losses.append((3 * w + b - 5) ** 2)
    return losses


assert max(_walk(0.05, 4)) < 1e-25
assert all(isclose(L, 4) for L in _walk(0.1, 100))
assert all(isclose(L, right) for L, right in zip(_walk(0.15, 3), (16, 64, 256), strict=True))
for rate in (0.02, 0.05, 0.1, 0.15, 0.2):
    assert isclose(_walk(rate, 1)[0], (1 - 20 * rate) ** 2 * 4, abs_tol=1e-12)
assert [1 - 20 * rate for rate in (0.05, 0.1, 0.15)] == [0, -1, -2]
for c, rate in ((20, 0.03), (8, 0.3), (0.5, 3.0)):
    w = 7.0
    assert isclose((w - rate * c * (w - 4)) - 4, (1 - rate * c) * (w - 4))

# %% [markdown] slug="ch03-valley"
# ## A valley
#
# With four rides there is one best line, $w = 2$, $b = 3$, and it is marked with a cross in the next figure. The rate is
# 0.02. Two tasks, and a guess for each before you try. What is the largest rate with which the path still arrives? And
# with a rate of 0.1, about how many steps does it take until $L$ is below 1.01?

# %%
figures.descent(
    distance,
    fare,
    start=(0, 0),
    rate=0.02,
    steps=30,
    most=100,
    w_range=(-1, 6),
    b_range=(-1, 6),
    rate_range=(0.001, 0.2),
    title="Four rides: down into the valley, then along it",
)

# %% [markdown]
# It arrives with 0.11. With 0.12 the loss grows, slowly but for good. With 0.1 it takes 71 steps. The first few of them do nearly all the
# work, from 70 down to 2. Then the path creeps.
#
# The lines of equal loss say why. They are long and narrow: a valley that runs from the upper left to the lower right.
# Across it the loss bends strongly, along it hardly at all. Along the valley $w$ falls while $b$ rises, so the line turns
# about a point amid the rides, near (2.9, 8.9), and its predictions change little. The search of chapter 01 was stuck in
# this same valley.
#
# So there are two bends in one loss. Across the valley $c$ is 16.7, along it 0.3. The rate must stay below 2 / 16.7 =
# 0.12 because of the first, or the path swings up the walls. And with such a rate, the factor along the valley is
# 1 − 0.1 × 0.3 = 0.97: of the way that is left, each step covers 3 %. **The steepest direction limits the rate, and the
# flattest one limits the progress.** How bad it is depends on the ratio of the two, here 56.
#
# Is there a cure? The two numbers get into each other's way because all distances lie on one side of 0. Raise $w$ a
# little, and every prediction rises; then $b$ must come down again. So measure the distance from its mean: $x - 2.5$ in
# place of $x$. It is the same line, written differently, and $b$ is now the fare of a ride of medium length.

# %% tags=["predict"]
centred = [x - 2.5 for x in distance]
w = b = 0.0
for number in range(5):
    r = [w * x + b - y for x, y in zip(centred, fare, strict=True)]
    now = sum(p * p for p in r) / 4
    print(f"step {number}: w = {w:.3f}, b = {b:.3f}, L = {now:.4f}")
    w -= 0.4 * 2 * sum(p * x for p, x in zip(r, centred, strict=True)) / 4
    b -= 0.4 * 2 * sum(r) / 4

# %% [markdown] tags=["answer"]
# Three steps and $L$ is below 1.01, where it took 71 before. $w$ is right after the first one. The two bends are now 2.5 and 2,
# their ratio is 1.25, and a rate of 0.4 suits both. The data have not changed, and neither has the line. Only the numbers
# by which we describe it are better chosen. This is why people standardise their inputs before they train, and why
# problem set 1 does.


# %% tags=["asserts"]
def _steps_until(limit, rate, most=3000):
    w, b = 0.0, 0.0
    for number in range(most):
        if loss(w, b) < limit:
            return number
        w, b = step(w, b, rate)
        if loss(w, b) > 1e12:
            break
    return None


assert _steps_until(1.01, 0.1) == 71
assert _steps_until(1.01, 0.11) is not None
assert _steps_until(1.01, 0.12) is None
_w, _b = 0.0, 0.0
for _ in range(7):
    _w, _b = step(_w, _b, 0.1)
assert loss(_w, _b) < 2
# the bends are the eigenvalues of ((15, 5), (5, 2))
_steep, _flat = (17 + sqrt(17**2 - 4 * 5)) / 2, (17 - sqrt(17**2 - 4 * 5)) / 2
assert isclose(loss(2 + 1, 3) - 1, 15 / 2)
assert isclose(loss(2, 3 + 1) - 1, 2 / 2)
assert isclose(loss(2 + 1, 3 + 1) - 1, (15 + 2 * 5 + 2) / 2)
assert round(_steep, 1) == 16.7
assert round(_flat, 1) == 0.3
assert round(2 / 16.7, 2) == 0.12
assert round(_steep / _flat) == 56
_still = (15 - _flat) / 5  # along the valley b rises by this for each unit that w falls: the prediction there stays
assert (round(_still, 1), round(2 * _still + 3, 1)) == (2.9, 8.9)
assert isclose(1 - 0.1 * 0.3, 0.97)
assert sum(centred) == 0
assert 2 * sum(x * x for x in centred) / 4 == 2.5
assert 2.5 / 2 == 1.25


def _centred_losses(rate, steps):
    w = b = 0.0
    losses = []
    for _ in range(steps + 1):
        r = [w * x + b - y for x, y in zip(centred, fare, strict=True)]
        losses.append(sum(p * p for p in r) / 4)
        w -= rate * 2 * sum(p * x for p, x in zip(r, centred, strict=True)) / 4
        b -= rate * 2 * sum(r) / 4
    return losses


assert loss(*step(0, 0, 0.02)) < loss(0, 0)
assert [L < 1.01 for L in _centred_losses(0.4, 4)] == [False, False, False, True, True]

# %% [markdown] slug="ch03-loop"
# ## The three phases, with slopes
#
# Here is the program of chapter 01 again. The three phases are where they were, and the one in the middle has changed
# from trying to knowing.

# %%
w, b = 0.0, 0.0
for number in range(301):
    now = loss(w, b)  # forward
    dw, db = gradient(w, b)  # backward
    if number in (0, 1, 10, 30, 100, 300):
        print(f"step {number:3}: w = {w:6.3f}, b = {b:6.3f}, L = {now:.6f}")
    w, b = w - 0.1 * dw, b - 0.1 * db  # update

# %% [markdown]
# It does not get stuck, and it keeps coming closer. Nothing tells it where the bottom is. The steps become shorter by
# themselves, because the slopes do.
#
# What you will see when the rate is too large is this.

# %%
w, b = 0.0, 0.0
for number in range(1001):
    if number in (0, 1, 2, 3, 10, 100, 500, 1000):
        print(f"step {number:4}: L = {loss(w, b):.3g}")
    w, b = step(w, b, rate=0.2)

# %% [markdown]
# First the loss grows, by nearly the same factor each time. Then it is too large for the computer's numbers and becomes `inf`.
# Then infinity is taken from infinity, and what is left is `nan`, "not a number", for good. When you meet `nan` in a
# training run, look for the step where the loss began to grow, and lower the rate.
#
# The loss here is a single bowl, so every path that converges ends at the same place. The loss of a network has
# many valleys, and descent finds one of them. Which one depends on where it starts. That is a property of descent, and of
# the loss, and not of the way in which the gradient was computed. The next section takes these apart.

# %% tags=["asserts"]
_w, _b = 0.0, 0.0
for _ in range(300):
    _w, _b = step(_w, _b, 0.1)
assert isclose(loss(_w, _b), 1, rel_tol=1e-6)
_w, _b, _losses = 0.0, 0.0, []
for _ in range(1001):
    _losses.append(loss(_w, _b))
    _w, _b = step(_w, _b, rate=0.2)
assert _losses[1] > _losses[0]
assert isclose(_losses[101] / _losses[100], (1 - 0.2 * _steep) ** 2, rel_tol=1e-6)
assert float("inf") in _losses
assert _losses[-1] != _losses[-1]  # nan

# %% [markdown] slug="ch03-misconception"
# ## Backpropagation is not gradient descent
#
# You will read that "backpropagation trains the network", or that it "updates the weights layer by layer". This is the
# chapter's mistake, **taking backpropagation for gradient descent**, and here is where it shows.
#
# The library's `backward()` is backpropagation: chapter 05 shows how it works. Build the loss of our one ride from
# `Value`s, at $w = 2$ and $b = 1$, and call it a hundred times, each time on a loss that is built afresh. What is the
# loss after that?

# %% tags=["predict"]
w, b = Value(2.0), Value(1.0)
for _ in range(100):
    ride_loss = (w * 3 + b - 5) ** 2
    w.grad = b.grad = 0.0
    ride_loss.backward()
print(f"w = {w.data}, b = {b.data}, L = {ride_loss.data}, gradient ({w.grad}, {b.grad})")

# %% [markdown] tags=["answer"]
# 4, as it was. `backward()` has found the same gradient a hundred times, (12, 4), and has moved nothing. It fills in the
# second phase: it *computes*. The third phase *uses* what was computed, and that is gradient descent, a rule with a minus
# and a rate in it.

# %% [markdown]
# Each can be exchanged without the other noticing. Take the gradient from the formula, or from nudging, or from
# `backward()`: descent walks the same path.


# %%
def by_nudging(w, b, h=1e-5):
    return (loss(w + h, b) - loss(w - h, b)) / (2 * h), (loss(w, b + h) - loss(w, b - h)) / (2 * h)


def by_backward(w, b):
    w, b = Value(w), Value(b)
    squares = [(w * x + b - y) ** 2 for x, y in zip(distance, fare, strict=True)]
    (sum(squares) / len(squares)).backward()
    return w.grad, b.grad


for source in (gradient, by_nudging, by_backward):
    w, b = 0.0, 0.0
    for _ in range(20):
        dw, db = source(w, b)
        w, b = w - 0.1 * dw, b - 0.1 * db
    print(f"{source.__name__:12} after 20 steps: w = {w:.6f}, b = {b:.6f}")

# %% [markdown]
# And keep the gradient, and exchange the rule. Here is one that looks at the signs alone and moves each number by 0.05,
# steep or not. People do use it.

# %%
w, b = 0.0, 0.0
for _ in range(60):
    dw, db = gradient(w, b)
    w -= 0.05 if dw > 0 else -0.05
    b -= 0.05 if db > 0 else -0.05
print(f"signs only, after 60 steps: w = {w:.2f}, b = {b:.2f}, L = {loss(w, b):.4f}")

# %% [markdown]
# Another path, from the same kind of gradient: straight along the diagonal, and at the end back and forth near (2.3, 2.3),
# since its steps never become shorter. So when training goes wrong, ask which of the two is to blame. A step that
# is too long, a start in the wrong valley: that is the rule. A wrong factor, a missing term: that is the gradient, and
# nudging finds it.

# %% tags=["asserts"]
assert ride_loss.data == 4


def _path(source):
    w, b = 0.0, 0.0
    for _ in range(20):
        dw, db = source(w, b)
        w, b = w - 0.1 * dw, b - 0.1 * db
    return w, b


for other in (by_nudging, by_backward):
    assert all(isclose(p, q, rel_tol=1e-6) for p, q in zip(_path(gradient), _path(other), strict=True))
assert 0.05 * 60 == 3
assert (round(w, 2), round(b, 2)) == (2.3, 2.3)
assert 1 < loss(w, b) < 1.2

# %% [markdown] slug="ch03-curvature"
# ## Where the bends come from (optional)
#
# You can read the bend off the data. Along $b$ alone the slope is $\partial L / \partial b = \frac{2}{N} \sum (\hat y_n -
# y_n)$. Raise $b$ by one, and every residual grows by one, so the slope grows by 2. Along $w$ alone it grows by twice the
# mean of $x^2$, for our distances 2 × 7.5 = 15. And when $w$ grows by one, the slope in $b$ changes too, by twice the
# mean of $x$, which is 5. These four numbers,
#
# $$\begin{pmatrix} 15 & 5 \\ 5 & 2 \end{pmatrix}$$
#
# hold everything about the valley. Its two bends, 16.7 and 0.3, are the eigenvalues of this table. Centring makes the
# mean of $x$ zero. Then the 5 is gone, the valley stands straight, and the bends are the two numbers on the diagonal.

# %% tags=["asserts"]
assert sum(x * x for x in distance) / 4 == 7.5
assert 2 * 7.5 == 15
assert 2 * sum(distance) / 4 == 5
assert gradient(0, 1)[1] - gradient(0, 0)[1] == 2
assert gradient(1, 0)[0] - gradient(0, 0)[0] == 15
assert gradient(1, 0)[1] - gradient(0, 0)[1] == 5
for c in (_steep, _flat):
    assert isclose((15 - c) * (2 - c), 5 * 5)
assert (round(_steep, 1), round(_flat, 1)) == (16.7, 0.3)

# %% [markdown] slug="ch03-exercise-1"
# ## Exercises
#
# ### Exercise 3.1: one step by hand (7 minutes)
#
# The four rides again, at $w = 2$, $b = 2$. Exercise 1.1 gave you the residuals there: 0, −2, −2 and 0. Work out the
# gradient, and then one step with the rate 0.1. Paper only. Done when each line says "right".

# %% tags=["exercise"]
answer_1 = {"dw": None, "db": None, "new_w": None, "new_b": None}

# %%
tell("3.1", answer_1)

# %% [markdown] tags=["hint"]
# Hint 1: look at the rides that have something to say
#
# The first and the last residual are 0. Only the rides of 2 and 3 kilometres are left.

# %% [markdown] tags=["hint"]
# Hint 2: recall the two sums
#
# For `dw`: each residual times its distance. For `db`: the residuals. Both times 2, both divided by 4.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# dw = 2 * (-2 * 2 + -2 * 3) / 4
# ```

# %% [markdown] tags=["solution"]
# ```python
# answer_1 = {"dw": -5, "db": -2, "new_w": 2 - 0.1 * -5, "new_b": 2 - 0.1 * -2}
# ```
#
# 2.5 and 2.2: both slopes are negative, so both numbers go up. The loss falls from 2 to 1.515.
#
# Look at $w$. It was right before, since the best line has $w = 2$, and the step moved it away. The gradient knows the
# slope where you stand and nothing of where the bottom is. With $b$ too low, a larger $w$ helps *now*, and later steps
# will take it back.

# %% tags=["asserts"]
assert gradient(2, 2) == (-5, -2)
assert step(2, 2, 0.1) == (2.5, 2.2)
assert isclose(loss(2.5, 2.2), 1.515)
assert loss(2, 2) == 2

# %% [markdown] slug="ch03-exercise-2"
# ### Exercise 3.2: choose the rate (6 minutes)
#
# $L(w) = (2w - 6)^2$. Without running any code: how much does its slope grow when $w$ grows by one (`bend`)? With which
# rate do you arrive in one step (`best`), and from which rate on does it no longer converge (`limit`)? And with the rate
# 0.3: by what factor does the loss change in each step (`factor`)?

# %% tags=["exercise"]
answer_2 = {"bend": None, "best": None, "limit": None, "factor": None}

# %%
tell("3.2", answer_2)

# %% [markdown] tags=["hint"]
# Hint 1: look at the slope
#
# By the chain rule the slope of $(2w - 6)^2$ is $2 \cdot (2w - 6) \cdot 2$. How does that depend on $w$?

# %% [markdown] tags=["hint"]
# Hint 2: recall the factor of one step
#
# The distance to the lowest place is multiplied by $1 - \eta c$. You have arrived when that is 0, and you are lost from
# −1 on. The loss goes with its square.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# bend = 2 * 2 * 2
# ```

# %% [markdown] tags=["solution"]
# ```python
# answer_2 = {"bend": 8, "best": 1 / 8, "limit": 2 / 8, "factor": (1 - 0.3 * 8) ** 2}
# ```
#
# The slope is $8w - 24$, so the bend is 8. The rates are 0.125 and 0.25. At 0.3 the distance is multiplied by −1.4, and
# the loss by 1.96: it diverges, although each single step looks harmless. A factor of −1.4 for the loss is no answer,
# since a loss is never negative.

# %% tags=["asserts"]
assert (1 / 8, 2 / 8) == (0.125, 0.25)
assert isclose(1 - 0.3 * 8, -1.4)
assert isclose((1 - 0.3 * 8) ** 2, 1.96)
_w = 5.0
_next = _w - 0.3 * (8 * _w - 24)
assert isclose((2 * _next - 6) ** 2 / (2 * _w - 6) ** 2, 1.96)

# %% [markdown] slug="ch03-exercise-3"
# ### Exercise 3.3: write the step (7 minutes)
#
# Write `one_step(x, y, w, b, rate)` for any lists `x` and `y`: it returns the new $w$ and the new $b$ after one step on
# the mean squared error. The forward phase is given. Done when the cell says "right".


# %% tags=["exercise"]
def one_step(x, y, w, b, rate):
    r = [w * x_n + b - y_n for x_n, y_n in zip(x, y, strict=True)]  # forward
    # backward: two lines
    # update: two lines
    return None


# %%
tell("3.3", one_step)

# %% [markdown] tags=["hint"]
# Hint 1: look at the function gradient above
#
# It does the backward phase for our four rides. What changes when the lists are called `x` and `y`?

# %% [markdown] tags=["hint"]
# Hint 2: recall what happens last
#
# Both slopes are computed before either number moves. Then each number loses rate times its own slope.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# dw = 2 * sum(r_n * x_n for r_n, x_n in zip(r, x, strict=True)) / len(x)
# ```

# %% [markdown] tags=["solution"]
# ```python
# def one_step(x, y, w, b, rate):
#     r = [w * x_n + b - y_n for x_n, y_n in zip(x, y, strict=True)]
#     dw = 2 * sum(r_n * x_n for r_n, x_n in zip(r, x, strict=True)) / len(x)
#     db = 2 * sum(r) / len(x)
#     return w - rate * dw, b - rate * db
# ```
#
# The order matters. If $w$ moves first and the residuals are computed again before `db`, then `db` belongs to another
# place. With small rates the loss falls all the same, so nobody notices, and a gradient check of the two slopes finds
# nothing either. In a network of several layers the mistake comes back: a layer is updated, and then its new weights are
# used to find the gradients of the layer before it.

# %% [markdown] slug="ch03-exercise-4"
# ### Exercise 3.4: every ride twice (optional, 5 minutes)
#
# All four rides are in the list twice. From (0, 0), where the gradient was (−45, −16): what is it now? And if the loss
# were the *sum* of the squares, with no 1/N: what would it be for the four rides, `sum_dw` and `sum_db`? With the sum over
# four rides, descent works with rates up to about 0.03. Up to which rate does it with all eight, `sum_limit`? Think
# first.

# %% tags=["exercise"]
answer_4 = {"dw": None, "db": None, "sum_dw": None, "sum_db": None, "sum_limit": None}

# %%
tell("3.4", answer_4)

# %% [markdown] tags=["hint"]
# Hint 1: look at both factors
#
# What happens to the sum over the rides when each of them is there twice, and what to $1/N$?

# %% [markdown] tags=["hint"]
# Hint 2: recall what limits the rate
#
# The bend. If every slope doubles, the change of the slopes doubles too.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# For the sum over four rides, there is no division by 4:
#
# ```python
# sum_dw = 4 * -45
# ```

# %% [markdown] tags=["solution"]
# ```python
# answer_4 = {"dw": -45, "db": -16, "sum_dw": -180, "sum_db": -64, "sum_limit": 0.015}
# ```
#
# With the mean nothing changes: twice the terms, half the factor. With the sum all slopes are four times as large, the
# bends as well, and the limit 0.12 becomes 0.03; with eight rides it halves again. Whoever trains with a sum has to
# choose a new rate for every size of the data. (And whoever takes the mean *again*, of slopes that already hold their
# $1/N$, gets a db that is too small by just that factor. You can find it by copying the rides: the loss stays, and such
# a db halves.)

# %% tags=["asserts"]
_twice = [(w_x, w_y) for w_x, w_y in zip(distance * 2, fare * 2, strict=True)]
assert 2 * sum((0 - y) * x for x, y in _twice) / 8 == -45
assert 2 * sum((0 - y) for x, y in _twice) / 8 == -16
assert (4 * -45, 4 * -16) == (-180, -64)
assert round(2 / (4 * _steep), 2) == 0.03
assert round(2 / (8 * _steep), 3) == 0.015
assert round(2 / _steep, 2) == 0.12

# %% [markdown] slug="ch03-quiz"
# ## Check yourself
#
# Choose an answer, then open it. Open the others too when you are done.

# %% [markdown] tags=["quiz"]
# **1.** ∂L/∂w = −5. Which way does a step of gradient descent move w?
#
# - Down, since the slope is negative.
#   No. A negative slope means that the loss falls when $w$ grows. The step goes against the slope: minus minus is plus.
# - Up.
#   Right. $w - \eta \cdot (-5)$ is larger than $w$.
# - That depends on b.
#   No. The slope of $w$ may depend on $b$, but here it is given. The step looks at nothing else.

# %% [markdown] tags=["quiz"]
# **2.** L goes 9, 12, 16, 21.3, … What do you do?
#
# - Wait. Training needs patience.
#   No. It grows by the same factor, 4/3, with each step. That does not end by itself.
# - Lower the learning rate.
#   Right. The steps are longer than the valley is wide.
# - Check the gradient: it must have the wrong sign.
#   No, though it is not a bad thought. With the wrong sign the loss would grow as well. Lower the rate first: it costs
#   nothing. If it still grows at a hundredth of the rate, nudge.

# %% tags=["asserts"]
assert round(9 * (4 / 3) ** 3, 1) == 21.3
assert (9 * 4 / 3, 12 * 4 / 3) == (12, 16)

# %% [markdown] tags=["quiz"]
# **3.** You call `loss.backward()` a thousand times. What happens to the loss?
#
# - It falls.
#   No. Nothing has moved. `backward()` computes the gradient and leaves the weights alone.
# - It stays as it is.
#   Right. Only an update changes weights.
# - It depends on the learning rate.
#   No. There is no learning rate in `backward()`. It belongs to the update.

# %% [markdown] tags=["quiz"]
# **4.** Why does descent creep along the bottom of a long valley?
#
# - The rate is limited by the steep walls, and along the bottom the slope is small.
#   Right. One rate has to serve both.
# - The gradient is inexact there.
#   No. It is exact. It is only short, since the bottom is nearly flat.
# - It has reached a local minimum.
#   No. It is still moving, and a bowl has one lowest place only.

# %% [markdown] tags=["quiz"]
# **5.** All fares are given in cents now, 400 and so on, and the distances stay. What happens to the largest rate that
# works?
#
# - It becomes 100 times smaller.
#   No. The slopes become 100 times as large, and so does the way to the best $w$ and $b$. The bend is unchanged.
# - It stays the same.
#   Right. The bend depends on the distances alone, 2 × the mean of x² and so on. The targets only move the lowest place.
# - It becomes 10,000 times smaller.
#   No. The loss is 10,000 times as large, but the rate is limited by the bend, that is by how the slope *changes* with
#   $w$ and $b$.

# %% [markdown] slug="ch03-recap"
# ## In five lines
#
# 1. The slope in $w$ is twice the mean of residual times input; in $b$, twice the mean residual.
# 2. A step goes against the gradient: each number minus the rate times its own slope.
# 3. On a parabola with the bend $c$, the best rate is $1/c$, and beyond $2/c$ it diverges.
# 4. The steepest direction limits the rate, and the flattest one the progress; centring the inputs helps.
# 5. Backpropagation computes the gradient. Gradient descent uses it. Either can be exchanged.

# %% [markdown] slug="ch03-summary"
# ## The chapter on one page
#
# **Words.** *Learning rate* $\eta$: the factor of the step. *Gradient descent*: repeated steps against the gradient.
# *Divergence*: the loss grows from step to step, to `inf` and `nan`. *Bend*, curvature $c$: how much the slope grows for
# each unit.
#
# **The gradient**, {{ref:mse-gradients}}: $\frac{2}{N} \sum r_n X_{ni}$ for $w_i$, and $\frac{2}{N} \sum r_n$ for $b$.
#
# **The step**, {{ref:gradient-step}}: $w \leftarrow w - \eta\, \partial L / \partial w$, and so for $b$; all slopes first,
# then all steps.
#
# **The rate**, {{ref:rate-limit}}: the distance to the bottom is multiplied by $1 - \eta c$.
#
# | $L = (3w + b - 5)^2$ from (2, 1) | factor of $r$ | losses |
# |---|---|---|
# | $\eta$ = 0.05 | 0 | 4, 0 |
# | $\eta$ = 0.1 | −1 | 4, 4, 4, 4 |
# | $\eta$ = 0.15 | −2 | 4, 16, 64, 256 |
#
# **The loop.** Forward: loss. Backward: gradient. Update: step.
#
# **The mistake.** Taking backpropagation for gradient descent. It belongs to the second phase, the rate to the third.

# %% tags=["asserts"]
assert max(_walk(0.05, 1)) < 1e-25
assert isclose(_walk(0.1, 3)[-1], 4)
assert isclose(_walk(0.15, 3)[-1], 256)

# %% [markdown] slug="ch03-next"
# ## Where to go next
#
# You have all that **problem set 1** asks for. In `assignments/ps1` you fit a line to what James Forbes measured with a
# kettle in the Alps: prediction, loss, gradient and step, for whole tables of numbers at once, and each of your four
# functions is checked.
#
# [Chapter 04](04_neuron.ipynb) puts a bend into the line: the neuron.

# %% [markdown] tags=["not-in-book"]
# Save your work before you go. On Binder, choose *File → Download*, since the machine forgets everything after ten
# minutes without activity. [Chapter 00](00_start_here.ipynb) says what to do with the file when you return.

# %% [markdown] slug="ch03-sources"
# ## Sources
#
# Augustin-Louis Cauchy proposed the step against the gradient in 1847. He wanted to find the orbits of heavenly bodies
# from six equations with six unknowns, without eliminating one unknown after another: "Méthode générale pour la
# résolution des systèmes d'équations simultanées", *Comptes rendus* 25, pages 536–538. Claude Lemaréchal tells the
# story in "Cauchy and the gradient method", *Documenta Mathematica*, extra volume ISMP (2012). The rule that looks at
# signs alone is at home in "Rprop": Martin Riedmiller and Heinrich Braun, "A direct adaptive method for faster
# backpropagation learning", *IEEE International Conference on Neural Networks* (1993).
#
# Good to read beside this chapter: Gabriel Goh, [*Why momentum really works*](https://distill.pub/2017/momentum/)
# (Distill, 2017), whose first figures show the same valley; Jorge Nocedal and Stephen Wright, *Numerical Optimization*
# (second edition, 2006), chapter 3.
