"""What happens between an account and a council's sign-in service: one function, one event."""

from __future__ import annotations

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from accounts.models import User
from accounts.oidc import NotTrusted
from accounts.session_policies import may_unlink
from audit.record import record


@transaction.atomic
def link_service(user: User, *, service: str, subject: str, by: User) -> SocialAccount:
    """From now on whoever the service calls by this subject signs in to this account.

    An account has one link to a service: whoever gets the address of somebody who has left is a new
    subject, and is not let into the old account.
    """
    User.objects.select_for_update().get(pk=user.pk)
    if SocialAccount.objects.filter(user=user, provider=service).exists():
        raise NotTrusted("the account is linked to another subject")
    link = SocialAccount.objects.create(user=user, provider=service, uid=subject)
    record("accounts.service_linked", user, by=by, service=service, link=link.pk)
    return link


@transaction.atomic
def unlink_service(link: SocialAccount, *, by: User) -> None:
    """The next sign-in through the service links anew."""
    may_unlink(by, link).require()
    record("accounts.service_unlinked", by, by=by, service=link.provider, link=link.pk)
    link.delete()
