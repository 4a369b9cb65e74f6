"""The reader's lab: the course in a working copy, what the machine has and lacks, a notebook saved as a page."""
