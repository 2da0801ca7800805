"""The event log leaves as a file from which every digest can be reckoned again, and which runs nothing."""

import csv
import datetime as dt
import json
import stat

import pytest
from django.core.management import CommandError, call_command

from actionplans.formulas import unguarded
from audit.chain import digest_of, digest_of_detail
from audit.erasing import erase_details
from audit.models import Event, EventDetail
from audit.record import record, record_for_ever
from audit.removal import removal_permitted


@pytest.fixture
def written(cast, tmp_path, capsys):
    cast.alice.name = "=HYPERLINK(1)"
    cast.last = record("reviews.read", cast.review, by=cast.alice, on=dt.date(2026, 3, 10))
    file = tmp_path / "events.csv"
    call_command("export_audit", str(file))
    return file


def rows(file):
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))


def test_every_event_is_a_line(cast, written, capsys):
    said = capsys.readouterr().out

    last = cast.last
    assert [row["number"] for row in rows(written)] == [str(n + 1) for n in range(last.number)]
    assert said == f"{last.number} events written. Head: {last.number} {last.digest}\n"


def test_digests_can_be_reckoned_from_the_file(written):
    for row in rows(written):
        kept = {name: unguarded(value) for name, value in row.items()}
        detail = EventDetail(changes=json.loads(kept["changes"]), salt=kept["salt"])
        event = Event(
            number=int(kept["number"]),
            at=dt.datetime.fromisoformat(kept["at"]),
            actor_id=int(kept["actor"]) if kept["actor"] else None,
            changes_sealed={} if kept["detail"] else detail.changes,
            detail_digest=kept["detail"],
            **{
                name: kept[name]
                for name in (
                    "actor_name",
                    "verb",
                    "subject",
                    "subject_id",
                    "origin",
                    "request",
                    "previous",
                )
            },
        )
        assert digest_of(event) == kept["digest"]
        assert kept["detail"] in ("", digest_of_detail(detail))


def test_erased_changes_leave_their_digest_alone_in_the_file(cast, tmp_path):
    event = record("reviews.read", cast.review, by=cast.alice, page=3)
    why = record_for_ever("retention.review_disposed", cast.review, by=cast.alice)
    with removal_permitted(why):
        erase_details([event.pk])

    call_command("export_audit", str(tmp_path / "events.csv"))

    row = rows(tmp_path / "events.csv")[event.number - 1]
    assert (row["changes"], row["salt"], row["detail"]) == ("", "", event.detail_digest)


def test_file_holds_nothing_that_a_spreadsheet_runs(written):
    assert rows(written)[-1]["actor_name"] == "'=HYPERLINK(1)"


def test_file_is_for_its_owner_alone(written):
    assert stat.S_IMODE(written.stat().st_mode) == 0o600


def test_export_is_an_event_itself(cast, written):
    event = Event.objects.order_by("number").last()

    assert (event.verb, event.subject_id) == ("audit.log_exported", str(cast.last.pk))
    assert event.changes == {"events": cast.last.number}


def test_file_that_is_there_already_is_left_as_it_is(cast, written):
    before, events = written.read_bytes(), Event.objects.count()

    with pytest.raises(CommandError) as error:
        call_command("export_audit", str(written))

    assert str(error.value) == f"{written} cannot be written: File exists."
    assert (written.read_bytes(), Event.objects.count()) == (before, events)


def test_export_that_fails_leaves_no_file(cast, tmp_path, monkeypatch):
    def broken(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr("dhr_qa.management.commands.export_audit.record", broken)
    with pytest.raises(OSError, match="disk full"):
        call_command("export_audit", str(tmp_path / "events.csv"))

    assert list(tmp_path.iterdir()) == []


def test_log_without_events_is_not_exported(db, tmp_path):
    with pytest.raises(CommandError, match="There are no events"):
        call_command("export_audit", str(tmp_path / "events.csv"))

    assert list(tmp_path.iterdir()) == []
