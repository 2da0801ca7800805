"""Whatever a request does or logs carries its address and its number."""

import logging

import pytest
from django.http import HttpResponse

from audit.middleware import FromWhere, RequestNumber
from audit.models import Event
from audit.origin import HERE, current
from audit.record import record


@pytest.fixture(autouse=True)
def no_header(settings):
    settings.CLIENT_ADDRESS_HEADER = ""


def told(request):
    """What is known while a request is answered, and after it."""
    during = []

    def answer(request):
        during.append(current.get())
        return HttpResponse()

    FromWhere(answer)(request)
    assert current.get() == HERE
    return during[0]


@pytest.mark.parametrize(
    ("seen", "address"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:DB8::0:1", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("", ""),  # a socket of the machine itself
    ],
)
def test_address_is_the_one_that_the_server_saw(rf, seen, address):
    request = rf.get("/", REMOTE_ADDR=seen, headers={"X-Real-IP": "198.51.100.1"})

    assert told(request).address == address


@pytest.mark.parametrize(
    ("sent", "address"),
    [
        ("198.51.100.1", "198.51.100.1"),
        ("203.0.113.5, 198.51.100.1", "198.51.100.1"),
        ("somebody", ""),
        ("", ""),
    ],
)
def test_address_behind_a_proxy_is_the_one_that_it_adds(rf, settings, sent, address):
    settings.CLIENT_ADDRESS_HEADER = "X-Forwarded-For"

    request = rf.get("/", REMOTE_ADDR="192.0.2.7", headers={"X-Forwarded-For": sent})

    assert told(request).address == address


def test_each_request_has_a_number_of_its_own(rf):
    first, second = told(rf.get("/")).request, told(rf.get("/")).request

    assert (len(first), first == second) == (32, False)


def test_request_that_fails_leaves_nothing_behind(rf):
    def answer(request):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        FromWhere(answer)(rf.get("/"))

    assert current.get() == HERE


def test_events_of_a_request_are_found_beside_its_log_lines(cast, rf):
    line = logging.LogRecord("dhr_qa", logging.ERROR, __file__, 1, "It failed.", None, None)

    def answer(request):
        RequestNumber().filter(line)
        record("reviews.read", cast.review, by=cast.alice)
        return HttpResponse()

    FromWhere(answer)(rf.get("/"))

    event = Event.objects.order_by("number").last()
    assert (event.request, event.origin) == (line.request_id, "127.0.0.1")


def test_log_line_outside_a_request_has_no_number():
    line = logging.LogRecord("dhr_qa", logging.ERROR, __file__, 1, "It failed.", None, None)

    RequestNumber().filter(line)

    assert line.request_id == "-"
