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
# In chapter 00 a ride of 3 kilometres cost 9, and with a price of $w = 2$ for a kilometre the loss was 9. Now turn $w$
# up a very little, from 2 to 2.01. The loss falls. By about 0.02, by about 0.2, or by about 2?
#
# Write down which. You can find out with nothing but multiplication.
#
# The search of chapter 01 asked a poorer question: up or down? It got stuck. This chapter asks *how steeply*. The answer
# is called a derivative, and you will measure it: for any function that a computer can evaluate, without one rule from
# a calculus book.
#
# **When you are through,** you can say what $\partial L / \partial w$ means, measure it for any function, choose the
# step to measure it with, and find out whether somebody's formula for a gradient is right.
#
# **You need** [chapter 01](01_linear_regression.ipynb): model, residual, mean squared error. The derivative as you met
# it at school, the slope of a curve, helps; it is built up again from the beginning.
#
# **Time:** 40 minutes of reading and playing, 20 for three exercises. One more exercise is optional.
#
# **The mistake this chapter cures:** the smaller the step, the better.

# %% slug="ch02-setup"
from math import isclose

from autograd_lab import Value, show
from autograd_lab.answers import tell
from autograd_lab.viz import figures

distance = [1, 2, 3, 4]  # the four rides of chapter 01: kilometres
fare = [4, 8, 10, 10]  # and euros

# %% tags=["asserts"]
_fall = (3 * 2 - 9) ** 2 - (3 * 2.01 - 9) ** 2
assert 0.02 < _fall < 2
assert round(_fall, 1) == 0.2

# %% [markdown] slug="ch02-ratio"
# ## A nudge and a ratio
#
# With one ride of 3 kilometres for 9 euros and no bias, the loss is a function of $w$ alone:
#
# $$L(w) = (3w - 9)^2$$
#
# At $w = 2$ it is (6 − 9)² = 9. Nudge: at 2.01 it is (6.03 − 9)² = 8.8209. It fell by 0.1791, which is a fifth,
# roughly. That was the question.
#
# By itself the 0.1791 says little, since it depends on the nudge. A nudge ten times as large would have moved the loss
# about ten times as far. So divide one by the other. The loss changed by −0.1791 for a change of 0.01 in $w$, that is
# −17.91 for each unit of $w$.
#
# What becomes of this ratio when the nudge gets smaller? Guess where it is heading.


# %%
def loss_of_w(w):
    return (3 * w - 9) ** 2


# %% tags=["predict"]
for h in (0.1, 0.01, 0.001, 0.0001):
    change = loss_of_w(2 + h) - loss_of_w(2)
    print(f"nudge {h:6}   change {change:11.8f}   ratio {change / h:9.5f}")

# %% [markdown]
# −17.1, −17.91, −17.991, −17.9991: each time one more 9. It is heading for −18. That number is the
# **{{term:derivative}}** of $L$ at $w = 2$, the slope of its curve there.
#
# Why does the ratio come so near, and why does it miss? Put the nudge $h$ into the formula. At $2 + h$ the residual is
# $3(2 + h) - 9 = -3 + 3h$, and its square is $9 - 18h + 9h^2$. Take off the 9, divide by $h$:
#
# $$\frac{L(2 + h) - L(2)}{h} = -18 + 9h$$
#
# The −18 is the slope. The $9h$ is there because a parabola bends: a little further on, its slope is no longer −18.
# With a small $h$ you hardly see the bend. So here is the rule, for any function and any number in it:
#
# {{eq:forward-difference}}
#
# Read $\partial L / \partial w$ as "how far $L$ moves for each unit that $w$ moves, at the place where we are". In the
# player, the number called `grad` is this.


# %% tags=["asserts"]
# eq: forward-difference
def forward_ratio(f, x, h):
    return (f(x + h) - f(x)) / h


assert loss_of_w(2) == 9
assert isclose(3 * 2.01, 6.03)
assert isclose(loss_of_w(2.01), 8.8209)
assert isclose(loss_of_w(2) - loss_of_w(2.01), 0.1791)
for h, ratio in ((0.1, -17.1), (0.01, -17.91), (0.001, -17.991), (0.0001, -17.9991)):
    assert isclose(forward_ratio(loss_of_w, 2, h), ratio, rel_tol=1e-9)
    assert isclose(ratio, -18 + 9 * h)
assert 0.02 < 0.1791 < 2
assert round(0.1791, 1) == 0.2
_w = Value(2.0)
((3 * _w - 9) ** 2).backward()
assert _w.grad == -18

# %% [markdown] slug="ch02-how-small"
# ## How small is small enough?
#
# The error of the ratio was $9h$. A smaller $h$, a smaller error: then take the smallest there is. Or should one?
#
# Take the plainest curve, $f(x) = x^2$ at $x = 1$. Its slope there is 2. The next cell nudges by 0.00000001, written
# `1e-8`, then by `1e-15`, and by `1e-16`. Which of the three answers will be nearest to 2, and what will the last one be?


# %%
def square(x):
    return x**2


# %% tags=["predict"]
for h in (1e-8, 1e-15, 1e-16):
    print(f"h = {h:5}   ratio {(square(1 + h) - square(1)) / h:.4f}")

# %% [markdown]
# 2.0000, then 2.22, then 0. The smaller steps are worse, and the smallest one says that a parabola is flat.
#
# This is the chapter's mistake: **the smaller the step, the better.** Look at it happening. On the left of the next
# figure you see the curve near $x = 1$ as under a microscope. The picture is always six steps $h$ wide, so a smaller
# $h$ means a stronger lens. The dashed line goes through the two points that are used, and its slope is the answer. On
# the right stands the error, for each $h$ that the slider can reach; the filled mark is where you are.
#
# Pull the slider of $h$ slowly from the right to the left (or hold the ← key), and stop where the picture changes its
# character.

# %%
figures.nudging("x²", x=1, h=0.1, title="The slope of x² at 1, nudged to one side")

# %% [markdown]
# At 0.1 the curve bends away from the dashed line. From about `1e-3` on you see no bend any more: under a strong lens a
# smooth curve is a straight line, and this is what it means to have a slope. If the picture stayed so for ever, the
# smallest step would be the best.
#
# Below `1e-14` the line turns into stairs. The computer keeps about 16 digits of a number, and the next number that
# it knows above 1 is 1 + 2.2e-16. Between the two there is nothing. So `1 + 1e-16` is 1: you nudged, and nothing moved,
# and nothing divided by `1e-16` is 0. With `1e-15` it lands on a stair: $x$ moves by five gaps, which is 1.11e-15 in
# place of 1e-15, and the slope comes out as 2.22.
#
# The V on the right is the sum of the two troubles. Its right arm is the bend. It grows with $h$: ten times the step,
# ten times the error. Its left arm is the rounding. Every value of $f$ is wrong by some 1e-16, and that small error is
# *divided by h*: ten times smaller a step, ten times the error. The best step lies where the arms cross, near 1e-8, and
# there you have 8 correct digits out of 16. With nudging to one side, half of the digits are the most you can get.

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
# One more digit or two would be welcome, and there is a cheap way to several. What spoilt the ratio was the bend. To the
# right of $w = 2$ the parabola is a little less steep, to the left a little steeper. So take one step to each side, and
# the two errors meet. On our ride: at $2 + h$ the loss is $9 - 18h + 9h^2$, at $2 - h$ it is $9 + 18h + 9h^2$. Subtract:
# the bend $9h^2$ is gone. Divide by $2h$, the distance between the two: −18 exactly, whatever $h$ is.
#
# {{eq:central-difference}}
#
# A parabola is a gift, since all of its bend is of this kind. In general an error is left, and it falls with the
# *square* of $h$. For $x^3$ at 1, where the slope is 3, nudging by 0.01 to one side gives 3.0301, and to both sides
# 3.0001.
#
# Before you look at the next figure: where do you expect the valley now? The rounding is what it was before. The bend
# falls faster. Then switch "nudge to", and try the other curves.

# %%
curves = ["x³", "x²", "exp x", "sin x"]
title = "The slope at 1, nudged to one side or to both"
figures.nudging(curves, x=1, h=0.01, both_sides=True, title=title)

# %% [markdown]
# The right arm is steeper. The valley has moved to the right, to about 1e-5, and it is lower: 10 digits and more. So the
# better way of nudging takes the *larger* step. Keep this as your rule of thumb: **both sides, and a step of 1e-5 times
# the size of the number** (1e-5 where the number itself is near 0). Our $w$ and $b$ lie between 0 and 10, so a plain 1e-5
# will do.


# %%
def slope(f, x, h=1e-5):
    """The slope of f at x, nudged to both sides."""
    return (f(x + h) - f(x - h)) / (2 * h)


slope(loss_of_w, 2)


# %% tags=["asserts"]
# eq: central-difference
def cube(x):
    return x**3


for h in (0.5, 0.01, 1e-5):
    assert isclose(slope(loss_of_w, 2, h), -18, rel_tol=1e-9)
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
def loss(w, b):
    squares = [(w * x + b - y) ** 2 for x, y in zip(distance, fare, strict=True)]
    return sum(squares) / len(squares)


# %% tags=["predict"]
dw = slope(lambda w: loss(w, 0), 3)  # b is held at 0
db = slope(lambda b: loss(3, b), 0)  # w is held at 3
print(f"dL/dw = {dw:.4f}   dL/db = {db:.4f}")

# %% [markdown]
# ∂L/∂w is 0: you stand at the bottom of the parabola in $w$. ∂L/∂b is −1: turn $b$ up, and the loss falls, by one for
# each unit at first. This is twice the mean residual, −0.5, as exercise 1.4 found. Now the search knows more than yes and
# no: leave $w$ for the moment, and raise $b$.
#
# The list of all the partial derivatives at a place is the **{{term:gradient}}**, here (0, −1). At $w = 0$, $b = 0$
# it is (−45, −16). Both numbers should rise there, and $w$ is about three times as urgent as $b$.

# %% tags=["asserts"]
assert isclose(slope(lambda w: loss(w, 0), 3), 0, abs_tol=1e-8)
assert isclose(slope(lambda b: loss(3, b), 0), -1, rel_tol=1e-8)
assert isclose(slope(lambda w: loss(w, 0), 0), -45, rel_tol=1e-8)
assert isclose(slope(lambda b: loss(0, b), 0), -16, rel_tol=1e-8)
assert isclose(slope(lambda b: loss(3, b), 0), 2 * -0.5, rel_tol=1e-8)

# %% [markdown] slug="ch02-chain"
# ## A chain of steps
#
# Nudging treats a function as a box with one knob and one dial. Look inside of the box. The loss of the single ride is
# made in three steps: first the cost, $3w$, then the miss, cost − 9, then its square. Here they are in the player.
#
# In the field of $w$, type 2.01 in place of 2, and read off how far each box moves. The cost was 6, the miss −3, the
# loss 9.

# %%
w = Value(2.0)
cost = w * 3
miss = cost - 9
squared = miss**2

show(squared, title="One ride, step by step", sliders={"w": (0, 6)}, start="end")

# %% [markdown]
# $w$ moved by 0.01 and the cost by 0.03, three times as far. The miss moved as far as the cost, by 0.03. And the loss,
# in the box `squared`, moved by −0.1791, about −6 times as far as the miss did. (The box rounds 8.8209 to 8.821.) Each
# step has its own rate: 3, 1 and −6. The rate of all three together is 3 × 1 × (−6) = −18. One step hands on a movement,
# and the next one multiplies it.
#
# With $z$ for something in the middle that $w$ moves and that moves $L$, this is the **{{term:chain-rule}}**:
#
# {{eq:chain-rule}}
#
# Backpropagation is built on this rule, and chapter 05 plays it on whole graphs. For today, note how it came about:
# nobody differentiated a formula. Two rates met in a product.

# %% tags=["asserts"]
# eq: chain-rule
assert isclose(3 * 2.01 - 6, 0.03)
assert isclose(loss_of_w(2.01) - loss_of_w(2), -0.1791)
assert round(8.8209, 3) == 8.821
assert isclose(-0.1791 / 0.03, -6, rel_tol=0.01)
_dz_dw = slope(lambda w: 3 * w, 2)
_dL_dz = slope(lambda z: (z - 9) ** 2, 6)
assert isclose(_dz_dw, 3)
assert isclose(_dL_dz, -6)
assert isclose(_dL_dz * _dz_dw, slope(loss_of_w, 2))
assert 3 * 1 * (-6) == -18

# %% [markdown] slug="ch02-box-sum"
# ## Two signs on the side
#
# The next chapters use two more signs. If you know them, read on at *Is this gradient right?*
#
# **The sum.** $\sum_{n} r_n$ means: one term for each $n$, added up. With the residuals −1, −2, −1, 2 it is −2. A factor
# that is the same in every term may stand outside, $\sum_n 2 r_n = 2 \sum_n r_n$, here −4 both ways. And since the slope
# of a sum is the sum of the slopes, you may differentiate term by term.
#
# **The matrix product.** You met this table in chapter 01: each row a ride, each column a feature, with one weight for
# each column.
#
# $$\begin{pmatrix} 1 & 0 \\ 3 & 4 \\ 2 & 10 \end{pmatrix} \begin{pmatrix} 2 \\ 0.5 \end{pmatrix} =
# \begin{pmatrix} 2 \\ 8 \\ 9 \end{pmatrix}$$
#
# A row meets the weights: multiply in pairs, add up. The second row gives 3 × 2 + 4 × 0.5 = 8. Three rows, three answers.
# So a table of shape (3, 2) times a list of shape (2,) is a list of shape (3,). The 2 must stand on both sides, and it
# is gone afterwards. In NumPy the sign is `@`.

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

# %% [markdown] slug="ch02-check"
# ## Is this gradient right?
#
# Nudging has a fault that you will meet at the end. First, what a {{term:numerical-gradient}} is best at: it is a
# judge. It knows no formulas, so it cannot make the mistakes that people make in them.
#
# Somebody offers you a formula for ∂L/∂w of the four rides. "Each residual times its distance, and take the mean," they
# say. Is that right? Test it where you know the answer: at $w = 3$, $b = 0$. Will the test find anything?


# %%
def offered(w, b):
    products = [(w * x + b - y) * x for x, y in zip(distance, fare, strict=True)]
    return sum(products) / len(products)


# %% tags=["predict"]
at_3_0 = slope(lambda w: loss(w, 0), 3)
at_1_1 = slope(lambda w: loss(w, 1), 1)
print(f"at (3, 0):  formula {offered(3, 0):8.4f}   nudging {at_3_0:8.4f}")
print(f"at (1, 1):  formula {offered(1, 1):8.4f}   nudging {at_1_1:8.4f}")

# %% [markdown]
# At (3, 0) the formula passes. It says 0 there, and so would twice the formula, or the formula with its sign turned
# over. The place was special. At (1, 1) the truth comes out: −12.5 against −25. **Test a gradient at places where
# nothing is 0, nothing is equal to something else, and nothing is symmetrical;** random numbers do well.
#
# The second line also tells you *what* is wrong. Divide one number by the other. The ratio is 2, to the last digit, so
# the formula is right but for a factor 2, and you know where a 2 comes from: the square. A ratio of −1 would be a sign;
# 4, or a quarter, would be the number of rides. No clean ratio at all means that something is wrong in kind: a term is
# missing, say, or the wrong input was used.
#
# Such a test is a **{{term:gradient-check}}**. How near is near enough? The difference by itself will not do. 0.001
# is much if the slope is 0.002, and nothing if it is 5,000. So compare the difference to the size. With $g$ for the
# gradient to be tested and $n$ for the nudged one:
#
# {{eq:relative-error}}
#
# With both sides and a step of 1e-5 a right formula gives 1e-7 or less, most often much less. A wrong one gives 0.01, or
# 0.5, or 2. Between these two lies a wide gap in which almost nothing is ever seen. That is why nudging is so good a
# judge. (Where the true slope is 0 there is no size to compare with, and any rounding looks like a large error. That is
# one more reason to stay away from such places.)
#
# The course's library has this judge ready, for functions of any number of inputs. You hand over the function, the place,
# and the gradient to be tested. What comes back is one line for each input: the number that you gave, the one by nudging,
# and their relative error. It calls a gradient wrong from 1e-6 on; that is its "tolerance". (Where it says "complex", it
# has used a way of nudging without rounding trouble: see the sources of this chapter.)

# %%
from autograd_lab import check_gradient

check_gradient(loss, [1.0, 1.0], gradient=[offered(1, 1), -9.0])


# %% tags=["asserts"]
# eq: relative-error
def relative_error(g, n):
    return abs(g - n) / max(abs(g), abs(n))


assert offered(3, 0) == 0
assert offered(1, 1) == -12.5
_nudged = slope(lambda w: loss(w, 1), 1)
assert isclose(_nudged, -25, rel_tol=1e-8)
assert isclose(_nudged / offered(1, 1), 2, rel_tol=1e-8)
assert isclose(relative_error(offered(1, 1), _nudged), 0.5, rel_tol=1e-8)
assert relative_error(2 * offered(1, 1), _nudged) < 1e-7 < 1e-6 < relative_error(offered(1, 1), _nudged)
assert isclose(relative_error(-25, 25), 2)
assert isclose(slope(lambda b: loss(1, b), 1), -9.0, rel_tol=1e-8)
assert relative_error(0.002, 0.002 + 0.001) > 0.01
assert relative_error(5_000, 5_000 + 0.001) < 1e-5

# %% [markdown] slug="ch02-cost"
# ## What it costs
#
# Why not train with it, then? Count. Two losses for each number that may move: 4 for our taxi, and nobody minds. A small
# network for handwritten digits has 10,000 weights, which makes 20,000 losses for a single gradient. If one loss takes
# a hundredth of a second, that is more than three minutes, and training wants thousands of gradients.
#
# So nudging is the judge, never the engine. In chapter 03 you will get the gradient of the taxi from a formula that
# costs no more than a loss or two, and in chapter 05 that of any formula whatever. Each time nudging will sit on the
# bench and check.

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
# 6.1 and 6. The slope of $x^2$ at 3 is 6: to one side the bend adds $h$, to both sides nothing. If you got 12 for both
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
# Three people have worked out the gradient of the taxi's loss. Take your judge to each: at $w = 1$, $b = 1$, divide what
# nudging says by what the formula says, for `dw` and for `db`. Write the six ratios down as whole numbers or fractions.
# Which of the formulas are right, if any? And what has each of the others forgotten?


# %%
def formula_a(w, b):
    r = [w * x + b - y for x, y in zip(distance, fare, strict=True)]
    return 2 * sum(p * x for p, x in zip(r, distance, strict=True)) / 4, sum(r) / 4


def formula_b(w, b):
    r = [w * x + b - y for x, y in zip(distance, fare, strict=True)]
    return 2 * sum(p * x for p, x in zip(r, distance, strict=True)), 2 * sum(r)


def formula_c(w, b):
    r = [y - (w * x + b) for x, y in zip(distance, fare, strict=True)]
    return 2 * sum(p * x for p, x in zip(r, distance, strict=True)) / 4, 2 * sum(r) / 4


# %% tags=["exercise"]
answer_3 = {"a_w": None, "a_b": None, "b_w": None, "b_b": None, "c_w": None, "c_b": None}  # nudging / formula

# %%
tell("2.3", answer_3)

# %% [markdown] tags=["hint"]
# Hint 1: look at two numbers side by side
#
# Print `formula_a(1, 1)` and below it `gradient_by_nudging(loss, 1, 1)`, or two calls of `slope`.

# %% [markdown] tags=["hint"]
# Hint 2: recall which way the ratio goes
#
# Nudging divided by formula. If the formula is twice as large as it should be, the ratio is 1/2.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# Nudging says −25 and −9.
#
# ```python
# print(-25 / formula_a(1, 1)[0], -9 / formula_a(1, 1)[1])
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
_n = (slope(lambda w: loss(w, 1), 1), slope(lambda b: loss(1, b), 1))
for formula, ratios in ((formula_a, (1, 2)), (formula_b, (1 / 4, 1 / 4)), (formula_c, (-1, -1))):
    for nudged, given, ratio in zip(_n, formula(1, 1), ratios, strict=True):
        assert isclose(nudged / given, ratio, rel_tol=1e-8)
assert isclose(_n[0], -25, rel_tol=1e-8)
assert isclose(_n[1], -9, rel_tol=1e-8)

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
#
# Choose an answer, then open it. Open the others too when you are done.

# %% [markdown] tags=["quiz"]
# **1.** ∂L/∂w = −18. You turn w up by 0.02. What does L do?
#
# - It falls by about 0.36.
#   Right. −18 for each unit, so −18 × 0.02.
# - It falls by 18.
#   No. It would for a whole unit, if the curve went on straight. You moved by a fiftieth of that.
# - It becomes −18.
#   No. The derivative is how fast L changes, not what it is.

# %% tags=["asserts"]
assert isclose(-18 * 0.02, -0.36)

# %% [markdown] tags=["quiz"]
# **2.** Nudging with h = 1e-16 at x = 1 says that the slope is 0. What happened?
#
# - The slope is 0, and the larger steps were too coarse to see it.
#   No. x² at 1 has the slope 2. Coarse steps get near it.
# - 1 + h was rounded to 1, so nothing was nudged.
#   Right. The next number after 1 is about 2.2e-16 away.
# - The computer divided by 0.
#   No. It divided 0 by 1e-16. The change came out as 0, since $f$ was evaluated twice at the same place.

# %% tags=["asserts"]
assert 1 + 1e-16 == 1
assert 1 + 2.2e-16 > 1

# %% [markdown] tags=["quiz"]
# **3.** Why does nudging to both sides take a larger step than nudging to one side?
#
# - Because it has two function calls to share the error.
#   No. The rounding error is about the same. It is the other arm of the V that has changed.
# - Because its error from the bend falls with h², so h can be larger until the bend matters.
#   Right. Then the rounding, which is divided by h, matters less.
# - Because it divides by 2h.
#   No. That is the distance between the two places, and it says nothing on which h is best.

# %% [markdown] tags=["quiz"]
# **4.** Your formula and nudging agree at w = 0, b = 0, where all inputs are 0 as well. What have you learnt?
#
# - That the formula is right.
#   No. Where everything is 0, most wrong formulas say 0 too.
# - Next to nothing: test again with random numbers.
#   Right. A special place hides factors, signs and mixed-up inputs.
# - That nudging is broken.
#   No. Nothing here speaks against it.

# %% [markdown] tags=["quiz"]
# **5.** A model has a million weights. How many losses does its gradient take by nudging to both sides?
#
# - Two.
#   No. That gives one partial derivative. Each weight needs its own two.
# - Two million.
#   Right. This is why nudging checks gradients and does not train networks.
# - A million and one.
#   No. That is the count for one side: one loss at the place itself, and one for each weight.

# %% [markdown] slug="ch02-recap"
# ## In five lines
#
# 1. A derivative is a ratio: how far the result moves for each unit that one number moves, here.
# 2. Nudge to both sides, with a step of about 1e-5: smaller is worse, because rounding is divided by the step.
# 3. A partial derivative moves one number and holds the rest; the list of all of them is the gradient.
# 4. Rates along a chain of steps multiply.
# 5. Nudging is the judge of every gradient: test at random places, and read the ratio.

# %% tags=["asserts"]
assert abs(slope(cube, 1, 1e-5) - 3) < abs(slope(cube, 1, 1e-9) - 3)

# %% [markdown] slug="ch02-summary"
# ## The chapter on one page
#
# **Words.** *Derivative*, slope: how far $L$ moves for each unit of $w$. *Partial derivative* $\partial L / \partial w$:
# the same when $L$ depends on more, with all else held still. *Gradient*: all partial derivatives. *Gradient check*: a
# gradient compared with nudging.
#
# **To one side**, {{ref:forward-difference}}: $(L(w + h) - L(w)) / h$. Best step about 1e-8, 8 digits.
#
# **To both sides**, {{ref:central-difference}}: $(L(w + h) - L(w - h)) / 2h$. Best step about 1e-5, 10 digits.
#
# **Why not smaller?** Error = bend (falls with $h$, or $h^2$) + rounding (about 1e-16, divided by $h$): a V.
#
# **Chain rule**, {{ref:chain-rule}}: rates multiply. 3 × 1 × (−6) = −18.
#
# **Check**, {{ref:relative-error}}: $|g - n| / \max(|g|, |n|)$. Below 1e-7: right. Above 0.01: wrong. At random places.
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
assert relative_error(2 * offered(1, 1), slope(lambda w: loss(w, 1), 1)) < 1e-7
assert relative_error(offered(1, 1), slope(lambda w: loss(w, 1), 1)) > 0.01

# %% [markdown] slug="ch02-next"
# ## Where to go next
#
# [Chapter 03](03_gradient_descent.ipynb) turns the gradient into a step, and finds out how long a step may be.

# %% [markdown] tags=["not-in-book"]
# Save your work before you go. On Binder, choose *File → Download*, since the machine forgets everything after ten
# minutes without activity. [Chapter 00](00_start_here.ipynb) says what to do with the file when you return.

# %% [markdown] slug="ch02-sources"
# ## Sources
#
# Why the valley lies where it lies: William Press, Saul Teukolsky, William Vetterling and Brian Flannery, *Numerical
# Recipes* (third edition, 2007), section 5.7. What a computer does to a number: David Goldberg, "What every computer
# scientist should know about floating-point arithmetic", *ACM Computing Surveys* 23 (1991), pages 5–48. A nudge in an
# imaginary direction has no valley at all, and `check_gradient` uses it where it can: James Lyness and Cleve Moler,
# "Numerical differentiation of analytic functions", *SIAM Journal on Numerical Analysis* 4 (1967), pages 202–210.
#
# Good to read beside this chapter: the notes on gradient checks of Stanford's
# [CS231n](https://cs231n.github.io/neural-networks-3/), with more traps than are named here.
