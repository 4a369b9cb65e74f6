"""What the texts of mistakes that a search finds have in common."""

PAPER = "Take the smallest example there is and work {part} out on paper, step by step. Where does yours leave it?"
PRINT = "Print {it} at the place where your code uses it, beside what the formula asks for there."
ALONE = "Change {it} alone, and compare how {part} moves with how it should move."
AS_IT_IS = "Use {it} as it stands in the formula."

Entry = tuple[str, str, str, str, str, str, str]


def entry(id_: str, name: str, line: str, fits: str, test: str, question: str, cure: str = AS_IT_IS) -> Entry:
    """The texts of a mistake that the search finds; `fits` ends "what comes out …"."""
    return (
        id_,
        name,
        line if line.startswith("{part}") else f"{{part}}: {line}",
        f"In every draw your {{part}} is what comes out {fits}.",
        test,
        question,
        cure,
    )
