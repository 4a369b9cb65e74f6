"""A chapter's words as a worksheet says them: what only a screen can do is taken out, nothing else is changed."""

import re

MOST_WORDS = 110
"""Of a question: what stands further above it in its section is not quoted."""

_BLOCKS = re.compile(r"\n\s*\n")
_HEADING = re.compile(r"^#+ .*\n?", re.MULTILINE)
_SENTENCE = re.compile(r"(?<=[.?!:])\s+(?=[A-Z(*`$“\"0-9])")
_BRACKETS = re.compile(r"\s*\((?:Click|The player|The cell|The figure|Leave|Press|Run|See chapter)[^()]*\)")
_BEFORE = re.compile(
    r"\b(?:Before|Until) you (?:run|open|look at|start|touch|click on|play) (?:it|the|this|next|cell|figure|one|six|experiments|"
    r"picture|player|below|behind|answer|on|line|s|\W)*?[:,] (?:and )?(\w)"
)
_TAIL = re.compile(
    r",? (?:before you (?:run|open|look)\b[^.?!:]*|and then (?:run|open|look)[^.?!:]*|then (?:run|open)[^.?!:]*)(?=[.?!:])"
)
_SCREEN = re.compile(
    r"\b(?:[Rr]un the|[Tt]hen run|[Rr]un it|open the figure|[Oo]pen it|[Pp]ress|[Cc]lick|slider|[Dd]one when|line below says|"
    r"below says|[Tt]hen the cell|[Tt]hen ask your engine|[Tt]hen look|below the picture|The cell\b|[Tt]he next cell (?:works|finds|shows|"
    r"computes)|The player|Enter six|[Tt]hen enter|Fill in the|[Ff]ill in what|`answer_\d|below\.$|Write (?:it|them|your|both|the|three|"
    r"four|everything)[^.]*(?:down|guess)|Write down\.|your guess down|Guess first|[Gg]uess, then|Guess\.$)"
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
        return [first[first.index(begin) :], *found[at + 1 :]]
    kept: list[str] = []
    for block in reversed(found):
        if kept and len(" ".join([block, *kept]).split()) > MOST_WORDS:
            break
        kept.insert(0, block)
    return kept


def _block_on_paper(block: str) -> str:
    if block.startswith(("|", "```", "$$", "    ")):
        return block
    text = _BRACKETS.sub("", block)
    text = _BEFORE.sub(lambda found: found[1].upper(), text)
    text = _TAIL.sub("", text)
    sentences = _SENTENCE.split(text)
    return " ".join(sentence for sentence in sentences if not _SCREEN.search(sentence) or "?" in sentence)
