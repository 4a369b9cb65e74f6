"""Files that hold no notebook that can be read, and notebooks that are buried under other things."""

import html
import io
import zipfile

from tests.grading.bank.case import RIGHT, Files, Link, Notebook, add, changed, dump, filled, place

ENCRYPTED = 0x1  # the flag of a member that has a password
FLAGS_AT = {b"PK\x03\x04": 6, b"PK\x01\x02": 8}  # in the header of a member, and in the directory at the end


def archive_of(content: bytes, name: str = "ps1/ps1.ipynb") -> bytes:
    """A zip archive with one file in it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


def archive_with_password() -> bytes:
    """An archive that says of its one member that it has a password."""
    data = bytearray(archive_of(dump(filled())))
    for mark, offset in FLAGS_AT.items():
        data[data.index(mark) + offset] |= ENCRYPTED
    return bytes(data)


def page_of_the_notebook() -> bytes:
    """What `File > Save as > HTML` gives: a page with the code in it."""
    code = "".join(f"<pre><span>{html.escape(source)}</span></pre>" for source in RIGHT.values())
    return f"<!DOCTYPE html><html><head><title>ps1</title></head><body>{code}</body></html>".encode()


def deepen(notebook: Notebook) -> None:
    """Metadata of a text cell, five hundred levels deep."""
    deep: object = 1
    for _ in range(500):
        deep = {"x": deep}
    notebook["cells"][0]["metadata"] = {"deep": deep}


def picture(notebook: Notebook) -> None:
    """Fifty megabytes of a picture below a check."""
    data = {"image/png": "A" * 50_000_000}
    notebook["cells"][place(notebook, "check_mse")]["outputs"] = [
        {"output_type": "display_data", "metadata": {}, "data": data}
    ]


def crowd(notebook: Notebook) -> None:
    """Nine hundred empty cells among the others."""
    empty = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": ""} for _ in range(900)]
    notebook["cells"][2:2] = empty


def beside(*names: str) -> Files:
    """The notebook with other files beside it."""
    return {**dict.fromkeys(names, b"x"), "ps1.ipynb": dump(filled())}


add(
    "format",
    {
        "zip-with-a-password": archive_with_password,
        "rar-under-that-name": lambda: b"Rar!\x1a\x07\x01\x00" + bytes(range(256)) * 30,
        "seven-zip-under-that-name": lambda: b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(range(256)) * 30,
        "zip-cut-in-the-middle": lambda: archive_of(dump(filled()))[:1500],
        "zip-that-swells": lambda: archive_of(b" " * 100_000_000),
        "zip-without-a-notebook": lambda: archive_of(b"%PDF-1.7", "ps1.pdf"),
        "page-exported-from-the-notebook": page_of_the_notebook,
        "metadata-five-hundred-deep": changed(deepen),
        "fifty-megabytes-of-picture": changed(picture),
        "nine-hundred-empty-cells": changed(crowd),
    },
)
add(
    "names",
    {
        "link-to-endless-zeros": lambda: {"ps1.ipynb": Link("/dev/zero")},
        "link-to-the-gradebook": lambda: {"ps1.ipynb": Link("@COURSE@/gradebook.db")},
        "hundred-files-beside": lambda: beside(*(f"data-{number}.csv" for number in range(100))),
        "names-that-look-like-options": lambda: beside("--again", "-rf *", "$(rm -rf .)", "a\nb"),
    },
)
