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

# %% [markdown] slug="ch05-title"
# # 5 · The computational graph
#
# You order two coffees and three cakes, and tip a fifth. One more coffee, please: by how much does the bill grow?
#
# A network is a longer bill. Its weights are the prices, its loss is the total, and training it begins with the same
# question: if this one number grows a little, what does the total do?
#
# **After this chapter,** you can cut a formula into single steps, say what each step does to a gradient, work out every
# gradient of a small graph on paper, and explain why the work goes from the end to the beginning.
#
# **You need** the slope of a curve, as you met it at school, and three rules: $a + b$ has slope 1 in $a$; $a \cdot b$ has
# slope $b$ in $a$; $a^2$ has slope $2a$.
#
# **Time:** {{time}}. One more exercise is optional.
#
# **The mistake this chapter cures:** overlooking that a number is used twice.

# %% [markdown] slug="ch05-before"
# ## Three questions from before
#
# If you begin the course here, leave them out.

# %% [markdown] tags=["quiz"]
# **1.** A sigmoid neuron says 0.8, and ∂L/∂a is 2. What is δ?
#
# - It is 2 again.
#   No. That is ∂L/∂a. On the way to $z$ it is multiplied by the slope of σ.
# - It is 1.6.
#   No. The slope of σ is $a (1 - a)$, not $a$.
# - It is 0.32.
#   Right. 2 · 0.8 · 0.2.

# %% [markdown] tags=["quiz"]
# **2.** f(x) = x², at x = 3, nudged upward by 0.1. What does the ratio say?
#
# - It says 6.1.
#   Right. (9.61 − 9) / 0.1. A one-sided nudge misses the slope 6, here by exactly the nudge, 0.1.
# - It says 6, exactly.
#   No. That is the derivative. A nudge of 0.1 to one side misses it.
# - It says 0.61.
#   No. That is how far $f$ moved. Divide it by the nudge.

# %% [markdown] tags=["quiz"]
# **3.** You halve the learning rate. What becomes of the gradient where you stand?
#
# - It is half as large.
#   No. The step is. The gradient belongs to the loss.
# - It doubles.
#   No. The rate belongs to the step, and the gradient to the loss.
# - It is what it was.
#   Right. The rate comes in after the gradient.

# %% tags=["asserts"]
assert abs(2 * 0.8 * 0.2 - 0.32) < 1e-12
assert 2 * 0.8 == 1.6
assert abs(((3 + 0.1) ** 2 - 9) / 0.1 - 6.1) < 1e-9
assert abs(9.61 - 9 - 0.61) < 1e-9

# %% [markdown] slug="ch05-one-more-coffee"
# ## One more coffee
#
# A coffee costs 2.5, a cake costs 5, and a tip of a fifth makes the bill 1.2 times as large: this factor is `tip`. By
# how much will the total grow with a third coffee? Write it down before you touch a slider.

# %% slug="ch05-setup" jupyter={"source_hidden": true}
from math import isclose, log

from autograd_lab import Value, show
from autograd_lab.answers import tell

coffees, per_coffee = Value(2.0), Value(2.5)
cakes, per_cake = Value(3.0), Value(5.0)
tip = Value(1.2)

for_coffee = coffees * per_coffee
for_cakes = cakes * per_cake
subtotal = for_coffee + for_cakes
total = subtotal * tip

ranges = {"coffees": (0, 10), "cakes": (0, 10), "tip": (1, 1.5)}
show(total, title="A bill with a tip", sliders=ranges)


# %%
def bill(coffees, per_coffee, cakes, per_cake, tip):
    return (coffees * per_coffee + cakes * per_cake) * tip


bill(2, 2.5, 3, 5, 1.2)

# %% tags=["predict"]
bill(3, 2.5, 3, 5, 1.2) - bill(2, 2.5, 3, 5, 1.2)

# %% [markdown] tags=["answer"]
# It grows by 3, not by 2.5. The coffee adds 2.5 to the sum, and whatever is added to the sum becomes 1.2 times as
# large on its way to the total: 2.5 × 1.2 = 3.

# %% [markdown]
# Look at who knew what. The step `coffees * per_coffee` knows what a coffee costs and has never heard of a tip. The step
# `(…) * tip` knows the tip and has never heard of coffee. Each knew one factor, and the factors met in a product.

# %% tags=["asserts"]
assert bill(2, 2.5, 3, 5, 1.2) == 24
assert isclose(bill(3, 2.5, 3, 5, 1.2) - bill(2, 2.5, 3, 5, 1.2), 3)
assert isclose(2.5 * 1.2, 3)

# %% [markdown] slug="ch05-bill-graph"
# ## The bill as a graph
#
# The player above was made from these lines. Each step has a name, and the numbers are `Value`s, which remember which
# step made them, and from what.
#
# ```python
# coffees, per_coffee = Value(2.0), Value(2.5)
# cakes, per_cake = Value(3.0), Value(5.0)
# tip = Value(1.2)
#
# for_coffee = coffees * per_coffee
# for_cakes = cakes * per_cake
# subtotal = for_coffee + for_cakes
# total = subtotal * tip
# show(total)
# ```
#
# It is a **{{term:computational-graph}}**. Each box is a **{{term:node}}**: a name, and the number it holds. The nodes
# on the left were given: they are the **leaves**. Each of the others was made by one **gate**, here a single + or ×.
# Read each line as an arrow, from left to right: from a number to the gate that uses it.
#
# Go back to the player, set the coffees to 2 again, and press the → key (or the button with the arrow to the right) until
# `total` shows its 24. Stop there. That was the **{{term:forward-pass}}**: each gate waits for its inputs, works once,
# and hands its result on. Under every number stands `grad` with a dot: nobody knows it yet.

# %% tags=["asserts"]
assert total.parents == (subtotal, tip)
assert subtotal.parents == (for_coffee, for_cakes)
assert for_coffee.parents == (coffees, per_coffee)
assert bill(2.0, 2.5, 3.0, 5.0, 1.2) == 24

# %% [markdown] slug="ch05-one-gate"
# ## One gate by itself
#
# Take the gate `coffees × per_coffee` by itself, with its inputs 2 and 2.5. Nudge the *second* input, the price, by
# 0.01 and leave the first alone. How far does the output move?

# %% tags=["predict"]
moved = 2 * (2.5 + 0.01) - 2 * 2.5
print(f"the input moved by 0.01, the output by {moved:.4g}")
print(f"that is {moved / 0.01:.4g} times as far")

# %% [markdown] tags=["answer"]
# The output moves twice as far as the price did: there are two coffees. For a product, the ratio in one input is the
# other input.

# %% [markdown]
# That ratio, for an ever smaller nudge, is the **{{term:local-derivative}}** of the gate in this input. It has nothing to
# do with the rest of the graph: only with this gate, and the numbers at its own inputs. With ∂ for "how far, when only
# this one moves":
#
# | gate | local derivative in $a$ | local derivative in $b$ |
# |---|---|---|
# | $c = a + b$ | $\partial c / \partial a = 1$ | $\partial c / \partial b = 1$ |
# | $c = a - b$ | $\partial c / \partial a = 1$ | $\partial c / \partial b = -1$ |
# | $c = a \cdot b$ | $\partial c / \partial a = b$ | $\partial c / \partial b = a$ |
# | $c = a^2$ | $\partial c / \partial a = 2a$ | |

# %% tags=["asserts"]
assert isclose((2 * (2.5 + 0.01) - 2 * 2.5) / 0.01, 2)
assert isclose(((2 + 0.01) * 2.5 - 2 * 2.5) / 0.01, 2.5)

# %% [markdown] slug="ch05-pass-it-back"
# ## Pass it back
#
# Go back to the player, where you stopped at `total`. What you want at each node is its **{{term:gradient}}**: how
# far `total` moves for each unit that this node moves. `total` moves as far as it moves, so its own gradient is 1. This 1
# is the **seed**. Press → once and see it arrive.
#
# Now we walk each arrow against its direction. The last gate is `subtotal × tip`. It has been told that its output
# counts 1, and its local derivative in `subtotal` is the tip. So `subtotal` counts 1 × 1.2 = 1.2. Press →, and read the
# sentence under the picture.
#
# The sum gate is told 1.2. Its local derivatives are 1 and 1, so it hands 1.2 to both sides. Then
# `coffees × per_coffee` is told 1.2 (the player takes the cakes first), and hands on 1.2 × 2.5 = 3. That is the 3 from
# the beginning.
#
# Three numbers meet on every arrow: what the gate is told, the **{{term:upstream-gradient|upstream}}** gradient; what it
# knows, its **local** derivative; and what it hands on, the **downstream** gradient.
#
# ```
# forward     coffees  ───────►  ×  ───────►  for_coffee
#
# backward        3    ◄───────  ×  ◄───────  1.2
#          downstream       local 2.5      upstream
# ```
#
# With $L$ for the number at the end, and a gate that makes $c$ from $a$, where $a$ is used nowhere else:
#
# {{eq:chain-on-an-edge}}
#
# This is the {{term:chain-rule}}. On a graph it needs no cleverness: it is one multiplication for each arrow.

# %% tags=["asserts"]
# eq: chain-on-an-edge
_leaves = [Value(number) for number in (2.0, 2.5, 3.0, 5.0, 1.2)]
_for_coffee, _for_cakes = _leaves[0] * _leaves[1], _leaves[2] * _leaves[3]
_subtotal = _for_coffee + _for_cakes
_total = _subtotal * _leaves[4]
_total.backward()
assert _total.grad == 1
assert _subtotal.grad == _total.grad * 1.2 == 1.2
assert _for_coffee.grad == _for_cakes.grad == _subtotal.grad * 1
assert _leaves[0].grad == _for_coffee.grad * 2.5 == 3

# %% [markdown] slug="ch05-plain-lines"
# ## The sweep in plain lines
#
# Here is the whole bill with no `Value`: forward, then backward with one line for each arrow; `d_tip` is the gradient of
# `tip`. Which five numbers will the last lines print? The first you know. Work out the others without the player.

# %% tags=["predict"]
# forward: the values are kept
for_coffee = 2 * 2.5
for_cakes = 3 * 5
subtotal = for_coffee + for_cakes
total = subtotal * 1.2

# backward, from the end: upstream × local
d_total = 1
d_subtotal = d_total * 1.2
d_tip = d_total * subtotal
d_for_coffee = d_subtotal * 1
d_for_cakes = d_subtotal * 1
d_coffees = d_for_coffee * 2.5
d_per_coffee = d_for_coffee * 2
d_cakes = d_for_cakes * 5
d_per_cake = d_for_cakes * 3

for number in (d_coffees, d_per_coffee, d_cakes, d_per_cake, d_tip):
    print(f"{number:.4g}")

# %% [markdown] tags=["answer"]
# 3, 2.4, 6, 3.6, 20. One more cake costs you 6. The price of a cake counts 3.6: there are three of them, and a tip on
# each. And `tip` has the largest gradient of all.
#
# Is the tip what matters most, then? A gradient speaks of one whole unit, and a whole unit of tip would take it from
# 1.2 to 2.2, which nobody does. One hundredth of tip makes the bill 0.2 larger: 20 × 0.01.
# So read a gradient with its units: units of the result for each unit of the input.

# %% [markdown]
# That is all of backpropagation for this bill. An engine finds the lines by itself: `backward()` walks the graph that the
# `Value`s remember. You need not read the next cell. It defines `gradients(formula, a=3)`, which returns every input's
# gradient.


# %%
def gradients(formula, **inputs):
    """How far the result moves for each unit that an input moves."""
    values = {name: Value(number) for name, number in inputs.items()}
    formula(**values).backward()
    return {name: value.grad for name, value in values.items()}


# %% tags=["asserts"]
_grads = gradients(bill, coffees=2, per_coffee=2.5, cakes=3, per_cake=5, tip=1.2)
_plain = {
    "coffees": d_coffees,
    "per_coffee": d_per_coffee,
    "cakes": d_cakes,
    "per_cake": d_per_cake,
    "tip": d_tip,
}
for _name, _right in {
    "coffees": 3,
    "per_coffee": 2.4,
    "cakes": 6,
    "per_cake": 3.6,
    "tip": 20,
}.items():
    assert isclose(_grads[_name], _right)
    assert isclose(_plain[_name], _right)
assert isclose(bill(2, 2.5, 3, 5, 2.2) - bill(2, 2.5, 3, 5, 1.2), 20)
assert isclose(bill(2, 2.5, 3, 5, 1.2 + 0.01) - bill(2, 2.5, 3, 5, 1.2), 0.2)

# %% [markdown] slug="ch05-loss-graph"
# ## From a bill to a loss
#
# Now a graph with a purpose. A model with one weight $w$ and one bias $b$ sees the input $x = 3$ and predicts
# $w x + b$. It should have said $y = 4$. How wrong it was is the square of the difference:
#
# $$L = (w x + b - y)^2$$
#
# At $w = 2$ and $b = 1$ it predicts 7. The residual is 3, and the loss is 9.
#
# Which sign must the gradient of $b$ have, when the prediction is too high? And how large are the gradients of all four, of
# $w$, $x$, $b$ and $y$? You need the table above and one multiplication for each arrow. (If you come from chapter 03,
# you know two of them. Those of $x$ and $y$ are new.)

# %% tags=["predict"]
w, x, b, y = Value(2.0), Value(3.0), Value(1.0), Value(4.0)
product = w * x
prediction = product + b
residual = prediction - y
loss = residual**2

ranges = {"w": (-2, 4), "b": (-4, 4)}
show(loss, title="One weight, one bias, one loss", sliders=ranges, start="end")

# %% [markdown] tags=["answer"]
# The gradient of $b$ is 6, positive: a larger $b$ makes a prediction that is too high higher still. The
# gradient of $w$ is 18, since $w$ is multiplied by 3 on its way, and that of $x$ is 12, since $x$ is multiplied by 2.
# The gradient of $y$ is −6: a larger target would be nearer to the prediction.
#
# Two gates are new. The minus has the local derivatives 1, in the prediction, and −1, in $y$. The square has $2r$, with
# $r$ for the residual, here 2 × 3 = 6. Along the path from $L$ to $w$ the numbers are 6 × 1 × 1 × 3 = 18. In symbols:
#
# $$\frac{\partial L}{\partial w} = 2r \cdot 1 \cdot 1 \cdot x = 2\,(w x + b - y)\,x$$
#
# Each factor is the local derivative of one gate.
#
# A square is curved, so the gradient is the slope *here*: nudge $b$ by 0.01 and the ratio is 6.01, nudge it by 0.0001 and
# it is 6.0001.


# %% tags=["asserts"]
def squared_error(w, x, b, y):
    return (w * x + b - y) ** 2


assert squared_error(2, 3, 1, 4) == 9
assert gradients(squared_error, w=2, x=3, b=1, y=4) == {
    "w": 18,
    "x": 12,
    "b": 6,
    "y": -6,
}
assert 2 * (2 * 3 + 1 - 4) * 3 == 18
assert isclose((squared_error(2, 3, 1 + 0.01, 4) - 9) / 0.01, 6.01)
assert isclose((squared_error(2, 3, 1 + 0.0001, 4) - 9) / 0.0001, 6.0001)

# %% [markdown]
# Now use the sliders. Take $b$ down to −2, slowly, and watch all the gradients at once. At $b = -2$ the residual is 0,
# and every gradient is 0 with it, except the 1 at `loss` itself. Which single arrow did that? Then go below −2. What
# happens to all the other signs, and why must it?

# %% [markdown] tags=["solution"]
# It is the arrow between `residual` and `loss`. Its local derivative is $2r$, and every gradient further back
# contains this factor. At $r = 0$ they are all 0, below they all change sign: the prediction is now too low,
# and everything that raised the loss before lowers it now.

# %% tags=["asserts"]
assert all(
    gradient == 0
    for gradient in gradients(squared_error, w=2, x=3, b=-2, y=4).values()
)
_below = gradients(squared_error, w=2, x=3, b=-3, y=4)
assert [_below[name] < 0 for name in "wxby"] == [True, True, True, False]

# %% [markdown] slug="ch05-gates"
# ## What a gate does to a gradient
#
# You can now read a graph backward without any formula, because each gate has a habit. Let a gradient of 10 arrive at one
# gate with the inputs $a = 3$ and $b = -4$. Write down the pair that each of these gates hands on: +, −, ×. (The cell lets
# it arrive by multiplying what leaves the gate by 10.)


# %% tags=["predict"]
def hands_on(gate, a=3, b=-4, arriving=10):
    found = gradients(lambda a, b: gate(a, b) * arriving, a=a, b=b)
    return found["a"], found["b"]


print("a + b hands on", hands_on(lambda a, b: a + b))
print("a - b hands on", hands_on(lambda a, b: a - b))
print("a * b hands on", hands_on(lambda a, b: a * b))

# %% [markdown] tags=["answer"]
# - **+ hands out copies.** Both inputs get the 10, whatever their values are.
# - **− hands out copies, and flips the second.**
# - **× swaps.** Each input gets the 10 times the *other's* value: $a$ gets −40, and $b$ gets 30. So a small input
#   means a small gradient for its partner. An $x$ of 0 leaves its weight with no gradient at all.

# %% [markdown]
# Gates with one input stretch what arrives: the square multiplies it by $2a$. The **ReLU**, a common activation
# function, keeps a positive number as it is and turns a negative one into 0. Going backward it is a door: open for 3,
# shut for −4.

# %%
for a in (3, -4):
    square = gradients(lambda a: a**2 * 10, a=a)["a"]
    relu = gradients(lambda a: a.relu() * 10, a=a)["a"]
    print(f"a = {a:2}: the square hands on {square:g}, relu hands on {relu:g}")

# %% tags=["asserts"]
assert hands_on(lambda a, b: a + b) == (10, 10)
assert hands_on(lambda a, b: a - b) == (10, -10)
assert hands_on(lambda a, b: a * b) == (-40, 30)
assert hands_on(lambda a, b: a * b, a=0)[1] == 0
assert [gradients(lambda a: a**2 * 10, a=a)["a"] for a in (3, -4)] == [60, -80]
assert [gradients(lambda a: a.relu() * 10, a=a)["a"] for a in (3, -4)] == [10, 0]

# %% [markdown] slug="ch05-sigmoid-opened"
# ## The sigmoid, opened
#
# The sigmoid of chapter 04, $1 / (1 + e^{-z})$, can be one gate, or four: turn the sign, take the power of $e$, add 1,
# take 1 over it. Their local derivatives are −1, the power itself, 1, and $-1/v^2$ for $1/v$. At $z = -\ln 4$ the four
# make ln 4, then 4, 5 and 1/5. Send a 1 back through them: what arrives at $z$?

# %% tags=["predict"]
z = Value(-log(4))
flipped = -z
power = flipped.exp()
v = power + 1
a = 1 / v
show(a, title="A sigmoid of four gates", start="end")

# %% [markdown] tags=["answer"]
# At `v` arrives −1/25, and the + copies it. Times the power, 4, it is −4/25, and the sign turns: 4/25, or 0.16. The rule
# of chapter 04 says the same in one step: $a (1 - a) = 0.2 \cdot 0.8$. A gate is whatever you have a local derivative
# for.

# %% tags=["asserts"]
assert isclose(a.data, 0.2)
a.backward()
assert isclose(v.grad, -1 / 25)
assert isclose(z.grad, 4 / 25)
assert isclose(0.2 * 0.8, 0.16)

# %% [markdown] slug="ch05-exercise-1"
# ### Exercise 5.1: by habit alone (3 minutes)
#
# $f = (p - q) \cdot r$ at $p = 7$, $q = 4$, $r = -2$. Draw the graph with its two gates, and write the three
# gradients into the cell, without nudging and without a formula for the derivative of $f$. Done when each line says
# "right".

# %% tags=["exercise"]
answer_1 = {"p": None, "q": None, "r": None}  # your three numbers instead of None


# %%
tell("5.1", answer_1)

# %% [markdown] tags=["hint"]
# Hint 1: look at the last gate
#
# The last gate is the ×. Its inputs are the difference, 3, and $r$, −2. The gradient 1 arrives there.

# %% [markdown] tags=["hint"]
# Hint 2: recall what × does
#
# It swaps: the difference gets 1 times the value of $r$, and $r$ gets 1 times the value of the difference.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# answer_1 = {"p": None, "q": None, "r": 3}
# ```
#
# What the − gate is told is the other half of the swap. It hands that to `p`, and flips it for `q`.

# %% [markdown] tags=["solution"]
# ```python
# answer_1 = {"p": -2, "q": 2, "r": 3}
# ```
#
# The × hands −2 to the difference and 3 to $r$. The − copies −2 to $p$ and flips it to 2 for $q$.
# If you had −2 for $q$ too, you treated − as +. If you had $p = 3$ and $r = -2$, you gave each input its own value
# instead of its partner's: the × swaps.

# %% tags=["asserts"]
assert gradients(lambda p, q, r: (p - q) * r, p=7, q=4, r=-2) == {
    "p": -2,
    "q": 2,
    "r": 3,
}

# %% [markdown] slug="ch05-fan-out"
# ## A number that is used twice
#
# So far each number was used once. Now let one be used twice: two arrows leave its node. That is called a
# **{{term:fan-out}}**.
#
# $$a = 3, \qquad b = a + a, \qquad c = b \cdot b$$
#
# Then $b = 6$ and $c = 36$. Each line of the list below is one arrow, walked from the end: from where, to where, and the
# local derivative. The loop does what the plain lines did: upstream × local.

# %%
arrows = [
    ("c", "b", 6),  # c = b · b, first factor: the other factor is 6
    ("c", "b", 6),  # c = b · b, second factor: the other factor is 6
    ("b", "a", 1),  # b = a + a, first term
    ("b", "a", 1),  # b = a + a, second term
]


def pass_back(arrows):
    grad = {"c": 1}
    for gate, node, local in arrows:
        grad[node] = grad[gate] * local
    return grad["a"]


# %% [markdown]
# What is the gradient of $a$? Think of $c = (2a)^2 = 4a^2$ and its slope at 3, or nudge $a$ on paper. Write your number
# down. Then run the cell: it nudges, and asks the loop.


# %% tags=["predict"]
def c_of(a):
    b = a + a
    return b * b


print(f"nudging a says   {(c_of(3 + 0.01) - c_of(3 - 0.01)) / 0.02:.6g}")
print(f"pass_back says   {pass_back(arrows)}")

# %% [markdown] tags=["answer"]
# 24 against 6. Every local derivative in the list is right, and every multiplication is correct. Which line is wrong?

# %% [markdown] tags=["solution"]
# Walk through the loop. The first arrow brings 6 to `b`. The second arrow brings 6 to `b` as well, and the `=` throws
# the first 6 away. Then it happens again: the two arrows into `a` bring 6 each, and one of them is lost. So half the
# gradient was lost at `b`, and half of the rest at `a`: 24, 12, 6.

# %% [markdown] slug="ch05-one-character"
# ### One character
#
# What arrives at one node through several arrows must be added. Think of the nudge. When $a$ moves by 0.01, it moves the
# first term of $b = a + a$ by 0.01, and the second term by 0.01 too, and $b$ feels both. So the gradient of a number that is
# used several times is a sum, with one term for each use:
#
# {{eq:fan-out}}
#
# $\partial L / \partial a$ and $\partial L / \partial c$ are whole gradients. Only $\partial c / \partial a$ is local:
# one gate, one of its inputs. With a single user this is {{ref:chain-on-an-edge}}. A gate that uses the same number
# twice counts as two users: $a + a$ has the local derivatives 1 and 1, not 2. In the code, the sum is one character.
# Call the new function with the same list.


# %%
def pass_back_adding(arrows):
    grad = {"c": 1, "b": 0, "a": 0}
    for gate, node, local in arrows:
        grad[node] += grad[gate] * local
    return grad["a"]


# %% tags=["asserts"]
# eq: fan-out
assert pass_back(arrows) == 6
assert pass_back_adding(arrows) == 24
assert gradients(c_of, a=3) == {"a": 24}
assert 24 / 2 == 12 == 6 + 6
assert isclose((c_of(3 + 0.01) - c_of(3 - 0.01)) / (2 * 0.01), 24)
assert 24 == 6 * 1 + 6 * 1 + 6 * 1 + 6 * 1  # four routes from c back to a

# %% [markdown]
# Now see it on the graph. The S key takes you to the point where the 1 arrives at `c`; go on with →. Stop when the first of
# the two arrows has reached `b`. The sentence says "1 of 2": what stands at `b` is no gradient yet, only a part of one.

# %%
a = Value(3.0)
b = a + a
c = b * b
show(c, title="Used twice, and twice again", sliders={"a": (-5, 5)})

# %% [markdown]
# This is the chapter's mistake: **`=` where `+=` belongs.** It is easy to make, since on each graph without a fan-out
# the two give the same numbers. A network is full of fan-outs. What one layer computes goes to every unit of the
# next, and each weight is used again for each example in the data. (The `+=` has a price: gradients must start at 0. If
# yesterday's are still there, today's are added to them.)

# %% [markdown] slug="ch05-exercise-2"
# ### Exercise 5.2: one long way, one short way (5 minutes)
#
# $u = x \cdot x$, $v = u + x$, $L = v^2$, at $x = 4$. So $u = 16$, $v = 20$, $L = 400$. What is the gradient of $x$?
# Count how often `x` is used before you begin.

# %% tags=["exercise"]
answer_2 = {"x": None}

# %%
tell("5.2", answer_2)

# %% [markdown] tags=["hint"]
# Hint 1: look at where x is used
#
# It is used three times: twice in $x \cdot x$, and once in $u + x$.

# %% [markdown] tags=["hint"]
# Hint 2: recall that every use is a term
#
# Find what arrives at $v$ first: 2 × 20 = 40. The + copies it to $u$ and to $x$. The × hands on what arrived at $u$,
# times the other factor, and it does so twice.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# short_way = 40 * 1
# ```
#
# Then the two terms of the long way, each 40 × 1 × 4, and add all three.

# %% [markdown] tags=["solution"]
# ```python
# answer_2 = {"x": 40 + 160 + 160}
# ```
#
# The short way brings 40, and each of the two factors of $x \cdot x$ brings 40 × 4 = 160. Together 360.
# Check: $L = (x^2 + x)^2$ has the slope $2(x^2 + x)(2x + 1)$, which is 2 × 20 × 9.
#
# What a wrong answer tells: 160 is what one arrow of the long way brought, so `=` for `+=`. 320 has forgotten the short
# way. 200 has counted $x \cdot x$ as one use of $x$, where there are two. 40 is the short way alone.

# %% tags=["asserts"]
assert gradients(lambda x: (x * x + x) ** 2, x=4) == {"x": 360}
assert 2 * (4**2 + 4) * (2 * 4 + 1) == 2 * 20 * 9 == 40 + 160 + 160 == 360
assert (160 + 160, 40 + 160) == (320, 200)
_arrows = [
    ("c", "v", 40),
    ("v", "u", 1),
    ("v", "a", 1),
    ("u", "a", 4),
    ("u", "a", 4),
]  # c stands for L, a for x
assert pass_back(_arrows) == 160
assert pass_back_adding([("c", "b", 40), ("b", "a", 1)]) == 40

# %% [markdown] slug="ch05-order"
# ## In which order?
#
# With `+=`, one question is left: which arrow first? It seems natural to let a number run home at once. As soon as
# something arrives at a node, the node passes it on to its own inputs. Here is that idea, as a function that calls
# itself.


# %%
def run_home(node, inputs, grad):
    """As soon as something has arrived at a node, pass the node's grad on."""
    for name, local in inputs[node]:
        grad[name] += grad[node] * local
        run_home(name, inputs, grad)


# %% [markdown]
# Try it on $b = a + a$, $c = b + b$. This is $c = 4a$, so the gradient of $a$ is 4, at every $a$.
# Do on paper what the function does, arrow by arrow, and write down what it will say.

# %% tags=["predict"]
inputs = {"c": [("b", 1), ("b", 1)], "b": [("a", 1), ("a", 1)], "a": []}
grad = {"c": 1, "b": 0, "a": 0}
run_home("c", inputs, grad)
grad["a"]

# %% [markdown] tags=["answer"]
# 6, where 4 is right. The first 1 arrived at `b` and ran home: two arrows, so `a` stood at 2.
# Then the second 1 arrived at `b`, which now held 2, and `b` passed on *all that it held*: 2 and 2.
# The first arrival went home twice.

# %% [markdown]
# There are two cures. The first: pass on only what has just arrived. Then each path from the end to the beginning is
# walked once, its local derivatives are multiplied, and the paths are added:
#
# {{eq:path-sum}}
#
# That is right. But count the paths when doublings follow each other, $a + a$, then that plus itself, and so on.


# %%
def paths(doublings):
    """Count the paths back through a chain of doublings, by walking each one."""
    if doublings == 0:
        return 1
    return paths(doublings - 1) + paths(doublings - 1)


for n in (1, 2, 4, 8, 16):
    print(f"{n:2} doublings: {2 * n:2} arrows, {paths(n):6} paths")

# %% [markdown]
# Thirty doublings have 60 arrows and 2³⁰ paths, more than a billion. A formula that is right can still be of no use.
#
# The second cure: **wait**. A node passes its gradient on only when everything that can arrive has arrived, and then
# once: 60 multiplications, not 2³⁰. All it takes is an order in which each node comes before its own inputs. The forward
# pass puts inputs first, in what is called a **{{term:topological-order}}**. We need it read from its end.

# %%
start = Value(1.0)
end = start
for _ in range(30):
    end = end + end
end.backward()
print(f"30 doublings, 60 arrows, one sweep: the gradient is {start.grad:,.0f}")

# %% tags=["asserts"]
# eq: path-sum
assert grad["a"] == 6
assert gradients(lambda a: (a + a) + (a + a), a=3) == {"a": 4}
_inputs = {"c": [("b", 1), ("b", 1)], "b": [("a", 1), ("a", 1)], "a": []}


def _path_sum(node):
    """Σ over paths of the product of the local derivatives, from `node` back to a."""
    return (
        1
        if node == "a"
        else sum(local * _path_sum(name) for name, local in _inputs[node])
    )


assert _path_sum("c") == 4
assert [paths(n) for n in (1, 2, 4, 8, 16)] == [2, 4, 16, 256, 65536]
assert 2**30 == start.grad > 1_000_000_000

# %% [markdown]
# See the waiting. In this graph `m` is used twice. Run through the backward pass and find the moment when `m` has got
# something, and still does not pass it on.

# %%
t = Value(3.0)
m = t + t
n = m * t
late = n + m
show(late, title="m waits for n", sliders={"t": (-5, 5)})

# %% [markdown] slug="ch05-exercise-3"
# ### Exercise 5.3: mend an order (5 minutes)
#
# These are the arrows of that graph, $t = 3$, $m = t + t$, $n = m \cdot t$, $\textit{late} = n + m$. All local
# derivatives are right. Yet the sweep below says 8 for `t`, and the truth is 14. Move lines of the list, and change no
# number. Done when it says 14 and you can name the rule that the old order broke.

# %% tags=["exercise"]
answer_3 = [
    ("late", "n", 1),
    ("late", "m", 1),
    ("m", "t", 1),
    ("m", "t", 1),
    ("n", "m", 3),
    ("n", "t", 6),
]


# %%
def sweep(arrows, end):
    """Go through the arrows once, in order; add upstream × local at each."""
    grad = {node: 0 for _, node, _ in arrows} | {end: 1}
    for gate, node, local in arrows:
        grad[node] += grad[gate] * local
    return grad


# %%
tell("5.3", answer_3)

# %% [markdown] tags=["hint"]
# Hint 1: look at m
#
# Which two lines bring something to `m`? Which two lines pass on what `m` has?

# %% [markdown] tags=["hint"]
# Hint 2: recall the rule
#
# A node passes on only when everything that can arrive has arrived. `m` hears from `late`, and from `n`.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# Leave the first two lines where they are, and let the third be
#
# ```python
# ("n", "m", 3),
# ```

# %% [markdown] tags=["solution"]
# ```python
# answer_3 = [
#     ("late", "n", 1),
#     ("late", "m", 1),
#     ("n", "m", 3),
#     ("n", "t", 6),
#     ("m", "t", 1),
#     ("m", "t", 1),
# ]
# ```
#
# Now `m` holds 1 + 3 = 4 before it passes anything on, and `t` gets 6 + 4 + 4 = 14. In the old order `m` passed on when
# only the 1 from `late` had arrived, so `t` got 1 + 1 + 6 = 8: the 3 that came through `n` was stuck at `m`. Other
# orders are right too, as long as each line that leaves `n` or `m` stands below all those that reach it.

# %% tags=["asserts"]
_old = [
    ("late", "n", 1),
    ("late", "m", 1),
    ("m", "t", 1),
    ("m", "t", 1),
    ("n", "m", 3),
    ("n", "t", 6),
]
_new = [_old[0], _old[1], _old[4], _old[5], _old[2], _old[3]]
assert sweep(_old, end="late")["t"] == 8
assert sweep(_new, end="late")["t"] == 14
assert sweep(_new, end="late")["m"] == 1 + 3
assert gradients(lambda t: (t + t) * t + (t + t), t=3) == {"t": 14}

# %% [markdown] slug="ch05-why-reverse"
# ## Why backward at all?
#
# There is a way to all these gradients that needs no graph and no order: nudge one weight after the other. Why does
# nobody train a network with it?
#
# Here is a model with a hundred weights. Write down how often nudging runs the forward pass, and how often the sweep does.

# %% tags=["predict"]
forward_passes = 0


def loss_of(weights):
    """(Σ w·x − 1)², with the inputs x = 1, 2, 3, … divided by 100."""
    global forward_passes
    forward_passes += 1
    terms = [weight * (i / 100) for i, weight in enumerate(weights, start=1)]
    return (sum(terms) - 1) ** 2


weights, nudge = [0.01 * i for i in range(100)], 1e-6
here = loss_of(weights)
by_nudging = []
for i in range(len(weights)):
    moved = list(weights)
    moved[i] += nudge
    by_nudging.append((loss_of(moved) - here) / nudge)
passes_of_nudging, forward_passes = forward_passes, 0

values = [Value(weight) for weight in weights]
loss_of(values).backward()
by_sweep = [value.grad for value in values]

print(f"nudging: forward passes {passes_of_nudging}")
print(f"sweep:   forward passes {forward_passes}, and a backward pass")
difference = max(abs(p - q) for p, q in zip(by_nudging, by_sweep, strict=True))
print(f"largest difference between the two answers: {difference:.1e}")

# %% [markdown] tags=["answer"]
# With $n$ weights, nudging takes $n + 1$ forward passes (to both sides, twice $n$). The backward pass costs about as much
# as a small number of forward passes, whatever $n$ is, since it uses every arrow once. For ten thousand weights that is
# 10,001 forward passes against one and a sweep, for every single step of the training.

# %% [markdown]
# The reason lies in what is carried along. Whoever walks forward, by nudging or by formula, carries "how far does this
# node move when *this weight* moves". That is one number in each node for each weight, so every weight needs a walk of
# its own. Whoever walks backward carries "how far does *the loss* move when this node moves". That is one number in
# each node, and all the weights share it. A network has many weights and one loss, so we go backward, in
# {{term:reverse-mode}}. If it had one weight and many losses, we would go forward.
#
# The sweep asks for two things in return. It must know the local derivatives, while nudging needs only a function that it
# can call: that is why nudging stays the way to check a sweep. And a × needs the value of its other input, so the forward
# values have to be kept until the sweep has come by. This is the main reason why training a network takes more memory
# than using it.

# %% tags=["asserts"]
assert passes_of_nudging == len(weights) + 1 == 101
assert forward_passes == 1
assert difference < 1e-5
assert 10_000 + 1 == 10_001

# %% [markdown] slug="ch05-exercise-4"
# ### Exercise 5.4: your own check (optional, 10 minutes)
#
# Write `by_nudging_both_sides(formula, inputs)`: for each input, the result with 0.0001 more, minus the result with
# 0.0001 less, divided by 0.0002. Return a dictionary of slopes. `inputs` is a dictionary, and `formula(**inputs)` calls
# the formula with each of its entries under its own name. Done when the line below says "right". Use such a function in
# the problem sets, before you ask the checker there.


# %% tags=["exercise"]
def by_nudging_both_sides(formula, inputs):
    slopes = {}
    for name in inputs:
        slopes[name] = None  # your lines instead
    return slopes


# %%
tell("5.4", by_nudging_both_sides)

# %% [markdown] tags=["hint"]
# Hint 1: look at what changes from one slope to the next
#
# Only one input is moved at a time. All the others keep their values.

# %% [markdown] tags=["hint"]
# Hint 2: recall how to copy a dictionary with one entry changed
#
# `inputs | {name: inputs[name] + 0.0001}` is a new dictionary. `inputs` itself stays as it was.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# more = formula(**(inputs | {name: inputs[name] + 0.0001}))
# ```

# %% [markdown] tags=["solution"]
# ```python
# def by_nudging_both_sides(formula, inputs):
#     slopes = {}
#     for name in inputs:
#         more = formula(**(inputs | {name: inputs[name] + 0.0001}))
#         less = formula(**(inputs | {name: inputs[name] - 0.0001}))
#         slopes[name] = (more - less) / 0.0002
#     return slopes
# ```
#
# Nudging to both sides makes the curvature cancel, so for a square the slope is right up to rounding.
# The common mistake is `inputs[name] += 0.0001`: it changes the dictionary itself, and each later slope is
# measured from a point that has already been moved. Another is to divide by 0.0001: every slope doubles.

# %% tags=["asserts"]
_more, _less = (
    squared_error(2, 3, 1 + 0.0001, 4),
    squared_error(2, 3, 1 - 0.0001, 4),
)
assert isclose((_more - _less) / 0.0002, 6, rel_tol=1e-9)
assert isclose((_more - _less) / 0.0001, 12, rel_tol=1e-9)

# %% [markdown] slug="ch05-digit"
# ## What it is for
#
# Here is a network. Its inputs are the brightnesses of the 64 points of a handwritten digit, it ends in ten outputs, one
# for each digit, and in between stand 2,260 weights and biases. They start at random. The cell below goes forward, sweeps
# backward, and takes a step, 810 times. You need not read its code yet: by chapter 10 you will have understood every
# line. Then it reads an image that it has never seen.

# %% jupyter={"source_hidden": true}
import numpy as np

from autograd_lab import data

images, digit = data.digits(seed=0)
targets = data.one_hot(digit)
rng = np.random.default_rng(0)
W1, b1 = rng.normal(0, 1 / 8, (64, 30)), np.zeros(30)
W2, b2 = rng.normal(0, 1 / 5, (30, 10)), np.zeros(10)


def outputs(rows):
    hidden = 1 / (1 + np.exp(-(rows @ W1 + b1)))
    return hidden, 1 / (1 + np.exp(-(hidden @ W2 + b2)))


for _ in range(6):
    for rows in np.array_split(rng.permutation(1348), 135):
        hidden, out = outputs(images[rows])
        delta_2 = 2 * (out - targets[rows]) * out * (1 - out) / len(rows)
        delta_1 = delta_2 @ W2.T * hidden * (1 - hidden)
        W2 -= 2 * hidden.T @ delta_2
        b2 -= 2 * delta_2.sum(axis=0)
        W1 -= 2 * images[rows].T @ delta_1
        b1 -= 2 * delta_1.sum(axis=0)


def read(number):
    """One of the 449 images that were put aside, and the ten outputs."""
    image = images[1348 + number]
    for row in image.reshape(8, 8):
        print("   " + "".join(" ░▒▓█"[int(4.99 * point)] * 2 for point in row))
    for name, out in enumerate(outputs(image)[1]):
        print(f"{name}  {out:4.2f} {'■' * round(30 * out)}")


read(0)

# %% [markdown]
# Ask it for others, from `read(1)` to `read(448)`. In this run it reads more than nine in ten of them. Number 13 is one
# that it gets wrong.

# %%
read(13)

# %% tags=["asserts"]
_right = outputs(images[1348:])[1].argmax(axis=1) == digit[1348:]
assert (len(images), len(_right)) == (1797, 449)
assert W1.size + b1.size + W2.size + b2.size == 2260
assert 6 * 135 == 810
assert _right.mean() > 0.92
assert _right[0]
assert not _right[13]

# %% [markdown] slug="ch05-quiz"
# ## Check yourself
#
# Choose an answer, then open it. Each option says why it is right or wrong, so open the others too when you are done.

# %% [markdown] tags=["quiz"]
# **4.** A × gate has the inputs 0 and 7. The gradient 5 arrives. What does it hand on?
#
# - 0 to both, since the product is 0.
#   No. That mixes up a value with a gradient. The product is 0, and it moves all the same when its first input does.
# - 0 to the input that is 0, and 35 to the input that is 7.
#   No. That gives each input 5 times its own value. The × swaps.
# - 35 to the input that is 0, and 0 to the other.
#   Right. Each input gets 5 times the *other's* value.

# %% [markdown] tags=["quiz"]
# **5.** In a graph of + gates only, each number is used once. What is the gradient of each leaf?
#
# - 1
#   Right. The seed is 1, and each + hands out copies.
# - 1 divided by the number of leaves.
#   No. A + does not share out what arrives: both inputs get all of it.
# - The leaf's value.
#   No. A + never looks at values.

# %% [markdown] tags=["quiz"]
# **6.** Your sweep is right on ten graphs and wrong on the eleventh. Which kind of graph do you draw to find out why?
#
# - A large one, so that the mistake has room to show.
#   No. Then it shows, and you cannot see where it comes from.
# - A chain, each number used once.
#   No. Along a chain `=` and `+=` give the same, and there is only one order.
# - A small one in which a number is used twice.
#   Right. With `b = a + a` you see `=` for `+=`. If the order is wrong, put a second fan-out on top: `c = b + b`.

# %% [markdown] tags=["quiz"]
# **7.** Someone says: "Adding up over all paths is wrong, it gave me no answer for thirty doublings." What do you
# reply?
#
# - It is right, but too slow for such a graph.
#   Right. The number of paths doubles with each doubling. Waiting at each node until all has arrived gives the same sum
#   with one multiplication for each arrow.
# - It is wrong as soon as two paths share an arrow.
#   No. Each path counts in full, whatever it shares with others.
# - It is right only without a fan-out.
#   No. Without a fan-out there is one path from each leaf, and nothing to add up.

# %% [markdown] tags=["quiz"]
# **8.** Does backpropagation make the loss smaller?
#
# - Yes, it makes it a little smaller with each sweep.
#   No. After a sweep all weights are what they were, and so is the loss.
# - Yes, if the learning rate is not too large.
#   No. There is no rate in it. The rate belongs to the step.
# - No, it finds how the loss depends on the weights.
#   Right. Taking a step against the gradient is the optimiser's work.

# %% [markdown] tags=["quiz"]
# **9.** A function has one input and a thousand outputs. You want the slope of each output. Forward or backward?
#
# - Forward.
#   Right. One walk that carries "how far does this node move when the input moves" reaches all the outputs.
# - Backward.
#   No. Each output would need a sweep of its own, a thousand of them. Backward pays when there are many inputs and one
#   result.

# %% tags=["asserts"]
assert hands_on(lambda a, b: a * b, a=0, b=7, arriving=5) == (35, 0)
assert gradients(lambda a, b, c: a + b + c, a=1, b=2, c=3) == {
    "a": 1,
    "b": 1,
    "c": 1,
}

# %% [markdown] slug="ch05-summary"
# ## The chapter on one page
#
# **Words.** *Node*: a number in the graph. *Gate*: the operation that made it. *Leaf*: a node that was given. *Local
# derivative* ∂out/∂in: how far a gate's output moves for each unit that one input moves, the others held still.
# *Gradient* of a node, `grad`: how far the last number $L$ moves for each unit that this node moves,
# ∂L/∂node.
#
# **The sweep.**
#
# 1. Forward: compute and keep every value.
# 2. Set every `grad` to 0, and that of $L$ to 1.
# 3. Go through the nodes from $L$ to the leaves, each before its own inputs, so that all has arrived when it passes on.
# 4. At each input of the node: `input.grad += node.grad * local`.
#
# **The gates**, when $g$ arrives:
#
# | gate | hands to $a$ | hands to $b$ | habit |
# |---|---|---|---|
# | $a + b$ | $g$ | $g$ | copies |
# | $a - b$ | $g$ | $-g$ | copies, flips the second |
# | $a \cdot b$ | $g \cdot b$ | $g \cdot a$ | swaps |
# | $a^2$ | $g \cdot 2a$ | | stretches |
# | relu of $a$ | $g$ if $a > 0$, else 0 | | opens or shuts |
#
# **The rules.** On one arrow, upstream × local = downstream: {{ref:chain-on-an-edge}}. With several uses, the sum:
# {{ref:fan-out}}. Over all paths, right but slow: {{ref:path-sum}}.
#
# **The mistake.** `=` for `+=`. It shows only where a number is used more than once:
# $a = 3$, $b = a + a$, $c = b \cdot b$ gives 6 instead of 24.
#
# **The check.** Nudge one input, see how far the result moves, compare. For $n$ weights that takes $n + 1$ forward passes,
# the sweep one and a backward pass.

# %% [markdown] slug="ch05-next"
# ## Where to go next
#
# [Chapter 06](06_build_the_engine.ipynb) turns this page into a program: `Value`, with its `+=`, its order and its
# `backward()`. Or do problem set 1 first, `assignments/ps1`, if you have not done it after chapter 03: the gradient of the
# mean squared error, for many rows at once.

# %% [markdown] tags=["not-in-book"]
# Save your work before you go. On Binder, choose *File → Download*, since the machine forgets everything after ten
# minutes without activity. [Chapter 00](00_start_here.ipynb) says what to do with the file when you return.

# %% [markdown] slug="ch05-sources"
# ## Sources
#
# The backward sweep is older than its name. Seppo Linnainmaa described it in his master's thesis (University of
# Helsinki, 1970), as a way to follow rounding errors through a program: reverse-mode automatic differentiation. Paul
# Werbos proposed it in his thesis *Beyond Regression* (Harvard, 1974), and applied it to neural networks in
# "Applications of advances in nonlinear sensitivity analysis" (1982). David Rumelhart, Geoffrey Hinton and Ronald
# Williams showed what hidden units learn with it, and made it known: "Learning representations by back-propagating
# errors", *Nature* 323 (1986), pages 533–536.
#
# The sum over paths is in Friedrich Bauer's "Computational graphs and rounding error", *SIAM Journal on Numerical
# Analysis* 11 (1974). Forward and reverse mode side by side: Baydin, Pearlmutter, Radul and Siskind, "Automatic
# differentiation in machine learning: a survey", *Journal of Machine Learning Research* 18 (2018). What the sweep
# costs at most, with proof: Griewank and Walther, *Evaluating Derivatives* (SIAM, second edition, 2008).
#
# Good to read beside this chapter: Michael Nielsen,
# [*Neural Networks and Deep Learning*, chapter 2](http://neuralnetworksanddeeplearning.com/chap2.html); the
# [backpropagation notes](https://cs231n.github.io/optimization-2/) of Stanford's CS231n, whose reading of gates by
# what they do to a gradient this chapter follows; Christopher Olah,
# [*Calculus on Computational Graphs*](https://colah.github.io/posts/2015-08-Backprop/) (2015).
