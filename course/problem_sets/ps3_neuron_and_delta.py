# %% [markdown] slug="ps3-title"
# # Problem set 3: twenty-three flights
#
# On the evening of 27 January 1986 engineers of the company that built the boosters of the space shuttle asked for a
# delay. The forecast for the morning was 31 °F, just below freezing, and no shuttle had ever flown in such cold. They
# feared for the rubber rings that seal the joints of a booster. After three hours on the telephone it was decided
# that the data were not conclusive. On 28 January *Challenger* broke apart 73 seconds after launch. Seven people died.
#
# There were data of 23 flights. Were they not conclusive? You will ask them yourself: with one neuron, then with a
# small network. You will write the five functions that such a network learns with.
#
# In October of the same year a paper of four pages made those five functions known to the world (D. E. Rumelhart,
# G. E. Hinton and R. J. Williams, *Nature* 323, 533, 1986).
#
# - **Before you start:** chapters 04 to 08.
# - **Time:** about 90 minutes. Each part says how long it takes.
# - **Points:** 24, of which 4 are for an explanation in your own words.
# - **Stuck?** Each part has three hints, from a nudge to the first line of code.
#
# A cell that says `NotImplementedError` waits for your code: write it instead of that line.
# `check.ps3(...)` tries your function on fresh random numbers and says at once what it sees.
# It is a second opinion: first look for yourself, with the small test that stands before it.

# %% slug="ps3-imports"
import numpy as np

from autograd_lab import check

# %% [markdown] slug="ps3-data-text"
# ## The data
#
# For each flight: the temperature at launch in °F, and whether a seal of a booster's joints showed damage afterwards
# (S. R. Dalal, E. B. Fowlkes and B. Hoadley, *Journal of the American Statistical Association* 84, 945, 1989).

# %% slug="ps3-data"
launch_text = "66 70 69 68 67 72 73 70 57 63 70 78 67 53 67 75 70 81 76 79 75 76 58"
damage_text = "0 1 0 0 0 0 0 0 1 1 1 0 0 1 0 0 0 0 0 0 1 0 1"
launch = np.array(launch_text.split(), dtype=float)
damage = np.array(damage_text.split(), dtype=float)


def feature(temperature):
    """A temperature in °F as the network sees it: 0 is the mean of the 23 flights, 1 a standard deviation more."""
    return (np.asarray(temperature, dtype=float)[..., None] - launch.mean()) / launch.std()


X = feature(launch)  # (N, n_in) = (23, 1)
Y = damage[:, None]  # (N, n_out) = (23, 1)
print(X.shape, Y.shape, "  flights with damage:", int(damage.sum()))

# %% [markdown] slug="ps3-conventions"
# **Conventions, everywhere in this set.** One row per example: `z`, `a`, `y` and every `delta` are (N, n), with n the
# number of neurons of their layer. Weights are `W` (n_in, n_out), so `W[i, j]` leads from unit i to unit j; a bias
# `b` is (n_out,). A layer computes `z = a_prev @ W + b` and `a = sigmoid(z)`. The loss sums over the outputs of a row
# and takes the mean over the rows:
#
# {{eq:network-loss}}
#
# $\delta$ is kept for one thing alone: $\partial L/\partial z$, the slope of $L$ when a pre-activation moves. The
# 1/N of the loss is inside it. Your functions return new arrays and leave their arguments as they were.

# %% [markdown] slug="ps3-sigmoid-text"
# ## Part 1: from a number to a risk (5 minutes, 2 points)
#
# A straight line through the flights would predict a risk below 0 on a hot day and above 1 on a cold one. Squeeze it:
#
# {{eq:sigmoid}}
#
# Write `sigmoid(z)`. `z` is an array of any shape, and so is the answer, entry by entry.

# %% [markdown] tags=["hint"] slug="ps3-sigmoid-hint-1"
# Hint 1: what to look at
#
# What should come out for z = 0? For a very large z, for a very negative one? Try your formula on paper with these.

# %% [markdown] tags=["hint"] slug="ps3-sigmoid-hint-2"
# Hint 2: what to recall
#
# NumPy's functions work on every entry of an array at once, and so do `+` and `/`. The exponential is `np.exp`.

# %% [markdown] tags=["hint"] slug="ps3-sigmoid-hint-3"
# Hint 3: how it begins
#
# `return 1 / (` … and mind where the parenthesis closes: Python divides before it adds.


# %% nbgrader={"grade": false, "grade_id": "sigmoid", "locked": false, "schema_version": 3, "solution": true, "task": false}
def sigmoid(z):
    """σ(z) between 0 and 1, entry by entry, the shape of z."""
    ### BEGIN SOLUTION
    # The minus makes it rise: a large z makes e^−z vanish, and 1/1 is left.
    # The parentheses matter: 1 / 1 + e^−z would divide first, and be above 1 everywhere.
    return 1 / (1 + np.exp(-z))
    ### END SOLUTION


# %% [markdown] slug="ps3-sigmoid-own"
# **Look for yourself first.** What do you expect of these five? Say it before you run the cell.

# %% slug="ps3-sigmoid-try"
sigmoid(np.array([-20.0, -1.0, 0.0, 1.0, 20.0]))

# %% nbgrader={"grade": true, "grade_id": "check_sigmoid", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check.ps3(sigmoid).require()

# %% [markdown] slug="ps3-prime-text"
# ## Part 2: how fast does the risk move? (10 minutes, 3 points)
#
# Turn z up a little. By how much does σ(z) rise? You could nudge it for every z. There is a shorter way: the slope of
# a sigmoid can be read off its own value.
#
# {{eq:sigmoid-slope}}
#
# Write `sigmoid_prime(z)`. It takes z, the number that goes *into* the sigmoid, not the one that comes out.
# From here on you may call the functions that you have written. If one of them is still wrong, it costs its own points
# and no others: the check lends you a right one for the call.

# %% [markdown] tags=["hint"] slug="ps3-prime-hint-1"
# Hint 1: what to look at
#
# Where is a sigmoid steepest, and where is it flat? Can its slope ever be negative?

# %% [markdown] tags=["hint"] slug="ps3-prime-hint-2"
# Hint 2: what to recall
#
# The formula holds σ(z) twice. Compute it once, give it a name, and use the name.

# %% [markdown] tags=["hint"] slug="ps3-prime-hint-3"
# Hint 3: how it begins
#
# `a = sigmoid(z)`, and then one line with nothing in it but `a`.


# %% nbgrader={"grade": false, "grade_id": "sigmoid_prime", "locked": false, "schema_version": 3, "solution": true, "task": false}
def sigmoid_prime(z):
    """The slope of the sigmoid at z, entry by entry, the shape of z."""
    ### BEGIN SOLUTION
    # The quotient rule on 1/(1 + e^−z) gives e^−z/(1 + e^−z)². One of the two denominators is σ; the rest,
    # e^−z/(1 + e^−z), is 1 − σ. So the forward pass has done the work already: no new exponential is needed.
    a = sigmoid(z)
    return a * (1 - a)
    ### END SOLUTION


# %% [markdown] slug="ps3-prime-own"
# **Look for yourself first.** Nobody needs to tell you whether a slope is right: nudge, and compare. In which of the
# four places is the sigmoid saturated, so that nudging z hardly moves anything?

# %% slug="ps3-prime-try"
z_try, step = np.array([-6.0, 0.0, 1.5, 10.0]), 1e-5
print("nudging:", (sigmoid(z_try + step) - sigmoid(z_try - step)) / (2 * step))
print("yours:  ", sigmoid_prime(z_try))

# %% nbgrader={"grade": true, "grade_id": "check_sigmoid_prime", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check.ps3(sigmoid_prime).require()

# %% [markdown] slug="ps3-output-text"
# ## Part 3: δ at the output (15 minutes, 4 points)
#
# A neuron says nine tenths for a flight that came back undamaged. Which way should its z move, and how much does that matter to
# the loss? Two things stand between z and $L$: the sigmoid, and the square.
#
# {{eq:output-delta}}
#
# Write `output_delta(z, y)`, for the pre-activations `z` of the output layer and the targets `y`, both (N, n). It
# returns one δ for each of them, shape (N, n).

# %% [markdown] tags=["hint"] slug="ps3-output-hint-1"
# Hint 1: what to look at
#
# Take one row and one output: $L = (\sigma(z) - y)^2$. Differentiate from the outside to the inside. Which two slopes
# are multiplied?

# %% [markdown] tags=["hint"] slug="ps3-output-hint-2"
# Hint 2: what to recall
#
# $L$ is a mean over the rows, so each row counts for 1/N only; it is a plain sum over the outputs. N is the number of
# rows: `len(z)`.

# %% [markdown] tags=["hint"] slug="ps3-output-hint-3"
# Hint 3: how it begins
#
# `residual = sigmoid(z) - y`, shape (N, n). Everything that follows is multiplied entry by entry.


# %% nbgrader={"grade": false, "grade_id": "output_delta", "locked": false, "schema_version": 3, "solution": true, "task": false}
def output_delta(z, y):
    """δ = ∂L/∂z of the output layer, (N, n), for pre-activations z and targets y, both (N, n)."""
    ### BEGIN SOLUTION
    # From the outside in: the mean brings 1/N, the square brings 2·(a − y), the sigmoid brings σ'(z).
    # a − y, not y − a: an output that is too high has a positive δ, since raising z makes it worse.
    # The residual stands here once. Who multiplies by "the error" again loses the sign.
    return 2 / len(z) * (sigmoid(z) - y) * sigmoid_prime(z)
    ### END SOLUTION


# %% [markdown] slug="ps3-output-own"
# **Look for yourself first.** The cell nudges each z of two rows and two outputs, one after the other, and watches
# the loss. Do the two tables agree in at least six digits? If not: in which entries, and by what factor?

# %% slug="ps3-output-try"
rng = np.random.default_rng()
z_try, y_try = rng.normal(size=(2, 2)), rng.uniform(size=(2, 2))


def loss_of(a, y):
    """L of eq. 8.1: summed over the outputs of a row, averaged over the rows."""
    return np.mean(np.sum((a - y) ** 2, axis=1))


def nudged_slopes(loss, array, step=1e-5):
    """The slope of loss() in each entry of `array`, which is moved up and down and put back."""
    slopes = np.zeros_like(array)
    for index in np.ndindex(*array.shape):
        kept = array[index]
        array[index] = kept + step
        up = loss()
        array[index] = kept - step
        slopes[index] = (up - loss()) / (2 * step)
        array[index] = kept
    return slopes


print("nudging:\n", nudged_slopes(lambda: loss_of(sigmoid(z_try), y_try), z_try))
print("yours:\n", output_delta(z_try, y_try))

# %% nbgrader={"grade": true, "grade_id": "check_output_delta", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check.ps3(output_delta).require()

# %% [markdown] slug="ps3-output-why"
# If the check named a mistake on the way: say in one sentence, aloud or on paper, *why* it gave those numbers.
#
# **A near twin.** Somebody else's course has the loss $\frac{1}{2} \sum_n \sum_k (a_{nk} - y_{nk})^2$. What is δ at the
# output there? Write it down before you unfold the answer.

# %% [markdown] tags=["solution"] slug="ps3-output-twin"
# $\delta_{nk} = (a_{nk} - y_{nk})\,\sigma'(z_{nk})$. The ½ eats the 2 of the square, and nothing divides by N. Both
# losses have their minimum in the same place; their gradients differ by a constant factor, so the same learning rate
# takes steps of another length. A learning rate means nothing without its loss.

# %% [markdown] slug="ps3-layer-text"
# ## Part 4: from δ to the weights (15 minutes, 6 points)
#
# You know how $L$ moves with each z. But you cannot turn a z: you can turn weights and biases. In
# `z = a_prev @ W + b` the weight $w_{ij}$ meets $a_i$ of every row and moves $z_j$ of every row:
#
# {{eq:layer-gradients}}
#
# Write `layer_gradients(a_prev, delta)`. `a_prev` (N, n_in) is what entered the layer, `delta` (N, n_out) its δ.
# Return `dW` (n_in, n_out) and `db` (n_out,), in this order. They are worth 3 points each, each for itself.

# %% [markdown] tags=["hint"] slug="ps3-layer-hint-1"
# Hint 1: what to look at
#
# Take one row, two inputs, one neuron: $z = a_0 w_0 + a_1 w_1 + b$. By what is $w_0$ multiplied? And b?

# %% [markdown] tags=["hint"] slug="ps3-layer-hint-2"
# Hint 2: what to recall
#
# The gradient of an array has the shape of that array. One b is used in all rows, so the rows' contributions add up;
# and the 1/N is inside δ already.

# %% [markdown] tags=["hint"] slug="ps3-layer-hint-3"
# Hint 3: how it begins
#
# For `dW` the index that vanishes is n, the row. In a matrix product the inner sizes meet and vanish: which of the two
# arrays has to be transposed, so that N meets N and (n_in, n_out) is left?


# %% nbgrader={"grade": false, "grade_id": "layer_gradients", "locked": false, "schema_version": 3, "solution": true, "task": false}
def layer_gradients(a_prev, delta):
    """Gradients (dW, db) of a layer: dW (n_in, n_out), db (n_out,), from a_prev (N, n_in) and delta (N, n_out)."""
    ### BEGIN SOLUTION
    # w_ij meets a_i of each row and moves z_j of that row: multiply the two, and sum over the rows.
    # (n_in, N) @ (N, n_out): the rows meet and vanish. With n_in = n_out a wrong transpose would not be seen in the shape.
    dW = a_prev.T @ delta
    # b_j moves z_j of each row one to one. A sum and not a mean: δ holds the 1/N of the loss already.
    db = delta.sum(axis=0)
    return dW, db
    ### END SOLUTION


# %% [markdown] slug="ps3-layer-own"
# **Look for yourself first.** A layer of three inputs and two neurons; the cell nudges every weight and every bias.

# %% slug="ps3-layer-try"
a_try, W_try, b_try = rng.uniform(size=(5, 3)), rng.normal(size=(3, 2)), rng.normal(size=2)
y_try = rng.uniform(size=(5, 2))


def loss_here():
    return loss_of(sigmoid(a_try @ W_try + b_try), y_try)


dW, db = layer_gradients(a_try, output_delta(a_try @ W_try + b_try, y_try))
print("shapes:", np.shape(dW), np.shape(db), "  asked for: (3, 2) (2,)")
print("dW, nudging:\n", nudged_slopes(loss_here, W_try))
print("dW, yours:\n", dW)
print("db, nudging:", nudged_slopes(loss_here, b_try))
print("db, yours:  ", db)

# %% nbgrader={"grade": true, "grade_id": "check_layer_gradients", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
check.ps3(layer_gradients).require()

# %% [markdown] slug="ps3-neuron-text"
# ## One neuron looks at the flights
#
# A single neuron has one weight and one bias, and you have all that it needs to learn. It starts out knowing nothing:
# `W = 0`, `b = 0`, a risk of one half for every flight.
#
# Before you run the next cell: will the weight become positive or negative? The coldest of the 23 flights was at 53 °F.
# What will the neuron say about 31 °F: about the same as at 53 °F, or more?

# %% slug="ps3-neuron"
W, b = np.zeros((1, 1)), np.zeros(1)
for epoch in range(1001):
    z = X @ W + b
    if epoch in (0, 1, 10, 100, 1000):
        risk = sigmoid(feature(31) @ W + b)
        print(f"step {epoch:4d}   loss {loss_of(sigmoid(z), Y):.4f}   W {W[0, 0]:7.4f}   risk at 31 °F {risk[0]:.4f}")
    dW, db = layer_gradients(X, output_delta(z, Y))
    W, b = W - 2.0 * dW, b - 2.0 * db

# %% [markdown] slug="ps3-neuron-result"
# The weight is negative: the warmer, the safer. And at 31 °F the neuron answers with more than 999 in 1000.
#
# How sure may you be of that? The sigmoid has been continued far below the coldest flight, where there are no data at
# all; anything could happen there. One neuron can only rise or fall, so it had no other choice than to go on rising.
# Would a model that is free to do something else do something else?

# %% [markdown] slug="ps3-hidden-text"
# ## Part 5: δ behind the scenes (20 minutes, 5 points)
#
# Give the network a hidden layer. A hidden neuron is never compared with a target: nobody says what it should have
# answered. But push its z, and through its weights you push the z of every neuron above; and of those you know how much
# a push moves the loss, since that is their δ. So it gathers: the δ of each neuron above, times the weight that leads
# there. What is still missing is how far its own answer moves when its z is pushed.
#
# {{eq:hidden-delta}}
#
# Write `hidden_delta(z, delta_next, W_next)`, for the hidden pre-activations `z` (N, n), the δ of the layer above
# (N, m), and the weights `W_next` (n, m) that lead there. It returns (N, n).

# %% [markdown] tags=["hint"] slug="ps3-hidden-hint-1"
# Hint 1: what to look at
#
# One row, one hidden neuron that feeds two neurons above: draw it. Its z reaches the loss on two paths. What happens to
# the slopes along a path, and where two paths meet?

# %% [markdown] tags=["hint"] slug="ps3-hidden-hint-2"
# Hint 2: what to recall
#
# The sum runs over k, the neurons above. Going forward, `a @ W_next` sums over the neurons below. What has to be done
# to `W_next` so that its other index meets and vanishes?

# %% [markdown] tags=["hint"] slug="ps3-hidden-hint-3"
# Hint 3: how it begins
#
# `from_above = delta_next @ ` … : (N, m) times (m, n) gives (N, n). One factor is still missing, and it is entry by
# entry.


# %% nbgrader={"grade": false, "grade_id": "hidden_delta", "locked": false, "schema_version": 3, "solution": true, "task": false}
def hidden_delta(z, delta_next, W_next):
    """δ = ∂L/∂z of a hidden layer, (N, n), from delta_next (N, m) and W_next (n, m)."""
    ### BEGIN SOLUTION
    # a_j feeds every neuron above: a fan-out, so a push on it travels along every edge, and what comes back adds up. The edge to k
    # carries w_jk, in both directions. (N, m) @ (m, n): the neurons above meet and vanish. Here lies the transpose.
    from_above = delta_next @ W_next.T
    # That was ∂L/∂a. One step further down stands the sigmoid: its slope at z, not at a.
    return from_above * sigmoid_prime(z)
    ### END SOLUTION


# %% [markdown] slug="ps3-hidden-own"
# **Look for yourself first.** A network 2-3-2, written out with your functions. The cell nudges a weight of the *first*
# layer, whose gradient passes through everything that you have written.

# %% slug="ps3-hidden-try"
x_try, y_try = rng.normal(size=(4, 2)), rng.uniform(size=(4, 2))
W1_try, b1_try = rng.normal(size=(2, 3)), rng.normal(size=3)
W2_try, b2_try = rng.normal(size=(3, 2)), rng.normal(size=2)


def loss_of_network():
    hidden = sigmoid(x_try @ W1_try + b1_try)
    return loss_of(sigmoid(hidden @ W2_try + b2_try), y_try)


z1_try = x_try @ W1_try + b1_try
delta2 = output_delta(sigmoid(z1_try) @ W2_try + b2_try, y_try)
delta1 = hidden_delta(z1_try, delta2, W2_try)
print("dW1, nudging:\n", nudged_slopes(loss_of_network, W1_try))
print("dW1, yours:\n", layer_gradients(x_try, delta1)[0])

# %% nbgrader={"grade": true, "grade_id": "check_hidden_delta", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false}
check.ps3(hidden_delta).require()

# %% [markdown] slug="ps3-network-text"
# ## A network looks at the flights
#
# One input, three hidden neurons, one output: ten numbers to turn. It may rise and fall and rise again.
#
# Before you run the cell: on the 23 flights, will its loss be lower than the neuron's? And at 31 °F: will it agree?


# %% slug="ps3-network"
def train(seed):
    """A 1-3-1 network from a random start: its risk as a function of the temperature, and its loss."""
    start = np.random.default_rng(seed)
    W1, b1 = start.normal(size=(1, 3)), start.normal(size=3)
    W2, b2 = start.normal(size=(3, 1)), np.zeros(1)
    for _ in range(3000):
        z1 = X @ W1 + b1
        a1 = sigmoid(z1)
        z2 = a1 @ W2 + b2
        delta2 = output_delta(z2, Y)
        delta1 = hidden_delta(z1, delta2, W2)
        (dW1, db1), (dW2, db2) = layer_gradients(X, delta1), layer_gradients(a1, delta2)
        W1, b1, W2, b2 = W1 - 2.0 * dW1, b1 - 2.0 * db1, W2 - 2.0 * dW2, b2 - 2.0 * db2

    def risk(temperature):
        return sigmoid(sigmoid(feature(temperature) @ W1 + b1) @ W2 + b2)

    return risk, loss_of(risk(launch), Y)


networks = [train(seed) for seed in range(4)]
print(f"one neuron    loss {loss_of(sigmoid(X @ W + b), Y):.4f}   risk at 31 °F {sigmoid(feature(31) @ W + b)[0]:.4f}")
for risk, loss in networks:
    print(f"a network     loss {loss:.4f}   risk at 31 °F {risk(31)[0]:.4f}   at 60 °F {risk(60)[0]:.4f}")

# %% slug="ps3-plot"
import matplotlib.pyplot as plt

degrees = np.linspace(28, 84, 200)
figure, axes = plt.subplots(figsize=(7, 4))
axes.plot(launch, damage, "o", label="23 flights")
axes.plot(degrees, sigmoid(feature(degrees) @ W + b), "-", label="one neuron")
for number, (risk, _) in enumerate(networks):
    axes.plot(degrees, risk(degrees), "--", color="C2", linewidth=1, label=None if number else "four 1-3-1 networks")
axes.axvline(31, color="gray", linewidth=1)
axes.annotate("forecast", (31, 0.5), xytext=(32, 0.5))
axes.set_xlabel("temperature at launch (°F)")
axes.set_ylabel("risk of damage to a seal")
axes.set_title("Damage at 23 launches, and what five models make of it")
axes.legend(loc=(0.12, 0.1))
plt.show()

# %% [markdown] slug="ps3-network-result"
# The networks fit the flights better, and they tell another story about them: not a slow rise, but a cliff at about
# 64 °F. One of the four even believes in a bump around 72 °F, on the strength of three flights. Twenty-three flights
# cannot say which story is right. A careful person would not believe any of them to the second digit, least of all at
# 31 °F.
#
# But the question that night was not for the second digit. It was whether 31 °F looks like the other days. The neuron
# with its two parameters and the networks with their ten give the same answer to that: at least 97 in 100. Every flight
# below 65 °F had come back with damage.
#
# The engineers had seen the cold flights. What they had not drawn was the other sixteen, the ones without damage, all
# of them warm. A flight on which nothing happens looks as if it had nothing to say. In your sum over the rows it has its
# δ like every other.

# %% [markdown] slug="ps3-explain-text"
# ## Part 6: in your own words (10 minutes, 4 points)
#
# Three rows, one output each, all with target y = 0. The outputs are `0.5`, `0.75` and `0.99`. Compute δ of each
# with `output_delta`, one row at a time (so that N is 1). The z that gives an output a is `np.log(a / (1 - a))`.
#
# Which of the three is the most wrong, and which has the largest δ? Which factor of δ is responsible? What does that
# mean for a network that starts out confidently wrong? Three to five sentences. A person reads this answer.

# %% slug="ps3-explain-try"
for a in (0.5, 0.75, 0.99):
    z = np.log(a / (1 - a))
    print(f"a = {a:.2f}   z = {z:.3f}")

# %% [markdown] nbgrader={"grade": true, "grade_id": "explain_slow", "locked": false, "points": 4, "schema_version": 3, "solution": true, "task": false}
# δ is 1/4, 9/32 and about 1/50: the last row is the most wrong and has by far the smallest δ. The residual grows, from
# 1/2 to nearly 1, but σ'(z) = a(1 − a) falls from 1/4 to 1/100: the sigmoid is saturated, so nudging z hardly moves a,
# and the loss does not notice. The weights get their gradient through δ, so a network that is confidently wrong
# learns slowest exactly where it has most to learn. (Chapter 11 changes the loss so that σ' cancels.)
#
# **Mark scheme**
#
# | points | for |
# |---|---|
# | 1 | the three δ: 1/4, 9/32 and about 1/50, or as a run prints them |
# | 1 | the third row is the most wrong and has the smallest δ; the second has the largest |
# | 1 | the factor is σ'(z) = a(1 − a): it falls faster than the residual grows, since the sigmoid is saturated |
# | 1 | the weights get their gradient through δ, so a network that is confidently wrong learns slowest there |
#
# Half of a point where a δ is wrong by the sign or by a constant factor and all else follows from it.

# %% [markdown] slug="ps3-more"
# ## If you want to know more
#
# Leave the sixteen flights without damage out, `keep = damage == 1`, and train the neuron on the other seven. What does
# it learn, and why?
#
# Dalal and his co-authors ask for more than "damage": the chance that a seal fails altogether. At 31 °F they arrive at
# 13 in 100 at least. Their paper is worth reading for how it says what it does not know.
#
# In `train`, start with all weights at 0 and print `W1` after some steps. Why do the three hidden neurons stay equal?
# Chapter 10 comes back to this.
