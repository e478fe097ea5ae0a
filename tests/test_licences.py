"""docs/licences.md names the licences that the installed packages have; what is under a copyleft licence is never left out."""

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
GROUPS = {"–": PROJECT["dependencies"]} | {
    name: found for name, found in PROJECT["optional-dependencies"].items() if name != "test"
}
ROWS = re.findall(
    r"^\| ([^|]+) \| ([a-z][^|]*) \| ([^|]+) \|$", (ROOT / "docs" / "licences.md").read_text(encoding="utf-8"), re.MULTILINE
)
TABLE = {package: (extras, licence) for extras, package, licence in ROWS if package != "package"}
FAMILIES = (
    "LGPL|Lesser General Public",
    r"(?<!L)GPL|(?<!Lesser )General Public",
    "MPL|Mozilla Public",
    "Apache",
    "BSD",
    "MIT",
    "PSF",
)
COPYLEFT = {"L", "G", "M"}
KEYS = dict(zip(FAMILIES, "LGMABIP", strict=True))


def families(text: str) -> set[str]:
    """The families of licences that a text names."""
    return {key for pattern, key in KEYS.items() if re.search(rf"\b(?:{pattern})", text)}


def told(package: str) -> str:
    """What an installed package says of its licence."""
    found = metadata(package)
    classifiers = [line for line in found.get_all("Classifier") or [] if line.startswith("License")]
    named = [text.partition("\n")[0] for name in ("License-Expression", "License") for text in found.get_all(name) or []]
    return " ".join((*named, *classifiers))


def needed(requirement: str, seen: set[str]) -> Iterator[str]:
    """A package, and all that it brings along, of what is installed."""
    wanted = Requirement(requirement)
    name = wanted.name.lower().replace("_", "-")
    if name in seen:
        return
    seen.add(name)
    try:
        inner = requires(name) or []
    except PackageNotFoundError:  # for another system or another version of Python
        return
    yield name
    for line in inner:
        marker = Requirement(line).marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *wanted.extras)):
            yield from needed(line, seen)


def test_every_package_of_pyproject_is_in_the_table_with_its_extra():
    named = {}
    for extra, requirements in GROUPS.items():
        for requirement in requirements:
            named.setdefault(Requirement(requirement).name, []).append(extra)
    assert {name: extras for name, (extras, _) in TABLE.items() if name in named} == {
        name: ", ".join(extras) for name, extras in named.items()
    }


@pytest.mark.parametrize("package", TABLE)
def test_the_table_says_what_the_package_says(package):
    said = families(told(package))
    assert families(TABLE[package][1]) & said, told(package)
    assert families(TABLE[package][1]) & COPYLEFT == said & COPYLEFT


def test_no_copyleft_licence_is_left_out():
    seen = set[str]()
    packages = [name for requirements in GROUPS.values() for requirement in requirements for name in needed(requirement, seen)]
    assert len(packages) > len(TABLE)
    assert {name for name in packages if families(told(name)) & COPYLEFT} == {"recurring-ical-events", "x-wr-timezone"}
    unknown = [name for name in packages if not families(told(name))]
    assert unknown == [], "neither MIT nor BSD nor Apache nor PSF"


def test_nobody_gets_another_urllib3():
    """niquests, which caldav needs, brings urllib3-future: it takes the place of urllib3 for every other program."""
    seen = set[str]()
    packages = {name for requirement in GROUPS["calendar"] for name in needed(requirement, seen)}
    assert packages.isdisjoint({"caldav", "niquests", "urllib3-future"})
