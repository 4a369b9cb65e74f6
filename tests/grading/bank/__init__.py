"""A bank of broken and hostile submissions to ps1, with what each deserves.

`deserved.toml` holds the truth: the points of each case and one sentence that says why. It was written before the
intake and without it; nothing in this folder imports the code that it judges. The modules beside it build the files
that a student would have handed in, from the released notebook.
"""

from tests.grading.bank import cells, code, files, hostile, metadata, names, parcels, stubborn, tricks
from tests.grading.bank.case import CASES, Case, Link, Pipe, write

__all__ = ["CASES", "Case", "Link", "Pipe", "write"]
__all__ += ["cells", "code", "files", "hostile", "metadata", "names", "parcels", "stubborn", "tricks"]
