"""The statistics of paired comparisons: few, exact where they can be, and the same every time.

A scenario is the unit: two rule sets are compared by the differences of their figures on the same scenarios.

* **Intervals** of a mean and a median of differences are percentile bootstraps over scenarios, 95 %, with a fixed seed
  (Efron and Tibshirani 1993). Those of a share are Wilson's.
* **Tests** are sign tests: of the scenarios that differ, as many should go one way as the other. Exact binomial, two-sided, no assumption
  on the shape of the differences; scenarios without a difference say nothing and are left out. Of feasibility this is McNemar's exact test.
* **Several comparisons** are corrected for by Holm's method over all tests of one report (Holm 1979).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from solver.domain.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

RESAMPLES = 2000
SEED = 0
LEVEL = 0.95
NOTHING = 1e-9  # a difference below this is none: figures are rounded to four places
BATCH = 4_000_000  # figures drawn at a time, for the memory's sake


@dataclass(frozen=True)
class Estimate:
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Paired:
    """Differences on the same scenarios: how big, how often in which direction, and whether that may be chance (`p`)."""

    n: int
    mean: Estimate
    median: Estimate
    higher: int
    equal: int
    lower: int
    p: float


def ready() -> None:
    """Raise InputError where what the results need is missing; nothing slow is imported."""
    for name in ("scipy", "pyarrow"):
        if find_spec(name) is None:
            raise InputError(f"comparisons need {name}, which is not installed.", maybe="pip install 'weekfit[analytics]'.")


def share(number: int, of: int) -> Estimate:
    """A share with Wilson's interval."""
    from scipy.stats import binomtest  # noqa: PLC0415

    interval = binomtest(number, of).proportion_ci(LEVEL, method="wilson")
    return Estimate(number / of, _plain(interval.low), _plain(interval.high))


def sign_test(higher: int, lower: int) -> float:
    """The chance of a split at least so uneven, were both directions as likely; 1 where nothing differs."""
    from scipy.stats import binomtest  # noqa: PLC0415

    return _plain(binomtest(higher, higher + lower).pvalue) if higher + lower else 1.0


def paired(differences: Sequence[float]) -> Paired:
    """What differences on the same scenarios say; there must be at least one."""
    higher = sum(d > NOTHING for d in differences)
    lower = sum(d < -NOTHING for d in differences)
    mean, median = (_bootstrapped(differences, statistic) for statistic in ("mean", "median"))
    return Paired(len(differences), mean, median, higher, len(differences) - higher - lower, lower, sign_test(higher, lower))


def average(differences: Sequence[float]) -> Estimate:
    """The mean of some differences with its bootstrap interval; there must be at least one."""
    return _bootstrapped(differences, "mean")


def holm(chances: Sequence[float]) -> list[float]:
    """Holm's correction of the p values of one family of tests, in their order."""
    corrected = [0.0] * len(chances)
    highest = 0.0
    for rank, index in enumerate(sorted(range(len(chances)), key=lambda i: chances[i])):
        highest = max(highest, min(1.0, chances[index] * (len(chances) - rank)))
        corrected[index] = highest
    return corrected


def _bootstrapped(differences: Sequence[float], statistic: str) -> Estimate:
    import numpy as np  # noqa: PLC0415

    values = np.asarray(differences, dtype=float)
    of = np.mean if statistic == "mean" else np.median
    if np.ptp(values) == 0:  # every resample is the sample
        return Estimate(*[_plain(values[0])] * 3)
    low, high = np.quantile(_resampled(values, of), [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Estimate(_plain(of(values)), _plain(low), _plain(high))


def _resampled(values: NDArray[Any], of: Any) -> NDArray[Any]:
    """The statistic of RESAMPLES samples of the same size, drawn with replacement."""
    import numpy as np  # noqa: PLC0415

    generator = np.random.default_rng(SEED)
    rows = max(1, min(RESAMPLES, BATCH // len(values)))
    drawn = [
        of(values[generator.integers(len(values), size=(min(rows, RESAMPLES - done), len(values)))], axis=1)
        for done in range(0, RESAMPLES, rows)
    ]
    return np.concatenate(drawn)


def _plain(value: Any) -> float:
    """A float of seven digits: what comes after them depends on the machine."""
    return float(f"{float(value):.7g}")
