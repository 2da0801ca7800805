"""A real browser in front of the real service, and the cast that uses it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

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
    return Cast()


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
