"""Plans: the questions of an exam as data, carried out by code that knows no answers.

A student's functions are called in three places: the notebook's kernel, a subprocess, a sandbox.
All three use this folder. It needs the standard library and NumPy and nothing else of the project,
so a sandbox can hold it alone (put its parent on the path and `import plans`); references,
tolerances and verdicts stay outside.

A plan is `{"seconds": 2.0, "steps": [step, ...]}`; with `"clock": "processor"` the seconds are
those that this process computes, whatever else the machine is doing. With `"lend_absent": true` a
function that is not there is lent too: a grader's plan, where its cell stopped. A step is one of

    {"do": "call", "function": "forward", "args": [expr, ...], "keep": "cache", "opaque": [1],
     "lend": {"sigmoid": ["z"]}, "count": true}
    {"do": "program", "class": "Scalar", "instructions": [instruction, ...]}

`keep` names the result for later steps; `opaque` lists positions of a returned tuple that later
steps may use but whose content is never looked at. `lend` names earlier functions of the student's,
with their arguments as the contract calls them (for keywords where their own function does not say):
for the time of the call each of them is a request first, and their own function where that is
refused, so that a mistake in it costs once. A request goes to `ask` of `run_plan`, or to the plan's
`"lender"`, which is no data and stays where the plan was made: {"function": "sigmoid", "arguments":
[array]} is answered by {"answer": array}, {} or, where no more will be answered, {"closed": true}
(see `borrowing.py`). An expression is a number, a text, None, an
array (the callee gets a copy of its own), or

    {"list": [expr, ...]}                                  a Python list
    {"tuple": [expr, ...]}                                 a tuple, such as a shape
    {"handle": "cache"} or {"handle": "cache", "item": 1}  an earlier result, or one of its items
    {"seed": 7}                                            numpy.random.default_rng(7)
    {"table": "gradient_fn", "rows": [row, ...], "names": ["X", "Y"]}  (names: what its arguments are called)
                                                           a function that knows these rows only, each a
                                                           {"inputs": [expr, ...], "output": expr}

Instructions are lists; operands are names of handles or plain numbers:

    ["leaf", "x", 2.0]   ["add" | "sub" | "mul" | "div" | "pow", "out", left, right]
    ["neg" | "exp" | "tanh" | "sigmoid" | "relu", "out", "x"]   ["backward", "x"]   ["clear", "x"]
    ["read", ["x", "y"]]   ["repeat", 40, [instruction, ...]]

The outcome is `{"steps": [record, ...]}`, again data. A record has

    status    ok | raised | missing | not callable | timeout | skipped (it needed a failed step's result)
    value     the result (see describe.py): kind, type, and for numbers their dtype, shape and array
    error     type, message, line and source of the student's own code, when it raised
    changed   positions of arguments that the call altered; `shares` those whose memory the result uses
    stamps    for each argument that was given as an array, a checksum of it after the call: the judging side compares
              it too, where no student's code runs
    calls     for each tabulated function the rows it was asked for, −1 for a row it does not know
    near      for what is missing: names in the namespace that nearly are the one asked for
    called    with `"count": true` in the step: how often the student's functions were called, the three most called
    beside    where a Generator was handed over and not drawn from: what was drawn from in its place (see chance.py)
    printed, output, warnings, seconds

A plan that never came back (a crash, a wall-clock limit) is `lost("crash")` or `lost("timeout")`.
"""

from .alarms import alarms_held_back
from .borrowing import Ask
from .callables import globals_of
from .guard import PROCESSOR, OutOfTime, deadline
from .interpreter import lost, run_plan
from .texts import message_of, printable
from .wire import MAX_BYTES, WireError, decode, encode, receive, send

__all__ = [
    "MAX_BYTES",
    "PROCESSOR",
    "Ask",
    "OutOfTime",
    "WireError",
    "alarms_held_back",
    "deadline",
    "decode",
    "encode",
    "globals_of",
    "lost",
    "message_of",
    "printable",
    "receive",
    "run_plan",
    "send",
]
