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

# %% [markdown] slug="ch02-title"
# # 2 · Derivatives by nudging
#
# One of the rides of chapter 01 was 3 kilometres long and cost 10 euros. With $w = 2$ and nothing for getting in, the rule
# asks for 6. It misses by −4, and the loss of this one ride is 16. Now turn $w$ up a very little, from 2 to 2.01. The loss
# falls. By about 0.02, by about 0.2, or by about 2? Write down which.
#
# The search of chapter 01 asked a poorer question, which of four moves is the best, and got stuck. This chapter asks *how
# steeply*. The answer is called a derivative, and you will measure it for any smooth function that a computer can
# evaluate, without one rule from a calculus book.
#
# **After this chapter** you can say what $\partial L / \partial w$ means, measure it, choose the
# step to measure it with, and find out whether somebody's formula for a gradient is right.
#
# **You need** [chapter 01](01_linear_regression.ipynb), and from school that a curve has a slope.
#
# **Time:** {{time}}. One more exercise is optional.
#
# **The mistake this chapter cures** is about how small a step should be.

# %% tags=["asserts"]
from math import isclose

_fall = (3 * 2 - 10) ** 2 - (3 * 2.01 - 10) ** 2
assert 0.02 < _fall < 2
assert round(_fall, 1) == 0.2

# %% [markdown] slug="ch02-before"
# ## Three questions from before

# %% [markdown] tags=["quiz"]
# **1.** A rule predicts 6, 9, 12 and 15, and 7, 8, 9 and 14 were paid. What is its mean squared error?
#
# - 3
#   Right. The residuals are −1, 1, 3 and 1, their squares 1, 1, 9 and 1, and 12 / 4 is 3.
# - 1
#   No. That is the mean of the residuals −1, 1, 3 and 1. Square each before you take the mean.
# - 12
#   No. That is the sum of the four squares. Divide by the number of rides.

# %% tags=["asserts"]
_off = [p - y for p, y in zip((6, 9, 12, 15), (7, 8, 9, 14), strict=True)]
assert _off == [-1, 1, 3, 1]
assert sum(r * r for r in _off) / 4 == 3
assert sum(_off) / 4 == 1

# %% [markdown] tags=["quiz"]
# **2.** A program tries $w$ up, $w$ down, $b$ up and $b$ down, by 0.1 each. None of the four lowers the loss. What do you
# know?
#
# - This is the best of all lines.
#   No. In chapter 01 it got stuck like this, at (2.2, 2.5), and (2, 3) was better.
# - No such step along w or b helps.
#   Right. A shorter one may. And so may a move of both at once.
# - The mean of the residuals must be 0.
#   No. It only follows that it is within 0.05 of 0. Besides, a mean of 0 would not make it a good line.

# %% tags=["asserts"]
assert (2.2, 2.5) != (2, 3)
for _m in (-0.06, -0.05, 0, 0.05, 0.06):  # b by h: L moves by 2 m h + h²
    _helps = min(2 * _m * _h + _h**2 for _h in (0.1, -0.1)) < -1e-12
    assert _helps == (abs(_m) > 0.05)

# %% [markdown] tags=["quiz"]
# **3.** From chapter 00: for some loss, `grad` of $w$ is 30, at $w = 4$. You change $w$ from 4 to 3.99. What does the
# loss do?
#
# - It falls by about 0.3.
#   Right. Positive means that the loss rises with $w$. You went the other way, by 0.01, so it falls by about 30 × 0.01.
# - It rises by about 0.3.
#   No. It would if $w$ went up. You turned it down.
# - It falls by about 30.
#   No. That is for a whole unit of $w$, and only if the curve went straight on. You moved by a hundredth.

# %% tags=["asserts"]
assert round(4 - 3.99, 2) == 0.01
assert round(30 * 0.01, 9) == 0.3

# %% [markdown] slug="ch02-ratio"
# ## A nudge and a ratio
#
# Press *Next* until `squared`, the loss, has its number, and stop. Then type 2.01 into the field beside the slider of $w$.

# %% slug="ch02-setup"
from autograd_lab import Value, show
from autograd_lab.answers import tell
from autograd_lab.viz import figures

w = Value(2.0)
cost = w * 3
miss = cost - 10
squared = miss**2

show(squared, title="One ride", sliders={"w": (0, 6)})

# %% [markdown]
# With no bias, the loss of this ride is a function of $w$ alone:
#
# $$L(w) = (3w - 10)^2$$
#
# How far did it fall? And how far is that for each unit of $w$?


# %%
def loss_of_w(w):
    return (3 * w - 10) ** 2


# %% tags=["predict"]
change = loss_of_w(2.01) - loss_of_w(2)
print(f"change {change:.4f}, for each unit of w {change / 0.01:.2f}")

# %% [markdown] tags=["answer"]
# At $w = 2$ it is (6 − 10)² = 16. At 2.01 it is (6.03 − 10)² = 15.7609. It fell by 0.2391, roughly 0.2.
#
# By itself the 0.2391 says little, since it depends on the nudge. A nudge ten times as large would have moved the loss
# about ten times as far. So divide one by the other. The loss changed by −0.2391 for a change of 0.01 in $w$, that is
# −23.91 for each unit of $w$.

# %% [markdown]
# The change of the loss, divided by the nudge: what becomes of this ratio when the nudge gets smaller? Guess where it is
# heading.


# %% tags=["predict"]
for h in (0.1, 0.01, 0.001, 0.0001):
    change = loss_of_w(2 + h) - loss_of_w(2)
    print(f"nudge {h:6}   change {change:11.8f}   ratio {change / h:9.5f}")

# %% [markdown] tags=["answer"]
# −23.1, −23.91, −23.991, −23.9991: each time one more 9. It is heading for −24. That number is the slope of the curve of
# $L$ at $w = 2$.
#
# Why does the ratio come so near, and why does it miss? Put the nudge $h$ into the formula. At $2 + h$ the residual is
# $3(2 + h) - 10 = -4 + 3h$, and its square is $16 - 24h + 9h^2$. Take off the 16, divide by $h$:
#
# $$\frac{L(2 + h) - L(2)}{h} = -24 + 9h$$
#
# The −24 is the slope. The $9h$ is there because a parabola is curved: a little further on, its slope is no longer −24.
# With a small $h$ you hardly see that.

# %% [markdown]
# The number that the ratio is heading for is its **{{term:limit}}**, written $\lim_{h \to 0}$ at school, and the limit of
# such a ratio is the **{{term:derivative}}**. (To divide by $h$, and then to let it vanish: this confused people for a long
# time. In 1734 Berkeley mocked "the ghosts of departed quantities".) A computer takes no limits. It takes a small $h$, for
# any function and any number in it:
#
# {{eq:forward-difference}}
#
# Read $\partial L / \partial w$ as "how far $L$ moves for each unit that $w$ moves, at the place where we are". In the
# player, the number called `grad` is this.


# %% tags=["asserts"]
# eq: forward-difference
def forward_ratio(f, x, h):
    return (f(x + h) - f(x)) / h


assert loss_of_w(2) == 16
assert isclose(3 * 2.01, 6.03)
assert isclose(loss_of_w(2.01), 15.7609)
assert isclose(loss_of_w(2) - loss_of_w(2.01), 0.2391)
for h, ratio in (
    (0.1, -23.1),
    (0.01, -23.91),
    (0.001, -23.991),
    (0.0001, -23.9991),
):
    assert isclose(forward_ratio(loss_of_w, 2, h), ratio, rel_tol=1e-9)
    assert isclose(ratio, -24 + 9 * h)
assert round(0.2391, 1) == 0.2
assert 0.02 < 0.2391 < 2
_w = Value(2.0)
((3 * _w - 10) ** 2).backward()
assert _w.grad == -24

# %% [markdown] slug="ch02-how-small"
# ## How small is small enough?
#
# A smaller $h$, a smaller error: then take the smallest there is. Or should one?
#
# Take the plainest curve, $f(x) = x^2$ at $x = 1$. Its slope there is 2. The next cell nudges by 0.00000001, written
# `1e-8`, then by `1e-15`, and by `1e-16`. Which of the three answers will be nearest to 2, and what will the last one be?


# %%
def square(x):
    return x**2


# %% tags=["predict"]
for h in (1e-8, 1e-15, 1e-16):
    print(f"h = {h:5}   ratio {(square(1 + h) - square(1)) / h:.4f}")

# %% [markdown] tags=["answer"]
# 2.0000, then 2.22, then 0. The smaller steps are worse, and the smallest one says that a parabola is flat.
#
# This is the chapter's mistake: **the smaller the step, the better.** Look at it happening. On the left of the next
# figure you see the curve near $x = 1$ as under a microscope. The picture is always six steps $h$ wide, so a smaller
# $h$ means a stronger lens. The dashed line goes through the two points that are used, and its slope is the answer. On
# the right stands the error, for each $h$ that the slider can reach; the filled mark is where you are. (The faint
# triangles belong to the next section.)
#
# Pull the slider of $h$ slowly from the right to the left (or hold the ← key), and stop where the picture changes its
# character.

# %% tags=["answer"]
title = "The slope of x² at 1, nudged to one side"
figures.nudging("x²", x=1, h=0.1, title=title)

# %% [markdown] tags=["answer"]
# At 0.1 the curve leaves the dashed line. From about `1e-3` on it looks straight: under a strong lens a smooth curve is a
# straight line, and this is what it means to have a slope.
#
# Below `1e-14` the line turns into stairs. The computer keeps about 16 digits of a number, and the next number that
# it knows above 1 is 1 + 2.2e-16. Between the two there is nothing. So `1 + 1e-16` is 1: you nudged, and nothing moved,
# and nothing divided by `1e-16` is 0. With `1e-15` it lands on a stair: $x$ moves by five gaps, which is 1.11e-15 instead
# of 1e-15, and the slope comes out as 2.22.
#
# The V on the right is the sum of the two troubles. Its right arm is the curvature. It grows with $h$: ten times the
# step, ten times the error. Its left arm is the rounding. Every value of $f$ is wrong by some 1e-16, and that small error
# is *divided by h*: a step ten times smaller, an error ten times larger. The best step lies where the arms cross, near
# 1e-8, and there you have 8 correct digits out of 16. With nudging to one side, half of the digits are about the most you
# can count on.

# %% tags=["asserts"]
assert f"{forward_ratio(square, 1, 1e-8):.4f}" == "2.0000"
assert round(forward_ratio(square, 1, 1e-15), 2) == 2.22
assert forward_ratio(square, 1, 1e-16) == 0
assert 1 + 1e-16 == 1
assert f"{2.0**-52:.1e}" == "2.2e-16"
assert 1 + 2.2e-16 > 1
assert (1 + 1e-15) - 1 == 5 * 2.0**-52
assert f"{5 * 2.0**-52:.2e}" == "1.11e-15"
_errors = {k: abs(forward_ratio(square, 1, 10.0**-k) - 2) for k in range(1, 17)}
assert isclose(_errors[1], 0.1)
assert min(_errors, key=_errors.get) == 8
assert isclose(_errors[8], 1e-8, rel_tol=0.5)
assert isclose(_errors[2] / _errors[3], 10, rel_tol=0.01)

# %% [markdown] slug="ch02-both-sides"
# ## Nudge to both sides
#
# A few more digits would be welcome, and there is a cheap way to get them. What spoilt the ratio was the curvature. To
# the right of $w = 2$ the parabola is a little less steep, to the left a little steeper. So take one step to each side,
# and the two errors cancel. On our ride: at $2 + h$ the loss is $16 - 24h + 9h^2$, at $2 - h$ it is $16 + 24h + 9h^2$.
# Subtract: the $9h^2$ is gone. Divide by $2h$, the distance between the two: −24 exactly, on paper, whatever $h$ is.
#
# {{eq:central-difference}}
#
# A parabola is a gift, since its curvature is the same everywhere. In general an error is left, and it falls with the
# *square* of $h$. For $x^3$ at 1, where the slope is 3, nudging by 0.01 to one side gives 3.0301, and to both sides
# 3.0001.
#
# How does this change the error, drawn over $h$? The rounding is about what it was before. What the curvature adds falls
# faster. To which side does the best step move, and will the error there be larger or smaller? Guess, then open the
# figure, switch "nudge to", and try the other curves.

# %% tags=["predict"]
curves = ["x³", "x²", "exp x", "sin x"]
title = "The slope at 1, nudged to one side or to both"
figures.nudging(curves, x=1, h=0.01, both_sides=True, title=title)

# %% [markdown] tags=["answer"]
# The right arm is steeper (x² has none left). The best step has moved to the right, to about 1e-5, and its error is
# smaller: 10 digits and more are correct. So the better way of nudging takes the *larger* step. Keep this as your rule of
# thumb: **both sides, and a step of 1e-5 times the size of the number** (1e-5 where the number itself is near 0). Our $w$
# and $b$ lie between −10 and 10, so a plain 1e-5 will do.


# %% tags=["answer"]
def slope(f, x, h=1e-5):
    """The slope of f at x, nudged to both sides."""
    return (f(x + h) - f(x - h)) / (2 * h)


slope(loss_of_w, 2)


# %% tags=["asserts"]
# eq: central-difference
def cube(x):
    return x**3


for h in (0.5, 0.01, 1e-5):
    assert isclose(slope(loss_of_w, 2, h), -24, rel_tol=1e-9)
assert isclose(forward_ratio(cube, 1, 0.01), 3.0301)
assert isclose(slope(cube, 1, 0.01), 3.0001)
_errors = {k: abs(slope(cube, 1, 10.0**-k) - 3) for k in range(1, 17)}
assert min(_errors, key=_errors.get) in (5, 6)
assert _errors[5] < 3e-10  # 10 digits
assert isclose(slope(cube, 1, 1e-5), 3, rel_tol=1e-10)

# %% [markdown] slug="ch02-partial"
# ## One number among several
#
# The taxi of chapter 01 had two numbers, and its loss was a function of both, $L(w, b)$. What does "the slope" mean
# there? Two things, and you get each by nudging one number while the other is held still. These are the
# **{{term:partial-derivative|partial derivatives}}**, and the round ∂ is there to remind you that something else
# could move and was not allowed to.
#
# At $w = 3$, $b = 0$ chapter 01 left you with a puzzle: no move of $w$ made the loss smaller. What will
# $\partial L / \partial w$ be at this place? And $\partial L / \partial b$: which sign? Guess both.


# %%
distance = [1, 2, 3, 4]  # the four rides of chapter 01: kilometres
fare = [4, 8, 10, 10]  # and euros


def loss(w, b):
    squares = [(w * x + b - y) ** 2 for x, y in zip(distance, fare, strict=True)]
    return sum(squares) / len(squares)


# %% tags=["predict"]
dw = slope(lambda w: loss(w, 0), 3)  # b is held at 0
db = slope(lambda b: loss(3, b), 0)  # w is held at 3
print(f"dL/dw = {dw:.4f}   dL/db = {db:.4f}")

# %% [markdown] tags=["answer"]
# ∂L/∂w is 0: you stand at the bottom of the parabola in $w$. ∂L/∂b is −1: turn $b$ up, and the loss falls, by one for
# each unit at first. This is twice the mean residual, −0.5, as exercise 1.4 found. So leave $w$ for the moment, and raise
# $b$. You have computed four losses, as many as the search tries in a round, and know more: not only which way, but how steeply.

# %% [markdown]
# The list of all the partial derivatives at a place is the **{{term:gradient}}**. Other texts write it $\nabla L$, "nabla
# L". At $w = 0$, $b = 0$ it is (−45, −16). Both numbers should rise there, and for each unit the loss falls about three
# times as fast with $w$ as with $b$.

# %% tags=["asserts"]
assert isclose(slope(lambda w: loss(w, 0), 3), 0, abs_tol=1e-8)
assert isclose(slope(lambda b: loss(3, b), 0), -1, rel_tol=1e-8)
assert isclose(slope(lambda w: loss(w, 0), 0), -45, rel_tol=1e-8)
assert isclose(slope(lambda b: loss(0, b), 0), -16, rel_tol=1e-8)
assert isclose(slope(lambda b: loss(3, b), 0), 2 * -0.5, rel_tol=1e-8)

# %% [markdown] slug="ch02-chain"
# ## A chain of steps
#
# Nudging treats a function as a box with one knob and one dial. Look inside the box. The loss of the single ride is
# made in three steps: first the cost, $3w$, then the miss, cost − 10, then its square.
#
# When $w$ goes from 2 to 2.01, the cost goes from 6 to 6.03, the miss from −4 to −3.97, and the loss from 16 to
# 15.7609. How many times as far does each box move as the one before it? Write three numbers down, and multiply them.

# %% tags=["predict"]
before = [2, 6, -4, 16]  # w, cost, miss, loss
after = [2.01, 6.03, -3.97, 15.7609]
moved = [round(b - a, 4) for a, b in zip(before, after, strict=True)]
print("moved by", moved)
print("times as far", [round(moved[i + 1] / moved[i], 2) for i in range(3)])

# %% [markdown] tags=["answer"]
# $w$ moved by 0.01 and the cost by 0.03, three times as far. The miss moved as far as the cost. And the loss moved by
# −0.2391, about −8 times as far as the miss. (Exactly −8 in the limit: the square of −4 has the slope 2 × (−4).) Each
# step has its own rate: 3, 1 and −8. The rate of all three together is 3 × 1 × (−8) = −24. One step hands on a movement,
# and the next one multiplies it.

# %% [markdown]
# With $z$ for something in the middle, through which alone $w$ moves $L$, this is the **{{term:chain-rule}}**:
#
# {{eq:chain-rule}}
#
# Backpropagation is built on this rule, and chapter 05 plays it on whole graphs. Note how it came about: rates met in a
# product.

# %% tags=["asserts"]
# eq: chain-rule
assert isclose(3 * 2.01, 6.03)
assert isclose(6.03 - 10, -3.97)
assert isclose((-3.97) ** 2, 15.7609)
assert moved == [0.01, 0.03, 0.03, -0.2391]
assert isclose(-0.2391 / 0.03, -8, rel_tol=0.01)
_dz_dw = slope(lambda w: 3 * w, 2)
_dL_dz = slope(lambda z: (z - 10) ** 2, 6)
assert isclose(_dz_dw, 3)
assert isclose(_dL_dz, -8)
assert isclose(_dL_dz * _dz_dw, slope(loss_of_w, 2))
assert 3 * 1 * (-8) == -24

# %% [markdown] slug="ch02-check"
# ## Is this gradient right?
#
# A {{term:numerical-gradient}} is best as a judge. It knows no formulas, so it cannot make the mistakes that people make in
# them.
#
# Somebody offers you a formula for ∂L/∂w of the four rides. "Each residual times its distance, and take the mean," they
# say. Is that right? Test it where you know the answer: at $w = 3$, $b = 0$. Will the test find anything?


# %%
def offered(w, b):
    products = [(w * x + b - y) * x for x, y in zip(distance, fare, strict=True)]
    return sum(products) / len(products)


# %% tags=["predict"] jupyter={"source_hidden": true}
# Run this when you have said what the test will find.
at_3_0 = slope(lambda w: loss(w, 0), 3)
at_5_2 = slope(lambda w: loss(w, 2), 5)
at_m2_1 = slope(lambda w: loss(w, 1), -2)
print(f"at (3, 0):   formula {offered(3, 0):8.4f}   nudging {at_3_0:8.4f}")
print(f"at (5, 2):   formula {offered(5, 2):8.4f}   nudging {at_5_2:8.4f}")
print(f"at (-2, 1):  formula {offered(-2, 1):8.4f}   nudging {at_m2_1:8.4f}")

# %% [markdown] tags=["answer"]
# At (3, 0) the formula passes. It says 0 there, and so would twice the formula, or the formula with its sign turned
# over. The place was special. At (5, 2) the truth comes out: 20 against 40. **Test a gradient at places where
# nothing is 0, nothing is equal to something else, and nothing is symmetrical;** random numbers do well.
#
# The last two lines also tell you *what* is wrong. Divide one number by the other. The ratio is 2 both times. So the
# formula lacks a factor 2, and you know where a 2 comes from: the square. A ratio of −1 would be a sign;
# 4, or a quarter, would be the number of rides. No clean ratio at all means that something is wrong in kind: a term is
# missing, say, or the wrong input was used.

# %% [markdown]
# To compare a formula with nudging is a **{{term:gradient-check}}**. How near is near enough? The difference by itself
# will not do. 0.001 is much if the slope is 0.002, and nothing if it is 5,000. So compare the difference to the size. With
# $g$ for the gradient to be tested and $n$ for the nudged one:
#
# {{eq:relative-error}}
#
# For the smooth functions of these chapters, with both sides and a step of 1e-5, a right formula gives 1e-7 or less. A
# wrong one gives 0.01, or 0.5, or 2. In between lies a wide gap. (Corners, as in exercise 2.4, numbers of 32 bits and
# networks of many layers can give errors that lie in it: CS231n, in the sources, says what to make of those. And where the
# true slope is 0 there is no size to compare with, so that any rounding looks like a large error.)
#
# The course's library has this judge ready, for functions of any number of inputs. You hand over the function, the place,
# and the gradient to be tested, and get a line for each input. It calls a gradient wrong from a relative error of 1e-6 on;
# that is its "tolerance". Here it is given −20 and 8.

# %%
from autograd_lab import check_gradient

check_gradient(loss, [2.0, -1.0], gradient=[-20.0, 8.0])


# %% [markdown]
# The 8 has lost its minus. (The method "complex" is a way of nudging that has no trouble with rounding: see the sources.
# Where it does not work, the judge nudges to both sides.)


# %% tags=["asserts"]
# eq: relative-error
def relative_error(g, n):
    return abs(g - n) / max(abs(g), abs(n))


assert offered(3, 0) == 0
for _w, _b, _formula in ((5, 2, 20), (-2, 1, -35)):
    assert offered(_w, _b) == _formula
    _nudged = slope(lambda w, b=_b: loss(w, b), _w)
    assert isclose(_nudged, 2 * _formula, rel_tol=1e-8)
    assert isclose(relative_error(_formula, _nudged), 0.5, rel_tol=1e-8)
    assert relative_error(2 * _formula, _nudged) < 1e-7 < 1e-6
_off = [5 * x + 2 - y for x, y in zip(distance, fare, strict=True)]
assert _off == [3, 4, 7, 12]  # nothing is 0, nothing is equal
assert isclose(relative_error(-25, 25), 2)
assert isclose(slope(lambda w: loss(w, -1), 2), -20, rel_tol=1e-8)
assert isclose(slope(lambda b: loss(2, b), -1), -8, rel_tol=1e-8)
assert relative_error(0.002, 0.002 + 0.001) > 0.01
assert relative_error(5_000, 5_000 + 0.001) < 1e-5

# %% [markdown] slug="ch02-cost"
# ## What it costs
#
# Why not train with it, then? Count. Two losses for each number that may move: 4 for our taxi. A small
# network for handwritten digits has 10,000 weights, which makes 20,000 losses for a single gradient. If one loss takes
# a hundredth of a second, that is more than three minutes, and training wants thousands of gradients.
#
# So nudging is the judge, never the engine. In chapter 03 you will get the gradient of the taxi from a formula that costs
# no more than a loss or two, and chapter 05 finds the gradient of any formula made of steps whose slopes are known.
# Nudging will check both.

# %% tags=["asserts"]
assert 2 * 10_000 == 20_000
assert 20_000 * 0.01 > 3 * 60

# %% [markdown] slug="ch02-exercise-1"
# ## Exercises
#
# ### Exercise 2.1: by hand (5 minutes)
#
# $f(x) = x^2$ at $x = 3$, with $h = 0.1$. Work out the ratio to one side and the one to both sides, on paper. You need
# 3.1² = 9.61 and 2.9² = 8.41. Done when both lines say "right".

# %% tags=["exercise"]
answer_1 = {"one_side": None, "both_sides": None}

# %%
tell("2.1", answer_1)

# %% [markdown] tags=["hint"]
# Hint 1: look at what is moved
#
# To one side: from 3 to 3.1. To both sides: from 2.9 to 3.1. How far is each?

# %% [markdown] tags=["hint"]
# Hint 2: recall what is divided by what
#
# The change of $f$, divided by the distance between the two places. That distance is $h$ for one side, and $2h$ for both.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# one_side = (9.61 - 9) / 0.1
# ```

# %% [markdown] tags=["solution"]
# ```python
# answer_1 = {"one_side": (9.61 - 9) / 0.1, "both_sides": (9.61 - 8.41) / 0.2}
# ```
#
# 6.1 and 6. The slope of $x^2$ at 3 is 6: to one side the curvature adds $h$, to both sides nothing. If you got 12 for both
# sides, you divided by $h$: the two places are 0.2 apart.

# %% tags=["asserts"]
assert isclose(3.1**2, 9.61)
assert isclose(2.9**2, 8.41)
assert isclose(forward_ratio(square, 3, 0.1), 6.1)
assert isclose(slope(square, 3, 0.1), 6)
assert isclose(3.1 - 2.9, 0.2)

# %% [markdown] slug="ch02-exercise-2"
# ### Exercise 2.2: a gradient of two numbers (8 minutes)
#
# Write `gradient_by_nudging(f, w, b)`: `f` is a function of two numbers, and what comes back is the pair of its partial
# derivatives at (w, b), nudged to both sides with a step of `1e-5`. The first half is given. Done when the cell says
# "right".


# %% tags=["exercise"]
def gradient_by_nudging(f, w, b):
    h = 1e-5
    dw = (f(w + h, b) - f(w - h, b)) / (2 * h)
    db = None  # the same for b
    return dw, db


# %%
tell("2.2", gradient_by_nudging)

# %% [markdown] tags=["hint"]
# Hint 1: look at the line for w
#
# Which of the two arguments is nudged in it, and what happens to the other one?

# %% [markdown] tags=["hint"]
# Hint 2: recall what partial means
#
# One number moves, the other is held still. For `db` it is `w` that is held.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# up = f(w, b + h)
# ```

# %% [markdown] tags=["solution"]
# ```python
# def gradient_by_nudging(f, w, b):
#     h = 1e-5
#     dw = (f(w + h, b) - f(w - h, b)) / (2 * h)
#     db = (f(w, b + h) - f(w, b - h)) / (2 * h)
#     return dw, db
# ```
#
# If both are moved at once, as in `f(w + h, b + h)`, you get the *sum* of the two partial derivatives: how far `f` moves
# for each unit that both move. If `w` were changed for good, with `w += h`, then `db` would be measured at another place.

# %% [markdown] slug="ch02-exercise-3"
# ### Exercise 2.3: three formulas on trial (8 minutes)
#
# Three people have worked out the gradient of the taxi's loss. Take your judge to each: at $w = -1$, $b = 2$, divide what
# nudging says by what the formula says, for `dw` and for `db`. Write the six ratios down as whole numbers or fractions.
# Which of the formulas are right, if any? And what has each of the others forgotten?


# %%
def formula_a(w, b):
    r = [w * x + b - y for x, y in zip(distance, fare, strict=True)]
    dw = 2 * sum(p * x for p, x in zip(r, distance, strict=True)) / 4
    return dw, sum(r) / 4


def formula_b(w, b):
    r = [w * x + b - y for x, y in zip(distance, fare, strict=True)]
    dw = 2 * sum(p * x for p, x in zip(r, distance, strict=True))
    return dw, 2 * sum(r)


def formula_c(w, b):
    r = [y - (w * x + b) for x, y in zip(distance, fare, strict=True)]
    dw = 2 * sum(p * x for p, x in zip(r, distance, strict=True)) / 4
    return dw, 2 * sum(r) / 4


# %% tags=["exercise"]
answer_3 = {  # nudging / formula
    "a_w": None,
    "a_b": None,
    "b_w": None,
    "b_b": None,
    "c_w": None,
    "c_b": None,
}

# %%
tell("2.3", answer_3)

# %% [markdown] tags=["hint"]
# Hint 1: look at two numbers side by side
#
# Print `formula_a(-1, 2)` and below it `gradient_by_nudging(loss, -1, 2)`, or two calls of `slope`.

# %% [markdown] tags=["hint"]
# Hint 2: recall which way the ratio goes
#
# Nudging divided by formula. If the formula is twice as large as it should be, the ratio is 1/2.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# Nudging says −50 and −17.
#
# ```python
# print(-50 / formula_a(-1, 2)[0], -17 / formula_a(-1, 2)[1])
# ```

# %% [markdown] tags=["solution"]
# ```python
# answer_3 = {"a_w": 1, "a_b": 2, "b_w": 1 / 4, "b_b": 1 / 4, "c_w": -1, "c_b": -1}
# ```
#
# None of them is right. A has lost the 2 of the square in `db`, and only there. B has added up over the rides and never
# divided by $N = 4$. C took target minus prediction, so everything in it points the wrong way, and training with it
# would climb.
#
# Each ratio names its mistake. That is what the checker of the problem sets does, too, and now you can do it yourself.

# %% tags=["asserts"]
_n = (slope(lambda w: loss(w, 2), -1), slope(lambda b: loss(-1, b), 2))
for formula, ratios in (
    (formula_a, (1, 2)),
    (formula_b, (1 / 4, 1 / 4)),
    (formula_c, (-1, -1)),
):
    for nudged, given, ratio in zip(_n, formula(-1, 2), ratios, strict=True):
        assert isclose(nudged / given, ratio, rel_tol=1e-8)
assert isclose(_n[0], -50, rel_tol=1e-8)
assert isclose(_n[1], -17, rel_tol=1e-8)

# %% [markdown] slug="ch02-exercise-4"
# ### Exercise 2.4: at a corner (optional, 5 minutes)
#
# $f(x) = |x|$ has a corner at 0. What do the three ways of nudging say there: to the right, to the left (nudge by $-h$),
# to both sides? And what is the slope? Think first, then try the figure.

# %% tags=["exercise"]
answer_4 = {"right": None, "left": None, "both_sides": None}

# %%
tell("2.4", answer_4)

# %%
figures.nudging("|x|", x=0, h=0.1, title="The corner of |x| at 0")

# %% [markdown] tags=["hint"]
# Hint 1: look under the microscope
#
# Make $h$ smaller. Does the picture ever become a straight line?

# %% [markdown] tags=["hint"]
# Hint 2: recall the ratio
#
# To the right: $(|h| - |0|) / h$. To the left the distance is $-h$, so it is $(|-h| - |0|) / (-h)$.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# right = (abs(0.1) - abs(0)) / 0.1
# ```

# %% [markdown] tags=["solution"]
# ```python
# answer_4 = {"right": 1, "left": -1, "both_sides": 0}
# ```
#
# Three answers, and none of them is *the* slope, because there is none: under the strongest lens the corner stays a
# corner. When the two sides disagree, do not trust nudging, and move a little away from the corner. You will meet one in
# `relu`, which networks use; there it is usual to call the slope at 0 zero.

# %% tags=["asserts"]
assert (abs(0.1) - abs(0)) / 0.1 == 1
assert (abs(-0.1) - abs(0)) / -0.1 == -1
assert slope(abs, 0) == 0

# %% [markdown] slug="ch02-quiz"
# ## Check yourself

# %% [markdown] tags=["quiz"]
# **4.** ∂L/∂w = −24. You turn w up by 0.02. What does L do?
#
# - It falls by about 0.48.
#   Right. −24 for each unit, so −24 × 0.02.
# - It falls by 24, roughly.
#   No. It would for a whole unit, if the curve went on straight. You moved by a fiftieth of that.
# - It becomes roughly −24.
#   No. The derivative is how fast L changes, not what it is.

# %% tags=["asserts"]
assert isclose(-24 * 0.02, -0.48)

# %% [markdown] tags=["quiz"]
# **5.** Nudging with h = 1e-16 at x = 1 says that the slope is 0. What happened?
#
# - Larger steps were too coarse to see that it is 0.
#   No. x² at 1 has the slope 2. Coarse steps get near it.
# - 1 + h was rounded to 1, so nothing was nudged.
#   Right. The next number after 1 is about 2.2e-16 away.
# - The computer had to divide by 0 and gave up.
#   No. It divided 0 by 1e-16. The change came out as 0, since $f$ was evaluated twice at the same place.

# %% tags=["asserts"]
assert 1 + 1e-16 == 1
assert 1 + 2.2e-16 > 1

# %% [markdown] tags=["quiz"]
# **6.** Why does nudging to both sides take a larger step than nudging to one side?
#
# - Because it has two function calls to share the error.
#   No. The rounding error is about the same. It is the other arm of the V that has changed.
# - Because the curvature's error falls with h², not h.
#   Right. So h can be larger until it matters, and then the rounding, which is divided by h, matters less.
# - Because it divides by 2h, which is twice as much as h.
#   No. That is the distance between the two places, and it says nothing on which h is best.

# %% [markdown] tags=["quiz"]
# **7.** Your formula and nudging agree at w = 0, b = 0, where all inputs and targets are 0 as well. What have you learnt?
#
# - That the formula is right, at least near 0.
#   No. Where everything is 0, most wrong formulas say 0 too.
# - Next to nothing: test at random places.
#   Right. A special place hides factors, signs and mixed-up inputs.
# - That nudging does not work where things are 0.
#   No. Nothing here speaks against it.

# %% [markdown] tags=["quiz"]
# **8.** A model has three million weights. How many losses does its gradient take by nudging to both sides?
#
# - Two.
#   No. That gives one partial derivative. Each weight needs its own two.
# - Six million.
#   Right. This is why nudging checks gradients and does not train networks.
# - Three million and one.
#   No. That is the count for one side: one loss at the place itself, and one for each weight.

# %% [markdown] slug="ch02-summary"
# ## The chapter on one page
#
# **Words.** *Derivative*, slope: how far $L$ moves for each unit of $w$, here; the limit of a ratio. *Partial derivative*
# $\partial L / \partial w$: the same with all else held still. *Gradient*: all partial derivatives. *Gradient check*: a
# gradient compared with nudging.
#
# **To one side**, {{ref:forward-difference}}: $(L(w + h) - L(w)) / h$. Best step about 1e-8, 8 digits (for
# numbers of size 1).
#
# **To both sides**, {{ref:central-difference}}: $(L(w + h) - L(w - h)) / 2h$. Best step about 1e-5, 10 digits.
#
# **Why not smaller?** Error = curvature (falls with $h$, or $h^2$) + rounding (about 1e-16, divided by $h$): a V.
#
# **Chain rule**, {{ref:chain-rule}}: rates multiply. 3 × 1 × (−8) = −24.
#
# **Check**, {{ref:relative-error}}: $|g - n| / \max(|g|, |n|)$, at random places. For smooth functions, below 1e-7
# agrees and above 0.01 is wrong.
#
# | nudging / formula | what to look for |
# |---|---|
# | 2 or 1/2 | the 2 of the square |
# | $N$ or $1/N$ | the mean |
# | −1 | prediction and target exchanged |
# | no clean number | another input, a missing term |
#
# **The mistake.** The smaller the step, the better. `1 + 1e-16` is 1.

# %% tags=["asserts"]
assert abs(forward_ratio(square, 1, 1e-8) - 2) < 2e-8
assert abs(slope(cube, 1, 1e-5) - 3) < 3e-10
assert abs((0.1 + 0.2) - 0.3) < 1e-16  # rounding, in numbers of size 1
assert relative_error(2 * offered(5, 2), slope(lambda w: loss(w, 2), 5)) < 1e-7
assert relative_error(offered(5, 2), slope(lambda w: loss(w, 2), 5)) > 0.01

# %% [markdown] slug="ch02-box-sum"
# ## Two signs for later
#
# The next chapters use two more signs.
#
# **The sum.** With the residuals −1, −2, −1, 2 the sum $\sum_{n} r_n$ is −2. A factor that is the same in every term may
# stand outside, $\sum_n 2 r_n = 2 \sum_n r_n$, here −4 both ways. And since the slope of a sum is the sum of the slopes,
# you may differentiate term by term.
#
# **The matrix product.** You met this table in chapter 01: each row a ride, each column a feature, with one weight for
# each column.
#
# $$\begin{pmatrix} 1 & 0 \\ 3 & 4 \\ 2 & 10 \end{pmatrix} \begin{pmatrix} 2 \\ 0.5 \end{pmatrix} =
# \begin{pmatrix} 2 \\ 8 \\ 9 \end{pmatrix}$$
#
# A row meets the weights: multiply in pairs, add up. The second row gives 3 × 2 + 4 × 0.5 = 8. Three rows, three answers.
# So a table of shape (3, 2) times a list of shape (2,) is a list of shape (3,). The 2 must be the same in both shapes, and
# the result no longer has it. In NumPy the sign is `@`.

# %%
import numpy as np

X = np.array([[1.0, 0.0], [3.0, 4.0], [2.0, 10.0]])
weights = np.array([2.0, 0.5])
X @ weights

# %% tags=["asserts"]
_r = [-1, -2, -1, 2]
assert sum(_r) == -2
assert sum(2 * r for r in _r) == 2 * sum(_r) == -4
assert (X @ weights).tolist() == [2, 8, 9]
assert 3 * 2 + 4 * 0.5 == 8
assert (X.shape, weights.shape, (X @ weights).shape) == ((3, 2), (2,), (3,))

# %% [markdown] slug="ch02-next"
# ## Where to go next
#
# [Chapter 03](03_gradient_descent.ipynb) turns the gradient into a step, and finds out how long a step may be.

# %% [markdown] tags=["not-in-book"]
# Save your work before you go: [chapter 00](00_start_here.ipynb) says how, on Binder too.

# %% [markdown] slug="ch02-sources"
# ## Sources
#
# Why the valley lies where it lies: William Press, Saul Teukolsky, William Vetterling and Brian Flannery, *Numerical
# Recipes* (third edition, 2007), section 5.7. What a computer does to a number: David Goldberg, "What every computer
# scientist should know about floating-point arithmetic", *ACM Computing Surveys* 23 (1991), pages 5–48. A nudge in an
# imaginary direction has no valley at all, and `check_gradient` uses it where it can: William Squire and George Trapp,
# "Using complex variables to estimate derivatives of real functions", *SIAM Review* 40 (1998), pages 110–112. Complex
# numbers for this were first used by James Lyness and Cleve Moler, "Numerical differentiation of analytic functions",
# *SIAM Journal on Numerical Analysis* 4 (1967), pages 202–210.
#
# The ghosts: George Berkeley, *The Analyst* (1734), section 35.
#
# Good to read beside this chapter: the notes on gradient checks of Stanford's
# [CS231n](https://cs231n.github.io/neural-networks-3/), with more traps than are named here, and with advice for
# relative errors that lie in the gap.
