"""Files under other names, in other places, and several of them."""

from tests.grading.bank.case import Files, Link, Pipe, add, blank, dump, filled
from tests.grading.bank.cells import WRONG_MSE


def named(*names: str):
    """The filled notebook under another name."""
    return lambda: dict.fromkeys(names, dump(filled()))


def with_blank(name: str, filled_name: str) -> Files:
    """Two notebooks, one of which nobody has written in."""
    return {name: dump(blank()), filled_name: dump(filled())}


add(
    "names",
    {
        "capitals": named("PS1.IPYNB"),
        "browser-copy": named("ps1 (1).ipynb"),
        "lab-copy": named("ps1-Copy1.ipynb"),
        "own-name-in-it": named("Ada Lovelace - Problem Set 1 FINAL (2).ipynb"),
        "untitled": named("Untitled.ipynb"),
        "no-extension": named("ps1"),
        "txt-behind": named("ps1.ipynb.txt"),
        "json-behind": named("ps1.ipynb.json"),
        "accents": named("Übung 1 – gelöst ✓.ipynb"),
        "subfolder": named("ps1/ps1.ipynb"),
        "deep-folders": named("home/ada/course/workbook/assignments/ps1/ps1.ipynb"),
        "blank-beside-answer": lambda: with_blank("ps1.ipynb", "ps1-Copy1.ipynb"),
        "answer-beside-blank": lambda: with_blank("ps1-Copy1.ipynb", "ps1.ipynb"),
        "checkpoint-beside": lambda: {
            ".ipynb_checkpoints/ps1-checkpoint.ipynb": dump(filled(mse=WRONG_MSE)),
            "ps1.ipynb": dump(filled()),
        },
        "mac-resource-fork": lambda: {
            "__MACOSX/._ps1.ipynb": b"\x00\x05\x16\x07Mac OS X",
            "PS 1.ipynb": dump(filled()),
        },
        "other-set-beside": lambda: {"ps2.ipynb": dump(filled(mse=WRONG_MSE)), "ps1.ipynb": dump(filled())},
        "data-beside": lambda: {"ps1.ipynb": dump(filled()), "data.csv": b"1,2\n", "figure.png": b"\x89PNG"},
        "only-a-pdf": lambda: {"ps1.pdf": b"%PDF-1.7"},
        "empty-folder": dict,
        "a-folder-of-that-name": lambda: {"ps1.ipynb/inner.ipynb": dump(filled())},
        "a-pipe-of-that-name": lambda: {"ps1.ipynb": Pipe()},
        "link-to-the-solution": lambda: {"ps1.ipynb": Link("@REPO@/solutions/ps1/ps1.ipynb")},
        "link-to-a-neighbour": lambda: {"ps1.ipynb": Link("@COURSE@/received/right/ps1/ps1.ipynb")},
        "link-to-itself": lambda: {"ps1.ipynb": Link("ps1.ipynb")},
        "linked-folder": lambda: {"work": Link("@REPO@/solutions/ps1")},
    },
)
