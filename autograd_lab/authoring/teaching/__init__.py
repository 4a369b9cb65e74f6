"""What is derived for those who teach with the course: ways through it, notes to each chapter, slides and paper."""
