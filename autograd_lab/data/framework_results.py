"""What chapter 24's programs returned in their frameworks, for readers who have not installed them."""

import json
from collections.abc import Callable
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from autograd_lab.data.checking import DataError

#: package, as it is imported -> the name that people say
FRAMEWORKS = {"torch": "PyTorch", "jax": "JAX", "tensorflow": "TensorFlow", "keras": "Keras"}
Gradients = dict[str, Any]  # parameter -> its gradient; None where the program has none


def framework_result(program: Callable[..., Any], *arguments: Any) -> Any:
    """What a program returns here; where its framework is not installed, what it returned when it was recorded.

    program    a function of chapter 24 that imports its framework inside
    arguments  what it is called with; a record stands for the chapter's own arguments alone
    raises     the program's ImportError where nothing was recorded under its name; DataError where other arguments were

    A line is printed where the result is a recorded one.

    >>> from autograd_lab import data
    >>> def habits_in_jax():
    ...     import jax_that_nobody_has
    >>> data.framework_result(habits_in_jax)["asked twice"]
    habits_in_jax: recorded with JAX 0.10.2
    '-18, and then -18'
    """
    try:
        return program(*arguments)
    except ImportError:
        name = getattr(program, "__name__", "")
        if name not in _records("results"):
            raise
        kept = _records("results")[name]
        if json.loads(json.dumps(plain(arguments))) != kept["arguments"]:
            with_what = " and ".join(FRAMEWORKS[package] for package in kept["versions"])
            raise DataError(
                f"{name}: {with_what} is not installed here, and was recorded on the chapter's own numbers only.\n"
                "  Give those, or install it: the first cell of chapter 24 says how."
            ) from None
        print(f"{name}: recorded with {versions_text(kept['versions'])}")
        return restored(kept["result"])


def gradient_pair(letter: str) -> tuple[list[Gradients], list[Gradients]]:
    """The gradients of two programs, each asked on two batches: (first program, second program).

    letter  "A" to "G", as in chapter 24's puzzle
    raises  DataError for another letter

    Each program gives a list with a dictionary for each batch. The network has the parameters W (3, 3), b (3,),
    V (3, 3) and c (3,); both programs had the same numbers in them, and the same batches.

    >>> from autograd_lab import data
    >>> first, second = data.gradient_pair("A")
    >>> len(first), sorted(second[0])
    (2, ['V', 'W', 'b', 'c'])
    """
    pairs = _records("pairs")
    if letter not in pairs:
        raise DataError(f"gradient_pair({letter!r:.40}): the pairs are {', '.join(pairs)}")
    first, second = restored(pairs[letter]["gradients"])
    return first, second


def versions_text(versions: dict[str, str]) -> str:
    """Versions as a reader is told them.

    >>> versions_text({"jax": "0.10.2"})
    'JAX 0.10.2'
    """
    return ", ".join(f"{FRAMEWORKS[package]} {version}" for package, version in versions.items())


def plain(thing: Any) -> Any:
    """A thing as JSON holds it: arrays as {"array": lists}, tuples as lists."""
    if isinstance(thing, np.ndarray):
        return {"array": thing.tolist()}
    if isinstance(thing, np.generic):
        return thing.item()
    if isinstance(thing, dict):
        return {key: plain(value) for key, value in thing.items()}
    if isinstance(thing, (list, tuple)):
        return [plain(value) for value in thing]
    return thing


def restored(thing: Any) -> Any:
    """A thing from its form in JSON.

    >>> restored({"array": [1.0, 2.0]})
    array([1., 2.])
    """
    if isinstance(thing, dict):
        if set(thing) == {"array"}:
            return np.array(thing["array"], dtype=float)
        return {key: restored(value) for key, value in thing.items()}
    if isinstance(thing, list):
        return [restored(value) for value in thing]
    return thing


@cache
def _records(what: str) -> dict[str, Any]:
    """The file of what was recorded: "results" or "pairs"."""
    file = resources.files(__package__).joinpath(f"framework_{what}.json")
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found
