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

# %% [markdown] slug="ch22-title"
# # 22 · Learning from reward
#
# A pole stands upright on a cart. Fifty times a second you push the cart, to the left or to the right, always equally
# hard. Nobody says which push would have been right. You get a 1 for each step, and when the pole falls the
# game is over.
#
# A small network is to learn this. It says with what chance it pushes to the right, and then a *die* is thrown. Behind
# the die come wheels and a falling pole, of which it knows nothing. How does what it has won become a gradient of its
# weights? And after how many games will it hold the pole for 200 steps: ten, a thousand, a million? Write a number down.
#
# **After this chapter** you can say what a throw of a die does to a gradient, and how to get past it; work out the
# gradient of a choice exactly, from draws, and with a baseline; hold three weights for the same gradient against each
# other by their noise; train a network by reward; and say what its "loss" tells you.
#
# **You need** [chapter 11](11_right_loss.ipynb) for softmax and cross-entropy. The coin of
# [chapter 16](16_published_program.ipynb) is told again, with more sides.
#
# **Time:** {{time}}.
#
# **The mistake this chapter cures:** the loss must fall, here as elsewhere.

# %% [markdown] slug="ch22-before"
# ## Three questions from before

# %% [markdown] tags=["quiz"]
# **1.** From chapter 11: a softmax says 1/2, 1/3 and 1/6, and the label is the third class. What is δ of a single row?
#
# - 1/2, 1/3 and −5/6
#   Right. What it says, minus 1 at the label.
# - −1/2, −1/3 and 5/6
#   No. That is the way *down*. The gradient is p − y.
# - 0, 0 and −6
#   No. That is the slope in the third probability, −1/p, before the softmax.

# %% [markdown] tags=["quiz"]
# **2.** From chapter 16: a neuron decides, 0 or 1, by the sign of its $z$. What is the slope of what it decides in $z$?
#
# - 1
#   No. That is what straight-through pretends.
# - It has none.
#   No. At the edge it has none. Everywhere else a nudge changes nothing at all.
# - 0, except at the edge.
#   Right. A nudge moves $z$ and not the decision.

# %% [markdown] tags=["quiz"]
# **3.** From chapter 10: you take the mean over 100 rows instead of one. By what does the noise of the gradient shrink?
#
# - 100
#   No. That is its variance.
# - 10
#   Right. Variances are divided by 100, and a spread is the root of a variance.
# - It stays: the mean of the gradients is the same.
#   No. Their mean is. How far a draw lies off is not.

# %% slug="ch22-setup" jupyter={"source_hidden": true}
from math import isclose, log

import numpy as np

from autograd_lab import Tensor, data, functional, nn, no_grad, optim, show
from autograd_lab.answers import tell
from autograd_lab.viz import figures

# %% tags=["asserts"]
_p = np.array([1 / 2, 1 / 3, 1 / 6])
_z = Tensor([np.log(_p)], requires_grad=True)
functional.cross_entropy(_z, np.array([2])).backward()
assert np.allclose(_z.grad, [[1 / 2, 1 / 3, -5 / 6]])
_rng = np.random.default_rng(0)
_means = _rng.normal(size=(4000, 100)).mean(axis=1)
assert abs(_means.std() - 1 / 10) < 0.01

# %% [markdown] slug="ch22-die"
# ## A die in the middle
#
# Before the cart, something smaller: three slot machines. They pay 1, 2 and 6. Our network is as small as can be, three
# logits, and its softmax says 0.5, 0.3 and 0.2. What it says about what to do, its {{term:policy}}, is a
# chance for each: the machine that is played is *drawn* from them.
#
# The mean win is 0.5 · 1 + 0.3 · 2 + 0.2 · 6 = 2.3. If you knew the three wins, that would be a formula like any other:
# the soft look-up of chapter 21, whose gradient is $p_j (R_j - \text{mean})$, or −0.65, −0.09 and 0.74. More of machine
# 3, please.
#
# But you do not know them. You play, and see what comes: the machine that was drawn, and its win. Here is that as a
# graph. Going back from the win, what will arrive at the three logits?

# %% tags=["predict"]
z = Tensor(np.log([0.5, 0.3, 0.2]), requires_grad=True)
wins = Tensor([1.0, 2.0, 6.0])
p = z.softmax()
drawn = functional.categorical(p, rng=4)
won = drawn @ wins
show(won, title="A die in the middle", start="end")

# %% [markdown] tags=["answer"]
# Three zeros. What arrives at `drawn` are the three wins, and there the path ends.

# %% [markdown]
# That is no fault of the program. Nudge a logit by a hair, and the die falls as it did: what was drawn has the slope 0 in
# the chances, and an edge here and there. What a nudge does move is *how often* each machine is drawn, and no single draw
# shows that.

# %% tags=["asserts"]
won.backward()
assert not z.grad.any() and won.item() == 6
_exact = Tensor(np.log([0.5, 0.3, 0.2]), requires_grad=True)
_mean = _exact.softmax() @ wins
_mean.backward()
assert isclose(_mean.item(), 2.3)
assert np.allclose(_exact.grad, [-0.65, -0.09, 0.74])
assert np.allclose(p.data * (wins.data - 2.3), _exact.grad)

# %% [markdown] slug="ch22-around"
# ## A path around it
#
# The mean is a sum over what can happen: each chance, times its win. Only the chances hang on the logits. And the slope
# of a chance is the chance itself times the slope of its logarithm, which is simple:
#
# {{eq:log-chance-slope}}
#
# So the slope of the mean is again a sum of chance times something. That is a mean, too, and a mean, written E, can be
# had from draws:
#
# {{eq:choice-gradient}}
#
# With our three machines:
#
# | drawn | chance | win | win times the slope of $\ln p$ |
# |---|---|---|---|
# | 1 | 0.5 | 1 | 0.5, −0.3, −0.2 |
# | 2 | 0.3 | 2 | −1, 1.4, −0.4 |
# | 3 | 0.2 | 6 | −3, −1.8, 4.8 |
#
# Take the mean of the first numbers of the last column: 0.5 · 0.5 − 0.3 · 1 − 0.2 · 3 = −0.65. Exactly. Each row is what *one*
# draw says, without knowing what the other machines pay. None of the three is the gradient. Their mean is.
#
# In a program: multiply the win by $\ln p$ of what was drawn, and put a minus before it, since optimisers go down. Now
# two paths lead from the logits to `loss`. What will arrive at the logits, after the same throw as above?

# %% tags=["predict"]
machine = int(drawn.data.argmax())
ln_p = z.log_softmax()
loss = -won * ln_p[machine]
show(loss, title="A path around the die", start="end")

# %% [markdown] tags=["answer"]
# 3, 1.8 and −4.8: the third row, with the minus. Follow the two paths. One comes to the win, which gets
# $-\ln 0.2 = 1.609$, and ends at the die. The other goes round it: −6 arrives at $\ln p_3$, and goes on to the logits.

# %% [markdown]
# **This is a classifier's gradient.** It is $R\,(p - y)$, where $y$ has its 1 at *what you did yourself*, and $R$ says
# how much that is to count. This is called the {{term:policy-gradient}}.
#
# It is right in the mean. How far is it off? The exact third entry is 0.74. Take the mean over 100 draws, over 10,000,
# over a million: how many of its digits will be right?


# %% slug="ch22-draws"
def slopes_of_draws(wins, draws, rng, usual=0.0, p=(0.5, 0.3, 0.2)):
    """What each draw says of the gradient of the mean win, (draws, 3), eq. 22.2."""
    p, wins = np.array(p), np.array(wins)
    drawn = rng.choice(len(p), size=draws, p=p)
    return (wins[drawn] - usual)[:, None] * (np.eye(len(p))[drawn] - p)


# %% tags=["predict"]
rng = np.random.default_rng(0)
for draws in (1, 100, 10_000, 1_000_000):
    mean = slopes_of_draws((1, 2, 6), draws, rng).mean(axis=0)
    print(f"{draws:9,} draws: " + ", ".join(f"{slope:+.4f}" for slope in mean))

# %% [markdown] tags=["answer"]
# Here 1.09, 0.75 and 0.741. The third entry of a single draw has a spread of 2.03, almost three times the entry itself.
# In the mean of 100 draws it is a tenth of that, 0.2; of 10,000, 0.02; of a million, 0.002. Each further digit costs a
# hundred times as many draws.

# %% tags=["asserts"]
# eq: log-chance-slope, choice-gradient
_p, _R = np.array([0.5, 0.3, 0.2]), np.array([1.0, 2.0, 6.0])
for _a in range(3):
    _z = Tensor(np.log(_p), requires_grad=True)
    _z.log_softmax()[_a].backward()
    assert np.allclose(_z.grad, np.eye(3)[_a] - _p)
_rows = _R[:, None] * (np.eye(3) - _p)
assert np.allclose(_rows, [[0.5, -0.3, -0.2], [-1, 1.4, -0.4], [-3, -1.8, 4.8]])
assert np.allclose(_p @ _rows, [-0.65, -0.09, 0.74])
assert isclose(0.5 * 0.5 - 0.3 * 1 - 0.2 * 3, -0.65)
z.grad = None
loss.backward()
assert np.allclose(z.grad, [3, 1.8, -4.8]) and round(-log(0.2), 3) == 1.609
_spread = (_p @ (_rows[:, 2] - 0.74) ** 2) ** 0.5
assert round(_spread, 2) == 2.03 and round(_spread / 10, 1) == 0.2
assert round(_spread / 100, 2) == 0.02 and round(_spread / 1000, 3) == 0.002
assert 2.5 < _spread / 0.74 < 3
_rng = np.random.default_rng(0)
_here = [
    slopes_of_draws((1, 2, 6), _draws, _rng).mean(axis=0)[2]
    for _draws in (1, 100, 10_000, 1_000_000)
]
assert [round(_here[1], 2), round(_here[2], 2)] == [1.09, 0.75]
assert round(_here[3], 3) == 0.741
assert abs(mean - _p @ _rows).max() < 4 * _spread / 1000
assert abs(slopes_of_draws(_R, 10**5, rng).std(axis=0)[2] - _spread) < 0.05

# %% [markdown] slug="ch22-usual"
# ## Take off what is usual
#
# Now each machine pays 10 more: 11, 12 and 16. Two questions. Does the exact gradient change? And the spread of a single
# draw, all three entries together: is it the same, half as large again, or four times as large?

# %% tags=["predict"]
for name, paid, usual in (
    ("1, 2 and 6", (1, 2, 6), 0),
    ("11, 12 and 16", (11, 12, 16), 0),
    ("11, 12 and 16, minus 12.3", (11, 12, 16), 12.3),
):
    slopes = slopes_of_draws(paid, 100_000, np.random.default_rng(1), usual)
    mean, spread = slopes.mean(axis=0), slopes.var(axis=0).sum() ** 0.5
    print(f"{name:26} mean {mean.round(2)}, spread of a draw {spread:.2f}")

# %% [markdown] tags=["answer"]
# The gradient is the same: what all machines pay says nothing of which to prefer. The spread goes from 2.7 to 10.3,
# nearly four times as much. And with the mean win taken off, 12.3, it is 1.4.

# %% [markdown]
# Why may one take it off? Because the slopes of $\ln p$ have the mean 0:
#
# {{eq:baseline}}
#
# What is taken off is called a {{term:baseline}}. It turns "you won 11" into "that is 1.3 less than usual". Without it,
# *each* draw of machine 1 says: more of this.
#
# How much better is that? Hold the length of the mean against the typical length of what a draw adds to it, the
# {{term:signal-to-noise-ratio}}:
#
# {{eq:signal-to-noise}}
#
# For the wins 11, 12 and 16 it is 0.096, and with 12.3 taken off 0.69. So for a mean in which both are equal you need 108
# draws, or 2. Here it is for every baseline:

# %% slug="ch22-baselines"
p, paid = np.array([0.5, 0.3, 0.2]), np.array([11.0, 12.0, 16.0])
pushes = np.eye(3) - p  # row a: the slopes of ln p_a
spreads = []
for usual in np.linspace(0, 20, 81):
    rows = (paid - usual)[:, None] * pushes
    spread = (p @ ((rows - p @ rows) ** 2).sum(axis=1)) ** 0.5
    spreads.append((usual, spread))
figures.plot(
    {"spread": spreads},
    title="The same gradient on average, with what is taken off the win",
    x="taken off each win",
    y="spread of a draw",
    say="From where nothing is taken off, the spread falls in nearly a straight line. "
    "It is smallest near 13, and rises again.",
)

# %% [markdown]
# The best is near 13, not at the mean of 12.3, and it does not matter much. What matters is a condition: the baseline
# **must not hang on the draw that it is taken off**. Take each draw's own win off it, and nothing is left.

# %% tags=["asserts"]
# eq: baseline, signal-to-noise
_p = np.array([0.5, 0.3, 0.2])
_found = {}
for _paid, _usual in (((1, 2, 6), 0), ((11, 12, 16), 0), ((11, 12, 16), 12.3)):
    _rows = (np.array(_paid) - _usual)[:, None] * (np.eye(3) - _p)
    _mean = _p @ _rows
    assert np.allclose(_mean, [-0.65, -0.09, 0.74])
    _found[_paid, _usual] = (
        (_p @ ((_rows - _mean) ** 2).sum(axis=1)) ** 0.5,
        np.linalg.norm(_mean),
    )
assert [round(s, 1) for s, _ in _found.values()] == [2.7, 10.3, 1.4]
_ratios = [length / s for s, length in _found.values()]
assert [round(_ratios[1], 3), round(_ratios[2], 2)] == [0.096, 0.69]
assert [round(r**-2) for r in _ratios[1:]] == [108, 2]
assert isclose(12.3 - 11, 1.3) and np.allclose(_p @ (np.eye(3) - _p), 0)
assert 12.8 < min(spreads, key=lambda pair: pair[1])[0] < 13.2
assert abs(spread - spreads[-1][1]) == 0

# %% [markdown] slug="ch22-exercise-1"
# ### Exercise 22.1: what one draw says (8 minutes)
#
# Three machines are drawn with the chances 1/2, 1/3 and 1/6, and pay 6, 0 and 12. Find the mean win and its exact
# gradient in the logits. Then what single draws say: machine 3, with nothing taken off; machine 2, with nothing taken
# off; machine 2, with the mean win taken off. (Gradients of the *mean win*, so without the minus of the loss.) Done
# when each line says "right".

# %% tags=["exercise"]
answer_1 = {
    "mean": None,
    "exact": [None, None, None],
    "drew_3": [None, None, None],
    "drew_2": [None, None, None],
    "drew_2_less_the_mean": [None, None, None],
}

# %%
tell("22.1", answer_1)

# %% [markdown] tags=["hint"]
# Hint 1: look at the slope of ln p
#
# For each draw it is 1 at the machine that was drawn, minus all three chances.

# %% [markdown] tags=["hint"]
# Hint 2: recall where the exact gradient came from
#
# Each chance, times how much more than the mean its machine pays.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# mean = 6 / 2 + 0 / 3 + 12 / 6
# ```

# %% [markdown] tags=["solution"]
# ```python
# answer_1 = {
#     "mean": 5,
#     "exact": [1 / 2, -5 / 3, 7 / 6],
#     "drew_3": [-6, -4, 10],
#     "drew_2": [0, 0, 0],
#     "drew_2_less_the_mean": [5 / 2, -10 / 3, 5 / 6],
# }
# ```
#
# Machine 2 pays nothing, so with nothing taken off a draw of it says nothing. With 5 taken off it says: rather not.

# %% tags=["asserts"]
_q, _R = np.array([1 / 2, 1 / 3, 1 / 6]), np.array([6, 0, 12])
_s = np.eye(3) - _q
assert isclose(_q @ _R, 5)
assert np.allclose(_q @ (_R[:, None] * _s), [1 / 2, -5 / 3, 7 / 6])
assert np.allclose(12 * _s[2], [-6, -4, 10])
assert np.allclose(-5 * _s[1], [5 / 2, -10 / 3, 5 / 6])

# %% [markdown] slug="ch22-cart"
# ## A pole on a cart
#
# Now a choice at each of many steps. A *state* is four numbers: where the cart is, how fast it is, how far the pole
# leans, and how fast that changes. A step is a fiftieth of a second. The game, an {{term:episode}}, ends when the pole
# leans by more than 12°, when the cart is more than 2.4 m from the middle, or after 200 steps. (It is Barto, Sutton and
# Anderson's of 1983, with the numbers of Gymnasium's CartPole, whose newer version goes on to 500 steps.)
#
# The policy is a network with 4 inputs, 32 hidden units and two logits, for left and right.


# %% slug="ch22-play"
def policy(seed):
    """A new network: a state (…, 4) -> logits of left and right (…, 2)."""
    rng = np.random.default_rng(seed)
    return nn.Sequential(
        nn.Linear(4, 32, rng=rng), nn.Tanh(), nn.Linear(32, 2, rng=rng)
    )


def play(net, games, rng):
    """Games side by side: states (T, games, 4), pushes and rewards (T, games)."""
    world = data.CartPole(games, seed=rng)
    states, pushes, rewards = [], [], []
    with no_grad():
        while world.playing.any():
            to_the_right = net(world.states).softmax().numpy()[:, 1]
            push = (rng.random(games) < to_the_right).astype(int)  # the die
            states.append(world.states)
            pushes.append(push)
            rewards.append(world.step(push))
    return np.array(states), np.array(pushes), np.array(rewards)


# %% [markdown]
# A new network knows nothing. Pushes to the left and to the right are about equally likely. For how many of the 200 steps
# will it hold the pole, on average?

# %% tags=["predict"]
states, pushes, rewards = play(policy(0), 16, np.random.default_rng(0))
print("steps of 16 games:", *rewards.sum(axis=0).astype(int))

longest = int(rewards.sum(axis=0).argmax())
figures.carts(
    states[: int(rewards[:, longest].sum()), longest],
    title="The longest of them",
    say="The cart runs to the left, and the pole tips over to the right.",
)

# %% [markdown] tags=["answer"]
# For 15 steps in this run, a third of a second.

# %% [markdown]
# What is the chance of a whole game? It is a long product, in which our pushes and the world take turns. The logarithm
# makes a sum of it, and in that sum the world's part does not hang on our weights. ($\pi(a \mid s)$ is the chance of push
# $a$ in state $s$; ∇ stands for the gradient in all weights.)
#
# {{eq:log-of-a-game}}
#
# **So you need not know how poles fall.** What is left is $\ln \pi$ of each push, the classifier's gradient of before, at
# each step, with a weight:
#
# {{eq:policy-gradient}}
#
# $R$ is the return, all that the game has won: here its number of steps. All of its pushes get the same praise, the
# good ones and those that made it fall.

# %% tags=["asserts"]
# eq: log-of-a-game, policy-gradient
assert round(rewards.sum() / 16) == 15 and round(15 / 50, 1) == round(1 / 3, 1)
assert sum(p.data.size for p in policy(0).parameters()) == 226
_world = data.CartPole(16, seed=np.random.default_rng(0))
assert np.array_equal(states[0], _world.states)
assert np.degrees(data.cart_pole.STEEPEST) == 12
assert data.cart_pole.FARTHEST == 2.4 and data.cart_pole.SECONDS == 1 / 50


# a game of two steps that can be counted out: a state, 0 or 1, that the push
# may change, and a win that hangs on both pushes; every game, by its chance
def _games(logits):
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    for _a in (0, 1):
        for _s, _world_says in ((0, 0.3 + 0.4 * _a), (1, 0.7 - 0.4 * _a)):
            for _b in (0, 1):
                _first, _second = 1 + 2 * _a, 5 * _s - 3 * _b + 2 * _a * _s
                _slope = np.zeros((2, 2))  # of ln π, in the logits of each state
                _slope[0] += np.eye(2)[_a] - p[0]
                _slope[_s] += np.eye(2)[_b] - p[_s]
                _last = np.zeros((2, 2))
                _last[_s] += np.eye(2)[_b] - p[_s]
                _chance = p[0, _a] * _world_says * p[_s, _b]
                yield _chance, _first, _second, _slope, _last


_logits = np.array([[0.3, -0.5], [1.1, 0.2]])
_by_draws = sum(c * (r1 + r2) * s for c, r1, r2, s, _ in _games(_logits))
_to_go = sum(
    c * ((r1 + r2) * (s - last) + r2 * last)
    for c, r1, r2, s, last in _games(_logits)
)
_less = sum(
    c * ((r1 + r2 - 4) * (s - last) + (r2 - 9) * last)
    for c, r1, r2, s, last in _games(_logits)
)
for _i in range(2):
    for _j in range(2):
        _h = np.zeros((2, 2))
        _h[_i, _j] = 1e-6
        _up, _down = (
            sum(c * (r1 + r2) for c, r1, r2, *_ in _games(_logits + sign * _h))
            for sign in (1, -1)
        )
        assert isclose((_up - _down) / 2e-6, _by_draws[_i, _j], abs_tol=1e-7)
assert np.allclose(_by_draws, _to_go) and np.allclose(_by_draws, _less)

# %% [markdown] slug="ch22-praise"
# ## Who gets the praise?
#
# Can a push be praised for what was won *before* it? It cannot have brought it about. To this push, all earlier rewards
# are like what the machines paid in any case: something added, which moves no mean, and as a rule makes noise. So leave them out. What
# is left is the {{term:return-to-go}}:
#
# {{eq:return-to-go}}
#
# Here $\gamma = 1$. A smaller one, a {{term:discount}}, makes what lies far ahead count for less: less noise again, for
# what is no longer quite the gradient of your goal.
#
# And of what is still to come a part is usual: the mean of the to-go of all games that are still on at that time. Take
# it off, too. (Not the mean over the steps of its *own* game, as one often sees. There is always less to come at the
# end than at the beginning, so every late push would look bad.) Three weights, and in the mean one gradient: the third nearly, as is told below.


# %% slug="ch22-learn"
def weights(rewards, way):
    """The weight of each push, (T, games); 0 where a game is over."""
    on = rewards > 0
    to_go = rewards[::-1].cumsum(axis=0)[::-1]
    if way == "whole return":
        return rewards.sum(axis=0) * on
    if way == "to go":
        return to_go * on
    usual = to_go.sum(axis=1, keepdims=True) / on.sum(axis=1, keepdims=True)
    return (to_go - usual) * on


def surrogate(net, states, pushes, rewards, weight):
    """−(1/games) Σ weight · ln π(push), eq. 22.8, over all steps played."""
    on = rewards > 0
    ln_pi = net(states[on]).log_softmax().gather(1, pushes[on][:, None])
    return -(ln_pi[:, 0] * weight[on]).sum() / rewards.shape[1]


def learn(way, seed, updates=60, games=16):
    """The network, and for each update the mean steps of a game and the loss."""
    net, rng = policy(seed), np.random.default_rng(1000 + seed)
    adam = optim.Adam(net.parameters(), lr=0.01)
    steps, losses = [], []
    for _ in range(updates):
        played = play(net, games, rng)
        net.zero_grad()
        loss = surrogate(net, *played, weights(played[2], way))
        loss.backward()
        adam.step()
        steps.append(played[2].sum() / games)
        losses.append(loss.item())
    return net, steps, losses


WAYS = ("whole return", "to go", "to go, less the usual")

# %% [markdown]
# The {{term:surrogate-loss}} in `surrogate` is what you know from the machines, at each step of each game:
#
# {{eq:surrogate-loss}}
#
# First the noise. A new network plays 300 games, and each game says its gradient, by each of the three weights. What is
# the signal-to-noise ratio of a single game? Put the three in order, and guess by what factor the best is better than the
# worst.


# %% slug="ch22-noise"
def gradients_of_games(net, played, way):
    """What each game says of the gradient of all weights, (games, parameters)."""
    weight, found = weights(played[2], way), []
    for game in range(weight.shape[1]):
        one = [array[:, [game]] for array in (*played, weight)]
        net.zero_grad()
        surrogate(net, *one).backward()
        found.append(np.concatenate([p.grad.ravel() for p in net.parameters()]))
    return np.array(found)


def signal_to_noise(gradients):
    """‖mean‖ / spread of one, eq. 22.4; what chance adds to ‖mean‖² is taken off."""
    noise = gradients.var(axis=0, ddof=1).sum()
    signal = (gradients.mean(axis=0) ** 2).sum() - noise / len(gradients)
    return (max(signal, 0) / noise) ** 0.5


# %% tags=["predict"]
net = policy(0)
played = play(net, 300, np.random.default_rng(5))
for way in WAYS:
    ratio = signal_to_noise(gradients_of_games(net, played, way))
    print(
        f"{way:22}: {ratio:.2f}, as strong as the noise in {ratio**-2:.0f} games"
    )

# %% [markdown] tags=["answer"]
# With this network 0.20, 0.36 and 0.55. It takes 24 games by the whole return to say as clearly what 3 games say
# by the last weight (whose usual here comes from 300 games, and below from 16). Over twenty new networks the medians are 0.14, 0.32 and 0.44 (0.07 to 0.27, 0.24 to 0.43, 0.33 to
# 0.59). The order is the same in each of them but one, where the last two change places.

# %% [markdown]
# And does it learn? Sixty updates by Adam, each after 16 games. Of twenty networks that learn by each weight, how many
# hold the pole for 195 of 200 steps on average, over the last ten updates?

# %% tags=["predict"]
runs = {way: learn(way, seed=0) for way in WAYS}
for way, (_, steps, _) in runs.items():
    print(f"{way:22}: {np.mean(steps[-10:]):.0f} steps at the end, in this run")

# %% tags=["answer"]
figures.plot(
    {
        name: runs[way][1]
        for name, way in zip(("whole", "to go", "less usual"), WAYS)
    },
    title="Three runs from the same first weights",
    x="update, 16 games each",
    y="steps of a game, mean",
    say="All three climb from 20 steps. With the usual taken off the curve reaches "
    "200 after some 30 updates and stays near it; with the return to go it "
    "comes near 200 later and falls back; the whole return is last.",
)

# %% tags=["answer"]
states, _, rewards = play(runs[WAYS[2]][0], 1, np.random.default_rng(0))
figures.carts(
    states[:, 0],
    title="A game of the third network, after learning",
    say="From the first step to the last, four seconds later, the pole stands "
    "nearly upright. The cart has gone half a metre to the right.",
)

# %% tags=["answer"]
kept = data.experiment_record("ch22_reward")["starts"]
figures.strips(
    {way: [row[1] for row in kept[f"learnt_{k}"]] for k, way in enumerate(WAYS)},
    title="Steps of a game over the last ten updates: twenty networks each",
    x="steps, of at most 200",
    say="Whole return: 65 to 199 steps. Return to go: 156 to 200. To go, less the "
    "usual: 199 to 200.",
)

# %% [markdown] tags=["answer"]
# | weight | steps at the end: mean of twenty (range) | 195 or more | three updates in a row at 195: networks, and games until then (median) |
# |---|---|---|---|
# | whole return | 155 (65 to 199) | 2 of 20 | 3, 816 |
# | to go | 191 (156 to 200) | 9 of 20 | 17, 704 |
# | to go, less the usual | 200 (199 to 200) | 20 of 20 | 20, 608 |
#
# So the answer to the question at the beginning is some 600 games, by the third weight. And the three runs above were not
# typical: 199 is the best that the whole return has done in twenty, 156 the worst of the return to go.
#
# Why does the third one stay? When all 16 games last 200 steps, each is as usual: every weight is 0, and so is the
# gradient. The other two go on praising, by 200, or 200, 199, 198 …, whatever the die has done. The mean of that is
# next to nothing, and its noise goes into the weights, at this rate.

# %% [markdown]
# (In small print: our "usual" has the game itself in it, and a baseline must not hang on its own draw. With $m$ games
# on, each weight comes out $1 - 1/m$ times as large, so the late steps, with few games on, count for too little, and the
# direction is a little off. The last game standing gets 0. Exercise 22.3 mends that.)

# %% tags=["asserts"]
# eq: return-to-go, surrogate-loss
_r = np.array([[1.0, 1], [1, 1], [1, 0]])
assert weights(_r, WAYS[0]).tolist() == [[3, 2], [3, 2], [3, 0]]
assert weights(_r, WAYS[1]).tolist() == [[3, 2], [2, 1], [1, 0]]
assert weights(_r, WAYS[2]).tolist() == [[0.5, -0.5], [0.5, -0.5], [0, 0]]
_s, _a, _r = play(policy(3), 4, np.random.default_rng(3))
_w, _net = weights(_r, WAYS[2]), policy(3)
_told = 0.0
for _g in range(4):
    for _t in range(int(_r[:, _g].sum())):
        _ln = _net(_s[_t, [_g]]).log_softmax().data[0, _a[_t, _g]]
        _told -= _w[_t, _g] * _ln / 4
assert isclose(surrogate(_net, _s, _a, _r, _w).item(), _told)
_go = np.array([sum(_r[_t:, 0]) for _t in range(len(_r))])
assert np.array_equal(_go[:-1], _r[:-1, 0] + _go[1:]) and _go[-1] == _r[-1, 0]
assert not weights(np.ones((200, 16)), WAYS[2]).any()
_kept = [np.array(kept[f"learnt_{_k}"]) for _k in range(3)]
_ratios = [np.array(kept[f"ratio_{_k}"]) for _k in range(3)]
assert [round(_one[0], 2) for _one in _ratios] == [0.20, 0.36, 0.55]
assert [round(_one[0] ** -2) for _one in _ratios] == [24, 8, 3]
_said = (
    (0.14, 0.07, 0.27),
    (0.32, 0.24, 0.43),
    (0.44, 0.33, 0.59),
)
for _one, _told in zip(_ratios, _said, strict=True):
    assert len(_one) == 20
    _found = np.median(_one), _one.min(), _one.max()
    assert tuple(round(float(_f), 2) for _f in _found) == _told
assert all(_ratios[0] < _ratios[1]) and all(_ratios[0] < _ratios[2])
assert (_ratios[1] < _ratios[2]).sum() == 19
_said = (
    (155, 65, 199, 2, 3, 816),
    (191, 156, 200, 9, 17, 704),
    (200, 199, 200, 20, 20, 608),
)
for _rows, _told in zip(_kept, _said, strict=True):
    _end, _held = _rows[:, 1], _rows[_rows[:, 0] > 0, 0]
    assert len(_end) == 20
    _found = _end.mean(), _end.min(), _end.max(), (_end >= 195).sum(), len(_held)
    assert tuple(round(float(_f)) for _f in _found) == _told[:5]
    assert (np.median(_held) if len(_held) else 0) == _told[5]
assert np.mean(runs[WAYS[2]][1][-10:]) > 195  # the run above, on any machine
assert all(np.mean(steps[-10:]) > 50 for _, steps, _ in runs.values())

# %% [markdown] slug="ch22-exercise-2"
# ### Exercise 22.2: whom to praise (8 minutes)
#
# Two games, three pushes each. The first wins 2, 0, 4, the second 1, 3, 8. Find the weight of each push, game 1 first,
# then game 2, in one row of six: by the whole return; by the return to go; by the return to go with $\gamma$ = 1/2; and
# by the return to go ($\gamma = 1$) less the mean of both games at that time. Done when each line says "right".

# %% tags=["exercise"]
answer_2 = {
    "whole": [None, None, None, None, None, None],
    "to_go": [None, None, None, None, None, None],
    "with_discount": [None, None, None, None, None, None],
    "less_the_usual": [None, None, None, None, None, None],
}

# %%
tell("22.2", answer_2)

# %% [markdown] tags=["hint"]
# Hint 1: look at it from behind
#
# A return to go is quickest from the last push backward: what this push wins, plus what stands behind it. A game's end is
# an end.

# %% [markdown] tags=["hint"]
# Hint 2: recall what a discount touches
#
# Not the reward of the push itself. All that lies behind it is halved, at each step once more.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# to_go = [2 + 0 + 4, 0 + 4, 4, 1 + 3 + 8, 3 + 8, 8]
# ```

# %% [markdown] tags=["solution"]
# ```python
# answer_2 = {
#     "whole": [6, 6, 6, 12, 12, 12],
#     "to_go": [6, 4, 4, 12, 11, 8],
#     "with_discount": [3, 2, 4, 4.5, 7, 8],
#     "less_the_usual": [-3, -3.5, -2, 3, 3.5, 2],
# }
# ```
#
# Game 1 wins 6, and each of its pushes is told: less than usual. Nothing here is said of *which* of its pushes was the
# bad one. That takes many games.

# %% tags=["asserts"]
_games = [[2, 0, 4], [1, 3, 8]]
_go = np.array([np.cumsum(g[::-1])[::-1] for g in _games])
assert _go.tolist() == [[6, 4, 4], [12, 11, 8]]
assert (_go - _go.mean(axis=0)).tolist() == [[-3, -3.5, -2], [3, 3.5, 2]]
for (_a, _b, _c), _found in zip(_games, ([3, 2, 4], [4.5, 7, 8])):
    assert [_a + _b / 2 + _c / 4, _b + _c / 2, _c] == _found

# %% [markdown] slug="ch22-exercise-3"
# ### Exercise 22.3: against the others (8 minutes)
#
# A baseline must not hang on the draw that it is taken off. So compare each game with the *others*. From the returns to
# go, `to_go` (T, games), and `on` (T, games), True where a game is still played, return the weights: the return to go,
# minus the mean of the other games that are on at this step. Where no other is on, take nothing off; where the game
# itself is over, the weight is 0. (What stands in `to_go` behind a game's end is not to count.) Done when it says
# "right".


# %% tags=["exercise"]
def against_the_others(to_go, on):
    raise NotImplementedError


# %%
tell("22.3", against_the_others)

# %% [markdown] tags=["hint"]
# Hint 1: look at one step of three games
#
# To go 6, 4 and 2, all on. The first is compared with 3, the second with 4, the third with 5.

# %% [markdown] tags=["hint"]
# Hint 2: recall how a mean of the others is had
#
# The sum of all, minus its own, over the number of all, minus one. That number may be 0.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# others = on.sum(axis=1, keepdims=True) - 1
# ```

# %% [markdown] tags=["solution"]
# ```python
# def against_the_others(to_go, on):
#     to_go = np.where(on, to_go, 0)
#     others = on.sum(axis=1, keepdims=True) - 1
#     usual = (to_go.sum(axis=1, keepdims=True) - to_go) / np.maximum(others, 1)
#     return (to_go - usual) * on
# ```
#
# Alone at its step, a game has the sum of all minus its own, 0, and nothing is taken off. With three games on, this is
# 3/2 of what a mean of all three would give: the factor $1 - 1/m$, mended.

# %% tags=["asserts"]
_go = np.array([6.0, 4, 2])
_others = _go - (_go.sum() - _go) / 2
assert _others.tolist() == [3, 0, -3]
assert np.allclose(_others, 3 / 2 * (_go - _go.mean()))

# %% [markdown] slug="ch22-loss"
# ## What the loss says
#
# In all three runs something was handed to `.backward()` that we called a loss. The games got eight to eleven times as long. What did
# the three losses do? Say for each: did it fall, rise, or stay?

# %% tags=["predict"]
for way, (_, steps, losses) in runs.items():
    print(
        f"{way:22}: steps {steps[0]:.0f} → {np.mean(steps[-10:]):.0f}", end="; "
    )
    first, last = np.mean(losses[:5]), np.mean(losses[-5:])
    print(f"loss {first:+.0f} → {last:+.0f}")

# %% [markdown] tags=["answer"]
# In these runs the first rises from 425 to 21,192, the second from 367 to 5,197, and the third goes from −3 to 0. In the
# medians of twenty: 581 to 16,620, 385 to 9,638, −3 to 0. The games grow longer: there are more terms,
# and each $-\ln \pi$ is multiplied by a larger return. The loss grows. It *rises* while the network learns. The third has gone down and come back in between.

# %% [markdown]
# To see why, go back to the machines, where all is exact. There the mean of the loss is $-\sum p_a w_a \ln p_a$. Let
# the three logits climb along the *exact* gradient, once with the wins 1, 2, 6 as weights, once with 7 taken off each,
# −6, −5, −1, and once with the mean win taken off. The gradient is the same, so the chances go the same way, step by
# step. Which of the three losses falls?

# %% tags=["predict"]
z, wins = np.log([0.5, 0.3, 0.2]), np.array([1.0, 2.0, 6.0])
curves = {"as they are": [], "minus 7": [], "minus mean": []}
mean_wins = []
for _ in range(61):
    p = np.exp(z) / np.exp(z).sum()
    mean_wins.append(p @ wins)
    for name, usual in zip(curves, (0, 7, p @ wins)):
        curves[name].append(-p @ ((wins - usual) * np.log(p)))
    z = z + 0.1 * p * (wins - p @ wins)
print(f"mean win {mean_wins[0]:.2f} → {mean_wins[-1]:.2f}")

# %% tags=["answer"]
figures.plot(
    curves,
    title="Three losses of one and the same learning",
    x="step",
    y="mean of the loss",
    say="The loss of the wins as they are rises a little from 3, then falls to 0.4. "
    "Minus 7, it falls a little from minus 4.2, then rises to minus 0.8. Minus the "
    "mean, it begins at 0.6, falls to minus 1.5, and rises again.",
)

# %% [markdown] tags=["answer"]
# The first ends lower: 0.42, from 3.00. The second ends higher: −0.80, from −4.21. The third falls from 0.63 to −1.51, and
# comes back. None of them goes one way only. (All three are on their way to 0: when the choice is certain, $\ln 1 = 0$.) And behind all three the mean win goes from
# 2.30 to 5.85.

# %% [markdown]
# **The loss is a device. Its gradient is right, on average, here and now; its value is not what you are after.** It has two things
# in it that a loss has not: the $w_t$ were won by the present policy, and so were the draws. Change the policy, and
# both are stale. (Spinning Up says so, too: it is "not a loss function in the typical sense".)
#
# So what happens if one makes it *small*? After 20 updates a network plays 16 games. On these same games a new Adam takes
# ten steps, instead of one, and the loss falls. How long do its games last before, after one step, and after ten?


# %% slug="ch22-again"
def again(seed, updates=20):
    """Loss, and steps of new games, before, after one, after ten steps on 16 games."""
    net, *_ = learn(WAYS[2], seed, updates)
    rng = np.random.default_rng(seed)
    played = play(net, 16, rng)
    weight = weights(played[2], WAYS[2])
    adam, found = optim.Adam(net.parameters(), lr=0.01), []
    for at in range(11):
        net.zero_grad()
        loss = surrogate(net, *played, weight)
        if at in (0, 1, 10):
            found.append((loss.item(), play(net, 100, rng)[2].sum() / 100))
        loss.backward()
        adam.step()
    return found


# %% tags=["predict"]
for times, (loss, steps) in zip((0, 1, 10), again(seed=0)):
    print(f"{times:2} steps: loss {loss:+6.0f}, new games last {steps:.0f}")

# %% [markdown] tags=["answer"]
# In this run, after one step the loss is −121 instead of −91, and new games last about as long as before: 170 steps,
# and 158. After ten it is −882, and they last 37. Over twenty networks the medians are 117 steps before, 124 after
# one and 43 after ten; 16 of the 20 were worse after ten. A push with a negative weight makes the loss as small as
# you like, by becoming impossible: $\ln \pi \to -\infty$.

# %% [markdown]
# So throw the games away after one step. (Methods that do use them several times, PPO above all, watch how far the policy
# has moved, and hold back.) And what to look at? At the mean return. It is the only thing that you wanted.

# %% tags=["asserts"]
_p = np.array([0.5, 0.3, 0.2])
_begin = [curve[0] for curve in curves.values()]
_end = [curve[-1] for curve in curves.values()]
assert np.round(_begin, 2).tolist() == [3.00, -4.21, 0.63]
assert np.round(_end[:2], 2).tolist() == [0.42, -0.80]
assert round(min(curves["minus mean"]), 2) == -1.51 < _end[2] - 0.5
assert round(mean_wins[0], 2) == 2.30
assert np.all(np.diff(mean_wins) > 0) and round(mean_wins[-1], 2) == 5.85
_kept = [np.array(kept[f"learnt_{_k}"])[:, 3:] for _k in range(3)]
assert [np.round(_rows[0]).tolist() for _rows in _kept] == [
    [425, 21_192],
    [367, 5197],
    [-3, 0],
]
_said = ((581, 16620), (385, 9638), (-3, 0))
for _rows, _told in zip(_kept, _said, strict=True):
    assert tuple(np.round(np.median(_rows, axis=0))) == _told
assert all((_rows[:, 1] > 5 * _rows[:, 0]).all() for _rows in _kept[:2])
_again = np.array(kept["again"])
assert np.round(_again[0]).tolist() == [-91, 158, -121, 170, -882, 37]
_said = (117, 124, 43)
assert tuple(np.round(np.median(_again[:, 1::2], axis=0))) == _said
assert (_again[:, 5] < _again[:, 1]).sum() == 16
_here = again(seed=0)
assert _here[0][0] > _here[1][0] > _here[2][0]

# %% [markdown] slug="ch22-article"
# ## Is backpropagation used here, or not?
#
# The article that this course grew from says two things. In one place: in reinforcement learning, backpropagation updates
# the network. In another: for reinforcement learning it may not apply without special design. Which is it? Take the
# gradient of one push apart:
#
# | from the return back to | slope | who brings the gradient on |
# |---|---|---|
# | the count of steps | 0: a pole leans by more than 12° or not | nobody: that is a jump |
# | wheels and pole | there is one; the network does not know it | nobody: it drops out of {{ref:log-of-a-game}} |
# | the die | 0 | nobody: here the path ends |
# | $\ln \pi$ of what was drawn | the weight, a plain number from outside | here the path around begins |
# | logits, hidden units, 226 weights | as ever | **backpropagation**, all of it |
#
# Both sentences are right, then, each of its part. From $\ln \pi$ on it is the sweep of chapter 05, edge by edge. What
# backpropagation cannot do is to cross the die. The special design is one multiplication.

# %% tags=["asserts"]
assert sum(p.data.size for p in policy(0).parameters()) == 226
_s, _a, _r = play(policy(0), 4, np.random.default_rng(0))
_net, _w, _on = policy(0), weights(_r, WAYS[1]), _r > 0
surrogate(_net, _s, _a, _r, _w).backward()
_hidden = np.tanh(_s[_on] @ _net.parameters()[0].data + _net.parameters()[1].data)
_p = _net(_s[_on]).softmax().data
_delta = -_w[_on][:, None] / 4 * (np.eye(2)[_a[_on]] - _p)
assert np.allclose(_net.parameters()[2].grad, _hidden.T @ _delta)

# %% [markdown] slug="ch22-torch"
# ## The same in PyTorch
#
# `torch.distributions.Categorical` throws the die, and knows its logarithm. Same weights, same games, same gradients:

# %% slug="ch22-torch-categorical"
try:
    import torch
except ImportError:
    print("PyTorch is not installed here")
else:
    net = policy(0)
    states, pushes, rewards = play(net, 4, np.random.default_rng(0))
    weight, on = weights(rewards, WAYS[2]), rewards > 0
    surrogate(net, states, pushes, rewards, weight).backward()
    W, b, V, c = (
        torch.tensor(p.data, requires_grad=True) for p in net.parameters()
    )
    logits = torch.tanh(torch.tensor(states[on]) @ W + b) @ V + c
    chances = torch.distributions.Categorical(logits=logits)
    ln_pi = chances.log_prob(torch.tensor(pushes[on]))
    (-(ln_pi * torch.tensor(weight[on])).sum() / 4).backward()
    apart = max(
        np.abs(ours.grad - theirs.grad.numpy()).max()
        for ours, theirs in zip(net.parameters(), (W, b, V, c))
    )
    print(f"largest difference of all gradients: {apart:.0e}")

# %% [markdown]
# Mind two things there. `.sample()` has no gradient, as here, and says nothing of it. And if the baseline is a network of
# its own, a *value network*, put `.detach()` on what it says, else this loss trains it, too, and for nothing good.
#
# What is beyond: a network that learns what is usual in each state, where we took a mean of 16; several steps on the
# same games, with a brake (PPO); and models of language, whose games are answers, whose pushes are pieces of words, and whose
# reward is a judgement at the end, less a fine for straying from the model they began with. At the first step on new
# games, the policy of each descends by {{ref:surrogate-loss}}, with other $w_t$.

# %% [markdown] slug="ch22-quiz"
# ## Check yourself

# %% [markdown] tags=["quiz"]
# **4.** Two actions, each with the chance 1/2. You drew the first and won 4. What does this draw say of the gradient of the
# mean win in the two logits?
#
# - 2 and −2
#   Right. 4 · (1 − 1/2) and 4 · (0 − 1/2).
# - 4 and 0
#   No. That is the win at what was drawn. The chances are to be taken off its 1, and off the other's 0.
# - 2 and 2
#   No. More of the one is less of the other: the two add up to 0.

# %% [markdown] tags=["quiz"]
# **5.** The owner of the three machines lets each pay 5 more. What does that change, for who learns from draws?
#
# - The gradient in the mean.
#   No. It does not know what all machines pay alike.
# - The noise of a draw.
#   Right. The mean stays, and what lies about it grows.
# - Nothing.
#   No. Each single draw is multiplied by a win that is larger by 5.

# %% [markdown] tags=["quiz"]
# **6.** A baseline may be many things. Which one makes the mean gradient wrong?
#
# - The mean return of yesterday's games.
#   No. It is a plain number to today's draws.
# - What a network says of the state, before the push.
#   No. It does not hang on the push that is drawn then.
# - The return of the very game that it is taken off.
#   Right. Nothing is left. What hangs on the draw may not be taken off.

# %% [markdown] tags=["quiz"]
# **7.** Your program's "loss" has gone from 150 to 10,000 in an hour. What do you do?
#
# - Stop it: the rate is too large.
#   No. You cannot know that from here. Returns that grow make this number grow.
# - Look at the mean return.
#   Right. This number says nothing, in either direction.
# - Change its sign.
#   No. With the wrong sign it would unlearn. The return says which it is.

# %% [markdown] tags=["quiz"]
# **8.** The same push is praised by its whole return, and then by its return to go. What is the same in both?
#
# - What a game says.
#   No. The rewards before the push are in the one and not in the other.
# - The spread.
#   No. What was won before scatters, and it is gone.
# - The mean over many games.
#   Right. What was won before does not hang on this push, so it moves no mean.

# %% [markdown] tags=["quiz"]
# **9.** You write $-R \ln \pi$ and forget that $R$ comes from a network of your own, with a graph. What happens?
#
# - The gradient of the policy is wrong.
#   No. That one is as it should be, if the two share no weights. Something else gets a gradient as well.
# - An error: the die has no gradient.
#   No. No error comes, there as little as here.
# - That network is trained as well, and by this loss.
#   Right. What arrives there is $-\ln \pi$, above 0, so it learns to say less. Hence the `.detach()`.

# %% tags=["asserts"]
assert [4 * (1 - 1 / 2), 4 * (0 - 1 / 2)] == [2, -2]
_R = Tensor([3.0], requires_grad=True)
(-_R * Tensor(np.log([[0.5, 0.5]])).log_softmax()[0, 0]).sum().backward()
assert _R.grad > 0

# %% [markdown] slug="ch22-summary"
# ## The chapter on one page
#
# **The cut.** A draw has the slope 0 in its chances. What a nudge moves is how often each is drawn.
#
# **The path around.** Win times the slope of $\ln p$ of what was drawn: right in the mean, {{ref:choice-gradient}}. It is
# $R\,(p - y)$ with your own draw as the label. Over a game: a sum of these, and the world drops out,
# {{ref:policy-gradient}}.
#
# | weight of a push | what it leaves out | allowed, since |
# |---|---|---|
# | whole return | nothing | |
# | return to go, {{ref:return-to-go}} | what was won before | it cannot hang on the push |
# | to go, less the usual, {{ref:baseline}} | what would have come anyway | the slopes of $\ln p$ have the mean 0 |
#
# All three have one mean, the last if its usual is that of the *others*, and three spreads. Hold them against each other by
# {{ref:signal-to-noise}}. This way of learning is called REINFORCE, the return less the usual an *advantage*, and the usual of
# the others *leave one out*.
#
# **The mistake.** "The loss must fall." A loss like {{ref:surrogate-loss}} may end higher or lower, while the mean win goes
# from 2.3 up, along one and the same path. Look at the return.

# %% tags=["asserts"]
assert round(mean_wins[0], 1) == 2.3 < mean_wins[-1]

# %% [markdown] slug="ch22-next"
# ## Where to go next
#
# [Chapter 23](23_no_gradient.ipynb) asks the same of rounding and of every other jump: where a gradient ends, what one puts
# there instead, and how one learns with no way back at all.

# %% [markdown] tags=["not-in-book"]
# Save your work before you go: [chapter 00](00_start_here.ipynb) says how, on Binder too.

# %% [markdown] slug="ch22-sources"
# ## Sources
#
# The path around the die, and the baseline: Ronald Williams, "Simple statistical gradient-following algorithms for
# connectionist reinforcement learning", *Machine Learning* 8 (1992). For games of many steps: Richard Sutton, David
# McAllester, Satinder Singh and Yishay Mansour, "Policy gradient methods for reinforcement learning with function
# approximation" (NIPS 1999). What it costs in noise: John Roberts and Russ Tedrake, "Signal-to-noise ratio analysis of
# policy gradient algorithms" (NIPS 2008). Which baseline is best: Evan Greensmith, Peter Bartlett and Jonathan Baxter,
# "Variance reduction techniques for gradient estimates in reinforcement learning", *Journal of Machine Learning
# Research* 5 (2004). As one rule for graphs in which something is drawn: John Schulman, Nicolas Heess, Theophane Weber
# and Pieter Abbeel, "Gradient estimation using stochastic computation graphs" (2015, [on
# arXiv](https://arxiv.org/abs/1506.05254)).
#
# The cart: Andrew Barto, Richard Sutton and Charles Anderson, "Neuronlike adaptive elements that can solve difficult
# learning control problems", *IEEE Transactions on Systems, Man, and Cybernetics* 13 (1983); its numbers, and a 1 for each step, as in
# [Gymnasium](https://gymnasium.farama.org/environments/classic_control/cart_pole/). "Not a loss function":
# Joshua Achiam, [Spinning Up](https://spinningup.openai.com/en/latest/spinningup/rl_intro3.html) (2018). PPO: John
# Schulman and others (2017, [on arXiv](https://arxiv.org/abs/1707.06347)). From judgements on answers: Long Ouyang and
# others (2022, [on arXiv](https://arxiv.org/abs/2203.02155)). The book: Richard Sutton and Andrew Barto, *Reinforcement
# learning: an introduction* (MIT Press, second edition, 2018), chapter 13.
