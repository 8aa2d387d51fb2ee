"""`python -m infreg.doors.cli`: the command, for processes that start each other."""

from infreg.doors.cli import main

main()
