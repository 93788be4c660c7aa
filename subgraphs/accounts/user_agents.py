"""What a client calls itself, in words: a rough guess that helps somebody recognise their own devices."""

import re

# Programs that also claim to be others come before those they claim to be.
_PROGRAMS = (
    ("Edg(?:e|A|iOS)?/", "Edge"),
    ("OPR/|OPT/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("Firefox/|FxiOS/", "Firefox"),
    ("Chrome/|CriOS/|Chromium/", "Chrome"),
    (r"Version/[\d.]+.*Safari/", "Safari"),
)
_DEVICES = (
    ("iPhone|iPod", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh|Mac OS X|Darwin", "macOS"),
    ("Linux|X11", "Linux"),
)
_PRODUCT = re.compile(r"([A-Za-z][A-Za-z0-9 ._-]{0,39}?)(?:/[\w.+-]+)?(?:\s|$)")


def device_in_words(agent: str | None) -> str | None:
    """Such as `Firefox on Windows`; the first product of the text for a program that is not a browser."""
    if not agent:
        return None
    device = _first(_DEVICES, agent)
    program = _first(_PROGRAMS, agent) or _product(agent)
    words = [word for word in (program, device) if word is not None]
    return " on ".join(words) or None


def _first(known: tuple[tuple[str, str], ...], agent: str) -> str | None:
    return next((name for pattern, name in known if re.search(pattern, agent)), None)


def _product(agent: str) -> str | None:
    found = _PRODUCT.match(agent)
    return found[1] if found and found[1] != "Mozilla" else None
