"""The list of what a person was told, the way on from there, and the choice of e-mails."""

import pytest
from django.urls import reverse

from accounts.actions import end_role
from audit.models import Event
from notices.models import Notice, NoticeKind, kinds_by_email
from notices.tests.factories import notice_to
from notices.views import PER_PAGE

NOTICES = reverse("notices:notices")
CHOICES = reverse("notices:choices")
NOTHING = (
    "You have no notices. When it becomes your turn, or something else happens that you should "
    "know of, it will stand here."
)


@pytest.fixture
def vic(client, cast):
    client.force_login(cast.vic)
    return client


@pytest.fixture
def notice(cast):
    return notice_to(cast.vic, cast.review, by=cast.alice)


def unread(cast):
    return Notice.visible_to(cast.vic).unread().count()


def menu_of(response):
    return [link["text"] for link in response.context["navigation"]]


def test_list_shows_the_newest_first_with_the_review(vic, cast, notice):
    newer = notice_to(cast.vic, cast.review, kind=NoticeKind.LETTER, by=cast.alice)

    response = vic.get(NOTICES)

    page = response.content.decode()
    assert list(response.context["page"]) == [newer, notice]
    assert [page.count(text) for text in ("A feedback letter was recorded", "Elm 1")] == [1, 2]
    assert menu_of(response)[1] == "Notices (2)"


def test_list_says_in_words_what_was_not_read(vic, cast, notice):
    notice_to(cast.vic, cast.review, by=cast.alice)
    vic.get(notice.get_absolute_url())

    page = vic.get(NOTICES).content.decode()

    assert page.count("Not read yet") == 1


def test_list_is_a_persons_own(client, cast, notice):
    for user in (cast.alice, cast.chloe, cast.kim, cast.quinn):
        client.force_login(user)

        assert list(client.get(NOTICES).context["page"]) == []


def test_list_that_is_empty_says_what_will_stand_there(vic):
    response = vic.get(NOTICES)

    page = response.content.decode()
    assert (page.count(NOTHING), page.count("Mark all as read")) == (1, 0)
    assert menu_of(response) == ["Reviews", "Notices", "People", "Your account"]


def test_list_goes_on_over_pages(vic, cast):
    for _ in range(PER_PAGE + 1):
        notice_to(cast.vic, cast.review, by=cast.alice)

    shown = [len(vic.get(NOTICES, {"page": page}).context["page"]) for page in ("1", "2", "x", "9")]

    assert shown == [PER_PAGE, 1, PER_PAGE, 1]


def test_list_query_count_does_not_grow(vic, cast, django_assert_num_queries):
    for number in range(1, 31):
        notice_to(cast.vic, cast.review, by=cast.alice)
        if number in (1, 30):
            with django_assert_num_queries(7):
                vic.get(NOTICES)


def test_all_are_marked_as_read_by_button(vic, cast, notice):
    notice_to(cast.chloe, cast.review, by=cast.alice)
    offered = vic.get(NOTICES).content.decode().count("Mark all as read")

    response = vic.post(NOTICES)

    page = vic.get(response.url)
    assert (offered, response.url, unread(cast)) == (1, NOTICES, 0)
    assert page.content.decode().count("Mark all as read") == 0
    assert Notice.visible_to(cast.chloe).unread().count() == 1


def test_open_leads_on_and_marks_as_read(vic, cast, notice):
    events = Event.objects.count()

    responses = [vic.get(notice.get_absolute_url()) for _ in range(2)]

    found = [(response.status_code, response.url) for response in responses]
    assert found == [(302, cast.review.get_absolute_url())] * 2
    assert (unread(cast), Event.objects.count()) == (0, events)


def test_open_marks_no_other_notice(vic, cast, notice):
    notice_to(cast.vic, cast.review, by=cast.alice)

    vic.get(notice.get_absolute_url())

    assert unread(cast) == 1


@pytest.mark.parametrize("who", ["alice", "chloe", "kim", "quinn"])
def test_open_finds_nothing_for_anybody_else(client, cast, notice, who):
    client.force_login(getattr(cast, who))

    response = client.get(notice.get_absolute_url())

    assert (response.status_code, unread(cast)) == (404, 1)


def test_open_finds_nothing_once_the_role_has_ended(vic, cast, notice):
    end_role(cast.vic.memberships.get(), by=None)
    vic.force_login(cast.vic)  # whoever loses their last role is signed out

    assert vic.get(notice.get_absolute_url()).status_code == 404
    assert list(vic.get(NOTICES).context["page"]) == []


def test_open_from_an_email_asks_to_sign_in_and_marks_nothing(client, cast, notice):
    response = client.get(notice.get_absolute_url())

    assert response.url == f"{reverse('accounts:sign_in')}?next={notice.get_absolute_url()}"
    assert unread(cast) == 1


def test_choices_show_what_is_chosen(vic, cast):
    before = vic.get(CHOICES).context["form"]["kinds"].value()
    vic.post(CHOICES, {"kinds": ["letter"]})
    after = vic.get(CHOICES).context["form"]["kinds"].value()

    assert (before, after) == (NoticeKind.values, ["letter"])


@pytest.mark.parametrize("kinds", [[], ["letter", "marked"], NoticeKind.values])
def test_choices_are_saved(vic, cast, kinds):
    response = vic.post(CHOICES, {"kinds": kinds})

    page = vic.get(response.url)
    assert (response.url, kinds_by_email(cast.vic)) == (NOTICES, kinds)
    assert [str(word) for word in page.context["messages"]] == [
        "What you are told by e-mail has been saved."
    ]


def test_choices_keep_to_the_list(vic, cast):
    response = vic.post(CHOICES, {"kinds": ["gossip"]})

    assert list(response.context["form"].errors) == ["kinds"]
    assert kinds_by_email(cast.vic) == NoticeKind.values
