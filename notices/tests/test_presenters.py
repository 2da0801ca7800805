"""The link in the menu."""

from django.utils import timezone

from notices import presenters
from notices.models import Notice
from notices.tests.factories import notice_to


def test_menu_counts_what_is_unread(cast):
    said = [presenters.notices(cast.vic)]
    for _ in range(2):
        notice_to(cast.vic, cast.review, by=cast.alice)
        said.append(presenters.notices(cast.vic))
    Notice.visible_to(cast.vic).mark_read(timezone.now())
    said.append(presenters.notices(cast.vic))

    assert said == [
        (text, "/notices/") for text in ("Notices", "Notices (1)", "Notices (2)", "Notices")
    ]


def test_menu_asks_once(cast, django_assert_num_queries):
    for user in (cast.alice, cast.quinn):
        assert len(user.organisation_ids) > 0  # what a person's roles are is read once a request

        with django_assert_num_queries(1):
            presenters.notices(user)
