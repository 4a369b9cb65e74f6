"""Banks of broken and hostile answers to whole problem sets: what is the same for every set.

`cases` says what a case is and what is handed in, `judged` what the grader made of it and the checks of every bank;
`failures` and `attacks` enter those answers whose kind does not hang on what is asked. Nothing here imports the code
that it judges, but for the grader itself. The banks stand in `images/` (ps8), `memory/` (ps9),
`attention/` (ps10) and `reward/` (ps11).
"""
