"""What every answer says to the browser, whoever asks and whatever came of it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.actions import change_password

PAGES = ["/", "/sign-in/", "/no-such-page/", "/static/app.css"]
NOTHING_BUT_OURS = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def directives(policy):
    return dict(part.strip().split(" ", 1) for part in policy.split(";"))


@pytest.fixture
def over_https(settings):
    """As in a real installation, where `make run`'s exception for one's own machine is off."""
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True


@pytest.mark.parametrize("page", PAGES[:3])
def test_every_page_runs_and_loads_only_what_is_ours(cast, client, page):
    client.force_login(cast.alice)

    policy = client.get(page).headers["Content-Security-Policy"]

    assert directives(policy) == NOTHING_BUT_OURS


@pytest.mark.parametrize("page", PAGES)
def test_every_answer_names_its_type_and_stays_with_us(over_https, cast, client, page):
    client.force_login(cast.alice)

    headers = client.get(page, secure=True).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    hsts = "max-age=31536000; includeSubDomains; preload"
    assert headers["Strict-Transport-Security"] == hsts


@pytest.mark.parametrize("page", PAGES[:3])
def test_every_page_gives_up_the_powers_of_a_browser(cast, client, page):
    client.force_login(cast.alice)

    policy = client.get(page).headers["Permissions-Policy"]

    refused = {part.partition("=")[0] for part in policy.split(", ") if part.endswith("=()")}
    assert {"camera", "microphone", "geolocation", "payment", "usb", "display-capture"} <= refused
    assert "publickey-credentials-get=(self)" in policy


@pytest.mark.parametrize("page", PAGES[:3])
def test_pages_are_kept_by_no_browser_and_shown_in_no_frame(cast, client, page):
    client.force_login(cast.alice)

    headers = client.get(page).headers

    assert headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert headers["X-Frame-Options"] == "DENY"


def test_plain_http_is_sent_to_https(over_https, cast, client):
    response = client.get("/sign-in/")

    assert (response.status_code, response.url) == (301, "https://testserver/sign-in/")


def test_cookies_are_for_https_and_for_our_pages_alone(over_https, settings, cast, client):
    change_password(cast.alice, password="quiet harbour stone", by=None)
    page = reverse("accounts:sign_in")
    client.get(page, secure=True)
    named = dict.fromkeys(("login", "username"), cast.alice.email)
    client.post(page, {**named, "password": "quiet harbour stone"}, secure=True)

    names = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)
    session, csrf = (client.cookies[name] for name in names)

    assert (session["secure"], session["httponly"], session["samesite"]) == (True, True, "Lax")
    assert (csrf["secure"], csrf["samesite"]) == (True, "Lax")


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "testserver:80@evil"])
def test_another_host_name_is_refused(client, host):
    response = client.get("/sign-in/", HTTP_HOST=host)

    assert response.status_code == 400
    assert b"evil" not in response.content


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PUT", "DELETE", "PATCH"])
def test_methods_that_no_page_has_do_nothing(cast, client, method):
    client.force_login(cast.alice)

    status = client.generic(method, cast.review.get_absolute_url()).status_code

    assert status == 405
