"""What is kept of what somebody typed, how much of it, for how long, and for whom alone."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drafts import keeping
from drafts.models import Draft

PAGE = "/areas/1/revise/"


def kept(user, page=PAGE, **data):
    return keeping.keep(user, page, data or {"summary": "We asked."})


def sent(query):
    return QueryDict(query)


def test_draft_holds_what_was_typed_in_its_order_and_what_was_sent_unseen(cast):
    data = sent("summary=One&keep=1&keep=2&before=&version=3&opened=%7B%7D&choose=a&do=next")

    draft = keeping.keep(cast.alice, PAGE, data, heading="Record a  revision\n– Area 1")

    assert list(draft.texts.items()) == [
        ("summary", ["One"]),
        ("keep", ["1", "2"]),
        ("before", [""]),
    ]
    assert draft.hidden == {"version": ["3"], "opened": ["{}"], "choose": ["a"]}
    assert (str(draft), keeping.draft_of(cast.alice, PAGE)) == (
        "Record a revision – Area 1",
        draft,
    )


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "new_password1",
        "csrfmiddlewaretoken",
        "code",
        "recovery-code",
        "otp_token",
        "secret",
        "credential",
        "do",
        "draft-page",
        "choice-text",
        "confirmed",
    ],
)
def test_secrets_and_presses_are_not_kept(cast, name):
    draft = kept(cast.alice, **{"note": "Words.", name: "A secret"})

    assert (draft.texts, draft.hidden) == ({"note": ["Words."]}, {})


@pytest.mark.parametrize("name", ["postcode", "document", "dated_0", "summary", "codes_of_conduct"])
def test_what_only_sounds_like_a_secret_is_kept(name):
    assert keeping.is_typed(name) is (name != "codes_of_conduct")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(codec=None), min_size=1, max_size=80).filter(str.strip))
def test_any_text_is_kept_letter_by_letter(cast, text):
    kept(cast.alice, summary=text)

    assert keeping.draft_of(cast.alice, PAGE).texts == {"summary": [text]}


@pytest.mark.parametrize("text", ["One\r\ntwo\nthree\r", "\n\nOne\n", "\x00", "\ud83d", "é\u2028ü"])
def test_line_ends_and_marks_that_a_database_does_not_like_are_kept(cast, text):
    kept(cast.alice, summary=f"A{text}")

    assert keeping.draft_of(cast.alice, PAGE).texts == {"summary": [f"A{text}"]}


def test_later_draft_of_a_page_replaces_the_earlier(cast):
    kept(cast.alice, summary="One.")
    kept(cast.alice, summary="Two.")

    assert [draft.texts for draft in keeping.drafts_of(cast.alice)] == [{"summary": ["Two."]}]


def test_draft_is_nobody_elses(cast):
    kept(cast.alice)

    others = (cast.chloe, cast.vic, cast.quinn, cast.kim)
    assert [keeping.draft_of(user, PAGE) for user in others] == [None] * 4
    assert [keeping.drafts_of(user) for user in others] == [[]] * 4
    assert [keeping.forget(user, PAGE) for user in others] == [False] * 4
    assert len(keeping.drafts_of(cast.alice)) == 1


@pytest.mark.parametrize(
    ("page", "data"),
    [
        (PAGE, {"summary": " \n"}),
        (PAGE, {"version": "1"}),
        (PAGE, {"summary": "x" * keeping.LARGEST}),
        ("/" + "x" * keeping.LONGEST_PAGE, {"summary": "One."}),
        ("elsewhere", {"summary": "One."}),
        ("/\x00", {"summary": "One."}),
    ],
)
def test_nothing_is_kept_of_nothing_of_too_much_or_of_no_page(cast, page, data):
    assert keeping.keep(cast.alice, page, data) is None
    assert Draft.objects.count() == 0


def test_nothing_is_kept_of_somebody_who_is_not_signed_in(db):
    assert kept(AnonymousUser()) is None


def test_person_with_very_many_drafts_keeps_those_and_can_go_on_with_them(cast, monkeypatch):
    monkeypatch.setattr(keeping, "MOST", 2)
    kept(cast.alice, "/a/")
    kept(cast.alice, "/b/")

    found = [kept(cast.alice, page, note="More.") is not None for page in ("/b/", "/c/")]

    assert found == [True, False]
    assert keeping.pages() == ["/a/", "/b/"]


def test_draft_that_is_forgotten_is_gone(cast):
    kept(cast.alice)

    assert [keeping.forget(cast.alice, PAGE), keeping.forget(cast.alice, PAGE)] == [True, False]
    assert keeping.draft_of(cast.alice, PAGE) is None


def test_drafts_of_pages_that_are_disposed_of_go_for_everybody(cast):
    for user in (cast.alice, cast.chloe):
        kept(user, "/a/")
        kept(user, "/b/")

    assert keeping.forget_everywhere(["/a/", "/c/"]) == 2
    assert keeping.pages() == ["/b/"]


def test_draft_that_nobody_touched_for_a_month_goes(cast):
    kept(cast.alice, "/a/")
    kept(cast.alice, "/b/")
    now = timezone.now()
    Draft.objects.filter(page="/a/").update(at=now - dt.timedelta(days=keeping.DAYS, minutes=1))

    assert keeping.clear(at=now) == 1
    assert keeping.pages() == ["/b/"]
