"""Measures the exams, with their own banks and with the second one: `python -m tests.exams [seeds] [exam …]`.

This is what `make exams` runs.
"""

import sys

from autograd_lab.exams import table
from tests.exams.second_bank import __main__ as second_bank

if __name__ == "__main__":
    table.main(sys.argv[1:])
    raise SystemExit(second_bank.main(sys.argv[1:]))
