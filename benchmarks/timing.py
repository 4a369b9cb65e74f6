"""Fair ratios: every contender runs in every round, in turn, and the medians over rounds are compared."""

import gc
import platform
import statistics
import time
from collections.abc import Callable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


def seconds(run: Callable[[], object], collector: bool, calls: int = 1) -> float:
    """One call of `run` in seconds, the mean of `calls` in a row, with the cyclic garbage collector on or off.

    Several calls in a row are what a training loop does: the collector then meets the garbage of the earlier ones.
    """
    gc.collect()
    (gc.enable if collector else gc.disable)()
    try:
        start = time.perf_counter()
        for _ in range(calls):
            run()
        return (time.perf_counter() - start) / calls
    finally:
        gc.enable()


def ratios(
    contenders: Mapping[str, Callable[[], object]], anchor: str, rounds: int, collector: bool = True, calls: int = 1
) -> dict[str, dict[str, float]]:
    """How many times faster than `anchor` each contender is: the median over rounds of same-round ratios.

    Returns for each name {"seconds": median time, "times_faster": median of anchor / contender}.
    """
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for run in contenders.values():
        run()  # warm up: imports, caches, the branch predictor
    for _ in range(rounds):
        for name, run in contenders.items():
            times[name].append(seconds(run, collector, calls))
    return {
        name: {
            "seconds": statistics.median(mine),
            "times_faster": statistics.median(a / b for a, b in zip(times[anchor], mine, strict=True)),
        }
        for name, mine in times.items()
    }


def blas() -> str:
    """The library that multiplies NumPy's matrices, its kernel and its threads."""
    try:
        from threadpoolctl import threadpool_info
    except ModuleNotFoundError:
        return "unknown (pip install threadpoolctl tells)"
    import numpy as np

    np.ones((2, 2)) @ np.ones((2, 2))
    found = [lib for lib in threadpool_info() if lib["user_api"] == "blas"]
    return "; ".join(
        f"{lib['internal_api']} {lib['version']} {lib.get('architecture', '')}, {lib['num_threads']} thread"
        for lib in found
    )


def machine() -> dict[str, str]:
    """What the figures were measured on: processor, system, Python, and the versions of the contenders."""
    found = {"processor": _processor(), "system": platform.system(), "python": platform.python_version()}
    for package in ("numpy", "micrograd", "autograd", "mygrad", "torch"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    found["BLAS"] = blas()
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
