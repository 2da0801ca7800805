"""Addresses of links do not reach the log."""

import logging

import pytest
from django.urls import reverse

from agencies.logs import WithoutAddresses


@pytest.fixture
def lines(caplog):
    """What the log says after the filter."""
    quiet = WithoutAddresses()
    caplog.handler.addFilter(quiet)
    yield caplog
    caplog.handler.removeFilter(quiet)


def test_refused_request_is_logged_without_its_address(client, link, token, lines):
    client.get(reverse("agencies:answer_action", args=[token, 10**6]))

    assert [record.getMessage() for record in lines.records] == [
        "Not Found: /from-agency/…/actions/1000000/"
    ]
    assert token not in lines.text


def test_other_lines_stay_as_they_are(lines):
    logging.getLogger("django.request").warning("Not Found: %s", "/reviews/9/")

    assert [record.getMessage() for record in lines.records] == ["Not Found: /reviews/9/"]
