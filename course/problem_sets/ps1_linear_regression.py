# %% [markdown] slug="ps1-title"
# # Problem set 1: a kettle for a barometer
#
# In the 1840s and 1850s the physicist James Forbes wanted to know his height in the Alps from the pressure of the air.
# A barometer was a long glass tube full of mercury, and it broke on the way up. A thermometer and a kettle did not.
# So he asked: can the temperature at which water boils tell me the pressure?
#
# You will answer him with four small functions, a line, and its gradient.
#
# - **Before you start:** chapters 01 to 03, and the NumPy box below.
# - **Time:** about 60 minutes. Each part says how long it takes.
# - **Points:** 20, of which 4 are for an explanation in your own words.
# - **Stuck?** Each part has three hints, from a nudge to the first line of code.
#
# A cell that says `NotImplementedError` waits for your code: write it instead of that line.
# `check.ps1(...)` tries your function on fresh random numbers and says at once what it sees.
# It is a second opinion: first look for yourself, with the small test that stands before it.

# %% slug="ps1-imports"
import numpy as np

from autograd_lab import check

# %% [markdown] slug="ps1-numpy"
# ## NumPy in six lines
#
# | written | what comes back |
# |---|---|
# | `X.shape` | the length of each axis: `(17, 1)` is 17 rows and one column |
# | `x[:, None]` | a list of N numbers, (N,), as N rows of one number each, (N, 1) |
# | `X @ w` | the matrix product: (N, D) with (D,) gives (N,) |
# | `X.T` | rows and columns exchanged: (N, D) becomes (D, N) |
# | `r.sum()`, `r.mean()` | one number, from all entries |
# | `p - q` | entry by entry. Beware: (N, 1) minus (N,) is (N, N), each with each, and no error warns you |

# %% [markdown] slug="ps1-data-text"
# ## The data
#
# Forbes measured at 17 places: the boiling point of water in °F, and the pressure in inches of mercury
# (J. D. Forbes, *Transactions of the Royal Society of Edinburgh* 21, 1857). The numbers are as later textbooks give
# them, who call them adjusted or corrected (S. Weisberg, *Applied Linear Regression*, data set `forbes`).

# %% slug="ps1-data"
boiling_text = "194.5 194.3 197.9 198.4 199.4 199.9 200.9 201.1 201.4 201.3 203.6 204.6 209.5 208.6 210.7 211.9 212.2"
pressure_text = "20.79 20.79 22.40 22.67 23.15 23.35 23.89 23.99 24.02 24.01 25.14 26.57 28.49 27.76 29.04 29.88 30.06"
boiling_point = np.array(boiling_text.split(), dtype=float)
pressure = np.array(pressure_text.split(), dtype=float)
standardised = (boiling_point - boiling_point.mean()) / boiling_point.std()
X = standardised[:, None]  # (N, D) = (17, 1): one row per place, one feature
y = pressure  # (N,)
print(X.shape, y.shape)

# %% [markdown] slug="ps1-data-why"
# The feature is the boiling point with its mean taken off, in units of its standard deviation.
# It holds the same information, and gradient descent gets there in fewer steps: that is the valley of chapter 03, made
# round. Under *If you want to know more* you can try what happens without it.
#
# **Shapes, everywhere in this set:** `X` is (N, D), one row per example; `w` is (D,); `b` is a plain number;
# `y` and `y_hat` are (N,). Your functions return new arrays and leave their arguments as they were.
# The equations are numbered as in the chapters.

# %% [markdown] slug="ps1-predict-text"
# ## Part 1: a prediction (5 minutes, 2 points)
#
# If you had to guess the pressure from the boiling point, what is the simplest rule you would try? A straight line:
#
# {{eq:linear-model}}
#
# Write `predict(X, w, b)`. It returns one number per row, shape (N,).

# %% [markdown] tags=["hint"] slug="ps1-predict-hint-1"
# Hint 1: what to look at
#
# Take one row with two features. Write its prediction down with numbers. Which numbers did you multiply,
# which did you add?

# %% [markdown] tags=["hint"] slug="ps1-predict-hint-2"
# Hint 2: what to recall
#
# The matrix product of an array of shape (N, D) and one of shape (D,) has shape (N,): each row meets `w` once.

# %% [markdown] tags=["hint"] slug="ps1-predict-hint-3"
# Hint 3: how it begins
#
# `X @ w` is the sum over the features, for all rows at once. One thing is still missing.


# %% nbgrader={"grade": false, "grade_id": "predict", "locked": false, "schema_version": 3, "solution": true, "task": false}
def predict(X, w, b):
    """Predictions of shape (N,) for X (N, D), w (D,) and a number b."""
    ### BEGIN SOLUTION
    # Each row of X meets w once: multiply feature by feature and add up. That is what @ does.
    # b is outside of the sum over the features, and broadcasting adds the same b to every row.
    return X @ w + b
    ### END SOLUTION


# %% [markdown] slug="ps1-predict-own"
# **Look for yourself first.** Two rows, two features: work the answer out on paper, then run the cell.

# %% slug="ps1-predict-try"
predict(np.array([[1.0, 2.0], [0.0, -1.0]]), np.array([3.0, 10.0]), 100.0)

# %% nbgrader={"grade": true, "grade_id": "check_predict", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check.ps1(predict).require()

# %% [markdown] slug="ps1-mse-text"
# ## Part 2: how wrong is it? (5 minutes, 3 points)
#
# A prediction that is 2 too high and another that is 2 too low: is that a good pair, on average?
# The course's loss does not let them cancel, and it does not care how many rows there are:
#
# {{eq:mse}}
#
# Write `mse(y_hat, y)`. It returns one number. There is no 1/2 in this loss.

# %% [markdown] tags=["hint"] slug="ps1-mse-hint-1"
# Hint 1: what to look at
#
# What should the loss be when every prediction is right? When the residuals are +1 and −1?

# %% [markdown] tags=["hint"] slug="ps1-mse-hint-2"
# Hint 2: what to recall
#
# Read the formula from the inside: first the residual of each row, then its square, then the mean of the squares.

# %% [markdown] tags=["hint"] slug="ps1-mse-hint-3"
# Hint 3: how it begins
#
# `residual = y_hat - y` has shape (N,). Squaring it is `residual ** 2`.


# %% nbgrader={"grade": false, "grade_id": "mse", "locked": false, "schema_version": 3, "solution": true, "task": false}
def mse(y_hat, y):
    """Mean of the squared residuals, one number, for y_hat (N,) and y (N,)."""
    ### BEGIN SOLUTION
    # The square comes before the mean, or positive and negative residuals would cancel.
    # The mean, not the sum: the loss of a batch must not grow because there are more rows in it.
    return np.mean((y_hat - y) ** 2)
    ### END SOLUTION


# %% [markdown] slug="ps1-mse-own"
# **Look for yourself first.** What do you expect for these three? Say it before you run the cell.

# %% slug="ps1-mse-try"
print(mse(np.array([5.0, 7.0]), np.array([5.0, 7.0])))
print(mse(np.array([1.0, -1.0]), np.array([0.0, 0.0])))
print(mse(np.array([3.0]), np.array([0.0])))

# %% nbgrader={"grade": true, "grade_id": "check_mse", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check.ps1(mse).require()

# %% [markdown] slug="ps1-gradients-text"
# ## Part 3: which way is down? (25 minutes, 7 points)
#
# Your line is wrong by some amount $L$. If you turn $w$ up a little, does $L$ rise or fall, and how fast?
# You could nudge each parameter and look. With a million parameters that takes two million predictions;
# the gradient gives all the answers for little more than the price of one:
#
# {{eq:mse-gradients}}
#
# Write `mse_gradients(X, y, w, b)`. It returns two values, in this order: `dw` of shape (D,), and the number `db`.
# They are worth 4 and 3 points, each for itself. The loss is the $L$ of {{ref:mse}}.

# %% [markdown] tags=["hint"] slug="ps1-gradients-hint-1"
# Hint 1: what to look at
#
# Take one row only. $L = (wx + b - y)^2$ is a square of something. What is the derivative of the square,
# and by what do you multiply to get from the inside to $w$? To $b$?

# %% [markdown] tags=["hint"] slug="ps1-gradients-hint-2"
# Hint 2: what to recall
#
# One `w[0]` is used in every row, so the contributions of the rows add up; the 1/N of the mean stands in front
# of the sum. The gradient of a parameter has the shape of that parameter.

# %% [markdown] tags=["hint"] slug="ps1-gradients-hint-3"
# Hint 3: how it begins
#
# `residual = predict(X, w, b) - y`, shape (N,). For `dw` you need each column of `X` times `residual`, summed over
# the rows: which product of matrices does that for all columns at once?


# %% nbgrader={"grade": false, "grade_id": "mse_gradients", "locked": false, "schema_version": 3, "solution": true, "task": false}
def mse_gradients(X, y, w, b):
    """Gradients (dw, db) of the loss mse(predict(X, w, b), y): dw is (D,), db a number."""
    ### BEGIN SOLUTION
    # The square gives 2 · residual. It is prediction minus target, so that its derivative in the prediction is +1.
    residual = X @ w + b - y  # (N,)
    # In w·x + b, w is multiplied by x and b by 1: these are the local derivatives.
    # Every row uses the same w and b, so the rows' contributions are summed; 1/N comes from the mean, once.
    dw = 2 / len(y) * X.T @ residual  # (D, N) @ (N,) = (D,)
    db = 2 / len(y) * residual.sum()
    return dw, db
    ### END SOLUTION


# %% [markdown] slug="ps1-gradients-own"
# **Look for yourself first.** Nobody needs to tell you whether a gradient is right: nudge, and compare.
# The cell moves one parameter up and down by a small step and watches the loss. The two answers should have the same
# shapes and agree in at least six digits. If they do not: in which parameter, and by what factor?

# %% slug="ps1-gradients-try"
rng = np.random.default_rng()
X_try, y_try = rng.normal(size=(7, 3)), rng.normal(size=7)
w_try, b_try = rng.normal(size=3), 1.5
dw, db = mse_gradients(X_try, y_try, w_try, b_try)
print("shapes:", np.shape(dw), np.shape(db), "  asked for: (3,) ()")


def loss_with(w, b):
    return mse(predict(X_try, w, b), y_try)


step = 1e-5
nudged_w = []
for j in range(3):
    up, down = w_try.copy(), w_try.copy()
    up[j] += step
    down[j] -= step
    nudged_w.append((loss_with(up, b_try) - loss_with(down, b_try)) / (2 * step))
nudged_b = (loss_with(w_try, b_try + step) - loss_with(w_try, b_try - step)) / (2 * step)
print("dw, nudging:", np.array(nudged_w))
print("dw, yours:  ", dw)
print("db, nudging:", nudged_b)
print("db, yours:  ", db)

# %% nbgrader={"grade": true, "grade_id": "check_mse_gradients", "locked": true, "points": 7, "schema_version": 3, "solution": false, "task": false}
check.ps1(mse_gradients).require()

# %% [markdown] slug="ps1-gradients-why"
# If the check named a mistake on the way: say in one sentence, aloud or on paper, *why* it gave those numbers.
# Being able to say it is worth more than the check mark.

# %% [markdown] slug="ps1-step-text"
# ## Part 4: one step (5 minutes, 4 points)
#
# The gradient points to where the loss grows. You want the other way, and not too far:
#
# {{eq:gradient-step}}
#
# Write `gradient_step(w, b, dw, db, lr)`. It returns the new `w` and the new `b`; $\eta$ is the learning rate `lr`.
# The old `w` must still hold its old numbers afterwards: whoever called you may need it.

# %% [markdown] tags=["hint"] slug="ps1-step-hint-1"
# Hint 1: what to look at
#
# What should come back when the gradient is zero? When `lr` is zero?

# %% [markdown] tags=["hint"] slug="ps1-step-hint-2"
# Hint 2: what to recall
#
# `w -= ...` on a NumPy array changes the array itself, also for the caller. `w - ...` makes a new one.

# %% [markdown] tags=["hint"] slug="ps1-step-hint-3"
# Hint 3: how it begins
#
# `new_w = w - ` and then the step. The same for `b`.


# %% nbgrader={"grade": false, "grade_id": "gradient_step", "locked": false, "schema_version": 3, "solution": true, "task": false}
def gradient_step(w, b, dw, db, lr):
    """One step of gradient descent: the new (w, b). The arguments stay as they are."""
    ### BEGIN SOLUTION
    # Minus, because the gradient points uphill. New values, because -= would change the caller's w.
    return w - lr * dw, b - lr * db
    ### END SOLUTION


# %% [markdown] slug="ps1-step-own"
# **Look for yourself first.** Does the loss fall? Does the old `w` stay?

# %% slug="ps1-step-try"
w_old, b_old = np.array([1.0]), 20.0
w_new, b_new = gradient_step(w_old, b_old, *mse_gradients(X, y, w_old, b_old), 0.1)
print("loss before:", mse(predict(X, w_old, b_old), y))
print("loss after: ", mse(predict(X, w_new, b_new), y))
print("old w:", w_old)

# %% nbgrader={"grade": true, "grade_id": "check_gradient_step", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check.ps1(gradient_step).require()

# %% [markdown] slug="ps1-fit-text"
# ## The answer for Forbes
#
# Now everything is there. Start from a line that knows nothing, `w = 0` and `b = 0`, and take 60 steps.
# Before you run the cell: the pressures lie around 25. Roughly how large is the first loss?

# %% slug="ps1-fit"
w, b = np.zeros(1), 0.0
for epoch in range(61):
    if epoch % 10 == 0:
        print(f"step {epoch:2d}   loss {mse(predict(X, w, b), y):12.6f}   w {w[0]:8.5f}   b {b:8.5f}")
    if epoch < 60:
        w, b = gradient_step(w, b, *mse_gradients(X, y, w, b), lr=0.1)

# %% slug="ps1-plot"
import matplotlib.pyplot as plt

figure, axes = plt.subplots(figsize=(6, 4))
axes.plot(boiling_point, pressure, "o", label="measured")
axes.plot(boiling_point, predict(X, w, b), "-", label="your line")
axes.set_xlabel("boiling point of water (°F)")
axes.set_ylabel("pressure (inches of mercury)")
axes.set_title("Seventeen places, and your line")
axes.legend()
plt.show()

# %% [markdown] slug="ps1-fit-result"
# The first line says 0 everywhere, so each residual is a whole pressure, and the first loss is about 25² = 625.
# It falls from 636.53 to 0.0478 and stays there: no line does better, which `np.polyfit` confirms in the next cell.
# Water that boils at one degree Fahrenheit more means 0.523 inches more of mercury. Forbes has his barometer.

# %% slug="ps1-fit-compare"
slope, intercept = np.polyfit(boiling_point, pressure, 1)
print("least squares:", slope, " yours:", w[0] / boiling_point.std())

# %% tags=["asserts"] slug="ps1-fit-asserts"
line = np.polyfit(boiling_point, pressure, 1)
assert round(np.mean(pressure**2), 2) == 636.53
assert round(np.mean((np.polyval(line, boiling_point) - pressure) ** 2), 4) == 0.0478
assert round(line[0], 3) == 0.523

# %% [markdown] slug="ps1-explain-text"
# ## Part 5: in your own words (10 minutes, 4 points)
#
# Somebody copies every row of the data by accident: all 17 places are there twice. What happens to $L$, to `dw`
# and to `db`, and why? What would happen if the 1/N were missing from the loss? Two to four sentences.
# A person reads this answer. Try it with your functions first: `np.vstack([X, X])` and `np.concatenate([y, y])`.

# %% [markdown] nbgrader={"grade": true, "grade_id": "explain_copies", "locked": false, "points": 4, "schema_version": 3, "solution": true, "task": false}
# Nothing changes: $L$, `dw` and `db` stay exactly as they were. Each sum over the rows doubles, since every term is
# there twice, and 1/N halves, since N doubles; the two cancel in the loss and therefore in its derivatives.
# Without 1/N the loss and both gradients would double, and with the same learning rate every step would be twice as
# long: a learning rate that worked for 17 rows could overshoot for 34.
#
# **Mark scheme**
#
# | points | for |
# |---|---|
# | 1 | the loss, `dw` and `db` stay as they are |
# | 1 | the sums: every term is there twice, so each sum over the rows doubles |
# | 1 | the mean: N doubles, so 1/N halves, and the two cancel in the loss and therefore in its derivatives |
# | 1 | without 1/N the loss and both gradients double |
#
# Who only reports that the numbers of a run stay has the first point. That a step becomes twice as long without 1/N
# need not be said.

# %% [markdown] slug="ps1-more"
# ## If you want to know more
#
# Fit the raw boiling points, `X = boiling_point[:, None]`, with the same learning rate. Five steps are enough. What
# happens to the loss?
# Print the gradients of the first two steps. Which of the two parameters has the steeper slope, and why does
# taking off the mean help? The section *A valley* of chapter 03 has the reason.
#
# Forbes himself took the logarithm of the pressure. Fit a line to that, and plot what it leaves over. One place lies
# visibly off. Which?
