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

# %% [markdown] slug="ch17-title"
# # 17 · Backpropagation in general
#
# Three jobs for a laptop:
#
# 1. A layer takes 1,000 numbers to 1,000, for a batch of 100 rows. Each of its 100,000 outputs has a slope in each of its
#    million weights: a table of 10¹¹ entries, 800 gigabytes. Go back through this layer.
# 2. A loss depends on a million weights. The table of its *second* derivatives has 10¹² entries. Find out how strongly
#    the loss is curved, in the direction in which it is curved most.
# 3. A program takes 10,000 steps, one after the other. The way back needs the number that went into each. There is
#    room for 500 numbers. Find the gradient, to the last digit.
#
# Which can be done, and at what price? Write down a guess for each.
#
# **After this chapter** you can say what any step does on the way back, and on the way forward; choose the cheaper of
# the two; give an engine a step of your own and check it; measure the curvature of a loss without its table; and pay
# for memory with work.
#
# **You need** [chapter 09](09_vectorised.ipynb), and the curvature of [chapter 03](03_gradient_descent.ipynb).
#
# **Time:** {{time}}. One more exercise is optional.
#
# **The mistake this chapter cures:** backpropagation multiplies Jacobian matrices.

# %% [markdown] slug="ch17-before"
# ## Three questions from before

# %% [markdown] tags=["quiz"]
# **1.** From chapter 09: a bias of the shape (3,) is added to each of 5 rows, and all that arrives there, (5, 3), is 2.
# What is the gradient of the bias?
#
# - Three numbers, each 2.
#   No. That is their mean over the rows. What was used five times gets the sum.
# - Three numbers, each 10.
#   Right. One bias is used by 5 rows, and 5 · 2 arrive at it.
# - Fifteen numbers, each 2.
#   No. A gradient has the shape of what it is the gradient of.

# %% [markdown] tags=["quiz"]
# **2.** From chapter 03: a parabola has the curvature 16. From which learning rate on does descent no longer arrive?
#
# - From 1/16 on.
#   No. That is the best rate: it is there in one step.
# - From 2/16 on.
#   Right. At 2 divided by the curvature each step ends as far off as it began, on the other side.
# - From 16 on.
#   No. The larger the curvature, the smaller the rate has to be.

# %% [markdown] tags=["quiz"]
# **3.** From chapter 16: ten rows go through a network 20-30-5 with sigmoids and the squared loss. How many numbers are
# kept for the way back, with the targets, but without the weights?
#
# - 550
#   No. The loss keeps the targets beside the outputs, 5 more for each row.
# - 60
#   No. That is one row. There are ten.
# - 600
#   Right. 10 · (20 + 30 + 5 + 5): inputs, activations, outputs and targets.

# %% slug="ch17-setup" jupyter={"source_hidden": true}
import warnings
from math import isclose

import numpy as np

from autograd_lab import Rule, Tensor, Value, data, grad, show
from autograd_lab.answers import tell
from autograd_lab.viz import figures

# %% tags=["asserts"]
assert np.full((5, 3), 2).sum(axis=0).tolist() == [10, 10, 10]
assert 10 * (20 + 30 + 5 + 5) == 600 and 10 * (20 + 30 + 5) == 550
assert 100 * 1000 * 1000 * 1000 == 10**11 and 8 * 10**11 == 800 * 10**9

# %% [markdown] slug="ch17-carpet"
# ## A row for each result
#
# A carpet has the sides $a = 3$ and $b = 4$. Three numbers are made from these two: its area $a b = 12$, its edge $2(a +
# b) = 14$, and its diagonal $\sqrt{a^2 + b^2} = 5$. How far does each of them move, for each metre of each side? That is
# a table of six slopes, with a row for each result and a column for each input: the {{term:jacobian|Jacobian}} $J$ of
# this step.
#
# | | in $a$ | in $b$ |
# |---|---|---|
# | area | $b$ = 4 | $a$ = 3 |
# | edge | 2 | 2 |
# | diagonal | $a$ / diagonal = 0.6 | $b$ / diagonal = 0.8 |
#
# A sweep begins at one number. So let a shop make one of the three: wool costs 10 a square metre, the fringe 5 a metre
# of the edge, and gold thread 20 a metre of the diagonal. What is one more metre of $a$ worth, and one of $b$?

# %% tags=["predict"]
a, b = Value(3.0), Value(4.0)
area = a * b
edge = 2 * (a + b)
diagonal = (a**2 + b**2) ** 0.5

wool, fringe, thread = Value(10.0), Value(5.0), Value(20.0)
price = wool * area + fringe * edge + thread * diagonal

ranges = {"wool": (0, 20), "fringe": (0, 20), "thread": (0, 20)}
show(price, title="The price of a carpet", sliders=ranges, start="end")

# %% [markdown] tags=["answer"]
# 62 for $a$ and 56 for $b$. The prices arrive at the three results as a row $v = (10, 5, 20)$, and what arrives at the
# sides is this row times the table: $10 \cdot 4 + 5 \cdot 2 + 20 \cdot 0.6 = 62$.

# %% [markdown]
# Now set the prices to 1, 0 and 0, and read what stands at $a$ and $b$. Then 0, 1, 0. Then 0, 0, 1. You get the table,
# row by row: each sweep gives one row, or any mixture of rows. With $y$ for the results and $x$ for the inputs:
#
# {{eq:jacobian-table}}
#
# $v J$ is the {{term:vector-jacobian-product|vector-Jacobian product}}, VJP for short. Every sweep since chapter 05 was one, with $v = (1)$ at
# the loss. And where was the table? Nowhere. Each gate knew one or two slopes.

# %% tags=["asserts"]
# eq: jacobian-table


def _carpet(sides):
    a, b = sides
    return np.array([a * b, 2 * (a + b), (a * a + b * b) ** 0.5])


_sides, _h = np.array([3.0, 4.0]), 1e-5
_J = np.array(
    [
        (_carpet(_sides + _h * e) - _carpet(_sides - _h * e)) / (2 * _h)
        for e in np.eye(2)
    ]
).T
assert np.allclose(_J, [[4, 3], [2, 2], [0.6, 0.8]])
assert _carpet(_sides).tolist() == [12, 14, 5]
assert np.allclose(np.array([10, 5, 20]) @ _J, [62, 56])
price.backward()
assert isclose(a.grad, 62) and isclose(b.grad, 56)
assert isclose(10 * 4 + 5 * 2 + 20 * 0.6, 62)
for _row, _result in zip(_J, (area, edge, diagonal), strict=True):
    assert np.allclose([slope.data for slope in grad(_result, [a, b])], _row)

# %% [markdown] slug="ch17-never-built"
# ## The table that nobody builds
#
# Here are the tables of three steps, found by nudging; a square stands for an entry that is not 0, a dot for a 0. The first
# is σ, entry by entry, of six numbers, and the second their sum. The third is $Z = X W$, with $X$ of the shape (3, 4)
# and $W$ of the shape (4, 2): its 6 outputs by the 8 *weights*. Before you look: how many of its 48 entries are not 0?


# %%
def table_by_nudging(step, x, h=1e-5):
    """(outputs, inputs): all slopes of a step, column by column."""
    columns = [
        (step(x + h * e) - step(x - h * e)) / (2 * h) for e in np.eye(x.size)
    ]
    return np.array(columns).T


def draw(name, table):
    print(f"{name}: {table.size} entries, {np.sum(table != 0)} are not 0")
    for row in table:
        print("    " + " ".join("■" if entry else "·" for entry in row))


def sigma(z):
    return 1 / (1 + np.exp(-z))


# %% tags=["predict"]
six, eight = np.linspace(-1, 1.5, 6), np.linspace(-1, 2.5, 8)
X = np.arange(1.0, 13.0).reshape(3, 4)

draw("σ", table_by_nudging(sigma, six))
draw("sum", table_by_nudging(lambda x: np.array([x.sum()]), six))
draw("X W", table_by_nudging(lambda w: (X @ w.reshape(4, 2)).ravel(), eight))

# %% [markdown] tags=["answer"]
# 24. Each output depends on the four weights of its own column of $W$. And the 24 tell nothing new: they are the twelve
# numbers of $X$, each twice. The layer at the top of this page has the same pattern: of its 10¹¹ entries, one in a
# thousand is not 0.

# %% [markdown]
# So a step need not know its table. It knows a short way to multiply a row by it:
#
# | step | its table | $v$ times the table |
# |---|---|---|
# | $y = \sigma(x)$ | a diagonal | `v * y * (1 - y)` |
# | a sum | a row of ones | $v$, repeated |
# | $n$ copies of $x$ | a column of ones | the sum of $v$ |
# | the largest of $x$ (here ties share) | a single 1 | $v$ for the largest, 0 for the others |
# | $Z = X W$, by $W$ | $X$, over and over, and zeros | `X.T @ V` |
# | $Z = X W$, by $X$ | $W$, over and over, and zeros | `V @ W.T` |
#
# That is the first job. `X.T @ V` takes 10⁸ multiplications for the large layer, and its largest array has the million
# numbers of $W$. And that is all there is to backpropagation: chapter 05's gates, the δ of chapter 08 and the three
# products of chapter 09 are lines of this table, and where paths meet again, what arrives is added. A new architecture
# is made of such steps: nobody has to derive its gradient.

# %% tags=["asserts"]
_table = table_by_nudging(lambda w: (X @ w.reshape(4, 2)).ravel(), eight)
assert _table.size == 48 and np.sum(_table != 0) == 24
assert sorted(set(_table[_table != 0].round(6))) == X.ravel().tolist()
_V = np.arange(6.0).reshape(3, 2)
assert np.allclose(_V.ravel() @ _table, (X.T @ _V).ravel())
_W = np.linspace(-1, 2.5, 8).reshape(4, 2)
_by_X = table_by_nudging(lambda x: (x.reshape(3, 4) @ _W).ravel(), X.ravel())
assert np.allclose(_V.ravel() @ _by_X, (_V @ _W.T).ravel())
_largest = table_by_nudging(lambda x: np.array([x.max()]), six)
assert np.allclose(_largest, [[0, 0, 0, 0, 0, 1]])
assert 100 * 1000 * 1000 == 10**8 and 10**11 // 1000 == 10**8

# %% [markdown] slug="ch17-two-ends"
# ## From which end?
#
# Let both sides of the carpet grow by a metre an hour: $a = 3 + t$ and $b = 4 + t$. That makes two steps, from $t$ to
# the sides, with the table $J_1$, and from the sides to the results, $J_2$. The area grows by its slope in $a$ times
# that of $a$, plus its slope in $b$ times that of $b$: a row of $J_2$ times the column $J_1$.
#
# $$J_2 J_1 = \begin{pmatrix} 4 & 3 \\ 2 & 2 \\ 0.6 & 0.8 \end{pmatrix} \begin{pmatrix} 1 \\ 1 \end{pmatrix}
# = \begin{pmatrix} 7 \\ 4 \\ 1.4 \end{pmatrix}$$
#
# So the table of a chain is the product of its tables. The first step stands on the right. A product of three may be
# worked out from either end:
#
# {{eq:two-orders}}
#
# From the left, a row goes back: that is a sweep. From the right, a *column* $u$ goes forward, beside the numbers
# themselves: $J u$ is the {{term:jacobian-vector-product|Jacobian-vector product}}, JVP, and this is
# {{term:forward-mode}}. It answers another question: how fast does each result move, when the inputs move at the rates
# $u$? Above, $u$ was $(1, 1)$.
#
# The two meet. The results are worth $v$, so the price grows by $v \cdot (J u)$ = 10 · 7 + 5 · 4 + 20 · 1.4. And the
# sides are worth $v J$, so it grows by 62 + 56. Work out both. In the player the same number arrives at $t$.

# %%
t = Value(0.0)
a, b = 3 + t, 4 + t
area, edge, diagonal = a * b, 2 * (a + b), (a**2 + b**2) ** 0.5
price = 10 * area + 5 * edge + 20 * diagonal
show(price, title="A carpet that grows", sliders={"t": (0, 2)}, start="end")

# %% [markdown]
# Forward mode takes two lines for a layer, and it keeps nothing for later. In code $u$ lies as a row, like $x$:

# %%
x, W, b = X[0] / 10, eight.reshape(4, 2), np.array([0.1, -0.2])
u = np.array([1.0, -1.0, 2.0, 0.0])  # x moves at these rates

a = sigma(x @ W + b)
Ju = (u @ W) * a * (1 - a)  # and a at these

h = 1e-5
ahead, behind = sigma((x + h * u) @ W + b), sigma((x - h * u) @ W + b)
print("J u", Ju.round(6), "by nudging", ((ahead - behind) / (2 * h)).round(6))

# %% [markdown]
# Then why go back? Take the tables of the network 64-100-100-10 and its loss, without the diagonals, which cost little.
# Multiply them from the loss's end and from the inputs' end. How many times as many multiplications does the second take?


# %% tags=["predict"]
def product(tables, from_the_left):
    """The product of tables, and how many multiplications it took."""
    left_over, count = list(tables), 0
    while len(left_over) > 1:
        at = 0 if from_the_left else len(left_over) - 2
        P, Q = left_over[at : at + 2]
        count += P.shape[0] * P.shape[1] * Q.shape[1]
        left_over[at : at + 2] = [P @ Q]
    return left_over[0], count


rng = np.random.default_rng(0)
widths = [1, 10, 100, 100, 64]  # the loss, the outputs, …, the inputs
tables = [rng.normal(size=pair) for pair in zip(widths, widths[1:], strict=False)]

back, back_count = product(tables, from_the_left=True)
forth, ahead_count = product(tables, from_the_left=False)
print(f"from the loss:   {back_count:7,} multiplications")
print(f"from the inputs: {ahead_count:7,}, {ahead_count / back_count:.1f} times")
print("the same product:", np.allclose(back, forth))

# %% [markdown] tags=["answer"]
# 40.5 times. From the loss one row is carried along: 1 · (1,000 + 10,000 + 6,400) multiplications. From the inputs it is
# 64 columns: 64 · (10,000 + 1,000 + 10). And training asks for the slopes in 17,610 weights and biases, not in 64
# inputs.

# %% [markdown]
# In general, with $n$ inputs and $m$ results: going back, one sweep gives one *row* of the table, so all of it takes at
# most $m$ sweeps. Going forward, one walk gives one *column*, so all of it takes at most $n$. A loss is one result of a
# million weights: go back. A rocket whose 500 temperatures all depend on one valve: go forward. The way back has one
# more price, memory.

# %% tags=["asserts"]
# eq: two-orders
assert np.allclose(_J, [[4, 3], [2, 2], [0.6, 0.8]])
assert np.allclose(_J @ [1, 1], [7, 4, 1.4])
assert isclose(10 * 7 + 5 * 4 + 20 * 1.4, 118) and 62 + 56 == 118
price.backward()
assert isclose(t.grad, 118)
assert back_count == 1 * 10 * 100 + 1 * 100 * 100 + 1 * 100 * 64
assert round(ahead_count / back_count, 1) == 40.5
_turned = [table.T for table in tables[::-1]]
assert product(_turned, from_the_left=False)[1] == back_count
_J1, _J2, _J3 = (rng.normal(size=size) for size in ((5, 4), (3, 5), (2, 3)))
_v, _u = rng.normal(size=2), rng.normal(size=4)
assert np.allclose(((_v @ _J3) @ _J2) @ _J1, _v @ (_J3 @ _J2 @ _J1))
assert np.allclose(_J3 @ (_J2 @ (_J1 @ _u)), (_J3 @ _J2 @ _J1) @ _u)
assert back_count == 1 * (1_000 + 10_000 + 6_400)
assert ahead_count == 64 * (10_000 + 1_000 + 10)
assert sum(n * m + m for n, m in ((64, 100), (100, 100), (100, 10))) == 17_610
assert np.allclose(Ju, table_by_nudging(lambda x: sigma(x @ W + b), x) @ u)
assert np.allclose(Ju, (ahead - behind) / (2 * h)) and abs(Ju).min() > 0.1

# %% [markdown] slug="ch17-exercise-1"
# ### Exercise 17.1: rows and columns (6 minutes)
#
# A step makes three numbers from two: $y_1 = p\,q$, $y_2 = p^2$, $y_3 = q - p$, at $p = 3$ and $q = 5$. Work out its
# table, then three things: what arrives at $(p, q)$ when the row $v = (3, 1, 2)$ arrives at the results; how fast the
# results move when $(p, q)$ moves at the rate $u = (1, -1)$; and the number $v J u$, in which the two meet. Then count:
# a chain leads from 200 inputs over 50 and 50 numbers to 4 results. How many multiplications does the whole table take,
# from the results' end? And from the inputs' end? Done when each line says "right".

# %% tags=["exercise"]
answer_1 = {
    "arrives_at_p_and_q": [None, None],
    "rates_of_the_results": [None, None, None],
    "vJu": None,
    "from_the_results": None,
    "from_the_inputs": None,
}

# %%
tell("17.1", answer_1)

# %% [markdown] tags=["hint"]
# Hint 1: look at the table
#
# Three rows, two columns. The first row belongs to $y_1$, and its first entry is the slope of $p\,q$ in $p$.

# %% [markdown] tags=["hint"]
# Hint 2: recall which way each vector lies
#
# A row meets the columns of the table: for $p$, multiply $v$ by the three slopes in $p$ and add. A column meets its rows.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# J = np.array([[5, 3], [6, 0], [-1, 1]])
# ```
#
# And for the count: the tables are (4, 50), (50, 50) and (50, 200). A product of $(m, k)$ and $(k, n)$ takes $m k n$.

# %% [markdown] tags=["solution"]
# ```python
# J = np.array([[5, 3], [6, 0], [-1, 1]])
# v, u = np.array([3, 1, 2]), np.array([1, -1])
# answer_1 = {
#     "arrives_at_p_and_q": v @ J,
#     "rates_of_the_results": J @ u,
#     "vJu": v @ J @ u,
#     "from_the_results": 4 * 50 * 50 + 4 * 50 * 200,
#     "from_the_inputs": 50 * 50 * 200 + 4 * 50 * 200,
# }
# ```
#
# (19, 11), then (2, 6, −2), and 8 both ways: 19 − 11, and 6 + 6 − 4. From the results 50,000, from the inputs 540,000. Four
# rows are carried in the one case, two hundred columns in the other.

# %% tags=["asserts"]
_J = np.array([[5, 3], [6, 0], [-1, 1]])
assert (np.array([3, 1, 2]) @ _J).tolist() == [19, 11]
assert (_J @ [1, -1]).tolist() == [2, 6, -2] and 19 - 11 == 8 == 6 + 6 - 4
_chain = [np.ones(size) for size in ((4, 50), (50, 50), (50, 200))]
assert product(_chain, True)[1] == 50_000 and product(_chain, False)[1] == 540_000

# %% [markdown] slug="ch17-repeat"
# ## What NumPy repeats
#
# Of all tables, those of broadcasting give people the most trouble. A theatre plays in 3 towns, on 4 days. A ticket
# costs the town's price, `c` of the shape (3, 1), plus the day's surcharge, `r` of the shape (4,). `sold` says how many
# tickets were sold, and the takings are the sum of it all. What is the gradient of `r`, four numbers? And of `c`? In
# words first: what would one more euro on the third day bring?

# %% tags=["predict"]
c = Tensor([[10.0], [20.0], [30.0]], requires_grad=True)
r = Tensor([0.0, 1.0, 5.0, 2.0], requires_grad=True)
sold = Tensor([[5.0, 0.0, 2.0, 1.0], [3.0, 4.0, 0.0, 0.0], [1.0, 1.0, 6.0, 2.0]])
tickets = c + r  # (3, 1) and (4,) become (3, 4)
takings = (tickets * sold).sum()
takings.backward()
print("∂/∂r", r.grad.tolist(), " ∂/∂c", c.grad.tolist())
show(takings, title="Twelve prices made of three and four", start="end")

# %% [markdown] tags=["answer"]
# One more euro on the third day is paid for each ticket sold on that day: 2 + 0 + 6 = 8. So the gradient of `r` is 9, 5,
# 8, 3, the sums down the columns of `sold`, and that of `c` is 8, 7, 10, along its rows.

# %% [markdown]
# NumPy writes shapes one under the other, flush right, puts a 1 where an axis is missing, and repeats along each axis
# where one has a 1 and the other more.
#
# ```
# c           (3, 1)
# r              (4,)   read as (1, 4)
# c + r       (3, 4)    c repeated along axis 1, r along axis 0
# ```
#
# Repeating is multiplying by a table of zeros and ones, $R$. Two copies of a number: $R$ is a column of two ones, and
# the row $(v_1, v_2)$ comes back as $v_1 + v_2$. The sum of two numbers has the table $(1, 1)$, which is $R$
# *transposed*, with rows for columns, and $v$ comes back as $(v, v)$. Written with columns:
#
# {{eq:repeat-and-sum}}
#
# **What was repeated forwards is summed backwards, and what was summed forwards is repeated backwards**, over the same
# axes. A mean is a sum divided by $n$, both ways.
#
# This explains a trap. Take outputs of the shape (N, 1) and labels of the shape (N,): their difference has the shape (N,
# N), as in chapters 15 and 16. On the way back each sum is taken over the right axis, every gradient has the right
# shape, and a check by nudging says that all agree. It is the right gradient, of the wrong function. Look at the shape
# of the difference.

# %% tags=["asserts"]
# eq: repeat-and-sum
assert r.grad.tolist() == [9, 5, 8, 3] and 2 + 0 + 6 == 8
assert c.grad.tolist() == [[8], [7], [10]]
assert (np.ones((3, 1)) + np.ones(4)).shape == (3, 4)
_R = np.kron(np.eye(3), np.ones((4, 1)))  # c, 3 numbers, to its 12 copies
_copies = np.broadcast_to(c.data, (3, 4)).ravel()
assert np.array_equal(_R @ c.data.ravel(), _copies)
_g = np.arange(12.0)
assert np.array_equal(_g @ _R, _g.reshape(3, 4).sum(axis=1))
_y = table_by_nudging(lambda x: x.reshape(3, 4).sum(axis=1), np.ones(12))
assert np.allclose(_y, _R.T)
_v = np.array([1.0, 2.0, 3.0])
assert np.array_equal(_v @ _R.T, np.repeat(_v, 4))
_out = Tensor([[0.0], [1.0], [1.0]], requires_grad=True)
_labels = np.array([0.0, 1.0, 1.0])
_loss = ((_out - _labels) ** 2).mean()
_loss.backward()
assert (_out - _labels).shape == (3, 3) and _loss.item() > 0
_by_nudging = table_by_nudging(
    lambda o: np.array([((o[:, None] - _labels) ** 2).mean()]), _labels.copy()
)
assert np.allclose(_out.grad.ravel(), _by_nudging)

# %% [markdown] slug="ch17-own-rule"
# ## A step of your own
#
# An engine needs two things to know a step: the way forward, and the row times the table. With `Rule` you give it both.
# Here the diagonal, four nodes above, becomes one. `forward` gets plain numbers, and keeps in `self` what the way back
# needs. `backward` gets `g`, what has arrived at the result. In the player, press ← until the diagonal hands on: the
# sentence is the rule's.


# %%
class Diagonal(Rule):
    name = "diag"
    sentence = "what arrives, times the side divided by the diagonal"

    def forward(self, a, b):
        self.a, self.b = a, b
        self.length = np.sqrt(a * a + b * b)
        return self.length

    def backward(self, g):
        return g * self.a / self.length, g * self.b / self.length


class Forgetful(Diagonal):
    def backward(self, g):
        return self.a / self.length, self.b / self.length


a, b = Value(3.0), Value(4.0)
area, edge, diagonal = a * b, 2 * (a + b), Diagonal()(a, b)
price = 10 * area + 5 * edge + 20 * diagonal
show(price, title="A step of one's own", sliders=[], start="end")

# %% [markdown]
# `Forgetful` hands back the slopes alone. Which gradient of $a$ do the two rules give, where the rule is the end of the
# graph? And where its result is multiplied by 20? The last line asks `check`, which nudges the inputs and compares: True
# or False?


# %% tags=["predict"]
def slope_in_a(rule, times):
    a, b = Value(3.0), Value(4.0)
    (rule(a, b) * times).backward()
    return a.grad


for times in (1, 20):
    right, forgot = slope_in_a(Diagonal(), times), slope_in_a(Forgetful(), times)
    print(f"times {times:2}: right {right:.4g}, forgetful {forgot:.4g}")
print(
    "check:", bool(Diagonal().check(3.0, 4.0)), bool(Forgetful().check(3.0, 4.0))
)

# %% [markdown] tags=["answer"]
# At the end both say 0.6, since 1 arrives there. Times 20 it should be 12, and the forgetful rule still says 0.6. A step
# never knows where it stands, so its rule must be right for *any* row that arrives. `check` sees to that: it multiplies
# the results by numbers of its own.
#
# For a step with a million inputs that takes long. Then nudge all of them at once, along one random $u$. That measures $J u$,
# and $v \cdot (J u)$ must be what your rule says, $(v J) \cdot u$.

# %% tags=["asserts"]
assert isclose(slope_in_a(Diagonal(), 1), 0.6)
assert isclose(slope_in_a(Forgetful(), 1), 0.6)
assert isclose(slope_in_a(Diagonal(), 20), 12)
assert isclose(slope_in_a(Forgetful(), 20), 0.6)
assert Diagonal().check(3.0, 4.0) and not Forgetful().check(3.0, 4.0)
price.backward()
assert isclose(a.grad, 62) and isclose(b.grad, 56)

# %% [markdown] slug="ch17-exercise-2"
# ### Exercise 17.2: a running sum (8 minutes)
#
# `np.cumsum` of 3, 1, 4 is 3, 4, 8: each result is the sum of all entries so far. Make a rule of it, for arrays of the
# shape (n,): fill in both lines. There is one input, so `backward` returns one array. Draw its table for three entries
# first. Then check it yourself, with `RunningSum().check([3.0, 1.0, 4.0])`, and only then ask. Done when the line below
# says "right".


# %% tags=["exercise"]
class RunningSum(Rule):
    sentence = "your sentence"

    def forward(self, x):  # (n,) -> (n,)
        return None

    def backward(self, g):  # (n,) -> (n,)
        return None


# %%
tell("17.2", RunningSum)

# %% [markdown] tags=["hint"]
# Hint 1: look at who uses the first entry
#
# The first entry of $x$ stands in every result, and the last in one only. What arrives from all who use it is added.

# %% [markdown] tags=["hint"]
# Hint 2: recall what going back does to the table
#
# $J$ has ones on and below the diagonal. $g J$ adds down its columns: entry $i$ gets $g_i$ and all $g$ behind it.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# from_the_end = g[::-1]
# ```

# %% [markdown] tags=["solution"]
# ```python
# class RunningSum(Rule):
#     sentence = "each entry gets what arrives at its own place and behind it"
#
#     def forward(self, x):
#         return np.cumsum(x)
#
#     def backward(self, g):
#         return np.cumsum(g[::-1])[::-1]
# ```
#
# A running sum from the other end. Whoever returns `np.cumsum(g)` has multiplied by the table from the wrong side: the
# shape is right, and with equal numbers in $g$ even the total is.

# %% tags=["asserts"]
_lower = table_by_nudging(np.cumsum, np.array([3.0, 1.0, 4.0]))
assert np.allclose(_lower, np.tril(np.ones((3, 3))))
_g = np.array([1.0, -2.0, 5.0])
assert np.allclose(_g @ _lower, np.cumsum(_g[::-1])[::-1])
assert np.cumsum([3, 1, 4]).tolist() == [3, 4, 8]

# %% [markdown] slug="ch17-second"
# ## The slope of a slope
#
# Now the second job. The table of second derivatives, the {{term:hessian|Hessian}} $H$, is the table of the slopes *of
# the gradient*. Again it is enough to multiply by it. The dot product of the gradient with a column $u$ is a single
# number, and you know how to find the slopes of that:
#
# {{eq:hessian-vector}}
#
# The second form reads: move the weights along $u$, and see how the gradient changes. A framework with a forward mode
# sends $u$ through the sweep, "forward over reverse". In each form $H u$, the
# {{term:hessian-vector-product|Hessian-vector product}}, costs a few sweeps, and $H$ is nowhere.
#
# The first form needs a sweep that can be differentiated in turn. `Value` has it: with `create_graph=True`, `grad`
# returns nodes that have a graph of their own, to any order. (`Tensor` and `Rule` have first derivatives only.)
#
# Here are two weights in a row, no bias and no σ. The input and the target are 1, so $L = (w_1 w_2 - 1)^2$. At
# $(2, \tfrac12)$ the loss is 0. Which two numbers will arrive at $w_1$ and $w_2$, for $u = (1, 0)$?

# %% tags=["predict"]
w1, w2 = Value(2.0), Value(0.5)
u1, u2 = Value(1.0), Value(0.0)
residual = w1 * w2 - 1
loss = residual**2

g1, g2 = grad(loss, [w1, w2], create_graph=True)
slope_along_u = g1 * u1 + g2 * u2
print("H u =", [number.data for number in grad(slope_along_u, [w1, w2])])
show(slope_along_u, title="A slope that has slopes", start="end")

# %% [markdown] tags=["answer"]
# 0.5 and 2: the first column of $H$. On the way there you can see the first sweep itself, as nodes (press `fit`). `v1`
# is the 1 it began with. With $u = (0, 1)$ it is 2 and 8. At $(1, 1)$ the network computes the very same function, and
# both columns are 2 and 2:
#
# $$H = \begin{pmatrix} 0.5 & 2 \\ 2 & 8 \end{pmatrix} \text{ at } (2, \tfrac12), \qquad
# H = \begin{pmatrix} 2 & 2 \\ 2 & 2 \end{pmatrix} \text{ at } (1, 1)$$
#
# How is a curvature read from such a table? Along a direction $u$ of length 1 it is $u \cdot (H u)$. Where $H$ only
# stretches $u$, it is the factor. Both places lie in the valley of all pairs with $w_1 w_2 = 1$. Along it the
# curvature is 0: at the first place $H$ takes $(4, -1)$ to $(0, 0)$. Across it, in the direction $(w_2, w_1)$, in which
# $w_1 w_2$ grows fastest, it is $2 (w_1^2 + w_2^2)$:
#
# $$H = 2 \begin{pmatrix} w_2 \\ w_1 \end{pmatrix} \begin{pmatrix} w_2 & w_1 \end{pmatrix}, \qquad
# \begin{pmatrix} 0.5 & 2 \\ 2 & 8 \end{pmatrix} \begin{pmatrix} 0.5 \\ 2 \end{pmatrix}
# = \begin{pmatrix} 4.25 \\ 17 \end{pmatrix} = 8.5 \begin{pmatrix} 0.5 \\ 2 \end{pmatrix}$$
#
# At the second place it is 4. The rates up to which descent can stay there are 2/8.5, about 0.235, and 2/4:
# {{ref:rate-limit}}.

# %% [markdown]
# So what does descent do at the rate 0.3, from $(2.01, 0.5)$, a hair beside the perfect pair? Does it settle there, fly
# off to infinity, or neither?

# %% tags=["predict"]
w1, w2 = 2.01, 0.5
for _ in range(400):
    residual = w1 * w2 - 1
    w1, w2 = w1 - 0.3 * 2 * residual * w2, w2 - 0.3 * 2 * residual * w1
print(f"w1 {w1:.4g}, w2 {w2:.4g}, w1 w2 {w1 * w2:.4g}", end=", ")
print(f"2 (w1² + w2²) {2 * (w1**2 + w2**2):.4g}")

# %% [markdown] tags=["answer"]
# Neither. It is thrown from side to side, each time further, and its wide swings take it along the valley, until it
# comes to rest at $(1.404, 0.712)$. There the curvature is 4.96, and the rate allows 6.67. The rate has *chosen* among
# solutions that the loss cannot tell apart. At the rate 0.5 it does fly off: 0.5 allows 4, and no pair has less.


# %% tags=["asserts"]
# eq: hessian-vector
def _hessian_column(w1, w2, u):
    weights = [Value(w1), Value(w2)]
    slopes = grad((weights[0] * weights[1] - 1) ** 2, weights, create_graph=True)
    along = slopes[0] * u[0] + slopes[1] * u[1]
    return [number.data for number in grad(along, weights)]


assert _hessian_column(2, 0.5, (1, 0)) == [0.5, 2]
assert _hessian_column(2, 0.5, (0, 1)) == [2, 8]
assert _hessian_column(1, 1, (1, 0)) == _hessian_column(1, 1, (0, 1)) == [2, 2]
assert np.allclose(np.linalg.eigvalsh([[0.5, 2], [2, 8]]), [0, 8.5])
assert np.allclose(np.linalg.eigvalsh([[2, 2], [2, 2]]), [0, 4])
assert round(2 / 8.5, 3) == 0.235


def _gradient(w):
    return 2 * (w[0] * w[1] - 1) * w[::-1]


_w, _u = np.array([2, 0.5]), np.array([0.3, -1])
_moved = (_gradient(_w + 1e-5 * _u) - _gradient(_w - 1e-5 * _u)) / 2e-5
assert np.allclose(_moved, _hessian_column(2, 0.5, _u))
assert (round(w1, 3), round(w2, 3)) == (1.404, 0.712)
assert isclose(w1 * w2, 1)
assert round(2 * (w1**2 + w2**2), 2) == 4.96 < 2 / 0.3 < 8.5
assert np.allclose(np.array([[0.5, 2], [2, 8]]) @ [0.5, 2], [4.25, 17])
assert [8.5 * 0.5, 8.5 * 2] == [4.25, 17] and round(2 / 0.3, 2) == 6.67
assert _hessian_column(2, 0.5, (4, -1)) == [0, 0]
for _p in (0.4, 1.0, 2.0, -3.0):  # pairs of the valley
    _H = 2 * np.outer((1 / _p, _p), (1 / _p, _p))
    for _e in np.eye(2):
        assert np.allclose(_hessian_column(_p, 1 / _p, _e), _H @ _e)
    _column = _H @ (1 / _p, _p)
    _factor = 2 * (_p**2 + 1 / _p**2)
    assert np.allclose(_column, [_factor / _p, _factor * _p])
    assert _factor >= 4 == 2 / 0.5
_p, _q = 2.01, 0.5
while abs(_p) < 1e9:  # it ends, since this flies off
    _r = _p * _q - 1
    _p, _q = _p - 0.5 * 2 * _r * _q, _q - 0.5 * 2 * _r * _p
_at, _off = np.array([2.01, 0.5]), []
for _ in range(14):
    _off.append(_at[0] * _at[1] - 1)
    _at = _at - 0.3 * _gradient(_at)
assert 0 < _off[0] < 0.01 and all(
    p * q < 0 and abs(q) > abs(p) for p, q in zip(_off, _off[1:], strict=False)
)

# %% [markdown] slug="ch17-edge"
# ## What becomes of the curvature?
#
# Now take the network of chapter 05, 64-30-10 with 2,260 weights and biases, with tanh, and 200 digits, all of them in
# each step. $H$ would have five million entries. Multiply almost any direction by $H$, again and again. Each product
# stretches its most curved part most, so it turns into the most curved direction. (The largest in size wins, here a
# positive one.) Each product is two gradients, one on either side: {{ref:hessian-vector}}, by nudging. That is the
# second job: sixty products are enough here, 120 gradients. With a million weights a product is still two gradients; how
# many it takes depends on how far the largest curvature stands out.


# %% slug="ch17-network" jupyter={"source_hidden": true}
pictures, digits = data.digits(seed=0)
pictures = pictures[:200] - pictures[:200].mean(axis=0)
targets = data.one_hot(digits[:200])


def first_weights(seed):
    """All 2,260 weights and biases in one row: W1 (64, 30), b1, W2 (30, 10), b2."""
    draw = np.random.default_rng(seed).normal
    layers = [
        (draw(size=(n, m)) / np.sqrt(n), np.zeros(m))
        for n, m in ((64, 30), (30, 10))
    ]
    return np.concatenate([part.ravel() for layer in layers for part in layer])


def loss_and_gradient(w):
    """The loss over the 200 rows, and its gradient, (2260,), as in chapter 09."""
    W1, b1 = w[:1920].reshape(64, 30), w[1920:1950]
    W2, b2 = w[1950:2250].reshape(30, 10), w[2250:]
    A = np.tanh(pictures @ W1 + b1)
    residual = A @ W2 + b2 - targets
    out = 2 / 200 * residual
    hidden = (out @ W2.T) * (1 - A * A)
    parts = (pictures.T @ hidden, hidden.sum(axis=0), A.T @ out, out.sum(axis=0))
    loss = (residual**2).sum() / 200
    return loss, np.concatenate([part.ravel() for part in parts])


def descend(w, rate, steps=3000):
    """The weights after so many steps, and the loss before each."""
    losses = []
    for _ in range(steps):
        loss, gradient = loss_and_gradient(w)
        w = w - rate * gradient
        losses.append(loss)
    return w, losses


# %% slug="ch17-most-curved"
def largest_curvature(gradient, w, products=60, h=1e-4):
    """The curvature at w that is largest in size, with its sign."""
    u = np.random.default_rng(1).normal(size=w.shape)
    for _ in range(products):
        u = u / np.linalg.norm(u)
        Hu = (gradient(w + h * u) - gradient(w - h * u)) / (2 * h)
        u, curvature = Hu, u @ Hu
    return curvature


# %% [markdown]
# At the start the largest curvature is about 6. Three runs of 3,000 steps begin there, at the rates 0.2, 0.3 and 0.4.
# Where will the curvature be at the end of each? Twenty starts have been run and recorded; start 0 is run again, here.


# %% tags=["predict"]
def curvature(w):
    return largest_curvature(lambda at: loss_and_gradient(at)[1], w)


recorded, curves = data.experiment_record("ch17_curvature")["starts"], {}
for rate in (0.2, 0.3, 0.4):
    before, after, *_ = np.array(recorded[f"rate {rate}"]).T
    w = first_weights(0)
    curve = [(0, curvature(w))]
    for steps in range(500, 3001, 500):
        w, _ = descend(w, rate, steps=500)
        curve.append((steps, curvature(w)))
    curves[f"rate {rate}"] = curve
    print(f"rate {rate}: from {before.min():.1f}–{before.max():.1f}", end=" ")
    print(f"to {after.min():.2f}–{after.max():.2f}; here {curve[-1][1]:.2f}")

# %% tags=["answer"]
figures.plot(
    curves,
    title="The largest curvature, as start 0 learns at three rates",
    x="step",
    y="largest curvature",
    say="All three begin at 6.5. At the rate 0.2 the curvature climbs to 10, at 0.3 "
    "to 6.7; at 0.4 it falls to 5. There it stays.",
)

# %% [markdown] tags=["answer"]
# At what the rate allows, 10, 6.67 and 5, from below and from above: in all twenty starts it ends between 9.7 and 10.2,
# between 6.6 and 6.8, and between 5.0 and 5.2. As with the two weights, descent cannot stay where the curvature is above
# that. At 0.4 the loss *rose* in more than two steps of five, while it fell from above 1.3 to below 0.06.
#
# This is called the *edge of stability*. "The rate must stay below 2/c" is true of a parabola, whose curvature is what
# it is. In this network, with the squared loss and all rows in each step, the curvature also climbs to meet the rate.
# That is observed, not explained. With cross-entropy, with mini-batches or at a much smaller rate it may end elsewhere.

# %% tags=["asserts"]
_starts = {rate: np.array(recorded[f"rate {rate}"]) for rate in (0.2, 0.3, 0.4)}
for _rate, _low, _high in ((0.2, 9.7, 10.2), (0.3, 6.6, 6.8), (0.4, 5.0, 5.2)):
    _before, _after, _rose, _first, _last = _starts[_rate].T
    assert len(_after) == 20 and _low <= _after.min() <= _after.max() <= _high
    assert (
        5 <= _before.min() <= _before.max() < 7 and abs(_before.mean() - 6) < 0.5
    )
    assert _first.min() > 1.3 and _last.max() < 0.06
assert _starts[0.4][:, 2].min() > 2 / 5
assert round(2 / 0.3, 2) == 6.67 and 2 * 60 == 120
start = first_weights(0)
assert len(start) == 2260 and 5_000_000 < 2260**2 < 5_200_000
for _rate, _curve in zip((0.2, 0.3, 0.4), curves.values(), strict=True):
    assert isclose(_curve[0][1], _starts[_rate][0, 0], rel_tol=1e-3)
    assert abs(_curve[-1][1] - 2 / _rate) < 0.05 * 2 / _rate
for _n in (5, 1940, 2000, 2255):
    _e = 1e-5 * np.eye(2260)[_n]
    _two = loss_and_gradient(start + _e)[0], loss_and_gradient(start - _e)[0]
    _slope = loss_and_gradient(start)[1][_n]
    assert isclose((_two[0] - _two[1]) / 2e-5, _slope, rel_tol=1e-5, abs_tol=1e-9)

# %% [markdown] slug="ch17-exercise-3"
# ### Exercise 17.3: the product of a table that is not there (7 minutes)
#
# `loss(w1, w2, …)` takes Values, one for each weight, and returns a Value; `weights` and `u` are lists of numbers.
# Return $H u$ at these weights, as a list of numbers, by differentiating twice. Done when the line below says "right".


# %% tags=["exercise"]
def hessian_times(loss, weights, u):
    return None  # your lines instead


# %%
tell("17.3", hessian_times)

# %% [markdown] tags=["hint"]
# Hint 1: look at the cell with the two weights
#
# It does what you need, for two weights with names. Here they are a list.

# %% [markdown] tags=["hint"]
# Hint 2: recall what is differentiated the second time
#
# One number: the sum of each slope times its entry of $u$. It needs a graph, so the first `grad` must be asked for one.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# values = [Value(weight) for weight in weights]
# ```
#
# Then `loss(*values)` is the loss.

# %% [markdown] tags=["solution"]
# ```python
# def hessian_times(loss, weights, u):
#     values = [Value(weight) for weight in weights]
#     slopes = grad(loss(*values), values, create_graph=True)
#     along_u = sum(s * entry for s, entry in zip(slopes, u, strict=True))
#     return [number.data for number in grad(along_u, values)]
# ```
#
# Without `create_graph=True` the slopes are bare numbers, and all that comes back is 0. Without the dot product, taking
# each slope's own slope, you get the diagonal of $H$ and nothing of what stands beside it.


# %% tags=["asserts"]
def _bowl(x, y):
    return x * x * y + y**3


_values = [Value(2.0), Value(-1.0)]
_slopes = grad(_bowl(*_values), _values, create_graph=True)
_along = sum(s * entry for s, entry in zip(_slopes, (3, 1), strict=True))
assert [n.data for n in grad(_along, _values)] == [
    2 * -1 * 3 + 2 * 2 * 1,
    2 * 2 * 3 + 6 * -1 * 1,
]
_bare = grad(_bowl(*_values), _values)
_along = sum(s * entry for s, entry in zip(_bare, (3, 1), strict=True))
assert [n.data for n in grad(_along, _values)] == [0, 0]

# %% [markdown] slug="ch17-again"
# ## Compute it again
#
# The third job. Algae grow in a pond, in 10,000 small steps from $a$ to the next $a$; `w` says how fast. How much does
# the end depend on `w`? The slope of each step is made from the number that went into it, so the way back needs all
# 10,000, in the opposite order. There is room for 500.
#
# Keep each hundredth number only. On the way back take the last that was kept, compute its hundred steps *again*, go back
# through them, and forget them. How many numbers are there at once, at most? And how many steps are computed in all?


# %%
def grow(a, w):
    return a + w * a * (1 - a) * 0.001


def slope_in_w(w, n, every):
    """(∂a_n/∂w, most numbers kept at once, steps computed) from a = 0.01."""
    kept, a, computed, most = [], 0.01, 0, 0
    for t in range(n):
        if t % every == 0:
            kept.append(a)
        a, computed = grow(a, w), computed + 1
    arrived, slope = 1.0, 0.0
    while kept:
        stretch = [kept.pop()]
        steps = min(every, n - every * len(kept))  # the last may be shorter
        while len(stretch) < steps:  # once more, from the one that was kept
            stretch.append(grow(stretch[-1], w))
            computed += 1
        most = max(most, len(kept) + len(stretch))
        for a in reversed(stretch):
            slope += arrived * a * (1 - a) * 0.001
            arrived *= 1 + w * (1 - 2 * a) * 0.001
    return slope, most, computed


# %% tags=["predict"]
for every in (1, 10, 100, 1000):
    slope, most, computed = slope_in_w(0.6, 10_000, every)
    print(
        f"k = {every:4}: {most:6,} kept, {computed:6,} steps, slope {slope:.10f}"
    )

# %% [markdown] tags=["answer"]
# 199, and 19,900. A fiftieth of the memory, and each step is computed twice at most. The slope is the same to the last digit,
# since the same numbers are computed. With each thousandth it is 1,009 again: few are kept for good, but the stretch is long.

# %% [markdown]
# With $n$ steps, and each $k$-th number kept, where $k$ divides $n$:
#
# {{eq:checkpoints}}
#
# The best $k$ is the root of $n$. This is {{term:gradient-checkpointing|checkpointing}}. For a network it keeps some
# layers' activations and computes the others again. With 1 for a forward pass and 2 for the way back, a step costs 4
# instead of 3, a third more. (Keep some numbers *inside* a stretch in the same way, and so on: the memory grows like
# $\log n$, and the work like $n \log n$.)
#
# With a `Rule` the engine can do it: `backward` builds the graph of its stretch, and sweeps it. Here are nine steps in
# three boxes. Of the nine results the outer graph has kept three.


# %%
class ThreeSteps(Rule):
    name = "3 steps"
    sentence = "its three steps are computed again, then gone back through"

    def forward(self, a, w):
        self.a, self.w = a, w
        for _ in range(3):
            a = grow(a, w)
        return a

    def backward(self, g):
        a, w = Value(self.a), Value(self.w)
        end = a
        for _ in range(3):
            end = grow(end, w)
        end.backward()
        return g * a.grad, g * w.grad


a0, w = Value(0.2), Value(600.0)
a3 = ThreeSteps()(a0, w)
a6 = ThreeSteps()(a3, w)
a9 = ThreeSteps()(a6, w)
show(a9, title="Nine steps, three boxes", sliders=[])

# %% tags=["asserts"]
# eq: checkpoints
_found = {every: slope_in_w(0.6, 10_000, every) for every in (1, 10, 100, 1000)}
assert _found[1][1:] == (10_000, 10_000)
assert (
    _found[100][1:] == (199, 19_900) and _found[1000][1] == _found[10][1] == 1009
)
assert len({slope for slope, *_ in _found.values()}) == 1
for _n, _k in ((10_000, 10), (10_000, 100), (900, 30), (900, 20)):
    assert slope_in_w(0.6, _n, _k)[1:] == (_n // _k + _k - 1, 2 * _n - _n // _k)


def _end(w):
    a = 0.01
    for _ in range(10_000):
        a = grow(a, w)
    return a


_slope = (_end(0.6 + 1e-6) - _end(0.6 - 1e-6)) / 2e-6
assert isclose(_slope, _found[100][0], rel_tol=1e-6)
assert (
    min(10_000 // k + k - 1 for k in range(1, 10_001) if 10_000 % k == 0) == 199
)
a9.backward()
_a, _w = Value(0.2), Value(600.0)
_a9 = _a
for _ in range(9):
    _a9 = grow(_a9, _w)
_a9.backward()
assert isclose(a0.grad, _a.grad) and isclose(w.grad, _w.grad)
assert 1 + 2 + 1 == 4 and isclose(4 / 3, 1 + 1 / 3)

# %% [markdown] slug="ch17-exercise-4"
# ### Exercise 17.4: a chain of 900 (optional, 4 minutes)
#
# A chain of 900 steps. Which $k$ keeps the fewest numbers, how many is that, and how many steps are computed in all? And
# if there is room for no more than 110 numbers, which is the smallest $k$ among 5, 10, 15 and 20 that will do? Done when
# each line says "right".

# %% tags=["exercise"]
answer_4 = {
    "best_k": None,
    "kept": None,
    "steps_computed": None,
    "smallest_k_with_room_for_110": None,
}

# %%
tell("17.4", answer_4)

# %% [markdown] tags=["hint"]
# Hint 1: look at the two parts of what is kept
#
# One number for each stretch, and those of one stretch: the longer the stretches, the fewer there are.

# %% [markdown] tags=["hint"]
# Hint 2: recall which of them is counted twice
#
# The first number of a stretch is the one that was kept. It is not computed again.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# kept = {k: 900 // k + k - 1 for k in (5, 10, 15, 20, 30)}
# ```

# %% [markdown] tags=["solution"]
# ```python
# answer_4 = {
#     "best_k": 30,
#     "kept": 900 // 30 + 30 - 1,
#     "steps_computed": 900 + 900 - 900 // 30,
#     "smallest_k_with_room_for_110": 10,
# }
# ```
#
# 59 numbers, 1,770 steps. With $k$ = 10 there are 99, with 5 there are 184. A smaller $k$ saves hardly any work, since nearly
# every step is computed twice anyway: $k$ = 10 takes 1,710.

# %% tags=["asserts"]
assert slope_in_w(0.6, 900, 30)[1:] == (59, 1770)
assert slope_in_w(0.6, 900, 10)[1:] == (99, 1710)
assert slope_in_w(0.6, 900, 5)[1] == 184

# %% [markdown] slug="ch17-words"
# ## The same in PyTorch and JAX
#
# | | here | PyTorch, `torch.func` | JAX |
# |---|---|---|---|
# | $v J$ | `backward`, `grad` | `vjp(f, x)` | `jax.vjp(f, x)` |
# | $J u$ | two lines a layer | `jvp(f, (x,), (u,))` | `jax.jvp(f, (x,), (u,))` |
# | all of $J$, row by row | a sweep for each | `jacrev(f)(x)` | `jax.jacrev(f)(x)` |
# | all of $J$, column by column | a walk for each | `jacfwd(f)(x)` | `jax.jacfwd(f)(x)` |
# | $H u$ | `grad` twice | `jvp(grad(f), (w,), (u,))` | `jax.jvp(jax.grad(f), (w,), (u,))` |
# | your own step | `Rule` | `torch.autograd.Function` | `jax.custom_vjp` |
# | compute again | a `Rule` | `torch.utils.checkpoint.checkpoint` | `jax.checkpoint` |
#
# Theirs are transformations: `jax.grad(f)` takes a function and returns a function, so they can be put into each other,
# as `jvp` of `grad`. And PyTorch's `y.backward(v)` takes a row directly. Here is the carpet in both.

# %% slug="ch17-torch"
try:
    import torch
except ImportError:
    print("PyTorch is not installed here")
else:
    from torch import func

    def carpet(sides):
        a, b = sides
        return torch.stack([a * b, 2 * (a + b), (a**2 + b**2) ** 0.5])

    def two_weights(w):
        return (w[0] * w[1] - 1) ** 2

    sides, prices, growth, at, along = (
        torch.tensor(numbers, dtype=torch.float64)
        for numbers in ([3, 4], [10, 5, 20], [1, 1], [2, 0.5], [1, 0])
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its forward mode warns of torch.jit
        results, pull_back = func.vjp(carpet, sides)
        print("v J", pull_back(prices)[0].tolist())
        print("J u", func.jvp(carpet, (sides,), (growth,))[1].tolist())
        print("J  ", func.jacrev(carpet)(sides).tolist())
        print(
            "H u", func.jvp(func.grad(two_weights), (at,), (along,))[1].tolist()
        )

# %% slug="ch17-jax"
try:
    import jax
except ImportError:
    print("JAX is not installed here")
else:
    import jax.numpy as jnp

    def carpet_in_jax(sides):
        a, b = sides
        return jnp.stack([a * b, 2 * (a + b), jnp.sqrt(a**2 + b**2)])

    def two_weights_in_jax(w):
        return (w[0] * w[1] - 1) ** 2

    here = jnp.array([3.0, 4.0])
    _, pull_back = jax.vjp(carpet_in_jax, here)
    print("v J", pull_back(jnp.array([10.0, 5.0, 20.0]))[0])
    print("J u", jax.jvp(carpet_in_jax, (here,), (jnp.ones(2),))[1])
    print("J  ", jax.jacrev(carpet_in_jax)(here))
    slope = jax.grad(two_weights_in_jax)
    print(
        "H u", jax.jvp(slope, (jnp.array([2, 0.5]),), (jnp.array([1, 0.0]),))[1]
    )

# %% [markdown] slug="ch17-quiz"
# ## Check yourself

# %% [markdown] tags=["quiz"]
# **4.** σ is applied to each of 4,000 numbers. How many slopes does a framework need to go back through it?
#
# - 16,000,000, one for each entry of its table.
#   No. All but 4,000 of these entries are 0, and nobody writes the table down.
# - 4,000, one for each number.
#   Right. Each gradient times its own slope, $a (1 - a)$: the diagonal, without the table.
# - None, since σ has no weights.
#   No. It has slopes, and what arrives is multiplied by them.

# %% [markdown] tags=["quiz"]
# **5.** From 3 settings of a machine 900 measurements are computed. You want all 2,700 slopes. How?
#
# - Backward, with one sweep for all.
#   No. One sweep gives one row, the slopes of a single measurement or of a mixture.
# - Forward, in 3 walks.
#   Right. One column for each setting. Backward it would be 900 sweeps.
# - Backward, in 900 sweeps.
#   No. That works, and costs three hundred times as much as going forward.

# %% [markdown] tags=["quiz"]
# **6.** `x` has the shape (4, 1), `y` the shape (2, 1, 3), and $x + y$ the shape (2, 4, 3). How many numbers are added up for
# one entry of the gradient of `x`?
#
# - 3
#   No. `x` was repeated along the last axis, and along the first, which it does not even have.
# - 6
#   Right. It was read as (1, 4, 1), so it was repeated 2 times and 3 times.
# - 24
#   No. That is how many entries there are. Each goes to one of the four.

# %% [markdown] tags=["quiz"]
# **7.** Your rule passes `check` for every input you try. The network that uses it does not learn what it should. What can
# `check` not know?
#
# - Whether backward fits forward.
#   No. That is what it has checked.
# - Whether forward is what you meant.
#   Right. It compares your backward with your forward. A wrong forward with its right slope passes.
# - Whether backward is right for a row other than (1, …, 1).
#   No. It weights the results by different numbers.

# %% [markdown] tags=["quiz"]
# **8.** A loss has a million weights. You want its curvature along one direction $u$ of length 1. What does it cost?
#
# - A million gradients, one for each row of the table.
#   No. That is the price of the whole table.
# - It cannot be had without the table.
#   No. It is $u \cdot (H u)$, and $H u$ comes without the table.
# - Two gradients.
#   Right. One on either side, along $u$, give $H u$. Then take its dot product with $u$.

# %% [markdown] tags=["quiz"]
# **9.** A network like the one above learns by plain descent, with all rows and the squared loss, at the rate 0.1. The loss
# goes up and down, but falls on the whole. What do you expect of the largest curvature?
#
# - About 20.
#   Right. 2/0.1: what the rate just allows. The ups and downs are the sign of it.
# - Far above 20, or it would be calm.
#   No. Far above, it is thrown out, to a less curved place, or it flies off.
# - Nothing can be said.
#   No. The going up and down says that the rate is at its limit.

# %% [markdown] tags=["quiz"]
# **10.** With checkpointing a deep network keeps a tenth of its activations. What about its gradients?
#
# - They are a little less exact, since numbers were thrown away.
#   No. What was thrown away is computed again, from the same numbers by the same steps.
# - They are the same, and cost about a third more work.
#   Right. One more forward pass: 4 in place of 3. But each step must repeat itself: dropout has to drop the same ones.
# - They are the same, and cost ten times the work.
#   No. Each step is computed once more, and not more often.

# %% tags=["asserts"]
assert 4000**2 == 16_000_000 and 3 * 900 == 2700 and 900 // 3 == 300
assert (np.ones((4, 1)) + np.ones((2, 1, 3))).shape == (2, 4, 3)
_x = Tensor(np.ones((4, 1)), requires_grad=True)
(_x + np.ones((2, 1, 3))).sum().backward()
assert _x.grad.ravel().tolist() == [6, 6, 6, 6]
assert isclose(2 / 0.1, 20)

# %% [markdown] slug="ch17-summary"
# ## The chapter on one page
#
# **The table** $J$ of a step: a row for each result, a column for each input, {{ref:jacobian-table}}. Nobody builds it. Each step
# has a short way to multiply by it, once for each direction.
#
# | | back: a row, $v J$ | forward: a column, $J u$ |
# |---|---|---|
# | says | what each input is worth | how fast each result moves |
# | one pass gives | a row of $J$ | a column of $J$ |
# | all of $J$ | at most $m$ passes | at most $n$ passes |
# | keeps | what went into each step | nothing |
# | check | $(v J) \cdot u = v \cdot (J u)$ | |
#
# **Broadcasting.** Repeated forwards, summed backwards; summed forwards, repeated backwards, {{ref:repeat-and-sum}}.
#
# **A rule of one's own** is right if it is right for any row that arrives.
#
# **Curvature.** $H u$ is the slope of the gradient's dot product with $u$, {{ref:hessian-vector}}. Descent with all rows
# cannot stay where the largest curvature is above what its rate allows. In our network, with the squared loss,
# the curvature climbed from below until it got there.
#
# **Memory.** Each $k$-th number kept, the rest computed again: {{ref:checkpoints}}.
#
# **The mistake.** "Backpropagation multiplies Jacobian matrices." It multiplies rows by them, without building them.
#
# **The three jobs.** 10⁸ multiplications; two gradients a product; each step computed twice. How near were your guesses?

# %% [markdown] slug="ch17-next"
# ## Where to go next
#
# This is the last chapter of this edition. In the [bug zoo](bug_zoo.ipynb) the room "Rows, columns and sums" has what goes
# wrong where something is repeated. And `docs/own_rules.md` says all that a `Rule` can do.

# %% [markdown] tags=["not-in-book"]
# Save your work before you go: [chapter 00](00_start_here.ipynb) says how, on Binder too.

# %% [markdown] slug="ch17-sources"
# ## Sources
#
# Products with a table from either end, and what each costs: Andreas Griewank and Andrea Walther, *Evaluating
# Derivatives* (SIAM, second edition, 2008), chapters 3 and 4. That a product with $H$ costs little more than a gradient:
# Barak Pearlmutter, "Fast exact multiplication by the Hessian", *Neural Computation* 6 (1994), pages 147–160.
#
# Keeping some numbers and computing the others again, on several levels: Griewank and Walther, chapter 12. For
# networks, with the root of $n$: Tianqi Chen, Bing Xu, Chiyuan Zhang and Carlos Guestrin, "Training deep nets with
# sublinear memory cost" (2016, [on arXiv](https://arxiv.org/abs/1604.06174)).
#
# That the curvature climbs to 2 divided by the rate: Jeremy Cohen, Simran Kaur, Yuanzhi Li, J. Zico Kolter and Ameet
# Talwalkar, "Gradient descent on neural networks typically occurs at the edge of stability" (ICLR 2021, [on
# arXiv](https://arxiv.org/abs/2103.00065)). It uses all rows, and says how cross-entropy and mini-batches differ.
#
# Good to read beside this chapter: JAX's [*Autodiff
# Cookbook*](https://docs.jax.dev/en/latest/notebooks/autodiff_cookbook.html).
