"""What a reply says, as the tests read it."""


def text(reply):
    """A reply as it is printed, its long lines joined again."""
    return repr(reply).replace("\n    ", " ")


def line(reply, name):
    """The line of a reply that speaks of this number."""
    return next(line for line in reply.lines if line.startswith(f"{name}: "))
