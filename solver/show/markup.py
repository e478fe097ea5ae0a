"""Markup built as a tree and written by the standard library: text from files can never become a tag, an attribute or a script."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from importlib import resources
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

from solver.domain.errors import visible

SVG = "http://www.w3.org/2000/svg"
_OBEYED = ("Cc", "Cs", "Cn", "Zl", "Zp")  # control characters, halves of characters, no characters, ends of lines
_TURNING = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")  # they turn the rest of a line around


def plain(text: str) -> str:
    """The text on one line, with everything made visible that a page or terminal would obey; letters of all scripts and emoji stay."""
    return "".join(
        visible(c) if unicodedata.category(c) in _OBEYED or unicodedata.bidirectional(c) in _TURNING else c for c in text
    )


def node(tag: str, *children: Element | str | None, **attributes: object) -> Element:
    """An element with what is in it.

    Args:
        tag: its name.
        children: elements and texts, in order; None is nothing.
        attributes: `class_` is `class`, `aria_label` is `aria-label`; None leaves one out.
    """
    result = Element(tag, {_name(key): plain(str(value)) for key, value in attributes.items() if value is not None})
    last: Element | None = None
    for child in children:
        if isinstance(child, str):
            text = plain(child)
            if last is None:
                result.text = (result.text or "") + text
            else:
                last.tail = (last.tail or "") + text
        elif child is not None:
            result.append(child)
            last = child
    return result


def nodes(tag: str, contents: Iterable[Element | str]) -> list[Element]:
    """One element of that name for each of the contents."""
    return [node(tag, content) for content in contents]


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def style(*names: str) -> Element:
    """A `<style>` with the style sheets of those names, which lie beside this file."""
    folder = resources.files("solver.show")
    element = Element("style")
    element.text = "\n" + "".join(folder.joinpath(f"{name}.css").read_text(encoding="utf-8") for name in names)
    return element


def as_svg(root: Element) -> str:
    """A picture as a file of its own."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def as_html(root: Element) -> str:
    """A page as a file."""
    return f"<!DOCTYPE html>\n{ET.tostring(root, encoding='unicode', method='html')}\n"
