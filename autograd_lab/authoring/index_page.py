"""README.md as the page of the package on an index: every link and picture has a whole address, or is left out.

Such a page stands alone, so a relative link leads nowhere on it, nor does one to a heading. What makes sense in a copy
of the repository alone stands in README.md between the comments `copy only` and `end of copy only`.
"""

import re
from pathlib import Path

from autograd_lab.authoring import addresses
from autograd_lab.authoring.addresses import Addresses

_COPY_ONLY = re.compile(r"<!-- copy only -->\n.*?<!-- end of copy only -->\n+", re.DOTALL)
_PICTURE = re.compile(r"<picture>.*?</picture>\n+", re.DOTALL)
_SOURCE = re.compile(r'(?<=src=")[^"]+|(?<=srcset=")[^"]+')
_LINK = re.compile(
    r"```.*?```|(?P<image>!?)\[(?P<text>(?:`[^`\n]*`|[^\[\]`])*)\]\((?P<target>[^()\s]+)\)|`[^`\n]*`", re.DOTALL
)


def page(root: Path) -> str:
    """The page for an index, of the repository at `root`."""
    return for_index((root / "README.md").read_text(encoding="utf-8"), addresses.load(root / "book"))


def addresses_of(root: Path) -> dict[str, str]:
    """The addresses of a project, under the names that an index knows; only those that are known."""
    known = addresses.load(root / "book")
    found = {"Homepage": known.site or known.repository, "Documentation": known.site, "Source": known.repository}
    if known.repository:
        found["Issues"] = f"{known.repository}/issues"
    if (root / "CHANGELOG.md").is_file():
        found["Changelog"] = known.file("CHANGELOG.md")
    return {name: address for name, address in found.items() if address}


def for_index(readme: str, known: Addresses) -> str:
    """A README as a page that stands alone.

    readme  Markdown, with pictures in `<picture>` or as Markdown has them
    known   the addresses; a link to a file of which the address is not known keeps its words alone
    """
    text = _COPY_ONLY.sub("", readme)
    text = text.replace(f"{Addresses().readme_line}\n\n", "")  # how to build the book
    text = _PICTURE.sub(lambda picture: _with_addresses(picture[0], known), text)
    return _LINK.sub(lambda link: _whole(link, known), text)


def _with_addresses(picture: str, known: Addresses) -> str:
    """A picture whose files are those of the repository; "" where these have no address."""
    if not known.raw("README.md"):
        return ""
    return _SOURCE.sub(lambda source: known.raw(source[0]), picture)


def _whole(link: re.Match[str], known: Addresses) -> str:
    target = link["target"]
    if target is None or re.match(r"\w+:", target):  # code, or an address already
        return link[0]
    if target.startswith("#"):
        return link["text"]
    address = known.raw(target) if link["image"] else known.file(target)
    return f"{link['image']}[{link['text']}]({address})" if address else "" if link["image"] else link["text"]
