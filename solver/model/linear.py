"""Sums of variables that know their bounds, so that nothing is posted that always holds."""

from __future__ import annotations

from collections.abc import Iterable
from math import gcd
from typing import Any

from ortools.sat.python import cp_model

Term = tuple[cp_model.IntVar, int, int, int]  # a variable, its factor, its least and most


class Linear:
    """A linear expression over variables with known bounds: `terms` maps a variable's index to its term."""

    __slots__ = ("const", "terms")

    def __init__(self, const: int = 0, terms: dict[int, Term] | None = None) -> None:
        self.const = const
        self.terms = terms or {}

    @classmethod
    def of(cls, variable: cp_model.IntVar, least: int = 0, most: int = 1) -> Linear:
        """One variable with its bounds."""
        return cls(0, {variable.index: (variable, 1, least, most)})

    def __add__(self, other: Linear | int) -> Linear:
        if isinstance(other, int):
            return Linear(self.const + other, self.terms)
        terms = dict(self.terms)
        for index, (variable, factor, least, most) in other.terms.items():
            before = terms[index][1] if index in terms else 0
            terms[index] = (variable, before + factor, least, most)
        return Linear(self.const + other.const, {i: term for i, term in terms.items() if term[1]})

    __radd__ = __add__

    def __mul__(self, factor: int) -> Linear:
        if factor == 0:
            return Linear()
        return Linear(self.const * factor, {i: (v, f * factor, lo, hi) for i, (v, f, lo, hi) in self.terms.items()})

    __rmul__ = __mul__

    def __sub__(self, other: Linear | int) -> Linear:
        return self + -1 * other

    def __rsub__(self, other: int) -> Linear:
        return other + -1 * self

    @property
    def lower(self) -> int:
        """The least value the bounds admit."""
        return self.const + sum(f * (lo if f > 0 else hi) for _, f, lo, hi in self.terms.values())

    @property
    def upper(self) -> int:
        """The greatest value the bounds admit."""
        return self.const + sum(f * (hi if f > 0 else lo) for _, f, lo, hi in self.terms.values())

    def divisible(self, each: int) -> bool:
        """Whether every value is a multiple of `each`."""
        return gcd(self.const, *(f for _, f, _, _ in self.terms.values())) % each == 0

    def divided(self, each: int) -> Linear:
        """The expression in units of `each`, which must divide it."""
        return Linear(self.const // each, {i: (v, f // each, lo, hi) for i, (v, f, lo, hi) in self.terms.items()})

    def expression(self) -> Any:
        """The same for CP-SAT: a linear expression, or a number when there is no variable in it."""
        if not self.terms:
            return self.const
        values = self.terms.values()
        return cp_model.LinearExpr.weighted_sum([v for v, *_ in values], [f for _, f, *_ in values]) + self.const


def total(parts: Iterable[Linear]) -> Linear:
    """The sum of many expressions, without building one for every step."""
    const = 0
    terms: dict[int, Term] = {}
    for part in parts:
        const += part.const
        for index, (variable, factor, least, most) in part.terms.items():
            before = terms[index][1] if index in terms else 0
            terms[index] = (variable, before + factor, least, most)
    return Linear(const, {i: term for i, term in terms.items() if term[1]})
