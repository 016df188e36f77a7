"""Finds time expressions, works out the days they mean from the article's date, and tells which one dates an event."""

from dragoman.dates.event_date import event_date
from dragoman.dates.expressions import TimeExpression, find_dates

__all__ = ["TimeExpression", "event_date", "find_dates"]
