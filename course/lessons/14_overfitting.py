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

# %% [markdown] slug="ch14-title"
# # 14 · Overfitting
#
# A network has been shown a hundred handwritten digits, again and again, until it named every one of them. Its training
# loss is next to nothing. Now it is shown a thousand digits that it has never seen. How many will it read? Write your
# number down.
#
# Here is a second network. It has the same size and has been shown the same hundred pictures. It, too, names every one
# as it was told to, and its training loss is next to nothing as well. Of the thousand new digits it reads about a
# hundred, as many as you would with your eyes closed.
#
# What has each of the two learnt? And which number, on the day when the training ended, would have told you?
#
# **When you are through,** you can tell a network that has understood from one that has learnt by heart; keep three
# sets of data apart and say what each is for; derive what L2, L1 and dropout do to a gradient; stop a training at the
# right moment; and find out whether a remedy helps, or whether you were lucky.
#
# **You need** [chapter 10](10_training.ipynb): the loop, with its epochs; [chapter 11](11_right_loss.ipynb): softmax,
# and the cross-entropy, $-\ln p$ of the right class; [chapter 12](12_vanishing.ipynb): ReLU; [chapter
# 13](13_optimisers.ipynb): Adam. What the library calls `nn`, `optim` and `functional`, and what is in them, has
# PyTorch's names.
#
# **Time:** 40 minutes of reading and playing, 20 for three exercises. One more exercise and two sections are optional.
#
# **The mistake this chapter cures:** a low training loss means a good network.

# %% slug="ch14-setup"
from math import isclose, log

import numpy as np

from autograd_lab import Value, data, functional, nn, no_grad, optim, show
from autograd_lab.answers import tell
from autograd_lab.viz import figures
from autograd_lab.viz.figures import plot, strips

# %% [markdown] slug="ch14-digits"
# ## A hundred digits
#
# The library brings 1,797 digits that people have written, as pictures of 8 by 8 points. Each point is a number from 0
# (paper) to 1 (ink), so a digit is a row of 64 numbers. Here are three of them.

# %%
pictures, labels = data.digits(seed=0)
for line in range(8):
    print(
        "    |    ".join(
            "".join(2 * " .:*#"[round(4 * v)] for v in pictures[row][8 * line :][:8]) for row in (18, 4, 25)
        )
    )
print("labels:", labels[[18, 4, 25]])

# %% [markdown]
# To learn from, a network gets no more than a hundred of them. That is few, and it is on purpose: with little to learn
# from, all that goes wrong in this chapter goes wrong in a fraction of a second.
#
# Which hundred? Chance decides. Call it a **draw**: number 0, number 1 and so on. Each draw deals out a hundred digits
# to learn from, two hundred that are held back, and a thousand new ones. It can also play a trick: give some of the
# hundred a false label. (You will want that later.)
#
# The network is 64-32-10: one hidden layer of 32 neurons with ReLU, and ten outputs, one for each digit. These are
# 2,410 weights and biases. Adam moves them, with all hundred digits in each step, so a step is an epoch.
#
# The five functions below do all this. Their first lines say what for; you need not read on in them now.


# %%
def deal(draw, wrong=0):
    """To learn from, held back, new: pictures and labels of each; `wrong` labels of the hundred are made false."""
    rng = np.random.default_rng(draw)
    order = rng.permutation(len(pictures))
    parts = order[:100], order[100:300], order[-1000:]
    (X, y), held_back, new = [(pictures[rows], labels[rows]) for rows in parts]
    false = rng.permutation(100)[:wrong]
    y[false] = (y[false] + rng.integers(1, 10, wrong)) % 10
    return (X, y), held_back, new


def network(start, neurons=32, p=0.0):
    """64-neurons-10 with ReLU, with dropout for p > 0; one start, one set of first weights."""
    rng = np.random.default_rng(start)
    if neurons == 0:
        return nn.Sequential(nn.Linear(64, 10, rng=rng))
    parts = [nn.Linear(64, neurons, rng=rng), nn.ReLU(), nn.Linear(neurons, 10, rng=rng)]
    if p:
        parts.insert(2, nn.Dropout(p, rng=rng))
    return nn.Sequential(*parts)


def learn(net, X, y, epochs=200, l2=0.0, l1=0.0, change=None, after=None):
    """Train. `change` changes an epoch's pictures; `after(epoch, loss)` stops it by returning True."""
    optimiser = optim.Adam(net.parameters(), lr=0.01)
    weights = [w for name, w in net.named_parameters() if name.endswith("weight")]
    for epoch in range(1, epochs + 1):
        net.train()
        optimiser.zero_grad()
        loss = functional.cross_entropy(net(change(X) if change else X), y)
        loss.backward()
        for w in weights:
            w.grad += l2 * w.data + l1 * np.sign(w.data)
        optimiser.step()
        if after and after(epoch, loss.item()):
            break
    return net.eval()


def probabilities(net, X):
    """What the network, in use, gives to each of the ten digits: (rows, 10)."""
    with no_grad():
        return net.eval()(X).softmax().numpy()


def score(p, y):
    """The cross-entropy, and the share of the pictures that are read right."""
    return -np.mean(np.log(p[np.arange(len(y)), y])), np.mean(p.argmax(axis=1) == y)


# %% tags=["asserts"]
assert pictures.shape == (1797, 64)
assert pictures.min() == 0
assert pictures.max() == 1
assert sum(parameter.data.size for parameter in network(0).parameters()) == 64 * 32 + 32 + 32 * 10 + 10 == 2410
_learn, _held, _new = deal(0, wrong=20)
assert (len(_learn[1]), len(_held[1]), len(_new[1])) == (100, 200, 1000)
assert (deal(0)[0][1] != _learn[1]).sum() == 20

# %% [markdown] slug="ch14-two"
# ## Two networks that know it all
#
# The first network gets draw 0 as it is. For the second, the hundred labels are collected, shuffled and dealt out
# again. A picture of a 3 may now be called a 7, and another 3 a 0. Both are trained until the loss is below 0.02.
#
# Which of the two needs more epochs, and how many more? Will the second get there at all? Guess, then run.

# %% tags=["predict"]
(X, y), (X_held, y_held), (X_new, y_new) = deal(0)
dealt_out = np.random.default_rng(0).permutation(y)
know_it_all = {}
for name, told in (("own labels", y), ("labels dealt out", dealt_out)):
    losses = []

    def enough(epoch, loss):
        losses.append(loss)
        return loss < 0.02

    net = learn(network(0), X, told, epochs=400, after=enough)
    known = score(probabilities(net, X), told)
    read = round(1000 * score(probabilities(net, X_new), y_new)[1])
    know_it_all[name] = len(losses), known, read
    print(f"{name:16} {len(losses):3} epochs, loss {losses[-1]:.3f};", end=" ")
    print(f"of the 100: {known[1]:.0%}, of 1,000 new: {read}")

# %% [markdown]
# The second gets there, and it takes less than three times as long. In its labels there was nothing to be understood.
# So it has learnt them by heart, each for itself. 2,410 numbers have room for that.
#
# Of the new digits, the first reads about 870 of a thousand, the second about 110. In the training loss you see nothing
# of this. Both have the same. So the training loss did not answer your question. It says how well a network knows *what
# it has been shown*. You wanted to know what it does with *what it has not been shown*. This is
# **{{term:generalisation}}**, and only digits that were not shown can measure it.
#
# This is the chapter's mistake, then: **taking a low training loss for a good network**. Not only the second network is
# caught by it. The first one reads 100 of 100, and of new digits 87 of 100. It, too, has learnt something by heart
# beside what it has understood: some accident of these hundred pictures. A network that does better on what it was
# shown than on new data **{{term:overfitting|overfits}}**, and the gap between the two says by how much. Here it is 13
# points of a hundred.

# %% tags=["asserts"]
_own, _dealt = know_it_all["own labels"], know_it_all["labels dealt out"]
assert _own[1][0] < 0.02
assert _dealt[1][0] < 0.02
assert _own[1][1] == _dealt[1][1] == 1
assert 1 < _dealt[0] / _own[0] < 3
assert abs(_own[2] - 870) < 15
assert abs(_dealt[2] - 110) < 25
assert abs(1000 - _own[2] - 130) < 15

# %% [markdown] slug="ch14-room"
# ## Room for accidents
#
# What makes room for accidents? It is easier to see with one input than with 64. In the figure, a network learns a
# curve from sixteen points (discs). They come from a smooth curve, with noise added: each is a little too high or too
# low, by accident. Forty other points (crosses) are never shown to the network. On the right are the losses on both,
# called *training* (discs) and *validation* (crosses); both scales go in powers of ten. The dashed line marks the epoch
# at which the loss on the crosses was lowest, and the dotted curve on the left is that of this epoch.
#
# You see the end, epoch 3,000, of a network with 32 neurons. Press *play* to see how it came there. Then answer with
# the slider: what does the curve look like with 1 neuron? With 64? For which number is the loss on the *discs* lowest
# at the end, and for which the loss on the *crosses*? Write down what you expect first.

# %%
figures.overfitting(32, points=16, title="How much room has the noise?")

# %% [markdown]
# With 1 neuron the curve is too stiff. It misses the discs and the crosses alike: it
# **{{term:underfitting|underfits}}**. With 32 it has gone out of its way to come near each single disc. Nowhere is the
# loss on the discs lower. Between the discs it swings to where nothing ever was, and its loss on the crosses is more
# than twenty times as high as on the discs. On the crosses the loss is lowest with 1 neuron and, nearly the same, with
# 4. In between and above it goes up and down: with 6 it is twice as high as with 4, with 8 lower again. Sixteen points
# are so few that luck has a say. So there is no number for which things are good.
#
# What a network *could* learn is its **{{term:capacity}}**. Much capacity does not say that it will be used for
# nonsense. It says that nothing stands in the way.
#
# And now leave the neurons at 32, and move the *training points* to 40. The gap shrinks: the loss on the crosses is
# less than three times that on the discs. The network is the same. But one curve now has to please 40 points, and by
# accident alone they do not agree. So overfitting is no property of a network. It is a matter of capacity *and* of
# data, and **more data are the best remedy there is.** All others are for the case that you have none.
#
# One more thing is to be seen. Not even the true curve would have a loss of 0 on the crosses, since they are noisy too.
# The noise here has a standard deviation of 1/4, and the mean of its square is 1/16. No honest network gets below that
# by much. One that does so on its training points has learnt noise.

# %% [markdown] slug="ch14-when"
# ## When does it begin?
#
# Back to the digits. Train the first network on, for 300 epochs, and look every five epochs at two losses: on the
# hundred digits that it learns from, and on the two hundred that were held back. The first will fall. What will the
# second do? And how many of the two hundred will it read at the end: more than when that loss was lowest, fewer, as
# many?

# %% tags=["predict"]
history = []
net = network(0)


def look(epoch, loss):
    if epoch % 5 == 0:
        p = probabilities(net, X_held)
        missed = p.argmax(axis=1) != y_held
        history.append(
            (epoch, score(probabilities(net, X), y)[0], score(p, y_held)[0], missed.sum(), p[missed].max(axis=1).mean())
        )


learn(net, X, y, epochs=300, after=look)
best = min(history, key=lambda moment: moment[2])
for epoch, on_shown, on_held_back, missed, certain in history:
    if epoch in (5, 20, best[0], 200, 300):
        print(f"epoch {epoch:3}: loss {on_shown:.3f}, held back {on_held_back:.3f};", end=" ")
        print(f"{missed:3} of 200 missed, with p = {certain:.2f} on average")
plot(
    {"shown": [(h[0], h[1]) for h in history], "held back": [(h[0], h[2]) for h in history]},
    title="Two losses of one network",
    x="epoch",
    y="cross-entropy",
    say=f"Shown: {history[-1][1]:.3f} at the end. Held back: lowest {best[2]:.2f}, at epoch {best[0]}; {history[-1][2]:.2f} at the end.",
    y_range=(0, 1),
)

# %% [markdown]
# Until epoch 65 both losses fall: what the network learns from the hundred digits is true of the others as well. After
# that the first goes on falling, to 0.001, and the second *rises*, from 0.53 to 0.59. From here on it is accidents that
# are learnt.
#
# But look at the digits that are missed. There are 31 at epoch 65, and 31 at epoch 300. So what has become worse? The
# last column says it: the probability that the network gives to its *wrong* answers has risen from 0.59 to 0.67. It
# makes nearly the same mistakes and is more certain of them. The cross-entropy charges for that, as it should. Which of
# the two matters to you depends on what you do with the answer. If somebody acts on "67 %", the loss does.
#
# What to do is plain: stop at epoch 65. This is **{{term:early-stopping}}**. Nobody knows the best epoch beforehand, so
# you keep the weights whenever the loss on the held-back digits is lower than ever before, and stop when that has not
# happened for a while. The while has a name, **patience**. At the end you go back to the weights that you kept.

# %% tags=["asserts"]
assert abs(best[0] - 65) <= 15
_at = {h[0]: h for h in history}
assert abs(best[2] - 0.53) < 0.03
assert abs(_at[300][2] - 0.59) < 0.03
assert abs(_at[300][1] - 0.001) < 0.001
assert abs(_at[65][3] - 31) <= 4
assert abs(_at[300][3] - 31) <= 4
assert abs(_at[65][4] - 0.59) < 0.05
assert abs(_at[300][4] - 0.67) < 0.05
assert _at[300][4] > _at[65][4] + 0.03

# %% [markdown] slug="ch14-three-sets"
# ## Three sets
#
# You have now used the held-back digits to *choose* something: an epoch. Of sixty moments you took the one at which
# these two hundred digits looked best. They looked best there partly because the network was good, and partly by luck.
# So the loss that you found there is too friendly. It is not what a stranger's digits will give.
#
# This is the same mistake once more, one floor up: judging by data that had a say. So there have to be three sets.
#
# | set | what it decides | here |
# |---|---|---|
# | **training set** | the weights: the gradient comes from it | 100 digits |
# | **{{term:validation-set}}** | what *you* choose: when to stop, how many neurons, which remedy, how strong | 200, held back |
# | **{{term:test-set}}** | nothing. It measures, once, at the end | 1,000, new |
#
# Whatever you have looked at while you were choosing is no test any more. This sounds pedantic until it happens to you.
#
# One caution with our digits: the same 13 people wrote all of them. So a new picture is no new person, and on your own
# handwriting each number in this chapter would be lower.

# %% [markdown] slug="ch14-exercise-1"
# ### Exercise 14.1: stop by hand (5 minutes)
#
# The validation losses of the first twelve epochs:
#
# `2.0, 1.4, 1.1, 0.9, 0.8, 0.85, 0.82, 0.79, 0.81, 0.84, 0.86, 0.83`
#
# You stop as soon as the lowest loss so far is *patience* epochs old. With a patience of 2: after which epoch do you
# stop (`stops_2`), and the weights of which epoch do you keep (`keeps_2`)? The same with a patience of 3. Count epochs
# from 1. Done when each line says "right".

# %% tags=["exercise"]
answer_1 = {"stops_2": None, "keeps_2": None, "stops_3": None, "keeps_3": None}

# %%
tell("14.1", answer_1)

# %% [markdown] tags=["hint"]
# Hint 1: look at where the losses stop falling
#
# Up to epoch 5 each one is the lowest so far. Then go on one by one, and count how old the lowest is.

# %% [markdown] tags=["hint"]
# Hint 2: recall what is compared
#
# Each loss is compared with the lowest so far, not with the one before it. That 0.82 is lower than 0.85 does not help:
# the lowest is 0.8.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# answer_1 = {"stops_2": 7, "keeps_2": None, "stops_3": None, "keeps_3": None}
# ```

# %% [markdown] tags=["solution"]
# ```python
# answer_1 = {"stops_2": 7, "keeps_2": 5, "stops_3": 11, "keeps_3": 8}
# ```
#
# With 2 you stop after epoch 7, since the lowest, 0.8, is then two epochs old. You never see that 0.79 would have come.
# With 3 you see it at the last moment, keep epoch 8, and stop after epoch 11. A little patience costs a few epochs, and
# a loss that jumps up and down needs more of it. Whoever keeps the weights of the epoch at which the training *stopped*
# has waited for nothing.


# %% tags=["asserts"]
def _stop(losses, patience):
    kept = 1
    for epoch in range(1, len(losses) + 1):
        if losses[epoch - 1] < losses[kept - 1]:
            kept = epoch
        if epoch - kept == patience:
            return epoch, kept
    return len(losses), kept


_losses = [2.0, 1.4, 1.1, 0.9, 0.8, 0.85, 0.82, 0.79, 0.81, 0.84, 0.86, 0.83]
assert _stop(_losses, 2) == (7, 5)
assert _stop(_losses, 3) == (11, 8)
assert (_losses[4], _losses[7]) == (0.8, 0.79)
assert (_losses[5], _losses[6]) == (0.85, 0.82)

# %% [markdown] slug="ch14-price"
# ## A price on weights
#
# A curve that swings from disc to disc has to bend sharply, and for that it needs large weights: a small step to the
# right must make a large difference. So put a price on large weights. What is added to a training to that end, or to
# any such end, is called **{{term:regularisation}}**.
#
# Take a single weight. The data want it to be 1, and say so with a loss of $(w - 1)^2$. The price is a quarter of its
# square. In the graph below $w$ stands at 3. How many lines lead out of `w`? What will come back along each of them?
# Enter the gradients as the player asks, and then move $w$ to where its gradient is 0. The data want 1. What do they
# get?

# %%
w = Value(3.0)
off = w - 1
square = w**2
total = off**2 + square * 0.25
show(total, quiz={"nodes": ["off", "square", "w"]}, title="A weight that has two masters", sliders={"w": (-1, 3)})

# %% [markdown]
# Two lines lead out of `w`, so two gradients come back and are added. The data send 4, the price sends 1.5, and
# together it is 5.5. That is all there is to it: backpropagation needs no new rule. With many weights the prices are
# added up, and the factor in front is called $\lambda$ (say "lambda"; here it is 1/2):
#
# {{eq:l2-penalty}}
#
# This is **L2**. Now put its gradient into a plain step of chapter 03:
#
# $$w \;\leftarrow\; w - \eta\,(g + \lambda w) \;=\; (1 - \eta\lambda)\, w - \eta\, g$$
#
# First each weight loses a fixed *share* of itself, then comes the step as before. So L2 is also called
# **{{term:weight-decay}}**. A weight that the data keep asking for is refilled in each step. One that they do not ask
# for is gone after a while. (Adam divides what comes in by its size, and this term with it. There the two are not quite
# the same, and `optim.AdamW` is the one that decays.)
#
# The weight comes to rest where the two pulls cancel: $2(w - 1) + w/2 = 0$, at 0.8. The data wanted 1.
#
# What if the price is the size of the weight, and not its square? That is **L1**:
#
# {{eq:l1-penalty}}
#
# Here $\operatorname{sign}(w)$ is 1 for a positive weight, −1 for a negative one, and 0 for 0.
#
# The pull towards 0 is now $\lambda$, no more and no less, however small the weight has become. Take two weights with
# $\lambda$ = 1/2. The data want 1 for the one and 0.2 for the other. Where do they come to rest, with L2 and with L1?
# Four numbers; work them out before you run the cell.

# %% tags=["predict"]
for wanted in (1.0, 0.2):
    ends = {}
    for name, pull in (("L2", lambda w: 0.5 * w), ("L1", lambda w: 0.5 * np.sign(w))):
        w = wanted
        for _ in range(400):
            w -= 0.01 * (2 * (w - wanted) + pull(w))
        ends[name] = w
    print(f"wanted {wanted}: L2 rests at {ends['L2']:.3f}, L1 at {ends['L1']:.3f}")

# %% [markdown]
# L2 takes the same share of both: 0.8 and 0.16. L1 takes the same *amount* of both, 0.25. From 1 that leaves 0.75. From
# 0.2 it cannot be taken, so there L1 leaves 0. (The computer's weight trembles about 0 by a hair, since the pull
# changes its side each time the weight does.) That is the difference between the two, and it is one to remember: **L2
# makes all weights smaller, L1 makes many of them 0.**
#
# Biases are usually spared. A bias moves the curve up or down and does not make it swing.

# %% tags=["asserts"]
# eq: l2-penalty, l1-penalty
_w = Value(3.0)
_off, _square = _w - 1, _w**2
(_off**2 + _square * 0.25).backward()
assert (_off.grad, _square.grad * 2 * 3) == (4, 1.5)
assert _w.grad == 2 * (3 - 1) + 1 / 2 * 3 == 5.5
assert isclose(2 * (0.8 - 1) + 0.8 / 2, 0, abs_tol=1e-12)


def _rest(wanted, pull):
    w = wanted
    for _ in range(400):
        w -= 0.01 * (2 * (w - wanted) + pull(w))
    return w


assert isclose(_rest(1.0, lambda w: 0.5 * w), 0.8, abs_tol=1e-3)
assert isclose(_rest(0.2, lambda w: 0.5 * w), 0.16, abs_tol=1e-3)
assert isclose(_rest(1.0, lambda w: 0.5 * np.sign(w)), 0.75, abs_tol=1e-3)
assert abs(_rest(0.2, lambda w: 0.5 * np.sign(w))) < 0.01
assert 1 - 0.75 == 0.25
for _penalty, _slope in (
    (lambda w: 0.3 / 2 * w**2, lambda w: 0.3 * w),
    (lambda w: 0.3 * abs(w), lambda w: 0.3 * np.sign(w)),
):
    for _at in (-2.0, -0.1, 0.7, 3.0):
        assert isclose((_penalty(_at + 1e-6) - _penalty(_at - 1e-6)) / 2e-6, _slope(_at), rel_tol=1e-6)

# %% [markdown] slug="ch14-held"
# ## Hold the curve back
#
# The same sixteen points and the same 32 neurons, from the same start. You have three handles now. A guess for each
# before you touch it.
#
# 1. Press *early stopping*. About which epoch is kept, of three thousand?
# 2. Let go of *early stopping*, and raise λ step by step. Which λ gives the crosses the lowest loss at the end? What has the loss on
#    the discs done meanwhile?
# 3. Raise λ to its largest. Which end of the capacity slider does this look like?

# %%
figures.overfitting(32, points=16, title="Thirty-two neurons, to be held back")

# %% [markdown]
# Early stopping keeps the curve of about epoch 100, before the swings have begun. With λ = 0.003 the curve is smooth
# after all 3,000 epochs. The loss on the crosses is about a tenth of what it was without, and hardly above the lowest
# of the whole run. The loss on the discs has *risen*, to three times what it was. That is the price, and it was to be
# paid: what the discs lost is what had been learnt of their noise. With the largest λ the curve is nearly flat. It
# underfits, with all its 32 neurons.
#
# So capacity is not only the number of neurons. A large network on a short lead can be smoother than a small one that
# runs free.

# %% tags=["asserts"]
assert 0.003 in figures.overfitting(1, epochs=10)._settings["decays"]

# %% [markdown] slug="ch14-exercise-2"
# ### Exercise 14.2: the step with a price, with gaps (5 minutes)
#
# Fill in the two gaps: one plain step with both prices. `w` and `g` are arrays of one shape, `g` is the gradient of the
# loss without prices, `l2` and `l1` are the two λ. Done when the line below says "right".


# %% tags=["exercise"]
def priced_step(w, g, rate, l2, l1):
    from_l2 = None  # the gradient of l2/2 · Σ w²
    from_l1 = None  # the gradient of l1 · Σ |w|
    return None if from_l2 is None or from_l1 is None else w - rate * (g + from_l2 + from_l1)


# %%
tell("14.2", priced_step)

# %% [markdown] tags=["hint"]
# Hint 1: look at one weight
#
# A weight of 3 and a weight of −3 pay the same. In which direction is each of them pulled?

# %% [markdown] tags=["hint"]
# Hint 2: recall the two slopes
#
# The slope of $w^2/2$ is $w$. The slope of $|w|$ is 1 to the right of 0 and −1 to its left, and NumPy has a function
# that says just this.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# from_l1 = l1 * np.sign(w)
# ```

# %% [markdown] tags=["solution"]
# ```python
# def priced_step(w, g, rate, l2, l1):
#     from_l2 = l2 * w
#     from_l1 = l1 * np.sign(w)
#     return w - rate * (g + from_l2 + from_l1)
# ```
#
# Both pulls lead towards 0, from either side. With `l1 * np.abs(w)` negative weights would be pushed further out; that
# is the price itself in place of its slope. And a pull of `l1` on all weights alike would push the negative ones away
# from 0.

# %% [markdown] slug="ch14-dropout"
# ## Absent neurons
#
# Here is another idea. In each step of the training, leave out some of the hidden neurons: each with the probability
# $p$, for each row of the batch anew. A neuron can no longer rely on a certain other one to be there and to mend what
# it gets wrong. It has to be of use by itself. This is **{{term:dropout}}**.
#
# {{eq:dropout}}
#
# What is the $1/(1-p)$ for? Say $p$ = 1/2, and a neuron says 3. Half of the time it is absent and gives 0, half of the
# time it gives 6. On average that is 3, as it was, so whoever reads it need not know of the absences. When the training
# is over, nobody is absent any more, and nothing has to be adjusted.
#
# And backward? Two hidden neurons say 0.5 and 0.75, and their weights to the output are 2 and 1. The first one is
# absent in this step: its factor is 0, and that of the other is 2. The target is 0. Four gradients are asked for: those
# of both weights, and of both activations. Which of them will be 0?

# %%
a1, a2, w1, w2 = Value(0.5), Value(0.75), Value(2.0), Value(1.0)
m1, m2 = Value(0.0), Value(2.0)  # the mask
out = a1 * m1 * w1 + a2 * m2 * w2
miss = out**2
show(miss, quiz={"nodes": ["w1", "w2", "a1", "a2"]}, title="One of two neurons is absent", sliders=[])

# %% [markdown]
# The absent neuron gets nothing: neither its weight, nor its activation, and so nothing of what lies before it. It has
# had no say, and it gets no blame. For the other one everything is multiplied by 2, since it has said twice as much:
#
# {{eq:dropout-backward}}
#
# The same mask, forward and backward. That is all.
#
# Dropout has an off switch, and it has to be used. `net.train()` drops, `net.eval()` does not. Here is a network that
# was trained with $p$ = 1/2. How many new digits does it read when somebody has forgotten the switch? Twice the same
# question, twice the same network: will it give the same answer?

# %% tags=["predict"]
absent = learn(network(0, p=0.5), X, y)
with no_grad():
    forgotten = [np.mean(absent.train()(X_new).numpy().argmax(axis=1) == y_new) for _ in range(3)]
switched = score(probabilities(absent, X_new), y_new)[1]
print("forgotten:", *(f"{share:.1%}" for share in forgotten), f"  with eval(): {switched:.1%}")

# %% [markdown]
# About 70 of 100, another number each time, and 82 with the switch. It is a mistake that costs twelve points and shows
# no error. (Even 82 is fewer than the 87 of the same network without dropout. Whether that is dropout's fault or this
# draw's, one network cannot say. You will measure it.)

# %% tags=["asserts"]
# eq: dropout, dropout-backward
_a1, _a2, _w1, _w2 = Value(0.5), Value(0.75), Value(2.0), Value(1.0)
_out = _a1 * 0.0 * _w1 + _a2 * 2.0 * _w2
(_out**2).backward()
assert (_w1.grad, _a1.grad) == (0, 0)
assert (_w2.grad, _a2.grad) == (2 * 1.5 * 0.75 * 2, 2 * 1.5 * 1 * 2)
for _p in (0.2, 0.5, 0.75):
    assert isclose((1 - _p) * 1 / (1 - _p) * 3, 3)
    _rng = np.random.default_rng(1)
    _mask = functional.dropout(np.ones((400, 400)), _p, rng=_rng).numpy()
    assert set(np.unique(_mask)) == {0, 1 / (1 - _p)}
    assert abs(_mask.mean() - 1) < 0.02
assert len(set(forgotten)) > 1
assert abs(np.mean(forgotten) - 0.70) < 0.06
assert abs(switched - 0.82) < 0.04

# %% [markdown] slug="ch14-more"
# ## Make more data, ask more networks
#
# Two remedies are left, and they are the most natural of all.
#
# *Make more data.* A 3 that has been moved by one point to the right is a 3 still. So move each of the hundred digits
# in each epoch, by chance: up, down, left, right or not at all. Out of a hundred pictures come nine hundred. Or add
# grain, as in a bad photograph, and no picture is ever shown twice. This is **{{term:data-augmentation}}**. It makes a
# claim about the world, and it is you who makes it: *such pictures exist, and their label is the same.* Keep the claim
# in mind.

# %%
rows, columns = np.mgrid[0:8, 0:8]


def shifted(rng):
    """A function that moves each picture by up to one point in either direction; what leaves the picture is lost."""

    def change(X):
        wide = np.pad(X.reshape(-1, 8, 8), ((0, 0), (1, 1), (1, 1)))
        down, right = rng.integers(0, 3, (2, len(X), 1, 1))
        return wide[np.arange(len(X))[:, None, None], rows + down, columns + right].reshape(-1, 64)

    return change


def grainy(rng, size=0.3):
    """A function that adds noise to each point."""
    return lambda X: X + size * rng.normal(size=X.shape)


# %% [markdown]
# *Ask more networks.* Train five from five different starts. Each learns accidents of its own, or so you hope, and what
# all of them say is more likely to be true. Let their probabilities be averaged. This is an **{{term:ensemble}}**.
#
# Say three networks give the right digit 0.9, 0.6 and 0.05. Their losses, $-\ln p$, are 0.11, 0.51 and 3.00, which
# makes 1.20 on average. Averaged first, the probabilities are 0.52, and the loss of that is 0.66. Is it always so? It
# is. Let $M$ be the number of networks, and $p_{mk}$ what network $m$ gives to digit $k$:
#
# {{eq:ensemble}}
#
# The curve of $-\ln p$ bends upward everywhere. Take some points on such a curve: their middle lies above the curve, or
# on it when they all agree. The left side of the inequality is the curve at the mean, the right side the mean of the
# points. So the loss of an ensemble is never worse than its members' on average. (It can be worse than the best of
# them. But which one is the best?)

# %% tags=["asserts"]
# eq: ensemble
_p = np.array([0.9, 0.6, 0.05])
assert [round(-log(p), 2) for p in _p] == [0.11, 0.51, 3.00]
assert round(float(np.mean(-np.log(_p))), 2) == 1.20
assert round(float(_p.mean()), 2) == 0.52
assert round(-log(_p.mean()), 2) == 0.66
_rng = np.random.default_rng(3)
for _ in range(200):
    _p = _rng.uniform(0.001, 1, size=5)
    assert -np.log(_p.mean()) <= np.mean(-np.log(_p)) + 1e-12
_X = np.arange(64.0)[None].repeat(50, 0)
_moved = shifted(np.random.default_rng(0))(_X).reshape(-1, 8, 8)
assert {float(picture[4, 4]) for picture in _moved} == {27.0, 28.0, 29.0, 35.0, 36.0, 37.0, 43.0, 44.0, 45.0}

# %% [markdown] slug="ch14-exercise-3"
# ### Exercise 14.3: early stopping, from a blank cell (10 minutes)
#
# Write `when_to_stop(losses, patience)`. `losses` is the list of validation losses after epoch 1, 2, 3 and so on. Go
# through it as a training would, and return two numbers: the epoch after which it stops, and the epoch whose weights it
# keeps. It stops as soon as the lowest loss so far is `patience` epochs old, or at the end of the list. Of two equal
# losses the earlier one is kept. Done when the line below says "right".


# %% tags=["exercise"]
def when_to_stop(losses, patience):
    return None  # your lines instead


# %%
tell("14.3", when_to_stop)

# %% [markdown] tags=["hint"]
# Hint 1: look at what you did by hand
#
# In exercise 14.1 you went from loss to loss and remembered one thing. Which one?

# %% [markdown] tags=["hint"]
# Hint 2: recall the order of events
#
# In each epoch: first see whether this loss is the lowest, then see how old the lowest is. You may look at no loss of a
# later epoch.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# for epoch, loss in enumerate(losses, start=1):
# ```

# %% [markdown] tags=["solution"]
# ```python
# def when_to_stop(losses, patience):
#     lowest, kept = float("inf"), 0
#     for epoch, loss in enumerate(losses, start=1):
#         if loss < lowest:
#             lowest, kept = loss, epoch
#         if epoch - kept >= patience:
#             break
#     return epoch, kept
# ```
#
# The usual slip is to compare with the loss *before*, as in `loss < losses[epoch - 2]`. Then a loss that goes up and
# down on its way up never stops the training. Another is to look for `min(losses)` first: a training cannot see its
# future.

# %% [markdown] slug="ch14-luck"
# ## Better, or lucky?
#
# Now measure them all. But how? Here is the plain network, without any remedy, on ten draws.

# %% tags=["predict"]
plain = {}
for draw in range(10):
    (X, y), _, (X_new, y_new) = deal(draw)
    plain[draw] = score(probabilities(learn(network(draw), X, y), X_new), y_new)[1]
print("read, of 100:", *(f"{100 * share:.1f}" for share in plain.values()))
print(
    f"mean {100 * np.mean(list(plain.values())):.1f}, standard deviation {100 * np.std(list(plain.values()), ddof=1):.1f}"
)

# %% [markdown]
# Between 87 and 92 of 100, with a mean of 89.3 and a standard deviation of 2. One draw happens to get a better hundred
# than another. Suppose that a remedy makes every network better by one point. You try it on one draw and compare with a
# friend who has tried the plain network on another. Then it is luck which of you two is ahead.
#
# There is a way out, and it costs nothing. *Compare in pairs.* Same draw, same hundred digits, same first weights, once
# without the remedy and once with it. Take the difference, and do it for ten draws. Whatever makes a draw easy or hard
# is in both, and goes out.
#
# Then look at three things: the mean of the ten differences, how far they spread, and how many of them have the same
# sign. Think of ten tosses of a coin. All ten on one side: that happens once in 512 times. Nine or more on one side:
# once in 47. Seven or more on one side: every third time. So let nine of ten be the least that we call an effect.

# %% tags=["asserts"]
assert abs(100 * np.mean(list(plain.values())) - 89.3) < 1.0
assert 1 < 100 * np.std(list(plain.values()), ddof=1) < 3
assert 85.5 < 100 * min(plain.values()) < 88.5
assert 90 < 100 * max(plain.values()) < 93.5
assert 2 / 2**10 == 1 / 512
assert round(2**10 / (2 * (10 + 1))) == 47
assert round(2**10 / (2 * (120 + 45 + 10 + 1))) == 3

# %% [markdown] slug="ch14-exercise-4"
# ### Exercise 14.4: in pairs (optional, 6 minutes)
#
# Two networks on five draws, digits read of 100. Without the remedy: 80, 90, 84, 88, 78. With it: 82, 91, 87, 89, 81.
# What are the mean difference, and the standard deviation of the *differences*? And the standard deviation of the first
# row by itself? (Divide by 4, one less than the number of draws.) Done when each line says "right".

# %% tags=["exercise"]
answer_4 = {"mean_difference": None, "spread_of_differences": None, "spread_of_first_row": None}

# %%
tell("14.4", answer_4)

# %% [markdown] tags=["hint"]
# Hint 1: look at one column at a time
#
# The differences are 2, 1, 3, 1 and 3.

# %% [markdown] tags=["hint"]
# Hint 2: recall what a standard deviation is
#
# Take the mean off each number, square, add up, divide by 4, take the root.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# answer_4 = {"mean_difference": (2 + 1 + 3 + 1 + 3) / 5}
# ```

# %% [markdown] tags=["solution"]
# ```python
# answer_4 = {"mean_difference": 2, "spread_of_differences": 1, "spread_of_first_row": (104 / 4) ** 0.5}
# ```
#
# 2 points, give or take 1, and all five have one sign. The first row by itself spreads by more than 5 points. Compared
# draw against other draw, the two points would have drowned; in pairs they are plain to see.

# %% tags=["asserts"]
_without, _with = np.array([80, 90, 84, 88, 78]), np.array([82, 91, 87, 89, 81])
assert (_with - _without).tolist() == [2, 1, 3, 1, 3]
assert (_with - _without).mean() == 2
assert (_with - _without).std(ddof=1) == 1
assert isclose(_without.std(ddof=1), (104 / 4) ** 0.5)
assert _without.std(ddof=1) > 5

# %% [markdown] slug="ch14-measure"
# ## All of them, measured
#
# Eleven changes, ten draws each, in pairs with the plain network of the same draw. Before you run it, rank them: which
# will help most, and which will do harm? In particular: the shifted digits? (The cell trains 130 networks, which takes
# half a minute or so.)
#
# | name | what it does |
# |---|---|
# | no hidden layer, 8 neurons, 128 neurons | a simpler model, a smaller one, a larger one |
# | L2 0.003, L2 0.03, L1 0.003 | a price on weights, with this λ |
# | dropout 1/2 | hidden neurons absent |
# | early stopping | the weights of the epoch with the lowest validation loss |
# | shifted, grainy | more data made |
# | five together | an ensemble: the plain one, and four from other starts |
#
# The strengths were chosen on *other* draws, by their validation digits. For L2 two came out, and soon you will see
# why. (Read the counts that follow with some reserve. All draws are dealt from the same 1,797 pictures, so they are not
# quite strangers to one another. And what chance does once in 47 times, it may well do once among twenty-two
# comparisons.)


# %%
def measure(draw, wrong=0):
    """name -> (loss, share read) on the thousand new digits of this draw, for every change."""
    (X, y), (X_held, y_held), (X_new, y_new) = deal(draw, wrong)
    rng = np.random.default_rng(draw)
    found, kept = {}, {"loss": np.inf}

    def ended(net, **how):
        return score(probabilities(learn(net, X, y, **how), X_new), y_new)

    def keep_the_best(epoch, loss):
        if epoch % 5 == 0:
            now = score(probabilities(net, X_held), y_held)[0]
            if now < kept["loss"]:
                kept.update(loss=now, weights=net.state_dict())

    net = network(draw)
    learn(net, X, y, after=keep_the_best)
    members = [probabilities(net, X_new)]
    found["plain"] = score(members[0], y_new)
    net.load_state_dict(kept["weights"])
    found["early stopping"] = score(probabilities(net, X_new), y_new)
    members += [probabilities(learn(network(draw + 1000 * k), X, y), X_new) for k in range(1, 5)]
    found["five together"] = score(np.mean(members, axis=0), y_new)
    for neurons, name in ((0, "no hidden layer"), (8, "8 neurons"), (128, "128 neurons")):
        found[name] = ended(network(draw, neurons))
    found["L2 0.003"] = ended(network(draw), l2=0.003)
    found["L2 0.03"] = ended(network(draw), l2=0.03)
    found["L1 0.003"] = ended(network(draw), l1=0.003)
    found["dropout 1/2"] = ended(network(draw, p=0.5))
    found["shifted"] = ended(network(draw), change=shifted(rng))
    found["grainy"] = ended(network(draw), change=grainy(rng))
    return found


def measured(wrong):
    """name -> ten differences to the plain network of the same draw, in points, the best first; and the ten runs."""
    runs = []
    for draw in range(10):
        runs.append(measure(draw, wrong))
        print(f"draw {draw}: plain {runs[-1]['plain'][1]:.1%}", flush=True)
    gains = {name: [100 * (run[name][1] - run["plain"][1]) for run in runs] for name in runs[0] if name != "plain"}
    return dict(sorted(gains.items(), key=lambda item: -np.mean(item[1]))), runs


def told(gains):
    """A line for each change."""
    for name, points in gains.items():
        better, worse = (sum(sign * d > 1e-9 for d in points) for sign in (1, -1))
        spread = np.std(points, ddof=1)
        print(
            f"{name:16} {np.mean(points):+5.1f} ± {spread:.1f} points, better in {better:2}, worse in {worse:2} of 10"
        )


# %% tags=["predict"]
with_true_labels, true_runs = measured(wrong=0)
told(with_true_labels)
strips(
    with_true_labels,
    title="A hundred true labels: what each change gains",
    x="points of 100, against the plain network of the same draw",
    say="Mean gains: " + ", ".join(f"{name} {np.mean(points):+.1f}" for name, points in with_true_labels.items()) + ".",
    zero=True,
)

# %% [markdown]
# It is a meagre harvest. Grainy pictures gain 1.4 points, L2 with λ = 0.003 gains 0.8, and five networks together 0.6:
# in nine of ten draws, each of them. For 128 neurons, dropout, L1, early stopping and no hidden layer we claim no
# effect: too few of their differences have the same sign. The stronger L2 costs 1.3. The shifted digits and
# the 8 neurons do real harm, in each of the ten draws.
#
# So are these remedies worthless? Ask what they are remedies *for*. They keep a network from learning accidents. In a
# hundred clean digits with true labels there are not many accidents to be learnt, and so there is little to be gained.
# But in learning less of the accidents the network also learns a little less of the rest.
#
# Then let there be accidents. In the next cell 20 of the hundred labels are false, as happens when people label in a
# hurry. The held-back digits and the new ones keep their true labels. What will the plain network read now? Which of the
# remedies will come out on top, and how does your ranking change?

# %% tags=["predict"]
with_false_labels, false_runs = measured(wrong=20)
told(with_false_labels)
strips(
    with_false_labels,
    title="Twenty of a hundred labels are false: what each change gains",
    x="points of 100, against the plain network of the same draw",
    say="Mean gains: "
    + ", ".join(f"{name} {np.mean(points):+.1f}" for name, points in with_false_labels.items())
    + ".",
    zero=True,
)

# %% [markdown]
# | points gained | true labels | 20 of 100 false |
# |---|---|---|
# | grainy | **+1.4** ± 1.5 | **+10.6** ± 2.8 |
# | L2 0.03 | **−1.3** ± 1.4 | **+10.3** ± 5.0 |
# | early stopping | −0.4 ± 0.5 | **+9.9** ± 5.3 |
# | shifted | **−5.6** ± 3.3 | **+7.3** ± 4.5 |
# | dropout 1/2 | −1.5 ± 1.8 | **+5.2** ± 5.1 |
# | no hidden layer | −0.8 ± 1.3 | **+3.8** ± 2.2 |
# | L2 0.003 | **+0.8** ± 0.6 | **+2.9** ± 1.8 |
# | L1 0.003 | −1.0 ± 1.1 | **+1.7** ± 1.7 |
# | five together | **+0.6** ± 0.4 | +0.6 ± 0.9 |
# | 128 neurons | +0.5 ± 0.8 | +0.6 ± 1.8 |
# | 8 neurons | **−4.7** ± 3.4 | **−4.4** ± 1.7 |
#
# (Bold: nine draws of ten or more have this sign. Behind ± stands the standard deviation of the ten differences.
# Without a change 89.3 of 100 are read with true labels, and 66.7 with twenty false ones.)
#
# The plain network has learnt the twenty false labels as well, all of them, to a training loss of less than 0.01. It
# pays with more than twenty points. And now the remedies work. A false label stands alone against its neighbours, so it
# has to be learnt by heart. Whatever makes that hard helps.
#
# Read the table by rows, and each of the remedies says what it is.
#
# *L2.* The λ that was ten times too strong for true labels is the right one for false ones. So there is no good λ.
# There is a good λ for these data.
#
# *Early stopping.* False labels are learnt late, since nothing else speaks for them. After some 35 epochs the network
# has understood the 80 and has not yet learnt the 20 by heart. With true labels what is learnt late is mostly true as
# well. (Early stopping alone has looked at the two hundred held-back digits of its draw, and their labels are true. Had
# the plain network learnt from these too, it would have gained more than fifteen points. So hold back what you need for
# your choices, and no more.)
#
# *Shifted digits.* They lose six points in one column and gain seven in the other. A digit fills its 8 by 8 points from
# top to bottom: move it by one, and its edge is cut off. Such pictures do not exist among the new ones, so the claim
# was false. But nobody can learn a picture by heart that looks different each time. The one outweighs the other, as
# long as there is nonsense to be learnt.
#
# *A simpler model.* With 8 neurons the network is worse in both columns. It is too narrow to read well, and still it
# learns most of the nonsense. Without a hidden layer it has 650 weights and biases in place of 2,410, and that is a
# help against false labels. "Take a smaller network" is no rule by itself. And 128 neurons, four times as many, do no
# harm at all: the curve of the textbooks, which falls and then rises with the capacity, is not the whole story. In
# large networks it can fall once more.
#
# *Dropout* gains five points where there are accidents. Where there are few it costs more often than it gains, though
# not often enough for us to be sure. It was made for large networks, and half of 32 neurons are not many.
#
# *Five together* gain as little in the one column as in the other. All five have learnt the same hundred labels, the
# false ones included. An ensemble averages away what its members do *not* have in common.

# %% tags=["asserts"]
_true = {name: np.mean(points) for name, points in with_true_labels.items()}
_false = {name: np.mean(points) for name, points in with_false_labels.items()}
_told = {
    "grainy": (1.4, 1.5, 10.6, 2.8),
    "L2 0.03": (-1.3, 1.4, 10.3, 5.0),
    "early stopping": (-0.4, 0.5, 9.9, 5.3),
    "shifted": (-5.6, 3.3, 7.3, 4.5),
    "dropout 1/2": (-1.5, 1.8, 5.2, 5.1),
    "no hidden layer": (-0.8, 1.3, 3.8, 2.2),
    "L2 0.003": (0.8, 0.6, 2.9, 1.8),
    "L1 0.003": (-1.0, 1.1, 1.7, 1.7),
    "five together": (0.6, 0.4, 0.6, 0.9),
    "128 neurons": (0.5, 0.8, 0.6, 1.8),
    "8 neurons": (-4.7, 3.4, -4.4, 1.7),
}
assert _told.keys() == _true.keys()
for _name, (_with_true, _spread_true, _with_false, _spread_false) in _told.items():
    assert abs(_true[_name] - _with_true) < 1, _name
    assert abs(_false[_name] - _with_false) < 1.5, _name
    assert abs(np.std(with_true_labels[_name], ddof=1) - _spread_true) < 1.2, _name
    assert abs(np.std(with_false_labels[_name], ddof=1) - _spread_false) < 1.8, _name
assert abs(100 * np.mean([run["plain"][1] for run in true_runs]) - 89.3) < 1
assert abs(100 * np.mean([run["plain"][1] for run in false_runs]) - 66.7) < 1.5


def _of_ten(points):
    return max(sum(d > 1e-9 for d in points), sum(d < -1e-9 for d in points))


for _name in ("grainy", "L2 0.03", "shifted", "L2 0.003", "five together", "8 neurons"):
    assert _of_ten(with_true_labels[_name]) >= 8, _name
for _name in ("128 neurons", "dropout 1/2", "L1 0.003", "no hidden layer"):
    assert min(with_true_labels[_name]) < 0 < max(with_true_labels[_name]), _name
for _name in _told.keys() - {"five together", "128 neurons"}:
    assert _of_ten(with_false_labels[_name]) >= 8, _name
(_X, _y), _, _ = deal(0, wrong=20)
assert score(probabilities(learn(network(0), _X, _y), _X), _y)[0] < 0.01
assert sum(parameter.data.size for parameter in network(0, 0).parameters()) == 650
assert max(0.003, 0.03) / min(0.003, 0.03) > 9.9
for _draw in (0, 1):
    (_X, _y), (_X_held, _y_held), _new = deal(_draw, wrong=20)
    _all = learn(network(_draw), np.vstack([_X, _X_held]), np.append(_y, _y_held))
    assert 100 * (score(probabilities(_all, _new[0]), _new[1])[1] - false_runs[_draw]["plain"][1]) > 15

# %% [markdown] slug="ch14-few"
# ## What L1 is good for
#
# In that table L1 looks like the poorest of the three prices. But remember what it does: it makes weights 0. Count the
# weights of the first layer that have ended below 0.01 in size. Plain, with L2, with L1: what share, would you say?

# %% tags=["predict"]
near_zero = {}
for name, price in (("plain", {}), ("L2 0.003", {"l2": 0.003}), ("L1 0.003", {"l1": 0.003})):
    shares = []
    for draw in range(10):
        (X, y), _, _ = deal(draw)
        first_layer = learn(network(draw), X, y, **price).parameters()[0].data
        shares.append(np.mean(np.abs(first_layer) < 0.01))
    near_zero[name] = np.mean(shares)
    print(f"{name:9} {np.mean(shares):.0%} of 2,048 weights, from {min(shares):.0%} to {max(shares):.0%}")

# %% [markdown]
# L1 has put out nine weights of ten, and for that the network reads about one digit of a hundred less. L2 has put out a
# third, many of them at the points of the left and the right edge, where hardly any digit has ink and the data do not
# ask. So L1 is for the case that you want a network that is small *after* the training: to send it, to run it on a
# watch, or to see which of the 64 points it looks at.

# %% tags=["asserts"]
assert abs(near_zero["L1 0.003"] - 0.9) < 0.05
assert 0.25 < near_zero["L2 0.003"] < 0.45
assert near_zero["plain"] < 0.15
assert 64 * 32 == 2048
assert 0.01 < 0.02

# %% [markdown] slug="ch14-which"
# ## Which one, then?
#
# You have seen that no remedy is good by itself. Here is what to do, in the order in which it pays.
#
# First look whether you overfit at all. If the *training* loss is high, none of this helps: you underfit, and need a
# larger network, more epochs or a better rate. Then get more data, and look at the ones you have. Twenty false labels
# put right would gain twenty points here, more than any remedy. Then early stopping: it saves time, and costs only the
# digits held back, which you need for your choices anyway. Then L2. Then augmentation, when you can make a claim about
# your data that you believe. Dropout when the network is large. An ensemble at the very end, if five times the price is
# worth a little.
#
# And choose each strength by the validation set, in pairs, on several draws.

# %% [markdown] slug="ch14-lab"
# ## Lab: choose λ as one should (optional, 10 minutes)
#
# With 20 false labels. The cell tries four λ on three draws, looks at the *validation* digits only, and chooses. Then
# it opens the test set, once. Predict: which λ will it choose? And will the share of new digits that it reads lie above
# the share of validation digits for which it was chosen, or below?
#
# Then change the cell. Can you beat L2 with two remedies at once, say L2 and grain? Choose by validation, and be
# honest.

# %%
held_read, new_read = {}, {}
for l2 in (0.003, 0.01, 0.03, 0.1):
    held, read = [], []
    for draw in (10, 11, 12):
        (X, y), (X_held, y_held), (X_new, y_new) = deal(draw, wrong=20)
        net = learn(network(draw), X, y, l2=l2)
        held.append(score(probabilities(net, X_held), y_held)[1])
        read.append(score(probabilities(net, X_new), y_new)[1])
    held_read[l2], new_read[l2] = np.mean(held), np.mean(read)
    print(f"λ = {l2:5}: of the validation digits {np.mean(held):.1%} read", flush=True)
chosen = max(held_read, key=held_read.get)
print(f"chosen: λ = {chosen}. Of the new digits it reads {new_read[chosen]:.1%}.")

# %% [markdown]
# Validation chooses λ = 0.03 and promises 77 of 100. Of the new digits it reads 76: about as many, and a little fewer.
# With four choices there is little room for luck. With four hundred there would be more.

# %% tags=["asserts"]
assert chosen in (0.01, 0.03)
assert abs(held_read[chosen] - 0.77) < 0.06
assert abs(new_read[chosen] - 0.76) < 0.06

# %% [markdown] slug="ch14-accumulate"
# ## More rows than memory (optional, 3 minutes)
#
# One thing that is no remedy for anything in this chapter, but that the problem set asks for. When a batch is too large
# for the memory, cut it into parts, find the gradient of each part's *mean* loss, and put these together. A part of 30
# rows must count for three times as much as one of 10:
#
# {{eq:accumulated}}
#
# Whoever takes the plain mean of the parts' gradients lets each row of a short last part count for more than the
# others. What comes out is the gradient of the large batch, no more. It makes no gradient larger, cures nothing that
# vanishes, and keeps nobody from overfitting.

# %% tags=["asserts"]
# eq: accumulated
_rng = np.random.default_rng(4)
_W, _X, _y = _rng.normal(size=(64, 10)), pictures[:70], labels[:70]


def _gradient(X, y):
    p = np.exp(X @ _W)
    p /= p.sum(axis=1, keepdims=True)
    p[np.arange(len(y)), y] -= 1
    return X.T @ p / len(y)


_parts = [(_X[a:b], _y[a:b]) for a, b in ((0, 30), (30, 60), (60, 70))]
_sum = sum(len(y) * _gradient(X, y) for X, y in _parts) / 70
assert np.allclose(_sum, _gradient(_X, _y), atol=1e-14)
assert not np.allclose(sum(_gradient(X, y) for X, y in _parts) / 3, _gradient(_X, _y), atol=1e-3)

# %% [markdown] slug="ch14-quiz"
# ## Check yourself
#
# Choose an answer, then open it. Each option says why it is right or wrong. Two of the questions are old acquaintances.

# %% [markdown] tags=["quiz"]
# **1.** A network has a training loss of 0.001. What do you know of its answers to new data?
#
# - They are good.
#   No. Two networks of this chapter had the same low loss. One of them could not read at all.
# - They are bad, since it has learnt by heart.
#   No. The first network had a low training loss too, and reads 87 of 100.
# - Nothing.
#   Right. It says how well the network knows what it was shown. For the rest you need data that it was not shown.

# %% [markdown] tags=["quiz"]
# **2.** The training loss is 1.9 after a thousand epochs, and the validation loss is 2.0. What do you do?
#
# - Add dropout and a larger λ.
#   No. The gap is small. The network does not know even what it was shown: it underfits, and a remedy against
#   overfitting makes it worse.
# - Find out why it does not learn: a larger network, another rate, a mistake in the gradient.
#   Right. First it has to learn, then it has to be kept from learning too much.
# - Stop earlier.
#   No. Both losses are high, so it has learnt too little, not too much.

# %% [markdown] tags=["quiz"]
# **3.** You try 50 settings and keep the one with the lowest loss on the test set. What is wrong with the number that
# you report?
#
# - Nothing, since the network never saw the test set.
#   No. But you did. The best of 50 is partly the luckiest of 50.
# - It is too friendly.
#   Right. The test set has decided something, so it has become a validation set. Keep another one that decides nothing.
# - It is too strict.
#   No. Whatever is chosen because it looks good looks better than it is.

# %% [markdown] tags=["quiz"]
# **4.** Which price sets many weights to 0, and why?
#
# - L2, since it shrinks each weight in every step.
#   No. It takes a share. What is left becomes small, and its pull becomes small with it.
# - Both, when λ is large enough.
#   No. L2 with a large λ makes all weights small. Still few of them are 0.
# - L1, since its pull does not become weaker as the weight becomes small.
#   Right. It takes the same amount from each weight, and from a small one that is all there is.

# %% [markdown] tags=["quiz"]
# **5.** The batch is a single row, and a neuron is dropped in this step. What is the gradient of the weights that lead
# *into* it?
#
# - 0
#   Right. What comes back to its activation is multiplied by its mask, which is 0, and all that lies before it gets its gradient through there.
# - Twice the usual, to make up for it.
#   No. That is for those that were kept.
# - The usual one, since only its output was dropped.
#   No. Its output had no influence on the loss. So nothing that made this output has any.

# %% [markdown] tags=["quiz"]
# **6.** From chapter 09: each of your hundred digits is in the batch twice. What happens to the gradient of the loss?
#
# - It stays.
#   Right. The loss is a mean, and a mean does not notice. So copies are no augmentation: they tell the network nothing new.
# - It doubles.
#   No. There are twice as many terms, and each has half the weight.
# - It halves.
#   No. That would be averaging once more.

# %% [markdown] tags=["quiz"]
# **7.** From chapter 03: with L2, a plain step multiplies each weight by 1 − ηλ before anything else. At a rate of 0.1,
# from which λ on does that alone no longer bring a weight to 0?
#
# - From λ = 1 on.
#   No. There the factor is 0.9.
# - From λ = 10 on.
#   No. There the factor is 0: the weight is gone in one step, and stays so.
# - From λ = 20 on.
#   Right. There the factor is −1: the weight turns over and keeps its size, and beyond that it grows. The bend of the
#   price is λ, and the limit of the rate is 2 divided by the bend.

# %% tags=["asserts"]
assert [1 - 0.1 * _lambda for _lambda in (1, 10, 20)] == [0.9, 0, -1]
assert 0.001 < 0.02
assert 2.0 - 1.9 < 0.2

# %% [markdown] slug="ch14-recap"
# ## In five lines
#
# 1. The training loss says how well a network knows what it was shown. A network can learn shuffled labels, to a loss near 0.
# 2. Overfitting is the gap between old and new data. It needs capacity, and accidents to be learnt.
# 3. Three sets: one for the weights, one for your choices, one that decides nothing.
# 4. L2 takes a share of each weight, L1 an amount; dropout lets neurons be absent, forward and backward alike.
# 5. A remedy helps as much as there are accidents. Measure it in pairs, on several draws.

# %% [markdown] slug="ch14-summary"
# ## The chapter on one page
#
# **Words.** *Overfit*: do better on the data of the training than on new data. *Underfit*: do badly on both.
# *Capacity*: what a network could learn. *Generalisation*: what it does with new data. *Training, validation, test
# set*: for the weights, for your choices, for the final number.
#
# **Prices on weights**, {{ref:l2-penalty}} and {{ref:l1-penalty}}: add $\lambda w$ or $\lambda \operatorname{sign}(w)$
# to the gradient. The share that L2 takes in a plain step is $\eta\lambda$.
#
# **Dropout**, {{ref:dropout}} and {{ref:dropout-backward}}: one mask of 0 and $1/(1-p)$, forward and backward; none in
# use: `net.eval()`.
#
# **Early stopping.** Keep the weights of the lowest validation loss; stop when it is `patience` epochs old.
#
# **Ensemble**, {{ref:ensemble}}: average the probabilities; the loss is never worse than that of the members on
# average.
#
# **Measured** on a hundred digits, 64-32-10, ten draws in pairs, in points of 100:
#
# | | true labels | 20 of 100 false |
# |---|---|---|
# | grain, fresh in each epoch | +1.4 | +10.6 |
# | L2, λ = 0.03 | −1.3 | +10.3 |
# | early stopping | −0.4 | +9.9 |
# | shifted by up to one point | −5.6 | +7.3 |
# | dropout 1/2 | −1.5 | +5.2 |
# | L2, λ = 0.003 | +0.8 | +2.9 |
# | L1, λ = 0.003 | −1.0 | +1.7 |
# | five networks together | +0.6 | +0.6 |
# | 8 neurons for 32 | −4.7 | −4.4 |
#
# **The mistake.** Taking a low training loss for a good network. Seen with labels that were dealt out at random: the
# loss comes down, and nothing has been understood.

# %% tags=["asserts"]
_means = {name: (true, false) for name, (true, _, false, _) in _told.items()}
assert [_means[name] for name in ("grainy", "L2 0.03", "early stopping")] == [(1.4, 10.6), (-1.3, 10.3), (-0.4, 9.9)]
assert [_means[name] for name in ("shifted", "dropout 1/2", "L2 0.003")] == [(-5.6, 7.3), (-1.5, 5.2), (0.8, 2.9)]
assert [_means[name] for name in ("L1 0.003", "five together", "8 neurons")] == [(-1.0, 1.7), (0.6, 0.6), (-4.7, -4.4)]
for _l2 in (0.003, 0.03):
    assert f"L2 {_l2}" in _told

# %% [markdown] slug="ch14-next"
# ## Where to go next
#
# **Problem set 7**, in `assignments/ps7`, reads Morse code from a cable that loses parts of the message. You find
# the first weights for a leaky ReLU, normalise each row by its own size, forward and backward, drop whole wires, gather a
# gradient from rows that do not weigh alike, and see a network that was trained with losses read what another cannot.
#
# [Chapter 15](15_pytorch.ipynb) goes to where the others work: PyTorch, with the same gradients.

# %% [markdown] tags=["not-in-book"]
# Save your work before you go. On Binder, choose *File → Download*, since the machine forgets everything after ten
# minutes without activity. [Chapter 00](00_start_here.ipynb) says what to do with the file when you return.

# %% [markdown] slug="ch14-sources"
# ## Sources
#
# That networks learn labels dealt out at random, and that no remedy hinders them much, is from Chiyuan Zhang, Samy
# Bengio, Moritz Hardt, Benjamin Recht and Oriol Vinyals, "Understanding deep learning requires rethinking
# generalization" (ICLR 2017). That the loss on new data can fall once more in large networks: Mikhail Belkin, Daniel
# Hsu, Siyuan Ma and Soumik Mandal, "Reconciling modern machine-learning practice and the classical bias–variance
# trade-off", *PNAS* 116 (2019), pages 15849–15854.
#
# L2 is older than networks: Arthur Hoerl and Robert Kennard, "Ridge regression: biased estimation for nonorthogonal
# problems", *Technometrics* 12 (1970); for networks Anders Krogh and John Hertz, "A simple weight decay can improve
# generalization" (NIPS 1991), which also shows that it helps against noise in the targets. L1: Robert Tibshirani,
# "Regression shrinkage and selection via the lasso", *Journal of the Royal Statistical Society B* 58 (1996). Decay and
# Adam: Ilya Loshchilov and Frank Hutter, "Decoupled weight decay regularization" (ICLR 2019). Dropout: Nitish
# Srivastava, Geoffrey Hinton, Alex Krizhevsky, Ilya Sutskever and Ruslan Salakhutdinov, "Dropout: a simple way to
# prevent neural networks from overfitting", *Journal of Machine Learning Research* 15 (2014). Early stopping: Lutz
# Prechelt, "Early stopping – but when?", in *Neural Networks: Tricks of the Trade* (Springer, 1998). Ensembles: Lars
# Kai Hansen and Peter Salamon, "Neural network ensembles", *IEEE Transactions on Pattern Analysis and Machine
# Intelligence* 12 (1990). Grain on the inputs: Christopher Bishop, "Training with noise is equivalent to Tikhonov
# regularization", *Neural Computation* 7 (1995).
#
# Good to read beside this chapter: Michael Nielsen, [*Neural Networks and Deep Learning*, chapter
# 3](http://neuralnetworksanddeeplearning.com/chap3.html) (2015), which lets a network overfit a thousand digits; Simon
# Prince, *Understanding Deep Learning* (MIT Press, 2023), chapters 8 and 9.
#
# The digits are those of Ethem Alpaydin and Cenk Kaynak, "Optical recognition of handwritten digits", UCI Machine
# Learning Repository (1998).
