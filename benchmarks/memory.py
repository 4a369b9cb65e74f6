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

    def watch() -> None:
        while not over.wait(0.5):
            for name, gigabytes in now().items():
                peaks[name] = max(peaks[name], gigabytes)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield peaks
    finally:
        over.set()
        thread.join()
