"""How often a link may be used, and how often addresses may be tried that open nothing."""

import datetime as dt

from django.utils import timezone

from agencies import limits
from agencies.models import LinkUse, UseKind
from agencies.tests.factories import PROBATION, asked


def used(link, kind, times, *, ago=dt.timedelta()):
    at = timezone.now() - ago
    rows = [LinkUse(link=link, kind=kind, at=at) for _ in range(times)]
    LinkUse.unscoped.bulk_create(rows)


def test_link_opens_two_hundred_times_an_hour(link):
    used(link, UseKind.OPENED, 150)
    used(link, UseKind.ENDED, 49)
    last = limits.may_open(link)

    used(link, UseKind.OPENED, 1)

    assert last
    assert limits.may_open(link).reason == limits.TOO_OFTEN


def test_link_takes_thirty_updates_an_hour(link):
    used(link, UseKind.ANSWERED, 29)
    last = limits.may_send(link)

    used(link, UseKind.ANSWERED, 1)

    assert last
    assert limits.may_send(link).reason == (
        "30 updates were sent by this link in the last hour. Wait an hour, then send this one."
    )


def test_an_hour_later_it_starts_again(link):
    ago = dt.timedelta(minutes=61)

    used(link, UseKind.OPENED, 200, ago=ago)
    used(link, UseKind.ANSWERED, 30, ago=ago)

    assert (limits.may_open(link), limits.may_send(link)) == (limits.YES, limits.YES)


def test_one_link_does_not_use_up_another(cast, link):
    other, _ = asked(cast.review, agency=PROBATION, email="other@example.org", by=cast.alice)

    used(link, UseKind.OPENED, 200)

    assert limits.may_open(other)


def test_sixty_addresses_that_open_nothing_an_hour(db):
    tried = [bool(limits.may_try("192.0.2.1")) for _ in range(61)]

    assert tried == [True] * 60 + [False]
    assert limits.may_try("192.0.2.2")
