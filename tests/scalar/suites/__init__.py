"""Other projects' tests, run on this engine: an outside opinion that nobody here wrote."""
