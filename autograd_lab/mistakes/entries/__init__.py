"""The catalogue, one module per theme; `catalogue.py` beside this folder joins them."""
