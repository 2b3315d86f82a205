"""When a CronJob runs: the schedules that Kubernetes takes, and the times that they mean.

The rules are those of robfig/cron v3.0.1, the parser inside today's Kubernetes, to its last oddity: what it
refuses is refused with its words, and what it skips or runs twice when the clocks change is skipped or run twice.
"""

from ktui.insight.schedule.parsing import ScheduleError, parse
from ktui.insight.schedule.times import Schedule
from ktui.insight.schedule.zones import UnknownZoneError, find_zone

__all__ = ["Schedule", "ScheduleError", "UnknownZoneError", "find_zone", "parse"]
