"""A graph whose every node has a name."""

from autograd_lab import Value


def squared_residual(w, x, b, y):
    """L = r², r = z − y, z = p + b, p = w x."""
    w, x, b, y = (Value(number, name) for number, name in ((w, "w"), (x, "x"), (b, "b"), (y, "y")))
    p = w * x
    z = p + b
    r = z - y
    p.name, z.name, r.name = "p", "z", "r"
    root = r**2
    root.name = "L"
    return root
