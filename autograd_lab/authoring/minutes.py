"""How long a chapter takes, estimated from what is in it: `{{time}}` in its text.

A student's pace: 150 words a minute, 4 seconds a line of code, a minute and a half for a prediction, three minutes for
a player or figure, a minute for a question of a quiz; of these the sum is rounded. An exercise takes what its heading
states, and all of them the sum of that, so that whoever adds up the headings finds the number at the top. What is
optional does not count. A section is estimated as a chapter is; a problem set takes what its title cell states.
"""

import re
from collections.abc import Iterator

from autograd_lab.authoring.problems import CourseError
from autograd_lab.authoring.source import Cell, Source

WORDS = 150  # a minute
LINE, PREDICTION, FIGURE, QUESTION = 4 / 60, 1.5, 3.0, 1.0  # minutes
STEP = 5  # what is estimated is rounded to so many minutes

_COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_HEADING = re.compile(r"^(#{1,6})\s+(.+)$", re.MULTILINE)
_STATED = re.compile(r"\((?:optional, )?(\d+) minutes?\)")
_SET_TIME = re.compile(r"\*\*Time:\*\* (about (?:\d+ minutes|[a-z]+ hours and a half|[a-z ]+? hours))")
_NO_WORDS = (
    re.compile(r"```.*?```|\$\$.*?\$\$|<[^>]+>|(?<=\])\([^)\s]*\)", re.DOTALL),
    re.compile(r"\{\{\s*(?:(?:eq|ref)\s*:[^}]*|term\s*:(?:[^|}]*\|)?)"),
)
_PLAYED = re.compile(r"\bshow\(|\bfigures\.|\.(?:view|compare)\(|\bNetworkView\(")
_APART = {"exercise", "hint", "solution", "quiz", "asserts"}


def stated_time(source: Source) -> str:
    """The part of a sentence that states it: "estimated at 45 minutes of reading and playing, 17 for two exercises"."""
    reading, more, what = _stated_parts(source)
    return f"estimated at {reading} minutes of reading and playing, {more} for {what}"


def stated_minutes(source: Source) -> int:
    """All the minutes that a chapter states of itself."""
    reading, more, _ = _stated_parts(source)
    return reading + more


def _stated_parts(source: Source) -> tuple[int, int, str]:
    """Minutes of reading, minutes of the rest, and what the rest is."""
    reading, exercises = minutes(source)
    if exercises:
        return _nearest_step(reading), sum(exercises), _number_and_noun(len(exercises), "exercise")
    asked = sum("quiz" in cell.tags for cell in _required_cells(source))
    return _nearest_step(reading), _nearest_step(asked * QUESTION), _number_and_noun(asked, "question")


def section(source: Source, heading: str) -> Source:
    """The part of a chapter under one heading, with all headings below it. Raises CourseError where there is none."""
    found: list[Cell] = []
    level = 0
    for cell in source.cells:
        titles = _HEADING.findall(cell.source) if cell.kind == "markdown" else []
        if found and titles and len(titles[0][0]) <= level:
            break
        if not found:
            level = next((len(marks) for marks, words in titles if words.strip() == heading), 0)
        if level:
            found.append(cell)
    if not found:
        cure = "write a heading of the chapter, word by word"
        raise CourseError([source.problem(source.cells[0], f"there is no heading {heading!r}", cure)])
    return Source(source.path, tuple(found))


def section_minutes(part: Source) -> int:
    """Minutes of a section, its exercises and questions too; one at least."""
    reading, exercises = minutes(part)
    if not exercises:
        reading += QUESTION * sum("quiz" in cell.tags for cell in _required_cells(part))
    return max(1, round(reading + sum(exercises)))


def set_minutes(source: Source) -> int:
    """The minutes that a problem set states. Raises CourseError for one that states none.

    >>> _minutes_of_words("about two hours and a half"), _minutes_of_words("about two and a half hours")
    (150, 150)
    """
    if stated := _SET_TIME.search(source.cells[0].source):
        return _minutes_of_words(stated[1])
    cure = "write `- **Time:** about 90 minutes.`, or two hours and a half, into its title cell"
    raise CourseError([source.problem(source.cells[0], "this problem set states no time", cure)])


def _minutes_of_words(words: str) -> int:
    if number := re.search(r"\d+", words):
        return int(number[0])
    hours = next((at for at, word in enumerate(_COUNTS) if word in words.split()), 0)
    return 60 * hours + 30 * ("half" in words)


def text_minutes(text: str) -> int:
    """Minutes of reading a page of Markdown that is no chapter."""
    return max(1, round(words(Cell("markdown", text, 1)) / WORDS))


def minutes(source: Source) -> tuple[float, list[int]]:
    """Minutes of reading and playing, and those of each exercise; what is optional left out."""
    cells = list(_required_cells(source))
    reading = sum(words(cell) for cell in cells) / WORDS
    for cell in cells:
        if cell.kind == "code" and not _APART & set(cell.tags):
            shown = not cell.metadata.get("jupyter", {}).get("source_hidden")
            reading += shown * LINE * sum(bool(line.strip()) for line in cell.source.splitlines())
            reading += PREDICTION * ("predict" in cell.tags) + FIGURE * is_played(cell)
    exercises = [_exercise_minutes(cell) for cell in cells if cell.kind == "markdown"]
    found = [stated for stated in exercises if stated]
    if found:
        reading += QUESTION * sum("quiz" in cell.tags for cell in cells)
    return reading, found


def is_played(cell: Cell) -> bool:
    """Whether a cell of code puts a player or a figure on the page."""
    return bool(_PLAYED.search(cell.source))


def words(cell: Cell) -> int:
    """Words of running text in a cell: none in code, exercises, hints, solutions and quizzes."""
    if cell.kind != "markdown" or _APART & set(cell.tags) or _exercise_minutes(cell):
        return 0
    text = cell.source
    for pattern in _NO_WORDS:
        text = pattern.sub(" ", text)
    return len(re.findall(r"\S*[^\W_]\S*", text))


def _required_cells(source: Source) -> Iterator[Cell]:
    """The cells that stand under no heading that calls itself optional."""
    optional = 0  # the level of the heading that did
    for cell in source.cells:
        if cell.kind == "markdown":
            for marks, heading in _HEADING.findall(re.sub(r"```.*?```", "", cell.source, flags=re.DOTALL)):
                if not optional or len(marks) <= optional:
                    optional = len(marks) if "optional" in heading.lower() else 0
        if not optional:
            yield cell


def _exercise_minutes(cell: Cell) -> int:
    headings = [heading for _, heading in _HEADING.findall(cell.source) if heading.startswith("Exercise ")]
    stated = [_STATED.search(heading) for heading in headings]
    return sum(int(match[1]) for match in stated if match)


def _nearest_step(value: float) -> int:
    return max(STEP, STEP * round(value / STEP))


def _number_and_noun(count: int, what: str) -> str:
    number = _COUNTS[count] if count < len(_COUNTS) else str(count)
    return f"{number} {what}{'s' * (count != 1)}"
