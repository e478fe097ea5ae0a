"""The command line: thin commands that read, call, show and set the exit status."""
