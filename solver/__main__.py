"""`python -m solver` is `weekfit`; so is the installed command."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line, and end the process with its exit status."""
    try:
        from solver.cli.outermost import run  # noqa: PLC0415 - Ctrl-C in an import must be heard
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted.\n")
        sys.exit(130)
    sys.exit(run())


if __name__ == "__main__":
    main()
