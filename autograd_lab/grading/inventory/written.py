"""One answer as somebody wrote it, read as a letter: `b`, `B)`, the text of an option, `?`, nothing, or `a/b`."""

import re
from dataclasses import dataclass

from autograd_lab.grading.inventory.forms import LETTERS, Question, comparable_text

ANSWERED, BLANK, UNSURE, SEVERAL, UNKNOWN = "answered", "blank", "unsure", "several letters", "not a letter"

_LETTER = re.compile(r"(?:option|answer)?[\s(\[*_`]*([a-z])[\s)\].:*_`]*", re.IGNORECASE)
_LETTER_AND_TEXT = re.compile(r"[\s(\[*_`]*([a-d])\s*[)\].:][\s*_`]*(\S.*)", re.IGNORECASE | re.DOTALL)
_SEVERAL = re.compile(r"[a-d](?:(?:[\s/,;&+|]|or|and)+[a-d])+", re.IGNORECASE)
_DOUBTED = re.compile(r"[\s(]*[a-d][\s).:]*\?+[\s)]*", re.IGNORECASE)
_RUN = re.compile(r"[a-dA-D]{2,4}")
_NOTHING = {"", "-", "--", "---", ".", "_", "/", "none", "n/a", "na", "noanswer", "notanswered", "nil", "blank"}
_UNSURE = {"idk", "don'tknow", "dontknow", "donotknow", "idon'tknow", "idontknow", "idonotknow", "unsure", "notsure"}


@dataclass(frozen=True)
class Answer:
    """An answer to one question.

    written     as it stands in what was handed in
    state       ANSWERED, BLANK, UNSURE, SEVERAL or UNKNOWN; only the first is counted
    letter      of the option, as the page shows it; "" where it is none
    stands_for  what that option is: "right", the key of a misconception, or another slip
    remark      what is to be said of how it was read; "" mostly
    """

    written: str
    state: str
    letter: str = ""
    stands_for: str = ""
    remark: str = ""


def read_answer(written: str, asked: Question) -> Answer:
    """The answer that a cell of a table, or a line of a notebook, gives to a question.

    >>> from autograd_lab.grading.inventory.forms import read_inventory
    >>> first = read_inventory().forms["A"][1]
    >>> [read_answer(text, first).letter for text in ("b", " B) ", "(b).", "option b")]
    ['b', 'b', 'b', 'b']
    >>> [read_answer(text, first).state for text in ("", "?", "a/b", "x")]
    ['blank', 'unsure', 'several letters', 'not a letter']
    """
    plain = comparable_text(written)
    if letter := asked.texts.get(plain):
        return _answer_of_letter(written, asked, letter)
    if plain in _NOTHING:
        return Answer(written, BLANK)
    if not plain.strip("?") or plain in _UNSURE or _DOUBTED.fullmatch(written):
        return Answer(written, UNSURE)
    text = written.strip()
    if found := _LETTER.fullmatch(text):
        return _answer_of_letter(written, asked, found[1].lower())
    if found := _LETTER_AND_TEXT.fullmatch(text):
        return _with_text(written, asked, found[1].lower(), comparable_text(found[2]))
    if _SEVERAL.fullmatch(text) or _RUN.fullmatch(text):
        letters = dict.fromkeys(re.findall(r"(?<![a-z])[a-d](?![a-z])", text.lower()) or text.lower())
        return _answer_of_letter(written, asked, *letters) if len(letters) == 1 else Answer(written, SEVERAL)
    return Answer(written, UNKNOWN)


def _answer_of_letter(written: str, asked: Question, letter: str, remark: str = "") -> Answer:
    """The answer with this letter; UNKNOWN where the question has no such option."""
    if letter not in LETTERS[: len(asked.options)]:
        return Answer(written, UNKNOWN)
    return Answer(written, ANSWERED, letter, asked.stands_for(letter), remark)


def _with_text(written: str, asked: Question, letter: str, plain: str) -> Answer:
    """The answer of a letter with a text behind it; the text counts where the two do not agree.

    A form tool that shuffles options puts its own letter before each, and what was read and chosen is the text.
    """
    own = asked.texts.get(plain)
    if own is None:
        return _answer_of_letter(written, asked, letter, "a letter with other words behind it: the letter counts")
    return _answer_of_letter(
        written, asked, own, "" if own == letter else "its text is that of another letter: the text counts"
    )
