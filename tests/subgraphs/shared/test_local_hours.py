from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from subgraphs.shared.local_hours import BegunHour, hours_begun

ONE_HOUR = timedelta(hours=1)


def test_an_hour_begins_where_people_live() -> None:
    nine = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    begun = hours_begun(["UTC", "Asia/Tokyo", "Asia/Kathmandu", "Mars/Olympus"], nine - ONE_HOUR, nine)
    assert begun == [
        BegunHour("UTC", date(2026, 3, 2), 9),
        BegunHour("Asia/Tokyo", date(2026, 3, 2), 18),
        BegunHour("Asia/Kathmandu", date(2026, 3, 2), 14),
        BegunHour("Mars/Olympus", date(2026, 3, 2), 9),
    ]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Havana", "Asia/Beirut", "Australia/Lord_Howe"])
def test_every_hour_of_a_year_begins_once(zone: str) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    rounds = [start + timedelta(hours=7 * number) for number in range(365 * 24 // 7)]
    counted = Counter(
        (begun.day, begun.hour) for after, until in pairwise(rounds) for begun in hours_begun([zone], after, until)
    )
    assert set(counted.values()) == {1}
    whole_days = {day for day, _ in counted} - {min(counted)[0], max(counted)[0]}
    assert len(counted) >= len(whole_days) * 24
