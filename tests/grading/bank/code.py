"""Answers that are wrong, that fail, that never end, and noise that costs an honest student nothing."""

from tests.grading import students
from tests.grading.bank.case import RIGHT, Build, add, changed, dump, filled, own

RIGHT_MSE = RIGHT["mse"]


def mse(body: str, above: str = "") -> Build:
    """Right answers but for the body of mse."""
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    return answer(mse=f"{above}def mse(y_hat, y):\n{lines}\n")


def answer(**answers: str) -> Build:
    """These answers in the place of the right ones."""
    return lambda: dump(filled(**answers))


def noise(source: str, **answers: str) -> Build:
    """A cell of the student's below the imports."""
    return changed(lambda notebook: notebook["cells"].insert(2, own(source)), **answers)


def alone(answers: dict[str, str]) -> str:
    """mse_gradients without a call of another answer."""
    return answers["mse_gradients"].replace("predict(X, w, b)", "X @ w + b")


MEAN = "np.mean((y_hat - y) ** 2)"
CALLABLE = f"class Loss:\n    def __call__(self, y_hat, y):\n        return {MEAN}\n\n\nmse = Loss()\n"
PLOTS = (
    "%matplotlib inline\nimport matplotlib.pyplot as plt\nimport seaborn as sns\nfigure, axes = plt.subplots(2, 2)\n"
    "axes[0, 0].plot([1, 2])\nplt.show()"
)

add(
    "wrong",
    {
        "without-mean": answer(
            mse_gradients=students.NO_MEAN["mse_gradients"].replace("predict(X, w, b)", "X @ w + b")
        ),
        "wrong-sign": answer(
            mse_gradients=students.WRONG_SIGN["mse_gradients"].replace("predict(X, w, b)", "X @ w + b")
        ),
        "without-sum": answer(mse_gradients=alone(students.NO_SUM)),
        "wrong-predict-that-others-call": answer(
            predict="def predict(X, w, b):\n    return X @ w - b\n", mse_gradients=students.RIGHT["mse_gradients"]
        ),
        "renamed-function": answer(mse="def mean_squared_error(y_hat, y):\n    return " + MEAN + "\n"),
        "other-signature": answer(mse="def mse(y_hat):\n    return np.mean(y_hat**2)\n"),
        "returns-nan": mse("return float('nan')"),
        "returns-none": mse(MEAN),
        "returns-int64-zero": mse("return np.int64(0)"),
        "returns-numpy-false": mse("return np.False_"),
        "returns-minus-one": mse("return -1.0"),
        "returns-text": mse("return '16.0'"),
        "returns-infinity": mse("return np.inf"),
        "returns-huge-integer": mse("return 10**400"),
        "returns-generator": mse("return (r for r in y)"),
        "returns-itself-nested": mse("a = []\na.append(a)\nreturn a"),
        "returns-the-example": mse("return 0.0478"),
        "returns-huge-array": mse("return np.zeros(10**9)"),
    },
)
add(
    "failing",
    {
        "syntax-error": answer(mse=students.SYNTAX["mse"]),
        "tabs-and-blanks": answer(gradient_step="def gradient_step(w, b, dw, db, lr):\n\tx = 1\n        return w\n"),
        "no-break-spaces": answer(mse=RIGHT_MSE.replace("    ", "\u00a0\u00a0\u00a0\u00a0")),
        "prompts-pasted": answer(mse=">>> def mse(y_hat, y):\n...     return " + MEAN + "\n"),
        "endless-loop": mse("while True:\n    pass"),
        "endless-loop-below-answer": answer(mse=RIGHT_MSE + "\nwhile True:\n    pass\n"),
        "endless-loop-in-own-cell": noise("while True:\n    pass"),
        "endless-text-of-exception": mse(
            "raise E", "class E(Exception):\n    def __str__(self):\n        while True:\n            pass\n\n\n"
        ),
        "exit-in-own-cell": noise("import os\nos._exit(0)"),
        "sys-exit-in-own-cell": noise("import sys\nsys.exit(1)"),
        "sys-exit-in-answer": mse("import sys\nsys.exit()"),
        "exit-in-answer": mse("import os\nos._exit(3)"),
        "segfault": mse("import ctypes\nreturn ctypes.string_at(0)"),
        "kills-itself": mse("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"),
        "keyboard-interrupt": mse("raise KeyboardInterrupt"),
        "recursion": mse("return mse(y_hat, y)"),
        "input": mse("return float(input('loss? '))"),
        "package-missing": mse("from sklearn.metrics import mean_squared_error\nreturn mean_squared_error(y, y_hat)"),
        "own-assert-fails": answer(mse=RIGHT_MSE + "\nassert mse(np.ones(2), np.zeros(2)) == 3\n"),
        "reads-a-file": mse("return float(open('loss.txt').read())"),
        "cached": answer(mse="import functools\n\n\n@functools.cache\n" + RIGHT_MSE),
    },
)
add(
    "noise",
    {
        "error-in-own-cell": noise("raise ValueError('nothing')"),
        "syntax-error-in-own-cell": noise("def half(:\n"),
        "warnings": noise("import warnings\nwarnings.warn('w')\nimport sys\nprint('debug', file=sys.stderr)"),
        "warning-in-answer": mse(f"import warnings\nwarnings.warn('w')\nreturn {MEAN}"),
        "prints-in-answer": mse(f"print('y', y)\nreturn {MEAN}"),
        "ten-megabytes-printed": noise("print('x' * 10_000_000)"),
        "plots": noise(PLOTS),
        "magics": noise("%load_ext autoreload\n%autoreload 2\n!pip install torch\n%%time\n"),
        "timed-answer": answer(mse="%%time\n" + RIGHT_MSE),
        "torch-imported": noise("import torch\nimport tensorflow as tf"),
        "engine-imported": noise("from autograd_lab import Value, show\nshow(Value(1.0) * 2)"),
        "input-in-own-cell": noise("name = input('name? ')"),
        "top-level-await": noise("import asyncio\nawait asyncio.sleep(0)"),
        "lambda": answer(predict="predict = lambda X, w, b: X @ w + b\n"),
        "callable-object": answer(mse=CALLABLE),
        "annotations": answer(mse=f"def mse(y_hat: np.ndarray, y: 'np.ndarray') -> float:\n    return {MEAN}\n"),
        "greek-names": answer(mse="def mse(y_hat, y):\n    δ = y_hat - y\n    return (δ**2).mean()\n"),
        "slow": mse(f"import time\ntime.sleep(0.02)\nreturn {MEAN}"),
        "question-mark": noise("np.mean?"),
        "six-hundred-shell-lines": noise("!ls\n" * 600),
        "two-megabytes-of-quotes": noise('"' * 2_000_001),
        "shell-cell": noise("%%bash\nls /\n"),
        "html-cell": noise("%%html\n<script>alert(1)</script>\n"),
    },
)
