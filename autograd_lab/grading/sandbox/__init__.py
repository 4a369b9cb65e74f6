"""The sandbox from outside: starts, asks, limits and ends the process in which a student's code runs."""
