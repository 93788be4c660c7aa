"""Stretches of days that clients ask about."""

from datetime import date

from subgraphs.progress.types.context import Info
from subgraphs.shared.errors import BadUserInput


def checked_stretch(info: Info, first: date, last: date) -> tuple[date, date]:
    """Raises `BadUserInput` for one that is empty or too long."""
    longest = info.context.services.settings.longest_activity_range
    if last < first:
        raise BadUserInput('"from" must not be after "to".')
    if (last - first).days >= longest:
        raise BadUserInput(f"At most {longest} days can be asked for at once.")
    return first, last
