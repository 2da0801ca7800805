"""Whose a notice is, whom news concerns, and what is wanted by e-mail."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actions import end_role
from accounts.models import Membership, Role, User
from accounts.tests.factories import person
from notices.actions import choose_emails
from notices.models import Notice, NoticeChoice, NoticeKind, kinds_by_email, officers, people_of_csp
from notices.tests.factories import notice_to
from reviews.actions import transfer_review
from reviews.tests.factories import review_of


def test_notice_is_seen_by_nobody_but_its_own_person(cast):
    notice = notice_to(cast.vic, cast.review, by=cast.alice)

    everybody = (cast.alice, cast.vic, cast.chloe, cast.kim, cast.quinn)
    seen = {user.name: list(Notice.visible_to(user)) for user in everybody}
    held = {user.name: list(Notice.held_by(user)) for user in everybody}

    nothing = {"Alice": [], "Chloé": [], "Kim": [], "Quinn": []}
    assert seen == held == nothing | {"Vic": [notice]}


def test_notice_vanishes_with_the_role(cast):
    notice_to(cast.vic, cast.review, by=cast.alice)

    end_role(cast.vic.memberships.get(), by=None)

    assert list(Notice.visible_to(User.objects.get(pk=cast.vic.pk))) == []
    assert Notice.unscoped.filter(to=cast.vic).count() == 1


def test_notice_vanishes_when_the_review_goes_to_another_partnership(cast):
    notice_to(cast.vic, cast.review, by=cast.alice)

    transfer_review(cast.review, to=cast.eastmere, reason="The boundary moved.", by=cast.alice)

    assert list(Notice.visible_to(cast.vic)) == []


def test_mark_read_keeps_when_it_was_first_read(cast):
    notice = notice_to(cast.vic, cast.review, by=cast.alice)
    first = timezone.now()

    marked = [Notice.visible_to(cast.vic).mark_read(at) for at in (first, timezone.now())]

    notice.refresh_from_db()
    assert (marked, notice.read_at) == ([1, 0], first)


@pytest.mark.parametrize(
    "href", ["", "reviews/1/", "//elsewhere.example/", "https://elsewhere.example/"]
)
def test_notice_leads_nowhere_but_within_the_service(cast, href):
    with pytest.raises(IntegrityError, match="within_the_service"), transaction.atomic():
        Notice.unscoped.create(review=cast.review, to=cast.vic, kind=NoticeKind.MARKED, href=href)


@pytest.mark.parametrize(
    ("model", "constraint"),
    [(Notice, "notice_kind_is_known"), (NoticeChoice, "notice_choice_kind_is_known")],
)
def test_kind_is_known(cast, model, constraint):
    row = {
        Notice: {"review": cast.review, "to": cast.vic, "href": "/"},
        NoticeChoice: {"user": cast.vic},
    }[model]

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        model._base_manager.create(kind="gossip", **row)


def test_every_kind_comes_by_email_until_a_person_chooses(cast):
    before = kinds_by_email(cast.vic)
    choose_emails([NoticeKind.LETTER, NoticeKind.MARKED], by=cast.vic)

    assert before == NoticeKind.values
    assert kinds_by_email(cast.vic) == ["letter", "marked"]
    assert kinds_by_email(cast.alice) == NoticeKind.values


def test_officers_are_those_who_hold_the_role_now(cast):
    gone = person("Gone", Role.QA_OFFICER, cast.home_office)
    end_role(gone.memberships.get(), by=None)
    closed = person("Closed", Role.QA_OFFICER, cast.home_office)
    User.objects.filter(pk=closed.pk).update(is_active=False)

    assert list(officers()) == [cast.quinn]


def test_people_of_csp_are_its_managers_and_the_chair_once_each(cast):
    Membership.objects.create(user=cast.chloe, organisation=cast.northbrook, role=Role.CSP_MANAGER)

    assert list(people_of_csp(cast.review).order_by("name")) == [cast.alice, cast.chloe]


def test_people_of_csp_of_a_review_without_a_chair_are_its_managers(cast):
    oak = review_of(cast.northbrook, name="Oak", by=cast.alice)

    assert list(people_of_csp(oak)) == [cast.alice]


def test_people_of_csp_leave_out_a_chair_whose_account_is_closed(cast):
    User.objects.filter(pk=cast.chloe.pk).update(is_active=False)

    assert list(people_of_csp(cast.review)) == [cast.alice]
