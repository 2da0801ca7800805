"""A real browser in front of the real service, and the cast that uses it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, sync_playwright

from accounts.models import Organisation, SecondFactor, User
from accounts.tests.factories import with_app
from dhr_qa.tests.browser import launch
from dhr_qa.tests.journeys.visitor import Visitor
from reviews.tests.factories import Cast


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser's driver keeps an event loop in this thread, in which no query of ours is made."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def cast(django_db_serialized_rollback: None, transactional_db: None) -> Cast:
    """Every organisation asks for a second step, and each of the cast has one."""
    cache.clear()  # what was counted and which codes were used: no table of ours, so no test empties it
    Visitor.used.clear()
    cast = Cast()
    Organisation.unscoped.update(second_factor=SecondFactor.EVERYONE)
    for user in User.objects.all():
        with_app(user)
    return cast


@pytest.fixture
def visitor(browser: Browser, live_server: Any, cast: Cast) -> Iterator[Callable[..., Visitor]]:
    """Opens a window: `visitor()`, `visitor(script=False)`, `visitor(width="phone")`."""
    opened: list[Visitor] = []

    def open_window(*, script: bool = True, width: str = "desktop") -> Visitor:
        opened.append(Visitor(browser, live_server.url, script=script, width=width))
        return opened[-1]

    yield open_window
    for one in opened:
        one.leaves()
