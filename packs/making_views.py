"""Making a pack while people watch: begin, see how far it is, stop, begin again."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from access.generic import ActionView, ScopedDetailView, ScopedForm
from packs import making_actions, policies, presenters
from packs.models import Making, PackKind
from reviews.models import Round


class ForPacks(ActionView):
    """Something done for the packs of one kind of a round; the way back is the page where they stand."""

    model = Round
    kind = PackKind.RESUBMISSION

    @property
    def back(self) -> str:
        return presenters.page_of(self.object, self.kind)

    def get_success_url(self) -> str:
        return self.back

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {"caption": str(self.object), "back_url": self.back, "cancel_url": self.back}
        return super().get_context_data(**words | kwargs)


class MakePack(ForPacks):
    """Whoever asks for what is being made already is led to that."""

    policy = staticmethod(policies.may_make_pack)
    heading = "Make the pack"
    submit_label = presenters.MAKE
    intro = (
        "This takes a few seconds. The pack is kept as it is, and can be downloaded at any time."
    )

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if going_on := self._in_progress():
            return redirect(going_on)
        return super().post(request, *args, **kwargs)

    def perform(self, form: ScopedForm) -> None:
        self.making = making_actions.start_making(self.object, kind=self.kind, by=self.request.user)

    def get_success_url(self) -> str:
        return self.making.get_absolute_url()

    def _in_progress(self) -> Making | None:
        mine = Making.held_by(self.request.user).filter(round=self.object, kind=self.kind)
        return mine.in_progress().first()


class MakeFinal(MakePack):
    kind = PackKind.FINAL
    policy = staticmethod(policies.may_make_final)
    heading = "Make the final copy"
    submit_label = "Make the final copy"


class WatchMaking(ScopedDetailView):
    """How far it is. What a process left behind when it died is begun again by whoever looks."""

    model = Making
    template_name = "packs/making.html"

    def narrow(self, queryset: Any) -> Any:
        return queryset.select_related("round__review", "pack", "by")

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        making = self.get_object()
        if making.is_silent(at=timezone.now(), patience=making_actions.PATIENCE):
            making_actions.resume_making(making, by=request.user)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = presenters.making_page(self.object, self.request.user)
        return super().get_context_data(**kwargs) | page


class StopMaking(ActionView):
    model = Making
    policy = staticmethod(policies.may_stop)
    heading = "Stop making this?"
    intro = "Nothing is kept of it. You can make it again at any time."
    submit_label = "Stop"

    def narrow(self, queryset: Any) -> Any:
        return queryset.select_related("round__review")

    def perform(self, form: ScopedForm) -> None:
        making_actions.stop_making(self.object, by=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(caption=str(self.object.round), **kwargs)
