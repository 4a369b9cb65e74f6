"""Memory at its highest, in GB, while something runs."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

SELDOM = 30  # times as long as a look takes, between two looks


@contextmanager
def highest(now: Callable[[], Mapping[str, float]]) -> Iterator[dict[str, float]]:
    """The highest of each figure that `now` gives, looked at twice a second, or less where a look takes long."""
    peaks: dict[str, float] = defaultdict(float)
    over = threading.Event()

    failed: list[Exception] = []

    def watch() -> None:
        try:
            while True:
                start = time.perf_counter()
                for name, gigabytes in now().items():
                    peaks[name] = max(peaks[name], gigabytes)
                if over.wait(max(0.5, SELDOM * (time.perf_counter() - start))):
                    return
        except Exception as error:
            failed.append(error)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield peaks
    finally:
        over.set()
        thread.join()
    if failed:
        raise failed[0]
