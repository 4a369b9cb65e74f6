"""Finds faults in course text that no program notices: unproven numbers, broken outlines, mute pictures, open answers.

The rule for numbers. A *section* runs from one heading to the next. Each decimal number in a section's text must
stand, as a literal, in one of that section's cells tagged `asserts`. Code, links, HTML attributes and `\\tag{…}` are
not text; formulas are.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from autograd_lab.authoring import placeholders
from autograd_lab.authoring.cell_forms import TAGS, quiz
from autograd_lab.authoring.problems import Problem
from autograd_lab.authoring.source import Cell, Source
from autograd_lab.equations import Equation
from autograd_lab.exams import illustrations

_TIMES_TEN = r"\s*(?:×|·|\\times|\\cdot)\s*10(?:\^\{?[+-−]?\d+\}?|[⁻⁰¹²³⁴-⁹]+)"
_NUMBER = re.compile(rf"(?<![\w.])\d[\d,]*(?:\.\d+(?:e[+-]?\d+|{_TIMES_TEN})?|e[+-]?\d+)(?!\w|\.\d)", re.IGNORECASE)
_PLAIN_DIGITS = str.maketrans("⁻−⁰¹²³⁴⁵⁶⁷⁸⁹", "--0123456789", "{}^, ")
_HEADING = re.compile(r"^(#{1,6})\s+\S", re.MULTILINE)
_IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\]\([^)]*\)")
_IMG = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_ALT = re.compile(r"""\balt\s*=\s*(["'])\s*\S.*?\1""", re.IGNORECASE | re.DOTALL)
_NAMED_EQUATION = re.compile(r"#\s*eq:\s*([\w-]+(?:\s*,\s*[\w-]+)*)")
_NO_TEXT = (
    re.compile(r"```.*?```|~~~.*?~~~", re.DOTALL),
    re.compile(r"`[^`\n]*`"),
    re.compile(r"\{\{.*?\}\}"),
    re.compile(r"\\tag\{[^}]*\}"),
    re.compile(r"\b(?:exercise|section)s?\s+\d+(?:\.\d+)+", re.IGNORECASE),
    re.compile(r"(?<=\])\([^)\s]*(?:\s+\"[^\"]*\")?\)"),
    re.compile(r"<?https?://\S+"),
    re.compile(r"<[a-zA-Z/!][^>]*>"),
)


def lint(course: Iterable[Source], equations: Mapping[str, Equation]) -> list[Problem]:
    """Every fault in every source, in the order of the text."""
    rules = (_tags, _outline, _pictures, _asserts, _numbers, _illustrations, _predictions)
    found = []
    for source in course:
        faults = [fault for rule in rules for fault in rule(source)]
        if source.chapter is not None:
            faults += _equations(source, equations)
        found += sorted(faults, key=lambda fault: fault.cell)
    return found


def _tags(source: Source) -> Iterator[Problem]:
    for cell in source.cells:
        for tag in cell.tags:
            if tag not in TAGS:
                yield source.problem(cell, f"the tag {tag!r} means nothing here", f"take one of {', '.join(TAGS)}")
            elif cell.kind not in TAGS[tag]:
                cure = f"a {tag} cell is {' or '.join(TAGS[tag])}"
                yield source.problem(cell, f"a {cell.kind} cell is tagged {tag!r}", cure)
        if "hint" in cell.tags and cell.kind == "markdown":
            yield from _hint(source, cell)
        if "quiz" in cell.tags and cell.kind == "markdown":
            yield from _quiz(source, cell)


def _hint(source: Source, cell: Cell) -> Iterator[Problem]:
    first, _, rest = cell.source.strip().partition("\n")
    if not rest.strip():
        cure = "write what shows while it is folded on the first line, and the hint below it"
        yield source.problem(cell, "this hint has one line only, so it hides nothing", cure)
    yield from _summary(source, cell, "the first line of a hint", first)


def _summary(source: Source, cell: Cell, what: str, line: str) -> Iterator[Problem]:
    if re.search(r"[*$\[\]]|\{\{", line):
        cure = f"{what} is plain text (`code` is fine): it becomes the line to click on"
        yield source.problem(cell, f"the summary {line!r} holds markup that would show as typed", cure)


def _quiz(source: Source, cell: Cell) -> Iterator[Problem]:
    question, options = quiz(cell.source)
    if not question or len(options) < 2:
        cure = "write the question, then two options or more, each as `- option` with its reply on the lines below"
        yield source.problem(cell, f"this quiz has {len(options)} options", cure)
    for option, reply in options:
        if not reply.startswith(("Right", "No")):
            cure = "begin each reply with Right or with No, so that nobody has to guess what it means"
            yield source.problem(cell, f"the reply to {option!r} does not say whether it is right", cure)
        yield from _summary(source, cell, "an option", option)
    if options and not any(reply.startswith("Right") for _, reply in options):
        yield source.problem(cell, "no option of this quiz is right", "let one reply begin with Right")


def _outline(source: Source) -> Iterator[Problem]:
    levels = [
        (len(marks), cell)
        for cell in source.cells
        if cell.kind == "markdown"
        for marks in _HEADING.findall(_without_code(cell.source))
    ]
    titles = [cell for level, cell in levels if level == 1]
    if len(titles) != 1 or levels[0][0] != 1:
        cell = titles[1] if len(titles) > 1 else source.cells[0]
        cure = "begin with the one `# title`; everything below it is `##` or deeper"
        yield source.problem(cell, f"there are {len(titles)} headings of level 1, or text is headed before it", cure)
    for (above, _), (level, cell) in pairwise(levels):
        if level > above + 1:
            what = f"a heading of level {level} follows one of level {above}"
            yield source.problem(cell, what, f"take {'#' * (above + 1)}: screen readers go by the outline")


def _pictures(source: Source) -> Iterator[Problem]:
    cure = 'say in words what the picture shows: ![a graph of three nodes](…) or alt="…"'
    for cell in source.cells:
        text = _without_code(cell.source) if cell.kind == "markdown" else ""
        mute = [match.group() for match in _IMAGE.finditer(text) if not match["alt"].strip()]
        mute += [tag for tag in _IMG.findall(text) if not _ALT.search(tag)]
        for picture in mute:
            yield source.problem(cell, f"{picture} has no text alternative", cure)


def _asserts(source: Source) -> Iterator[Problem]:
    for cell in source.cells:
        if "asserts" in cell.tags and not _asserts_something(cell.source):
            yield source.problem(cell, "this asserts cell asserts nothing", "write `assert …` about the text before it")


def _asserts_something(code: str) -> bool:
    nodes = _syntax_nodes(code)
    called = (ast.unparse(node.func) for node in nodes if isinstance(node, ast.Call))
    return any(isinstance(node, ast.Assert) for node in nodes) or any("assert" in name for name in called)


def _syntax_nodes(code: str) -> list[ast.AST]:
    """All nodes of the syntax tree of the code; none where it does not parse."""
    try:
        return list(ast.walk(ast.parse(code)))
    except SyntaxError:
        return []


def _numbers(source: Source) -> Iterator[Problem]:
    for section in _sections(source):
        proven = {number for cell in section if "asserts" in cell.tags for number in _literals(cell.source)}
        for cell in section:
            text = _prose(cell.source) if cell.kind == "markdown" else ""
            for number in _NUMBER.findall(text):
                if _value(number) not in proven:
                    cure = f"name {number} in a cell tagged asserts before the next heading, or leave it out"
                    yield source.problem(cell, f"nothing proves the number {number}", cure)


def _sections(source: Source) -> list[list[Cell]]:
    sections: list[list[Cell]] = [[]]
    for cell in source.cells:
        if cell.kind == "markdown" and _HEADING.search(_without_code(cell.source)):
            sections.append([])
        sections[-1].append(cell)
    return sections


def _literals(code: str) -> Iterator[float]:
    """Values of the numeric literals in code, and of the decimal numbers inside its strings."""
    for node in _syntax_nodes(code):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from map(_value, _NUMBER.findall(node.value))
        elif isinstance(node, ast.Constant) and isinstance(node.value, int | float):
            yield float(node.value)


def _equations(source: Source, equations: Mapping[str, Equation]) -> Iterator[Problem]:
    """Faults of equations that a chapter displays and no `asserts` cell names; a problem set only restates them."""
    code = "\n".join(cell.source for cell in source.cells if "asserts" in cell.tags)
    proven = {label.strip() for names in _NAMED_EQUATION.findall(code) for label in names.split(",")}
    for cell in source.cells:
        shown = placeholders.labels(cell.source, "eq") if cell.kind == "markdown" else []
        for label in shown:
            if label in equations and label not in proven:
                cure = f"check it on numbers in a cell tagged asserts, with the comment `# eq: {label}`"
                yield source.problem(cell, f"no asserts cell checks eq. {equations[label].number} ({label})", cure)


def _illustrations(source: Source) -> Iterator[Problem]:
    """Faults of cells tagged as illustrations: grading does not run them, so no other cell may use their names."""
    code = [cell for cell in source.cells if cell.kind == "code"]
    for place, cell in enumerate(code):
        if illustrations.TAG not in cell.tags:
            continue
        if source.chapter is not None:
            cure = "drop the tag: it says what is not run while a problem set is graded"
            yield source.problem(cell, "an illustration is marked in a chapter, and nothing is graded there", cure)
        if cell.nbgrader:
            cure = "drop the tag: answers and questions are always run"
            yield source.problem(cell, "this illustration is a cell that nbgrader knows", cure)
        for other, names in illustrations.users([one.source for one in code], place).items():
            what = f"the cell in line {code[other].line} uses {', '.join(sorted(names))} of this illustration"
            yield source.problem(cell, what, "give it names of its own, or drop the tag: it is not run while grading")


def _predictions(source: Source) -> Iterator[Problem]:
    """Faults of predictions: words that tell the answer and are not folded, and an answer without a question."""
    asked = None  # the prediction whose answer has not begun
    answering = False
    level = 0  # of the last heading
    for cell in source.cells:
        if "predict" in cell.tags and cell.kind == "code":
            if asked:
                yield _open_answer(source, asked)
            asked, answering = cell, True
        elif "answer" in cell.tags:
            asked = None
            if not answering:
                cure = "an answer follows its prediction, with no other text or code between them"
                yield source.problem(cell, "this answer follows no prediction", cure)
            if cell.kind == "markdown" and _HEADING.search(_without_code(cell.source)):
                yield source.problem(cell, "an answer holds a heading", "end the answer before the next section")
        elif "asserts" not in cell.tags:
            if asked and not (cell.kind == "markdown" and _begins_another_part(cell.source, level)):
                yield _open_answer(source, asked)
            asked, answering = None, False
        if cell.kind == "markdown" and (marks := _HEADING.findall(_without_code(cell.source))):
            level = len(marks[-1])
    if asked:
        yield _open_answer(source, asked)


def _begins_another_part(text: str, level: int) -> bool:
    """Whether a text is a heading alone, or begins with one that stands above `level`: it answers nothing."""
    first, _, rest = text.partition("\n")
    heading = _HEADING.match(first)
    return heading is not None and (not rest.strip() or len(heading[1]) < level)


def _open_answer(source: Source, cell: Cell) -> Problem:
    cure = "tag what follows, and tells what came out, `answer`: it is folded until the reader asks for it"
    return source.problem(cell, "the answer to this prediction is not marked", cure)


def _value(number: str) -> float:
    """Value of a number as the text writes it: 1,024.5 and 9.5e-7 and 9.5 × 10⁻⁷ and 9.5 \\times 10^{-7}."""
    return float(re.sub(r"(?:×|·|\\times|\\cdot)10", "e", number.translate(_PLAIN_DIGITS)))


def _without_code(text: str) -> str:
    return _NO_TEXT[1].sub("", _NO_TEXT[0].sub("", text))


def _prose(text: str) -> str:
    for pattern in _NO_TEXT:
        text = pattern.sub(" ", text)
    return text
