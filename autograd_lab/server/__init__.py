"""Jupyter server extension: sends small messages to a kernel at once (TCP_NODELAY).

A slider sends a few bytes and waits for a few bytes. Jupyter's server leaves Nagle's algorithm on for the
websockets of kernels, so that the second small message waits until the browser has acknowledged the first,
which a browser puts off for 40 ms. With TCP_NODELAY the wait is gone.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jupyter_server.serverapp import ServerApp


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    """Entry for Jupyter's server: the module that holds the extension."""
    return [{"module": "autograd_lab.server"}]


def _load_jupyter_server_extension(server: "ServerApp") -> None:
    """Set TCP_NODELAY on each kernel websocket that this server opens from now on."""
    from autograd_lab.server.nodelay import send_at_once

    send_at_once()
    server.log.info("autograd_lab.server | kernel websockets send without delay")
