"""The dates of feeds, which programs write in forms of their own.

It must not know the elements of a feed.
"""

from __future__ import annotations

import datetime as dt
import re

from newsarchive.dates.expressions import Day, parse_day

_SHORT_YEAR = re.compile(r"(\d{1,2})([ -]+)([^\W\d]+)\.?([ -]+)(\d{2})(?![\d:])")
_PIVOT = 69
"""Years of two digits from here on are of the twentieth century, as mail has them."""
_SECONDS = re.compile(r"(\d{9,10})(?:\d{3})?(?:\.\d+)?")
"""Since 1970, perhaps with thousandths."""
_BASIC = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)?(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?")
_KOREAN = re.compile(r"(\d{4})년\s*(\d{1,2})월\s*(\d{1,2})일")
_WEEKDAY = re.compile(r"[^\W\d]+\.?,?\s+(?=\d)")
_TIME = re.compile(r"(?<!\d)\d{1,2}:\d{2}(?::\d{2})?(?!\d)")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")


def feed_day(text: str) -> Day | None:
    """The day as printed; None if the text is not a date.

    A time that does not exist, or is of a zone that is not known, costs the time, not the day.
    """
    text = " ".join(text.split())
    if len(text) > 100:
        return None
    if seconds := _SECONDS.fullmatch(text):
        moment = dt.datetime.fromtimestamp(int(seconds[1]), dt.UTC)
        return Day(moment.date(), timestamp=moment.isoformat())
    text = _SHORT_YEAR.sub(_whole_year, text, count=1)
    text = _BASIC.sub(r"\1-\2-\3T\4:\5\7", text)
    text = _KOREAN.sub(r"\1-\2-\3 ", text)
    for form in (text, _WEEKDAY.sub("", text, count=1)):
        if day := parse_day(form) or parse_day(_without_time(form)):
            return day
    return None


def _whole_year(date: re.Match[str]) -> str:
    year = int(date[5])
    century = 1900 if year >= _PIVOT else 2000
    return f"{date[1]}{date[2]}{date[3]}{date[4]}{century + year}"


def _without_time(text: str) -> str:
    """The text without a time and what follows it, but for the year."""
    time = _TIME.search(text)
    if time is None:
        return text
    before, after = text[: time.start()], text[time.end() :]
    year = "" if _YEAR.search(before) else next(iter(_YEAR.findall(after)), "")
    return f"{before.rstrip(' T,-')} {year}".strip()
