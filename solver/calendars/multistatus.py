"""What a WebDAV server answers about many things at once (RFC 4918, section 13): XML, read within bounds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

DAV = "{DAV:}"
CALDAV = "{urn:ietf:params:xml:ns:caldav}"
_MOST_ELEMENTS = 300_000
_PART = 64 * 1024


@dataclass(frozen=True, slots=True)
class Resource:
    """One thing on the server: its address as the server writes it, and the properties it has."""

    href: str
    properties: tuple[Element, ...]

    def text(self, name: str) -> str:
        """The text of a property; empty if it is not there."""
        return next((found.text.strip() for found in self._all(name) if found.text), "")

    def raw(self, name: str) -> str:
        """The text of a property with the blanks around it."""
        return next((found.text for found in self._all(name) if found.text), "")

    def hrefs(self, name: str) -> list[str]:
        """The addresses in a property."""
        return [(href.text or "").strip() for found in self._all(name) for href in found.iter(f"{DAV}href") if href.text]

    def has(self, name: str, inner: str) -> bool:
        """Whether a property is there and holds such an element."""
        return any(found.find(inner) is not None for found in self._all(name))

    def attributes(self, name: str, inner: str, attribute: str) -> list[str]:
        """An attribute of each such element in a property."""
        return [part.get(attribute, "") for found in self._all(name) for part in found.iter(inner)]

    def _all(self, name: str) -> Iterator[Element]:
        return (found for found in self.properties if found.tag == name)


class _Builder(TreeBuilder):
    """A tree of a bounded number of elements, without a document type: those define entities that grow without bounds."""

    def __init__(self) -> None:
        super().__init__()
        self._count = 0

    def start(self, tag: Any, attrs: Any, /) -> Element:
        """Take in an element."""
        self._count += 1
        if self._count > _MOST_ELEMENTS:
            raise ValueError("too many elements")
        return super().start(tag, attrs)

    def doctype(self, *_: object) -> None:
        """Refuse a document type."""
        raise ValueError("a document type")


def resources(data: bytes) -> list[Resource]:
    """The resources in a `multistatus`; ValueError for what is none."""
    parser = XMLParser(target=_Builder())  # noqa: S314 - document types, and with them all entities, are refused
    try:
        for start in range(0, len(data), _PART):
            parser.feed(data[start : start + _PART])
        tree = parser.close()
    except (ParseError, LookupError) as error:
        raise ValueError(str(error)) from None
    if tree.tag != f"{DAV}multistatus":
        raise ValueError("not a multistatus")
    return [_resource(part) for part in tree.findall(f"{DAV}response")]


def _resource(part: Element) -> Resource:
    found = [
        value
        for status in part.findall(f"{DAV}propstat")
        if _is_fine(status.findtext(f"{DAV}status"))
        for properties in status.findall(f"{DAV}prop")
        for value in properties
    ]
    return Resource((part.findtext(f"{DAV}href") or "").strip(), tuple(found))


def _is_fine(status: str | None) -> bool:
    """Whether a status line says that the properties are there; servers that leave it out mean so."""
    return status is None or status.split()[1:2] == ["200"]
