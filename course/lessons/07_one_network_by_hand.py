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
# A network looks at two numbers and says one half. It should have said 1. It has nine numbers of its own that it may
# change. Which of them should go up, which down, and which of them matters most?
#
# In this chapter you find out with a pencil. The network is a real one, with two inputs, two
# {{term:hidden-layer|hidden}} neurons and an output, and you will work out every number in it, on the way forward and
# on the way back. The weights are chosen so that the numbers come out even. You need no calculator and no program,
# except to see that you were right.
#
# **When you are through,** you can compute all gradients of a small network on paper, tell a rounding error from a
# mistake, and say why the residual belongs into a gradient once, and once only.
#
# **You need** the sigmoid and its slope from [chapter 04](04_neuron.ipynb), $\sigma' = \sigma (1 - \sigma)$, and the
# arrows of [chapter 05](05_computational_graph.ipynb). Paper and a pencil; this is meant.
#
# **Time:** 35 minutes of reading and reckoning, 25 for the three exercises.
#
# **The mistakes this chapter cures:** counting the residual twice; and blaming the rounding.

# %% slug="ch07-setup"
from math import exp, isclose, log

from autograd_lab import Value, show
from autograd_lab.answers import tell


def sigma(z):
    return 1 / (1 + exp(-z))


# %% [markdown] slug="ch07-forward"
# ## Forward
#
# Here is the network. $w_{ij}$ leads from input $i$ to hidden neuron $j$: the first index says where a weight comes
# from, the second where it goes. The weights of the output are $v_1$ and $v_2$, and its bias is $c$.
#
# | | to neuron 1 | to neuron 2 | | | to the output |
# |---|---|---|---|---|---|
# | from $x_1 = 1$ | $w_{11} = 2$ | $w_{12} = 1$ | | from neuron 1 | $v_1 = 2$ |
# | from $x_2 = 2$ | $w_{21} = -1$ | $w_{22} = 0$ | | from neuron 2 | $v_2 = -4$ |
# | bias | $b_1 = 0$ | $b_2 = \ln 3 - 1$ | | bias | $c = 2$ |
#
# Each neuron does two things. It adds up what comes in, weighted, and its bias on top: $z$, the **pre-activation**.
# Then it bends that with the sigmoid: $a$, its **activation**.
#
# {{eq:one-neuron}}
#
# One value of the sigmoid is worth knowing. $\sigma(\ln 3) = 1/(1 + e^{-\ln 3}) = 1/(1 + 1/3) = 3/4$. And
# $\sigma(0) = 1/2$ you know.
#
# Now do it. Work out $z_1$ and $a_1$, then $z_2$ and $a_2$, then the output's $z$ and $a$. The target is $y = 1$, and the
# loss is $L = (a - y)^2$. You should have seven numbers on your paper before you run the cell.

# %% tags=["predict"]
x1, x2, y = Value(1.0), Value(2.0), Value(1.0)
w11, w12, w21, w22 = Value(2.0), Value(1.0), Value(-1.0), Value(0.0)
b1, b2 = Value(0.0), Value(log(3) - 1)
v1, v2, c = Value(2.0), Value(-4.0), Value(2.0)

# Value.dot adds up weight times input, and the bias on top
z1 = Value.dot([w11, w21], [x1, x2], b1)
z2 = Value.dot([w12, w22], [x1, x2], b2)
a1, a2 = z1.sigmoid(), z2.sigmoid()
z = Value.dot([v1, v2], [a1, a2], c)
a = z.sigmoid()
residual = a - y
L = residual**2

for name, node in {"z1": z1, "a1": a1, "z2": z2, "a2": a2, "z": z, "a": a, "L": L}.items():
    print(f"{name:2} = {node.data:.4f}")

# %% [markdown] tags=["answer"]
# On paper:
#
# | neuron | $z$ | $a$ |
# |---|---|---|
# | 1 | 1 · 2 + 2 · (−1) + 0 = 0 | 1/2 |
# | 2 | 1 · 1 + 2 · 0 + ln 3 − 1 = ln 3 | 3/4 |
# | output | 2 · 1/2 − 4 · 3/4 + 2 = 0 | 1/2 |
#
# The residual is 1/2 − 1 = −1/2: the answer is too low by one half. The loss is 1/4.
#
# Keep the paper. Everything on it will be needed again, and nothing else will.


# %% tags=["asserts"]
# eq: one-neuron
assert isclose(sigma(log(3)), 3 / 4)
assert (z1.data, a1.data) == (1 * 2 + 2 * -1 + 0, 1 / 2)
assert isclose(z2.data, 1 * 1 + 2 * 0 + log(3) - 1)
assert isclose(z2.data, log(3))
assert isclose(a2.data, sigma(log(3)))
assert isclose(z.data, 2 * 1 / 2 - 4 * 3 / 4 + 2, abs_tol=1e-12)
assert isclose(a.data, 1 / 2)
assert isclose(L.data, 1 / 4)

# %% [markdown] slug="ch07-signs"
# ## First the signs
#
# Before any number, ask which way. The output is too low. So whatever raises it lowers the loss, and has a *negative*
# gradient.
#
# Go along the wires. A larger $v_1$ raises $z$, since $a_1$ is positive: minus. And $w_{12}$? A larger $w_{12}$ raises
# $z_2$, since $x_1$ is positive; that raises $a_2$; and that *lowers* $z$, since $v_2 = -4$. So it raises the loss: plus.
#
# Write down nine signs, for $v_1, v_2, c$, for the four $w$ and for $b_1, b_2$. Then the cell.

# %% tags=["predict"]
L.backward()
nine = {"v1": v1, "v2": v2, "c": c, "w11": w11, "w12": w12, "w21": w21, "w22": w22, "b1": b1, "b2": b2}
print("minus:", ", ".join(name for name, weight in nine.items() if weight.grad < 0))
print("plus: ", ", ".join(name for name, weight in nine.items() if weight.grad > 0))

# %% [markdown] tags=["answer"]
# Everything that leads through neuron 2 into the $-4$ is plus, and everything else is minus. Signs cost nothing, and
# they catch a good part of all mistakes. From here on, when a number comes out with the other sign, stop and look.
#
# Note that $w_{22}$ is plus although it is 0 itself. A gradient does not ask how large a weight is. It asks what
# happens when the weight grows.

# %% tags=["asserts"]
assert [name for name, weight in nine.items() if weight.grad > 0] == ["w12", "w22", "b2"]
assert all(weight.grad != 0 for weight in nine.values())
assert w22.data == 0

# %% [markdown] slug="ch07-output"
# ## Back through the output
#
# Two arrows lead from the loss to the output's $z$. The first is the square: $2(a - y) = 2 \cdot (-1/2) = -1$. The
# second is the sigmoid, and its slope needs no new number, since $\sigma'(z) = a(1 - a) = 1/2 \cdot 1/2 = 1/4$. Their
# product is the gradient of $z$:
#
# {{eq:output-neuron}}
#
# It is −1/4. Chapter 04 gave this number a letter of its own, **δ** (delta). Throughout this course δ is the gradient of
# the loss in a *pre-activation*, a $z$, and nothing else.
#
# Why does $z$ deserve a letter? Because everything that the neuron owns meets in $z$. One step further back, from $z$ to its
# three operands, the rule of the product says: the other factor.
#
# | weight | what came in there | its gradient |
# |---|---|---|
# | $v_1$ | $a_1 = 1/2$ | 1/2 · (−1/4) = −1/8 |
# | $v_2$ | $a_2 = 3/4$ | 3/4 · (−1/4) = −3/16 |
# | $c$ | 1 | −1/4 |
#
# So *one* δ serves all three, each time multiplied by what came in at that weight. It is the same for every neuron:
#
# {{eq:neuron-gradients}}

# %% tags=["asserts"]
# eq: output-neuron, neuron-gradients
assert 2 * (1 / 2 - 1) == -1
assert isclose(z.grad, 2 * (a.data - y.data) * a.data * (1 - a.data))
assert isclose(z.grad, -1 / 4)
assert isclose(v1.grad, a1.data * z.grad)
assert isclose(v2.grad, a2.data * z.grad)
assert isclose(c.grad, z.grad)
assert isclose(v1.grad, -1 / 8)
assert isclose(v2.grad, -3 / 16)
for _neuron, _ins in ((z1, (x1, x2)), (z2, (x1, x2)), (z, (a1, a2))):
    _w, _v = _neuron.parents[:2]
    assert [_w.grad, _v.grad] == [_ins[0].data * _neuron.grad, _ins[1].data * _neuron.grad]
    assert _neuron.parents[-1].grad == _neuron.grad

# %% [markdown] slug="ch07-hidden"
# ## Back through the hidden neurons
#
# Six gradients are left, and for them you need two more δ: one for $z_1$, one for $z_2$. The road to $z_1$ goes back
# through the weight $v_1$, and then through the sigmoid of neuron 1.
#
# Neuron 1, all of it. What arrives at $a_1$ is $v_1 \delta = 2 \cdot (-1/4) = -1/2$. The slope of its sigmoid is
# $a_1 (1 - a_1) = 1/4$. So $\delta_1 = -1/2 \cdot 1/4 = -1/8$. From there by {{ref:neuron-gradients}}: $w_{11}$ had the input 1 and
# gets −1/8; $w_{21}$ had the input 2 and gets −1/4; and $b_1$ gets −1/8.
#
# Neuron 2 is yours, with the same four lines: what arrives at $a_2$, the slope, $\delta_2$, then three gradients. Two things
# to watch: $v_2$ is negative, and the slope at $a_2 = 3/4$ is *not* 1/4.
#
# Write the whole sheet on your paper: three δ, nine gradients. Then enter it below, number by number. The player asks in
# the order of the sweep, and keeps each gradient back until you have said yours. Fractions will do. If a number is wrong,
# it says what it looks like; after the second try there is a hint.
#
# Under the picture, open *Table of values*: it is your sheet, and it fills as you go. Click on a name in it, and its box
# lights up in the graph with everything that arrives there.

# %%
sheet_names = ["z", "v1", "v2", "c", "a1", "a2", "z1", "z2", "w11", "w21", "b1", "w12", "w22", "b2"]
show(L, quiz={"nodes": sheet_names}, title="Two inputs, two hidden neurons, one output", sliders=[])

# %% [markdown]
# The whole sheet:
#
# | | neuron 1 | neuron 2 | output |
# |---|---|---|---|
# | arrives at $a$ | 2 · (−1/4) = −1/2 | −4 · (−1/4) = 1 | 2 · (−1/2) = −1 |
# | slope $a(1 - a)$ | 1/4 | 3/16 | 1/4 |
# | **δ** | **−1/8** | **3/16** | **−1/4** |
# | first weight, in × δ | $w_{11}$: 1 · (−1/8) = −1/8 | $w_{12}$: 1 · 3/16 = 3/16 | $v_1$: −1/8 |
# | second weight, in × δ | $w_{21}$: 2 · (−1/8) = −1/4 | $w_{22}$: 2 · 3/16 = 3/8 | $v_2$: −3/16 |
# | bias, δ | $b_1$: −1/8 | $b_2$: 3/16 | $c$: −1/4 |
#
# Largest of the nine is $w_{22}$, with 3/8, although it is 0 and has done nothing so far. Its input is the largest,
# and its way to the output leads through the largest weight.
#
# Look at how little you had to do. Three δ, and each of the nine gradients is one of them times a number from the way
# forward. A network with a thousand inputs would have a thousand weights in a neuron, and still one δ for each
# neuron. That is the thought behind the next chapter.

# %% tags=["asserts"]
assert isclose(a1.grad, -1 / 2)
assert isclose(a2.grad, 1)
assert isclose(z1.grad, -1 / 8)
assert isclose(z2.grad, 3 / 16)
assert isclose(a2.data * (1 - a2.data), 3 / 16)
_sheet = {"w11": -1 / 8, "w12": 3 / 16, "w21": -1 / 4, "w22": 3 / 8, "b1": -1 / 8, "b2": 3 / 16}
assert all(isclose(nine[_name].grad, _right) for _name, _right in _sheet.items())
assert max(nine, key=lambda name: abs(nine[name].grad)) == "w22"

# %% [markdown] slug="ch07-nudge"
# ## Believe it when it is nudged
#
# A sheet that a person wrote, and an engine that other people wrote, agree. They may share a mistake. Nudging shares
# nothing with either. Say what the loss should do when $w_{22}$ grows from 0 to 0.01, and then see.


# %% tags=["predict"]
def loss_of(w11=2, w12=1, w21=-1, w22=0, b1=0, b2=None, v1=2, v2=-4, c=2, x=(1, 2), y=1):
    """The forward pass alone, in plain numbers."""
    b2 = log(3) - 1 if b2 is None else b2
    a1 = sigma(x[0] * w11 + x[1] * w21 + b1)
    a2 = sigma(x[0] * w12 + x[1] * w22 + b2)
    return (sigma(v1 * a1 + v2 * a2 + c) - y) ** 2


print(f"w22 + 0.01: the loss grows by {loss_of(w22=0.01) - loss_of():.6f}")
for name, weight in nine.items():
    slope = (loss_of(**{name: weight.data + 1e-5}) - loss_of(**{name: weight.data - 1e-5})) / 2e-5
    print(f"{name:3} your sheet {weight.grad:8.4f}   nudging {slope:8.4f}")

# %% [markdown] tags=["answer"]
# The loss should grow by 3/8 · 0.01 = 0.00375. It grows by 0.003745, which is a little less, since the curve bends. And
# all nine agree.

# %% [markdown]
# What are they good for? Take each weight one step against its gradient, with the rate 1, as in chapter 03. The loss
# falls from 0.25 to 0.0197, and the output goes from 0.5 to 0.86.

# %% tags=["asserts"]
assert isclose(3 / 8 * 0.01, 0.00375)
assert round(loss_of(w22=0.01) - loss_of(), 6) == 0.003745
for _name, _weight in nine.items():
    _slope = (loss_of(**{_name: _weight.data + 1e-5}) - loss_of(**{_name: _weight.data - 1e-5})) / 2e-5
    assert isclose(_slope, _weight.grad, rel_tol=1e-6)
_stepped = loss_of(**{_name: _weight.data - _weight.grad for _name, _weight in nine.items()})
assert (round(loss_of(), 2), round(_stepped, 4)) == (0.25, 0.0197)
assert (round(1 - loss_of() ** 0.5, 2), round(1 - _stepped**0.5, 2)) == (0.5, 0.86)

# %% [markdown] slug="ch07-exercise-1"
# ### Exercise 7.1: a third neuron (6 minutes)
#
# The network gets a hidden neuron more. Its weights are $w_{13} = 1$, $w_{23} = -1$ and $b_3 = 1 - \ln 3$. It reaches
# the output through $v_3 = 4$, and $c$ becomes 1, so that the output's $z$ stays at 0. All that you have computed so
# far is still right. Fill in what is new. One value you need: $\sigma(-\ln 3) = 1/4$. Fractions are welcome: `-1/8`.
# Done when each line says "right".

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
# Each number you need stands there, for neuron 2. Put the new neuron's own numbers in their places.

# %% [markdown] tags=["hint"]
# Hint 2: recall what makes a delta
#
# What arrives at the activation, times the slope of the sigmoid. The slope is made of $a_3$, not of $z_3$.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# arrives_at_a3 = 4 * (-1 / 4)
# ```

# %% [markdown] tags=["solution"]
# ```python
# answer_1 = {
#     "a3": 1 / 4,
#     "arrives_at_a3": -1,
#     "delta3": -3 / 16,
#     "w13": -3 / 16,
#     "w23": -3 / 8,
#     "b3": -3 / 16,
#     "v3": -1 / 16,
# }
# ```
#
# $z_3 = 1 - 2 + 1 - \ln 3 = -\ln 3$, so $a_3 = 1/4$ and $v_3 a_3 = 1$, which is why $c$ had to give up 1. What arrives
# is 4 · (−1/4) = −1, the slope is 1/4 · 3/4 = 3/16. And $v_3$ gets what came in there, $a_3$, times the output's δ.
# The slope at 1/4 is the same as at 3/4: the sigmoid is as steep on either side of its middle.

# %% tags=["asserts"]
_w13, _w23, _b3, _v3, _c = (Value(float(number)) for number in (1, -1, 1 - log(3), 4, 1))
_z3 = Value.dot([_w13, _w23], [x1, x2], _b3)
_a3 = _z3.sigmoid()
_z = Value.dot([v1, v2, _v3], [a1, a2, _a3], _c)
_loss = (_z.sigmoid() - 1) ** 2
_loss.backward()
assert isclose(_a3.data, 1 / 4)
assert isclose(_z.data, 0, abs_tol=1e-12)
assert isclose(_a3.grad, -1)
assert [round(node.grad * 16, 9) for node in (_z3, _w13, _w23, _b3, _v3)] == [-3, -3, -6, -3, -1]

# %% [markdown] slug="ch07-twice"
# ## The residual, counted twice
#
# The article from which this course grew states the rule in this way, with $e = y - \hat y$ for the error and $k$ for
# the layer: $\delta_k = e \cdot \partial L / \partial z_k$. It sounds reasonable. The error is what is sent back
# through the network, so it should stand in front. Many texts say "we propagate the error".
#
# Try it on the output. Our $\partial L / \partial z$ is −1/4 and $e = 1 - 1/2 = 1/2$, so this δ is −1/8. It has the right
# sign and half the size. With that, a step would go the right way, only not as far. No harm done?
#
# Now let the target be 0, and everything else as before. The output 1/2 is too *high* then. What is
# $\partial L/\partial z$ now, what is $e$, and what is their product?


# %% tags=["predict"]
def output_delta(a, y):
    return 2 * (a - y) * a * (1 - a)


def article_delta(a, y):
    e = y - a
    return e * output_delta(a, y)


for target in (1, 0):
    right, article = output_delta(0.5, target), article_delta(0.5, target)
    print(f"target {target}: right {right:+.4f}, article {article:+.4f}")

# %% [markdown] tags=["answer"]
# For the target 1 and for the target 0, the same −1/8. This δ cannot tell too low from too high. Every weight gets the
# same message in both cases, and moves the same way.
#
# It must be so. $\partial L / \partial z = 2(a - y)\,\sigma'$ holds a residual already. Times $e = -(a - y)$ it becomes
# $-2 (a - y)^2 \sigma'$, and a square has no sign. Such a δ is never positive: it says "up" for ever.

# %% [markdown]
# What will training do with it? Here are ten steps at the rate 1, on our network, toward either target.


# %% tags=["predict"]
def train(target, delta_of, steps=10):
    """The loss before each step, when the output's delta is what `delta_of` says; the rest of the sweep is right."""
    w, losses = {name: weight.data for name, weight in nine.items()}, []
    for _ in range(steps + 1):
        a1 = sigma(w["w11"] + 2 * w["w21"] + w["b1"])
        a2 = sigma(w["w12"] + 2 * w["w22"] + w["b2"])
        a = sigma(w["v1"] * a1 + w["v2"] * a2 + w["c"])
        losses.append((a - target) ** 2)
        delta = delta_of(a, target)
        delta1, delta2 = w["v1"] * delta * a1 * (1 - a1), w["v2"] * delta * a2 * (1 - a2)
        step = {"v1": a1 * delta, "v2": a2 * delta, "c": delta}
        step |= {"w11": delta1, "w21": 2 * delta1, "b1": delta1, "w12": delta2, "w22": 2 * delta2, "b2": delta2}
        w = {name: number - step[name] for name, number in w.items()}
    return losses


for target in (1, 0):
    for called, delta_of in (("right", output_delta), ("article", article_delta)):
        print(f"target {target}, {called:7}:", *(f"{loss:.3f}" for loss in train(target, delta_of)))

# %% [markdown] tags=["answer"]
# Toward 1 the article's δ trains, only slower: 0.019 after ten steps, where the right one is at 0.003. Somebody who tests
# with the target 1, as the article does, sees the loss fall and is content. Toward 0 it climbs, from 0.25 to 0.976,
# with the output stuck at the wrong end.

# %% [markdown]
# In the graph, everything behind the output's $z$ is made from that one number. So one wrong δ spoils them all. Here
# is the sweep toward 0, and held against it what comes out if the article's δ stands at $z$ and every other step is done
# right. Before you look: where does the first difference stand, and what will be said of all the others?


# %%
def network(target):
    """The network on its one row, with another target: the loss, and all its numbers by name."""
    x1, x2, y = Value(1.0), Value(2.0), Value(float(target))
    w = {name: Value(weight.data) for name, weight in nine.items()}
    z1 = Value.dot([w["w11"], w["w21"]], [x1, x2], w["b1"])
    z2 = Value.dot([w["w12"], w["w22"]], [x1, x2], w["b2"])
    a1, a2 = z1.sigmoid(), z2.sigmoid()
    z = Value.dot([w["v1"], w["v2"]], [a1, a2], w["c"])
    a = z.sigmoid()
    residual = a - y
    L = residual**2
    parts = {"z1": z1, "z2": z2, "a1": a1, "a2": a2, "z": z, "a": a, "residual": residual, "L": L}
    return L, {"x1": x1, "x2": x2, "y": y, **w, **parts}


def sweep_from(delta):
    """The gradients behind the output's z, each step done right, when z itself has got `delta`."""
    w = {name: weight.data for name, weight in nine.items()}
    found = {"z": delta, "v1": a1.data * delta, "v2": a2.data * delta, "c": delta}
    found |= {"a1": w["v1"] * delta, "a2": w["v2"] * delta}
    found |= {"z1": found["a1"] * a1.data * (1 - a1.data), "z2": found["a2"] * a2.data * (1 - a2.data)}
    for j in ("1", "2"):
        found |= {"w1" + j: 1 * found["z" + j], "w2" + j: 2 * found["z" + j], "b" + j: found["z" + j]}
    return found


# %% tags=["predict"]
toward_0, its_numbers = network(target=0)
article_sweep = sweep_from(article_delta(0.5, 0))
show(
    toward_0,
    names=its_numbers,
    compare={**article_sweep, "a": 1.0, "residual": 1.0, "y": -1.0},
    title="Target 0: the article's numbers, held against the right ones",
    sliders=[],
)

# %% [markdown] tags=["answer"]
# It starts at `z`, with −1/8 where 1/4 is right. Everything else is "right, given" that: whoever made this sheet knows
# how to go backward, and did one thing wrong, once. That is the rule with gradients. Do not mend thirteen numbers. Find
# the first.

# %% [markdown]
# How do you notice such a thing without being told? Three ways, from quick to certain.
#
# *Count.* Write the formula out and count how often the residual stands in it. In the gradient of a squared error it
# stands once.
#
# *Look at the units.* If $a$ is in euros, $L$ is in square euros, and $\partial L / \partial a$ in square euros for each
# euro, that is, in euros. A further factor of $e$ would make it square euros again, and no gradient of $L$ in $a$ can have
# that unit.
#
# *Change the side.* Put the target above the output, then below. A gradient must change its sign.
#
# And always nudge. The cure is to leave $e$ out: **the residual is inside ∂L/∂z already, and nothing stands in front
# of it.** What travels backward is a gradient, not an error.

# %% tags=["asserts"]
assert output_delta(0.5, 1) == -1 / 4
assert output_delta(0.5, 0) == 1 / 4
assert article_delta(0.5, 1) == article_delta(0.5, 0) == -1 / 8
assert max(article_delta(_a / 20, _y / 20) for _a in range(1, 20) for _y in range(21)) == 0
for _a, _y in ((0.3, 0.9), (0.8, 0.1)):
    assert isclose(article_delta(_a, _y), -2 * (_a - _y) ** 2 * _a * (1 - _a))
assert [round(train(1, delta)[10], 3) for delta in (output_delta, article_delta)] == [0.003, 0.019]
assert (train(0, article_delta)[0], round(train(0, article_delta)[10], 3)) == (0.25, 0.976)
toward_0.backward()
assert isclose(its_numbers["z"].grad, 1 / 4)
assert isclose(article_sweep["z"], -1 / 8)
assert len(article_sweep) == 14
for _name, _grad in sweep_from(output_delta(0.5, 0)).items():
    assert isclose(its_numbers[_name].grad, _grad)
    assert isclose(article_sweep[_name], -_grad / 2)

# %% [markdown] slug="ch07-rounding"
# ## Is it the rounding?
#
# Our numbers came out even because they were chosen. Take another input, $x = (3, 1)$, and they do not: $z_1 = 5$, and
# $a_1$ is 0.993307149075715… You cut it off somewhere, and so does everybody. Then your gradient and the engine's
# differ, and the question is: was that the rounding, or did I make a mistake?
#
# "It will be the rounding" is what most people say first. So let us see what rounding can do. The next cell works out
# the whole sheet with every number rounded to so many decimals before it is used, as one does on paper. Guess first:
# with two decimals, how far off will the gradient of $w_{11}$ be, in per cent?


# %% tags=["predict"]
def sheet(digits=None, residual_twice=False, x=(3, 1), y=1):
    """The gradient of w11, each number on the way rounded; None rounds nothing."""

    def r(number):
        return number if digits is None else round(number, digits)

    w = {name: r(weight.data) for name, weight in nine.items()}
    a1 = r(sigma(r(x[0] * w["w11"] + x[1] * w["w21"] + w["b1"])))
    a2 = r(sigma(r(x[0] * w["w12"] + x[1] * w["w22"] + w["b2"])))
    a = r(sigma(r(w["v1"] * a1 + w["v2"] * a2 + w["c"])))
    delta = r(r(2 * (a - y)) * r(a * (1 - a)))
    if residual_twice:
        delta = r((y - a) * delta)
    delta1 = r(r(w["v1"] * delta) * r(a1 * (1 - a1)))
    return r(x[0] * delta1)


exact = sheet()
print(f"to the last digit: {exact:.6f}")
for digits in (2, 4, 6, 8):
    off, off_twice = (100 * abs(sheet(digits, twice) / exact - 1) for twice in (False, True))
    print(f"{digits} decimals: off by {off:8.4f} %     with the residual twice: {off_twice:8.4f} %")

# %% [markdown] tags=["answer"]
# With two decimals *everything* is lost: the gradient is −0.0091 and the sheet says 0. Neuron 1 is nearly saturated, and its
# slope is $a_1 (1 - a_1)$. With $a_1 \approx 0.99$ the slope becomes 0.01 where it is 0.0066, and a product of small
# numbers then falls below the last decimal. So the danger is in 1 minus something that is nearly 1.
#
# With four decimals it is off by about two per cent, with six by less than two in ten thousand. Every two digits more
# take the rounding error down a hundredfold, more or less. The column on the right stays where it is, near 54. That is
# how to tell:
#
# **Keep two digits more. What was rounding shrinks. What was a mistake stays.**
#
# Programs carry about 16 digits, or 7 where they use short floats, as PyTorch does unless told otherwise. That leaves
# hardly anything for rounding to explain. When two programs' gradients differ
# by one per cent, one of them is wrong.


# %% tags=["asserts"]
def _off(digits, twice=False):
    return abs(sheet(digits, twice) / sheet() - 1)


assert round(sheet(), 4) == -0.0091
assert sheet(2) == 0
assert isclose(sigma(5), 0.993307149075715, rel_tol=1e-15)
assert round(sigma(5), 2) == 0.99
assert round(0.99 * (1 - 0.99), 2) == 0.01
assert round(sigma(5) * (1 - sigma(5)), 4) == 0.0066
assert 0.018 < _off(4) < 0.022
assert 0.0001 < _off(6) < 0.0002
assert _off(8) < _off(6) / 50
assert all(round(_off(digits, twice=True), 2) == 0.54 for digits in (4, 6, 8))

# %% [markdown] slug="ch07-even-numbers"
# ## Even numbers hide mistakes
#
# Now look at our first sheet with a suspicious eye. Say that somebody forgets to multiply by the input: every weight
# gets δ alone. Which of the nine gradients would show it?
#
# Only $w_{21}$ and $w_{22}$, whose input is 2, and $v_1$, $v_2$. At $w_{11}$ and $w_{12}$ the input is 1, and the
# mistake writes the right number.
#
# At the output it is worse. There $a = 1/2$, and so $a(1 - a)$, $a^2$ and $(1 - a)^2$ are all 1/4. A sheet with $a^2$ for
# the slope is right there, and right at neuron 1. Only neuron 2 would tell, with 9/16 in place of 3/16.
#
# So: even numbers to *understand*, odd ones to *test*. A test at $a = 1/2$, at an input of 1, with a bias of 0, or with
# the same target in every row is a test that many wrong programs pass.

# %% tags=["asserts"]
assert (1 / 2) * (1 - 1 / 2) == (1 / 2) ** 2 == (1 - 1 / 2) ** 2 == 1 / 4
assert ((3 / 4) ** 2, 3 / 4 * (1 - 3 / 4)) == (9 / 16, 3 / 16)
_ins = {"w11": x1, "w12": x1, "w21": x2, "w22": x2, "v1": a1, "v2": a2}
assert [name for name, came_in in _ins.items() if not isclose(came_in.data, 1)] == ["w21", "w22", "v1", "v2"]

# %% [markdown] slug="ch07-343"
# ## Three inputs, four neurons, three outputs
#
# The article works an example with the input $x = (1, 2, 3)$, four hidden neurons, and three outputs that come out as
# 0.5, 0.7 and 0.3. The targets are 1, 1 and 1. It gives no weights, so these are our own, chosen so that its outputs
# come out. Rows say where a weight comes from, columns where it goes.
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
# The loss adds up over the outputs: $L = \sum_k (a_k - y_k)^2$.
#
# Forward goes quickly. Each column of the first table, times the input, adds up to 0, so the biases alone decide: the
# activations of $h_1$ to $h_4$ are 1/2, 3/4, 1/4, 3/4. It is the same in the second table, and the outputs are 0.5, 0.7 and
# 0.3. Check one column of each. Then write down the three δ of the outputs, by {{ref:output-neuron}}.

# %% tags=["predict"]
W = [[1, 2, 3, -1], [1, -1, 0, -1], [-1, 0, -1, 1]]
b = [0, log(3), -log(3), log(3)]
V = [[2, -1, -2], [1, -1, 1], [-1, 2, 1], [-2, 1, 0]]
c_out = [0, log(7 / 3), -log(7 / 3)]

named = {f"x{i}": Value(float(i)) for i in (1, 2, 3)}
named |= {f"w{i + 1}{j + 1}": Value(float(W[i][j])) for i in range(3) for j in range(4)}
named |= {f"b{j + 1}": Value(b[j]) for j in range(4)}
named |= {f"v{j + 1}{k + 1}": Value(float(V[j][k])) for j in range(4) for k in range(3)}
named |= {f"c{k + 1}": Value(c_out[k]) for k in range(3)}
for j in (1, 2, 3, 4):
    ws = [named[f"w{i}{j}"] for i in (1, 2, 3)]
    named[f"z_h{j}"] = Value.dot(ws, [named[f"x{i}"] for i in (1, 2, 3)], named[f"b{j}"])
    named[f"h{j}"] = named[f"z_h{j}"].sigmoid()
for k in (1, 2, 3):
    vs = [named[f"v{j}{k}"] for j in (1, 2, 3, 4)]
    named[f"z_o{k}"] = Value.dot(vs, [named[f"h{j}"] for j in (1, 2, 3, 4)], named[f"c{k}"])
    named[f"o{k}"] = named[f"z_o{k}"].sigmoid()
    named[f"r{k}"] = named[f"o{k}"] - 1
    named[f"square{k}"] = named[f"r{k}"] ** 2
article_loss = Value.total([named[f"square{k}"] for k in (1, 2, 3)])
article_loss.backward()
named["loss"] = article_loss

for k in (1, 2, 3):
    print(f"o{k}: activation {named[f'o{k}'].data:.4g}, δ = {named[f'z_o{k}'].grad:.4g}")

# %% [markdown] tags=["answer"]
# −0.25, −0.126, −0.294. For the second it is 2 · (0.7 − 1) · 0.7 · 0.3, for the third 2 · (0.3 − 1) · 0.3 · 0.7. The
# two share the slope 0.21 and differ in the residual. The loss is 0.25 + 0.09 + 0.49 = 0.83.

# %% [markdown]
# Now the hidden neurons, and one thing is new. The activation of $h_1$ is used three times: by $o_1$, by $o_2$ and by
# $o_3$. It is a fan-out, so by {{ref:fan-out}} three terms arrive and are added, each of them a weight times the δ at its
# other end:
#
# | | from $o_1$ | from $o_2$ | from $o_3$ | arrives | slope | δ |
# |---|---|---|---|---|---|---|
# | $h_1$ | 2 · (−0.25) | −1 · (−0.126) | −2 · (−0.294) | 0.214 | 0.25 | 0.0535 |
# | $h_2$ | 1 · (−0.25) | −1 · (−0.126) | 1 · (−0.294) | ? | ? | ? |
#
# Read along a *row* of the second table, since a row holds the weights that lead *out of* one neuron. The forward pass
# read its columns. Mixing up these two is the commonest slip with such tables, and the next chapter gives it a section.
#
# Fill in the row of $h_2$, then open the graph and look. It has 61 numbers, so it opens folded, with a box for each layer.
# Click on *layer 1* and then on a neuron to open it. Or open the *Table of values* and click on `h2`: its card lists the three terms
# that arrive.

# %% tags=["predict"]
show(article_loss, names=named, title="Three inputs, four hidden neurons, three outputs", sliders=[], start="end")

# %% [markdown] tags=["answer"]
# −0.25 + 0.126 − 0.294 = −0.418 arrives at $h_2$. Its slope is 3/4 · 1/4 = 0.1875, so its δ is −0.078375.

# %% [markdown]
# And the twelve gradients of the first table? Each is {{ref:neuron-gradients}}: what came in, times δ. For $h_1$ they are
# 0.0535 times 1, 2 and 3. A whole table of gradients is a column of inputs times a row of δ, each with each. It has the
# shape of the table of weights, three rows and four columns, as it must.

# %% tags=["asserts"]
assert [round(named[f"h{j}"].data, 12) for j in (1, 2, 3, 4)] == [1 / 2, 3 / 4, 1 / 4, 3 / 4]
assert len(named) + 3 + 3 == 61  # and the 1 and the 2 of each residual and square
assert [round(named[f"o{k}"].data, 12) for k in (1, 2, 3)] == [0.5, 0.7, 0.3]
_deltas = [named[f"z_o{k}"].grad for k in (1, 2, 3)]
assert [round(delta, 12) for delta in _deltas] == [-0.25, -0.126, -0.294]
assert isclose(2 * (0.7 - 1) * 0.7 * 0.3, -0.126)
assert isclose(2 * (0.3 - 1) * 0.3 * 0.7, -0.294)
assert isclose(0.7 * 0.3, 0.21)
assert isclose(article_loss.data, 0.83)
assert isclose(0.25 + 0.09 + 0.49, 0.83)
assert isclose(2 * -0.25 + -1 * -0.126 + -2 * -0.294, 0.214)
assert isclose(named["h1"].grad, 0.214)
assert isclose(named["z_h1"].grad, 0.0535)
assert isclose(0.214 * 0.25, 0.0535)
assert isclose(named["h2"].grad, -0.418)
assert isclose(-0.25 + 0.126 - 0.294, -0.418)
assert isclose(-0.418 * 0.1875, -0.078375)
assert isclose(named["z_h2"].grad, -0.078375)
assert all(isclose(named[f"w{i}1"].grad, 0.0535 * i) for i in (1, 2, 3))

# %% [markdown] slug="ch07-exercise-2"
# ### Exercise 7.2: two rows of the table (7 minutes)
#
# $h_3$ is yours with a gap or two, $h_4$ from a blank line. For each: what arrives, its δ, and the gradients of its
# three incoming weights. Done when each line says "right".

# %% tags=["exercise"]
answer_2 = {
    "arrives_at_h3": None,  # −1 · (−0.25) + 2 · (…) + 1 · (…)
    "delta_h3": None,  # times 1/4 · 3/4
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
# side of the middle. Whoever takes a column of the table in place of a row needs four numbers for three δ, so in this
# network the shapes give it away. With as many outputs as hidden neurons they would not.

# %% tags=["asserts"]
assert isclose(0.25 - 0.252 - 0.294, -0.296)
assert isclose(0.5 - 0.126 + 0, 0.374)
for _j, _arrives, _delta in ((3, -0.296, -0.0555), (4, 0.374, 0.070125)):
    assert isclose(named[f"h{_j}"].grad, _arrives)
    assert isclose(named[f"z_h{_j}"].grad, _delta)
assert [round(named[f"w{_i}3"].grad, 9) for _i in (1, 2, 3)] == [-0.0555, -0.111, -0.1665]
assert [round(named[f"w{_i}4"].grad, 9) for _i in (1, 2, 3)] == [0.070125, 0.14025, 0.210375]

# %% [markdown] slug="ch07-exercise-3"
# ### Exercise 7.3: from a blank sheet (12 minutes)
#
# A network of the first kind, with everything new. Input $x = (2, 1)$, target $y = 0$.
#
# | | to neuron 1 | to neuron 2 | | | to the output |
# |---|---|---|---|---|---|
# | from $x_1 = 2$ | 1 | −1 | | from neuron 1 | 4 |
# | from $x_2 = 1$ | −1 | 2 | | from neuron 2 | −4 |
# | bias | ln 3 − 1 | −ln 3 | | bias | −2 − ln 3 |
#
# Signs first. Then forward, then back. Fractions are welcome; Python divides them for you. Done when each line says
# "right".

# %% tags=["exercise"]
answer_3 = {
    "a1": None,
    "a2": None,
    "a": None,
    "L": None,
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
# $z_1 = 2 - 1 + \ln 3 - 1$. The other two come out as $-\ln 3$.

# %% [markdown] tags=["hint"]
# Hint 2: recall the four lines for a hidden neuron
#
# What arrives at $a_j$ is $v_j$ times δ. Then the slope, then $\delta_j$, then each weight: what came in, times
# $\delta_j$.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# delta = 2 * (1 / 4 - 0) * 1 / 4 * 3 / 4
# ```

# %% [markdown] tags=["solution"]
# ```python
# delta = 2 * (1 / 4 - 0) * 1 / 4 * 3 / 4
# delta1 = 4 * delta * 3 / 4 * 1 / 4
# delta2 = -4 * delta * 1 / 4 * 3 / 4
# answer_3 = {
#     "a1": 3 / 4,
#     "a2": 1 / 4,
#     "a": 1 / 4,
#     "L": 1 / 16,
#     "delta": delta,
#     "v1": 3 / 4 * delta,
#     "v2": 1 / 4 * delta,
#     "delta1": delta1,
#     "delta2": delta2,
#     "w11": 2 * delta1,
#     "w21": 1 * delta1,
#     "w12": 2 * delta2,
#     "w22": 1 * delta2,
# }
# ```
#
# δ is 3/32, $\delta_1$ is 9/128, and $\delta_2$ its opposite. This time the answer is too high, so the signs are those
# of "what raises the output raises the loss". If δ came out negative, you have $y - a$ for the residual. If it is 1/2,
# the slope is missing.

# %% tags=["asserts"]
_w = {"w11": 1, "w12": -1, "w21": -1, "w22": 2, "b1": log(3) - 1, "b2": -log(3), "v1": 4, "v2": -4, "c": -2 - log(3)}
assert isclose(loss_of(**_w, x=(2, 1), y=0), 1 / 16)
_right = {"c": 3 / 32, "v1": 9 / 128, "v2": 3 / 128, "b1": 9 / 128, "b2": -9 / 128}
_right |= {"w11": 9 / 64, "w12": -9 / 64, "w21": 9 / 128, "w22": -9 / 128}
for _name, _slope in _right.items():
    _more, _less = (loss_of(**(_w | {_name: _w[_name] + h}), x=(2, 1), y=0) for h in (1e-5, -1e-5))
    assert isclose((_more - _less) / 2e-5, _slope, rel_tol=1e-6)

# %% [markdown] slug="ch07-quiz"
# ## Check yourself
#
# Answer first, then unfold.
#
# **1.** A published sheet says that the slope $a(1-a)$ of a sigmoid neuron is 0.62. What do you say?
#
# <details><summary>Answer 1</summary>
#
# It cannot be. $a(1 - a)$ is largest at $a = 1/2$, where it is 0.25.
#
# </details>
#
# **2.** A sheet has the outputs 0.5, 0.7, 0.3, the targets 1, 1, 1, and the δ −0.125, −0.105, 0.245. Which one is
# wrong at first sight?
#
# <details><summary>Answer 2</summary>
#
# The last. All three outputs are too low, so all three δ must be negative. (The other two are wrong as well, but for
# them you have to reckon.)
#
# </details>
#
# **3.** A hidden layer has four neurons. Somebody writes down three δ for it. What has happened?
#
# <details><summary>Answer 3</summary>
#
# They have passed the outputs' δ on as they were. A layer has one δ for each of its neurons: what arrives at a neuron
# is a sum over the outputs, with the weights that lead there.
#
# </details>
#
# **4.** You change the target from 1 to 0, and the gradient of a bias keeps its sign, though the output lies in
# between. What do you look for?
#
# <details><summary>Answer 4</summary>
#
# A residual that is counted twice, or squared, or taken without its sign.
#
# </details>
#
# **5.** Two programs give 0.02843 and 0.02871 for the same gradient. Rounding?
#
# <details><summary>Answer 5</summary>
#
# They differ by one per cent, and programs carry about sixteen digits. It is a mistake, unless one of them prints
# what it has rounded before.
#
# </details>
#
# **6.** A weight is exactly 0. Is its gradient 0? And is the gradient of what stands behind it 0?
#
# <details><summary>Answer 6</summary>
#
# Its own need not be: it is what came in, times δ, and the weight is not in that. But nothing goes back *through* it:
# the neuron behind gets 0 · δ from there.
#
# </details>

# %% tags=["asserts"]
assert max(_a / 100 * (1 - _a / 100) for _a in range(101)) == 0.25 < 0.62
assert all(delta < 0 for delta in (output_delta(0.5, 1), output_delta(0.7, 1), output_delta(0.3, 1)))
assert [round(output_delta(_a, 1), 9) for _a in (0.5, 0.7, 0.3)] != [-0.125, -0.105, 0.245]
assert 0.009 < 0.02871 / 0.02843 - 1 < 0.011

# %% [markdown] slug="ch07-recap"
# ## In five lines
#
# 1. Signs first: is the output too low, and which way does this weight push it?
# 2. One δ for each neuron: what arrives at its activation, times $a(1-a)$.
# 3. Each weight's gradient is what came in there, times the δ of the neuron it leads to; a bias gets δ.
# 4. The residual stands in it once. What travels back is a gradient, not an error.
# 5. Two more digits: rounding shrinks, a mistake stays. Even numbers to understand, odd ones to test.

# %% [markdown] slug="ch07-summary"
# ## The chapter on one page
#
# **Words.** *Pre-activation* $z$: the weighted sum with its bias. *Activation* $a = \sigma(z)$. *δ*: the gradient of
# the loss in a pre-activation, $\partial L / \partial z$, and nothing else. *Residual*: $a - y$.
#
# **A sheet for one row.**
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
# **The mistake.** $e \cdot \partial L/\partial z$: the residual twice. It gives the same δ for a target above and a
# target below, so it cannot lead both ways. Found by changing the side.
#
# **Is it rounding?** Keep two digits more. Rounding shrinks about a hundredfold, a mistake stays.
#
# **Test** away from $a = 1/2$, away from inputs of 1, with targets on both sides.

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
# at a neuron shows what δ means. The article with the twice counted residual is in Chinese, and it gives no weights to check its
# numbers against; problem set 5 goes through all of it.
