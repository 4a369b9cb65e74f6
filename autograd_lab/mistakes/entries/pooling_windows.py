"""Mistakes on the way back through max pooling: where the windows stand, how large they are, which are visited."""

from autograd_lab.mistakes.mistake import mistakes_of

_SUM = (
    "Add up your {part} and add up g: what arrives is handed on, nothing is lost and nothing added. Are the sums equal?"
)

POOLING_WINDOWS = mistakes_of(
    "18",
    (
        "pool-stride-forgotten",
        "the stride forgotten",
        "{part} moves its windows by one place; they stand stride places apart",
        "Your {part} fits windows that start at i and j where i·stride and j·stride belong.",
        "Let g be 0 but for the last window, and look where dx is not 0.",
        "On which row of x does window (1, 0) start?",
        "x[…, i * stride : i * stride + k, j * stride : j * stride + k].",
    ),
    (
        "pool-stride-is-k",
        "windows set side by side",
        "{part} moves its windows by k; they stand stride places apart",
        "Your {part} fits windows that start at i·k where i·stride belongs: right only where stride = k.",
        "Take k = 3 and stride = 2: on which row does the second window start?",
        "Which of the two numbers says how far a window moves?",
        "Start at i * stride; k says how far the window reaches.",
    ),
    (
        "pool-window-of-stride",
        "windows as large as the stride",
        "{part} takes windows of stride × stride; they are k × k",
        "Your {part} fits windows that reach stride places far where k belongs: right only where stride = k.",
        "Take k = 3 and stride = 1: how many entries does a window hold?",
        "Which of the two numbers says how large a window is?",
        "From i * stride to i * stride + k.",
    ),
    (
        "pool-remainder-in-front",
        "what is left over cut off at the other end",
        "{part}: the windows do not start at the upper left corner, where something is left over",
        "Your {part} differs only where stride does not divide H − k or W − k: it fits windows moved by the rest.",
        "Print the first row of each window for H = 6, k = 3, stride = 2: 0 and 2.",
        "Which rows of x does no window reach: the first ones, or the last?",
        "Window i starts at i * stride; rows and columns that are left over at the end get 0.",
    ),
    (
        "pool-remainder-lost",
        "rows and columns that no window reaches cut off",
        "{part} is smaller than x: what no window reaches is missing",
        "Your {part} has shape {got_shape}; x has shape {expected_shape}. Entries that no window reaches have a slope "
        "of 0, and a slope of 0 is a number too.",
        "Subtract lr times your {part} from x: do the shapes meet?",
        "From which shape do you make your zeros: from that of x, or from the number of windows?",
        "dx = np.zeros_like(x), and leave what no window reaches at 0.",
    ),
    (
        "pool-window-shifted",
        "windows off by one place",
        "{part}: the windows stand one place off",
        "Your {part} fits windows that start at i·stride + 1, or at i·stride − 1.",
        "Take k = stride = H = W: the only window is all of x. Which rows does yours read?",
        "Do you count windows from 0 or from 1?",
        "Window 0 starts at row 0 and column 0.",
    ),
    (
        "pool-window-cut",
        "windows one place too small or too large",
        "{part}: the windows hold a row and a column too few, or too many",
        "Your {part} fits windows of k − 1 or k + 1 on each side.",
        "Print the shape of your window: (k, k)?",
        "Does a slice a : b hold the entry b?",
        "A slice from a to a + k holds k entries; range(k) too.",
    ),
    (
        "pool-last-window",
        "a row of windows left out",
        "{part} leaves out the last row and column of windows (or the first)",
        "Your {part} fits loops that do not reach all windows of g, in all draws or where they fit exactly.",
        _SUM,
        "How many windows has g on each axis, and how many turns has your loop?",
        "range(g.shape[2]) and range(g.shape[3]); by hand (H − k) // stride + 1.",
    ),
    (
        "pool-windows-turned",
        "rows and columns of windows exchanged",
        "{part}: g[i, j] meets the window of row j and column i",
        "Your {part} fits windows whose two numbers have changed places.",
        "Let g be 0 but for window (0, 1), and look whether dx is not 0 on the right of the corner, or below it.",
        "Which of i and j counts rows in g, and which in your slices?",
        "i belongs to the rows of x and of g, j to the columns.",
    ),
    (
        "pool-one-window",
        "the first window for all",
        "{part} looks at the first window only, for every entry of g",
        "Your {part} fits windows that do not move.",
        "Let g be 0 but for the last window, and look where dx is not 0.",
        "Which line of yours moves the window?",
        "Window (i, j) starts at row i * stride and column j * stride.",
    ),
    (
        "pool-square-assumed",
        "as many windows across as down",
        "{part} takes one number of windows for both axes",
        "Your {part} fits loops that take the number of windows of one axis for both.",
        "Take a picture that is wider than high, and count the windows on each axis.",
        "What are g.shape[2] and g.shape[3]?",
        "A number for each axis: N, C, M, P = g.shape.",
    ),
)
