"""How signs are drawn and what they are made of, from KanjiVG."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path
from xml.etree import ElementTree

VIEW_BOX = "0 0 109 109"

_SVG = "{http://www.w3.org/2000/svg}"
_KVG = "{http://kanjivg.tagaini.net}"


@dataclass(frozen=True, slots=True)
class Component:
    element: str
    original: str | None
    """The sign that this is a form of: 水 for 氵."""
    position: str | None
    is_phonetic: bool
    is_radical: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    paths: tuple[str, ...]
    components: tuple[Component, ...]
    """What it is made of at first sight, in the order of writing."""
    parts: tuple[str, ...]
    """All elements at any depth, and what they are forms of; without the sign itself."""


def read_drawing(character: str) -> Drawing | None:
    """None where KanjiVG does not know the character."""
    path = Path(str(distribution("kanjivg").locate_file(f"kanji/{ord(character):05x}.svg")))
    if not path.exists():
        return None
    svg = ElementTree.fromstring(path.read_bytes())
    if svg.get("viewBox") != VIEW_BOX:
        raise ValueError(f"{character} is drawn on another canvas: {svg.get('viewBox')}")
    whole = svg[0][0]
    groups = [group for group in whole.iter(f"{_SVG}g") if group is not whole]
    named = (name for group in groups for name in (_element(group), group.get(f"{_KVG}original")))
    return Drawing(
        paths=tuple(element.attrib["d"] for element in svg.iter(f"{_SVG}path")),
        components=tuple({one.element: one for one in _components(whole)}.values()),
        parts=tuple(dict.fromkeys(name for name in named if name and len(name) == 1 and name != character)),
    )


def _components(group: ElementTree.Element) -> Iterator[Component]:
    """The nearest named groups below this one."""
    for child in group.findall(f"{_SVG}g"):
        if element := _element(child):
            yield Component(
                element=element,
                original=child.get(f"{_KVG}original"),
                position=child.get(f"{_KVG}position"),
                is_phonetic=child.get(f"{_KVG}phon") is not None,
                is_radical=child.get(f"{_KVG}radical") is not None,
            )
        else:
            yield from _components(child)


def _element(group: ElementTree.Element) -> str | None:
    element = group.get(f"{_KVG}element")
    return element if element and len(element) == 1 else None
