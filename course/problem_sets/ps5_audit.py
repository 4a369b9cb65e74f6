# %% [markdown] slug="ps5-title"
# # Problem set 5: the audit
#
# Somebody you have never met has published an article on backpropagation. It has formulas, a worked example with numbers to
# three digits, and a program. It reads well. People have learnt from it.
#
# Is it right? You could ask somebody who knows. In this problem set you ask nobody. You have a loss that you can compute
# and a number that you can nudge, and with these two you can audit any page that was ever written about gradients: this
# one, the next one, and your own.
#
# You will judge 33 claims. Some of them are true. You will then compute the numbers that should have stood there.
#
# - **Before you start:** chapters 07 to 09, and problem sets 3 and 4.
# - **Time:** about 150 minutes, in two sittings if you like. Each part says how long it takes.
# - **Points:** 30, of which 5 are for reasons in your own words.
# - **Stuck?** Each part has three hints, from a nudge to the first line of code.
#
# A cell that says `NotImplementedError` waits for your code: write it instead of that line.
# `check.ps5(...)` tries your function on fresh random numbers and says at once what it sees.
# It is a second opinion: first look for yourself, with the small test that stands before it.

# %% slug="ps5-imports"
import numpy as np

from autograd_lab import check

# %% [markdown] slug="ps5-source"
# ## The page on the bench
#
# The article is “Micrograd: understanding machine learning and backpropagation”, in Chinese, signed “Zen and the Art of
# Computer Programming”. This course grew from it. Its claims stand here in our own words, with the number of the section
# that makes them; its numbers are its own.
#
# No mockery is meant. Every slip on that page is one that people make every day, some of them in print. What is rare is a
# page on which so many stand together, and that is what makes it worth two hours.

# %% [markdown] slug="ps5-conventions"
# **Conventions, everywhere in this set.** The article has one sample and writes columns. So do we, here: `x`, `a`, `y` and
# every `delta` have shape (n, 1), with n the number of neurons of their layer; `W` is (n_out, n_in), so `W[j, i]` leads
# from unit i to unit j; `b` is (n_out, 1). A layer computes `z = W @ a_prev + b` and `a = sigmoid(z)`. The loss is the
# mean over the n outputs, as in the article's example:
#
# `L = np.mean((a - y) ** 2)`, that is $L = \frac{1}{n} \sum_k (a_k - y_k)^2$.
#
# In chapters 08 and 09 examples are rows and `W` is (n_in, n_out). To come from there to here, turn everything: each
# array is the transpose of what you know, and a product changes its order. Your functions return new arrays and leave their
# arguments as they were.
#
# **A verdict** on a claim is one of four words. `"holds"` says that the claim is true as it stands. `"a"`, `"b"` and
# `"c"` say that it is not, and that the sentence of this letter is what is true in its place. A group of three claims
# pays when all three verdicts hold. The check says which *group* is not right yet, not which claim: three guesses are right
# once in 64 times, and an experiment takes a minute.


# %% slug="ps5-tools"
def sigmoid(z):
    """σ(z), as in problem set 3."""
    return 1 / (1 + np.exp(-z))


def loss_of(a, y):
    """The mean over the outputs of the squared residuals."""
    return np.mean((a - y) ** 2)


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


def column(*numbers):
    """An array of shape (n, 1)."""
    return np.array(numbers, dtype=float).reshape(-1, 1)


# %% [markdown] slug="ps5-output-text"
# ## Part 1: δ at the output (15 minutes, 3 points)
#
# The article calls δ the *error* of a layer and computes it as $e$ times a derivative, with $e = y - \hat y$. In its
# example δ of the output is $e \cdot (y^o - 1)$. You know another formula; in rows, for a batch, it was
#
# {{eq:output-delta}}
#
# Write `article_output_delta(a, y)` for one sample in columns. Like the article it takes the *activations* `a` of the
# output layer, not z. It returns a column. The loss is the mean over n outputs: what stands where N stood?
#
# **First decide what δ means.** In this course δ is $\partial L/\partial z$. The article's recursion suggests another meaning,
# $\partial L/\partial a$, the slope of $L$ in what a neuron *answers* (the article's letter for that is y). Both work, as
# long as you keep one of them from the first line to the last; σ′ then stands in other places. If you want the second one,
# let `delta_means()` return `"dL/da"`, and your functions will be asked as the box says.

# %% [markdown] slug="ps5-second-meaning"
# <details><summary>If your δ is to mean ∂L/∂a: what your functions will be given</summary>
#
# `article_output_delta(a, y)` as before. `article_hidden_delta(W_next, delta_next, a_next)` gets the activation of the
# layer *above*, (m, 1), since that is where a slope is still to come. `article_weight_gradient(delta, a_prev, a)` gets the
# layer's own activation besides. `article_gradients(...)` is the same: a gradient does not care what you call δ.
#
# </details>

# %% [markdown] tags=["hint"] slug="ps5-output-hint-1"
# Hint 1: what to look at
#
# One output: $L = (a - y)^2$ and $a = \sigma(z)$. Differentiate from the outside to the inside. Which two slopes are
# multiplied, and what does each of them say for an output that is too high?

# %% [markdown] tags=["hint"] slug="ps5-output-hint-2"
# Hint 2: what to recall
#
# σ′(z) can be read off a: it is $a(1 - a)$. The mean over n outputs brings 1/n; `len(a)` is n.

# %% [markdown] tags=["hint"] slug="ps5-output-hint-3"
# Hint 3: how it begins
#
# `return 2 / len(a) * ` and then three factors, entry by entry. In which order does the residual stand: prediction minus
# target, or the reverse?


# %% nbgrader={"grade": false, "grade_id": "article_output_delta", "locked": false, "schema_version": 3, "solution": true, "task": false}
def delta_means():
    """Which derivative you call δ: "dL/dz", or "dL/da". Keep it in all functions of this set."""
    return "dL/dz"


def article_output_delta(a, y):
    """δ of the output layer, (n, 1), for activations a and targets y, both (n, 1)."""
    ### BEGIN SOLUTION
    # From the outside in: the mean brings 1/n, the square 2·(a − y), the sigmoid a(1 − a).
    # a − y and not y − a: for an output that is too high δ is positive, and a step against it goes down.
    # The article's e·(y° − 1) is the residual, times what the residual of ½(y − 1)² would be: counted twice, no σ'.
    return 2 / len(a) * (a - y) * a * (1 - a)
    ### END SOLUTION


# %% [markdown] slug="ps5-output-own"
# **Look for yourself first.** The article's outputs and targets, nudged. The last line is the article's printed δ.
# Where does it agree with nudging in sign? In size? (If your δ is ∂L/∂a, compare with the second line.)

# %% slug="ps5-output-try"
y_o, target = column(0.5, 0.7, 0.3), column(1, 1, 1)
z_o = np.log(y_o / (1 - y_o))
printed_delta_o = column(-0.125, -0.105, 0.245)
print("nudging z:  ", nudged_slopes(lambda: loss_of(sigmoid(z_o), target), z_o).ravel())
print("nudging a:  ", nudged_slopes(lambda: loss_of(y_o, target), y_o).ravel())
print("yours:      ", article_output_delta(y_o, target).ravel())
print("the article:", printed_delta_o.ravel())

# %% nbgrader={"grade": true, "grade_id": "check_output_delta", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check.ps5(article_output_delta).require()

# %% [markdown] slug="ps5-output-why"
# **A near twin.** Another page has the loss $\frac{1}{2} \sum_k (a_k - y_k)^2$, targets of 1, and the sentence “so
# $\partial L / \partial a_k = a_k - 1$”. Is that sentence right? And which formula of the article does it remind you of?

# %% [markdown] tags=["solution"] slug="ps5-output-twin"
# It is right for that loss and these targets: the ½ eats the 2, and $a_k - y_k$ is $a_k - 1$. It is the second factor of the
# article's δ. So its product is the residual times the residual, and σ′ is not there at all.

# %% [markdown] slug="ps5-step-text"
# ## Part 2: one neuron and a step (20 minutes, 2 points)
#
# Section 3 of the article begins with the smallest model, $\hat y = w x + b$, and makes six claims. Before you judge them, run
# two experiments. In the first the prediction is 7, and the target is once below it and once above. What will the last
# column say? In the second one neuron takes six steps with $\delta = e\,\sigma'(z)$, where $e = y - \hat y$, and six with the other
# sign. Then change the numbers.

# %% slug="ps5-step-lab"
y_hat = 2.0 * 3.0 + 1.0
for y in (5.0, 9.0):
    e = y - y_hat
    slope = ((y_hat + 1e-5 - y) ** 2 - (y_hat - 1e-5 - y) ** 2) / 2e-5
    print(f"y = {y}:  nudging ŷ {slope:6.2f}   e {e:5.2f}   e times the slope {e * slope:6.2f}")

# %% slug="ps5-step-lab-2"
for name, sign in (("δ = e σ'", 1.0), ("δ = −e σ'", -1.0)):
    weight, losses = 0.3, []
    for _ in range(6):
        answer = sigmoid(weight * 1.5)
        losses.append((answer - 0.9) ** 2)
        delta = sign * (0.9 - answer) * answer * (1 - answer)
        weight = weight - 0.5 * delta * 1.5
    print(name, " losses:", " ".join(f"{loss:.4f}" for loss in losses))

# %% [markdown] slug="ps5-step-text-list"
# ### Six claims
#
# **S1** (section 3.2). Take $e = y - \hat y$ for the error and $\delta = e\,\sigma'(z)$. Then the step $w \leftarrow w - \alpha\, \delta\, x$
# makes the loss smaller, if α is small enough.
#
# - a: It makes the loss smaller only where $\hat y$ is below the target.
# - b: It makes the loss larger: the residual must be $\hat y - y$, or the sign of the step +.
# - c: It makes the loss smaller for every α.
#
# **S2** (section 3.2). The error of a layer is $\delta = e \cdot \partial L/\partial z$: the residual times the slope of the loss.
#
# - a: The residual is inside $\partial L/\partial z$ already. Multiplied once more, δ no longer tells too high from too low.
# - b: The residual must be added to the slope, not multiplied.
# - c: It is right at the output, and only the hidden layers need another rule.
#
# **S3** (section 3.2). For a sigmoid neuron with output $y = \sigma(z)$: $\;\partial L/\partial z = \partial L/\partial y \cdot \sigma(z)\,(1 - \sigma(z))$.
#
# - a: The factor is $z(1 - z)$.
# - b: The factor belongs to $\partial L/\partial w$, not to $\partial L/\partial z$.
# - c: It is the other way round: $\partial L/\partial y = \partial L/\partial z \cdot \sigma(z)(1 - \sigma(z))$.
#
# **S4** (section 3.2). To update a neuron, $w_{ij} \leftarrow w_{ij} - \alpha\, \delta_j x_i$ is all that has to be done.
#
# - a: The step also has to change x, by $-\alpha\, \delta\, w$.
# - b: b follows from w and needs no step of its own.
# - c: b has a gradient too, δ itself: $b_j \leftarrow b_j - \alpha\, \delta_j$.
#
# **S5** (section 3.2). One sweep from the output to the first layer finds the δ of all layers: each is made from the one after it.
#
# - a: The sweep runs from the first layer to the output.
# - b: Each layer needs a sweep of its own.
# - c: Only the last layer's δ can be found so; the others need nudging.
#
# **S6** (section 3.3). That training may end in a poor local minimum is a weakness of backpropagation.
#
# - a: It belongs to the loss and to the method that steps. Backpropagation only says what the slope is, and it is right there too.
# - b: It is a weakness of the sigmoid; with ReLU there are no local minima.
# - c: It happens only when gradients vanish.

# %% [markdown] tags=["hint"] slug="ps5-step-hint-1"
# Hint 1: what to look at
#
# For S1 and S2 the two experiments decide. Read them for a target above and a target below the prediction. For S6 ask:
# if somebody handed you the exact slope, would the valley be another one?

# %% [markdown] tags=["hint"] slug="ps5-step-hint-2"
# Hint 2: what to recall
#
# A claim can be true. S3 and S5 can be tested: nudge z and y of one neuron; look at what problem set 4 needed to make δ of
# one layer.

# %% [markdown] tags=["hint"] slug="ps5-step-hint-3"
# Hint 3: how it begins
#
# One line for each claim, for example `verdicts["S1"] = "holds"`, if that is what you have found.


# %% nbgrader={"grade": false, "grade_id": "verdicts_step", "locked": false, "schema_version": 3, "solution": true, "task": false}
def verdicts_step():
    """A dict: for each of S1 to S6 "holds", "a", "b" or "c"; None while open."""
    verdicts = dict.fromkeys(["S1", "S2", "S3", "S4", "S5", "S6"])
    ### BEGIN SOLUTION
    # e = y − ŷ is minus the residual: "w − α δ x" then walks up. Two minus signs would have cancelled; there is one.
    verdicts["S1"] = "b"
    # −8 for y = 5 and −8 for y = 9: a square has no sign.
    verdicts["S2"] = "a"
    # The chain rule on one edge. Nudge z, nudge y, divide: the quotient is σ'(z).
    verdicts["S3"] = "holds"
    # b moves z one to one, so ∂L/∂b = δ. Without it every neuron's threshold stays where it was born.
    verdicts["S4"] = "c"
    # That is what makes it cheap: one sweep, whatever the number of weights.
    verdicts["S5"] = "holds"
    # The valley is the loss's, the walk into it the optimiser's. The slope that was handed over was exact.
    verdicts["S6"] = "a"
    ### END SOLUTION
    return verdicts


# %% nbgrader={"grade": true, "grade_id": "check_step", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check.ps5(verdicts_step).require()

# %% [markdown] slug="ps5-hidden-text"
# ## Part 3: one layer down (15 minutes, 3 points)
#
# In the article a hidden layer's δ is a product of three vectors, entry by entry: δ of the layer above, σ′, and something
# that it calls weights. You know that a push on a hidden neuron reaches *all* neurons above it:
#
# {{eq:hidden-delta}}
#
# Write `article_hidden_delta(W_next, delta_next, a)` in columns: `W_next` is (m, n), `delta_next` (m, 1), and `a` (n, 1) are
# the hidden layer's own activations. It returns (n, 1). From here on you may call the functions that you have written; if
# one of them is still wrong, it costs its own points and no others.

# %% [markdown] tags=["hint"] slug="ps5-hidden-hint-1"
# Hint 1: what to look at
#
# How many entries has the answer, and how many has `delta_next`? Which of the two sizes has to vanish in a sum?

# %% [markdown] tags=["hint"] slug="ps5-hidden-hint-2"
# Hint 2: what to recall
#
# Forward, `W_next @ a` takes n numbers to m. On the way back m numbers have to become n.

# %% [markdown] tags=["hint"] slug="ps5-hidden-hint-3"
# Hint 3: how it begins
#
# `from_above = W_next.T @ ` … gives ∂L/∂a of this layer. One factor is still missing, entry by entry.


# %% nbgrader={"grade": false, "grade_id": "article_hidden_delta", "locked": false, "schema_version": 3, "solution": true, "task": false}
def article_hidden_delta(W_next, delta_next, a):
    """δ of a hidden layer, (n, 1), from W_next (m, n), delta_next (m, 1) and its own activations a (n, 1)."""
    ### BEGIN SOLUTION
    # (n, m) @ (m, 1): the neurons above meet and vanish. In rows it was δ Wᵀ; turned into columns it is Wᵀ δ.
    from_above = W_next.T @ delta_next
    # That was ∂L/∂a. The sigmoid of this layer is still to come: its slope is taken here, not in the layer above.
    return from_above * a * (1 - a)
    ### END SOLUTION


# %% [markdown] slug="ps5-hidden-own"
# **Look for yourself first.** Three hidden neurons, two outputs: sizes that differ. The cell nudges each hidden z.

# %% slug="ps5-hidden-try"
rng = np.random.default_rng()
z_1, W_2, b_2, y_2 = rng.normal(size=(3, 1)), rng.normal(size=(2, 3)), rng.normal(size=(2, 1)), column(1, 0)


def loss_above():
    return loss_of(sigmoid(W_2 @ sigmoid(z_1) + b_2), y_2)


a_1 = sigmoid(z_1)
a_2 = sigmoid(W_2 @ a_1 + b_2)
delta_2 = article_output_delta(a_2, y_2)
mine = article_hidden_delta(W_2, delta_2, a_1 if delta_means() == "dL/dz" else a_2)
print("nudging z:", nudged_slopes(loss_above, z_1).ravel())
print("yours:    ", np.ravel(mine), "  (∂L/∂a instead: divide the line above by σ′ =", (a_1 * (1 - a_1)).ravel(), ")")

# %% nbgrader={"grade": true, "grade_id": "check_hidden_delta", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check.ps5(article_hidden_delta).require()

# %% [markdown] slug="ps5-recursion-text"
# ## Part 4: the recursion (20 minutes, 2 points)
#
# Section 4.2 of the article derives the recursion for a deep network. $y^{l}$ is what layer $l$ answers, $z_l$ its
# pre-activation, $W^l$ its weights: $z_l = W^l y^{l-1} + b^l$. The cell nudges four things in a small network. Before you run
# it: which two of the four results will turn out equal?

# %% slug="ps5-recursion-lab"
W_1, b_1, x_1 = rng.normal(size=(3, 2)), rng.normal(size=(3, 1)), rng.normal(size=(2, 1))
jacobian = np.zeros((3, 2))
for i in range(2):
    up, down = x_1.copy(), x_1.copy()
    up[i] += 1e-5
    down[i] -= 1e-5
    jacobian[:, [i]] = ((W_1 @ up + b_1) - (W_1 @ down + b_1)) / 2e-5
print("∂z/∂(what entered), nudged:\n", jacobian, "\nW:\n", W_1)
z_1[:] = W_1 @ x_1 + b_1
print("∂L/∂z, nudged:", nudged_slopes(loss_above, z_1).ravel())


def loss_from_bias():
    return loss_of(sigmoid(W_2 @ sigmoid(W_1 @ x_1 + b_1) + b_2), y_2)


print("∂L/∂b, nudged:", nudged_slopes(loss_from_bias, b_1).ravel())
a_1 = sigmoid(z_1)
slopes_a = nudged_slopes(lambda: loss_of(sigmoid(W_2 @ a_1 + b_2), y_2), a_1)
print("∂L/∂a, nudged:", slopes_a.ravel())
print("the quotient ∂L/∂z : ∂L/∂a =", (nudged_slopes(loss_above, z_1) / slopes_a).ravel(), "  a:", a_1.ravel())

# %% [markdown] slug="ps5-recursion-text-list"
# ### Six claims on the recursion
#
# **R1**. The slope that the update of section 3.2 needs, $\partial L / \partial z_l$, is $e \cdot \partial L / \partial y^{l-1}$.
#
# - a: Only the factor $e$ is too much: it is $\partial L / \partial y^{l-1}$.
# - b: Only the index is off by one: it is $e \cdot \partial L / \partial y^{l}$.
# - c: The factor $e$ is too much, the index is off by one, and σ′ is missing: it is $\partial L/\partial y^{l} \odot \sigma'(z_l)$.
#
# **R2**. $\partial z_l / \partial y^{l-1}$, how the pre-activations move with the answers of the layer before, is $\sigma(z_l)(1 - \sigma(z_l))$.
#
# - a: It is $W^l$. The slope of the sigmoid is $\partial y^l/\partial z_l$.
# - b: It is $W^l$ times that slope.
# - c: It is $y^{l-1}$.
#
# **R3**. The two equations $\delta_l = e \cdot \partial L/\partial y^{l-1}$ and $\partial L/\partial y^{l-1} = \delta_l\,\sigma'(z_l)$
# together determine a $\delta_l$ that one can train with.
#
# - a: They determine it up to its sign.
# - b: One put into the other says $\delta_l = e\,\delta_l\,\sigma'(z_l)$. That is a circle: where $e\,\sigma'(z_l)$ is not 1, the only such δ is 0.
# - c: They determine it at the output, where $e$ is known.
#
# **R4**. $\sigma(z_l)$ is the derivative of the activation function at $z_l$.
#
# - a: It is the derivative of $z_l$ with respect to the weights.
# - b: It is the activation. The derivative is $\sigma(z_l)(1 - \sigma(z_l))$.
# - c: It is the derivative divided by $z_l$.
#
# **R5**. The recursion $\delta_{L-1} = \delta_L \cdot \sigma'(z_{L-1}) \cdot \partial z_{L-1}/\partial y_{L-2}$ and the gradients
# $\partial L/\partial b = \delta$, $\partial L/\partial w = \delta\, x$ use the same δ.
#
# - a: The recursion is wrong whatever δ means.
# - b: They do, if all weight matrices are square.
# - c: They do not. The recursion hands on slopes in what neurons *answer*, the gradients need slopes in z. Either can be kept throughout, not both.
#
# **R6**. $\partial L / \partial b^l$ equals $\partial L / \partial z_l$.
#
# - a: It is $\partial L / \partial z_l$ times $y^{l-1}$.
# - b: It is $\partial L / \partial z_l$ times $\sigma'(z_l)$.
# - c: It is the sum of the entries of $\partial L / \partial z_l$.

# %% [markdown] tags=["hint"] slug="ps5-recursion-hint-1"
# Hint 1: what to look at
#
# Give every symbol a shape first. Which claims fall for their shapes alone?

# %% [markdown] tags=["hint"] slug="ps5-recursion-hint-2"
# Hint 2: what to recall
#
# For R5 follow one σ′. In the recursion, between which two quantities does it stand? And in your `article_hidden_delta`?

# %% [markdown] tags=["hint"] slug="ps5-recursion-hint-3"
# Hint 3: how it begins
#
# For R3 write the right-hand side of the second equation into the first one, and try to solve for δ with numbers:
# `e = 0.5`, `σ′ = 0.2`.


# %% nbgrader={"grade": false, "grade_id": "verdicts_recursion", "locked": false, "schema_version": 3, "solution": true, "task": false}
def verdicts_recursion():
    """A dict: for each of R1 to R6 "holds", "a", "b" or "c"; None while open."""
    verdicts = dict.fromkeys(["R1", "R2", "R3", "R4", "R5", "R6"])
    ### BEGIN SOLUTION
    # The residual twice, as in S2, and the answers of the layer before in the place of its own.
    verdicts["R1"] = "c"
    # z is linear in what enters: the slope is the matrix itself, (n_out, n_in). Nudging shows W, entry for entry.
    verdicts["R2"] = "a"
    # δ(1 − e σ') = 0, and e σ' is below 1: δ is 0, whatever the network answers. Nobody can have trained with it.
    verdicts["R3"] = "b"
    # A slip of the prime. It matters: σ rises to 1 where σ' falls to 0.
    verdicts["R4"] = "b"
    # With δ_l for ∂L/∂y_(l−1) the recursion is right (the weights' product turned), but then ∂L/∂b is not δ.
    verdicts["R5"] = "c"
    # b is added to z, one to one. Both printed lines agree.
    verdicts["R6"] = "holds"
    ### END SOLUTION
    return verdicts


# %% nbgrader={"grade": true, "grade_id": "check_recursion", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check.ps5(verdicts_recursion).require()

# %% [markdown] slug="ps5-weights-text"
# ## Part 5: from δ to the weights (10 minutes, 2 points)
#
# The article ends with a gradient that is a vector of three numbers, for a matrix of twelve weights. In rows you had
#
# {{eq:layer-gradients}}
#
# Write `article_weight_gradient(delta, a_prev)` for one sample in columns: `delta` (n_out, 1) and `a_prev` (n_in, 1). It
# returns the shape of `W`, (n_out, n_in).

# %% [markdown] tags=["hint"] slug="ps5-weights-hint-1"
# Hint 1: what to look at
#
# The weight `W[j, i]` meets one entry of `a_prev` and moves one entry of z. Which two?

# %% [markdown] tags=["hint"] slug="ps5-weights-hint-2"
# Hint 2: what to recall
#
# A column times a row is a matrix of all products. Nothing is summed: there is one sample.

# %% [markdown] tags=["hint"] slug="ps5-weights-hint-3"
# Hint 3: how it begins
#
# (n_out, 1) times (1, n_in): which of the two columns has to be turned?


# %% nbgrader={"grade": false, "grade_id": "article_weight_gradient", "locked": false, "schema_version": 3, "solution": true, "task": false}
def article_weight_gradient(delta, a_prev):
    """∂L/∂W, (n_out, n_in), from delta (n_out, 1) and what entered the layer, a_prev (n_in, 1)."""
    ### BEGIN SOLUTION
    # An outer product: one number for each pair of a neuron and an input. Entry by entry there would be too few.
    return delta @ a_prev.T
    ### END SOLUTION


# %% [markdown] slug="ps5-weights-own"
# **Look for yourself first.** The cell nudges the six weights of `W_1` of the network above.

# %% slug="ps5-weights-try"
a_1 = sigmoid(W_1 @ x_1 + b_1)
a_2 = sigmoid(W_2 @ a_1 + b_2)
first = delta_means() == "dL/dz"
delta_1 = article_hidden_delta(W_2, article_output_delta(a_2, y_2), a_1 if first else a_2)
print("nudging:\n", nudged_slopes(loss_from_bias, W_1))
print("yours:\n", article_weight_gradient(delta_1, x_1) if first else article_weight_gradient(delta_1, x_1, a_1))

# %% nbgrader={"grade": true, "grade_id": "check_weight_gradient", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check.ps5(article_weight_gradient).require()

# %% [markdown] slug="ps5-example-text"
# ## Part 6: the numbers that should have stood there (20 minutes, 6 points)
#
# Section 4.3 works an example: the input is (1, 2, 3), its formulas pass through two hidden layers, `h1` and `h2`, and the
# output is `(0.5, 0.7, 0.3)` for the target (1, 1, 1). It gives no weights. Here are some: the biases of the last layer are
# chosen so that the network answers what the article says it answers.

# %% slug="ps5-example-network"
x = column(1, 2, 3)
W_h1 = np.array([[0.2, -0.1, 0.3], [-0.4, 0.5, 0.1], [0.6, -0.3, -0.2], [0.1, 0.2, -0.5]])
b_h1 = column(0.1, -0.2, 0.3, 0.4)
W_h2 = np.array([[0.5, -0.6, 0.2, 0.4], [-0.3, 0.8, 0.1, -0.7], [0.9, 0.2, -0.5, 0.3], [-0.2, 0.4, 0.6, -0.1]])
b_h2 = column(-0.3, 0.2, 0.1, -0.4)
W_o = np.array([[0.7, -0.5, 0.3, 0.2], [-0.4, 0.6, 0.8, -0.3], [0.2, 0.9, -0.6, 0.5]])
a_h1 = sigmoid(W_h1 @ x + b_h1)
a_h2 = sigmoid(W_h2 @ a_h1 + b_h2)
b_o = z_o - W_o @ a_h2
a_o = sigmoid(W_o @ a_h2 + b_o)
print("the network answers", a_o.ravel(), "  loss:", loss_of(a_o, target))

# %% [markdown] slug="ps5-example-task"
# Write `article_gradients(x, a_h1, a_h2, a_o, y, W_h2, W_o)` with your three functions. The way forward has been done: you
# are given all activations. Return six arrays, in this order and worth one point each: `dW_h1, db_h1, dW_h2, db_h2, dW_o,
# db_o`. Nobody asks what δ means here. A gradient is a gradient.

# %% [markdown] tags=["hint"] slug="ps5-example-hint-1"
# Hint 1: what to look at
#
# Draw the five columns x, a_h1, a_h2, a_o, y and the three matrices between them. Where does each δ belong?

# %% [markdown] tags=["hint"] slug="ps5-example-hint-2"
# Hint 2: what to recall
#
# `W_o` leads from h2 to o, so δ of o comes back through it to h2. Each gradient takes what *entered* its layer.

# %% [markdown] tags=["hint"] slug="ps5-example-hint-3"
# Hint 3: how it begins
#
# `delta_o = article_output_delta(a_o, y)`, then `delta_h2 = article_hidden_delta(W_o, delta_o, ` …


# %% nbgrader={"grade": false, "grade_id": "article_gradients", "locked": false, "schema_version": 3, "solution": true, "task": false}
def article_gradients(x, a_h1, a_h2, a_o, y, W_h2, W_o):
    """The gradients dW_h1, db_h1, dW_h2, db_h2, dW_o, db_o of the article's network."""
    ### BEGIN SOLUTION
    # From the output down. δ of a layer comes through the weights that lead up from it: W_o for h2, W_h2 for h1.
    delta_o = article_output_delta(a_o, y)
    delta_h2 = article_hidden_delta(W_o, delta_o, a_h2)
    delta_h1 = article_hidden_delta(W_h2, delta_h2, a_h1)
    # What entered each layer: x, a_h1, a_h2. δ is ∂L/∂z, so it is the gradient of the bias as well.
    dW_h1, dW_h2 = article_weight_gradient(delta_h1, x), article_weight_gradient(delta_h2, a_h1)
    return dW_h1, delta_h1, dW_h2, delta_h2, article_weight_gradient(delta_o, a_h2), delta_o
    ### END SOLUTION


# %% [markdown] slug="ps5-example-own"
# **Look for yourself first.** Every one of the 40 weights and 11 biases is nudged.


# %% slug="ps5-example-try"
def loss_of_example():
    hidden = sigmoid(W_h2 @ sigmoid(W_h1 @ x + b_h1) + b_h2)
    return loss_of(sigmoid(W_o @ hidden + b_o), target)


names = ["dW_h1", "db_h1", "dW_h2", "db_h2", "dW_o", "db_o"]
gradients = article_gradients(x, a_h1, a_h2, a_o, target, W_h2, W_o)
for name, parameter, gradient in zip(names, [W_h1, b_h1, W_h2, b_h2, W_o, b_o], gradients):
    nudged = nudged_slopes(loss_of_example, parameter)
    if np.shape(gradient) != nudged.shape:
        print(f"{name}: shape {np.shape(gradient)}, and should be {nudged.shape}")
    else:
        off = np.max(np.abs(gradient - nudged)) / np.max(np.abs(nudged))
        print(f"{name}: largest difference {off:.1e} of the largest entry")

# %% nbgrader={"grade": true, "grade_id": "check_gradients", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
check.ps5(article_gradients).require()

# %% [markdown] slug="ps5-result-text"
# ### The page, corrected
#
# Side by side: what the article prints, and what belongs there. The first two columns need no weights, so they are the
# article's own numbers put right; the hidden ones are those of our weights.

# %% slug="ps5-result"
rows = {
    "∂L/∂b_o": (printed_delta_o.ravel(), gradients[5].ravel()),
    "∂L/∂b_h2": (np.array([-0.05, -0.03, 0.1]), gradients[3].ravel()),
    "∂L/∂b_h1": (np.array([-0.044, -0.036, 0.124]), gradients[1].ravel()),
}
for name, (printed, right) in rows.items():
    print(f"{name:9} printed {np.array2string(printed, precision=3):26} right {np.array2string(right, precision=5)}")
print("shapes of ∂L/∂W: printed (3,) three times;  right", *(gradients[i].shape for i in (0, 2, 4)))

# %% [markdown] slug="ps5-climb-text"
# Does it matter? Take the rule of section 3.2, δ = $e \cdot \partial L/\partial z$ at the output, do everything below it right, and
# let the article's network learn for 300 steps: once toward the article's targets (1, 1, 1), once toward (0, 1, 0). (There
# is a trick in the cell: with $e = y - a$ that rule is the right one for another target, $a + (a - y)^2$. Why?) What do
# you expect in each of the two pictures?

# %% tags=["predict", "illustration"] slug="ps5-climb"
import matplotlib.pyplot as plt


def training(target_of, y, steps=300, rate=1.0):
    """The loss before each step on the article's network, when the sweep is told the target `target_of(a, y)`."""
    Ws, bs = [W_h1, W_h2, W_o], [b_h1, b_h2, b_o]
    losses = []
    for _ in range(steps):
        answers = [x]
        for W, b in zip(Ws, bs):
            answers.append(sigmoid(W @ answers[-1] + b))
        losses.append(loss_of(answers[-1], y))
        slopes = article_gradients(*answers, target_of(answers[-1], y), Ws[1], Ws[2])
        Ws = [W - rate * slope for W, slope in zip(Ws, slopes[0::2])]
        bs = [b - rate * slope for b, slope in zip(bs, slopes[1::2])]
    return losses


figure, panels = plt.subplots(1, 2, figsize=(9, 3.4), sharey=True, layout="constrained")
for axes, y in zip(panels, (column(1, 1, 1), column(0, 1, 0))):
    axes.plot(training(lambda a, y: y, y), "-", label="the right δ")
    axes.plot(training(lambda a, y: a + (a - y) ** 2, y), "--", label="the article's δ")
    axes.set_title(f"targets {tuple(int(entry) for entry in y.ravel())}")
    axes.set_xlabel("step")
    axes.legend()
panels[0].set_ylabel("loss")
plt.show()

# %% [markdown] tags=["answer"] slug="ps5-climb-result"
# Toward the article's own targets its δ trains, only slower. It is negative whatever the residual, and with targets of 1 that is the
# right direction for all outputs. Toward targets that are not all 1 it pushes every output up all the same, and the loss
# climbs. Whoever tests a gradient on the one example that it was made for has tested nothing.

# %% [markdown] slug="ps5-claims-text"
# ## Part 7: the worked example, line by line (25 minutes, 4 points)
#
# Section 4.3, in its order. NumPy is your pocket calculator. The article prints `[−0.125, −0.105, 0.245]` for δ of the
# output. Which of the lines below will agree with it: in one entry, in two, in all?

# %% slug="ps5-claims-lab"
e = y_o - target
print("y − (1, 1, 1):", e.ravel())
print("e ⊙ y:        ", (e * y_o).ravel())
print("e ⊙ y(1 − y): ", (e * y_o * (1 - y_o)).ravel())
print("y(1 − y) at most:", np.max([y * (1 - y) for y in np.linspace(0, 1, 1001)]))

# %% [markdown] slug="ps5-claims-text-list"
# ### Twelve claims
#
# **X1**. The network has an input layer, one hidden layer of 4 and an output layer. The formulas of the forward pass are those of this network.
#
# - a: The formulas have no hidden layer at all.
# - b: The formulas pass through two hidden layers, h1 and h2.
# - c: The formulas have three hidden layers.
#
# **X2**. The vector `[0.5, 0.7, 0.3]` is introduced as the output y, and is then compared with `[1, 1, 1]` as $e = y - \hat y$. The letters mean what they meant in the loss of section 3.
#
# - a: In the loss of section 3 y is the target and ŷ the prediction. Here the two have changed places.
# - b: `[0.5, 0.7, 0.3]` is the target and `[1, 1, 1]` the prediction, as in the loss of section 3.
# - c: Both vectors are predictions, of two networks.
#
# **X3**. `[0.5, 0.7, 0.3] − [1, 1, 1] = [−0.5, −0.3, 0.7]`.
#
# - a: The second entry is `0.3`.
# - b: All three entries are positive.
# - c: The third entry is `−0.7`.
#
# **X4**. The printed $\delta^o$, `[−0.125, −0.105, 0.245]`, is $e \odot y(1 - y)$: residual times slope.
#
# - a: It is, up to a factor of 2/3 in every entry.
# - b: It is $e \odot y$, as the line above it says.
# - c: It is neither. Only the first entry agrees, because there y is one half and y and 1 − y cannot be told apart.
#
# **X5**. In the hidden layers $y(1 - y)$ takes the values `0.6163` and `0.4106`, among others.
#
# - a: It cannot: $y(1 - y)$ is never above one quarter.
# - b: It can, if y is above 1.
# - c: It can for large positive z.
#
# **X6**. $\delta^{h2}$ is the product, entry by entry, of $\delta^o$, of $y(1 - y)$ and of the weights, three vectors of 3 numbers.
#
# - a: It is, since the output has 3 neurons.
# - b: The hidden layer has 4 neurons, so $\delta^{h2}$ has 4 entries, from $(W^o)^{\mathsf T} \delta^o$; and the “weights” used are the outputs again.
# - c: It is, but the weights must be those of the layer before.
#
# **X7**. The product of the three printed vectors `[−0.125, −0.105, 0.245]`, `[0.1585, 0.2307, 0.6163]` and `[0.5, 0.7, 0.3]` is `[−0.05, −0.03, 0.1]`.
#
# - a: It is about `[−0.0099, −0.0170, 0.0453]`.
# - b: It is about `[−0.0198, −0.0242, 0.1510]`.
# - c: It is about `[−0.099, −0.170, 0.453]`.
#
# **X8**. For $\delta^{h1}$ the vector `[−0.05, −0.03, 0.1]` is multiplied by `[0.1155, 0.1519, 0.4106]` and by the weights `[1, 2, 3]`, which gives `[−0.044, −0.036, 0.124]`.
#
# - a: The product is right, but `[1, 2, 3]` are not weights.
# - b: `[1, 2, 3]` are weights, but the product is wrong.
# - c: Neither: `[1, 2, 3]` is the input, and the product is about `[−0.0058, −0.0091, 0.1232]`.
#
# **X9**. $\partial L/\partial w_{h1} = \delta^{h1} \cdot x$ is the vector `[−0.044, −0.036, 0.124]`.
#
# - a: It is a vector, but not this one, since x is not 1.
# - b: It is a matrix with 4 rows and 3 columns, an outer product; and $\delta \cdot x = \delta$ could hold for x = 1 only.
# - c: It is one number, the sum of the products.
#
# **X10**. $\partial L/\partial w_{o1}$, which is $\delta^o$ times `[0.1585, 0.2307, 0.6163]`, uses the activations of layer h2.
#
# - a: Some lines above, this vector stood for $y(1 - y)$ of that layer. A slope has become an activation.
# - b: It uses the activations of layer h1.
# - c: It uses the weights of the output layer.
#
# **X11**. The input layer has a sigmoid too; and although no weights are given, a reader can check every number of the example.
#
# - a: The input has no sigmoid, but every number can be checked.
# - b: The input has no activation function; and without weights only L, $\delta^o$ and $\partial L/\partial b^o$ can be checked.
# - c: The input has a sigmoid, and nothing at all can be checked.
#
# **X12**. $\partial L/\partial b^o$ can be computed from the outputs and the targets alone.
#
# - a: It needs $W^o$ as well.
# - b: It needs the activations of layer h2 as well.
# - c: It needs the input as well.

# %% [markdown] tags=["hint"] slug="ps5-claims-hint-1"
# Hint 1: what to look at
#
# Put each printed vector on a line of its own, and write beside it what it is called, each time that it appears.

# %% [markdown] tags=["hint"] slug="ps5-claims-hint-2"
# Hint 2: what to recall
#
# `np.array([...]) * np.array([...])` multiplies entry by entry. For X4 compare all three entries, not the first one. For X12
# look at what `article_output_delta` is given.

# %% [markdown] tags=["hint"] slug="ps5-claims-hint-3"
# Hint 3: how it begins
#
# For X7: `np.array([-0.125, -0.105, 0.245]) * np.array([0.1585, 0.2307, 0.6163]) * np.array([0.5, 0.7, 0.3])`.


# %% nbgrader={"grade": false, "grade_id": "verdicts_example", "locked": false, "schema_version": 3, "solution": true, "task": false}
def verdicts_example():
    """A dict: for each of X1 to X12 "holds", "a", "b" or "c"; None while open."""
    verdicts = dict.fromkeys([f"X{number}" for number in range(1, 13)])
    ### BEGIN SOLUTION
    # z_h1, z_h2, z_o1: three weight matrices, so two hidden layers between input and output.
    verdicts["X1"] = "b"
    # Harmless by itself; but a reader who follows the letters gets the sign of every gradient wrong.
    verdicts["X2"] = "a"
    # 0.3 − 1 = −0.7. From here on the third entry pulls the wrong way.
    verdicts["X3"] = "c"
    # e·y(1 − y) is −0.125, −0.063, and 0.147 with its e. Printed is half of e times (0.5, 0.7, 0.7).
    verdicts["X4"] = "c"
    # The parabola y(1 − y) has its top at one half, and it is one quarter.
    verdicts["X5"] = "a"
    # No product of vectors with 3 entries has 4. What takes 3 numbers to 4 is a matrix, turned.
    verdicts["X6"] = "b"
    # The factors are all below 1 in size, so the product must be smaller than each; −0.05 is not far below −0.125.
    verdicts["X7"] = "a"
    # δ comes back through W_h2. The input never meets δ before the very last line, in dW_h1.
    verdicts["X8"] = "c"
    # Twelve weights lead from 3 inputs to 4 neurons, so there are twelve slopes.
    verdicts["X9"] = "b"
    # Both names cannot be right; and values above one quarter cannot be slopes.
    verdicts["X10"] = "a"
    # Whatever enters the network enters as it is. The rest depends on weights that nobody has told us.
    verdicts["X11"] = "b"
    # (2/n)(a − y)a(1 − a) holds no weight and no earlier activation. So this is the line that anybody could have checked.
    verdicts["X12"] = "holds"
    ### END SOLUTION
    return verdicts


# %% nbgrader={"grade": true, "grade_id": "check_example", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check.ps5(verdicts_example).require()

# %% [markdown] slug="ps5-words-text"
# ## Part 8: words and letters (15 minutes, 3 points)
#
# Not every slip is a wrong number. Nine claims about names, from sections 2 to 4.

# %% slug="ps5-words-lab"
before = W_o.copy()
article_gradients(x, a_h1, a_h2, a_o, target, W_h2, W_o)
print("has the sweep changed a weight?", not np.array_equal(before, W_o))
chain = np.cumprod([w * 0.25 for w in np.ones(10)])
print("ten sigmoids in a row, weights 1, at their steepest:", chain[-1])
print("shapes: W x =", (W_h1 @ x).shape, "  xᵀ Wᵀ =", (x.T @ W_h1.T).shape)

# %% [markdown] slug="ps5-words-text-list"
# ### Nine claims
#
# **W1** (section 2.1 and section 3.1). Backpropagation is a kind of gradient descent: layer by layer it updates the weights.
#
# - a: It updates all layers at once, not one by one.
# - b: It computes gradients and updates nothing. What is done with a gradient is another method's business.
# - c: It updates the weights, and gradient descent the biases.
#
# **W2** (section 3.1). In $y = w x + b$ and in the loss $\frac{1}{N} \sum (y_i - \hat y_i)^2$ the letter y means the same.
#
# - a: In the first it is the prediction, in the second the label.
# - b: In the first it is the label, in the second the prediction.
# - c: It means the label in both.
#
# **W3** (section 3.2). $\partial L/\partial y$ is the gradient of the output with respect to the loss.
#
# - a: It is the gradient of the output with respect to the weights.
# - b: It is the gradient of the loss with respect to the output: how L moves when the output is nudged.
# - c: The two are reciprocals of each other, so it does not matter.
#
# **W4** (section 3.2). z is what a neuron answers; σ says how fast the answer moves.
#
# - a: z is what enters the layer from below, before the weights.
# - b: z is the answer, and σ′ the activation.
# - c: z goes into the sigmoid, the answer is σ(z), and σ′ says how fast it moves.
#
# **W5** (section 3.3). In a deep network of sigmoids the slopes that reach the first layers can become very small.
#
# - a: They can become large, never small.
# - b: That happens in the last layers, not in the first ones.
# - c: It happens only when the learning rate is too small.
#
# **W6** (section 3.2). An index k for the layer in one formula and an index j for a neuron in the next, each alone on its δ, are enough to tell the δ of a deep network apart.
#
# - a: No index is needed, since each layer has one δ.
# - b: Each δ needs both, the layer and the neuron in it, as in $\delta^l_j$.
# - c: The layer is enough, since all neurons of a layer share their δ.
#
# **W7** (section 4.1). In the figure x enters the layer numbered L, and the output leaves the one numbered 1. That is the numbering of the formulas.
#
# - a: The formulas number the other way: $\delta_L$ is the output's.
# - b: The formulas number from input to output, and their sweep begins with $\delta_1$.
# - c: The formulas do not number the layers.
#
# **W8** (section 4.1 and section 4.3). L and N each mean one thing throughout.
#
# - a: L does; N counts layers and samples.
# - b: N does; L is the loss and the learning rate.
# - c: Neither: L is the loss and the number of layers; N counts samples, and in the example outputs.
#
# **W9** (section 3.2 and section 4). $w_{ij}$ with $\delta_j x_i$, and $w \cdot x$ with $w$ first, write weights in one and the same way.
#
# - a: In the first, weights stand (from, to), as for rows; in the second (to, from), as for columns. Each is fine, mixed they are not.
# - b: Both write (from, to).
# - c: Both write (to, from).

# %% [markdown] tags=["hint"] slug="ps5-words-hint-1"
# Hint 1: what to look at
#
# For each letter, list the places where it stands and what it is in each of them.

# %% [markdown] tags=["hint"] slug="ps5-words-hint-2"
# Hint 2: what to recall
#
# Chapter 02 says what “with respect to” means: the thing that is nudged. Chapter 09 has a table with the conventions of three
# books.

# %% [markdown] tags=["hint"] slug="ps5-words-hint-3"
# Hint 3: how it begins
#
# Take the claims with numbers first: the lab cell decides W1, W5 and the shapes of W9. For the others write the sentence with
# the letter replaced by what it stands for, for example `verdicts["W8"] = "holds"` if both letters mean one thing only.


# %% nbgrader={"grade": false, "grade_id": "verdicts_words", "locked": false, "schema_version": 3, "solution": true, "task": false}
def verdicts_words():
    """A dict: for each of W1 to W9 "holds", "a", "b" or "c"; None while open."""
    verdicts = dict.fromkeys([f"W{number}" for number in range(1, 10)])
    ### BEGIN SOLUTION
    # After the sweep every weight is what it was. Momentum, Adam, or nobody at all may use what it found.
    verdicts["W1"] = "b"
    # A model's output in one line, a label in the next: the sign of the residual hangs on it.
    verdicts["W2"] = "a"
    # "With respect to" names what is nudged, and that is the output.
    verdicts["W3"] = "b"
    # Three things, three names: z, a = σ(z), and the slope a(1 − a).
    verdicts["W4"] = "c"
    # At most a quarter per sigmoid: ten of them leave about a millionth. This one the article has right.
    verdicts["W5"] = "holds"
    # One index cannot count two things. δ_2: the second layer, or the second neuron?
    verdicts["W6"] = "b"
    # The figure counts from the output, the formulas from the input.
    verdicts["W7"] = "a"
    # A reader who takes N for the samples divides the example by 1.
    verdicts["W8"] = "c"
    # (x w)_j = Σ x_i w_ij, and (w x)_j = Σ w_ji x_i. From these two the transposes on the page have been lost.
    verdicts["W9"] = "a"
    ### END SOLUTION
    return verdicts


# %% nbgrader={"grade": true, "grade_id": "check_words", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check.ps5(verdicts_words).require()

# %% [markdown] slug="ps5-explain-text"
# ## Part 9: the letter to the author (15 minutes, 5 points)
#
# Write to the author, who is no fool and will want to know how you know. Choose *three* of the claims that do not hold, from three different
# parts. For each: what you computed or nudged, the number that came, the number that the page would have made you expect,
# and one sentence that says why. Add one claim that you were sure was wrong and that holds, or the reverse, and how you found out. End with
# the smallest set of changes that would make section 4.2 right. (There are two, one for each meaning of δ; one of them is
# enough.) A person reads this answer.

# %% [markdown] nbgrader={"grade": true, "grade_id": "explain_letter", "locked": false, "points": 5, "schema_version": 3, "solution": true, "task": false}
# One letter among many; the reader looks for an experiment, two numbers and a reason, three times.
#
# S2: at ŷ = 7 I nudged the loss for y = 5 and for y = 9. The slopes are 4 and −4; your δ is −8 both times. A square has lost
# the sign of e, so no weight can learn from it which way to go. X4: with NumPy e ⊙ y(1 − y) is `(−0.125, −0.063, −0.147)`;
# you print `(−0.125, −0.105, 0.245)`. Only the first entry agrees, since at y = 1/2 the factors y and 1 − y are equal. One
# should never test at one half. W8: you divide by N, and have one sample and three outputs. With N = 1 each δ would be three
# times as large as what nudging the mean over the outputs shows.
#
# R5 I took for wrong altogether. As a recursion of ∂L/∂y it is right; it only is not the δ of which ∂L/∂b = δ speaks.
#
# Section 4.2 becomes right with $\delta_l = \partial L/\partial z_l$: strike $e$; $\delta_L = \frac{2}{n}(y_L - t) \odot \sigma'(z_L)$,
# $\delta_l = (W^{l+1})^{\mathsf T} \delta_{l+1} \odot \sigma'(z_l)$, $\partial z_l/\partial y_{l-1} = W^l$. Or with
# $\delta_l = \partial L/\partial y_l$: $\delta_L = \frac{2}{n}(y_L - t)$,
# $\delta_l = (W^{l+1})^{\mathsf T} (\delta_{l+1} \odot \sigma'(z_{l+1}))$, and then
# $\partial L/\partial b^l = \delta_l \odot \sigma'(z_l)$, $\partial L/\partial W^l = (\delta_l \odot \sigma'(z_l))\, y_{l-1}^{\mathsf T}$.
#
# **Mark scheme**
#
# | points | for |
# |---|---|
# | 3 | one for each of three claims, from three parts: what was computed or nudged, the number that came beside the number that the page lets one expect, and why; half where the experiment, a number or the reason is missing |
# | 1 | a claim about which the writer was wrong at first, and how they found out |
# | 1 | the changes that make section 4.2 right, for one meaning of δ and for it throughout |
#
# A claim that does hold, called wrong, earns nothing as one of the three. The changes may be in words or in formulas.

# %% [markdown] slug="ps5-more"
# ## What you have now
#
# A method. Give every symbol a shape; find the one line that can be checked without anything else; nudge; use sizes that
# all differ and values that are not one half; test a rule where it must go up as well as down. It took you two hours for a
# page. It takes two minutes for a formula, and you will not need the page's author for it.
#
# If you want to know more: the article's program, in its section 5, calls `train` with its arguments in the wrong order. Which of
# its mistakes does Python tell you about at once, and which would never be told? Chapter 16 runs it.
#
# And audit us. Take any formula of this course and any numbers that you like. If it does not hold, we would like to know.
