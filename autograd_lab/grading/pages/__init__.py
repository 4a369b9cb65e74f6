"""The pages that people read: a student's feedback, and the report on the class."""
