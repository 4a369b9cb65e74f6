"""The pages of a chapter's deck, as data: its title, what its notes show, its last questions."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograd_lab.authoring import cell_forms
from autograd_lab.authoring.ids import cell_ids
from autograd_lab.authoring.option_order import option_orders
from autograd_lab.authoring.placeholders import NO_TERMS, fill
from autograd_lab.authoring.problems import CourseError, Problem
from autograd_lab.authoring.source import Source
from autograd_lab.authoring.teaching.chapter_notes import FOLDER, ChapterNotes, Show
from autograd_lab.authoring.teaching.paper.wording import on_paper
from autograd_lab.authoring.teaching.slides.cell_code import folded_code
from autograd_lab.authoring.teaching.slides.outputs import as_html, as_line, shown
from autograd_lab.equations import EQUATIONS, Equation

LONGEST_QUESTION = 420  # letters of the chapter's own question that stand on its page, folded, below what the notes ask
LONGEST_OPENING = 700
QUESTIONS = "Check yourself"
_TITLE = re.compile(r"^# (.+)$", re.MULTILINE)
_GOALS = re.compile(r"\*\*After this chapter,?\*\*,? you can (.+?)\.?\s*\Z", re.DOTALL)
_BEGINS_TEXT = re.compile(r"\*\*(After this chapter|You need|Time|The mistake)")
_HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
_UNSHOWN = {"answer", "hint", "solution", "quiz", "not-in-book", "in-notebook"}


@dataclass(frozen=True)
class Step:
    """Something that a page shows: `at` which of the page's steps it is seen, and what a screen reader `says` of it."""

    html: str
    at: tuple[int, ...]
    kind: str  # "question", "words", "code", "thing", "answer"
    says: str = ""


@dataclass(frozen=True)
class Page:
    """One page: its heading as HTML, what it shows, what the speaker says, wrong guesses to expect."""

    name: str
    kind: str  # "title", "prediction", "figure", "quiz", "end"
    heading: str
    steps: tuple[Step, ...]
    line: str = ""
    guesses: tuple[str, ...] = ()

    @property
    def last(self) -> int:
        """The number of its last step, counted from 0."""
        return max((at for step in self.steps for at in step.at), default=0)


def pages(
    notes: ChapterNotes,
    notebook: Any,
    terms: Mapping[str, str] = NO_TERMS,
    equations: Mapping[str, Equation] = EQUATIONS,
) -> list[Page]:
    """The pages of a chapter's deck.

    notebook  the chapter's, with the outputs of its run
    terms     those of the glossary
    raises    CourseError with everything that the notes show and that a page cannot
    """
    source = notes.source
    names = cell_ids(source)
    texts = [fill(source, cell, equations, terms) if cell.kind == "markdown" else cell.source for cell in source.cells]
    outputs = {cell.id: cell.outputs for cell in notebook.cells if cell.cell_type == "code"}
    chapter = _Chapter(source, names, texts, outputs)
    faults: list[Problem] = []
    found = [title(texts[0])]
    for show in notes.shows:
        try:
            found.append(chapter.shown(show))
        except ValueError as problem:
            cure = "run `make sync`, or show another cell in these notes"
            faults.append(Problem(str(FOLDER / f"{source.chapter:02d}.toml"), 1, f"{show.cell!r} {problem}", cure))
    if faults:
        raise CourseError(faults)
    return [*found, *chapter.questions(), *end(texts[0])]


def end(text: str) -> list[Page]:
    """The last page: what one can do after the chapter; none where that does not say it."""
    goals = _goals_of(text)
    if not goals:
        return []
    listed = "".join(f"<li>{as_line(goal)}</li>" for goal in goals)
    leads = '<button type="button" data-do="overview">Pages</button>'
    return [
        Page("end", "end", "Can you do this now?", (Step(f'<ul class="goals">{listed}</ul>{leads}', (0,), "aims"),))
    ]


def _goals_of(text: str) -> list[str]:
    """What a chapter's beginning says that one can do after it."""
    found = next((found[1] for block in blocks_of(text) if (found := _GOALS.match(block))), "")
    return [goal.removeprefix("and ") for goal in " ".join(found.split()).split("; ")] if found else []


def title(text: str) -> Page:
    """The first page: title, what the chapter begins with up to its first question, and its goals."""
    heading = _TITLE.search(text)
    blocks = [block for block in blocks_of(text) if not block.startswith("# ")]
    opening = _opening(blocks)
    steps = [Step(as_html("\n\n".join(opening)), (0,), "question")] if opening else []
    if goals := _goals_of(text):
        steps.append(Step(_goals(goals), (0,), "aims"))
    return Page("title", "title", as_line(heading[1] if heading else ""), tuple(steps))


def _goals(goals: Sequence[str]) -> str:
    """What one can do after the chapter: a list, or a sentence where it is one thing."""
    if len(goals) == 1:
        return f'<p class="after">Afterwards you can {as_line(goals[0])}.</p>'
    listed = "".join(f"<li>{as_line(goal)}</li>" for goal in goals)
    return f'<p class="after">Afterwards you can</p><ul class="goals">{listed}</ul>'


def _opening(blocks: Sequence[str]) -> list[str]:
    """What a chapter begins with, up to its first question; where that is long, the question alone."""
    end = next((at for at, block in enumerate(blocks) if _BEGINS_TEXT.match(block)), len(blocks))
    asking = next((at for at in range(end) if "?" in blocks[at]), 0)
    opening = list(blocks[: asking + 1]) if end else []
    return opening if sum(map(len, opening)) <= LONGEST_OPENING else opening[-1:]


@dataclass(frozen=True)
class _Chapter:
    """A chapter's cells beside their names, their filled texts and, by name, what they have shown."""

    source: Source
    names: list[str]
    texts: list[str]
    outputs: Mapping[str, Any]

    def shown(self, show: Show) -> Page:
        """The page of one row of the notes: question, thing, answer. Raises ValueError where there is no thing."""
        at = self.names.index(show.cell)
        cell = self.source.cells[at]
        if show.cell not in self.outputs:
            raise ValueError("is not in the derived notebook")
        if not (thing := shown(self.outputs[show.cell])):
            raise ValueError("shows nothing")
        asked = self._asked_before(at) if show.predicted else ""
        if " ".join(asked.split()) == " ".join(show.ask.split()):
            asked = ""
        answer = self._answer_after(at) if show.predicted else ""
        stays = "<pre" in thing and "data-al-" not in thing and 'class="rich"' not in thing
        steps = []
        if asked:  # it points to what stands around it in the chapter, so the question of the notes is asked alone
            steps.append(Step(_fold("The chapter’s words", as_html(asked)), (0,), "words"))
        steps.append(Step(thing, (1, 2) if stays and answer else (1,), "thing", "What comes out."))
        if answer:
            steps.append(Step(answer, (2,), "answer", "The chapter's answer."))
        if show.predicted and (code := folded_code(cell, self.source.cells[:at])):
            steps.append(Step(code, tuple(range(3 if answer else 2)), "code"))
        guesses = tuple(guess.says for guess in show.guesses)
        kind = "prediction" if show.predicted else "figure"
        return Page(show.cell, kind, as_line(show.ask), tuple(steps), show.line, guesses)

    def _asked_before(self, at: int) -> str:
        """The last paragraph before a cell that asks something, in the text right above it; "" for a long one."""
        for cell, text in zip(self.source.cells[at - 1 :: -1], self.texts[at - 1 :: -1], strict=True):
            if cell.kind == "markdown" and not _UNSHOWN & {*cell.tags}:
                asking = [block for block in blocks_of(text) if "?" in block and not block.startswith("#")]
                return on_paper(asking[-1]) if asking and len(asking[-1]) <= LONGEST_QUESTION else ""
        return ""

    def _answer_after(self, at: int) -> str:
        """What the cells tagged `answer` behind a prediction say and show."""
        parts = []
        for name, cell, text in zip(
            self.names[at + 1 :], self.source.cells[at + 1 :], self.texts[at + 1 :], strict=True
        ):
            if "answer" in cell.tags:
                parts.append(as_html(text) if cell.kind == "markdown" else self._thing(name))
            elif "asserts" not in cell.tags:
                break
        return "".join(parts)

    def _thing(self, name: str) -> str:
        """What a cell of the answer has shown; it gets the room and the letters that a page's own thing has."""
        found = shown(self.outputs.get(name, ()))
        return f'<div class="thing">{found}</div>' if found else ""

    def questions(self) -> Iterator[Page]:
        """The questions under the heading "Check yourself", one a page."""
        orders, under = option_orders(self.source), ""
        for at, (name, cell, text) in enumerate(zip(self.names, self.source.cells, self.texts, strict=True)):
            if cell.kind == "markdown" and "quiz" not in cell.tags and (headings := _HEADING.findall(text)):
                under = headings[-1]
            if "quiz" in cell.tags and under == QUESTIONS:
                yield _question(name, text, orders[at])


def _question(name: str, text: str, order: Sequence[int]) -> Page:
    """A question of a quiz: its options, then the same with their replies."""
    asked, options = cell_forms.quiz(text)
    asked = re.sub(r"^\*\*\d+\.\*\*\s*", "", asked)
    first, *more = blocks_of(asked)
    options = [options[at] for at in order]
    plain = "".join(f"<li>{as_line(option)}</li>" for option, _ in options)
    told = "".join(
        f"<li{' class=right' if reply.startswith('Right') else ''}>{as_line(option)}"
        f'<p class="reply">{as_line(reply)}</p></li>'
        for option, reply in options
    )
    steps = [
        *([Step(as_html("\n\n".join(more)), (0, 1), "question")] if more else []),
        Step(f'<ol class="options">{plain}</ol>', (0,), "question"),
        Step(f'<ol class="options">{told}</ol>', (1,), "answer", "The replies."),
    ]
    return Page(name, "quiz", as_line(first), tuple(steps), "One minute alone, then hands for each letter.")


def _fold(summary: str, content: str) -> str:
    return f"<details><summary>{summary}</summary>{content}</details>"


def blocks_of(text: str) -> list[str]:
    """The blocks of a Markdown text that empty lines part; code in a fence is one block.

    >>> blocks_of("One.\\n\\nTwo:\\n\\n```\\na\\n\\nb\\n```")
    ['One.', 'Two:', '```\\na\\n\\nb\\n```']
    """
    found: list[str] = []
    fenced = False
    for block in re.split(r"\n\s*\n", text.strip()):
        if fenced:
            found[-1] += f"\n\n{block}"
        else:
            found.append(block.strip())
        fenced ^= block.count("```") % 2 == 1
    return found
