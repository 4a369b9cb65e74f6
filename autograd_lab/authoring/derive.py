"""Builds a notebook from one source file: deterministic, without outputs, with our own cell ids."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import nbformat

from autograd_lab.authoring import cell_forms
from autograd_lab.authoring.ids import cell_ids
from autograd_lab.authoring.option_order import option_orders
from autograd_lab.authoring.placeholders import NO_TERMS, fill
from autograd_lab.authoring.source import Cell, Source
from autograd_lab.equations import Equation

_NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def notebook(
    source: Source,
    equations: Mapping[str, Equation],
    terms: Mapping[str, str] = NO_TERMS,
    metadata: Mapping[str, Any] = MappingProxyType({}),
) -> str:
    """Text of the .ipynb file of a source; `terms` are those of the glossary, `metadata` joins the notebook's own.

    Raises CourseError for ids given twice and for placeholders that cannot be filled.
    """
    orders = option_orders(source)
    cells = [
        _notebook_cell(
            cell,
            name,
            fill(source, cell, equations, terms) if cell.kind == "markdown" else cell.source,
            orders.get(number, []),
        )
        for number, (cell, name) in enumerate(zip(source.cells, cell_ids(source), strict=True))
    ]
    about = {**_NOTEBOOK_METADATA, **metadata}
    built = nbformat.from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": about, "cells": cells})
    nbformat.validate(built)
    return str(nbformat.writes(built)).rstrip("\n") + "\n"


def _notebook_cell(cell: Cell, name: str, text: str, order: Sequence[int]) -> dict[str, Any]:
    metadata = {**cell.metadata, **cell_forms.metadata(cell.kind, cell.tags)}
    if cell.nbgrader:
        metadata["nbgrader"] = cell.nbgrader
    shown = cell_forms.text(cell.kind, cell.tags, text, order)
    of_code: dict[str, Any] = {"execution_count": None, "outputs": []} if cell.kind == "code" else {}
    return {"id": name, "cell_type": cell.kind, "metadata": metadata, "source": shown, **of_code}
