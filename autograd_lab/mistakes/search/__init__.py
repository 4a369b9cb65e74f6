"""The search: what one or two edits of the formula explain numbers that no entry of the catalogue explains?

A question writes its formula once more with a name for each ingredient (`formula.py`). Each ingredient is edited in
every way that `changes.py` and `operations.py` know; `results.py` and `calls.py` edit the answer itself, whatever its
formula. A finding is an entry of the catalogue (`entries/found.py`) and the name of the ingredient.
"""
