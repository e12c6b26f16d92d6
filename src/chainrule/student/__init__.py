"""What runs on a student's machine: nothing here needs more than Python and numpy."""
