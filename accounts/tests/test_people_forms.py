"""Whatever is typed as a name or an e-mail address: it is taken whole or refused in a sentence, and never a header."""

import datetime as dt
from email import message_from_bytes

from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.invitation_mail import message_of
from accounts.models import Invitation, Organisation, OrganisationKind, User
from accounts.people_forms import JOINERS, InviteForm, JoinForm, NameForm

ANYTHING = st.text(max_size=300)
LINES = st.lists(ANYTHING, max_size=4).map("\r\nBcc: everybody@example.org\n".join)
TYPED = st.one_of(ANYTHING, LINES, st.emails(), st.emails().map(lambda e: f"{e}\nX-Spam: no"))
NORTHBROOK = Organisation(name="Northbrook CSP", kind=OrganisationKind.CSP)
ADA = User(name="Ada", email="ada@example.org")
HEADERS = {
    "Content-Type",
    "MIME-Version",
    "Content-Transfer-Encoding",
    "Subject",
    "From",
    "To",
    "Reply-To",
    "Date",
    "Message-ID",
}


def invite(**typed):
    data = {"name": "Noor", "email": "noor@example.org", "role": "csp_viewer"}
    return InviteForm(data | typed, user=ADA, organisation=NORTHBROOK)


@given(name=TYPED, email=TYPED)
@settings(max_examples=200)
def test_invitation_to_anybody_is_one_mail_to_one_address(name, email):
    form = invite(name=name, email=email)

    if form.is_valid():
        invitation = Invitation(
            organisation=NORTHBROOK,
            by=ADA,
            expires_at=dt.datetime(2026, 3, 10, tzinfo=dt.UTC),
            **form.cleaned_data,
        )
        sent = message_from_bytes(message_of(invitation, "a-secret").message().as_bytes())
        assert set(sent.keys()) == HEADERS
        assert sent["Subject"] == "An invitation to DHR quality assurance"
        assert len(sent.get_all("To")) == 1
        assert sent["To"].count("@") == 1
    else:
        assert all(sentence for sentences in form.errors.values() for sentence in sentences)


@given(name=TYPED)
def test_name_is_one_line_that_can_be_seen_and_leads_nowhere(name):
    form = NameForm({"name": name})

    if form.is_valid():
        kept = form.cleaned_data["name"]
        assert kept.strip()
        assert kept.translate(dict.fromkeys(map(ord, JOINERS))).isprintable()
        assert [mark for mark in ("://", "www.", "@") if mark in kept.lower()] == []


@given(name=TYPED, password=TYPED)
@settings(max_examples=50)
def test_whoever_joins_may_type_anything(name, password):
    invitation = Invitation(organisation=NORTHBROOK, name="Noor", email="noor@example.org")
    data = {"name": name, "new_password1": password, "new_password2": password}

    form = JoinForm(data, invitation=invitation)

    if form.is_valid():
        assert form.chosen["password"] == password
        assert len(password) >= 12


def test_longest_name_and_address_are_taken():
    email = f"{'a' * 64}@{'b' * 63}.{'c' * 63}.{'d' * 58}.uk"

    assert invite(name="n" * 200, email=email).errors == {}
    assert invite(name="n" * 201).errors == {"name": ["Name must be 200 characters or fewer"]}
    assert list(invite(email=f"{email}k").errors) == ["email"]
