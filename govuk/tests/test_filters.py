import datetime as dt
from typing import Any

import pytest

from govuk.templatetags.govuk import count, day, day_time, file_size


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "0 actions"),
        (1, "1 action"),
        (2, "2 actions"),
        (1200, "1,200 actions"),
        (None, "0 actions"),
    ],
)
def test_count_agrees_with_its_number(number: int | None, words: str) -> None:
    assert count(number, "action,actions") == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (dt.date(2020, 9, 29), "29 September 2020"),
        (dt.date(2021, 1, 3), "3 January 2021"),
        (dt.datetime(2020, 6, 30, 23, 30, tzinfo=dt.UTC), "1 July 2020"),
        (None, ""),
    ],
)
def test_day_is_the_day_here(value: Any, words: str) -> None:
    assert day(value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (dt.datetime(2020, 9, 29, 13, 5, tzinfo=dt.UTC), "29 September 2020, 2:05pm"),
        (dt.datetime(2020, 12, 1, 0, 0, tzinfo=dt.UTC), "1 December 2020, 12:00am"),
        (dt.datetime(2020, 12, 1, 12, 0, tzinfo=dt.UTC), "1 December 2020, 12:00pm"),
        (None, ""),
    ],
)
def test_day_time_is_what_the_clocks_here_say(value: Any, words: str) -> None:
    assert day_time(value) == words


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (1023, "1,023 bytes"),
        (348_160, "340 KB"),
        (1_048_000, "1.0 MB"),
        (2_202_009, "2.1 MB"),
        (None, "0 bytes"),
    ],
)
def test_file_size_is_short(size: int | None, words: str) -> None:
    assert file_size(size) == words
