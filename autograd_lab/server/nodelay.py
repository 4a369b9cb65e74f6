"""Sets TCP_NODELAY on kernel websockets, the one change that the course makes to Jupyter's server."""

from functools import wraps
from typing import Any

from jupyter_server.services.kernels.websocket import KernelWebsocketHandler


def send_at_once(handler: type[Any] = KernelWebsocketHandler) -> None:
    """Make a websocket handler's connections send each message at once (tornado's `set_nodelay`).

    The handler class is changed in place, since the server has registered it by the time extensions load.
    Calling this again changes nothing.
    """
    open_as_before = handler.open
    if getattr(open_as_before, "sends_at_once", False):
        return

    @wraps(open_as_before)
    async def open_without_delay(self: Any, *args: Any, **kwargs: Any) -> None:
        self.set_nodelay(True)
        await open_as_before(self, *args, **kwargs)

    open_without_delay.sends_at_once = True  # type: ignore[attr-defined]
    handler.open = open_without_delay
