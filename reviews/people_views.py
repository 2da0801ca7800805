"""The people of a review: the list, and what can be done to an entry of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.urls import reverse

from access.generic import ActionView, ScopedDetailView
from reviews import actions, people_forms, policies, presenters
from reviews.models import PersonRole, Review, ReviewPerson


class HeldReview:
    """A review whose working papers the person may read; for anybody else there is no such page."""

    model = Review
    request: Any

    def narrow(self, queryset: Any) -> Any:
        return queryset.held_by(self.request.user).select_related("organisation", "chair")


class People(HeldReview, ScopedDetailView):
    """Who belongs to a review: chair, author, the CSP's contacts and the local review panel."""

    template_name = "reviews/people.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        review, user = self.object, self.request.user
        people = ReviewPerson.visible_to(user).filter(review=review)
        return super().get_context_data(**kwargs) | presenters.people_page(review, people, user)


class PersonActionView(ActionView):
    """Something done to the list of people: named after its review, and back to the list."""

    @property
    def review(self) -> Review:
        return self.object

    def get_success_url(self) -> str:
        return reverse("reviews:people", args=[self.review.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = self.get_success_url()
        words = {"caption": self.review.name, "back_url": back, "cancel_url": back}
        return super().get_context_data(**words | kwargs)


class AddPerson(HeldReview, PersonActionView):
    policy = staticmethod(policies.may_edit_people)
    role: PersonRole

    def get_form_class(self) -> type[people_forms.PersonForm]:
        return people_forms.FORMS[self.role]

    def perform(self, form: people_forms.PersonForm) -> None:
        added = actions.add_person_to_review(
            self.object, role=self.role, by=self.request.user, **form.details
        )
        messages.success(self.request, f"{added.name} is on the list.")


class AddPanelMember(AddPerson):
    role = PersonRole.PANEL
    heading = "Add somebody to the review panel (local)"


class AddContact(AddPerson):
    role = PersonRole.CONTACT
    heading = "Add a CSP contact"

    def get_initial(self) -> dict[str, Any]:
        return {"organisation": self.object.organisation.name}


class ListedPersonView(PersonActionView):
    """Something done to an entry, unless somebody else did something to it first."""

    model = ReviewPerson
    policy = staticmethod(policies.may_edit_person)

    def narrow(self, queryset: Any) -> Any:
        return queryset.select_related("review")

    @property
    def review(self) -> Review:
        return self.object.review

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"row": self.object}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if context["form"].non_field_errors():
            context["saved"] = presenters.person_details(self.get_object())
        return context


class EditPerson(ListedPersonView):
    heading = "Change what is said of a person"

    def get_form_class(self) -> type[people_forms.PersonForm]:
        return people_forms.FORMS[self.object.role]

    def perform(self, form: people_forms.PersonForm) -> None:
        version = form.cleaned_data["version"]
        actions.edit_review_person(
            self.object, version=version, by=self.request.user, **form.details
        )


class RemovePerson(ListedPersonView):
    form_class = people_forms.RemovePersonForm
    submit_label = "Take off the list"
    intro = "Who was on the list stays readable under it. Packs that were made do not change."

    def perform(self, form: people_forms.RemovePersonForm) -> None:
        version = form.cleaned_data["version"]
        actions.remove_review_person(self.object, version=version, by=self.request.user)
        messages.success(self.request, f"{self.object.name} is off the list.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        heading = f"Take {self.object.name} off the list?"
        return super().get_context_data(heading=heading, **kwargs)
