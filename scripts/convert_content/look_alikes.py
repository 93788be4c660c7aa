"""Which kanji are easily taken for each other.

Every kanji is drawn with its strokes on a coarse grid, each stroke smeared over the cells around it, so that lines a
little apart still meet. How much two drawings cover each other says how alike they look from afar; the parts that both
are written with say how alike they are from near. Only kanji that people meet are suggested: those of a level, a school
grade or the newspapers. Sums are of whole numbers, so that every machine finds the same.
"""

import re
from collections.abc import Iterator
from typing import Any

import numpy as np  # type: ignore[import-not-found, unused-ignore]

from scripts.convert_content.kanjivg import Drawing

GRID = 24
CANVAS = 109.0
POINTS_PER_CURVE = 8
SMEAR = tuple((down, right, (3 - abs(down)) * (3 - abs(right))) for down in range(-2, 3) for right in range(-2, 3))

MOST = 8
CANDIDATES = 60
LEAST_LIKENESS = 0.68
FIRST_FEW, LEAST_LIKENESS_OF_FIRST_FEW = 3, 0.56
LOOK_WEIGHT, PARTS_WEIGHT = 0.75, 0.25

_COMMAND = re.compile(r"([MmCcSsLlHhVvQqTtZz])|(-?\d*\.?\d+(?:e-?\d+)?)")


def find_look_alikes(kanji: list[dict[str, Any]], drawings: dict[str, Drawing]) -> dict[str, list[str]]:
    """For each drawn kanji those that it may be taken for, the most alike first."""
    drawn = [entry for entry in kanji if entry["character"] in drawings]
    grids = np.array([bitmap(drawings[entry["character"]].paths) for entry in drawn], dtype=np.float64)
    norms = np.sqrt((grids * grids).sum(axis=1))
    met = [at for at, entry in enumerate(drawn) if entry["level"] != "UNLISTED" or entry["grade"] or entry["frequency"]]
    grids_met, norms_met = grids[met], norms[met]
    alike: dict[str, list[str]] = {}
    for at, entry in enumerate(drawn):
        looks = (grids_met @ grids[at]) / (norms_met * norms[at])
        nearest = np.argsort(-looks, kind="stable")[:CANDIDATES]
        scored = [(likeness(entry, drawn[met[i]], float(looks[i]), drawings), met[i]) for i in nearest if met[i] != at]
        best = sorted((-round(score, 6), other) for score, other in scored)[:MOST]
        alike[entry["character"]] = [
            drawn[other]["character"] for place, (score, other) in enumerate(best) if -score >= least_likeness(place)
        ]
    return alike


def least_likeness(place: int) -> float:
    return LEAST_LIKENESS_OF_FIRST_FEW if place < FIRST_FEW else LEAST_LIKENESS


def likeness(one: dict[str, Any], other: dict[str, Any], look: float, drawings: dict[str, Drawing]) -> float:
    mine, theirs = ({e["character"], *drawings[e["character"]].parts} for e in (one, other))
    shared = len(mine & theirs) / len(mine | theirs)
    strokes = abs(one["strokeCount"] - other["strokeCount"]) / max(one["strokeCount"], other["strokeCount"])
    return float(LOOK_WEIGHT * look + PARTS_WEIGHT * shared - 0.3 * strokes)


def bitmap(paths: tuple[str, ...]) -> list[int]:
    cells = np.zeros((GRID, GRID), dtype=np.int64)
    for path in paths:
        touched = {(int(y * GRID / CANVAS), int(x * GRID / CANVAS)) for x, y in points(path)}
        for row, column in touched:
            for down, right, weight in SMEAR:
                if 0 <= row + down < GRID and 0 <= column + right < GRID:
                    cells[row + down, column + right] += weight
    smeared: list[int] = cells.reshape(-1).tolist()
    return smeared


def points(path: str) -> Iterator[tuple[float, float]]:
    """Points along SVG path data of moves, lines and cubic curves."""
    tokens = [match[1] or float(match[2]) for match in _COMMAND.finditer(path)]
    at, command = 0, "M"
    here, handle = (0.0, 0.0), (0.0, 0.0)
    while at < len(tokens):
        if isinstance(tokens[at], str):
            command, at = str(tokens[at]), at + 1
            continue
        count = {"M": 2, "L": 2, "C": 6, "S": 4}[command.upper()]
        numbers = [float(number) for number in tokens[at : at + count]]
        at += count
        pairs = [(numbers[i] + here[0], numbers[i + 1] + here[1]) for i in range(0, count, 2)]
        if command.isupper():
            pairs = [(numbers[i], numbers[i + 1]) for i in range(0, count, 2)]
        if command.upper() == "S":
            pairs.insert(0, (2 * here[0] - handle[0], 2 * here[1] - handle[1]))
        if command.upper() == "M":
            yield pairs[0]
        else:
            yield from along(here, pairs)
        handle = pairs[1] if len(pairs) == 3 else pairs[-1]
        here = pairs[-1]
        command = {"M": "L", "m": "l"}.get(command, command)


def along(start: tuple[float, float], pairs: list[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    if len(pairs) == 1:
        pairs = [start, pairs[0], pairs[0]]
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = start, *pairs
    for step in range(1, POINTS_PER_CURVE * 2 + 1):
        t = step / (POINTS_PER_CURVE * 2)
        a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
        yield a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3
