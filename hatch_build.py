"""What hatchling cannot read from pyproject.toml when it builds the package.

The addresses stand in book/addresses.toml, the page for an index is made from README.md, and a wheel carries the
notebooks. An editable installation reads them where they are.
"""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))  # the part of the library that is used here needs no other package

from autograd_lab.authoring import index_page  # noqa: E402
from autograd_lab.lab.workbook import FOLDERS  # noqa: E402

HANDED_OUT = "autograd_lab/handed_out"


class Metadata(MetadataHookInterface):
    """Adds the addresses and the page for an index to the metadata."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Fill in what pyproject.toml calls dynamic."""
        metadata["urls"] = index_page.addresses_of(HERE)
        metadata["readme"] = {"content-type": "text/markdown", "text": index_page.page(HERE)}


class Notebooks(BuildHookInterface):
    """Puts the notebooks into a wheel as data of the package."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the folders, unless this is an editable installation; hatchling fails where one is missing."""
        if version != "editable":
            build_data["force_include"].update({folder: f"{HANDED_OUT}/{folder}" for folder in FOLDERS})
