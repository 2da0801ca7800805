"""A certificate of disposal on paper: a PDF that a screen reader and an archive can read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from packs.papers import Paper
from packs.pdf import to_html, to_pdf
from retention import presenters
from retention.models import DisposalCertificate

Rows = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CertificatePaper(Paper):
    """What the page of a certificate shows, ready to be set."""

    rows: Rows
    removed: Rows
    log: Rows


def paper_of(certificate: DisposalCertificate, *, at: dt.datetime) -> CertificatePaper:
    return CertificatePaper(
        title="Certificate of disposal",
        what="Certificate of disposal",
        review="Disposal",
        reference=certificate.reference,
        organisation=str(certificate.organisation),
        marking="",
        made_at=at,
        rows=tuple(presenters.certificate_rows(certificate)),
        removed=tuple(
            (label, ", ".join(words.splitlines()))
            for label, words in presenters.removed_rows(certificate)
        ),
        log=tuple(presenters.log_rows(certificate)),
    )


def pdf_of(certificate: DisposalCertificate, *, at: dt.datetime) -> bytes:
    return to_pdf(to_html(paper_of(certificate, at=at), "retention/certificate_pdf.html"))
