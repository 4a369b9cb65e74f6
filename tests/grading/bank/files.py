"""Files that are no UTF-8, no JSON, or no notebook of today."""

import gzip
import io
import json
import zipfile
from collections.abc import Callable

from tests.grading.bank.case import (
    REPO,
    RIGHT,
    Build,
    Notebook,
    add,
    cell_of,
    changed,
    dump,
    filled,
    place,
)

UMLAUT = "# fünf Größen, naïve façade\n" + RIGHT["mse"]
CHINESE = "# 均方误差:先平方,再取平均\n" + RIGHT["mse"]
NAMED = "def mse(y_hat, y):\n    größe = (y_hat - y) ** 2\n    return größe.mean()\n"


def encoded(encoding: str, **answers: str) -> Build:
    """The text in another encoding, without the characters that it lacks."""

    def build() -> bytes:
        notebook = filled(**answers)
        for cell in notebook["cells"]:
            if cell["cell_type"] == "markdown" and cell["metadata"].get("nbgrader") is None:
                cell["source"] = "text"
            cell["source"] = "".join(cell["source"])
        return dump(notebook).decode().encode(encoding)

    return build


def edited(change: Callable[[bytes], bytes], **answers: str) -> Build:
    """The bytes of the filled notebook with something done to them."""
    return lambda: change(dump(filled(**answers)))


def after(data: bytes, mark: str, more: int = 0) -> int:
    """The place in `data` behind `mark`."""
    found = data.index(mark.encode())
    return found + len(mark.encode()) + more


def one_bad_byte(data: bytes) -> bytes:
    at = data.index(b"def mse(")
    return data[:at] + b"# voil\xe0\\n" + data[at:]


def v3() -> Notebook:
    """The notebook as IPython 2 wrote it: worksheets, and the code under `input`."""
    cells = []
    for cell in filled()["cells"]:
        old = {"cell_type": cell["cell_type"], "metadata": cell["metadata"]}
        if cell["cell_type"] == "code":
            old |= {"input": cell["source"], "language": "python", "outputs": [], "prompt_number": 1}
        else:
            old |= {"source": cell["source"]}
        cells.append(old)
    return {"metadata": {"name": ""}, "nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": cells}]}


def headed(**values: object) -> Build:
    """The notebook with other values at the top; None takes the key away."""

    def change(notebook: Notebook) -> None:
        for key, value in values.items():
            notebook[key] = value
            if value is None:
                del notebook[key]

    return changed(change)


def without_ids(notebook: Notebook) -> None:
    notebook["nbformat_minor"] = 0
    for cell in notebook["cells"]:
        del cell["id"]


def each(change: Callable[[dict[str, object]], object]) -> Build:
    """The notebook with something done to each of its cells."""

    def all_of_them(notebook: Notebook) -> None:
        for cell in notebook["cells"]:
            change(cell)

    return changed(all_of_them)


def conflict(data: bytes) -> bytes:
    """Left by a merge: two versions of an execution count, and of an answer."""
    count = b'"execution_count": null,\n'
    both = b"<<<<<<< HEAD\n   " + count + b'=======\n   "execution_count": 7,\n>>>>>>> theirs\n'
    data = data.replace(b"   " + count, both, 1)
    line = next(line for line in data.splitlines(keepends=True) if b"def mse(" in line)
    other = line.replace(b"np.mean", b"np.sum")
    return data.replace(line, b"<<<<<<< HEAD\n" + line + b"=======\n" + other + b">>>>>>> theirs\n")


def packed() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("ps1/ps1.ipynb", dump(filled()))
    return buffer.getvalue()


def script() -> bytes:
    """What `File > Save as > Executable Script` gives."""
    cells = [f"# In[{number}]:\n\n\n{source}\n" for number, source in enumerate(RIGHT.values(), start=1)]
    head = "#!/usr/bin/env python\n# coding: utf-8\n\nimport numpy as np\nfrom autograd_lab import check\n\n"
    return (head + "\n\n".join(cells)).encode()


def lone_surrogate(data: bytes) -> bytes:
    return data.replace(b"def mse(", b"# \\ud83d\\ndef mse(")


def raw_newlines(data: bytes) -> bytes:
    source = json.dumps(RIGHT["mse"]).encode()
    return data.replace(source, source.replace(b"\\n", b"\n"))


def twice_the_key(data: bytes) -> bytes:
    return data.replace(b'"metadata": {},', b'"metadata": {}, "metadata": {},')


def garbage_inside(data: bytes) -> bytes:
    at = after(data, "def mse_gradients")
    return data[:at] + b'"]}\x00\x01{[' + data[at:]


def listed(notebook: Notebook) -> None:
    """The source as a list of lines, one of which is no text."""
    for name in RIGHT:
        cell = cell_of(notebook, name)
        cell["source"] = [*cell["source"].splitlines(keepends=True), None, 7]


add(
    "encoding",
    {
        "utf8-bom": edited(lambda data: b"\xef\xbb\xbf" + data),
        "utf16-le-bom": edited(lambda data: b"\xff\xfe" + data.decode().encode("utf-16-le")),
        "utf16-be-bom": edited(lambda data: b"\xfe\xff" + data.decode().encode("utf-16-be")),
        "utf16-without-bom": edited(lambda data: data.decode().encode("utf-16-le")),
        "utf32": edited(lambda data: data.decode().encode("utf-32")),
        "latin1": encoded("latin-1", mse=UMLAUT),
        "latin1-names": encoded("latin-1", mse=NAMED),
        "cp1252-quotes": encoded("cp1252", mse="# “curly” – quotes\n" + RIGHT["mse"]),
        "gb2312": encoded("gb2312", mse=CHINESE),
        "one-bad-byte": edited(one_bad_byte),
        "zero-bytes-behind": edited(lambda data: data + bytes(4096)),
        "lone-surrogate": edited(lone_surrogate),
        "crlf": edited(lambda data: data.replace(b"\n", b"\r\n")),
        "cr-in-sources": edited(lambda data: data.replace(b"\\n", b"\\r\\n")),
    },
)
add(
    "json",
    {
        "cut-after-mse": edited(lambda data: data[: after(data, "check.ps1(mse).require()")]),
        "cut-inside-answer": edited(lambda data: data[: after(data, "r = X @ w")]),
        "cut-at-last-bracket": edited(lambda data: data.rstrip()[:-1]),
        "cut-inside-escape": edited(lambda data: data[: after(data, "def mse_gradients(X, y, w, b):") + 1]),
        "head-missing": edited(lambda data: data[data.index(b"import numpy as np") :]),
        "garbage-inside": edited(garbage_inside),
        "trailing-comma": edited(lambda data: data.replace(b"  }\n ],", b"  },\n ],")),
        "merge-conflict": edited(conflict),
        "raw-newlines": edited(raw_newlines),
        "python-literal": lambda: str(filled()).encode(),
        "twice-the-file": edited(lambda data: data + data),
        "html-behind": edited(lambda data: data + b"<html><body>Session expired</body></html>"),
        "key-twice": edited(twice_the_key),
        "huge-integer": edited(
            lambda data: data.replace(b'"execution_count": null', b'"execution_count": ' + b"9" * 9000)
        ),
        "nan-in-metadata": edited(lambda data: data.replace(b'"metadata": {},', b'"metadata": {"x": NaN},')),
    },
)
add(
    "format",
    {
        "nbformat-3": lambda: dump(v3()),
        "nbformat-5": headed(nbformat=5, nbformat_minor=0),
        "nbformat-text": headed(nbformat="4"),
        "nbformat-missing": headed(nbformat=None, nbformat_minor=None),
        "minor-99": headed(nbformat_minor=99),
        "metadata-missing": headed(metadata=None),
        "metadata-a-list": headed(metadata=[1, 2]),
        "no-cell-ids": changed(without_ids),
        "same-cell-id": each(lambda cell: cell.update(id="x")),
        "cell-id-a-number": each(lambda cell: cell.update(id=7)),
        "cells-alone": lambda: dump(filled()["cells"]),
        "cell-metadata-missing": changed(lambda nb: nb["cells"][place(nb, "mse") - 1].pop("metadata")),
        "outputs-missing": each(lambda cell: (cell.pop("outputs", 0), cell.pop("execution_count", 0))),
        "outputs-broken": each(lambda cell: cell.update(outputs=[{"text": 3}, "x", None])),
        "null-among-cells": changed(lambda nb: nb["cells"].insert(3, None)),
        "cell-without-source": changed(lambda nb: nb["cells"].insert(3, {"cell_type": "code", "metadata": {}})),
        "unknown-cell-type": changed(lambda nb: nb["cells"].insert(3, {"cell_type": "sql", "metadata": {}})),
        "source-list-with-null": changed(listed),
        "forty-megabytes-of-output": changed(
            lambda nb: nb["cells"][place(nb, "check_mse")].update(
                outputs=[{"output_type": "stream", "name": "stdout", "text": "x" * 40_000_000}]
            )
        ),
        "zip-under-that-name": packed,
        "gzip-under-that-name": lambda: gzip.compress(dump(filled())),
        "script-under-that-name": script,
        "empty": lambda: b"",
        "only-blanks": lambda: b" \n\n",
        "empty-object": lambda: b"{}",
        "null": lambda: b"null",
        "a-number": lambda: b"16.0",
        "no-cells": headed(cells=[]),
        "cells-a-text": headed(cells="all right"),
        "nested-too-deep": lambda: b"[" * 200_000,
        "pdf": lambda: b"%PDF-1.7\n" + bytes(range(256)) * 40,
        "html-page": lambda: b"<!DOCTYPE html><html><body>def mse(y_hat, y): sign in first</body></html>",
        "another-problem-set": lambda: (REPO / "assignments" / "ps2" / "ps2.ipynb").read_bytes(),
    },
)
