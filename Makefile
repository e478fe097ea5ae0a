# Commands for developers. `make` runs the tests and the linters.

BIN ?= $(if $(VIRTUAL_ENV),$(VIRTUAL_ENV)/bin/,.venv/bin/)
# `make BIN=` uses whatever is on the PATH.

.PHONY: all test lint types format docs bench ci

all: test lint

test:
	$(BIN)pytest

lint: types
	$(BIN)ruff check
	$(BIN)ruff format --check

types:
	$(BIN)mypy
	$(BIN)mypy --platform win32 solver
	$(BIN)mypy --platform darwin solver

format:
	$(BIN)ruff check --fix
	$(BIN)ruff format

docs:
	$(BIN)python -m tools.rule_catalogue
	$(BIN)python -m tools.coverage
	$(BIN)python -m tools.ruleset_table
	$(BIN)python -m tools.study
	$(BIN)python -m tools.pictures
	$(BIN)python -m tools.console_blocks

bench:
	$(BIN)python -m benchmarks phases

ci:
	.ci/run
