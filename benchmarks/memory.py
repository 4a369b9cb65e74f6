"""Memory at its highest, in GB, while something runs."""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager


@contextmanager
def highest(now: Callable[[], Mapping[str, float]]) -> Iterator[dict[str, float]]:
    """The highest of each figure that `now` gives, looked at twice a second."""
    peaks: dict[str, float] = defaultdict(float)
    over = threading.Event()

    failed: list[Exception] = []

    def watch() -> None:
        try:
            while True:
                for name, gigabytes in now().items():
                    peaks[name] = max(peaks[name], gigabytes)
                if over.wait(0.5):
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
