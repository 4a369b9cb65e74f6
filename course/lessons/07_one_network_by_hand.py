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

# %% [markdown] slug="ch07-title"
# # 7 · One network by hand
#
# A network looks at two numbers, and its answer is too low. It has nine numbers of its own that it may change. Which of
# them should go up, which down, and which of them matters most?
#
# In this chapter you find out with a pencil. The network is a real one, with two inputs, two
# {{term:hidden-layer|hidden}} neurons and an output, and you will work out every number in it, on the way forward and
# on the way back. The weights are chosen so that the numbers are simple fractions. You need no calculator and no program,
# except to see that you were right.
#
# **After this chapter** you can compute all gradients of a small network on paper, tell a rounding error from a
# mistake, and say why the residual belongs in a gradient once, and once only.
#
# **You need** the sigmoid's slope ([chapter 04](04_neuron.ipynb)), the arrows of [chapter 05](05_computational_graph.ipynb), and a pencil.
#
# **Time:** {{time}}.
#
# **The mistakes this chapter cures:** counting the residual twice; and blaming the rounding.

# %% [markdown] slug="ch07-before"
# ## Three questions from before

# %% [markdown] tags=["quiz"]
# **1.** `u = x * x` at x = 4, and `u` has the gradient 1. It hands on. What stands at `x` then?
#
# - 4
#   No. That is what one of the two arrows brings. The other comes on top of it.
# - 8
#   Right. Two arrows lead from `u` to `x`, each with the slope 4, and the terms are added.
# - 16
#   No. That is the value of `u`. A gradient is made of slopes, not of values.

# %% [markdown] tags=["quiz"]
# **2.** A sigmoid neuron's activation is 0.2. How steep is the sigmoid there?
#
# - 0.04
#   No. That is $a^2$. The slope has $a$ once, and $1 - a$ once.
# - 0.8
#   No. That is $1 - a$, one of the two factors.
# - 0.16
#   Right. $a (1 - a)$ = 0.2 · 0.8.

# %% [markdown] tags=["quiz"]
# **3.** A model misses one ride by 3 and another by −1. What is its mean squared error?
#
# - 5
#   Right. (9 + 1)/2: square first, then take the mean.
# - 1
#   No. That is the mean first and the square afterwards. Misses to the two sides cancel in it.
# - 10
#   No. That is the sum of the squares. There are two rides.

# %% tags=["asserts"]
assert round(0.2**2, 9) == 0.04
assert round(1 - 0.2, 9) == 0.8
assert round(0.2 * 0.8, 9) == 0.16
assert (9 + 1) / 2 == 5

# %% slug="ch07-setup" jupyter={"source_hidden": true}
# Tools: network(...) builds the network from its nine numbers.
from math import exp, isclose, log

from autograd_lab import Value, show
from autograd_lab.answers import tell


def sigma(z):
    return 1 / (1 + exp(-z))


def network(numbers, x, y):
    """The network on one row: every number in it by name, its loss as "L"."""
    n = {name: Value(float(number), name) for name, number in numbers.items()}
    n |= {
        "x1": Value(float(x[0])),
        "x2": Value(float(x[1])),
        "y": Value(float(y)),
    }
    inputs = [n["x1"], n["x2"]]  # dot: weight times input, and the bias on top
    n["z1"] = Value.dot([n["w11"], n["w21"]], inputs, n["b1"])
    n["z2"] = Value.dot([n["w12"], n["w22"]], inputs, n["b2"])
    n["a1"], n["a2"] = n["z1"].sigmoid(), n["z2"].sigmoid()
    n["z"] = Value.dot([n["v1"], n["v2"]], [n["a1"], n["a2"]], n["c"])
    n["a"] = n["z"].sigmoid()
    n["residual"] = n["a"] - n["y"]
    n["L"] = n["residual"] ** 2
    return n


# %% [markdown] slug="ch07-nine-sliders"
# ## Nine sliders
#
# This network has the shape of ours, and other weights. Step forward with →, and then drag its sliders, one after the
# other. Which way must each go, so that the loss `L` falls?

# %%
numbers = {"w11": 0.8, "w12": -1.2, "w21": 0.5, "w22": 0.9, "b1": -0.4, "b2": 0.3}
numbers |= {"v1": 1.5, "v2": -0.7, "c": 0.2}
other = network(numbers, x=(1.5, -2), y=1)
show(other["L"], names=other, sliders=list(numbers), title="Another network")

# %% [markdown]
# That is nudging, one number at a time. On paper you will get all nine answers in one go.

# %% [markdown] slug="ch07-forward"
# ## Forward
#
# Here is ours. $w_{ij}$ leads from input $i$ to hidden neuron $j$: the first index says where a weight comes
# from, the second where it goes. The weights of the output are $v_1$ and $v_2$, and its bias is $c$.
#
# | | to neuron 1 | to neuron 2 | | | to the output |
# |---|---|---|---|---|---|
# | from $x_1 = 2$ | $w_{11} = 3$ | $w_{12} = 1$ | | from neuron 1 | $v_1 = 6$ |
# | from $x_2 = 3$ | $w_{21} = -2$ | $w_{22} = 0$ | | from neuron 2 | $v_2 = -10$ |
# | bias | $b_1 = -\ln 2$ | $b_2 = \ln 4 - 2$ | | bias | $c = 6 - \ln 3$ |
#
# Each neuron does two things. It adds up what comes in, weighted, and its bias on top: $z$, the **pre-activation**.
# Then it puts that through its activation function, here the sigmoid: $a$, its **activation**.
# The inputs are no neurons: they are numbers, and nothing is applied to them.
#
# {{eq:one-neuron}}
#
# The sigmoid is easy at logarithms: $\sigma(\ln n) = 1/(1 + 1/n) = n/(n+1)$. So $\sigma(\ln 3) = 3/4$, and
# $\sigma(-\ln 3)$ is the rest, 1/4.
#
# Now do it. Work out $z_1$ and $a_1$, then $z_2$ and $a_2$, then the output's $z$ and $a$. The target is $y = 1$, and the
# loss is $L = (a - y)^2$. You should have seven numbers on your paper before you run the cell.

# %% tags=["predict"]
nine = {"w11": 3, "w12": 1, "w21": -2, "w22": 0, "b1": -log(2), "b2": log(4) - 2}
nine |= {"v1": 6, "v2": -10, "c": 6 - log(3)}
ours = network(nine, x=(2, 3), y=1)
for name in ("z1", "a1", "z2", "a2", "z", "a", "L"):
    print(f"{name:2} = {ours[name].data:.4f}")

# %% [markdown] tags=["answer"]
# On paper:
#
# | neuron | $z$ | $a$ |
# |---|---|---|
# | 1 | 2 · 3 + 3 · (−2) − ln 2 = −ln 2 | 1/3 |
# | 2 | 2 · 1 + 3 · 0 + ln 4 − 2 = ln 4 | 4/5 |
# | output | 6 · 1/3 − 10 · 4/5 + 6 − ln 3 = −ln 3 | 1/4 |
#
# The residual is 1/4 − 1 = −3/4, and the loss is 9/16. Keep the paper: the way back needs the residual and the three
# activations again.

# %% tags=["asserts"]
# eq: one-neuron
assert isclose(sigma(log(3)), 3 / 4)
assert isclose(sigma(-log(3)), 1 - 3 / 4)
assert isclose(ours["z1"].data, 2 * 3 + 3 * -2 - log(2))
assert isclose(ours["z2"].data, 2 * 1 + 3 * 0 + log(4) - 2)
assert isclose(ours["z"].data, 6 * 1 / 3 - 10 * 4 / 5 + 6 - log(3))
assert isclose(ours["z"].data, -log(3))
assert all(
    isclose(ours[_name].data, _a)
    for _name, _a in {"a1": 1 / 3, "a2": 4 / 5, "a": 1 / 4, "L": 9 / 16}.items()
)
assert all(isclose(sigma(log(_n)), _n / (_n + 1)) for _n in (2, 3, 4, 7))

# %% [markdown] slug="ch07-signs"
# ## First the signs
#
# Before any number, ask which way. The output is below its target. So whatever raises it lowers the loss, and has a
# *negative* gradient.
#
# Go along the wires. A larger $v_1$ raises $z$, since $a_1$ is positive: minus. And $w_{12}$? A larger $w_{12}$ raises
# $z_2$, since $x_1$ is positive; that raises $a_2$; and that *lowers* $z$, since $v_2 = -10$. So it raises the loss: plus.
#
# That makes two. Write down the other seven, for $v_2$ and $c$, for three $w$, and for $b_1$ and $b_2$. Then the cell.

# %% tags=["predict"]
ours["L"].backward()
print("minus:", ", ".join(name for name in nine if ours[name].grad < 0))
print("plus: ", ", ".join(name for name in nine if ours[name].grad > 0))

# %% [markdown] tags=["answer"]
# Everything that leads through neuron 2 into the $-10$ is plus, and everything else is minus. $w_{22}$ is plus although it is
# 0 itself: a gradient does not ask how large a weight is, but what happens when it grows.
#
# Signs cost nothing, and they catch a good part of all mistakes. From here on, when a number comes out with the other
# sign, stop and look.

# %% tags=["asserts"]
assert [name for name in nine if ours[name].grad > 0] == ["w12", "w22", "b2"]
assert all(ours[name].grad != 0 for name in nine)
assert ours["w22"].data == 0

# %% [markdown] slug="ch07-output"
# ## Back through the output
#
# Three arrows lead from the loss back to the output's $z$. The first is the square: $2(a - y) = 2 \cdot (-3/4) = -3/2$. The
# second is the difference $a - y$, and its slope in $a$ is 1. The third is the sigmoid, and its slope needs no new number,
# since $\sigma'(z) = a(1 - a) = 1/4 \cdot 3/4 = 3/16$. The product of the three is the gradient of $z$:
#
# {{eq:output-neuron}}
#
# It is −9/32. Chapter 04 gave this number a letter of its own, **δ** (delta). Throughout this course δ is the gradient of
# the loss in a *pre-activation*, a $z$, and nothing else.
#
# Why does $z$ deserve a letter? Because everything that the neuron owns meets in $z$. One step further back, at a product
# of a weight and what came in, the rule says: the other factor.
#
# | weight | what came in there | its gradient |
# |---|---|---|
# | $v_1$ | $a_1 = 1/3$ | 1/3 · (−9/32) = −3/32 |
# | $v_2$ | $a_2 = 4/5$ | yours to say, below |
# | $c$ | 1 | −9/32 |
#
# So *one* δ serves all three, each time multiplied by what came in at that weight. It is the same for every neuron:
#
# {{eq:neuron-gradients}}

# %% tags=["asserts"]
# eq: output-neuron, neuron-gradients
assert 2 * (1 / 4 - 1) == -3 / 2
_a, _y, _delta = ours["a"].data, ours["y"].data, ours["z"].grad
assert isclose(_delta, 2 * (_a - _y) * _a * (1 - _a))
assert isclose(_delta, -9 / 32)
for _name, _right in {"v1": -3 / 32, "v2": -9 / 40, "c": -9 / 32}.items():
    assert isclose(ours[_name].grad, _right)
assert isclose(1 / 3 * (-9 / 32), -3 / 32)
assert isclose(4 / 5 * (-9 / 32), -9 / 40)
for _z, _weights, _ins in (
    ("z1", "w11 w21", "x1 x2"),
    ("z2", "w12 w22", "x1 x2"),
    ("z", "v1 v2", "a1 a2"),
):
    for _weight, _in in zip(_weights.split(), _ins.split(), strict=True):
        assert ours[_weight].grad == ours[_in].data * ours[_z].grad
for _bias, _z in (("b1", "z1"), ("b2", "z2"), ("c", "z")):
    assert ours[_bias].grad == ours[_z].grad

# %% [markdown] slug="ch07-hidden"
# ## Back through the hidden neurons
#
# Six gradients are left, and for them you need two more δ: one for $z_1$, one for $z_2$. The road to $z_1$ goes back
# through the weight $v_1$, and then through the sigmoid of neuron 1.
#
# Neuron 1, all of it. What arrives at $a_1$ is $v_1 \delta = 6 \cdot (-9/32) = -27/16$. The slope of its sigmoid is
# $a_1 (1 - a_1) = 2/9$. So $\delta_1 = -27/16 \cdot 2/9 = -3/8$. From there by {{ref:neuron-gradients}}: $w_{11}$ had the input 2
# and gets −3/4; $b_1$ gets −3/8; and $w_{21}$ is yours.
#
# So is neuron 2, with the same four lines: what arrives at $a_2$, the slope, $\delta_2$, then three gradients. Two things
# to watch: $v_2$ is negative, and the slope at $a_2 = 4/5$ is *not* 2/9.
#
# Write the whole sheet on your paper: three δ, nine gradients. Then enter six numbers below that you have not been
# told. The player asks in the order of the sweep, and keeps each back until you have said yours. Fractions will do. If a
# number is wrong, it says what it looks like; after the second try there is a hint.

# %% tags=["predict"]
asked = ["v2", "a2", "z2", "w21", "w12", "w22"]
show(
    ours["L"], names=ours, quiz={"nodes": asked}, title="Our network", sliders=[]
)

# %% [markdown] tags=["answer"]
# The whole sheet:
#
# | | neuron 1 | neuron 2 | output |
# |---|---|---|---|
# | arrives at $a$ | 6 · (−9/32) = −27/16 | −10 · (−9/32) = 45/16 | 2 · (−3/4) = −3/2 |
# | slope $a(1 - a)$ | 2/9 | 4/25 | 3/16 |
# | **δ** | **−3/8** | **9/20** | **−9/32** |
# | first weight, in × δ | $w_{11}$: 2 · (−3/8) = −3/4 | $w_{12}$: 2 · 9/20 = 9/10 | $v_1$: −3/32 |
# | second weight, in × δ | $w_{21}$: 3 · (−3/8) = −9/8 | $w_{22}$: 3 · 9/20 = 27/20 | $v_2$: −9/40 |
# | bias, δ | $b_1$: −3/8 | $b_2$: 9/20 | $c$: −9/32 |
#
# Largest of the nine is $w_{22}$, with 27/20, although it is 0 and has done nothing so far. Its input is the larger
# one, and its way to the output leads through the largest weight.

# %% [markdown]
# Look at how little you had to do. Three δ, and each of the nine gradients is one of them times a number from the way
# forward. A network with a thousand inputs would have a thousand weights in a neuron, and still one δ for each
# neuron. That is the thought behind the next chapter.

# %% tags=["asserts"]
_sheet = {
    "a1": -27 / 16,
    "a2": 45 / 16,
    "z1": -3 / 8,
    "z2": 9 / 20,
    "w11": -3 / 4,
    "w21": -9 / 8,
    "b1": -3 / 8,
}
_sheet |= {"w12": 9 / 10, "w22": 27 / 20, "b2": 9 / 20}
assert all(isclose(ours[_name].grad, _right) for _name, _right in _sheet.items())
assert isclose(1 / 3 * (1 - 1 / 3), 2 / 9)
assert isclose(4 / 5 * (1 - 4 / 5), 4 / 25)
assert 3 / 4 * (1 - 3 / 4) == 3 / 16
assert max(nine, key=lambda name: abs(ours[name].grad)) == "w22"

# %% [markdown] slug="ch07-nudge"
# ## Believe it when it is nudged
#
# A sheet that a person wrote, and an engine that other people wrote, agree. They may share a mistake. Nudging shares
# nothing with either. Here is the forward pass once more, in plain numbers. By how much should the loss grow when $w_{22}$
# grows from 0 to 0.01?


# %%
def forward(w, x):
    """The three activations, in plain numbers: no engine, no gradients."""
    a1 = sigma(x[0] * w["w11"] + x[1] * w["w21"] + w["b1"])
    a2 = sigma(x[0] * w["w12"] + x[1] * w["w22"] + w["b2"])
    return a1, a2, sigma(w["v1"] * a1 + w["v2"] * a2 + w["c"])


def loss_of(w, x=(2, 3), y=1):
    return (forward(w, x)[-1] - y) ** 2


# %% tags=["predict"]
def loss_with(name, step):
    return loss_of({**nine, name: nine[name] + step})


print(
    f"w22 + 0.01: the loss grows by {loss_with('w22', 0.01) - loss_of(nine):.5f}"
)
for name in nine:
    slope = (loss_with(name, 1e-5) - loss_with(name, -1e-5)) / 2e-5
    print(f"{name:3} the engine {ours[name].grad:8.5f}   nudging {slope:8.5f}")

# %% [markdown] tags=["answer"]
# The loss should grow by 27/20 · 0.01 = 0.0135. It grows by 0.01330, a little less, since the slope changes on the
# way: that is the curvature. And all nine agree, with the engine and so with your sheet.

# %% [markdown]
# What are they good for? Take each weight one step against its gradient, with the rate 0.1. The loss falls from 0.5625 to
# 0.085.

# %% tags=["asserts"]
assert round(27 / 20 * 0.01, 5) == 0.0135
assert round(loss_of({**nine, "w22": 0.01}) - loss_of(nine), 5) == 0.01330
for _name, _number in nine.items():
    _slope = (
        loss_of({**nine, _name: _number + 1e-5})
        - loss_of({**nine, _name: _number - 1e-5})
    ) / 2e-5
    assert isclose(_slope, ours[_name].grad, rel_tol=1e-6)
_stepped = loss_of(
    {_name: _number - 0.1 * ours[_name].grad for _name, _number in nine.items()}
)
assert (round(loss_of(nine), 4), round(_stepped, 3)) == (0.5625, 0.085)

# %% [markdown] slug="ch07-exercise-1"
# ### Exercise 7.1: a third neuron (6 minutes)
#
# Add a third hidden neuron. Its weights are $w_{13} = 4$, $w_{23} = -2$ and $b_3 = -2 - \ln 5$. It reaches the output
# through $v_3 = 12$, and $c$ becomes $4 - \ln 3$, so that the output's $z$ stays what it was. All that you have computed so far is
# still right. Fill in what is new. Fractions are welcome: `-3/8`. Done when each line says "right".

# %% tags=["exercise"]
answer_1 = {
    "a3": None,
    "arrives_at_a3": None,
    "delta3": None,
    "w13": None,
    "w23": None,
    "b3": None,
    "v3": None,
}

# %%
tell("7.1", answer_1)

# %% [markdown] tags=["hint"]
# Hint 1: look at the sheet of neuron 2
#
# Each step you need stands there, for neuron 2. Take the same steps with the new neuron's numbers.

# %% [markdown] tags=["hint"]
# Hint 2: recall what makes a delta
#
# What arrives at the activation, times the slope of the sigmoid. The slope is made of $a_3$, not of $z_3$.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# arrives_at_a3 = 12 * (-9 / 32)
# ```

# %% [markdown] tags=["solution"]
# ```python
# answer_1 = {
#     "a3": 1 / 6,
#     "arrives_at_a3": -27 / 8,
#     "delta3": -15 / 32,
#     "w13": -15 / 16,
#     "w23": -45 / 32,
#     "b3": -15 / 32,
#     "v3": -3 / 64,
# }
# ```
#
# $z_3 = 8 - 6 - 2 - \ln 5 = -\ln 5$, so $a_3 = 1/6$ and $v_3 a_3 = 2$, which is why $c$ had to give up 2. What arrives is
# 12 · (−9/32), and the slope is 1/6 · 5/6 = 5/36. The commonest slip is at $v_3$: its gradient is what came *in* there,
# $a_3$, times the output's δ. The weight itself, 12, is not in it.

# %% tags=["asserts"]
_more = network({**nine, "c": 4 - log(3)}, x=(2, 3), y=1)
_w13, _w23, _b3, _v3 = (
    Value(float(number)) for number in (4, -2, -2 - log(5), 12)
)
_z3 = Value.dot([_w13, _w23], [_more["x1"], _more["x2"]], _b3)
_a3 = _z3.sigmoid()
_z = Value.dot(
    [_more["v1"], _more["v2"], _v3], [_more["a1"], _more["a2"], _a3], _more["c"]
)
_loss = (_z.sigmoid() - 1) ** 2
_loss.backward()
assert isclose(_a3.data, 1 / 6)
assert isclose(_z.data, -log(3))
assert isclose(_a3.grad, -27 / 8)
assert [round(node.grad * 64, 9) for node in (_z3, _w13, _w23, _b3, _v3)] == [
    -30,
    -60,
    -90,
    -30,
    -3,
]

# %% [markdown] slug="ch07-twice"
# ## The residual, counted twice
#
# Many texts say "we propagate the error". At least one (see the sources) makes a formula of it, with $e = y - \hat y$ for
# the error and $k$ for the layer: $\delta_k = e \cdot \partial L / \partial z_k$. It sounds reasonable. The error is what is
# sent back through the network, so it should stand in front.
#
# Try it on the output. Our $\partial L / \partial z$ is −9/32 and $e = 1 - 1/4 = 3/4$, so this δ is −27/128. It has the right
# sign and three quarters of the size. With that, a step would go the right way, only not as far. No harm done?
#
# Now let the target be 0, and everything else as before. The output 1/4 is too *high* then. What is
# $\partial L/\partial z$ now, what is $e$, and what is their product?


# %% tags=["predict"]
def right_delta(a, y):
    return 2 * (a - y) * a * (1 - a)


def twice_delta(a, y):
    e = y - a
    return e * right_delta(a, y)


for target in (1, 0):
    once, twice = right_delta(0.25, target), twice_delta(0.25, target)
    print(f"target {target}: once {once:+.5f}, twice {twice:+.5f}")

# %% [markdown] tags=["answer"]
# For the target 0 the right δ is 3/32, and $e$ is −1/4. Their product, −3/128, is negative once more. This δ cannot tell
# too low from too high: every weight moves the same way in both cases.
#
# It must be so. $\partial L / \partial z = 2(a - y)\,\sigma'$ holds a residual already. Times $e = -(a - y)$ it becomes
# $-2 (a - y)^2 \sigma'$, and a square has no sign. Such a δ is never positive: it says "up" for ever.

# %% [markdown]
# Here is the sheet as a program, forward and then back, line by line as on your paper. (`slope` and `rounded` are for the
# two sections after this one.)


# %% slug="ch07-backward"
def a_times_rest(a):
    return a * (1 - a)


def worked_out(w, x, y, twice=False, slope=a_times_rest, rounded=float):
    """Every gradient of the sheet, in plain numbers.

    twice    count the residual twice, as above
    slope    the sigmoid's slope, from its activation
    rounded  what is done to each number before it is used
    """
    r = rounded
    w = {name: r(number) for name, number in w.items()}
    a1, a2, a = (r(number) for number in forward(w, x))

    delta = r(2 * (a - y) * slope(a))  # the output
    if twice:
        delta = r((y - a) * delta)
    back1, back2 = r(w["v1"] * delta), r(w["v2"] * delta)  # through its weights
    delta1, delta2 = r(back1 * slope(a1)), r(back2 * slope(a2))  # hidden

    gradients = {"z": delta, "a1": back1, "a2": back2, "z1": delta1, "z2": delta2}
    gradients |= {"v1": r(a1 * delta), "v2": r(a2 * delta), "c": delta}
    gradients |= {"w11": r(x[0] * delta1), "w21": r(x[1] * delta1), "b1": delta1}
    gradients |= {"w12": r(x[0] * delta2), "w22": r(x[1] * delta2), "b2": delta2}
    return gradients


# %% [markdown]
# What will training do with such a δ? We take ten steps at the rate 0.1 on our network, toward either target.


# %% tags=["predict"]
def train(target, twice, rate=0.1, steps=10):
    """The loss before each step and after the last."""
    w, losses = nine, [loss_of(nine, y=target)]
    for _ in range(steps):
        gradients = worked_out(w, (2, 3), target, twice)
        w = {name: number - rate * gradients[name] for name, number in w.items()}
        losses.append(loss_of(w, y=target))
    return losses


for target in (1, 0):
    for called, twice in (("once", False), ("twice", True)):
        losses = [f"{loss:.3f}" for loss in train(target, twice)]
        print(f"target {target}, {called:5}:", *losses)

# %% [markdown] tags=["answer"]
# Toward 1 it trains, only slower: 0.016 after ten steps, where the right one is at 0.002. Somebody who tests with the
# target 1 sees the loss fall and is content. Toward 0 it climbs, from 0.0625 to 0.986, with the output stuck at the
# wrong end.

# %% [markdown]
# Everything behind the output's $z$ is made from that one number. Here is the sweep toward 0. It is compared with the sheet
# on which the residual is counted twice and every other step is done right. Where does the first difference stand, and
# what will be said of all the others?

# %% tags=["predict"]
toward_0 = network(nine, x=(2, 3), y=0)
twice_sweep = worked_out(nine, (2, 3), 0, twice=True)
above = {"a": 0.5, "residual": 0.5, "y": -0.5}
show(
    toward_0["L"],
    names=toward_0,
    compare={**twice_sweep, **above},
    title="Target 0: a sheet held against the right numbers",
    sliders=[],
)

# %% [markdown] tags=["answer"]
# It starts at `z`, with −3/128 where 3/32 is right. Everything else is "right, given" that: whoever made this sheet knows
# how to go backward, and did one thing wrong, once. That is the rule with gradients. Do not mend thirteen numbers. Find
# the first.

# %% [markdown]
# How do you notice such a thing without being told? Three ways, from quick to certain.
#
# *Count.* Write the formula out and count how often the residual stands in it. In the gradient of a squared error it
# stands once.
#
# *Look at the units*, where there are any. The taxi's prediction was in euros and its loss in square euros, so the gradient
# of the loss in the prediction is in euros. Times $e$ it would be in square euros, the unit of the loss itself.
#
# *Change the side.* Put the target above the output, then below. A gradient must change its sign.
#
# And always nudge. The cure is to leave $e$ out: **the residual is inside ∂L/∂z already, and nothing stands in front
# of it.** What travels backward is a gradient, not an error.

# %% tags=["asserts"]
assert right_delta(0.25, 1) == -9 / 32
assert right_delta(0.25, 0) == 3 / 32
assert (twice_delta(0.25, 1), twice_delta(0.25, 0)) == (-27 / 128, -3 / 128)
assert (
    max(twice_delta(_a / 20, _y / 20) for _a in range(1, 20) for _y in range(21))
    == 0
)
for _a, _y in ((0.3, 0.9), (0.8, 0.1)):
    assert isclose(twice_delta(_a, _y), -2 * (_a - _y) ** 2 * _a * (1 - _a))
assert [round(train(1, twice)[10], 3) for twice in (False, True)] == [
    0.002,
    0.016,
]
assert (
    round(train(0, twice=True)[0], 4),
    round(train(0, twice=True)[10], 3),
) == (0.0625, 0.986)
toward_0["L"].backward()
assert len(twice_sweep) == 14
for _name, _grad in worked_out(nine, (2, 3), 0).items():
    assert isclose(toward_0[_name].grad, _grad)
    assert isclose(twice_sweep[_name], -_grad / 4)
for _name, _grad in above.items():
    assert isclose(toward_0[_name].grad, _grad)
for _name, _grad in worked_out(nine, (2, 3), 1).items():
    assert isclose(ours[_name].grad, _grad)

# %% [markdown] slug="ch07-rounding"
# ## Is it the rounding?
#
# Take another input, $x = (3, 2)$, and the numbers are no simple fractions any more: $a_1$ is 0.98670329104… You cut it off
# somewhere, and so does everybody. Then your gradient and the engine's differ, and the question is: was that the
# rounding, or did I make a mistake?
#
# "It will be the rounding" is what most people say first. So let us see what rounding can do. The next cell works out
# the whole sheet with every number rounded to so many decimals before it is used, as one does on paper. Guess first:
# with two decimals, how far off will the gradient of $w_{11}$ be, in per cent? And with eight?


# %% tags=["predict"]
def off(digits, twice=False):
    """By how many per cent the gradient of w11 is off, each number rounded."""

    def cut(number):
        return round(number, digits)

    exact = worked_out(nine, (3, 2), 1)["w11"]
    found = worked_out(nine, (3, 2), 1, twice, rounded=cut)["w11"]
    return 100 * abs(found / exact - 1)


for digits in (2, 4, 6, 8):
    once, twice = off(digits), off(digits, twice=True)
    print(
        f"{digits} decimals: off by {once:9.5f} %   residual twice: {twice:9.5f} %"
    )

# %% [markdown] tags=["answer"]
# With two decimals *everything* is lost: the gradient is −0.0101 and the sheet says 0. Neuron 1 is nearly saturated. With
# $a_1$ rounded to 0.99 its slope $a_1 (1 - a_1)$ becomes 0.0099, where it should be 0.0131, and a product of small
# numbers then falls below the last decimal. So the danger is in 1 minus something that is nearly 1.
#
# With four decimals it is off by more than one per cent, with six by less than a hundredth of one. The column on the
# right stays where it is, near 84. That is how to tell:
#
# **Keep two digits more. What was rounding shrinks. What was a mistake stays.**

# %% [markdown]
# Programs carry about 16 digits, or 7 in the 32-bit numbers that PyTorch takes unless told otherwise. That leaves little
# for rounding to explain: when the gradients of two such programs differ by one per cent, and no neuron is saturated, one
# of them is wrong. With 32 bits a saturated neuron may do that much: at $z = 13$ the rounding of $a$ can change $1 - a$
# by more than one per cent. (The 16-bit numbers in which large networks are trained carry two to four digits. With
# those, one per cent may be rounding.)

# %% tags=["asserts"]
assert round(forward(nine, (3, 2))[0], 11) == 0.98670329104
assert round(forward(nine, (3, 2))[0], 2) == 0.99
assert round(0.99 * (1 - 0.99), 4) == 0.0099
assert (
    round(forward(nine, (3, 2))[0] * (1 - forward(nine, (3, 2))[0]), 4) == 0.0131
)
assert round(worked_out(nine, (3, 2), 1)["w11"], 4) == -0.0101
assert worked_out(nine, (3, 2), 1, rounded=lambda n: round(n, 2))["w11"] == 0
assert 1.2 < off(4) < 1.4
assert 0.006 < off(6) < 0.008
assert off(8) < off(6) / 50
assert all(84 < off(digits, twice=True) < 85.2 for digits in (4, 6, 8))
# rounding moves a by up to half the gap between neighbours just below 1
_gap = 2.0**-24
assert 0.01 < _gap / 2 / sigma(-13) < 0.02

# %% [markdown] slug="ch07-even-numbers"
# ## Numbers to test with
#
# The numbers of our sheet were chosen with care. Here is a sheet that is even simpler: the input is (1, 2), and the
# activations are 1/2, 3/4, and 1/2 at the output. Somebody writes $a^2$ for the slope $a(1-a)$, at every neuron. How many of
# the nine gradients will be right all the same? And on our own sheet?

# %% tags=["predict"]
round_nine = {"w11": 2, "w12": 1, "w21": -1, "w22": 0, "b1": 0, "b2": log(3) - 1}
round_nine |= {"v1": 2, "v2": -4, "c": 2}


def right_by_luck(numbers, x):
    right = worked_out(numbers, x, 1)
    wrong = worked_out(numbers, x, 1, slope=lambda a: a * a)
    return [name for name in numbers if isclose(right[name], wrong[name])]


print("on the simple sheet:", *right_by_luck(round_nine, (1, 2)))
print("on ours:            ", *right_by_luck(nine, (2, 3)))

# %% [markdown] tags=["answer"]
# Six of nine, and none. At $a = 1/2$ the slope $a(1-a)$, $a^2$ and $(1-a)^2$ are all 1/4. Only what lies behind neuron 2
# would tell, with 9/16 for a slope of 3/16. In the same way an input of 1 hides that somebody forgot to multiply by the
# input. Ours has neither.

# %% [markdown]
# So: round numbers to understand, ragged ones to test. A test at $a = 1/2$, at an input of 1, with a bias of 0, or with
# the same target in every row is a test that many wrong programs pass.

# %% tags=["asserts"]
assert right_by_luck(round_nine, (1, 2)) == ["w11", "w21", "b1", "v1", "v2", "c"]
assert right_by_luck(nine, (2, 3)) == []
assert all(
    isclose(_a, _b)
    for _a, _b in zip(
        forward(round_nine, (1, 2)), (1 / 2, 3 / 4, 1 / 2), strict=True
    )
)
assert (1 / 2) * (1 - 1 / 2) == (1 / 2) ** 2 == (1 - 1 / 2) ** 2 == 1 / 4
assert ((3 / 4) ** 2, 3 / 4 * (1 - 3 / 4)) == (9 / 16, 3 / 16)

# %% [markdown] slug="ch07-343"
# ## Three inputs, four neurons, three outputs
#
# One thing is new when there are several outputs. Here the input is $x = (1, 2, 3)$, the three targets are 1, and the loss
# adds up over the outputs: $L = \sum_k (a_k - y_k)^2$. Rows say where a weight comes from, columns where it goes. (Round
# numbers once more: this sheet is for understanding, not for testing.)
#
# | | to $h_1$ | to $h_2$ | to $h_3$ | to $h_4$ |
# |---|---|---|---|---|
# | from $x_1 = 1$ | 1 | 2 | 3 | −1 |
# | from $x_2 = 2$ | 1 | −1 | 0 | −1 |
# | from $x_3 = 3$ | −1 | 0 | −1 | 1 |
# | bias | 0 | ln 3 | −ln 3 | ln 3 |
#
# | | to $o_1$ | to $o_2$ | to $o_3$ |
# |---|---|---|---|
# | from $h_1$ | 2 | −1 | −2 |
# | from $h_2$ | 1 | −1 | 1 |
# | from $h_3$ | −1 | 2 | 1 |
# | from $h_4$ | −2 | 1 | 0 |
# | bias | 0 | ln (7/3) | −ln (7/3) |
#
# Forward goes quickly. At each neuron the products of weight and input add up to 0, so the biases alone decide: the
# activations of $h_1$ to $h_4$ are 1/2, 3/4, 1/4, 3/4, and the outputs are 0.5, 0.7 and 0.3. Write down the three δ of the
# outputs, by {{ref:output-neuron}}.

# %% tags=["predict"] jupyter={"source_hidden": true}
# Builds the network from the two tables, sweeps, and prints the three δ.
W = [[1, 2, 3, -1], [1, -1, 0, -1], [-1, 0, -1, 1]]
b = [0, log(3), -log(3), log(3)]
V = [[2, -1, -2], [1, -1, 1], [-1, 2, 1], [-2, 1, 0]]
c_out = [0, log(7 / 3), -log(7 / 3)]

named = {f"x{i}": Value(float(i)) for i in (1, 2, 3)}
for name, table in (("w", W), ("v", V)):
    for i, row in enumerate(table, start=1):
        named |= {
            f"{name}{i}{j}": Value(float(n)) for j, n in enumerate(row, start=1)
        }
named |= {f"b{j}": Value(n) for j, n in enumerate(b, start=1)}
named |= {f"c{k}": Value(n) for k, n in enumerate(c_out, start=1)}
xs = [named[f"x{i}"] for i in (1, 2, 3)]
for j in (1, 2, 3, 4):
    ws = [named[f"w{i}{j}"] for i in (1, 2, 3)]
    named[f"z_h{j}"] = Value.dot(ws, xs, named[f"b{j}"])
    named[f"h{j}"] = named[f"z_h{j}"].sigmoid()
hs = [named[f"h{j}"] for j in (1, 2, 3, 4)]
for k in (1, 2, 3):
    vs = [named[f"v{j}{k}"] for j in (1, 2, 3, 4)]
    named[f"z_o{k}"] = Value.dot(vs, hs, named[f"c{k}"])
    named[f"o{k}"] = named[f"z_o{k}"].sigmoid()
    named[f"r{k}"] = named[f"o{k}"] - 1
    named[f"square{k}"] = named[f"r{k}"] ** 2
three_squares = Value.total([named[f"square{k}"] for k in (1, 2, 3)])
three_squares.backward()
named["loss"] = three_squares

for k in (1, 2, 3):
    activation, delta = named[f"o{k}"].data, named[f"z_o{k}"].grad
    print(f"o{k}: activation {activation:.4g}, δ = {delta:.4g}")

# %% [markdown] tags=["answer"]
# −0.25, −0.126, −0.294. For the second it is 2 · (0.7 − 1) · 0.7 · 0.3, for the third 2 · (0.3 − 1) · 0.3 · 0.7. The
# two share the slope 0.21 and differ in the residual.

# %% [markdown]
# Now the new thing. The activation of $h_2$ is used three times: by $o_1$, by $o_2$ and by $o_3$. It is a fan-out, so by
# {{ref:fan-out}} three terms arrive and are added, each of them a weight times the δ at its other end. Read along a *row*
# of the second table: it holds the weights that lead *out of* one neuron. (The forward pass read its columns.) What
# arrives at $h_2$, and what is its δ?

# %% tags=["predict"]
print(f"at h2 arrives {named['h2'].grad:.6g}, and δ = {named['z_h2'].grad:.6g}")

# %% [markdown] tags=["answer"]
# 1 · (−0.25) − 1 · (−0.126) + 1 · (−0.294) = −0.418 arrives at $h_2$. Its slope is 3/4 · 1/4 = 0.1875, so its δ is −0.078375,
# and its three weights get 1, 2 and 3 times that.

# %% tags=["asserts"]
assert [round(named[f"h{j}"].data, 12) for j in (1, 2, 3, 4)] == [
    1 / 2,
    3 / 4,
    1 / 4,
    3 / 4,
]
assert [round(named[f"o{k}"].data, 12) for k in (1, 2, 3)] == [0.5, 0.7, 0.3]
_deltas = [named[f"z_o{k}"].grad for k in (1, 2, 3)]
assert [round(delta, 12) for delta in _deltas] == [-0.25, -0.126, -0.294]
assert isclose(2 * (0.7 - 1) * 0.7 * 0.3, -0.126)
assert isclose(2 * (0.3 - 1) * 0.3 * 0.7, -0.294)
assert isclose(0.7 * 0.3, 0.21)
assert isclose(named["h2"].grad, -0.418)
assert isclose(-0.25 + 0.126 - 0.294, -0.418)
assert isclose(-0.418 * 0.1875, -0.078375)
assert isclose(named["z_h2"].grad, -0.078375)
assert all(isclose(named[f"w{i}2"].grad, -0.078375 * i) for i in (1, 2, 3))

# %% [markdown] slug="ch07-exercise-2"
# ### Exercise 7.2: two rows of the table (7 minutes)
#
# The same for $h_3$ and $h_4$: what arrives, the δ, and the gradients of the three incoming weights. Done when each line
# says "right".

# %% tags=["exercise"]
answer_2 = {
    "arrives_at_h3": None,  # −1 · (−0.25) + …
    "delta_h3": None,
    "weights_into_h3": [None, None, None],
    "arrives_at_h4": None,
    "delta_h4": None,
    "weights_into_h4": [None, None, None],
}

# %%
tell("7.2", answer_2)

# %% [markdown] tags=["hint"]
# Hint 1: look at a row, not at a column
#
# The weights that lead out of $h_3$ are −1, 2 and 1. What arrives at $h_3$ comes back through these.

# %% [markdown] tags=["hint"]
# Hint 2: recall what a zero does
#
# $h_4$ has no way to $o_3$: the weight is 0. Two terms are left, and the sum is still a sum.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# arrives_at_h4 = -2 * -0.25 + 1 * -0.126 + 0 * -0.294
# ```

# %% [markdown] tags=["solution"]
# ```python
# answer_2 = {
#     "arrives_at_h3": -0.296,
#     "delta_h3": -0.0555,
#     "weights_into_h3": [-0.0555, -0.111, -0.1665],
#     "arrives_at_h4": 0.374,
#     "delta_h4": 0.070125,
#     "weights_into_h4": [0.070125, 0.14025, 0.210375],
# }
# ```
#
# 0.25 − 0.252 − 0.294 = −0.296, and 0.5 − 0.126 + 0 = 0.374. Both slopes are 3/16, since 1/4 and 3/4 lie on either
# side of the middle. A column of the table has four weights, and there are three δ to go with them. So in this network you
# notice when you take a column instead of a row. With as many outputs as hidden neurons you would not.

# %% [markdown]
# Here is the whole network. Go to the end (with the key End), click on *layer 1*, and then on `h3`: the terms that arrive
# there are yours.

# %%
show(three_squares, names=named, title="3-4-3", sliders=[])

# %% tags=["asserts"]
assert isclose(0.25 - 0.252 - 0.294, -0.296)
assert isclose(0.5 - 0.126 + 0, 0.374)
for _j, _arrives, _delta in ((3, -0.296, -0.0555), (4, 0.374, 0.070125)):
    assert isclose(named[f"h{_j}"].grad, _arrives)
    assert isclose(named[f"z_h{_j}"].grad, _delta)
assert [round(named[f"w{_i}3"].grad, 9) for _i in (1, 2, 3)] == [
    -0.0555,
    -0.111,
    -0.1665,
]
assert [round(named[f"w{_i}4"].grad, 9) for _i in (1, 2, 3)] == [
    0.070125,
    0.14025,
    0.210375,
]

# %% [markdown] slug="ch07-exercise-3"
# ### Exercise 7.3: from a blank sheet (12 minutes)
#
# A network of the first kind, with everything new. Input $x = (3, 2)$, target $y = 0$.
#
# | | to neuron 1 | to neuron 2 | | | to the output |
# |---|---|---|---|---|---|
# | from $x_1 = 3$ | 2 | −2 | | from neuron 1 | −3 |
# | from $x_2 = 2$ | −4 | 4 | | from neuron 2 | 8 |
# | bias | 2 − ln 2 | ln 3 − 2 | | bias | ln 4 − 5 |
#
# Signs first. Then forward, then back. Fractions are welcome, and so are names of your own, as in `a1 = 1 / 3`: Python
# works it out. Done when each line says "right".

# %% tags=["exercise"]
answer_3 = {
    "a1": None,
    "a2": None,
    "a": None,
    "delta": None,
    "v1": None,
    "v2": None,
    "delta1": None,
    "delta2": None,
    "w11": None,
    "w21": None,
    "w12": None,
    "w22": None,
}

# %%
tell("7.3", answer_3)

# %% [markdown] tags=["hint"]
# Hint 1: look at the pre-activations
#
# $z_1 = 6 - 8 + 2 - \ln 2$. The other two come out as $\ln 3$ and $\ln 4$.

# %% [markdown] tags=["hint"]
# Hint 2: recall the four lines for a hidden neuron
#
# What arrives at $a_j$ is $v_j$ times δ. Then the slope, then $\delta_j$, then each weight: what came in, times
# $\delta_j$.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# delta = 2 * (4 / 5 - 0) * 4 / 5 * 1 / 5
# ```

# %% [markdown] tags=["solution"]
# ```python
# delta = 2 * (4 / 5 - 0) * 4 / 5 * 1 / 5
# delta1 = -3 * delta * 1 / 3 * 2 / 3
# delta2 = 8 * delta * 3 / 4 * 1 / 4
# answer_3 = {
#     "a1": 1 / 3,
#     "a2": 3 / 4,
#     "a": 4 / 5,
#     "delta": delta,
#     "v1": 1 / 3 * delta,
#     "v2": 3 / 4 * delta,
#     "delta1": delta1,
#     "delta2": delta2,
#     "w11": 3 * delta1,
#     "w21": 2 * delta1,
#     "w12": 3 * delta2,
#     "w22": 2 * delta2,
# }
# ```
#
# δ is 0.256, $\delta_1$ is −0.1707 and $\delta_2$ is 0.384. This time the answer is too high, so the signs are those of
# "what raises the output raises the loss". If δ came out negative, you have $y - a$ for the residual. If it is 1.6, the
# slope is missing.

# %% tags=["asserts"]
_w = {
    "w11": 2,
    "w12": -2,
    "w21": -4,
    "w22": 4,
    "b1": 2 - log(2),
    "b2": log(3) - 2,
    "v1": -3,
    "v2": 8,
    "c": log(4) - 5,
}
assert all(
    isclose(_a, _b)
    for _a, _b in zip(forward(_w, (3, 2)), (1 / 3, 3 / 4, 4 / 5), strict=True)
)
_right = {
    "c": 0.256,
    "b1": -0.256 * 2 / 3,
    "b2": 0.384,
    "w11": -0.512,
    "w21": -0.256 * 4 / 3,
    "w12": 1.152,
    "w22": 0.768,
}
_right |= {"v1": 0.256 / 3, "v2": 0.192}
assert round(_right["b1"], 4) == -0.1707
assert isclose(2 * 4 / 5, 1.6)
for _name, _slope in _right.items():
    _more, _less = (
        loss_of({**_w, _name: _w[_name] + h}, x=(3, 2), y=0)
        for h in (1e-5, -1e-5)
    )
    assert isclose((_more - _less) / 2e-5, _slope, rel_tol=1e-6)

# %% [markdown] slug="ch07-quiz"
# ## Check yourself

# %% [markdown] tags=["quiz"]
# **4.** A published sheet says that the slope of a sigmoid neuron is 0.62. What do you say?
#
# - It is possible, if the neuron is saturated.
#   No. There the slope is nearly 0.
# - It is impossible, whatever the neuron says.
#   Right. $a(1 - a)$ is largest at $a = 1/2$, where it is 0.25.
# - It is possible, near the middle of the curve.
#   No. The middle is the steepest place, and the slope there is 0.25.

# %% [markdown] tags=["quiz"]
# **5.** Three outputs are too low. Their δ on a sheet are −0.125, −0.105 and 0.245. Which is wrong at first sight?
#
# - The last one
#   Right. All three outputs are too low, so raising any of them helps, and all three δ must be negative.
# - The smallest
#   No. A small δ may well be right: the residual is small there, or the slope.
# - None of them
#   No. Look at the signs before any number.

# %% [markdown] tags=["quiz"]
# **6.** A hidden layer has four neurons and three outputs after it. Somebody writes down three δ for it. What has happened?
#
# - One neuron had the slope 0, and its δ was left out.
#   No. Then its δ would be 0, and it would stand there.
# - The δ of the layer were added up in the wrong order.
#   No. In whatever order one adds, each neuron gets its own sum.
# - The δ of the outputs were passed on as they were.
#   Right. A layer has one δ for each of its neurons: what arrives there is a sum over the outputs.

# %% [markdown] tags=["quiz"]
# **7.** An output lies between 0 and 1. You change its target from 1 to 0, and a bias keeps the sign of its gradient. Why?
#
# - Its neuron is saturated, so nothing gets through.
#   No. Then the gradient would be small both times, but its sign would change.
# - The residual has lost its sign, or stands twice.
#   Right. Squared, taken without its sign, or counted twice: then too low and too high look the same.
# - The target has no influence on a bias, only on weights.
#   No. It gets δ, and the residual with its sign is a factor of every δ.

# %% [markdown] tags=["quiz"]
# **8.** Two programs that compute in 32 bits give 0.02843 and 0.02871 for the same gradient. No neuron is saturated. Is that
# rounding?
#
# - No, one of them has a mistake.
#   Right. They differ by one per cent, and such programs carry about seven digits.
# - Yes, the first two digits agree.
#   No. Two digits are far too few: rounding leaves about seven.
# - Only a third program can tell.
#   No. A third one might share the mistake. Nudging, and more digits, can tell.

# %% [markdown] tags=["quiz"]
# **9.** The weight $v_1$, from hidden neuron 1 to the output, is exactly 0. Which gradient is 0 for that reason?
#
# - Its own
#   No. Its own is what came in, times δ, and the weight is not in that.
# - That of the output's bias
#   No. The bias gets the output's δ, with nothing of $v_1$ in it.
# - That of `b1`, behind it
#   Right. Nothing goes back *through* a weight of 0, so $\delta_1$ = 0 · δ · slope is 0.

# %% tags=["asserts"]
assert max(_a / 100 * (1 - _a / 100) for _a in range(101)) == 0.25 < 0.62
assert all(
    delta < 0
    for delta in (right_delta(0.5, 1), right_delta(0.7, 1), right_delta(0.3, 1))
)
assert [round(right_delta(_a, 1), 9) for _a in (0.5, 0.7, 0.3)] != [
    -0.125,
    -0.105,
    0.245,
]
assert 0.009 < 0.02871 / 0.02843 - 1 < 0.011
assert (
    worked_out({**nine, "v1": 0}, (2, 3), 1)["b1"]
    == 0
    != worked_out({**nine, "v1": 0}, (2, 3), 1)["v1"]
)

# %% [markdown] slug="ch07-summary"
# ## The chapter on one page
#
# **Words.** *Pre-activation* $z$: the weighted sum with its bias. *Activation* $a = \sigma(z)$. *δ*: the gradient of
# the loss in a pre-activation, $\partial L / \partial z$, and nothing else. *Residual*: $a - y$.
#
# **A sheet for one row.** First the signs: is the output too low, and which way does this weight push it?
#
# | step | for the output | for a hidden neuron |
# |---|---|---|
# | forward | $z$, $a$ ({{ref:one-neuron}}) | the same |
# | arrives at $a$ | $2(a - y)$ | the sum of weight × δ, over all that it feeds |
# | slope | $a(1-a)$ | $a(1-a)$ |
# | δ | product of the two ({{ref:output-neuron}}) | product of the two |
# | weights | what came in × δ ({{ref:neuron-gradients}}) | the same |
# | bias | δ | δ |
#
# **The mistake.** $e \cdot \partial L/\partial z$: the residual twice. Such a δ cannot lead both ways. Found by changing
# the side.
#
# **Is it rounding?** Keep two digits more. Rounding shrinks, a mistake stays.
#
# **Test** on ragged numbers: away from $a = 1/2$, away from inputs of 1, with targets on both sides.

# %% [markdown] slug="ch07-next"
# ## Where to go next
#
# Three δ gave nine gradients, and seven gave thirty-one. [Chapter 08](08_delta_recursion.ipynb) turns the sheet into a
# rule for layers of any size, the delta recursion, and asks in what sense it is fast.

# %% [markdown] tags=["not-in-book"]
# Save your work before you go. On Binder, choose *File → Download*, since the machine forgets everything after ten
# minutes without activity. [Chapter 00](00_start_here.ipynb) says what to do with the file when you return.

# %% [markdown] slug="ch07-sources"
# ## Sources
#
# The letter δ comes from the "delta rule" for a single layer. Hidden neurons got theirs from David Rumelhart, Geoffrey
# Hinton and Ronald Williams, "Learning internal representations by error propagation", in *Parallel Distributed
# Processing*, volume 1 (MIT Press, 1986), chapter 8. The title says "error", and so does many a text since. In their
# notation the residual has the other sign, and the loss a factor 1/2. So their δ is minus one half of ours, and they add
# where we subtract.
#
# How rounding behaves when nearly equal numbers are subtracted: Nicholas Higham, *Accuracy and Stability of Numerical
# Algorithms* (SIAM, second edition, 2002), chapter 1.
#
# Good to read beside this chapter: Michael Nielsen,
# [*Neural Networks and Deep Learning*, chapter 2](http://neuralnetworksanddeeplearning.com/chap2.html), where a demon
# at a neuron shows what δ means.
#
# The residual counted twice, and the outputs of the network 3-4-3, are from the article from which this course grew,
# “Micrograd: understanding machine learning and backpropagation” (in Chinese, signed “Zen and the Art of Computer
# Programming”). It gives no weights to check its numbers against; ours were chosen so that its outputs come out. Problem
# set 5 goes through all of it.
