"""From the bytes that were handed in to text: whatever the encoding, and out of an archive if they are one."""

import codecs

from autograd_lab.grading.intake import archives
from autograd_lab.grading.intake.repair_notes import Repair

HANDED_IN = "handed-in.ipynb"  # what a file is called here while it is opened
MARKS = (  # the longer ones first: UTF-32's begins like UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF8, "utf-8", "UTF-8 with a byte order mark"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
LOOKED_AT = 4096  # bytes by which an encoding without a mark is recognised
SPOILT = "spoilt-utf-8"


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """An error handler for decoding: bytes that are not UTF-8 are read as Windows-1252, else as Latin-1."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    spoilt = error.object[error.start : error.end]
    try:
        return spoilt.decode("cp1252"), error.end
    except UnicodeDecodeError:
        return spoilt.decode("latin-1"), error.end


codecs.register_error(SPOILT, _as_windows)


def unpack(data: bytes) -> tuple[bytes, list[Repair]]:
    """The bytes of the one notebook in an archive, however deep; bytes that are no archive are returned unchanged."""
    if not archives.is_archive(data):
        return data, []
    notebooks, refused = archives.notebooks_in(data, HANDED_IN)
    if len(notebooks) != 1:
        count = f"{len(notebooks)} notebooks in it, not one" if notebooks else "no notebook in it that can be read"
        return b"", [Repair("file", f"The file is an archive with {count}."), *map(_as_the_file, refused)]
    path, inside = notebooks[0]
    if path == HANDED_IN:
        return inside, [Repair("file", "The file was compressed under the name of a notebook: unpacked.")]
    return inside, [Repair("file", f"The file was an archive: took {_below_the_file(path)} from it.")]


def _below_the_file(path: str) -> str:
    """A path in the archive that was handed in, without the name that it is given here."""
    return path.removeprefix(f"{HANDED_IN}.d/").replace(HANDED_IN, "The file")


def _as_the_file(repair: Repair) -> Repair:
    return Repair(repair.kind, _below_the_file(repair.text))


def text_of(data: bytes) -> tuple[str, list[Repair]]:
    """The decoded text, and a repair that names the encoding where it was not plain UTF-8."""
    whole = data.rstrip(b"\x00") if data[-4:] == bytes(4) else data  # four: a character of UTF-32 ends in three
    repairs = [Repair("encoding", "Zero bytes behind the text were left out.")] if whole != data else []
    text, encoding = _decoded(whole)
    if encoding:
        repairs.append(Repair("encoding", f"The file was not UTF-8: read as {encoding}."))
    return text, repairs


def _decoded(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding, "" for UTF-8."""
    for mark, encoding, name in MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace"), name
    if wide := _wide_encoding(data[:LOOKED_AT]):
        return data.decode(wide, errors="replace"), f"{wide.upper()} without a byte order mark"
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError:
        pass
    try:
        # two bytes of 0xA1 and above for every character: a stray umlaut among Latin letters does not pass for that
        return data.decode("gb2312"), "GB 2312 (Chinese)"
    except UnicodeDecodeError:
        return data.decode("utf-8", errors=SPOILT), "UTF-8 with bytes of Windows-1252 in it"


def _wide_encoding(start: bytes) -> str:
    """UTF-16 or UTF-32 by the zero bytes that they put at regular places of ASCII text; "" for any other encoding."""
    if len(start) < 8 or 0 not in start:
        return ""
    for encoding, width, zeros in (
        ("utf-32-le", 4, (1, 2, 3)),
        ("utf-32-be", 4, (0, 1, 2)),
        ("utf-16-le", 2, (1,)),
        ("utf-16-be", 2, (0,)),
    ):
        if all(start[place::width].count(0) > 0.8 * len(start[place::width]) for place in zeros):
            return encoding
    return ""
