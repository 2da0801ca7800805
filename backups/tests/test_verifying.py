"""A backup that was changed, cut off or made up is told from one that is whole, and does no harm."""

from __future__ import annotations

import io
import tarfile

import pytest
from pyrage import x25519

from backups.faults import BackupFault
from backups.keys import NEEDS_THE_OTHER_HALF, new_key
from backups.sealing import WRONG_KEY
from backups.tests.archives import (
    archive_of,
    extended,
    header,
    sealed_anew,
    with_about,
    with_rows,
    without,
)
from backups.tests.conftest import IDENTITY
from backups.verifying import verify_backup

pytestmark = pytest.mark.django_db
CUT_OR_CHANGED = "The backup is not whole: it was changed or cut off after it was written."
NOT_ITS_MANIFEST = "The backup is not whole: what is in it is not what its manifest says."
TOO_EARLY = "The backup is not whole: it ends too early."
NO_SUCH_THING = "The backup is not whole: it holds something that no backup of this service holds."
NOT_PLAIN = "The backup is not whole: it holds something that is not a plain file."
NOT_A_BACKUP = "The backup is not whole: it is not a backup of this service, or was changed."


@pytest.fixture
def made_up(tmp_path):
    return tmp_path / "made-up.tar"


def said_of(path, identities=(IDENTITY,)):
    with pytest.raises(BackupFault) as fault:
        verify_backup(path, list(identities))
    return str(fault.value)


def test_whole_backup_is_whole(backup_file, plain):
    for path in (backup_file, plain):
        whole = verify_backup(path, [IDENTITY])

        assert len(whole.manifest.files) == 10
        assert whole.about.head.number < whole.about.next_keys["audit.Event"]


def test_encrypted_backup_shows_nothing_of_what_is_in_it(backup_file, plain):
    assert b"alice@example.org" in plain.read_bytes()
    assert b"alice@example.org" not in backup_file.read_bytes()


def test_other_keys_do_not_open_it(backup_file):
    other = x25519.Identity.from_str(new_key()[1])

    assert said_of(backup_file, [other]) == WRONG_KEY
    assert said_of(backup_file, []) == NEEDS_THE_OTHER_HALF


@pytest.mark.parametrize("share", [0.0, 0.001, 0.3, 0.7, 0.9999])
def test_backup_in_which_one_bit_was_changed_is_not_whole(backup_file, made_up, share):
    data = bytearray(backup_file.read_bytes())
    data[200 + int((len(data) - 201) * share)] ^= 1
    made_up.write_bytes(data)

    assert said_of(made_up) == CUT_OR_CHANGED


@pytest.mark.parametrize("share", [0.0001, 0.01, 0.5, 0.999])
def test_backup_that_was_cut_off_is_not_whole(backup_file, made_up, share):
    data = backup_file.read_bytes()
    made_up.write_bytes(data[: int(len(data) * share)])

    assert said_of(made_up) in {CUT_OR_CHANGED, NOT_A_BACKUP, TOO_EARLY}


def test_backup_to_which_something_was_added_is_not_whole(backup_file, made_up):
    made_up.write_bytes(backup_file.read_bytes() + b"x")

    assert said_of(made_up) == CUT_OR_CHANGED


def test_plain_backup_to_which_something_was_added_or_which_was_cut_off_is_not_whole(
    plain, made_up
):
    data = plain.read_bytes()

    made_up.write_bytes(data + b"x")
    assert said_of(made_up) == "The backup is not whole: something follows its end."
    for end in (0, 100, 512, 10_000, len(data) - 1, len(data) - 512):
        made_up.write_bytes(data[:end])
        assert said_of(made_up) == TOO_EARLY


def test_member_that_was_changed_removed_moved_or_repeated_is_found(members, made_up):
    listed, table = list(members.items()), "rows/reviews.Review/000001.jsonl"
    place = list(members).index(table)
    changed = members | {table: members[table].replace(b"Elm", b"Oak")}
    moved = [*listed[:place], listed[place + 1], listed[place], *listed[place + 2 :]]
    repeated = [*listed[:place], listed[place], *listed[place:]]

    for wrong in (changed.items(), without(members, table).items(), moved, repeated):
        assert said_of(archive_of(made_up, list(wrong))) == NOT_ITS_MANIFEST


def test_manifest_that_is_gone_or_not_the_last_is_found(members, made_up):
    listed = list(members.items())

    archive_of(made_up, listed[:-1])
    assert said_of(made_up) == "The backup is not whole: its manifest is not there."
    archive_of(made_up, [*listed, ("files/x.bin", b"")])
    assert said_of(made_up) == "The backup is not whole: something follows its manifest."
    archive_of(made_up, [*listed[:-1], ("manifest.json", b'{"entries": [7], "not_here": []}')])
    assert said_of(made_up) == "The backup is not whole: its manifest cannot be read."


@pytest.mark.parametrize(
    "name", ["../outside", "/etc/outside", "files/../outside", "files/a/b", "files/.x", "rows/a/1"]
)
def test_member_with_the_name_of_another_place_is_refused(members, made_up, name):
    sealed_anew(made_up, members | {name: b"x"})

    assert said_of(made_up) == NO_SUCH_THING


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE, tarfile.GNUTYPE_SPARSE, tarfile.GNUTYPE_LONGNAME, tarfile.XHDTYPE])  # fmt: skip
def test_member_that_is_no_plain_file_is_refused(made_up, kind):
    made_up.write_bytes(header("about.json", kind=kind) + bytes(2048))

    assert said_of(made_up) == NOT_PLAIN


def test_long_header_is_refused(made_up):
    made_up.write_bytes(extended("about.json"))

    assert said_of(made_up) == NOT_PLAIN


def test_member_that_says_it_is_huge_takes_no_memory(members, made_up):
    about = io.BytesIO()
    archive_of(made_up, [("about.json", members["about.json"])])
    about = made_up.read_bytes()[:-1024]

    made_up.write_bytes(about + header("rows/reviews.Review/000001.jsonl", 8**11 - 1))
    assert said_of(made_up) == (
        "The backup is not whole: a part of it is larger than any that a backup has."
    )
    made_up.write_bytes(about + header("files/a.bin", 8**11 - 1))
    assert said_of(made_up) == TOO_EARLY


def test_something_else_is_no_backup(made_up):
    for data in (b"PK\x03\x04" + bytes(2000), b"x" * 2000, b"\xff" * 2000):
        made_up.write_bytes(data)

        assert said_of(made_up) == NOT_A_BACKUP


@pytest.mark.parametrize(
    "line",
    [b"[1]", b"{", b"[" * 100_000, b'{"id": ' + b"1" * 5000 + b"}"],
    ids=["list", "torn", "deep", "long"],
)
def test_line_that_is_no_row_is_found(members, made_up, line):
    sealed_anew(made_up, members | {"rows/reviews.Review/000001.jsonl": line + b"\n"})

    assert said_of(made_up) == "The backup is not whole: a line is not a row."


def test_event_that_was_changed_is_found_even_with_a_manifest_that_fits(members, made_up):
    def forge(rows):
        rows[4]["verb"] = "reviews.forged"

    sealed_anew(made_up, with_rows(members, "audit.Event", forge))

    assert (
        said_of(made_up) == "The backup is not whole: the event after 4 is not as it was written."
    )


def test_what_an_event_said_that_was_changed_or_removed_is_found(members, made_up):
    def forge(rows):
        rows[0]["changes"] = {"forged": True}

    sealed_anew(made_up, with_rows(members, "audit.EventDetail", forge))
    assert said_of(made_up).endswith("says something else than what was written.")
    sealed_anew(made_up, with_rows(members, "audit.EventDetail", lambda rows: rows.pop(0)))
    assert said_of(made_up).endswith("lost its details, and nothing says why.")


def test_event_that_is_nonsense_is_found(members, made_up):
    for nonsense in ({"at": 7}, {"number": "x"}, {"detail_digest": None}, {"at": None}):

        def forge(rows, nonsense=nonsense):
            rows[0].update(nonsense)

        sealed_anew(made_up, with_rows(members, "audit.Event", forge))

        assert said_of(made_up).startswith("The backup is not whole: ")


def test_events_that_were_removed_at_the_end_are_found(members, made_up):
    for label in ("audit.Event", "audit.EventDetail"):
        members = with_rows(members, label, lambda rows: rows.pop())
    sealed_anew(made_up, members)

    assert said_of(made_up) == (
        "The backup is not whole: its event log does not end where it should."
    )


def test_file_that_was_exchanged_left_out_or_added_is_found(members, made_up):
    name = next(name for name in members if name.startswith("files/"))
    not_in_it = "The backup is not whole: a file that a row speaks of is not in it."

    for wrong in (members | {name: b"Other words."}, without(members, name)):
        assert said_of(sealed_anew(made_up, wrong)) == not_in_it
    sealed_anew(made_up, members | {"files/added.bin": b"x"})
    assert said_of(made_up) == "The backup is not whole: it holds a file that no row speaks of."


def test_backup_of_another_format_is_said(members, made_up):
    sealed_anew(made_up, with_about(members, format=2))

    assert said_of(made_up) == (
        "This release reads backups of format 1. Install the release that made this one."
    )


def test_file_that_is_not_there_is_said(tmp_path):
    path = tmp_path / "none.age"

    assert said_of(path) == f"Cannot read {path}: No such file or directory."
