"""The page on which a review is closed, and what is recorded there."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.urls import reverse

from access.conflicts import Who
from access.generic import ActionView, ScopedDetailView
from publication import actions, forms, policies, presenters
from publication.models import Duty, DutyState
from reviews.models import Review


class Closing(ScopedDetailView):
    """Every closing duty of the review with how it stands, and whether publication is withheld."""

    model = Review
    template_name = "publication/closing.html"

    def narrow(self, queryset: Any) -> Any:
        return queryset.select_related("organisation")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        page = presenters.closing_page(self.object, Duty.visible_to(user), user)
        return super().get_context_data(**kwargs) | page


class DutyView(ActionView):
    """Something is recorded of one duty; what was recorded last is shown beside the form."""

    model = Duty

    def narrow(self, queryset: Any) -> Any:
        return queryset.select_related("round__review")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"duty": self.object}

    def perform(self, form: Any) -> None:
        self.record(by=self.request.user, **form.cleaned_data)
        messages.success(self.request, f"Your record of “{self.object}” is saved.")

    def saved_by(self) -> dict[str, Who]:
        latest = self.object.latest
        return dict.fromkeys(forms.RECORD, Who(latest.by.name, latest.at)) if latest else {}

    def record(self, **told: Any) -> Any:
        raise TypeError(f"{type(self).__name__} records nothing")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            caption=str(self.object), saved=presenters.recorded(self.object), **kwargs
        )


class RecordDuty(DutyView):
    """That a duty is done, or what was recorded of it put right."""

    form_class = forms.DutyForm
    policy = staticmethod(policies.may_record_duty)
    submit_label = "Save"

    def record(self, **told: Any) -> None:
        actions.record_duty_done(self.object, **told)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        corrected = self.object.state is DutyState.DONE
        heading = "Correct the record" if corrected else "Record that this is done"
        return super().get_context_data(heading=heading, **kwargs)


class TakeBackDuty(DutyView):
    form_class = forms.WhyForm
    policy = staticmethod(policies.may_take_back_duty)

    def record(self, **told: Any) -> None:
        actions.take_back_duty(self.object, **told)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        aside = self.object.state is DutyState.SET_ASIDE
        heading = "Put it back on the list" if aside else "Record that this is not done after all"
        return super().get_context_data(heading=heading, **kwargs)


class SetDutyAside(DutyView):
    form_class = forms.WhyForm
    policy = staticmethod(policies.may_set_aside)
    heading = "Set this duty aside"
    intro = "It stays readable with your reason, and you can put it back on the list."

    def record(self, **told: Any) -> None:
        actions.set_duty_aside(self.object, **told)


class ClosingView(ActionView):
    """Something is recorded of the closing of a review; the way back leads to its page."""

    model = Review

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"review": self.object}

    def get_success_url(self) -> str:
        return reverse("publication:closing", args=[self.object.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = self.get_success_url()
        words = {"caption": self.object.name, "back_url": back, "cancel_url": back}
        return super().get_context_data(**words | kwargs)


class AddDuty(ClosingView):
    form_class = forms.AddDutyForm
    policy = staticmethod(policies.may_change_closing)
    heading = "Add a duty"
    intro = "It goes on your partnership’s own list, beside what the feedback letter asks for."
    submit_label = "Add"

    def perform(self, form: Any) -> None:
        actions.add_duty(self.object, by=self.request.user, **form.cleaned_data)


class Withhold(ClosingView):
    form_class = forms.WithholdForm
    policy = staticmethod(policies.may_change_closing)
    intro = "The duties that are about publishing wait meanwhile."

    def perform(self, form: Any) -> None:
        actions.withhold(self.object, by=self.request.user, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        standing = forms.seen(self.object)["seen"]
        heading = "Withhold publication for longer" if standing else "Withhold publication"
        return super().get_context_data(heading=heading, **kwargs)


class EndWithholding(ClosingView):
    form_class = forms.EndWithholdingForm
    policy = staticmethod(policies.may_end_withholding)
    heading = "Record that publication is no longer withheld"

    def perform(self, form: Any) -> None:
        actions.end_withholding(self.object, by=self.request.user, **form.cleaned_data)
