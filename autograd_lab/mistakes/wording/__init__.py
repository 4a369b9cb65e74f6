"""Texts for one returned value, where the general ones of the catalogue would not fit; `table.py` joins them."""
