"""Problem set 1, wrong answers: gradient_step."""

from tests.exams.second_bank.submission import Submission

GRADIENT_STEP = (
    Submission(
        "gradient_step",
        "crossed",
        "b is stepped with the mean of dw instead of db.",
        """
def gradient_step(w, b, dw, db, lr):
    return w - lr * dw, b - lr * np.mean(dw)
""",
    ),
    Submission(
        "gradient_step",
        "swapped",
        "The new b comes first and the new w second.",
        """
def gradient_step(w, b, dw, db, lr):
    new_w = w - lr * dw
    new_b = b - lr * db
    return new_b, new_w
""",
    ),
    Submission(
        "gradient_step",
        "divided-by-rate",
        "The gradients are divided by lr. The same for lr = 1.",
        """
def gradient_step(w, b, dw, db, lr):
    return w - dw / lr, b - db / lr
""",
    ),
    Submission(
        "gradient_step",
        "rate-around-all",
        "The parentheses are wrong: lr multiplies the difference of parameter and gradient. The same for lr = 1.",
        """
def gradient_step(w, b, dw, db, lr):
    return lr * (w - dw), lr * (b - db)
""",
    ),
    Submission(
        "gradient_step",
        "one-step-for-all",
        "All weights move by the mean of dw. The same for D = 1.",
        """
def gradient_step(w, b, dw, db, lr):
    return w - lr * np.mean(dw), b - lr * db
""",
    ),
    Submission(
        "gradient_step",
        "sign-only",
        "Only the sign of each gradient is used: every parameter moves by lr.",
        """
def gradient_step(w, b, dw, db, lr):
    return w - lr * np.sign(dw), b - lr * np.sign(db)
""",
    ),
    Submission(
        "gradient_step",
        "step-only",
        "The steps are returned, not the parameters after them.",
        """
def gradient_step(w, b, dw, db, lr):
    step_w = -lr * dw
    step_b = -lr * db
    return step_w, step_b
""",
    ),
    Submission(
        "gradient_step",
        "doubled",
        "The 2 of the square is put into the step once more.",
        """
def gradient_step(w, b, dw, db, lr):
    return w - 2 * lr * dw, b - 2 * lr * db
""",
    ),
    Submission(
        "gradient_step",
        "hidden-momentum",
        "A velocity is kept between the calls in a default argument, so every call after the first still "
        "carries the earlier steps.",
        """
def gradient_step(w, b, dw, db, lr, velocity=[0.0, 0.0]):
    velocity[0] = 0.9 * velocity[0] + dw
    velocity[1] = 0.9 * velocity[1] + db
    return w - lr * velocity[0], b - lr * velocity[1]
""",
    ),
    Submission(
        "gradient_step",
        "last-weight-left",
        "The loop stops one entry too early, so the last weight is not stepped.",
        """
def gradient_step(w, b, dw, db, lr):
    new_w = w.copy()
    for i in range(len(w) - 1):
        new_w[i] -= lr * dw[i]
    return new_w, b - lr * db
""",
    ),
    Submission(
        "gradient_step",
        "unit-length",
        "dw is divided by its length first, so w always moves by lr whatever the slope.",
        """
def gradient_step(w, b, dw, db, lr):
    length = np.linalg.norm(dw)
    return w - lr * dw / length, b - lr * db
""",
    ),
    Submission(
        "gradient_step",
        "relative",
        "The step is multiplied by the parameter itself: w moves by lr·dw·w.",
        """
def gradient_step(w, b, dw, db, lr):
    return w * (1 - lr * dw), b * (1 - lr * db)
""",
    ),
)

SUBMISSIONS = GRADIENT_STEP
