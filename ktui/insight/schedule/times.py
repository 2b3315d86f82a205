"""The times that a schedule means.

The search is that of robfig/cron v3.0.1: month, then day, hour and minute, each moved on until it fits. Hours and
minutes move on in absolute time, so that what the clocks leave out is left out, and what they repeat comes twice.
"""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta, tzinfo
from typing import NamedTuple, Protocol

YEARS = 5
"""A schedule that has no time within so many years has none."""

MOVES = 20_000
"""More than five years of days take: the search of a schedule that takes more goes round in circles, which it does
where clocks skip midnight on the first or last day that is looked at; Go's own never ends then."""

_EPOCH_DAY = date(1970, 1, 1).toordinal()
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


class Schedule(Protocol):
    """What a schedule's text means."""

    def next(self, after: float, tz: tzinfo) -> float | None:
        """The first time after `after`, both in Unix seconds; None: there is none within five years.

        `tz` is where it is read, unless the schedule names its own zone.
        """


class Every(NamedTuple):
    """`@every`: so long after the run before, whatever the clock says."""

    seconds: int

    def next(self, after: float, tz: tzinfo) -> float | None:
        """See `Schedule.next`."""
        return float(math.floor(after) + self.seconds)


class Field(NamedTuple):
    """One of a schedule's five."""

    values: frozenset[int]
    star: bool
    """Whether it was given as `*`, `?` or `*/1`, alone or among others."""


class Calendar(NamedTuple):
    """Five fields to be met by the clock on the wall."""

    minute: Field
    hour: Field
    day: Field
    month: Field
    weekday: Field
    """Sunday is 0."""
    zone: tzinfo | None = None
    """Of a schedule that says where it is to be read."""

    def next(self, after: float, tz: tzinfo) -> float | None:
        """See `Schedule.next`."""
        if not (self.minute.values and self.hour.values and self.month.values):
            return None  # a field of commas alone
        try:
            return _Search(self, math.floor(after) + 1, self.zone or tz).result()
        except (OverflowError, ValueError):  # beyond the year 9999, or in circles
            return None

    def meets_day(self, day: date) -> bool:
        """Whether it is a day to run on, in any month: one field that is a star leaves it to the other, else either."""
        by_day, by_weekday = day.day in self.day.values, day.isoweekday() % 7 in self.weekday.values
        return (by_day and by_weekday) if self.day.star or self.weekday.star else (by_day or by_weekday)


class _Search:
    """The way from one moment to the next that fits."""

    def __init__(self, calendar: Calendar, start: int, tz: tzinfo) -> None:
        self._calendar = calendar
        self._tz = tz
        self._at = start
        self._wall = datetime.fromtimestamp(start, tz)
        self._moved = False
        """Whether anything was moved on, so that all that is smaller has begun anew."""
        self._moves = 0

    def result(self) -> float | None:
        last = self._wall.year + YEARS
        while self._wall.year <= last:
            # Each is true when it fits, false when what is larger has to be looked at again.
            if self._fit_month() and self._fit_day() and self._fit_hour() and self._fit_minute():
                return float(self._at)
        return None

    def _fit_month(self) -> bool:
        while self._wall.month not in self._calendar.month.values:
            if not self._moved:
                self._set_wall(self._wall.date().replace(day=1), 0)
            months = self._wall.year * 12 + self._wall.month  # of the next month, counted from January of the year 0
            first = date(months // 12, months % 12 + 1, 1)
            self._set_wall(first + timedelta(days=self._wall.day - 1), self._wall.hour, self._wall.minute)
            if self._wall.month == 1:
                return False
        return True

    def _fit_day(self) -> bool:
        while not self._calendar.meets_day(self._wall.date()):
            if not self._moved:
                self._set_wall(self._wall.date(), 0)
            self._set_wall(self._wall.date() + timedelta(days=1), self._wall.hour, self._wall.minute)
            hour = self._wall.hour
            if hour != 0:  # there is no midnight on that day
                self._go(self._at + ((24 - hour) if hour > 12 else -hour) * _HOUR)
            if self._wall.day == 1:
                return False
        return True

    def _fit_hour(self) -> bool:
        while self._wall.hour not in self._calendar.hour.values:
            if not self._moved:
                self._set_wall(self._wall.date(), self._wall.hour)
            self._go(self._at + _HOUR)
            if self._wall.hour == 0:
                return False
        return True

    def _fit_minute(self) -> bool:
        while self._wall.minute not in self._calendar.minute.values:
            if not self._moved:
                self._go(self._at - self._at % _MINUTE)
            self._go(self._at + _MINUTE)
            if self._wall.minute == 0:
                return False
        if self._wall.second:  # a run begins with its minute
            self._go(self._at + _MINUTE - self._wall.second)
            return False
        return True

    def _go(self, at: int) -> None:
        self._at = at
        self._wall = datetime.fromtimestamp(at, self._tz)
        self._moved = True
        self._moves += 1
        if self._moves > MOVES:
            raise OverflowError

    def _set_wall(self, day: date, hour: int, minute: int = 0) -> None:
        """To where the wall shows that: in a gap and in a repeated hour to what Go makes of it."""
        shown = (day.toordinal() - _EPOCH_DAY) * _DAY + hour * _HOUR + minute * _MINUTE
        offset = self._offset(shown)
        if offset:
            offset = self._offset(shown - offset)
        self._go(shown - offset)

    def _offset(self, at: int) -> int:
        offset = datetime.fromtimestamp(at, self._tz).utcoffset()
        return 0 if offset is None else offset.days * _DAY + offset.seconds
