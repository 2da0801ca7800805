"""What a PDF's metadata names: its title, people, and the software that made it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf
from lxml import etree

from printing.opening import Budget, content, entry, words

MAX_METADATA = 2 * 1024 * 1024
MAX_NAMED = 50


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody whom a file names, and the property that does it, in the format's own word."""

    where: str
    name: str


_PROPERTIES = ("Author", "Manager", "LastModifiedBy", "LastSavedBy", "SourceModifiedBy", "Owner")
_XMP = frozenset(
    f"{{{namespace}}}{name}"
    for namespace, names in {
        "http://purl.org/dc/elements/1.1/": ("creator", "contributor"),
        "http://ns.adobe.com/xap/1.0/rights/": ("Owner",),
        "http://ns.adobe.com/pdfx/1.3/": ("Manager", "LastModifiedBy", "LastSavedBy", "Author"),
        "http://ns.adobe.com/pdf/1.3/": ("Author",),
    }.items()
    for name in names
)
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_SOFTWARE = re.compile(
    r"(?i)\d|®|™|\b(?:word|office|excel|powerpoint|writer|acrobat|adobe|microsoft|libre|open|pdf\w*|\w*pdf|latex|tex"
    r"|chrom\w*|mozilla|safari|quartz|pages|google|docs|scan\w*|print\w*|indesign|weasyprint|canon|xerox|ricoh|konica"
    r"|kyocera|epson|version|unknown|untitled|server|sdk|library|engine|typst|pandoc|ghostscript)\b"
)
_PERSON = re.compile(r"(?:[^\W\d_][\w.’'-]*,?\s+){1,3}[^\W\d_][\w.’'-]*")


def people_in(pdf: pikepdf.Pdf) -> tuple[Named, ...]:
    """Everybody whom the properties name, in the file's order, each once a property."""
    info = entry(pdf.trailer, "/Info")
    found = [Named(key, words(entry(info, f"/{key}"))) for key in _PROPERTIES]
    if is_person(creator := words(entry(info, "/Creator"))):
        found.append(Named("Creator", creator))
    found += _in_xmp(pdf)
    return tuple(dict.fromkeys(person for person in found if person.name))[:MAX_NAMED]


def software_in(pdf: pikepdf.Pdf) -> tuple[str, ...]:
    info = entry(pdf.trailer, "/Info")
    found = (words(entry(info, f"/{key}")) for key in ("Creator", "Producer"))
    return tuple(dict.fromkeys(name for name in found if name and not is_person(name)))


def is_person(creator: str) -> bool:
    """Whether "Creator", which is meant for software, looks like the name of a person instead."""
    return bool(_PERSON.fullmatch(creator)) and not _SOFTWARE.search(creator)


def title_of(pdf: pikepdf.Pdf) -> str:
    """The title of the document properties, else of the XMP packet, which is where PDF/UA wants it."""
    if title := words(entry(pdf.trailer, "/Info", "/Title")):
        return title
    for element in _elements(pdf):
        if element.tag == _TITLE:
            return words("".join(str(text) for text in element.itertext()))
    return ""


def _in_xmp(pdf: pikepdf.Pdf) -> Iterator[Named]:
    for element in _elements(pdf):
        yield from _named_by(element)


def _elements(pdf: pikepdf.Pdf) -> Iterator[etree._Element]:
    packet = content(entry(pdf.Root, "/Metadata"), Budget(MAX_METADATA))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    try:
        tree = etree.fromstring(packet, parser) if packet else None
    except (etree.XMLSyntaxError, ValueError):
        return
    if tree is not None:
        yield from (element for element in tree.iter() if isinstance(element.tag, str))


def _named_by(element: etree._Element) -> Iterator[Named]:
    """A property is written as an element, with or without a list in it, or as an attribute."""
    if element.tag in _XMP:
        where = _shown(element.tag)
        parts = list(element.iter(f"{_RDF}li")) or [element]
        yield from (Named(where, words(part.text or "")) for part in parts)
    for key, value in element.attrib.items():
        if key in _XMP:
            yield Named(_shown(str(key)), words(str(value)))


def _shown(tag: str) -> str:
    return "xmp:" + tag.rpartition("}")[2]
