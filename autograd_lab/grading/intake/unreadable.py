"""What a file is that is no notebook, by its first bytes: a person can then say what to hand in instead."""

import io
import zipfile

HAND_IN = "Hand in the notebook itself, the file that ends in .ipynb, as Jupyter saves it."
STARTS = {  # the first bytes, and what the file is
    b"Rar!\x1a\x07": "a RAR archive, which is not opened",
    b"7z\xbc\xaf\x27\x1c": "a 7-Zip archive, which is not opened",
    b"%PDF": "a PDF, not a notebook",
    b"\x89PNG": "a picture, not a notebook",
    b"\xff\xd8\xff": "a picture, not a notebook",
    b"\xd0\xcf\x11\xe0": "a document of an office program, not a notebook",
    b"{\\rtf": "a document of an office program, not a notebook",
    b"bplist00": "a link or a web archive of macOS, not a notebook",
}
PAGES = (b"<!doctype html", b"<html", b"<head", b"<body")
ENCRYPTED = "an archive that is protected by a password"


def kind_sentence(data: bytes) -> str:
    """A sentence on what a file without a cell is; "" where its bytes do not say.

    >>> kind_sentence(b"%PDF-1.7")
    'The file is a PDF, not a notebook.'
    """
    kind = _kind(data)
    return f"The file is {kind}." if kind else ""


def _kind(data: bytes) -> str:
    """What the file is, as a clause."""
    for start, kind in STARTS.items():
        if data.startswith(start):
            return kind
    if data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(PAGES):
        return "a web page, not a notebook"
    return _kind_of_zip(data) if data.startswith(b"PK\x03\x04") else ""


def _kind_of_zip(data: bytes) -> str:
    """What a zip archive is from which no notebook could be taken: protected, or an office document."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()[:1000]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return ""
    if any(member.flag_bits & 1 for member in members):
        return ENCRYPTED
    if any(member.filename == "[Content_Types].xml" for member in members):
        return "a document of an office program, not a notebook"
    return ""
