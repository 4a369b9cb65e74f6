"""What goes into the sandbox beside Python and NumPy: this folder and `exams/plans`, and nothing else of the project.

Standard library and NumPy only; no exam, reference, score or judge is in it or within its reach. `start.py` is the
script that is run; `zygote.py` forks a worker for each submission; `confine.py` takes from it what it does not need;
`worker.py` runs the student's code; `stand_ins.py`, `absent.py` and `shell.py` stand in for what a notebook has and a
grader has not: libraries that show something, libraries that compute something, and IPython's magics.
"""
