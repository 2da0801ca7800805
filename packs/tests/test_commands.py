"""`make_pack` from the command line: the whole file or one sentence that says why not."""

import os
from concurrent.futures import ThreadPoolExecutor
from io import StringIO

import pikepdf
import pytest
from django.core.management import CommandError, call_command

from feedback.tests.factories import areas_of, marked_or_not, revision_of
from packs.models import Pack
from reviews.actions import make_move
from reviews.tests.factories import review_of
from reviews.workflow import Move


def refusal_of(*arguments):
    with pytest.raises(CommandError) as refusal:
        call_command("make_pack", *map(str, arguments))
    return str(refusal.value)


def test_make_pack_writes_the_pdf_and_its_html(cast, qa_round, tmp_path, capsys):
    pdf, html = tmp_path / "pack.pdf", tmp_path / "pack.html"

    call_command("make_pack", "Elm 1", "--output", str(pdf), "--html", str(html))

    with pikepdf.open(pdf) as document:
        title = str(document.docinfo["/Title"])
    assert title == "Resubmission pack, round 1: Elm (Elm 1)"
    assert html.read_text("utf-8").count(f"<title>{title}</title>") == 1
    assert capsys.readouterr().out == "0 of 2 answered; the pack is written\n"
    assert sorted(path.name for path in tmp_path.glob("*pack*")) == ["pack.html", "pack.pdf"]


def test_make_pack_keeps_nothing_in_the_service(cast, qa_round, tmp_path):
    call_command("make_pack", "Elm 1", "--output", str(tmp_path / "pack.pdf"))

    assert Pack.unscoped.count() == 0


def test_make_pack_takes_the_latest_round_with_a_letter(cast, tmp_path, capsys):
    for number in (1, 2):
        with marked_or_not():
            items = areas_of(cast.review, f"Area of {number}.", outcome="resubmit", by=cast.alice)
        revision_of(items[0], by=cast.alice)
        make_move(items[0].letter.round, Move.RESUBMIT, by=cast.quinn)
    html = tmp_path / "pack.html"

    call_command("make_pack", "Elm 1", "--output", str(tmp_path / "pack.pdf"), "--html", str(html))

    assert cast.review.rounds.count() == 3
    assert html.read_text("utf-8").count("round 2: Elm (Elm 1)</title>") == 1


def test_make_pack_names_what_is_missing(cast, tmp_path):
    output = tmp_path / "pack.pdf"

    unknown = refusal_of("Ash 9", "--output", output)
    no_letter = refusal_of("Elm 1", "--output", output)

    assert unknown == "No review has the reference “Ash 9”."
    assert no_letter == "The review “Elm 1” has no confirmed feedback letter yet."
    assert not output.exists()


def test_make_pack_does_not_guess_between_two_reviews(cast, tmp_path):
    review_of(cast.eastmere, by=cast.alice)

    reason = refusal_of("Elm 1", "--output", tmp_path / "pack.pdf")

    assert reason == "More than one review has the reference “Elm 1”."


def test_make_pack_says_when_it_cannot_write(cast, qa_round, tmp_path):
    output = tmp_path / "nowhere" / "pack.pdf"

    assert refusal_of("Elm 1", "--output", output) == f"There is no folder {output.parent}."


def test_make_pack_names_a_folder_that_was_given_for_a_file(cast, qa_round, tmp_path):
    assert refusal_of("Elm 1", "--output", tmp_path) == f"{tmp_path} is a folder. Name a file."


def test_make_pack_writes_through_what_is_no_plain_file(cast, qa_round, tmp_path):
    os.mkfifo(pipe := tmp_path / "pipe")
    with ThreadPoolExecutor(1) as reader:
        read = reader.submit(pipe.read_bytes)

        call_command("make_pack", "Elm 1", output=pipe, stdout=StringIO())

    assert read.result().startswith(b"%PDF-")
    assert pipe.is_fifo()


def test_make_pack_leaves_nothing_beside_the_pack(cast, qa_round, tmp_path):
    (tmp_path / "real.pdf").touch()
    (link := tmp_path / "link.pdf").symlink_to("real.pdf")

    call_command("make_pack", "Elm 1", output=link, stdout=StringIO())

    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.pdf", "real.pdf"]
    assert link.is_symlink()
    assert (tmp_path / "real.pdf").read_bytes().startswith(b"%PDF-")
