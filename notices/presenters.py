"""The words of the menu about what a person has not yet read."""

from __future__ import annotations

from django.urls import reverse

from accounts.models import User
from accounts.presenters import Link, menu
from notices.models import Notice


@menu(place=50)
def notices(user: User) -> Link:
    unread = Notice.visible_to(user).unread().count()
    return f"Notices ({unread})" if unread else "Notices", reverse("notices:notices")
