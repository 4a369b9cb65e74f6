"""A second bank of wrong answers, to measure what the exams catch and name: written apart from the first.

It was written from the contracts of the problem sets alone, without sight of the catalogue of mistakes or of the banks
in `autograd_lab/exams/`: `psN.py` says in plain English what each submission does wrong, and at its end, written when
the set was complete, which name of the catalogue says the same, if any does. `python -m tests.exams.second_bank 20`
measures on twenty seeds.
"""
