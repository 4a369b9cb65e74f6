"""Overrides: texts for one returned value, where those of `entries/` would not fit; `table.py` joins them."""
