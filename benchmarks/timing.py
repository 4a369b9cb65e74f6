"""Fair ratios: every contender runs in every round, in turn, and the medians over rounds are compared."""

import gc
import platform
import statistics
import time
from collections.abc import Callable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


def seconds(run: Callable[[], object], collector: bool) -> float:
    """One call of `run` in seconds, with the cyclic garbage collector on or off."""
    gc.collect()
    (gc.enable if collector else gc.disable)()
    try:
        start = time.perf_counter()
        run()
        return time.perf_counter() - start
    finally:
        gc.enable()


def ratios(
    contenders: Mapping[str, Callable[[], object]], anchor: str, rounds: int, collector: bool
) -> dict[str, dict[str, float]]:
    """How many times faster than `anchor` each contender is: the median over rounds of same-round ratios.

    Returns for each name {"seconds": median time, "times_faster": median of anchor / contender}.
    """
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for run in contenders.values():
        run()  # warm up: imports, caches, the branch predictor
    for _ in range(rounds):
        for name, run in contenders.items():
            times[name].append(seconds(run, collector))
    return {
        name: {
            "seconds": statistics.median(mine),
            "times_faster": statistics.median(a / b for a, b in zip(times[anchor], mine, strict=True)),
        }
        for name, mine in times.items()
    }


def machine() -> dict[str, str]:
    """What the figures were measured on: processor, system, Python, and the versions of the contenders."""
    found = {"processor": _processor(), "system": platform.system(), "python": platform.python_version()}
    for package in ("numpy", "micrograd", "autograd", "mygrad", "torch"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found


def _processor() -> str:
    try:
        with Path("/proc/cpuinfo").open() as lines:
            for line in lines:
                if line.startswith("model name"):
                    return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()
