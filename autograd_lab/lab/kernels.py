"""A kernel of its own that runs a notebook from top to bottom; it talks over files, so that two never meet.

Where kernels choose TCP ports, two that start at the same moment can choose the same one, and one of them dies.
"""

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nbclient import NotebookClient
from traitlets.config import Config

SOCKET_PATH_BYTES = 100  # systems end a socket's path at 104 to 108 bytes, and the kernel adds its number


def run_notebook(
    notebook: Any, folder: Path, *, seconds: int, environment: Mapping[str, str] | None = None, **settings: Any
) -> None:
    """Run all cells of a notebook in a fresh kernel; the notebook gets their outputs.

    notebook     of nbformat 4, changed in place
    folder       the kernel's working folder
    seconds      after which a cell, or a kernel that does not start, is given up
    environment  the kernel's variables (default: those of this process)
    settings     further traits of `nbclient.NotebookClient`
    raises       CellExecutionError of nbclient, NoSuchKernel of jupyter_client, TimeoutError, RuntimeError: it died
    """
    with transport() as over:
        NotebookClient(
            notebook,
            config=Config(over),
            timeout=seconds,
            startup_timeout=max(seconds, 60),
            kernel_name="python3",
            resources={"metadata": {"path": str(folder)}},
            **settings,
        ).execute(env=dict(os.environ if environment is None else environment))


@contextmanager
def transport() -> Iterator[dict[str, Any]]:
    """Settings of a kernel's transport: IPC sockets, so that two kernels cannot meet and nothing listens on a network.

    Each kernel has its own short folder: it works in the notebook's folder, so a relative path would be another one
    there, and a system allows few bytes. Where there are no such sockets, they are TCP ports.
    """
    with tempfile.TemporaryDirectory(prefix="al-") as folder:
        address = str(Path(folder, "k"))
        files = os.name == "posix" and len(os.fsencode(address)) <= SOCKET_PATH_BYTES
        yield {"KernelManager": {"transport": "ipc", "ip": address}} if files else {}
