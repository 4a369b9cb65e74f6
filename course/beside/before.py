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

# %% [markdown] slug="before-title"
# # Before the first hour
#
# Eight questions on paper, ten minutes in all, say whether there is something to refresh before the course begins.
#
# They are for you if school was long ago, or if Python is familiar and NumPy is not. They ask for four things that the
# course uses and does not teach at length: sums with indices, slopes in one of several variables, functions in
# functions, and the axes of a NumPy array. Nothing is graded, and nothing is sent anywhere.
#
# Write down all eight answers, and open them then. A wrong one says what has happened, and leads to a **repair**: an
# example, the rule, and two exercises for the pencil.

# %% [markdown] tags=["not-in-book"]
# (The grey cells are Python. Click into one and press Shift + Enter to run it.)

# %% [markdown] slug="before-questions"
# ## Eight questions

# %% [markdown] slug="before-sums"
# ### Sums with indices

# %% [markdown] slug="before-partial-slopes"
# ### Partial slopes: one of two variables moves

# %% [markdown] slug="before-functions-in-functions"
# ### Functions in functions

# %% [markdown] slug="before-numpy-axes"
# ### NumPy axes

# %% [markdown] slug="before-count"
# ## What to do now
#
# Where one of a kind was wrong, or guessed, do its repair when you like. If **both** of a kind were, do their two repairs
# before you come to the chapter that builds on them.
#
# | both wrong or guessed | do | minutes | before |
# |---|---|---|---|
# | sums, 1 and 2 | repairs 1 and 2 | 12 | [chapter 01](01_linear_regression.ipynb), for its loss |
# | partial slopes, 3 and 4 | repairs 3 and 4 | 15 | [chapter 02](02_nudging.ipynb), which has the first ∂ |
# | functions in functions, 5 and 6 | repairs 5 and 6 | 15 | [chapter 02](02_nudging.ipynb), for its chain of steps |
# | NumPy axes, 7 and 8 | repairs 7 and 8 | 12 | problem set 3, which follows [chapter 08](08_delta_recursion.ipynb) |

# %% [markdown] slug="before-repair-1"
# ## Repair 1: a sum with an index (6 minutes)
#
# Four parcels weigh 2, 1, 4 and 3 kilos. Posting one costs 5 euros, and 2 more for each kilo. What do you pay for all
# four? Write the number down, and how you found it.

# %% tags=["predict"]
weights = [2, 1, 4, 3]  # x₁ to x₄
total = 0
for x in weights:
    total = total + (5 + 2 * x)
    print(f"5 + 2·{x} = {5 + 2 * x:2}   so far {total:2}")

# %% [markdown] tags=["answer"]
# You pay 40. The parcels cost 9, 7, 13 and 11.

# %% [markdown]
# With $x_1$ to $x_4$ for the weights, this loop is written
#
# $$\sum_{i=1}^{4} (5 + 2 x_i)$$
#
# The sign Σ *is* the loop. The index $i$ starts at the number below the sign and ends at the one above; for each, write
# down what stands behind the sign, and add. Where the numbers are missing, as in $\sum_i$, it runs over all there are.
# Any letter will do: $i$, $n$, $k$.
#
# Three habits follow.
#
# - **What has no index is added once for each turn.** $\sum_i 5$ is four times 5, and not 5.
# - **A factor without the index may wait outside.** $\sum_i 2 x_i = 2 \sum_i x_i$: two times 10 kilos.
# - **A square may not.** $\sum_i x_i^2$ is 4 + 1 + 16 + 9 = 30; $(\sum_i x_i)^2$ is 100.

# %% [markdown] tags=["exercise"]
# **On paper**, with $x = (1, 0, 2)$: **(a)** $\sum_i (x_i + 4)$; **(b)** $\sum_i x_i^2 - (\sum_i x_i)^2$.

# %% [markdown] tags=["solution"]
# **(a)** 5 + 4 + 6 = 15. With 7 you added the 4 once. **(b)** 5 − 9 = −4.

# %% tags=["asserts"]
assert total == sum(5 + 2 * x for x in weights) == 40
assert [5 + 2 * x for x in weights] == [9, 7, 13, 11]
assert sum(5 for _ in weights) == 4 * 5
assert sum(2 * x for x in weights) == 2 * sum(weights) == 2 * 10
assert sum(x**2 for x in weights) == 4 + 1 + 16 + 9 == 30
assert sum(weights) ** 2 == 100
_x = (1, 0, 2)
assert sum(x + 4 for x in _x) == 5 + 4 + 6 == 15
assert sum(_x) + 4 == 7
assert sum(x**2 for x in _x) - sum(_x) ** 2 == 5 - 9 == -4

# %% [markdown] slug="before-repair-2"
# ## Repair 2: a sum with two indices (6 minutes)
#
# What two cafés have sold, in cups:
#
# | | coffee | tea | juice |
# |---|---|---|---|
# | café 1 | 5 | 2 | 1 |
# | café 2 | 3 | 4 | 0 |
#
# A coffee costs 2, a tea 1, a juice 4. How much has café 2 taken? And how many teas were sold in both? Write down two
# numbers, and whether you went along a row or down a column.

# %% tags=["predict"]
sold = [[5, 2, 1], [3, 4, 0]]
price = [2, 1, 4]
taken = sum(sold[1][k] * price[k] for k in range(3))  # Python counts from 0
teas = sum(sold[j][1] for j in range(2))
print("café 2 has taken", taken)
print("teas sold", teas)

# %% [markdown] tags=["answer"]
# Along the row of café 2: 3 · 2 + 4 · 1 + 0 · 4 = 10. Down the column of the teas: 2 + 4 = 6.

# %% [markdown]
# Write $w_{jk}$ for the number in row $j$ and column $k$: row first. With $p_k$ for the prices, the two sums are
#
# $$\sum_k w_{2k}\, p_k \qquad \text{and} \qquad \sum_j w_{j2}$$
#
# **The index under the sign runs. The other one stays where you put it.** The first sum has its 2 in the place of the
# row, so $k$ runs along row 2.
#
# The index that runs is used up. $t_j = \sum_k w_{jk}\, p_k$ is one number for each $j$, and nobody can ask it for a $k$.
# So you can check a formula before you compute: an index on the right either stands under the sign, or stands on the
# left as well.
# Two factors that share a running index, such as $w_{jk}$ and $p_k$, move along together: the number of teas meets the price
# of a tea.

# %% [markdown] tags=["exercise"]
# **On paper. (a)** What has café 1 taken? **(b)** The sum $\sum_n x_{ni}\, d_{nj}$ is a number once
# you have chosen some of its indices. Which ones?

# %% [markdown] tags=["solution"]
# **(a)** 5 · 2 + 2 · 1 + 1 · 4 = 16. **(b)** $i$ and $j$: $n$ is used up. So it is a table, with a row for each $i$
# and a column for each $j$.

# %% tags=["asserts"]
assert taken == 3 * 2 + 4 * 1 + 0 * 4 == 10
assert teas == 2 + 4 == 6
assert sum(sold[0][k] * price[k] for k in range(3)) == 5 * 2 + 2 * 1 + 1 * 4 == 16

# %% [markdown] slug="before-repair-3"
# ## Repair 3: the other one is held still (9 minutes)
#
# A box has a square base of side $x = 3$ and the height $y = 5$. So its volume is $x^2 y = 45$. Make the side longer by
# 0.01, and leave the height alone. The volume grows by some multiple of that 0.01: about 6, about 30, or about 39 times it?
# Write down which.


# %% tags=["predict"]
def volume(x, y):
    return x**2 * y


print("the side alone", round((volume(3.01, 5) - volume(3, 5)) / 0.01, 2))
print("both of them  ", round((volume(3.01, 5.01) - volume(3, 5)) / 0.01, 2))

# %% [markdown] tags=["answer"]
# About 30 times: the volume goes from 45 to 45.3005, and 0.3005 / 0.01 is 30.05. By about 6 times 0.01 the base grows, and
# 39.11 is what comes if the height grows by 0.01 as well.

# %% [markdown]
# When only $x$ moves, and by very little, this ratio is the **partial** slope $\partial V / \partial x$; the round ∂ says that
# all else is held still. To find it by formula, read every other letter as a number. With $y = 5$ the volume is $5x^2$. The
# slope of $x^2$ is $2x$, as you may remember from school, so that of $5x^2$ is $5 \cdot 2x$: at 3 it is 30. In letters:
#
# $$\frac{\partial V}{\partial x} = 2 x\, y \qquad \frac{\partial V}{\partial y} = x^2$$
#
# **Held still does not mean gone.** As a factor it stays in the slope. Here is another box, of side 1 and height 4. The `grad`
# under `x` is $\partial V / \partial x$: drag `y`, and it changes, although `x` has not moved.

# %%
from autograd_lab import Value, show

x, y = Value(1.0), Value(4.0)
base = x**2
box = base * y
show(box, title="Another box", sliders={"x": (0, 6), "y": (0, 8)}, start="end")

# %% [markdown] tags=["exercise"]
# **On paper. (a)** $f(x, y) = x\, y^2$ at $x = 2$, $y = 3$: both partial slopes. **(b)** The same for $a \cdot b$, at
# $a = 7$, $b = -2$.

# %% [markdown] tags=["solution"]
# **(a)** In $x$ it is $y^2 = 9$; in $y$ it is $x \cdot 2y = 12$. **(b)** In $a$ it is −2, in $b$ it is 7: in a product,
# each one's slope is the other.


# %% tags=["asserts"]
def _slopes(f, *at):
    leaves = [Value(float(number)) for number in at]
    f(*leaves).backward()
    return [leaf.grad for leaf in leaves]


assert volume(3, 5) == 45
assert round(volume(3.01, 5), 4) == 45.3005
assert round(volume(3.01, 5) - volume(3, 5), 4) == 0.3005
assert round(0.3005 / 0.01, 2) == 30.05
assert round((volume(3.01, 5.01) - volume(3, 5)) / 0.01, 2) == 39.11
assert _slopes(volume, 3, 5) == [2 * 3 * 5, 3**2] == [30, 9]
assert (x.data, y.data, box.data) == (1, 4, 4)
assert (2 * 3, 30 + 9) == (6, 39)  # the two wrong offers
assert _slopes(lambda x, y: x * y**2, 2, 3) == [9, 12]
assert _slopes(lambda a, b: a * b, 7, -2) == [-2, 7]

# %% [markdown] slug="before-repair-4"
# ## Repair 4: a term without the letter (6 minutes)
#
# A taxi costs $2k + 5s + 4$: 2 for each of $k$ kilometres, 5 for each of $s$ suitcases, and 4 for getting in. You have
# one more suitcase. By how much does the fare grow, on a ride of 10 kilometres, and on one of 1,000?


# %% tags=["predict"]
def fare(k, s):
    return 2 * k + 5 * s + 4


print(fare(10, 3) - fare(10, 2))
print(fare(1000, 3) - fare(1000, 2))

# %% [markdown] tags=["answer"]
# By 5, however long the ride is. $2k$ and 4 are in the fare before and after, and drop out of the difference.

# %% [markdown]
# The slope of a sum is the sum of the slopes, so take it term by term, and ask of each: does the letter stand in it? If
# not, the term stands still, and its slope is 0. Only a **factor** without the letter stays:
#
# | in the formula | when only $x$ moves | adds to the slope in $x$ |
# |---|---|---|
# | $7$, or $y^2$, or $3y$ | stands still | 0 |
# | $3x$ | 3 times as far as $x$ | 3 |
# | $x\,y$ | $y$ times as far | $y$ |
# | $x^2$ | $2x$ times as far as $x$ | $2x$ |
# | $x^2 y$ | $2x\,y$ times as far | $2x\,y$ |
#
# **A factor stays, a term goes.** And a slope is not a value: the price of the ride does not tell what a suitcase adds.

# %% [markdown] tags=["exercise"]
# **On paper. (a)** $f(w, b) = 4w^2 + b\,w + 6b$ at $w = 1$, $b = 2$: both partial slopes. **(b)** The slope of
# $b^2 + 100\,w$ in $w$, at $b = 50$.

# %% [markdown] tags=["solution"]
# **(a)** In $w$: $8w + b = 10$, since $6b$ goes and $b\,w$ leaves its factor. In $b$: $w + 6 = 7$. **(b)** It is 100, whatever
# $b$ is.

# %% tags=["asserts"]
assert fare(10, 3) - fare(10, 2) == fare(1000, 3) - fare(1000, 2) == 5
for _f, _right in {
    lambda x, y: 7 + y**2 + 3 * y + 0 * x: 0,
    lambda x, y: 3 * x + 0 * y: 3,
    lambda x, y: x * y: 5,
    lambda x, y: x**2 + 0 * y: 2 * 4,
    lambda x, y: x**2 * y: 2 * 4 * 5,
}.items():
    assert _slopes(_f, 4, 5)[0] == _right
assert _slopes(lambda w, b: 4 * w**2 + b * w + 6 * b, 1, 2) == [10, 7]
assert _slopes(lambda w, b: b**2 + 100 * w, 3, 50)[0] == 100

# %% [markdown] slug="before-repair-5"
# ## Repair 5: what goes in first (6 minutes)
#
# A jacket costs 80. Two things happen to its price: it is halved, and 20 is taken off. Does it matter which comes first?
# Write down both prices.


# %% tags=["predict"]
def half(price):
    return price / 2


def less_20(price):
    return price - 20


print(f"half(less_20(80)) = {half(less_20(80)):g}")
print(f"less_20(half(80)) = {less_20(half(80)):g}")

# %% [markdown] tags=["answer"]
# It does. With 20 off first, half of 60 is 30. Halved first, 40 less 20 is 20.

# %% [markdown]
# In `half(less_20(80))` you read `half` first, and Python calls `less_20` first. So it is with $f(g(x))$: **begin inside
# the brackets.** $x$ goes into $g$, and what comes out goes into $f$. The outer function never sees $x$. And nothing is
# multiplied: behind the name of a function, brackets hold what is handed to it.
#
# It helps to name what is in between, and to write a line for each function:
#
# $$u = g(x) \qquad y = f(u)$$
#
# So $y = (5x + 2)^3$ is $u = 5x + 2$, then $y = u^3$. At $x = 0$: $u = 2$ and $y = 8$. A network is nothing else, with
# more lines.

# %% [markdown] tags=["exercise"]
# **On paper. (a)** With $f(u) = u^2$ and $g(x) = 2x - 1$: what are $f(g(3))$ and $g(f(3))$? **(b)** Write
# $y = (4 - x)^2 + 1$ in three lines, one operation on each. What do they give at $x = 1$?

# %% [markdown] tags=["solution"]
# **(a)** $g(3) = 5$, so $f(g(3)) = 25$; $f(3) = 9$, so $g(f(3)) = 17$. **(b)** $u = 4 - x$, $v = u^2$, $y = v + 1$: 3, 9,
# 10.

# %% tags=["asserts"]
assert (less_20(80), half(60)) == (60, 30)
assert (half(80), less_20(40)) == (40, 20)
assert (half(less_20(80)), less_20(half(80))) == (30, 20)
assert (5 * 0 + 2, (5 * 0 + 2) ** 3) == (2, 8)
assert (2 * 3 - 1, (2 * 3 - 1) ** 2) == (5, 25)
assert (3**2, 2 * 3**2 - 1) == (9, 17)
assert (4 - 1, (4 - 1) ** 2, (4 - 1) ** 2 + 1) == (3, 9, 10)

# %% [markdown] slug="before-repair-6"
# ## Repair 6: the slope inside (9 minutes)
#
# Take $u = 4x + 2$ and $y = u^2$, so that $y = (4x + 2)^2$. At $x = 1$ they are 6 and 36. Now $x$ goes from 1 to 1.01.
# How far does $u$ move, and how many times as far as $x$? And $y$: how many times as far as $u$, and as $x$?

# %% tags=["predict"]
dx = 1.01 - 1
du = (4 * 1.01 + 2) - 6
dy = (4 * 1.01 + 2) ** 2 - 36
print(f"x moves by {dx:.4f}")
print(f"u moves by {du:.4f}: {du / dx:.2f} times as far as x")
print(f"y moves by {dy:.4f}: {dy / du:.2f} times as far as u")
print(f"               and {dy / dx:.2f} times as far as x")

# %% [markdown] tags=["answer"]
# $u$ moves 4 times as far as $x$, and $y$ about 12 times as far as $u$, which is $2u$. So $y$ moves about 4 × 12 = 48 times
# as far as $x$. (It is 48.16 for this nudge, and the smaller the nudge, the nearer to 48.)

# %% [markdown]
# In a chain of steps, **the slopes are multiplied**:
#
# $$\frac{dy}{dx} = \frac{dy}{du} \cdot \frac{du}{dx}$$
#
# ($du/dx$ is the slope of $u$ in $x$, with a straight d where nothing has to be held still.) Two slips are common. One forgets the second factor, the slope *inside*. The other takes $2x$ for $2u$: what is squared is
# $u$, so the slope of the square is taken at $u$.
#
# Here is $(5x - 2)^2$ at $x = 1$. Keep pressing →: first the values go forward, and then the slopes come back to `x`, and
# are multiplied on the way.

# %%
x = Value(1.0)
times_5 = x * 5
u = times_5 - 2
y = u**2
show(y, title="A square of something", sliders={"x": (-1, 2)})

# %% [markdown] tags=["exercise"]
# **On paper. (a)** The slope of $(2x - 3)^2$ at $x = 4$. **(b)** The slope of $(5 - x)^2$ at $x = 2$.

# %% [markdown] tags=["solution"]
# **(a)** Inside it is 5, so 2 · 5 · 2 = 20. With 10 you forgot the slope inside. **(b)** Inside it is 3, and the slope
# there is −1: 2 · 3 · (−1) = −6. The minus is the slope inside.

# %% tags=["asserts"]
assert (4 * 1 + 2, (4 * 1 + 2) ** 2) == (6, 36)
assert round(dx, 4) == round(1.01 - 1, 4) == 0.01
assert round(du / dx, 6) == 4
assert round(dy / du) == 12 == 2 * 6
assert round(dy / dx, 2) == 48.16
assert _slopes(lambda x: (4 * x + 2) ** 2, 1) == [4 * 12] == [48]
assert (x.data, u.data, y.data) == (1, 3, 9)
assert _slopes(lambda x: (2 * x - 3) ** 2, 4) == [2 * 5 * 2] == [20]
assert _slopes(lambda u: u**2, 5) == [10]
assert _slopes(lambda x: (5 - x) ** 2, 2) == [2 * 3 * (-1)] == [-6]

# %% [markdown] slug="before-repair-7"
# ## Repair 7: the axis that goes (6 minutes)
#
# Three taxi rides, a row for each: kilometres, minutes of waiting. You want all kilometres and all minutes, so two numbers. Is
# that `axis=0` or `axis=1`? Write down which, and the two numbers.

# %% tags=["predict"]
import numpy as np

X = np.array([[1, 0], [3, 4], [2, 10]])
print("axis=0", X.sum(axis=0))
print("axis=1", X.sum(axis=1))

# %% [markdown] tags=["answer"]
# It is `axis=0`: 6 kilometres and 14 minutes. `axis=1` adds kilometres to minutes, ride by ride: 1, 7, 12.

# %% [markdown]
# `X.shape` is `(3, 2)`. Its first number counts the rows, and that is axis 0; its second counts the columns, axis 1.
# **The axis that you name is the one that goes.** Cross its number out, and the shape of the result is left:
#
# | call | goes | shape left | what is added |
# |---|---|---|---|
# | `X.sum(axis=0)` | the 3 | `(2,)` | down each column |
# | `X.sum(axis=1)` | the 2 | `(3,)` | along each row |
#
# "Axis 0 is the rows, so it adds along the rows": this is the usual slip. It adds *over* the rows, one below the other. In
# a sum with indices the axis is the index under the sign: axis 0 is $\sum_n x_{ni}$, and $i$ is left.
#
# `mean`, `max` and `argmax` go by the same rule.

# %% [markdown] tags=["exercise"]
# **On paper. (a)** `A` has the shape (5, 4). What shape has `A.mean(axis=0)`, and what shape `A.max(axis=1)`? **(b)** What is
# `np.array([[1, 2], [3, 4]]).sum(axis=1)`?

# %% [markdown] tags=["solution"]
# **(a)** (4,) and (5,). **(b)** 3 and 7: axis 1 goes, and each row is added. With 4 and 6 you went down the columns.

# %% tags=["asserts"]
assert X.sum(axis=0).tolist() == [6, 14]
assert X.sum(axis=1).tolist() == [1, 7, 12]
assert (X.shape, X.sum(axis=0).shape, X.sum(axis=1).shape) == ((3, 2), (2,), (3,))
assert X.sum(axis=0).tolist() == [
    sum(X[n, i] for n in range(3)) for i in range(2)
]
_A = np.zeros((5, 4))
assert (_A.mean(axis=0).shape, _A.max(axis=1).shape) == ((4,), (5,))
assert (_A.argmax(axis=0).shape, _A.argmax(axis=1).shape) == ((4,), (5,))
assert np.array([[1, 2], [3, 4]]).sum(axis=1).tolist() == [3, 7]
assert np.array([[1, 2], [3, 4]]).sum(axis=0).tolist() == [4, 6]

# %% [markdown] slug="before-repair-8"
# ## Repair 8: one array for all rows (6 minutes)
#
# The same three rides. You add the array of 100 and 200 to the table. The table has three rows, the array two numbers: to
# which entries does the 100 go? Write the new table down.

# %% tags=["predict"]
print(X + np.array([100, 200]))

# %% [markdown] tags=["answer"]
# To the first column: 101, 103, 102. The 200 goes to the second: 200, 204, 210. The array is added to every row.

# %% [markdown]
# To find out, write the two shapes below each other, flush right:
#
# ```
# X             (3, 2)
# [100, 200]    (   2)
# ```
#
# The 2 stands below the 2: so an array of one axis lies along a *row*, and its numbers belong to the columns. Below the 3
# there is nothing, so NumPy takes the same array for each of the three rows. This is called **broadcasting**.
#
# And if you have a number for each *row*? Then the array must stand upright, as a table of one column. Behind an array,
# `[:, None]` makes it so: the shape (3,) becomes (3, 1), and the one column is taken for both columns of `X`.
#
# ```python
# X + np.array([10, 20, 30])[:, None]    # rows 11 10, 23 24 and 32 40
# ```
#
# Without `[:, None]` a 3 stands below the 2, and NumPy refuses. But **in a square table nothing warns you**: an array of two
# numbers, meant for the two rows of a (2, 2) table, is taken for a row.

# %% [markdown] tags=["exercise"]
# **On paper. (a)** `np.array([[1, 2], [3, 4]]) * np.array([10, 1])`. **(b)** `A` has the shape (4, 3) and `c` the shape
# (4,), a number for each row. What does `A + c` do, and what do you write?

# %% [markdown] tags=["solution"]
# **(a)** The rows (10, 2) and (30, 4): the first column is multiplied by 10. **(b)** It stops with an error, since 4 stands
# below 3. Write `A + c[:, None]`.

# %% tags=["asserts"]
assert (X + np.array([100, 200])).tolist() == [[101, 200], [103, 204], [102, 210]]
_column = np.array([10, 20, 30])[:, None]
assert _column.shape == (3, 1)
assert (X + _column).tolist() == [[11, 10], [23, 24], [32, 40]]


def _refused(shape, other):
    try:
        np.zeros(shape) + np.zeros(other)
    except ValueError:
        return True
    return False


assert _refused((3, 2), (3,))
assert not _refused((2, 2), (2,))
assert _refused((4, 3), (4,))
assert (np.zeros((4, 3)) + np.zeros(4)[:, None]).shape == (4, 3)
assert (np.array([[1, 2], [3, 4]]) * np.array([10, 1])).tolist() == [
    [10, 2],
    [30, 4],
]

# %% [markdown] slug="before-next"
# ## Where to start
#
# You should now be able to read a sum with its indices, take a slope in one variable while the others stand still, follow a
# number through one function into the next, and say which axis of an array goes. Start with
# [chapter 00](00_start_here.ipynb); if you know what a loss and a gradient are, with
# [chapter 01](01_linear_regression.ipynb).
