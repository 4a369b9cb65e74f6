"""Reads `book/addresses.toml`: where the book and the repository are published, as far as that is known."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from autograd_lab.errors import LabError

NAME = "addresses.toml"
GITHUB = "https://github.com/"
RAW = "https://raw.githubusercontent.com/"
FORM = "2_mistake_on_a_page.yml"  # of .github/ISSUE_TEMPLATE


@dataclass(frozen=True)
class Addresses:
    """The address of the book's first page, ending in a slash, and that of the repository; "" where it is not known."""

    site: str = ""
    repository: str = ""

    @property
    def binder(self) -> str:
        """The address that starts the course on mybinder.org; "" unless the repository is on GitHub."""
        return self.binder_at("00_start_here")

    def binder_at(self, notebook: str) -> str:
        """The address that opens one notebook on mybinder.org, e.g. `05_computational_graph`; "" as for `binder`."""
        if not self.repository.startswith(GITHUB):
            return ""
        name = self.repository.removeprefix(GITHUB)
        return f"https://mybinder.org/v2/gh/{name}/HEAD?urlpath=lab/tree/notebooks/{notebook}.ipynb"

    def report(self, page: str) -> str:
        """The address of the form that reports a mistake, the page's name filled in; "" unless it is on GitHub."""
        if not self.repository.startswith(GITHUB):
            return ""
        filled = urlencode({"template": FORM, "title": f"Page: {page}", "page": page})
        return f"{self.repository}/issues/new?{filled}"

    def file(self, path: str) -> str:
        """The address at which a file of the repository is read: a notebook's page in the book, else on GitHub.

        "" where that is not known. The path may end in `#heading`.
        """
        name, mark, heading = path.partition("#")
        if self.site and name.startswith("notebooks/"):
            return f"{self.site}{name.removesuffix('.ipynb')}.html{mark}{heading}"
        return f"{self.repository}/blob/HEAD/{path}" if self.repository.startswith(GITHUB) else ""

    def raw(self, path: str) -> str:
        """The address of a file's own bytes, e.g. a picture's; "" unless the repository is on GitHub."""
        if not self.repository.startswith(GITHUB):
            return ""
        return f"{RAW}{self.repository.removeprefix(GITHUB)}/HEAD/{path}"

    @property
    def readme_line(self) -> str:
        """The first thing that README.md offers: the book where it is published, else how to build it."""
        if self.site:
            return f"**[Open the book]({self.site})**: nothing to install, nothing to sign up for."
        return "**The book**: `make book`, then open `book/_build/html/index.html`. It needs no kernel and no network."


def load(folder: Path) -> Addresses:
    """The addresses in a folder that holds `addresses.toml`; none without that file. Raises LabError for a bad one."""
    try:
        found = tomllib.loads((folder / NAME).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Addresses()
    except tomllib.TOMLDecodeError as error:
        raise LabError(f"book/{NAME} is no TOML: {error}") from None
    for key, value in found.items():
        if key not in ("site", "repository"):
            raise LabError(f"book/{NAME} has an unknown entry {key!r}; it may hold site and repository")
        if not isinstance(value, str) or not (value == "" or value.startswith("https://")):
            raise LabError(f'book/{NAME}: {key} is {value!r}; write an address that begins with https://, or ""')
    site, repository = found.get("site", ""), found.get("repository", "").rstrip("/")
    return Addresses(site and site.rstrip("/") + "/", repository)
