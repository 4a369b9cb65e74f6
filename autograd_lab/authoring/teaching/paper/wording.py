"""A chapter's words as a worksheet says them: what only a screen can do is taken out, nothing else is changed."""

import re

MOST_WORDS = 110
"""Of a question: what stands further above it in its section is not quoted."""

MOST_ANSWER = 120
"""Words of an answer: what stands behind them in the chapter is not quoted."""

_KEPT = ("|", "```", "$$", "    ")
_BLOCKS = re.compile(r"\n\s*\n")
_HEADING = re.compile(r"^#+ .*\n?", re.MULTILINE)
_SENTENCE = re.compile(r"(?<=[.?!:])\s+(?=[A-Z(*`$“\"0-9])")
_BRACKETS = re.compile(r"\s*\((?:Click|The player|The cell|The figure|Leave|Press|Run|See chapter)[^()]*\)")
_BEFORE = re.compile(
    r"\b(?:before|until) you (?:run|open|look|touch|do|start|play)\b[^:,.?]{0,60}[:,] (?:and )?(\w)", re.IGNORECASE
)
_TAIL = re.compile(
    r",? (?:before you (?:run|open|look)\b|and then (?:run|open|look)\b|then (?:run|open)\b)[^.?!:]*(?=[.?!:])"
)
_ON_SCREEN = (
    *("run the", "run it", "open it", "open the figure", "then open", "then look", "press", "click", "slider"),
    *(
        "in the figure",
        "next figure",
        "figure behind",
        "below the picture",
        "then the cell",
        "in the next cell",
    ),
    *("the next cell works", "the next cell finds", "the next cell shows", "the next cell computes", "table above"),
    *("done when", "below says", "then ask your engine", "your own check", "guess is wrong", "number is wrong"),
    *("then enter", "enter six", "fill in the", "fill in what", "write it down", "your guess down", "guess first"),
    *("guess, then", "write your", "write both", "write down."),
)
"""A sentence with one of these, and no question in it, speaks to somebody at a screen."""
_SCREEN = re.compile(
    rf"\b(?:{'|'.join(map(re.escape, _ON_SCREEN))})(?:\b|$)|`answer_\d|^(?:the (?:cell|player)\b|(?:try it|guess)\.$)",
    re.IGNORECASE,
)


def on_paper(text: str) -> str:
    """A text of the course without headings and without the sentences that only a screen can follow.

    >>> on_paper("## Far?\\n\\nHow far does it go? Write your guess down, then run the cell.")
    'How far does it go?'
    """
    return "\n\n".join(kept for block in blocks(text) if (kept := _block_on_paper(block)))


def blocks(text: str) -> list[str]:
    """The paragraphs, lists, tables and formulas of a text, headings left out."""
    return [block.strip("\n") for block in _BLOCKS.split(_HEADING.sub("", text)) if block.strip()]


def last_blocks(found: list[str], begin: str = "") -> list[str]:
    """The blocks of a question: from the one that begins with these words, else as many as MOST_WORDS allow."""
    if begin:
        at = next((k for k, block in enumerate(found) if begin in " ".join(block.split())), None)
        if at is None:
            return []
        first = " ".join(found[at].split())
        first = found[at] if first.startswith(begin) else first[first.index(begin) :]
        return [first, *found[at + 1 :]]
    kept: list[str] = []
    for block in reversed(found):
        if kept and not _needs_more(kept[0]) and len(" ".join([block, *kept]).split()) > MOST_WORDS:
            break
        kept.insert(0, block)
    return kept


def first_blocks(found: list[str]) -> list[str]:
    """The blocks of an answer: from the first on, as many as MOST_ANSWER allow; a formula keeps its sentence."""
    kept: list[str] = []
    for block in found:
        if kept and len(" ".join([*kept, block]).split()) > MOST_ANSWER and not _needs_more(block):
            break
        kept.append(block)
    return kept


def _needs_more(block: str) -> bool:
    """Whether a block cannot stand first: a formula, a table, code, a list, or the second half of a sentence."""
    return block.startswith((*_KEPT, "-", "1.")) or block[:1].islower()


def _block_on_paper(block: str) -> str:
    if block.startswith(_KEPT):
        return block
    if block.startswith(("- ", "1. ")):
        return block
    text = _BRACKETS.sub("", " ".join(block.split()))
    text = _BEFORE.sub(lambda found: found[1].upper(), text)
    text = _TAIL.sub("", text)
    sentences = _SENTENCE.split(text)
    return " ".join(sentence for sentence in sentences if not _SCREEN.search(sentence) or "?" in sentence)
