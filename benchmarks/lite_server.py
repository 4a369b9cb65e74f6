"""Serves the site in a browser tab as its host would, compressed and to be kept for ten minutes, and counts bytes."""

import contextlib
import functools
import gzip
import http.server
from collections import Counter
from collections.abc import Iterator
from email.utils import formatdate
from http import HTTPStatus
from mimetypes import guess_type
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from tests.support.lite import TYPES
from tests.support.loopback import address_of

#: what GitHub Pages compresses, by the file's name; wheels and zips are compressed already
COMPRESSED = {".html", ".js", ".mjs", ".css", ".json", ".svg", ".wasm", ".txt"}
KEPT = "max-age=600"  # seconds, as GitHub Pages tells browsers
LEVEL = 6


class File(NamedTuple):
    """A file as it is sent, and its size once unpacked."""

    body: bytes
    size: int
    headers: dict[str, str]


class Site:
    """The files of a site by their paths, packed beforehand: packing is not to be timed; and what was sent of them."""

    def __init__(self, folder: Path) -> None:
        self.wire: Counter[str] = Counter()
        self.raw: Counter[str] = Counter()
        self._files = {f"/{path.relative_to(folder).as_posix()}": _sent_file(path) for path in _files(folder)}
        self._since = formatdate(usegmt=True)

    def forget(self) -> None:
        """Count from nothing again."""
        self.wire.clear()
        self.raw.clear()

    def megabytes(self) -> tuple[float, float]:
        """What was sent since then: over the wire, and unpacked."""
        return sum(self.wire.values()) / 1e6, sum(self.raw.values()) / 1e6

    def answer(self, path: str, known: str | None) -> tuple[HTTPStatus, dict[str, str], bytes]:
        """Status, headers and body for a path; `known` is since when the browser has the file, by its own words."""
        path = unquote(urlsplit(path).path)
        file = self._files.get(path + "index.html" if path.endswith("/") else path)
        if file is None:
            return HTTPStatus.NOT_FOUND, {}, b""
        headers = {"Cache-Control": KEPT, "Last-Modified": self._since}
        if known == self._since:
            return HTTPStatus.NOT_MODIFIED, headers, b""
        self.wire[path] += len(file.body)
        self.raw[path] += file.size
        return HTTPStatus.OK, headers | file.headers, file.body


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def _sent_file(path: Path) -> File:
    content = path.read_bytes()
    headers = {"Content-Type": TYPES.get(path.suffix) or guess_type(path)[0] or "application/octet-stream"}
    if path.suffix not in COMPRESSED:
        return File(content, len(content), headers)
    return File(gzip.compress(content, LEVEL), len(content), headers | {"Content-Encoding": "gzip"})


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, site: Site, *given: object) -> None:
        self._site = site
        super().__init__(*given)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """Answer with a file."""
        status, headers, body = self._site.answer(self.path, self.headers["If-Modified-Since"])
        self.send_response(status)
        for name, value in (headers | {"Content-Length": str(len(body))}).items():
            self.send_header(name, value)
        self.end_headers()
        with contextlib.suppress(ConnectionError):  # the page was closed
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def address_of_site(site: Site) -> contextlib.AbstractContextManager[str]:
    """The address of a site, until the block ends."""
    return address_of(functools.partial(_Handler, site))
