"""Unpacks one package of Anki: a program of its own, whose memory, time and files are bounded before it reads.

Arguments are a directory and the limits as JSON; standard input is the package, which can be sought in. What it holds
is written to the directory, and standard output is a line of JSON that tells of it.
"""

import json
import resource
import sys
from pathlib import Path

# It is started with nothing but its own path.
sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from subgraphs.learning.anki.collection import PackageLimits
from subgraphs.learning.anki.read_database import PackageIsRefused
from subgraphs.learning.anki.records import write_records
from subgraphs.learning.anki.unpack import unpack

RECORDS = "records.jsonl"


def main() -> None:
    directory, limits = Path(sys.argv[1]), PackageLimits(**json.loads(sys.argv[2]))
    _confine(limits)
    try:
        collection, media, left_out = unpack(sys.stdin.buffer, directory, limits)
    except PackageIsRefused as refused:
        answer = {"refused": str(refused)}
    except MemoryError:
        answer = {"refused": "PACKAGE_IS_TOO_LARGE"}
    else:
        with (directory / RECORDS).open("wb") as file:
            write_records(collection, file)
        listed = [[each.name, each.path.name, each.size] for each in media]
        answer = {"media": listed, "leftOut": left_out}  # type: ignore[dict-item]
    sys.stdout.write(json.dumps(answer))


def _confine(limits: PackageLimits) -> None:
    largest_file = max(limits.collection_bytes, limits.media_bytes) * 4
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))


if __name__ == "__main__":
    main()
