"""Reads the moment that a person or a program has noted as text, with the zone that stands in it."""

import re
from datetime import UTC, tzinfo

from dateutil import parser, tz

#: day, month and year: "18:00" would be read as of today, "Tuesday" as the next
WHOLE_DATE = re.compile(r"\b(19|20)\d\d(?=.*\d)|\d\D*\b(19|20)\d\d\b|\d[./-]\d\d?[./-]\d\d")


def moment_in_utc(text: str) -> str:
    """The moment as nbgrader reads it without a doubt, such as "2026-11-20 18:00:00 UTC"; without a zone it is in UTC.

    ValueError where there is no whole date, or a zone that is not known; its text is a clause.

    nbgrader's own reading takes a third word for the zone: "+0100" for seconds, and PM or a name that it does not know
    for UTC.

    >>> moment_in_utc("2026-11-20 18:00:00 +0100")
    '2026-11-20 17:00:00 UTC'
    >>> moment_in_utc("2026-11-20 06:00 PM")
    '2026-11-20 18:00:00 UTC'
    """
    if not WHOLE_DATE.search(text):
        raise ValueError(f"holds no time ({text[:40]!r})")
    try:
        moment = parser.parse(text, tzinfos=_zone)
        if moment.tzinfo is not None:
            moment = moment.astimezone(UTC)
    except UnknownZoneError as error:
        raise ValueError(f"names a zone that is not known, {error} ({text[:40]!r}): write +0200 or UTC") from None
    except (ValueError, OverflowError):
        raise ValueError(f"holds no time ({text[:40]!r})") from None
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"


class UnknownZoneError(Exception):
    """A zone that the list of zones does not have; its text is the name."""


def _zone(name: str | None, offset: int | None) -> tzinfo | None:
    """The zone of a name or of an offset in seconds; None where neither is given."""
    if name is None and offset is None:
        return None
    found: tzinfo | None = tz.gettz(name) if offset is None else tz.tzoffset(name, offset)
    if found is None:
        raise UnknownZoneError(name)
    return found
