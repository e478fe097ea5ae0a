"""`python -m solver` is `weekfit`."""

from solver.cli.main import main

main(prog_name="weekfit")
