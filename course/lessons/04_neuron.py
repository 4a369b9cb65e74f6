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

# %% [markdown] slug="ch04-title"
# # 4 · The neuron
#
# Did the passenger leave a tip? On the rides of 1 and 2 kilometres nobody did. On those of 3 and 4 kilometres they did.
# Write 0 for no and 1 for yes, and fit a line. The best one is $0.4\,x - 0.5$. For a ride of 10 kilometres it says 3.5.
#
# Three and a half what?
#
# **After this chapter,** you can say what a neuron computes and what its two numbers do, work out $\sigma'$ and every
# gradient of one neuron by hand, and tell from its output whether it can still learn.
#
# **You need** [chapter 02](02_nudging.ipynb) (partial derivative, chain rule),
# [chapter 03](03_gradient_descent.ipynb) (the gradient of a squared error, the step), and the function $e^z$, which is its
# own slope.
#
# **Time:** {{time}}. One more exercise is optional.
#
# **The mistake this chapter cures:** taking the slope of the neuron's curve at its output, not at its input.

# %% tags=["asserts"]
_dx = [x - 2.5 for x in (1, 2, 3, 4)]
_w = sum(dx * (y - 0.5) for dx, y in zip(_dx, (0, 0, 1, 1), strict=True)) / sum(
    dx * dx for dx in _dx
)
assert _w == 0.4
assert 0.5 - _w * 2.5 == -0.5
assert 0.4 * 10 - 0.5 == 3.5

# %% [markdown] slug="ch04-before"
# ## Three questions from before

# %% [markdown] tags=["quiz"]
# **1.** L = (w − 5)², and you stand at w = 1, where the slope is −8. Where does a step with the rate 0.25 end?
#
# - At w = −1.
#   No. That is with the slope. The step goes against it.
# - At w = 3.
#   Right. 1 − 0.25 · (−8) = 3, half the way to the bottom.
# - At w = 9.
#   No. That is a whole slope. The step is the rate times the slope.

# %% tags=["asserts"]
assert 2 * (1 - 5) == -8
assert 1 - 0.25 * -8 == 3
assert (1 + 0.25 * -8, 1 + 8) == (-1, 9)

# %% [markdown] tags=["quiz"]
# **2.** Four residuals are 3, −1, −2 and 0. What is the mean squared error?
#
# - It is 3.5.
#   Right. The squares 9, 1, 4 and 0 add up to 14, a quarter of which is 3.5.
# - It is 0.
#   No. Residuals of both signs cancel. Their squares do not.
# - It is 14.
#   No. That is the sum of the squares. Take the mean.

# %% tags=["asserts"]
assert (3**2 + 1 + 2**2 + 0) / 4 == 3.5

# %% [markdown] tags=["quiz"]
# **3.** When x grows by 1, u grows by 3. When u grows by 1, L falls by 2. What is the slope of L in x?
#
# - It is 1.
#   No. Rates along a chain are multiplied, not added.
# - It is −2/3.
#   No. Rates along a chain are multiplied, not divided.
# - It is −6.
#   Right. 3 times −2.

# %% [markdown] slug="ch04-line"
# ## A line that answers yes or no
#
# Move the line: drag its ends, or use the sliders. Can it say 0 to the first two rides, 1 to the other two, and no more
# than 1 at 10 kilometres?

# %% slug="ch04-setup" jupyter={"source_hidden": true}
from math import exp, isclose, log

from autograd_lab import Value, show
from autograd_lab.answers import tell
from autograd_lab.viz import figures

distance = [1, 2, 3, 4]  # kilometres
tip = [0, 0, 1, 1]  # no, no, yes, yes
figures.line_fit(
    distance,
    tip,
    w=0.4,
    b=-0.5,
    x_range=(0, 10),
    y_range=(-1, 4),
    x_label="distance (km)",
    y_label="tip",
    title="The best line for four rides",
)

# %% [markdown] tags=["solution"]
# It cannot: a line that climbs goes on climbing.

# %% [markdown] slug="ch04-squash"
# ## From a line to an answer
#
# So take a curve instead, one that runs along 0 on the left and along 1 on the right, and climbs in between without a
# corner. Keep the line, which knows where the change is, and squeeze what it says into the space between 0 and 1. Call
# what the line says $z$. Here is the function that squeezes it, the **sigmoid**, written σ:
#
# {{eq:sigmoid}}
#
# For a large $z$, the power $e^{-z}$ is nearly 0, and σ is nearly 1. For a very negative $z$ it is huge, and σ is nearly 0.
# And at $z = 0$? Also, since $e^{\ln 3} = 3$: what is σ at $z = \ln 3$, which is about 1.0986, and what at $-\ln 3$? Three
# fractions, on paper.


# %%
def sigmoid(z):
    return 1 / (1 + exp(-z))


# %% tags=["predict"]
places = {
    "-ln 3": -log(3),
    "0": 0,
    "ln 3": log(3),
    "ln 9": log(9),
    "ln 99": log(99),
}
for name, z in places.items():
    print(f"z = {name:6}   sigmoid {sigmoid(z):.4f}")

# %% [markdown] tags=["answer"]
# 1/4, 1/2, 3/4. Look at the odds, $a / (1 - a)$, yes against no: 1 to 3, 1 to 1, 3 to 1. Then 9 to 1, and 99 to 1. The
# odds are $e^z$. Each time you *add* ln 3 to $z$, you *multiply* the odds by 3, and you never arrive at certainty. The
# curve is as you want it, and it is symmetrical: σ(−z) = 1 − σ(z).

# %% [markdown]
# A line, followed by such a curve: that is a **{{term:neuron}}**. With several inputs $x_i$,
#
# {{eq:neuron}}
#
# $z$ is the **{{term:pre-activation}}**, $a$ the **{{term:activation}}**, which is the neuron's output. The line is that of
# chapter 01. Only the curve is new, the **{{term:activation-function}}**, or non-linearity.
#
# σ is one choice of many. Inside a network, many neurons have a simpler one, the ReLU, which you will meet in
# chapter 05. σ comes first, since it can be worked out on paper from beginning to end, and since it is still what
# answers yes or no.

# %% tags=["asserts"]
# eq: sigmoid, neuron
assert isclose(log(3), 1.0986, abs_tol=5e-5)
for z, a in (
    (-log(3), 1 / 4),
    (0, 1 / 2),
    (log(3), 3 / 4),
    (log(9), 0.9),
    (log(99), 0.99),
):
    assert isclose(sigmoid(z), a)
    assert isclose(a / (1 - a), exp(z))
    assert isclose(sigmoid(-z), 1 - a)
assert sigmoid(40) > 0.999
assert sigmoid(-40) < 0.001
_value = (Value(0.5) * 2.0 + Value(-1.5) * 3.0 + 4.0).sigmoid()
assert isclose(_value.data, sigmoid(0.5 * 2 + -1.5 * 3 + 4))

# %% [markdown] slug="ch04-two-numbers"
# ## What its two numbers do
#
# Here is one neuron with the four rides. (Leave the right half, and the slider $x$, for later.) Before you touch anything:
# which slider makes the climb steeper, and which one moves it sideways? Which $b$ puts the middle of the climb, where $a$
# is 1/2, exactly between 2 and 3 kilometres when $w = 2$? Try it. Then make $L$, the mean of $(a - y)^2$, smaller than
# 0.01.

# %%
figures.neuron(
    1,
    0,
    x=2.5,
    points=[(1, 0), (2, 0), (3, 1), (4, 1)],
    x_range=(0, 6),
    b_range=(-20, 5),
    w_range=(-2, 8),
    x_label="distance (km)",
    y_label="a, the neuron's belief in a tip",
    title="A neuron for four rides",
)


# %%
def tips_loss(w, b):
    squares = [(sigmoid(w * x + b) - y) ** 2 for x, y in zip(distance, tip)]
    return sum(squares) / 4


# %% tags=["predict"] jupyter={"source_hidden": true}
for w, b in ((1, -5), (2, -5), (2, -3), (4, -10), (8, -20), (-2, 5)):
    L = tips_loss(w, b)
    print(f"w = {w:2}, b = {b:3}:   a is 1/2 at {-b / w:.2f} km   L = {L:.4f}")

# %% [markdown] tags=["answer"]
# $w$ makes it steep. A negative $w$ turns it round, and with $w = 0$ it is flat: the distance has no say. $b$ moves it
# sideways, but look in which direction. The middle is where $z$ is 0, so $w x + b = 0$, at $x = -b / w$ (and $w$ moves
# it as well). With $w = 2$ it lies at 2.5 when $b = -5$. Raise $b$ and the climb moves to the *left*: less distance is
# needed for the same belief.
#
# With $w = 4$ and $b = -10$ the loss is 0.007. Go on, $w = 8$ and $b = -20$: a cliff, and 0.0002.

# %% tags=["asserts"]
assert sigmoid(2 * 2.5 - 5) == 0.5
assert isclose(tips_loss(4, -10), 0.007, abs_tol=5e-4)
assert tips_loss(4, -10) < 0.01
assert isclose(tips_loss(8, -20), 0.0002, abs_tol=5e-5)
for w, b in ((2, -5), (4, -10), (-3, 6)):
    assert sigmoid(w * (-b / w) + b) == 0.5

# %% [markdown] slug="ch04-why-bend"
# ## Why not lines alone?
#
# The curve keeps the answer between 0 and 1. For networks another reason is more important. Leave the curve out, and put
# one line behind another. The first computes $3x + 1$, and the second takes that and computes 2 times it plus 4.
# Together: $2(3x + 1) + 4 = 6x + 6$, one line with other numbers. A hundred lines in a row are one line. With a
# non-linearity between them they are not, and everything that a deep network can do beyond chapter 01 comes from that.

# %% tags=["asserts"]
for x in (-2, 0, 0.5, 7):
    assert 2 * (3 * x + 1) + 4 == 6 * x + 6

# %% [markdown] slug="ch04-slope"
# ## The slope of σ
#
# To train a neuron you need its gradient, and for that the one rate that is new: how far does $a$ move when $z$ moves?
# Measure it, as in chapter 02. Below are three places, where σ is 1/2, 3/4 and 9/10. Run the cell, and before you open
# the answer, find the rule: how do you get each slope from σ itself?


# %% tags=["predict"]
def slope(f, x, h=1e-5):
    """The slope of f at x, nudged to both sides."""
    return (f(x + h) - f(x - h)) / (2 * h)


for z in (0, log(3), log(9)):
    print(f"sigmoid {sigmoid(z):.2f}   slope {slope(sigmoid, z):.6f}")

# %% [markdown] tags=["answer"]
# 0.25 is 1/2 · 1/2. 0.1875 is 3/16, that is 3/4 · 1/4. And 0.09 is 0.9 · 0.1. The slope is $a$, times what is missing
# to 1:
#
# {{eq:sigmoid-slope}}
#
# Seen, and now proven. Write $u = e^{-z}$, so that $a = 1 / (1 + u)$. When $z$ moves, $u$ moves at the rate $-u$. When $u$
# moves, $1/(1+u)$ moves at the rate $-1/(1+u)^2$. The product is
#
# $$\frac{u}{(1 + u)^2} = \frac{1}{1 + u} \cdot \frac{u}{1 + u} = a\,(1 - a)$$
#
# since $u / (1 + u) = 1 - a$. This is a gift for the machine: it has $a$ already, and gets the slope for one subtraction
# and one product.
#
# A product of two parts that add up to 1 is largest when they are equal, so the slope is never more than 1/4. When $a$
# comes near 0 or near 1, the slope goes to 0.

# %% [markdown]
# So the slope says where a neuron can learn. At $z = 10$ the activation is 0.99995 and the slope 0.000045: nudge $z$, and
# $a$ hardly moves. The neuron is **{{term:saturation|saturated}}**. Go back to the figure of the neuron, to its right half
# this time. The shaded parts are where the slope is below 0.05. Make $w$ large, and what is not shaded shrinks to a narrow
# strip: a steep neuron is decided nearly everywhere.

# %% tags=["asserts"]
# eq: sigmoid-slope
for z, s in ((0, 0.25), (log(3), 0.1875), (log(9), 0.09)):
    assert isclose(slope(sigmoid, z), s, rel_tol=1e-8)
    assert isclose(sigmoid(z) * (1 - sigmoid(z)), s)
assert isclose(0.9 * 0.1, 0.09)
assert 3 / 16 == 0.1875
for z in (-7.3, -0.4, 1.9, 5.0):
    u = exp(-z)
    assert isclose(u / (1 + u) ** 2, sigmoid(z) * (1 - sigmoid(z)))
    assert isclose(slope(sigmoid, z), sigmoid(z) * (1 - sigmoid(z)), rel_tol=1e-6)
assert (
    max(sigmoid(z / 100) * (1 - sigmoid(z / 100)) for z in range(-900, 901))
    == 0.25
)
assert round(sigmoid(10), 5) == 0.99995
assert round(sigmoid(10) * (1 - sigmoid(10)), 6) == 0.000045
assert sigmoid(3) * (1 - sigmoid(3)) < 0.05 < sigmoid(2.8) * (1 - sigmoid(2.8))

# %% [markdown] slug="ch04-gradient"
# ## The gradient of one neuron
#
# One row: the input $x = 2$, the target $y = 1$, and a neuron with $w = 1$ and $b = \ln 3 - 2$, so that $z = \ln 3$ and
# $a$ is 3/4. Its loss is $(3/4 - 1)^2$ = 1/16.
#
# The answer is too low by a quarter. So $a$ should rise, $z$ should rise, and $w$ and $b$ with it. How steeply each?
# You know the slope of every part: of the square, of the difference $a - y$ (called `miss` below), of σ, and of the
# line. Multiply, and write down four gradients: those of `miss`, $z$, $w$ and $b$.
#
# The player asks you for them, one after the other. When a guess is wrong, it tells you what you may have forgotten.

# %%
w, b = Value(1.0), Value(log(3) - 2)
z = w * 2 + b
a = z.sigmoid()
miss = a - 1
one_loss = miss**2

asked = {"nodes": ["miss", "z", "w", "b"]}
ranges = {"w": (-6, 6), "b": (-8, 8)}
show(one_loss, title="One neuron, one row", sliders=ranges, quiz=asked)

# %% tags=["predict"]
one_loss.backward()
for name, node in {"miss": miss, "a": a, "z": z, "w": w, "b": b}.items():
    print(f"{name:5} {node.grad:.5f}")

# %% [markdown] tags=["answer"]
# `miss`: 2 × (−1/4) = −0.5. $a$ the same, since the difference moves as far as $a$. $z$: that times 3/16, −0.09375.
# $w$: that times 2, −0.1875. $b$: −0.09375 again. All of them are negative, as they must be: a larger one makes the
# loss smaller.

# %% [markdown]
# See what $w$ and $b$ have in common. Both need the gradient at $z$, and beyond it only what $z$ is made of. This number is
# so useful that it has a name, **{{term:delta}}**, δ: the gradient of the loss in a neuron's pre-activation. Imagine that
# somebody could reach into the neuron and add a little to $z$: δ is how much that would do to the loss, for each unit
# added.
#
# {{eq:neuron-delta}}
#
# In this course δ always means $\partial L / \partial z$, never $\partial L / \partial a$. Between the two lies the
# factor σ'. [Chapter 08](08_delta_recursion.ipynb) will carry δ from layer to layer.
#
# With $N$ rows the loss is the mean, so each row's δ gets the factor $1/N$, and $w$ and $b$ add up what the rows say. It is
# {{ref:mse-gradients}} with one factor more.


# %%
def neuron(x, w, b):
    z = w * x + b
    return z, sigmoid(z)


def gradients(x, y, w, b):
    _, a = neuron(x, w, b)
    delta = 2 * (a - y) * a * (1 - a)
    return delta * x, delta


# %% tags=["asserts"]
# eq: neuron-delta
_b = log(3) - 2
assert isclose(neuron(2, 1, _b)[1], 3 / 4)
assert isclose((3 / 4 - 1) ** 2, 1 / 16)
for node, grad in (
    (miss, -0.5),
    (a, -0.5),
    (z, -0.09375),
    (w, -0.1875),
    (b, -0.09375),
):
    assert isclose(node.grad, grad)
assert all(
    isclose(p, q)
    for p, q in zip(gradients(2, 1, 1, _b), (-0.1875, -0.09375), strict=True)
)
assert isclose(2 * (-1 / 4) * (3 / 16), -0.09375)
for x, y, _w, _c in ((2, 1, 1, _b), (-1.3, 0, 0.7, 0.4), (0.6, 1, -2.1, 1.9)):
    dw, db = gradients(x, y, _w, _c)
    assert isclose(
        dw, slope(lambda w: (neuron(x, w, _c)[1] - y) ** 2, _w), rel_tol=1e-6
    )
    assert isclose(
        db, slope(lambda b: (neuron(x, _w, b)[1] - y) ** 2, _c), rel_tol=1e-6
    )

# %% [markdown] slug="ch04-which-argument"
# ## At $z$ or at $a$?
#
# Here is a function that you will find in many programs, and that is right:


# %%
def sigmoid_prime(z):
    s = sigmoid(z)
    return s * (1 - s)


# %% [markdown]
# The forward pass has kept $a$, so somebody writes `sigmoid_prime(a)`. It runs, and gives a number between 0 and 1/4.
#
# For our neuron the slope is 0.1875, and for a saturated one, with $z = 10$, it is 0.000045. Write down what you expect
# of `sigmoid_prime(a)` in these two cases.

# %% tags=["predict"]
print("     z         a   sigma'(z)   sigma' at a   ratio")
for z in (0, log(3), 4, 10):
    a = sigmoid(z)
    right, wrong = sigmoid_prime(z), sigmoid_prime(a)
    ratio = wrong / right
    print(f"{z:6.3f}   {a:.5f}    {right:.6f}      {wrong:.6f}   {ratio:.4g}")

# %% [markdown] tags=["answer"]
# At first it is off by little, 0.2350 for 0.25 and 0.2179 for 0.1875, and the eye forgives that. At $z = 4$ it is 11
# times too large, and at 10 more than 4,000 times. This is the chapter's mistake, **taking σ' at $a$ instead of $z$.**
# An activation lies between 0 and 1. There σ' is between 0.1966 and 0.25, so to this program no neuron ever looks
# saturated.

# %% [markdown]
# Why does nobody notice? Because training makes progress: the sign is right, and with one neuron and one row a right sign
# is enough to go downhill, if the step is small. But it is no gradient any more. With several rows, each row gets its own
# wrong factor, and in a network so does each neuron. Then the direction is wrong too. Your loss curve looks a little odd,
# nothing else.
#
# Nudging notices. The ratio is no clean number, and it changes from row to row: chapter 02 called that wrong in kind. The
# cure is to ask of every function which number it wants. There are two right ways to write this one: `sigmoid_prime(z)`, or
# `a * (1 - a)`. The first wants $z$, the second wants $a$.

# %% tags=["asserts"]
assert isclose(sigmoid_prime(log(3)), 0.1875)
assert round(sigmoid_prime(10), 6) == 0.000045
assert round(sigmoid_prime(sigmoid(0)), 4) == 0.2350
assert sigmoid_prime(0) == 0.25
assert round(sigmoid_prime(sigmoid(log(3))), 4) == 0.2179
assert round(sigmoid_prime(sigmoid(4)) / sigmoid_prime(4)) == 11
assert sigmoid_prime(sigmoid(10)) / sigmoid_prime(10) > 4_000
assert round(sigmoid_prime(1), 4) == 0.1966
_seen = [sigmoid_prime(sigmoid(z / 10)) for z in range(-300, 301)]
assert min(_seen) > 0.1966
assert max(_seen) <= 0.25

# %% [markdown] slug="ch04-train"
# ## A neuron learns
#
# Put the loop of chapter 03 round it: forward, backward, update. The start is $w = 0$, $b = 0$: it says 1/2 to every
# ride. The learning rate is 1. Where will the middle of the climb, $-b/w$, be in the end? And if you let it run on and
# on, what will $w$ do?

# %% tags=["predict"]
w, b = 0.0, 0.0
for number in range(10_001):
    if number in (0, 1, 10, 100, 1_000, 10_000):
        at = f"{-b / w:6.3f}" if w else "  none"
        L = tips_loss(w, b)
        print(f"{number:6,}: w = {w:.3f}, b = {b:7.3f}, middle {at}, L = {L:.5f}")
    rows = [gradients(x, y, w, b) for x, y in zip(distance, tip, strict=True)]
    w -= 1.0 * sum(dw for dw, _ in rows) / 4
    b -= 1.0 * sum(db for _, db in rows) / 4

# %% [markdown] tags=["answer"]
# The middle goes to 2.5, halfway between the last no and the first yes. And $w$ grows without end: 3.6 after a thousand
# steps, 6.3 after ten thousand. A steeper climb always fits these four rides a little better, but the climb gets
# steeper more and more slowly. Two factors of δ shrink together: the residual $a - y$, and the slope, since the steeper
# the climb, the flatter σ is at all four rides.


# %% tags=["asserts"]
def _train(steps):
    w, b = 0.0, 0.0
    for _ in range(steps):
        rows = [gradients(x, y, w, b) for x, y in zip(distance, tip, strict=True)]
        w -= sum(dw for dw, _ in rows) / 4
        b -= sum(db for _, db in rows) / 4
    return w, b


assert round(_train(1_000)[0], 1) == 3.6
assert (round(w, 1), round(-b / w, 1)) == (6.3, 2.5)

# %% [markdown] slug="ch04-still"
# ## Two neurons that are wrong
#
# As long as a saturated neuron is right, it does no harm. Here are two that are wrong. One ride of 2 kilometres, no
# tip: the target is 0. Both have $b = 0$. The first has $w = 1$, so $z = 2$, and says 0.88. The second has $w = 4$, so
# $z = 8$, and says 0.9997. The rate is 1. How many steps does each need until it says less than 1/2?


# %% tags=["predict"]
def until_half(w, b=0.0):
    """What the neuron says at each step, until it is below 1/2."""
    said = [neuron(2, w, b)[1]]
    while said[-1] >= 0.5:
        dw, db = gradients(2, 0, w, b)
        w, b = w - dw, b - db
        said.append(neuron(2, w, b)[1])
    return said


for w in (1, 4):
    print(f"w = {w}: {len(until_half(w)) - 1} steps")

# %% tags=["answer"] jupyter={"source_hidden": true}
figures.plot(
    {"w = 1": until_half(1), "w = 4": until_half(4)},
    title="Two neurons that should say 0",
    x="step",
    y="activation a",
    say="The first falls at once. The second stays near 1 for over 290 steps.",
)

# %% [markdown] tags=["answer"]
# 2 steps, and 304. For more than 290 of them the second neuron still says more than 0.98: it sits still, then it falls.
# Its residual is nearly as large as a residual can be. But the slope is a factor of its own, and here it is 0.000335, so
# δ is 0.00067, where the first neuron has 0.185. With squares, a sigmoid neuron that is utterly wrong learns as slowly as
# one that says 0.0185, which is nearly right.

# %% [markdown]
# [Chapter 11](11_right_loss.ipynb) finds a loss that wakes such a neuron up.

# %% tags=["asserts"]
_near, _far = until_half(1), until_half(4)
assert (round(_near[0], 2), round(_far[0], 4)) == (0.88, 0.9997)
assert (len(_near) - 1, len(_far) - 1) == (2, 304)
assert sum(a > 0.98 for a in _far) == 297 > 290
# a second neuron, right but for this much, has the same δ
assert isclose(
    0.0185**2 * (1 - 0.0185), _far[0] ** 2 * (1 - _far[0]), rel_tol=0.005
)
assert round(sigmoid_prime(8), 6) == 0.000335
assert round(2 * _far[0] * sigmoid_prime(8), 5) == 0.00067
assert round(2 * _near[0] * sigmoid_prime(2), 3) == 0.185

# %% [markdown] slug="ch04-exercise-1"
# ## Exercises
#
# ### Exercise 4.1: one neuron by hand (7 minutes)
#
# $x = 4$, $w = -1$, $b = 4 - \ln 3$, target $y = 0$. Work out $a$, σ'(z), δ, and the gradients of $w$ and $b$. All five are
# fractions. Done when each line says "right".

# %% tags=["exercise"]
answer_1 = {"a": None, "slope": None, "delta": None, "dw": None, "db": None}

# %%
tell("4.1", answer_1)

# %% [markdown] tags=["hint"]
# Hint 1: look at z
#
# −1 × 4 + 4 − ln 3. What is left?

# %% [markdown] tags=["hint"]
# Hint 2: recall the three factors of delta
#
# Twice the residual, which is $a - y$ and positive here, times $a (1 - a)$. For $w$, multiply by the input as well.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# a = 1 / 4
# ```
#
# and the slope is $a$ times $1 - a$.

# %% [markdown] tags=["solution"]
# ```python
# answer_1 = {
#     "a": 1 / 4,
#     "slope": 3 / 16,
#     "delta": 2 * 1 / 4 * 3 / 16,
#     "dw": 4 * 3 / 32,
#     "db": 3 / 32,
# }
# ```
#
# δ = 3/32 = 0.09375, and the gradient of $w$ is 4 times that, 0.375. Both are positive: the target is 0, and a larger $w$
# or $b$ would raise $a$. If you had $\delta = 1/2$, you stopped at $a$: it is $\partial L / \partial a$, and σ' is still
# missing.

# %% tags=["asserts"]
assert isclose(neuron(4, -1, 4 - log(3))[1], 1 / 4)
assert 3 / 32 == 0.09375
assert all(
    isclose(p, q)
    for p, q in zip(
        gradients(4, 0, -1, 4 - log(3)), (0.375, 0.09375), strict=True
    )
)

# %% [markdown] slug="ch04-exercise-2"
# ### Exercise 4.2: write it for two inputs (8 minutes)
#
# Write `two_input_gradients(x, y, w, b)`: `x` and `w` are lists of two numbers now, and what comes back is the list of
# the two weight gradients, and the gradient of $b$. `sigmoid` is there for you to use. Done when the cell says "right".


# %% tags=["exercise"]
def two_input_gradients(x, y, w, b):
    # forward: z, then a
    # backward: delta, then the three gradients
    # return [..., ...], ...
    return None


# %%
tell("4.2", two_input_gradients)

# %% [markdown] tags=["hint"]
# Hint 1: look at the function gradients above
#
# What is different? Only how $z$ is made. From δ on it is the same.

# %% [markdown] tags=["hint"]
# Hint 2: recall the neuron
#
# $z$ is the sum of each weight times its input, plus $b$. Then $a$, then δ from $a$ and $y$.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# z = w[0] * x[0] + w[1] * x[1] + b
# ```

# %% [markdown] tags=["solution"]
# ```python
# def two_input_gradients(x, y, w, b):
#     z = w[0] * x[0] + w[1] * x[1] + b
#     a = sigmoid(z)
#     delta = 2 * (a - y) * a * (1 - a)
#     return [delta * x[0], delta * x[1]], delta
# ```
#
# One δ serves all weights of the neuron. Each multiplies it by its own input, so the weight of an input that is 0 gets no
# gradient from this row. A hundred inputs would need one δ and a hundred products.

# %% [markdown] slug="ch04-exercise-3"
# ### Exercise 4.3: read a steep neuron (5 minutes)
#
# $w = 6$, $b = -21$. At which distance is $a = 1/2$ (`middle`)? How steep is $a$ there, for each *kilometre*
# (`steepness`)? And at which distance is $a = 1/4$ (`quarter`)? Three significant digits are enough.

# %% tags=["exercise"]
answer_3 = {"middle": None, "steepness": None, "quarter": None}

# %%
tell("4.3", answer_3)

# %% [markdown] tags=["hint"]
# Hint 1: look at z
#
# In the middle $z$ is 0. Where $a$ is 1/4, it is $-\ln 3$. In both cases $z = 6x - 21$.

# %% [markdown] tags=["hint"]
# Hint 2: recall the chain
#
# $a$ for each unit of $z$, times $z$ for each kilometre.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# middle = 21 / 6
# ```

# %% [markdown] tags=["solution"]
# ```python
# quarter = (21 - log(3)) / 6
# answer_3 = {"middle": 21 / 6, "steepness": 6 / 4, "quarter": quarter}
# ```
#
# 3.5, 1.5, and 3.317. In the middle σ has its largest slope, 1/4, and $z$ moves 6 for each kilometre. From a quarter to a
# half it takes 183 metres. A slope of 1.5 does not mean that $a$ will rise by 1.5: the curve flattens long before that.

# %% tags=["asserts"]
assert 21 / 6 == 3.5
assert isclose(slope(lambda x: sigmoid(6 * x - 21), 3.5), 1.5, rel_tol=1e-6)
assert round((21 - log(3)) / 6, 3) == 3.317
assert isclose(sigmoid(6 * (21 - log(3)) / 6 - 21), 1 / 4)
assert round(1000 * (3.5 - (21 - log(3)) / 6)) == 183

# %% [markdown] slug="ch04-exercise-4"
# ### Exercise 4.4: another activation function (optional, 8 minutes)
#
# Many networks use $\tanh(z)$, which runs from −1 to 1. It is a sigmoid in disguise: $\tanh(z) = 2\sigma(2z) - 1$. Take
# $z = \ln 2$, so that $2z = \ln 4$. What is $a = \tanh(z)$ there, and what is its slope? Then find the rule: which of $1 -
# a$, $a (1 - a)$ and $1 - a^2$ is the slope of tanh? Write the number of the one you choose, 1, 2 or 3, as `rule`.

# %% tags=["exercise"]
answer_4 = {"a": None, "slope": None, "rule": None}

# %%
tell("4.4", answer_4)

# %% [markdown] tags=["hint"]
# Hint 1: look at what goes into the sigmoid
#
# It is ln 4, and $e^{-\ln 4}$ is 1/4.

# %% [markdown] tags=["hint"]
# Hint 2: recall the chain
#
# The outer 2, times the slope of σ at $2z$, times the inner 2.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# a = 2 * 4 / 5 - 1
# ```

# %% [markdown] tags=["solution"]
# ```python
# answer_4 = {"a": 2 * 4 / 5 - 1, "slope": 2 * (4 / 5 * 1 / 5) * 2, "rule": 3}
# ```
#
# $a$ is 3/5, and the slope is 16/25, which is $1 - a^2$. Its largest value is 1, at $z = 0$, four times that of σ. That
# is one reason why tanh often learns faster; chapter 12 comes back to it.

# %% tags=["asserts"]
from math import tanh

assert isclose(tanh(log(2)), 3 / 5)
assert isclose(slope(tanh, log(2)), 16 / 25, rel_tol=1e-8)
assert isclose(1 - (3 / 5) ** 2, 16 / 25)
for z in (-1.7, 0.3, 2.2):
    assert isclose(tanh(z), 2 * sigmoid(2 * z) - 1)
    assert isclose(slope(tanh, z), 1 - tanh(z) ** 2, rel_tol=1e-7)

# %% [markdown] slug="ch04-quiz"
# ## Check yourself
#
# Choose an answer, then open it. Open the others too when you are done.

# %% [markdown] tags=["quiz"]
# **4.** A neuron's activation is 0.9. How far does it move when z rises by 0.01?
#
# - By about 0.0009.
#   Right. The slope is 0.9 × 0.1 = 0.09.
# - By about 0.009.
#   No. That would be a slope of 0.9. The activation is not the slope: it is the slope's first factor.
# - That depends on w and b.
#   No. They have made $z$ what it is. From $z$ to $a$ there is only σ.

# %% tags=["asserts"]
assert isclose(0.9 * (1 - 0.9), 0.09)
assert isclose(0.09 * 0.01, 0.0009)
assert isclose(0.9 * 0.01, 0.009)
assert isclose(1 - 0.9, 0.1)

# %% [markdown] tags=["quiz"]
# **5.** w is positive. You want the climb to happen at a larger distance, equally steep. What do you change?
#
# - Make b smaller.
#   Right. The middle is at −b/w.
# - Make b larger.
#   No. With a larger $b$ less distance is needed, so the climb moves to the left.
# - Make w smaller.
#   No. Whatever it does to the middle, it makes the climb flatter.

# %% [markdown] tags=["quiz"]
# **6.** What is δ?
#
# - The residual a − y, which says how far off it is.
#   No. The residual is one of its factors.
# - ∂L/∂a, how the loss depends on the neuron's output.
#   No. Between that and δ lies the slope of σ. Whoever multiplies ∂L/∂a by the input has forgotten σ'.
# - ∂L/∂z, the gradient in the pre-activation.
#   Right. With it, each weight's gradient is δ times its input, and that of the bias is δ.

# %% [markdown] tags=["quiz"]
# **7.** Two neurons have the target 0. One has z = −9, the other z = 9, and the δ of both is less than 0.001. Which of
# them is in trouble?
#
# - Neither, since a small δ means that it has arrived.
#   No. δ has two factors that can be small, the residual and σ'(z).
# - The second, since its slope σ'(z) holds it back.
#   Right. Its residual is nearly 1, but σ lets almost nothing through. The first has nothing left to learn.
# - Both, since a saturated neuron cannot learn.
#   No. The first says nearly 0, which is the answer. It need not learn.

# %% tags=["asserts"]
for z in (-9, 9):
    assert 2 * sigmoid(z) * sigmoid_prime(z) < 0.001
assert sigmoid(9) > 0.999
assert sigmoid(-9) < 0.001

# %% [markdown] tags=["quiz"]
# **8.** You print the slope factor of all the neurons in your program. All the numbers lie between 0.197 and 0.25, even
# for inputs of a million. What do you suspect?
#
# - All neurons happen to be near their middle.
#   No. An input of a million saturates a neuron, unless its weight is tiny.
# - The function σ' was given a, not z.
#   Right. An activation lies between 0 and 1, and there σ' is never small.
# - The weights were not updated.
#   No. That would not keep the slope of a saturated neuron so large.

# %% tags=["asserts"]
assert round(sigmoid_prime(1), 3) == 0.197
assert sigmoid_prime(0) == 0.25

# %% [markdown] slug="ch04-summary"
# ## The chapter on one page
#
# **Words.** *Pre-activation* $z$: what the line says. *Activation* $a$: what the neuron says. *Activation function*: the
# non-linearity, here σ. *Saturated*: so far out that σ is flat. *Delta* $\delta$: $\partial L / \partial z$.
#
# **The neuron**, {{ref:sigmoid}} and {{ref:neuron}}. Its middle, $a = 1/2$, is where $z = 0$: at $x = -b/w$ for one
# input. Without a non-linearity, any number of lines in a row is one line.
#
# | $z$ | $a$ | odds | σ' |
# |---|---|---|---|
# | −ln 3 | 1/4 | 1 to 3 | 3/16 |
# | 0 | 1/2 | 1 to 1 | 1/4 |
# | ln 3 | 3/4 | 3 to 1 | 3/16 |
# | ln 9 | 9/10 | 9 to 1 | 9/100 |
#
# **The slope**, {{ref:sigmoid-slope}}: $a (1 - a)$.
#
# **The gradient**, {{ref:neuron-delta}}: $\delta = 2 (a - y)\, \sigma'(z)$; $\delta x_i$ for $w_i$; $\delta$ for $b$.
#
# **The mistake.** Taking σ' at $a$. Symptom: all slope factors lie between 0.1966 and 0.25. `sigmoid_prime(z)` wants $z$,
# `a * (1 - a)` wants $a$.

# %% tags=["asserts"]
assert round(sigmoid_prime(1), 4) == 0.1966
for z, a, s in (
    (-log(3), 1 / 4, 3 / 16),
    (0, 1 / 2, 0.25),
    (log(3), 3 / 4, 3 / 16),
    (log(9), 9 / 10, 9 / 100),
):
    assert isclose(sigmoid(z), a)
    assert isclose(sigmoid_prime(z), s)

# %% [markdown] slug="ch04-next"
# ## Where to go next
#
# You have multiplied slopes along a chain by hand: in chapter 03 for a line, here for a neuron.
# [Chapter 05](05_computational_graph.ipynb) does it for any formula, with forks and meeting points, and finds the one
# sweep that gives all gradients at once.

# %% [markdown] tags=["not-in-book"]
# Save your work before you go. On Binder, choose *File → Download*, since the machine forgets everything after ten
# minutes without activity. [Chapter 00](00_start_here.ipynb) says what to do with the file when you return.

# %% [markdown] slug="ch04-sources"
# ## Sources
#
# A neuron as a sum with a threshold: Warren McCulloch and Walter Pitts, "A logical calculus of the ideas immanent in
# nervous activity", *Bulletin of Mathematical Biophysics* 5 (1943), pages 115–133. One that learns: Frank Rosenblatt,
# "The perceptron", *Psychological Review* 65 (1958), pages 386–408. The curve is a hundred years older. Pierre-François
# Verhulst published it in 1838 for the growth of populations, and later called it logistic. Put in the place of the
# hard threshold, it made neurons differentiable, which backpropagation needs: David Rumelhart, Geoffrey Hinton and
# Ronald Williams, "Learning representations by back-propagating errors", *Nature* 323 (1986), pages 533–536.
#
# Good to read beside this chapter: Michael Nielsen,
# [*Neural Networks and Deep Learning*, chapter 1](http://neuralnetworksanddeeplearning.com/chap1.html), on why the
# step has to be smooth, and [chapter 3](http://neuralnetworksanddeeplearning.com/chap3.html), on the neuron that is badly wrong
# and learns slowly; Yann LeCun and others, "Efficient BackProp" (1998), on which activation function to take.
