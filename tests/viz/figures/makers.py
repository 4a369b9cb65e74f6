"""One of each kind of live figure (MATRICES obey rules of their own), and how large its own JavaScript may be."""

from autograd_lab.viz import figures

X, Y = [1, 2, 3, 4], [4, 8, 10, 10]
W = [[2, 1], [-1, 0]]
MAKERS = {
    "line_fit": lambda: figures.line_fit(X, Y, w=3, b=0, title="Rides & a <line>"),
    "descent": lambda: figures.descent(X, Y, rate=0.02, steps=3, title="Rides & a <line>"),
    "neuron": lambda: figures.neuron(2, -5, x=3, points=[(1, 0), (2, 0), (4, 1)], title="Rides & a <line>"),
    "nudging": lambda: figures.nudging(["x²", "x³"], x=1, title="Rides & a <line>"),
    "boundary": lambda: figures.boundary(neurons=3, title="Rides & a <line>"),
    "depth": lambda: figures.depth(8, most=10, title="Rides & a <line>"),
    "overfitting": lambda: figures.overfitting(8, epochs=100, title="Rides & a <line>"),
    "optimiser_race": lambda: figures.optimiser_race(steps=20, title="Rides & a <line>"),
    "two_losses": lambda: figures.two_losses(2, title="Rides & a <line>"),
}
MATRICES = {
    "matrix_product": lambda: figures.matrix_product(
        [[1, 2], [0, 1], [3, 1]], W, row_names=["one", "two", "three"], column_names=["p", "q"]
    ),
    "shape_puzzle": figures.shape_puzzle,
}
LARGEST, COMMON = 6 * 1024, 6 * 1024  # bytes, gzipped: what a figure has alone, what all have
