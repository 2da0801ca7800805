"""Every scoped row is reached from a person, along the way that its model names."""

import pytest
from django.apps import apps

from access.scoping import ScopedModel, ScopedQuerySet
from accounts.models import Organisation
from accounts.tests.factories import person
from feedback.letter_actions import confirm_letter
from feedback.models import FeedbackLetter
from feedback.tests.factories import letter_in_hand
from reviews.models import Review
from reviews.tests.factories import round_at
from reviews.workflow import Stage

SCOPED = [model for model in apps.get_models() if issubclass(model, ScopedModel)]
ROOTS = [Organisation, Review]


@pytest.mark.parametrize("model", SCOPED)
def test_scoped_model_has_no_unscoped_way_in_by_habit(model):
    assert not hasattr(model, "objects")
    assert isinstance(model.unscoped.all(), ScopedQuerySet)


@pytest.mark.parametrize("model", SCOPED)
def test_scoped_model_leads_to_a_root_that_answers(cast, model):
    nobody = person("Nobody")

    assert list(model.visible_to(nobody)) == []
    assert list(model.held_by(nobody)) == []


@pytest.mark.parametrize("model", ROOTS)
def test_root_must_say_who_sees_it(cast, model):
    for ask in (ScopedQuerySet(model).visible_to, ScopedQuerySet(model).held_by):
        with pytest.raises(TypeError) as error:
            ask(cast.alice)

        assert str(error.value) == (
            f"{model.__name__} is a root: its queryset must say who may see it"
        )


def test_only_roots_have_no_parent():
    assert [model for model in SCOPED if not model.scoped_by] == ROOTS


def test_shown_when_keeps_back_what_is_not_meant_for_the_other_side(cast):
    round_at(Stage.CONSIDERED, cast.review, by=cast.alice)
    letter = letter_in_hand(cast.review, by=cast.alice)

    before = list(FeedbackLetter.visible_to(cast.quinn))
    confirm_letter(letter, version=letter.draft_version, by=cast.alice)
    after = list(FeedbackLetter.visible_to(cast.quinn))

    assert (before, after) == ([], [letter])
    assert list(FeedbackLetter.held_by(cast.quinn)) == []


def test_shown_when_does_not_hide_from_whose_papers_they_are(cast):
    letter = letter_in_hand(cast.review, by=cast.alice)

    seen = {
        user.name: list(FeedbackLetter.visible_to(user))
        for user in (cast.alice, cast.vic, cast.chloe, cast.kim)
    }

    assert seen == {"Alice": [letter], "Vic": [letter], "Chloé": [letter], "Kim": []}
