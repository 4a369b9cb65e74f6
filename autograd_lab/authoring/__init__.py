"""Derives notebooks, problem sets and the book from the course text. Students' notebooks do not import it."""
