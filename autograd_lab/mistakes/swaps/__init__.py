"""Swaps: one ingredient of a formula in place of another, one module per theme; `table.py` joins them."""
