"""The search: what one or two edits of the formula explain numbers that no entry of the catalogue explains?

A question writes its formula once more with a name for each ingredient (`formula.py`). Each ingredient is edited in
every way that `changes.py` and `operations.py` know; `numbered.py` finds the number of an edit that has one, such as a
threshold; `results.py`, `calls.py` and `kept.py` look at the answer as a whole, and at what outlives a call. A finding
is an entry of the catalogue (`entries/found.py`) and the name of the ingredient.
"""
