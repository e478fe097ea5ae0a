"""The options --html and --svg: the week as a page and as a picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import click

from solver.domain.errors import InputError
from solver.domain.problem import Problem
from solver.domain.schedule import Schedule
from solver.files.text import STANDARD_INPUT, write_text
from solver.rulesets.case import Case


@dataclass(frozen=True)
class Pictures:
    """The files that were asked for."""

    html: str | None = None
    svg: str | None = None

    def __bool__(self) -> bool:
        return self != Pictures()

    def write(self, case: Case, schedule: Schedule) -> None:
        """Write what was asked for; where a file cannot be written the other one is, and then the first InputError is raised."""
        if not self:
            return
        from solver.show.page import page  # noqa: PLC0415 - not needed for a table
        from solver.show.picture import svg_file  # noqa: PLC0415

        makers: list[tuple[str | None, Callable[[Problem, Schedule], str]]] = [(self.html, page), (self.svg, svg_file)]
        errors = []
        for path, make in makers:
            try:
                if path is not None:
                    write_text(Path(path), make(case.problem, schedule))
            except InputError as error:
                errors.append(error)
        if errors:
            raise errors[0]


def _file(ctx: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    if value in ("", STANDARD_INPUT):
        raise click.BadParameter("name a file: standard output has the table.", ctx, parameter)
    return value


def picture_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """--html and --svg, given to the command as one `pictures`."""

    @click.option("--html", metavar="FILE", callback=_file, help="Write the week as a page to read, print and send (HTML).")
    @click.option("--svg", metavar="FILE", callback=_file, help="Write the week as a picture (SVG).")
    @wraps(function)
    def packed(html: str | None, svg: str | None, **rest: Any) -> Any:
        return function(pictures=Pictures(html, svg), **rest)

    return packed
