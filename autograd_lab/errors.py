"""The project's own exceptions: each derives from the built-in that fits, so `except ValueError` still works."""


class LabError(Exception):
    """The base of every error that Autograd Lab raises on purpose; its text says what came and what to do."""


class ShapeError(LabError, ValueError):
    """Shapes that do not fit together."""


class GraphError(LabError, ValueError):
    """A graph that cannot be walked as asked: no graph, a cycle, a foreign node, a name used twice."""


class DomainError(LabError, ValueError):
    """A number outside an operation's domain, e.g. the logarithm of a negative number."""


class StaleGraphError(LabError, RuntimeError):
    """A number that was changed after a result had been computed from it, so the gradient would be wrong."""


class AnomalyError(LabError, ArithmeticError):
    """NaN or infinity while `detect_anomaly()` was on; the text names the first node that holds it."""


class ValueTypeError(LabError, TypeError):
    """An argument of the wrong type, e.g. text or a complex number where a real number is needed."""


class MissingPackageError(LabError, ModuleNotFoundError):
    """A package that is not installed, and that one of ours brings; the text has the command that installs it.

    name   of the package, as it is imported
    extra  of this package that brings it; "" when it comes with this package itself
    """

    extra = "course"


class CheckFailed(LabError, AssertionError):  # noqa: N818 - a failed check is a verdict, not a fault of the program
    """A wrong answer of a problem-set function; the text names the mistake in one line."""


INTERRUPTED = 130  # the exit code of a command that was stopped with Ctrl+C


class CastWarning(UserWarning):
    """An array was given to a parameter of another floating dtype, and cast."""


class RecordWarning(UserWarning):
    """Something that a recorded step will not do again: Python read a number while the graph was noted."""
