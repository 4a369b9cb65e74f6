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

# %% [markdown] slug="ch23-title"
# # 23 · Where no gradient goes, and other ways to learn
#
# A coin falls on 1 with the probability $p = \sigma(\theta)$, else on 0. What it falls on, $b$, costs $(b - 0.45)^2$. You may
# turn θ. But a coin is no formula: between θ and $b$ no gradient goes. Three questions:
#
# 1. Chapter 16 has a false slope for such a place, straight-through, and networks of all kinds are trained with it. How
#    far is it off at θ = 1, on average over many throws: by a tenth of the true slope, by as much again, or by several
#    times as much?
# 2. A network has 2,410 weights. At each step it is told *one* number: how fast the loss moves along one random direction.
#    Can it learn to read digits from that?
# 3. In another network, what goes back passes through random numbers instead of the weights. They are never learnt. What
#    will become of its first layer?
#
# Write three answers down.
#
# **After this chapter** you can say where a gradient ends, and why no optimiser helps there; say of an estimate how far it
# is off on average and how much it scatters; go forward with pairs of numbers; learn from directions, through wrong
# weights and by pulling at the end; and say when one would want any of it.
#
# **You need** [chapter 16](16_published_program.ipynb) for the score function, and [chapter
# 17](17_in_general.ipynb) for forward mode and for rules of one's own.
#
# **Time:** {{time}}.
#
# **The mistake this chapter cures:** a slope of 0 is a very small slope.

# %% tags=["asserts"]
assert (1 - 0.45) ** 2 > (0 - 0.45) ** 2  # a 1 costs more
assert 64 * 32 + 32 + 32 * 10 + 10 == 2410

# %% [markdown] slug="ch23-before"
# ## Three questions from before

# %% [markdown] tags=["quiz"]
# **1.** From chapter 16: a neuron fires with $p = 4/5$. If it does, that costs 10, if not, nothing. What is the slope of
# the mean cost in $z$?
#
# - 8
#   No. That is the mean cost itself.
# - 10
#   No. That is the slope in p. Between z and p stands σ, with its slope p(1 − p).
# - 1.6
#   Right. 10 for each unit of p, times 4/5 · 1/5.

# %% [markdown] tags=["quiz"]
# **2.** From chapter 16: from each loss you take off the mean of earlier losses, then multiply by $b - p$. What has
# changed, over many draws?
#
# - The mean of the estimates, but not their spread.
#   No. The mean of b − p is 0, so a constant brings nothing.
# - Their spread, but not their mean.
#   Right. That is what a baseline is for.
# - Neither: a constant has no slope.
#   No. Each single estimate has changed, and they scatter less.

# %% [markdown] tags=["quiz"]
# **3.** From chapter 17: one walk *forward*, with rates $u$ at the inputs. What does it tell of a loss?
#
# - The slope of the loss in each input.
#   No. That is one walk back. Forward it takes a walk for each input.
# - How fast the loss moves when the inputs move along u.
#   Right. One number: the gradient times u.
# - The input that matters most.
#   No. It mixes all inputs, as u says.

# %% slug="ch23-setup" jupyter={"source_hidden": true}
from math import isclose

import numpy as np

from autograd_lab import Rule, Tensor, Value, data, functional, optim, show
from autograd_lab.answers import tell
from autograd_lab.viz import figures

# %% tags=["asserts"]
assert isclose(10 * 4 / 5 * 1 / 5, 1.6) and 10 * 4 / 5 == 8

# %% [markdown] slug="ch23-level"
# ## Level is not small
#
# Three weights stand on three slopes: 1, a millionth, and 0. Adam walks a hundred steps, at the rate 0.1. How far does
# each weight get?

# %% tags=["predict"]
w = Tensor([0.0, 0.0, 0.0], requires_grad=True)
slopes = np.array([1.0, 1e-6, 0.0])
adam = optim.Adam([w], lr=0.1)
for _ in range(100):
    w.grad = None
    (w * slopes).sum().backward()
    adam.step()
print("after 100 steps:", w.data.round(2))

# %% [markdown] tags=["answer"]
# 10 and 9.9 downhill, and the third has not moved. Adam divides a slope by its own size (plus a tiny ε, and so the
# second lags a little), {{ref:adam-step}}, so a millionth is nearly as good as 1. A 0 has no size: it stays 0.

# %% [markdown]
# A small slope is a direction, said quietly. **Level ground says nothing, and no rate, optimiser or number of digits makes
# a direction of it.** (At the bottom of a smooth loss the slope is 0 as well. But there it is 0 at one place; here it is
# 0 all around.) Where does it happen?
#
# | step | what an engine says |
# |---|---|
# | `round`, `sign`, `floor`, `a > b` as 0 or 1 | slope 0, and that is right |
# | `argmax`, the order of a sort, the next word of a text | a whole number: there is no graph behind it |
# | an index into a table | a slope for the entry that was taken, none for the index |
# | `if` on the data | the slopes of the branch that was taken; of the other it knows nothing |
# | a draw | see below |
#
# When chapter 16's article asks where backpropagation does not apply, this table is most of the answer. Nearly
# all of it can be said in one word, *jump*. Even a draw is one: a computer throws a coin by drawing $u$,
# evenly between 0 and 1, and looks whether $u < p$.
#
# Here is one throw, with $u = 0.5$. What arrives at θ? And if you drag $u$ to 0.9, so that the coin falls the other way?

# %% tags=["predict"]
theta, u = Value(1.0), Value(0.5)
p = theta.sigmoid()
b = (p - u).step()
loss = (b - 0.45) ** 2
ranges = {"theta": (-4, 4), "u": (0, 1)}
show(loss, title="One throw of a coin", sliders=ranges, start="end")

# %% [markdown] tags=["answer"]
# 0, and 0 again, and the picture says where the path ends. Drag θ: the loss is level, jumps once, and is level again. At
# which θ it jumps depends on $u$.

# %% [markdown]
# But you do not pay for one throw. Each $u$ has its jump at another θ, and the *mean* over all $u$ has no jump left:


# %% jupyter={"source_hidden": true}
def sigma(z):
    return 1 / (1 + np.exp(-z))


def cost(b):
    return (b - 0.45) ** 2


thetas = np.linspace(-4, 4, 161)
throws = {
    "one throw": np.array([0.5]),
    "five": np.array([0.1, 0.3, 0.5, 0.7, 0.9]),
    "all": (np.arange(2000) + 0.5) / 2000,
}
figures.plot(
    {
        name: [(t, cost((u < sigma(t)) * 1.0).mean()) for t in thetas]
        for name, u in throws.items()
    },
    title="What a coin costs: one throw, the mean of five, the mean of all",
    x="θ",
    y="cost",
    y_range=(0.19, 0.31),
    say="One throw is level with one jump, from 0.2025 to 0.3025. Five throws make "
    "a staircase of five steps. The mean of all throws rises smoothly.",
)

# %% [markdown]
# The slope of that mean is easy to find, since only $p$ depends on θ:
#
# {{eq:coin-slope}}
#
# At θ = 1 it is 0.0197. Yet each throw has the slope 0, so the mean of all slopes is 0. **The mean of the slopes is not the
# slope of the mean**, when what is averaged has jumps. That is what must be got round.

# %% tags=["asserts"]
# eq: coin-slope
assert np.round(w.data, 2).tolist() == [-10, -9.9, 0]
loss.backward()
assert theta.grad == 0 and u.grad == 0 and [theta.data, u.data] == [1, 0.5]
assert adam.lr == 0.1
assert 0.5 < sigma(1.0) < 0.9
_u = (np.arange(200_000) + 0.5) / 200_000


def _mean(t):
    return cost((_u < sigma(t)) * 1.0).mean()


assert isclose(cost(0), 0.2025) and isclose(cost(1), 0.3025)
_p = sigma(1.0)
_exact = _p * (1 - _p) * (cost(1) - cost(0))
assert round(_exact, 4) == 0.0197
assert abs((_mean(1.3) - _mean(0.7)) / 0.6 - _exact) < 1e-3
_a, _b = (
    sigma(t) * cost(1) + (1 - sigma(t)) * cost(0) for t in (1 + 1e-5, 1 - 1e-5)
)
assert isclose((_a - _b) / 2e-5, _exact, rel_tol=1e-6)

# %% [markdown] slug="ch23-seven"
# ## Seven ways at one coin
#
# Seven estimates of that slope, each from one throw:
#
# - the **score function**, $\ell(b)\,(b - p)$, {{ref:score-function}}, chapter 22's way round the die;
# - the same **with a baseline**, the mean cost taken off first;
# - **straight through**: back from the cost to $b$, past the jump as if it were not there, on through σ. That is $\ell'(b)\,
#   p\,(1 - p)$;
# - a **wide nudge**: the same $u$ at $\theta + \tfrac12$ and at $\theta - \tfrac12$, and the difference of the costs;
# - a **soft coin**, at three temperatures τ. The same $u$ shifts a sigmoid, and a gradient goes
#   through.
#
# {{eq:soft-coin}}
#
# The smaller τ, the nearer $a$ comes to 0 or 1, and to the coin. For more than two sides this is called
# {{term:gumbel-softmax}}.
#
# Take every $u$ once, in 200,000 even steps, and compare with the exact slope at θ = 1. Which of the seven are right on
# average? Which scatters most?


# %% slug="ch23-estimates"
def estimates(theta, u):
    """The seven estimates of the slope at theta, each an entry for each u."""
    p = sigma(theta)
    b = (u < p) * 1.0
    mean = p * cost(1) + (1 - p) * cost(0)
    found = {
        "score function": cost(b) * (b - p),
        "with a baseline": (cost(b) - mean) * (b - p),
        "straight through": 2 * (b - 0.45) * p * (1 - p),
    }
    for tau in (1, 0.3, 0.1):
        a = sigma((theta - np.log(u / (1 - u))) / tau)
        found[f"soft, τ = {tau}"] = 2 * (a - 0.45) * a * (1 - a) / tau
    ahead, behind = ((u < sigma(theta + h)) * 1.0 for h in (0.5, -0.5))
    found["wide nudge"] = cost(ahead) - cost(behind)
    return found


# %% tags=["predict"]
u_all = (np.arange(200_000) + 0.5) / 200_000
exact = sigma(1) * (1 - sigma(1)) * (cost(1) - cost(0))
print(f"exact slope {exact:.4f}")
for way, found in estimates(1.0, u_all).items():
    print(f"{way:16} off by {found.mean() - exact:+.4f}", end=", ")
    print(f"one throw scatters by {found.std():.3f}")

# %% tags=["answer"]
rng = np.random.default_rng(0)
batches = [estimates(1.0, rng.random(200)) for _ in range(40)]
figures.strips(
    {way: [b[way].mean() - exact for b in batches] for way in batches[0]},
    title="Off by how much? Forty estimates of each way, from 200 throws each",
    x="estimate minus the exact slope of 0.0197",
    zero=True,
    say="The score function and the wide nudge scatter around 0, with a baseline "
    "hardly at all. Straight through lies far to the right, around +0.09. The soft "
    "coins lie a little to the right of 0; the less soft they are, the wider they "
    "scatter.",
)

# %% [markdown] tags=["answer"]
# Score function, baseline: right. Straight through is off by 0.0909, 4.6 times the slope itself. The soft coins are off by
# 0.0251, 0.0223 and 0.0088: less for each of these, and one throw scatters more, by 0.062, 0.148 and 0.263. The wide nudge
# is nearly right, off by −0.0001, since the curve bends little within it. The baseline makes 0.102 into 0.020.

# %% [markdown]
# How far an estimate is off on average is its {{term:bias-of-an-estimator|bias}}, how much single estimates scatter its
# spread. A hundred times as many throws make the spread ten times smaller. Against bias they do nothing.
#
# Watch the soft coin trade the one for the other. Take τ down to 0.1, and drag $u$ from end to end: nothing
# arrives at θ, then a lot, first with the one sign and then with the other, and nothing again.

# %%
theta, u, tau = Value(1.0), Value(0.5), Value(1.0)
a = ((theta - (u / (1 - u)).log()) / tau).sigmoid()
loss = (a - 0.45) ** 2
ranges = {"theta": (-4, 4), "u": (0.01, 0.99), "tau": (0.05, 2)}
show(loss, title="A soft coin", sliders=ranges, start="end")

# %% [markdown]
# And more than two sides? Take logits, add to each a number $-\ln(-\ln u)$, with a $u$ of its own, and look which is
# largest. (Such numbers are named after Gumbel.) With the logits 0, ln 2 and ln 5, how often will each of the three win, in
# 100,000 draws?

# %% tags=["predict"]
rng = np.random.default_rng(0)
noise = -np.log(-np.log(rng.random((100_000, 3))))
winners = (np.log([1, 2, 5]) + noise).argmax(axis=1)
print("wins:", (np.bincount(winners) / len(winners)).round(3))

# %% [markdown] tags=["answer"]
# 1/8, 2/8 and 5/8: as often as softmax says. An `argmax` of noisy logits *is* a draw.

# %% [markdown]
# So take the softmax of the same noisy logits, divided by τ, and the draw is soft. For two sides that is our soft coin: the
# difference of two such numbers is spread like $\ln \frac{1 - u}{u}$. (A draw from a normal distribution needs none of this: chapter 25.)

# %% tags=["asserts"]
# eq: soft-coin
_wins = np.bincount(winners) / len(winners)
assert np.abs(_wins - np.array([1, 2, 5]) / 8).max() < 0.005
_two = np.sort(noise[:, 0] - noise[:, 1])[[10_000, 50_000, 90_000]]
assert np.abs(_two - np.log(np.array([1 / 9, 1, 9]))).max() < 0.05
_found = estimates(1.0, u_all)
_off = {way: round(f.mean() - exact, 4) for way, f in _found.items()}
_wide = {way: round(f.std(), 3) for way, f in _found.items()}
assert abs(_off["score function"]) < 1e-4 > abs(_off["with a baseline"])
assert _off["straight through"] == 0.0909 and round(0.0909 / exact, 1) == 4.6
assert [_off[f"soft, τ = {t}"] for t in (1, 0.3, 0.1)] == [0.0251, 0.0223, 0.0088]
assert [_wide[f"soft, τ = {t}"] for t in (1, 0.3, 0.1)] == [0.062, 0.148, 0.263]
assert _off["wide nudge"] == -0.0001 and round(exact, 4) == 0.0197
assert (_wide["score function"], _wide["with a baseline"]) == (0.102, 0.020)
_b40 = np.array([b["straight through"].mean() - exact for b in batches])
assert 0.04 < _b40.min() and abs(_b40.mean() - 0.09) < 0.01
loss.backward()
_soft = estimates(1.0, np.array([0.5]))["soft, τ = 1"][0]
assert isclose(theta.grad, _soft)
for _tau in (1, 0.3, 0.1):
    _a = sigma((1 - np.log(u_all / (1 - u_all))) / _tau)
    assert np.array_equal(_a > 0.5, u_all < sigma(1.0))
    _h = [
        cost(sigma((1 + h - np.log(u_all / (1 - u_all))) / _tau)).mean()
        for h in (1e-5, -1e-5)
    ]
    _slope = _found[f"soft, τ = {_tau}"].mean()
    assert isclose((_h[0] - _h[1]) / 2e-5, _slope, rel_tol=1e-5)
_small = estimates(1.0, u_all)["soft, τ = 0.1"]
assert 0.5 < np.mean(np.abs(_small) < 0.01) < 1 and np.abs(_small).max() > 0.5

# %% [markdown] slug="ch23-follows"
# ## What straight-through follows
#
# Three of the seven go down by their own estimates now, 100 throws a step, 2,000 steps at the rate 1, from θ = 1: the score
# function with a baseline, the soft coin of τ = 0.3, and straight through. 0 is nearer to 0.45 than 1 is, so the
# cheapest coin always falls on 0. Where will $p$
# end, for each of the three?


# %% tags=["predict"]
def go_down(way, steps=2000, seed=0):
    """p, after so many steps along this way's estimates."""
    theta, rng = 1.0, np.random.default_rng(seed)
    for _ in range(steps):
        theta -= estimates(theta, rng.random(100))[way].mean()
    return sigma(theta)


for way in ("with a baseline", "soft, τ = 0.3", "straight through"):
    p_end = go_down(way)
    mean_cost = p_end * cost(1) + (1 - p_end) * cost(0)
    print(f"{way:16} p = {p_end:.2f}, mean cost {mean_cost:.3f}")

# %% [markdown] tags=["answer"]
# The baseline takes $p$ to 0.01, in this run. Straight through stops near 0.45, where the coin costs 0.247 on average, not
# 0.203. The soft coin stops in between.

# %% [markdown]
# Straight through has not failed. It has found the lowest point of something else. Its mean over all throws is
#
# {{eq:straight-through-mean}}
#
# Compare {{ref:coin-slope}}: there stands the *difference* of the two costs, here the mean of the *slopes* at the two
# ends. Our cost has the slopes 1.1 and −0.9, so the mean of them is $2(p - 0.45)$. That is the slope of $(p - 0.45)^2$:
# straight-through lowers the cost of the mean, and what we pay is the mean of the cost. At θ = −1 it even has the wrong
# sign.
#
# For a straight line, slopes and difference are the same. So straight-through is good where the loss hardly bends across
# a jump. Round a weight to multiples of $s$, up or down by a coin so that its mean stays: for this cost the bias is never
# more than $s$. And at $p =
# \tfrac12$ the two agree for any parabola: never test an estimator there.

# %% tags=["asserts"]
# eq: straight-through-mean
assert round(go_down("with a baseline"), 2) == 0.01
_end = go_down("straight through")
assert abs(_end - 0.45) < 0.04 and _end > 0.4
assert round(_end * cost(1) + (1 - _end) * cost(0), 2) == 0.25
assert round(0.45 * cost(1) + 0.55 * cost(0), 4) == 0.2475
assert abs(_end * cost(1) + (1 - _end) * cost(0) - 0.247) < 0.003
_low = go_down("with a baseline")
assert round(_low * cost(1) + (1 - _low) * cost(0), 3) == 0.203
assert 0.05 < go_down("soft, τ = 0.3") < 0.4
assert isclose(2 * (1 - 0.45), 1.1) and 2 * (0 - 0.45) == -0.9
for _t in (-1.0, 0.0, 1.0, 2.0):
    _p = sigma(_t)
    _st = estimates(_t, u_all)["straight through"].mean()
    assert abs(_st - _p * (1 - _p) * (_p * 1.1 - (1 - _p) * 0.9)) < 1e-5
    assert abs(_st - _p * (1 - _p) * 2 * (_p - 0.45)) < 1e-5
    _true = _p * (1 - _p) * (cost(1) - cost(0))
    assert (abs(_st - _true) < 1e-5) == (_t == 0)
    assert (_st * _true < 0) == (_t == -1)
for _s in (
    1,
    0.1,
    0.01,
):  # rounded by a coin: the exact slope is that of the chord
    for _w in np.linspace(0.001, 0.999, 7) + 0.0003:
        _low = _s * np.floor(_w / _s)
        _chord = (cost(_low + _s) - cost(_low)) / _s
        assert abs(2 * (_w - 0.45) - _chord) <= _s + 1e-12

# %% [markdown] slug="ch23-exercise-1"
# ### Exercise 23.1: another coin, by hand (9 minutes)
#
# $p = 4/5$, and the cost is $(b - 2/5)^2$, so 9/25 for a 1 and 4/25 for a 0. All slopes are in θ. Find the exact slope;
# the mean of straight-through; the two estimates that the score function can give, for $b = 1$ and $b = 0$; the same with
# the mean cost as baseline; and the baseline with which both estimates are *equal*, so that nothing scatters. Done when each
# line says "right".

# %% tags=["exercise"]
answer_1 = {
    "exact": None,
    "straight_through": None,
    "score": [None, None],
    "with_mean_cost": [None, None],
    "calmest_baseline": None,
}

# %%
tell("23.1", answer_1)

# %% [markdown] tags=["hint"]
# Hint 1: look at what stands in each of them
#
# The slope of σ, 4/25, stands in the first two. The other estimates have $b - p$ instead: 1/5 for a 1, −4/5 for a 0.

# %% [markdown] tags=["hint"]
# Hint 2: recall difference and slopes
#
# The exact one takes the difference of the costs. Straight-through takes their slopes, $2(b - 2/5)$, each as often as
# its $b$ comes.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# one, none = 9 / 25 * 1 / 5, 4 / 25 * -4 / 5
# ```
#
# And for the last: $(9/25 - c) \cdot 1/5 = (4/25 - c) \cdot (-4/5)$.

# %% [markdown] tags=["solution"]
# ```python
# answer_1 = {
#     "exact": 4 / 25 * (9 / 25 - 4 / 25),
#     "straight_through": 4 / 25 * 2 * (4 / 5 - 2 / 5),
#     "score": [9 / 25 * 1 / 5, 4 / 25 * -4 / 5],
#     "with_mean_cost": [(9 / 25 - 8 / 25) * 1 / 5, (4 / 25 - 8 / 25) * -4 / 5],
#     "calmest_baseline": 1 / 5,
# }
# ```
#
# 4/125, and 16/125: four times as much. The score function says 9/125 or −16/125, with the mean cost 1/125 or 16/125.
# Each pair has the mean 4/125, weighted by 4/5 and 1/5. With 1/5 taken off both say 4/125, at every throw. So the mean
# cost is a good baseline, and not the best. (The best needs both costs, and whoever knows both needs no coin.)

# %% tags=["asserts"]
_p, _one, _none = 4 / 5, 9 / 25, 4 / 25
assert isclose(_p * (1 - _p) * (_one - _none), 4 / 125)
assert isclose(4 / 25 * (_p * 6 / 5 + (1 - _p) * -4 / 5), 16 / 125)
_mean_cost = _p * _one + (1 - _p) * _none
assert isclose(_mean_cost, 8 / 25)
for _c, _pair in (
    (0, (9 / 125, -16 / 125)),
    (8 / 25, (1 / 125, 16 / 125)),
    (1 / 5, (4 / 125, 4 / 125)),
):
    assert np.allclose(((_one - _c) * (1 - _p), (_none - _c) * (0 - _p)), _pair)
    assert isclose(_p * _pair[0] + (1 - _p) * _pair[1], 4 / 125)

# %% [markdown] slug="ch23-pairs"
# ## Forward, in pairs
#
# Now leave jumps aside: the loss is smooth, but you do not want to go *back*. Give each number a companion, its rate.
# Such pairs, {{term:dual-number|dual numbers}}, have rules of their own:
#
# {{eq:dual-number}}
#
# Take $L = (w x + b)^2$, and let $w$ move at the rate 1 and $b$ at the rate −1:


# %%
def plus(x, y):
    return x[0] + y[0], x[1] + y[1]


def times(x, y):
    return x[0] * y[0], x[1] * y[0] + x[0] * y[1]


w, x, b = (3.0, 1.0), (2.0, 0.0), (-5.0, -1.0)
residual = plus(times(w, x), b)
print("residual", residual, " L", times(residual, residual))

# %% [markdown]
# The loss is 1, and it moves at the rate 2. That is chapter 17's forward mode, one number at a time. And it tells one number, the slope along $u = (1, -1)$. The gradient is $(4, 2)$, and $4 - 2 = 2$.

# %% tags=["asserts"]
# eq: dual-number
assert residual == (1, 1) and times(residual, residual) == (1, 2)
_w, _b = Value(3.0), Value(-5.0)
((_w * 2.0 + _b) ** 2).backward()
assert (_w.grad, _b.grad) == (4, 2) and 4 * 1 + 2 * -1 == 2
_h = 1e-6
_moved = [((3 + s * _h) * (2 + s * 0.7 * _h)) for s in (1, -1)]
_rate = times((3.0, 1.0), (2.0, 0.7))[1]
assert isclose((_moved[0] - _moved[1]) / (2 * _h), _rate, rel_tol=1e-6)
_tanh = [np.tanh(0.4 + s * _h * 3) for s in (1, -1)]
_rate = (1 - np.tanh(0.4) ** 2) * 3
assert isclose((_tanh[0] - _tanh[1]) / (2 * _h), _rate, rel_tol=1e-6)

# %% [markdown] slug="ch23-exercise-2"
# ### Exercise 23.2: three more rules (7 minutes)
#
# Write `in_pairs(op, x, y)` for three more steps: `"div"` is $x / y$, `"exp"` is $e^x$ and `"log"` is $\ln x$, the last two
# without `y`. `x` and `y` are pairs (number, rate), and so is what you return. (`np.exp` and `np.log` are there.) Check one
# by nudging before you ask. Done when it says "right".


# %% tags=["exercise"]
def in_pairs(op, x, y=None):
    raise NotImplementedError


# %%
tell("23.2", in_pairs)

# %% [markdown] tags=["hint"]
# Hint 1: look at what is easy
#
# The first entry of the result is the plain step on the first entries. Only the second needs thought.

# %% [markdown] tags=["hint"]
# Hint 2: recall the local derivatives
#
# Of $x / y$ they are $1/y$ in $x$ and $-x/y^2$ in $y$. Each is multiplied by the rate of what it belongs to, and they are
# added.

# %% [markdown] tags=["hint"]
# Hint 3: write these lines first
#
# ```python
# if op == "exp":
#     return np.exp(x[0]), np.exp(x[0]) * x[1]
# ```

# %% [markdown] tags=["solution"]
# ```python
# def in_pairs(op, x, y=None):
#     if op == "exp":
#         return np.exp(x[0]), np.exp(x[0]) * x[1]
#     if op == "log":
#         return np.log(x[0]), x[1] / x[0]
#     ratio = x[0] / y[0]
#     return ratio, (x[1] - ratio * y[1]) / y[0]
# ```
#
# In the last line a rate costs one multiplication, one subtraction and one division more. Whoever leaves out the rate of $y$ is
# right as long as $y$ is a constant, and that is what one tests first.

# %% tags=["asserts"]
_n, _m = (6.0, 1.5), (4.0, -0.5)
_h = 1e-6
_quotients = [(6 + s * 1.5 * _h) / (4 - s * 0.5 * _h) for s in (1, -1)]
assert isclose(
    (_quotients[0] - _quotients[1]) / (2 * _h),
    (1.5 + 1.5 * 0.5) / 4,
    rel_tol=1e-6,
)

# %% [markdown] slug="ch23-directions"
# ## One random direction
#
# Draw the rates at random, each $u_i$ by itself, with mean 0 and variance 1, and go forward once. What comes is the slope along $u$. Multiply
# $u$ by it:
#
# {{eq:forward-gradient}}
#
# On average that *is* the gradient: in $u_i \sum_j u_j\, \partial L / \partial w_j$ only the term with $j = i$ has a mean
# that is not 0. No way back, and no activations kept. Here is a network 64-32-10 for digits, 2,410 weights. Of such
# an estimate, what is the cosine with the gradient? And with the mean of 16 of them?


# %% slug="ch23-network" jupyter={"source_hidden": true}
pictures, digits = data.digits(seed=0)
pictures = pictures - pictures[:1397].mean(axis=0)
X_new, y_new = pictures[1397:], digits[1397:]
X_all, y_all = pictures[:1397], digits[:1397]


def first_weights(seed):
    """All 2,410 in one row: W1 (64, 32), b1, W2 (32, 10), b2."""
    draw = np.random.default_rng(seed).normal
    W1, W2 = draw(size=2048) / 64**0.5, draw(size=320) / 32**0.5
    return np.concatenate([W1, np.zeros(32), W2, np.zeros(10)])


def parts(w):
    return (
        w[:2048].reshape(64, 32),
        w[2048:2080],
        w[2080:2400].reshape(32, 10),
        w[2400:],
    )


def answers(w, X):
    """Activations (N, 32), logits (N, 10), probabilities (N, 10)."""
    W1, b1, W2, b2 = parts(w)
    A = np.tanh(X @ W1 + b1)
    Z = A @ W2 + b2
    P = np.exp(Z - Z.max(axis=1, keepdims=True))
    return A, Z, P / P.sum(axis=1, keepdims=True)


def mean_loss(w, X, y):
    return -np.log(answers(w, X)[2][np.arange(len(y)), y]).mean()


def gradient(w, X, y, back=None):
    """The gradient (2410,) of the mean cross-entropy; δ goes back by `back`, or by W2.T."""
    A, _, P = answers(w, X)
    delta = (P - np.eye(10)[y]) / len(y)
    hidden = delta @ (parts(w)[2].T if back is None else back) * (1 - A * A)
    layers = (X.T @ hidden, hidden.sum(axis=0), A.T @ delta, delta.sum(axis=0))
    return np.concatenate([part.ravel() for part in layers])


def slope_along(w, X, y, u):
    """How fast the loss moves when w moves at the rates u: one walk forward."""
    W2, (V1, c1, V2, c2) = parts(w)[2], parts(u)
    A, _, P = answers(w, X)
    A_rate = (X @ V1 + c1) * (1 - A * A)
    Z_rate = A_rate @ W2 + A @ V2 + c2
    return ((P - np.eye(10)[y]) * Z_rate).sum() / len(y)


def share_right(w, X, y):
    return (answers(w, X)[1].argmax(axis=1) == y).mean()


def cosine(a, b):
    return a @ b / (np.linalg.norm(a) * np.linalg.norm(b))


# %% tags=["predict"]
w, rng = first_weights(0), np.random.default_rng(0)
true = gradient(w, X_all, y_all)
draws = rng.normal(size=(100, 16, 2410))
guesses = (draws @ true)[..., None] * draws  # (100, 16, 2410)
one = np.mean([cosine(g[0], true) for g in guesses])
sixteen = np.mean([cosine(g.mean(axis=0), true) for g in guesses])
longer = np.mean([np.linalg.norm(g[0]) for g in guesses]) / np.linalg.norm(true)
print(f"cosine with the gradient: one {one:.3f}, sixteen {sixteen:.3f}")
print(f"one guess is {longer:.0f} times as long as the gradient, on average")

u = draws[0, 0]
nudged = mean_loss(w + 1e-4 * u, X_all, y_all) - mean_loss(
    w - 1e-4 * u, X_all, y_all
)
print(f"slope along u: {slope_along(w, X_all, y_all, u):.6f}", end=", ")
print(f"by nudging {nudged / 2e-4:.6f}")

# %% [markdown] tags=["answer"]
# About 0.016 and 0.08, and never below 0: the slope has put the sign right. With $n$ weights a random direction has a cosine of $\sqrt{2 / (\pi n)}$ in size, on average, and $k$ of them together
# about $\sqrt{k/n}$, if $k$ is neither 1 nor nearly $n$. The guess is some forty times too long as well, so the rate must be small.

# %% [markdown]
# The last line needs no derivative at all: nudge all weights at once, along $u$. It is called simultaneous
# {{term:perturbation}}, costs two passes, and says the same, to six digits.
#
# And if the loss is a staircase, the number of images that are wrong? Then nudge *wide*, in many directions, and take the
# mean. That smooths the stairs as the coin did. It is an {{term:evolution-strategy}}, and asks nothing of the loss but its
# value.

# %% tags=["asserts"]
# eq: forward-gradient
assert len(w) == 2410 == 64 * 32 + 32 + 32 * 10 + 10
assert abs(one - 0.016) < 0.003 and abs(sixteen - 0.08) < 0.006
assert abs((2 / (np.pi * 2410)) ** 0.5 - 0.016) < 0.0005
assert abs((16 / 2410) ** 0.5 - 0.08) < 0.002
assert 35 < longer < 45
assert min(cosine(g[0], true) for g in guesses) > 0
assert abs(slope_along(w, X_all, y_all, u) - nudged / 2e-4) < 1e-6
for _i in (3, 2050, 2100, 2405):  # one of each part
    _e = np.eye(2410)[_i]
    assert isclose(slope_along(w, X_all, y_all, _e), true[_i], rel_tol=1e-9)
    _two = [mean_loss(w + s * 1e-5 * _e, X_all, y_all) for s in (1, -1)]
    assert abs((_two[0] - _two[1]) / 2e-5 - true[_i]) < 1e-8
_few, _u = (
    np.array([2.0, -1.0, 0.5]),
    np.random.default_rng(1).normal(size=(400_000, 3)),
)
assert np.abs(((_u @ _few)[:, None] * _u).mean(axis=0) - _few).max() < 0.02

# %% [markdown] slug="ch23-alignment"
# ## Through the wrong weights
#
# On the way back a δ needs $W_2$ transposed, the very weights of the way forward. In a brain nobody has seen how: a
# synapse works one way, and what leads back would have to know its strength. So take *other* numbers for the way back, drawn once
# and never changed:
#
# {{eq:feedback-alignment}}
#
# That is {{term:feedback-alignment}}. Step back to `A`: what arrives there is no slope of anything, and the player says so.


# %%
class OtherWayBack(Rule):
    name = "A W₂"
    sentence = "δ goes back through B, which has nothing to do with the weights"
    surrogate = None  # no function has this slope

    def __init__(self, B):
        self.B = B

    def forward(self, A, W):
        self.A = A
        return A @ W

    def backward(self, g):
        return g @ self.B, self.A.T @ g


draw = np.random.default_rng(4)
x = Tensor(draw.normal(size=(2, 3)).round(1))
W1, W2 = (Tensor(draw.normal(size=s).round(1), True) for s in ((3, 3), (3, 2)))
A = (x @ W1).tanh()
out = OtherWayBack(draw.normal(size=(2, 3)).round(1))(A, W2)
loss = functional.cross_entropy(out, [0, 1])
names = {"W₁": W1, "W₂": W2, "A": A}
show(loss, title="Back through other numbers", names=names)

# %% [markdown]
# $W_2$ gets its true gradient. What $W_1$ gets begins as a random direction: its cosine with the true gradient is
# near 0. Now the network trains with it, 1,000 steps. After 50 steps, and after 1,000, what is the cosine? (At each moment
# both are computed, and the wrong one is followed.) And what about $W_2$ and $B$ themselves: what is the cosine of $W_2$,
# transposed, with $B$?


# %% slug="ch23-turning"
def turning(seed, marks=(0, 20, 50, 100, 200, 500, 1000)):
    """(step, cosine of W1's wrong gradient with the true one, of B with W2.T) at each mark."""
    w, rng = first_weights(seed), np.random.default_rng(1000 + seed)
    B, found = rng.normal(size=(10, 32)) / 32**0.5, []
    for step in range(marks[-1] + 1):
        if step in marks:
            wrong, right = (
                gradient(w, X_all, y_all, back)[:2048] for back in (B, None)
            )
            turned = cosine(B.ravel(), parts(w)[2].T.ravel())
            found.append((step, cosine(wrong, right), turned))
        rows = rng.integers(0, len(X_all), 50)
        w = w - gradient(w, X_all[rows], y_all[rows], B)
    return np.array(found)


# %% tags=["predict"]
turned = turning(seed=0)
for step, of_gradients, of_weights in turned:
    print(
        f"step {step:4.0f}: gradients {of_gradients:.2f}, weights {of_weights:.2f}"
    )

# %% tags=["answer"]
figures.plot(
    {
        "gradients": [(step, c) for step, c, _ in turned],
        "weights": [(step, c) for step, _, c in turned],
    },
    title="The cosine that turns, in one run",
    x="step",
    y="cosine",
    y_range=(0, 1),
    say="Both cosines begin near 0, reach 0.6 or more within 50 steps, and 0.8 "
    "after 1,000.",
)

# %% [markdown] tags=["answer"]
# From 0.01 to 0.66 and to 0.82, in this run. (Over twenty starts 0.56 to 0.69 after 50 steps, 0.75 to 0.87 after 1,000.)
# And $W_2$ has turned as well, from 0.03 to 0.82: the way forward has come to fit the way back.

# %% [markdown]
# How? At first $B$ is noise to the first layer. But it is the *same* noise in each step. A picture of a 3 shifts the
# activations $A$, step after step, along the row of $B$ that belongs to 3. After five steps, what a class does to the
# activations has a cosine of 0.59 with its row of $B$, on average, where it was 0 before. So $A$ comes to contain $B$, and
# $W_2$, whose true gradient is $A^{\mathsf T} \delta$, takes it over. Then $B$ points roughly the way of $W_2$ transposed, 35° off,
# and what goes back roughly the way of a gradient.
#
# So **a network that learns is no proof that its gradient is right.**

# %% tags=["asserts"]
# eq: feedback-alignment
assert np.round(turned[[0, 2, 6], 1], 2).tolist() == [0.01, 0.66, 0.82]
assert np.round(turned[[0, 6], 2], 2).tolist() == [0.03, 0.82]
_twenty = np.array(data.experiment_record("ch23_ways")["starts"]["turning"])
assert len(_twenty) == 20
assert np.round(_twenty[:, [2, 6]].min(axis=0), 2).tolist() == [0.56, 0.75]
assert np.round(_twenty[:, [2, 6]].max(axis=0), 2).tolist() == [0.69, 0.87]
_w = first_weights(3)
_B = np.random.default_rng(0).normal(size=(10, 32))
_A, _, _P = answers(_w, X_all[:5])
_delta = (_P - np.eye(10)[y_all[:5]]) / 5
_hidden = (_delta @ _B) * (1 - _A * _A)
_found = gradient(_w, X_all[:5], y_all[:5], _B)
assert np.allclose(_found[:2048].reshape(64, 32), X_all[:5].T @ _hidden)
_true = gradient(_w, X_all[:5], y_all[:5])
assert np.allclose(_found[2080:], _true[2080:])
assert np.allclose(
    gradient(_w, X_all, y_all, parts(_w)[2].T), gradient(_w, X_all, y_all)
)
_rng, _w = np.random.default_rng(1000), first_weights(0)
_B, _shift = _rng.normal(size=(10, 32)) / 32**0.5, {}
for _step in range(6):
    _A = answers(_w, X_all)[0]
    _by_class = [_A[y_all == c].mean(axis=0) - _A.mean(axis=0) for c in range(10)]
    _shift[_step] = np.mean(
        [cosine(m, row) for m, row in zip(_by_class, _B, strict=True)]
    )
    _rows = _rng.integers(0, len(X_all), 50)
    _w = _w - gradient(_w, X_all[_rows], y_all[_rows], _B)
assert abs(_shift[0]) < 0.05 and abs(_shift[5] - 0.59) < 0.02
loss.backward()
_g = W2.grad
_a = np.tanh(x.data @ W1.data)
_q = np.exp(_a @ W2.data)
_d = (_q / _q.sum(axis=1, keepdims=True) - np.eye(2)) / 2
assert np.allclose(_g, _a.T @ _d)

# %% [markdown] slug="ch23-pull"
# ## Pull at the end, and let it settle
#
# A third idea has no way back of its own. Let the neurons hear *both* neighbours, through the same weights:
#
# {{eq:settled}}
#
# Each asks the others again and again, until nothing moves. They have settled. With $s_i$ for what neuron $i$ has come to, they
# stand at a low point of a function of all $s$, their energy $E$, in which each weight occurs with its own two neurons only:
# $\partial E/\partial w_{ij} = -s_i s_j$. Now pull the outputs a little
# towards their targets, and let all settle again. Everybody has moved a little, the hidden neurons too. And then:
#
# {{eq:equilibrium-propagation}}
#
# Each weight compares the product of its two neurons under a pull and under a push, divides by twice β, and has its
# gradient. That
# is {{term:equilibrium-propagation}}. One could also compare a pull with none. Which is better, and how large is the error at β = 0.1,
# 0.01, 0.001, as a share of the gradient? (The exact one is found by nudging each of the 24 weights of a network 3-4-3, and settling each time.)


# %% slug="ch23-settle"
def settle(x, W1, W2, y, pull=0.0):
    """(hidden (4,), outputs (3,)) when nothing moves any more."""
    h, o = np.zeros(4), np.zeros(3)
    for _ in range(400):
        h = (h + np.tanh(x @ W1 + o @ W2.T)) / 2
        o = (o + np.tanh(h @ W2 - pull * 2 * (o - y))) / 2
    return h, o


def energy_slopes(x, W1, W2, y, pull):
    """∂E/∂W1 and ∂E/∂W2 in one row, where it has settled."""
    h, o = settle(x, W1, W2, y, pull)
    return np.append(-np.outer(x, h), -np.outer(h, o))


def exact_slopes(x, W1, W2, y, h=1e-5):
    """The gradient of Σ (o − y)² by nudging each weight."""
    weights, found = np.append(W1, W2), []
    for nudge in h * np.eye(len(weights)):
        two = []
        for moved in (weights + nudge, weights - nudge):
            net = moved[:12].reshape(3, 4), moved[12:].reshape(4, 3)
            two.append(((settle(x, *net, y)[1] - y) ** 2).sum())
        found.append((two[0] - two[1]) / (2 * h))
    return np.array(found)


# %% tags=["predict"]
rng = np.random.default_rng(0)
net = [0.3 * rng.normal(size=size) for size in ((3, 4), (4, 3))]
x, y = np.array([0.5, -0.25, 1.0]), np.array([0.5, -0.5, 0.2])
exact_ones = exact_slopes(x, *net, y)
at_rest = energy_slopes(x, *net, y, 0)
for beta in (0.1, 0.01, 0.001):
    ahead, behind = (energy_slopes(x, *net, y, pull) for pull in (beta, -beta))
    guesses = (ahead - at_rest) / beta, (ahead - behind) / (2 * beta)
    one_side, two_sides = (
        np.linalg.norm(guess - exact_ones) / np.linalg.norm(exact_ones)
        for guess in guesses
    )
    print(f"β = {beta}: one side {one_side:.1e}, two sides {two_sides:.1e}")

# %% [markdown] tags=["answer"]
# One side is off by 0.2, 0.025 and 0.0025, nearly ten times less for a tenth of β. Two sides by 0.059, 0.00059 and 5.9e-6, a
# *hundred* times less. Chapter 02's law for a nudge, {{ref:forward-difference}} and {{ref:central-difference}}.

# %% [markdown]
# It *is* a nudge. But chapter 02 nudged each weight in turn, and read the loss. Here one nudges the loss, once, and each weight
# reads its own slope, where it stands. What must not happen is that the pull tips the network into another hollow:
# then it has jumped, and we are back at the beginning of this chapter.

# %% tags=["asserts"]
# eq: settled, equilibrium-propagation
_told = {0.1: (0.20, 0.059), 0.01: (0.025, 0.00059), 0.001: (0.0025, 5.9e-6)}
for _beta, _said in _told.items():
    _ahead, _behind = (energy_slopes(x, *net, y, p) for p in (_beta, -_beta))
    _two = (_ahead - at_rest) / _beta, (_ahead - _behind) / (2 * _beta)
    for _guess, _say in zip(_two, _said, strict=True):
        _error = np.linalg.norm(_guess - exact_ones) / np.linalg.norm(exact_ones)
        assert float(f"{_error:.2g}") == _say
_h, _o = settle(x, *net, y)
assert np.allclose(_h, np.tanh(x @ net[0] + _o @ net[1].T), atol=1e-12)
assert np.allclose(_o, np.tanh(_h @ net[1]), atol=1e-12)


def _energy(s):  # Σ ∫ artanh − Σ s_i w_ij s_j, whose hollows are the settled ones
    h, o = s[:4], s[4:]
    bowl = (s * np.arctanh(s) + np.log(1 - s * s) / 2).sum()
    return bowl - x @ net[0] @ h - h @ net[1] @ o


_s = np.append(_h, _o)
for _e in np.eye(7) * 1e-4:
    assert abs(_energy(_s + _e) - _energy(_s - _e)) / 2e-4 < 1e-6
    assert _energy(_s + _e) > _energy(_s) < _energy(_s - _e)
_rng = np.random.default_rng(0)
_net = [0.5 * _rng.normal(size=size) for size in ((3, 4), (4, 3))]
_x = np.array([1, -0.5, 0.5])
_jump = settle(_x, *_net, y, -0.01)[1] - settle(_x, *_net, y)[1]
assert np.abs(_jump).max() > 0.5  # tipped into another hollow

# %% [markdown] slug="ch23-exercise-3"
# ### Exercise 23.3: one neuron on a spring (6 minutes)
#
# One neuron, without tanh: it settles at $s = w x$. With the pull β towards $y$, and $L = \tfrac12 (s - y)^2$, it settles where $s
# = w x - \beta (s - y)$. As above, $\partial E/\partial w = -x s$. Take $w = 3/2$, $x = 2$, $y = 1$. Find the exact slope of $L$ in
# $w$; where the neuron settles for β = 1/3 and for β = −1/3; the slope that the first pull alone gives (against β = 0), and that of
# both pulls. Done when each line says "right".

# %% tags=["exercise"]
answer_3 = {
    "exact": None,
    "pulled": None,
    "pushed": None,
    "one_side": None,
    "two_sides": None,
}

# %%
tell("23.3", answer_3)

# %% [markdown] tags=["hint"]
# Hint 1: look at the neuron at rest
#
# It settles at $w x$ = 3, two above its target. The slope of $L$ in $w$ is that residual times $x$.

# %% [markdown] tags=["hint"]
# Hint 2: recall that s stands on both sides
#
# $s = w x - \beta (s - y)$ gives $s (1 + \beta) = w x + \beta y$.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# pulled = (3 + 1 / 3 * 1) / (1 + 1 / 3)
# ```
#
# And one side is $(-x\, s_\beta + x\, s_0) / \beta$.

# %% [markdown] tags=["solution"]
# ```python
# answer_3 = {
#     "exact": (3 - 1) * 2,
#     "pulled": 5 / 2,
#     "pushed": 4,
#     "one_side": 2 * (3 - 5 / 2) / (1 / 3),
#     "two_sides": 2 * (4 - 5 / 2) / (2 / 3),
# }
# ```
#
# 4 exactly; 3 from one side, 9/2 from two. In general they are $4 / (1 + \beta)$ and $4 / (1 - \beta^2)$: there are the two
# laws. At β = 1/3 the pull is still a shove.

# %% tags=["asserts"]
_s = {beta: (3 + beta) / (1 + beta) for beta in (0, 1 / 3, -1 / 3)}
assert isclose(_s[1 / 3], 5 / 2) and isclose(_s[-1 / 3], 4) and _s[0] == 3
assert isclose(2 * (_s[0] - _s[1 / 3]) * 3, 3)
assert isclose(2 * (_s[-1 / 3] - _s[1 / 3]) / (2 / 3), 9 / 2)
for _beta in (0.1, 1 / 3):
    _ahead, _behind = ((3 + b) / (1 + b) for b in (_beta, -_beta))
    assert isclose(2 * (3 - _ahead) / _beta, 4 / (1 + _beta))
    assert isclose(2 * (_behind - _ahead) / (2 * _beta), 4 / (1 - _beta**2))

# %% [markdown] slug="ch23-trial"
# ## All of them, on digits
#
# One more, which sends nothing back from layer to layer: {{term:forward-forward}}. A picture goes in together with a label, a right one or
# a wrong one. Each layer, by itself, learns to be lively (the mean of its squared activations) at right pairs and quiet at wrong
# ones. To read a picture, it tries all ten labels and takes the liveliest. Each layer goes back one step, into its own weights,
# and hands on its activations divided by their length, so that the next cannot read the answer from it.
#
# Seven ways, 1,000 steps of 50 pictures: backpropagation; its *output layer alone*, the first layer left as it was drawn
# (what does not beat that has got nothing out of its first layer); feedback alignment; one random direction a step; 16 of them;
# evolution, 16 pairs of wide nudges, told only which share of 50 pictures is right; forward-forward with two layers of 100, which have 17,600 weights.
# Of 100 new pictures, how many will each read? Write an order.


# %% slug="ch23-ways" jupyter={"source_hidden": true}
def followed(way, w, X, y, rng, B):
    """What is followed downhill in one step."""
    if way == "evolution":
        total = 0
        for u in rng.normal(size=(16, len(w))):
            gain = share_right(w + 0.1 * u, X, y) - share_right(w - 0.1 * u, X, y)
            total = total - gain / 0.2 * u / 16
        return total
    if way in ("1 direction", "16 directions"):
        draws = rng.normal(size=(int(way.split()[0]), len(w)))
        slopes = np.array([slope_along(w, X, y, u) for u in draws])
        return slopes @ draws / len(draws)
    found = gradient(w, X, y, B if way == "feedback alignment" else None)
    if way == "output layer alone":
        found[:2080] = 0
    return found


def learn(way, seed, rate, steps=1000):
    """The share of new pictures that is read, after so many steps of 50."""
    w, rng = first_weights(seed), np.random.default_rng(1000 + seed)
    B = rng.normal(size=(10, 32)) / 32**0.5
    for _ in range(steps):
        rows = rng.integers(0, len(X_all), 50)
        w = w - rate * followed(way, w, X_all[rows], y_all[rows], rng, B)
    return share_right(w, X_new, y_new)


# %% slug="ch23-forward-forward" jupyter={"source_hidden": true}
def unit_size(a):
    """Rows with a mean square of 1: a layer cannot read how lively the one before was."""
    return a / (np.sqrt((a * a).mean(axis=1, keepdims=True)) + 1e-6)


def with_label(X, y):
    return unit_size(np.hstack([X, 3 * np.eye(10)[y]]))


def liveliness(layers, X, y):
    a, total = with_label(X, y), 0.0
    for W, b in layers:
        a = np.maximum(a @ W + b, 0)
        total, a = total + (a * a).mean(axis=1), unit_size(a)
    return total


def forward_forward(seed, rate, steps=1000):
    """The share of new pictures that is read by two layers, each of which has learnt for itself."""
    rng = np.random.default_rng(seed)
    sizes = ((74, 100), (100, 100))
    layers = [[rng.normal(size=s) / s[0] ** 0.5, np.zeros(100)] for s in sizes]
    side = np.repeat([1.0, -1.0], 50)  # right pairs, wrong pairs
    for _ in range(steps):
        rows = rng.integers(0, len(X_all), 50)
        X, y = X_all[rows], y_all[rows]
        wrong = (y + rng.integers(1, 10, 50)) % 10
        a = np.vstack([with_label(X, y), with_label(X, wrong)])
        for layer in layers:
            h = np.maximum(a @ layer[0] + layer[1], 0)
            lively = (h * h).mean(axis=1)
            back = -side / (1 + np.exp(side * (lively - 2))) / len(a)
            delta = back[:, None] * 2 * h / h.shape[1]
            layer[0] -= rate * a.T @ delta
            layer[1] -= rate * delta.sum(axis=0)
            a = unit_size(h)
    tried = [liveliness(layers, X_new, np.full(len(X_new), c)) for c in range(10)]
    return (np.argmax(tried, axis=0) == y_new).mean()


# %% tags=["predict"]
trials = data.experiment_record("ch23_ways")["starts"]
ways = [name for name in trials if f"tried {name}" in trials]
for way in ways:
    ends = 100 * np.array(trials[way])
    print(f"{way:18} mean {ends.mean():.1f}", end=", ")
    print(f"from {ends.min():.0f} to {ends.max():.0f}, {len(ends)} starts")

# %% tags=["answer"]
figures.strips(
    {way: trials[way] for way in ways},
    title="New pictures that are read, after 1,000 steps: twenty starts each",
    x="of a hundred",
    unit=100,
    say="Furthest to the right lies backpropagation, around 98, then feedback "
    "alignment, sixteen directions and forward-forward. The output layer alone "
    "lies around 96, evolution from 82 to 96, and one direction around 86.",
)

# %% [markdown] tags=["answer"]
# Backpropagation reads 98.5, and feedback alignment 97.9: less than one picture in a hundred is what the wrong way back
# costs here. Sixteen directions come close, 97.2, at many times the price. One direction ends at 86.3, *below* the output
# layer alone, 95.5, which has its exact gradient: it learns, and slowly. Evolution has seen nothing
# but shares of 50, a staircase on which every gradient is 0, and has climbed it. (The rate of each way is the best of
# three, in the mean of five other starts. All are tried on the same 400 pictures; and in each
# step evolution goes forward 32 times.)

# %% [markdown]
# Do not read this as "anything goes". The network is small. A direction's cosine shrinks like $1/\sqrt n$, so with a
# billion weights, one direction is next to nothing, when one learns from scratch; and on large sets of photographs, in deeper networks,
# plain feedback alignment fell far behind when that was tried.

# %% tags=["asserts"]
assert len(ways) == 7 and {len(trials[way]) for way in ways} == {20}
_mean = {way: 100 * np.mean(trials[way]) for way in ways}
_told = {
    "backpropagation": 98.5,
    "feedback alignment": 97.9,
    "16 directions": 97.2,
    "output layer alone": 95.5,
    "1 direction": 86.3,
}
assert {way: round(_mean[way], 1) for way in _told} == _told
assert 0 < _mean["backpropagation"] - _mean["feedback alignment"] < 1
assert _mean["1 direction"] < _mean["output layer alone"] < _mean["16 directions"]
assert _mean["backpropagation"] - _mean["16 directions"] < 2
assert min(trials["evolution"]) > 0.7
assert 74 * 100 + 100 + 100 * 100 + 100 == 17_600


def _rate(way):  # the best of the three, from five other starts
    tried = np.array(trials[f"tried {way}"])
    return tried[0, np.argmax(tried[:, 3:].mean(axis=0))]


for _way in ("backpropagation", "feedback alignment", "1 direction"):
    assert abs(learn(_way, 0, _rate(_way)) - trials[_way][0]) < 0.02
_lively = forward_forward(0, _rate("forward-forward"))
assert abs(_lively - trials["forward-forward"][0]) < 0.03

# %% [markdown] slug="ch23-when"
# ## When would one want them?
#
# | you have | take | what it costs |
# |---|---|---|
# | a smooth loss, and room for the activations | backpropagation | memory for the activations; nothing here beats it |
# | rounding in fine steps, somewhere inside | straight-through | a bias that no draw cures: check it against doing nothing |
# | one of few choices, and a smooth network behind it | a soft choice, τ lowered step by step | bias first, spread later |
# | choices, and a verdict from outside | the score function, with a baseline | spread: many draws |
# | few inputs and many results, or no memory | forward mode | a walk for each input |
# | a program you cannot look into, and few numbers to set | perturbation, evolution | passes; more, the more weights |
# | chips or matter that settle by themselves | equilibrium propagation | settling, two or three times; symmetric weights |
# | a question about brains | feedback alignment, forward-forward | so far mostly models, not tools |
#
# In the next three the rest of the network is still differentiated by backpropagation. The way round is for the one
# place where that ends.

# %% [markdown] slug="ch23-words"
# ## The same elsewhere
#
# | | here | PyTorch | JAX | TensorFlow |
# |---|---|---|---|---|
# | stop a gradient | `detach()` | `detach()` | `lax.stop_gradient` | `tf.stop_gradient` |
# | straight-through | `functional.straight_through`, a `Rule` | `hard + (z - z.detach())` | `hard + (z - stop_gradient(z))` | `tf.custom_gradient` |
# | soft choice | a line | `functional.gumbel_softmax` | `jax.random.gumbel`, softmax | `RelaxedOneHotCategorical` of `tfp` |
# | forward mode | pairs | `torch.func.jvp` | `jax.jvp` | `tf.autodiff.ForwardAccumulator` |

# %% [markdown] slug="ch23-quiz"
# ## Check yourself

# %% [markdown] tags=["quiz"]
# **4.** Activations are rounded in the middle of a network, and the first layer does not move. You take Adam and a rate a
# thousand times as large. And then?
#
# - It moves, since Adam scales each slope up.
#   No. It scales what there is. There is nothing.
# - It moves after some steps, when the averages have grown.
#   No. They are averages of zeros.
# - It stands where it stood.
#   Right. Zero times any rate is zero.

# %% [markdown] tags=["quiz"]
# **5.** An estimate of a slope is off by 0.3 on average, and one draw scatters by 2. You take the mean of 10,000 draws.
# What do you get?
#
# - About 0.02 of scatter, around a place that is off by 0.3.
#   Right. The spread shrinks with the root of the number of draws, the bias not at all.
# - About 0.02 of scatter, around the true slope.
#   No. That would hold without the bias.
# - Off by 0.003, with a scatter of 0.02.
#   No. Bias does not shrink with draws, however many they are.

# %% [markdown] tags=["quiz"]
# **6.** Somebody tests straight-through on a coin with $p = \tfrac12$ and a squared cost. The mean of a million estimates
# is exactly right. What follows?
#
# - It is without bias for this cost.
#   No. At other p the mean of the slopes is not the difference of the costs.
# - Nothing: there it is right for any parabola.
#   Right. Test where p is not ½.
# - It is without bias for coins, but not for rounding.
#   No. For rounding the same holds: it depends on how the loss bends across the jump.

# %% [markdown] tags=["quiz"]
# **7.** With a million weights you take one random direction a step. About what is the cosine of such a step with the
# gradient?
#
# - 0.0008
#   Right. The root of 2 over π times a million.
# - 0.000001
#   No. It shrinks with the root of the number of weights.
# - 0.5
#   No. In so many dimensions nearly everything is at right angles.

# %% [markdown] tags=["quiz"]
# **8.** You hold the gradient that feedback alignment gives, at the very first step, against nudging. What do you see in
# the *output* layer's weights?
#
# - They are wrong as well: the error has passed through B.
#   No. B stands behind them, on the way back.
# - They are right up to a factor.
#   No. They are right as they are.
# - They are right.
#   Right. A layer's own weights need δ and what came in. B is met one step further on.

# %% [markdown] tags=["quiz"]
# **9.** A machine settles, is pulled with β = 0.02 to one side, and its slopes are off by 4 %. You also pull to the other side
# and take half the difference. What error do you expect?
#
# - About 2 %, since two are averaged.
#   No. The parts that grow with β cancel. What is left grows with β².
# - Some hundredths or tenths of a per cent.
#   Right. The law changes from β to β², and 0.02 squared is 0.0004, times a number of order 1.
# - 4 %, since each side has it.
#   No. It has opposite signs on the two sides.

# %% tags=["asserts"]
assert isclose(2 / 10_000**0.5, 0.02)
assert float(f"{(2 / (np.pi * 1e6)) ** 0.5:.1g}") == 0.0008
assert isclose(0.02**2, 0.0004) and 0.3 > 0.003 and 1e-6 == 0.000001

# %% [markdown] slug="ch23-summary"
# ## The chapter on one page
#
# **Where it ends.** At jumps: rounding, choosing, drawing. There the slope is 0, which is right, and says nothing. The
# mean over draws has a slope, {{ref:coin-slope}}; the mean of the draws' slopes is 0.
#
# | way | on average | spread | needs |
# |---|---|---|---|
# | score function | right | large; less with a baseline | ln p of what was drawn |
# | straight-through, {{ref:straight-through-mean}} | off as much as the loss bends across the jump | | the slope of the loss |
# | soft, {{ref:soft-coin}} | off; in the limit of small τ right | grows as τ falls | a loss for half decisions |
# | random directions, {{ref:forward-gradient}} | right | grows with the number of weights | a walk forward, {{ref:dual-number}}, or two losses (nearly right) |
# | feedback alignment, {{ref:feedback-alignment}} | at first unrelated, then turns | | fixed random numbers |
# | pull and settle, {{ref:equilibrium-propagation}} | off by β, or β² | | a network that settles |
#
# **The mistake.** "A slope of 0 is a very small slope." Adam made nearly as much of a millionth as of 1, and nothing of 0.
#
# **The three questions.** Several times as much, at θ = 1. Yes, slowly. And it learns: what goes back comes to fit. How
# near were your answers?

# %% tags=["asserts"]
assert round(sigma(1.0), 2) == 0.73

# %% [markdown] slug="ch23-next"
# ## Where to go next
#
# **Problem set 11**, in `assignments/ps11`, asks for what chapters 22 and 23 have shown: returns to go, the gradient of a choice,
# two estimates through a neuron that throws a coin, and forward mode.
#
# [Chapter 24](24_frameworks.ipynb) writes one network in four frameworks, and finds out why two programs' gradients differ.

# %% [markdown] tags=["not-in-book"]
# Save your work before you go: [chapter 00](00_start_here.ipynb) says how, on Binder too.

# %% [markdown] slug="ch23-sources"
# ## Sources
#
# Straight-through, from a lecture of Geoffrey Hinton's of 2012, held against three other estimators for neurons that draw: Yoshua Bengio, Nicholas Léonard and Aaron
# Courville (2013, [on arXiv](https://arxiv.org/abs/1308.3432)). The score function: Ronald Williams, "Simple statistical
# gradient-following algorithms for connectionist reinforcement learning", *Machine Learning* 8 (1992). Soft draws, in the same
# weeks: Chris Maddison, Andriy Mnih and Yee Whye Teh (2017, [on arXiv](https://arxiv.org/abs/1611.00712)); Eric Jang,
# Shixiang Gu and Ben Poole (2017, [on arXiv](https://arxiv.org/abs/1611.01144)).
#
# Numbers with their rates: Robert Wengert, "A simple automatic derivative evaluation program", *Communications of the ACM* 7
# (1964); Atılım Güneş Baydin, Barak Pearlmutter, Alexey Radul and Jeffrey Siskind, "Automatic differentiation in machine
# learning: a survey" (2018, [on arXiv](https://arxiv.org/abs/1502.05767)). Random directions: Baydin and others, "Gradients
# without backpropagation" (2022, [on arXiv](https://arxiv.org/abs/2202.08587)); by two losses: James Spall, "Multivariate
# stochastic approximation using a simultaneous perturbation gradient approximation", *IEEE Transactions on Automatic
# Control* 37 (1992). Evolution, on many machines: Tim Salimans and others (2017, [on
# arXiv](https://arxiv.org/abs/1703.03864)).
#
# Fixed numbers for the way back: Timothy Lillicrap, Daniel Cownden, Douglas Tweed and Colin Akerman, "Random synaptic
# feedback weights support error backpropagation for deep learning", *Nature Communications* 7 (2016). How far it goes on large
# tasks: Sergey Bartunov and others (NeurIPS 2018, [on arXiv](https://arxiv.org/abs/1807.04587)). A pull at the end: Benjamin
# Scellier and Yoshua Bengio, "Equilibrium propagation: bridging the gap between energy-based models and backpropagation",
# *Frontiers in Computational Neuroscience* 11 (2017); from both sides: Axel Laborieux and others (2021, [on
# arXiv](https://arxiv.org/abs/2101.05536)). Each layer for itself: Geoffrey Hinton, "The forward-forward algorithm: some
# preliminary investigations" (2022, [on arXiv](https://arxiv.org/abs/2212.13345)).
#
# Good to read beside this chapter: JAX's [*Advanced automatic
# differentiation*](https://github.com/jax-ml/jax/blob/21fb171ef980a9b0dff6685bcf8478c8a3ead6d9/docs/advanced-autodiff.md),
# where straight-through takes two lines.
