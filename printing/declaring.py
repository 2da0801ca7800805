"""What a PDF declares about itself (PDF/UA-1 and PDF/A-3a, title, language) and how its bytes are written."""

from __future__ import annotations

import datetime as dt
import io
from functools import lru_cache
from importlib.metadata import version
from xml.sax.saxutils import escape

from pikepdf import Dictionary, Name, ObjectStreamMode, Pdf, Stream, String

LANGUAGE = "en-GB"
UA = """<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"><pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 that the file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""
PACKET = """<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
{standards}<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<pdf:Producer>{producer}</pdf:Producer>{made}</rdf:Description>
</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


@lru_cache(maxsize=1)
def producer() -> str:
    return f"WeasyPrint {version('weasyprint')}"


def declare(
    pdf: Pdf,
    *,
    title: str,
    language: str = LANGUAGE,
    made: dt.datetime | None = None,
    ua: bool = True,
) -> None:
    """Write what a reader's programme asks for first. No person is named in it.

    `made` is the only date that the file ever holds, so that the same contents are the same bytes.
    `ua` says whether the file follows the standards; one that holds somebody else's pages may not.
    """
    root = pdf.Root
    root.Lang = String(language)
    root.MarkInfo = Dictionary(Marked=True)
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    metadata = Stream(pdf, _packet(title, made, ua=ua).encode())
    metadata.Type, metadata.Subtype = Name.Metadata, Name.XML
    root.Metadata = pdf.make_indirect(metadata)
    info = Dictionary(Title=String(title), Producer=String(producer()))
    if made:
        info.CreationDate = String(made.astimezone(dt.UTC).strftime("D:%Y%m%d%H%M%SZ"))
    pdf.trailer.Info = pdf.make_indirect(info)


def written(pdf: Pdf) -> bytes:
    """The file's bytes: the same for the same contents, whenever and wherever they are written."""
    out = io.BytesIO()
    pdf.save(
        out,
        deterministic_id=True,
        object_stream_mode=ObjectStreamMode.generate,
        force_version="1.7",
    )
    return out.getvalue()


def _packet(title: str, made: dt.datetime | None, *, ua: bool) -> str:
    at = made and made.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return PACKET.format(
        standards=UA if ua else "",
        title=escape(title),
        producer=producer(),
        made=f"<xmp:CreateDate>{at}</xmp:CreateDate>" if at else "",
    )
