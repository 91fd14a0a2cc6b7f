"""How long ago something was, as one says it."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.message import Message


def ago(then: datetime, now: datetime) -> Message:
    """`5 minutes ago`. A clock that was put back in between makes it a moment."""
    passed = now - then
    for unit, one, many in (
        (timedelta(days=1), Message("a day ago"), "{n} days ago"),
        (timedelta(hours=1), Message("an hour ago"), "{n} hours ago"),
        (timedelta(minutes=1), Message("a minute ago"), "{n} minutes ago"),
    ):
        count = passed // unit
        if count >= 1:
            return one if count == 1 else Message(many, n=count)
    return Message("a moment ago")
