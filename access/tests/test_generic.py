"""The base views and form: what they start from, what they refuse, and what they keep."""

import pytest
from django import forms
from django.http import Http404

import dhr_qa.urls
from access.generic import ActionView, ScopedDetailView, ScopedForm, ScopedListView, ScopedMixin
from access.verdict import Refused, Verdict
from accounts.models import User
from reviews.models import Review
from reviews.policies import may_edit_review
from reviews.tests.factories import review_of

NOT_A_MANAGER = "Only a CSP manager of this partnership can do this."


class RenameForm(ScopedForm):
    name = forms.CharField()
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class Rename(ActionView):
    """An action of the tests' own: it renames a review, but not to a taken name."""

    model = Review
    form_class = RenameForm
    policy = staticmethod(may_edit_review)
    heading = "Rename"

    def perform(self, form):
        if form.cleaned_data["name"] == "Taken":
            raise Refused("Somebody else has that name.")
        Review.visible_to(self.request.user).update(name=form.cleaned_data["name"])

    def renewed(self):
        return {"version": 7}


class Listing(ScopedListView):
    model = Review


class Page(ScopedDetailView):
    model = Review

    def policy(self, user, row):
        return Verdict("Not today.")


@pytest.fixture
def ask(cast, rf):
    """Sends a request to a view as somebody; with `typed` it is a form that was sent."""

    def send(view, user, path="/somewhere/", typed=None):
        request = rf.get(path) if typed is None else rf.post(path, typed)
        request.user = user
        return view.as_view()(request, pk=cast.review.pk)

    return send


def every_view(base=ScopedMixin):
    for view in base.__subclasses__():
        yield view
        yield from every_view(view)


def test_no_view_starts_from_anything_but_what_a_person_may_see():
    assert dhr_qa.urls.urlpatterns

    own_way = [view.__name__ for view in every_view() if "get_queryset" in vars(view)]

    assert own_way == []
    assert ScopedMixin.get_queryset.__final__ is True


def test_list_shows_what_a_person_may_see(cast, ask):
    review_of(cast.westhaven, by=cast.kim, name="Ash")

    shown = {
        user.name: [row.name for row in ask(Listing, user).context_data["object_list"]]
        for user in (cast.alice, cast.kim, cast.quinn)
    }

    assert shown == {"Alice": ["Elm"], "Kim": ["Ash"], "Quinn": []}


@pytest.mark.parametrize(
    ("view", "typed"), [(Page, None), (Rename, None), (Rename, {"name": "Oak"})]
)
def test_row_that_a_person_may_not_see_is_not_found(cast, ask, view, typed):
    with pytest.raises(Http404):
        ask(view, cast.kim, typed=typed)


def test_action_asks_first(cast, ask):
    response = ask(Rename, cast.alice)

    words = response.context_data
    assert (response.status_code, words["heading"], words["submit_label"]) == (
        200,
        "Rename",
        "Save",
    )
    assert words["back_url"] == words["cancel_url"] == cast.review.get_absolute_url()
    assert words["form"].user == cast.alice


def test_action_does_it_and_goes_back_to_the_row(cast, ask):
    response = ask(Rename, cast.alice, typed={"name": "Oak"})

    assert (response.status_code, response.url) == (302, cast.review.get_absolute_url())
    assert Review.unscoped.get().name == "Oak"


@pytest.mark.parametrize("typed", [None, {"name": "Oak"}])
def test_action_is_refused_before_anything_is_read(cast, ask, typed):
    response = ask(Rename, cast.vic, typed=typed)

    assert response.status_code == 403
    assert NOT_A_MANAGER in response.content.decode()
    assert Review.unscoped.get().name == "Elm"


def test_action_keeps_what_was_typed_when_it_is_refused_late(cast, ask):
    response = ask(Rename, cast.alice, typed={"name": "Taken", "version": "1"})

    form = response.context_data["form"]
    assert (response.status_code, form.non_field_errors()) == (
        200,
        ["Somebody else has that name."],
    )
    assert (form["name"].value(), form["version"].value()) == ("Taken", 7)
    assert Review.unscoped.get().name == "Elm"


def test_action_keeps_what_was_typed_when_it_is_not_well_formed(cast, ask):
    response = ask(Rename, cast.alice, typed={"name": "", "version": "1"})

    form = response.context_data["form"]
    assert (form.errors, form["version"].value()) == ({"name": ["Enter name"]}, "1")


def test_action_without_a_policy_is_an_error_of_ours(cast, ask):
    unfinished = type("Unfinished", (ActionView,), {"model": Review})

    with pytest.raises(AttributeError) as error:
        ask(unfinished, cast.alice)

    assert error.value.name == "policy"


def test_action_that_does_nothing_is_an_error_of_ours(cast, ask):
    parts = {"model": Review, "policy": staticmethod(may_edit_review)}
    unfinished = type("Unfinished", (ActionView,), parts)

    with pytest.raises(TypeError) as error:
        ask(unfinished, cast.alice, typed={})

    assert str(error.value) == "Unfinished does nothing"


class ChoosingForm(ScopedForm):
    review = forms.ModelChoiceField(Review.unscoped)
    person = forms.ModelChoiceField(User.objects)


def test_form_offers_only_rows_that_a_person_may_see(cast):
    ash = review_of(cast.westhaven, by=cast.kim, name="Ash")

    form = ChoosingForm({"review": ash.pk, "person": cast.kim.pk}, user=cast.alice)

    assert list(form.fields["review"].queryset) == [cast.review]
    assert form.errors == {"review": ["Select review from the list"]}
    assert form.fields["person"].queryset.count() == User.objects.count()
