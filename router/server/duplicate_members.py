"""Refuse JSON whose objects name a member twice: readers disagree on which one counts, and what one of them checks
another may execute.

Our decoder keeps the last one without a word, and a decoder that tells is many times slower. Most clients write JSON as
our encoder would, byte by byte, and then nothing was lost. Otherwise the members that were written are counted in the
text, and only where they may be more than those that were read is it read again.
"""

import json
from collections.abc import Iterable
from typing import Any

import orjson


class DuplicateMember(ValueError):
    """An object names a member twice."""


def refuse_duplicate_members(content: bytes, value: Any) -> None:
    """`value` is what was read from the text. Raises `DuplicateMember`."""
    if _is_as_we_write(content, value):
        return
    written = content.count(b'":') - content.count(b'\\":')
    if written != _members(value) or _is_uncountable(content):
        json.loads(content, object_pairs_hook=_refuse_duplicates)


def _is_as_we_write(content: bytes, value: Any) -> bool:
    try:
        return orjson.dumps(value) == content
    except TypeError:
        return False  # integers beyond 64 bits


def _is_uncountable(content: bytes) -> bool:
    """Whether the name of a member may end in a way that counting does not see."""
    return b'" ' in content or b'"\n' in content or b'"\t' in content or b'"\r' in content or b'\\\\":' in content


def _members(value: Any) -> int:
    count = 0
    containers = [value]
    for container in containers:  # grows while it is walked
        if type(container) is dict:
            count += len(container)
            inner: Iterable[Any] = container.values()
        elif type(container) is list:
            inner = container
        else:
            continue
        for one in inner:
            if type(one) is dict or type(one) is list:
                containers.append(one)
    return count


def _refuse_duplicates(members: list[tuple[str, Any]]) -> None:
    names: set[str] = set()
    for name, _ in members:
        if name in names:
            raise DuplicateMember(f'an object names "{name[:40]}" twice')
        names.add(name)
