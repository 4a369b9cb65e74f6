# Each command sets up what it needs first, in .venv/, and is quick when nothing has changed.
# Without make, or on Windows: `py -3 .ci/setup.py lab`. Options go in ARGS: `make lab ARGS=--no-browser`.

PYTHON ?= python3
SETUP = @$(PYTHON) .ci/setup.py

.PHONY: lab test quick full lint sync layouts plan syllabus book lite pdf paper slides zip exams experiments bench

lab: ## open the course in JupyterLab
	$(SETUP) lab $(ARGS)
test: ## linters, and all tests but those that take very long
	$(SETUP) test $(ARGS)
quick: ## the tests that take a moment
	$(SETUP) quick $(ARGS)
full: ## every test, thousands of seeds included
	$(SETUP) full $(ARGS)
lint: ## ruff, mypy, import-linter, and the files' lengths
	$(SETUP) lint
sync: ## derive notebooks/, solutions/ and assignments/ from course/
	$(SETUP) sync $(ARGS)
layouts: ## record how dot lays out the graphs of the course
	$(SETUP) layouts $(ARGS)
plan: ## draw the plan of the library's rooms, docs/house.svg
	$(SETUP) plan
syllabus: ## print the dates of a syllabus: ARGS="--weeks 12 --start 2027-02-01"
	$(SETUP) syllabus $(ARGS)
book: ## build the static site in book/_build/html
	$(SETUP) book $(ARGS)
lite: ## build the course for a browser tab in book/_build/html/lite, beside the book
	$(SETUP) lite $(ARGS)
pdf: ## print the built book: each chapter, and all of them as one, in book/_build/html/pdf
	$(SETUP) pdf $(ARGS)
paper: ## print the sheet of formulas and a worksheet for each chapter in book/_build/paper
	$(SETUP) paper $(ARGS)
slides: ## make a deck of each chapter for class in book/_build/slides: questions, figures, the speaker's lines
	$(SETUP) slides $(ARGS)
zip: ## pack what is built of the site into one file, for readers without a network
	$(SETUP) zip $(ARGS)
exams: ## measure the exams: what they catch, accept and name
	$(SETUP) exams $(ARGS)
experiments: ## measure what the course says about training, where the record is out of date
	$(SETUP) experiments $(ARGS)
bench: ## measure what the course promises to be quick
	$(SETUP) bench $(ARGS)
