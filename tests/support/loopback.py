"""A web server on this machine, for as long as a test or a benchmark needs one."""

import http.server
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def address_of(handler: Callable[..., Any]) -> Iterator[str]:
    """The address of a server on the loopback interface, until the block ends.

    handler  makes what answers a request: a subclass of `http.server.BaseHTTPRequestHandler`, or a partial of one
    """
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
