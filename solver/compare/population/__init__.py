"""Made-up weeks of eight sorts of people, seeded: the same seed gives the same weeks on every machine.

A week belongs to a family (`families.py`), a tightness (easy, usual, nasty) and an aim: *feasible* (75 %: what is asked for
should fit), *over-asked* (18 %: more is asked for than fits) or *impossible* (7 %: things that contradict each other). All three stand in
the athlete's flags, as `family:parent`, `tightness:nasty`, `aim:feasible`; no rule speaks of them. An aim is what the week is made to
be; what it turns out to be depends on the rules.
"""

from solver.compare.population.families import FAMILIES
from solver.compare.population.weeks import ALL, tags, weeks

__all__ = ["ALL", "FAMILIES", "tags", "weeks"]
