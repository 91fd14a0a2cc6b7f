from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from widgets.document.ago import ago

NOW = datetime(2030, 1, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=59), "a moment ago"),
        (timedelta(seconds=-500), "a moment ago"),
        (timedelta(seconds=60), "a minute ago"),
        (timedelta(minutes=5, seconds=59), "5 minutes ago"),
        (timedelta(minutes=119), "an hour ago"),
        (timedelta(hours=23), "23 hours ago"),
        (timedelta(days=1), "a day ago"),
        (timedelta(days=400), "400 days ago"),
    ],
)
def test_it_is_said_as_people_say_it(passed: timedelta, words: str) -> None:
    assert str(ago(NOW - passed, NOW)) == words
