"""Pictures become smaller and pages stay the same to look at; what cannot be done safely is left alone."""

from __future__ import annotations

import io
import math
import zlib

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageChops, ImageDraw, ImageStat

from printing.setting import set_html
from printing.shrinking import Shrunk, shrink
from printing.tests import pdfs
from printing.tests.hostile import hostile
from printing.tests.vera import broken_rules

HOW = {"dpi": 100, "quality": 75}
BIG = (1500, 1000)  # shown 300 by 200 points: 360 dots an inch


def a_file(content=pdfs.SHOWN, **things):
    """One page, and `things` made by functions of the file."""
    with pikepdf.new() as pdf:
        pdfs.page(pdf, content, **{name: make(pdf) for name, make in things.items()})
        return pdfs.saved(pdf)


def photograph(mode="RGB", size=BIG, **more):
    return lambda pdf: pdfs.image(pdf, pdfs.a_photograph(*size, mode), **more)


def images(data):
    """Width, height and filter of each picture of the first page, by its name."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        things = pdf.pages[0].obj.Resources.XObject
        return {
            name: (int(thing.Width), int(thing.Height), str(thing.Filter))
            for name, thing in things.items()
        }


def look_of(data, scale=1.0):
    with pypdfium2.PdfDocument(data) as pdf:
        return pdf[0].render(scale=scale).to_pil().convert("RGB")


def unlike(one, other):
    """The mean difference of two pages' dots, of 255."""
    return max(ImageStat.Stat(ImageChops.difference(look_of(one), look_of(other))).mean)


@pytest.mark.parametrize("mode", ["RGB", "L"])
@pytest.mark.parametrize("jpeg", [True, False], ids=["jpeg", "packed"])
def test_photograph_gets_the_dots_that_it_is_shown_with(mode, jpeg):
    data = a_file(Im0=photograph(mode, jpeg=jpeg))

    shrunk = shrink(data, **HOW)

    assert images(shrunk.data) == {"/Im0": (417, 278, "/DCTDecode")}
    assert (shrunk.pictures, shrunk.before, shrunk.after) == (1, len(data), len(shrunk.data))
    assert shrunk.after < shrunk.before / 4
    assert unlike(data, shrunk.data) < 2


def test_same_file_is_shrunk_to_the_same_bytes():
    data = a_file(Im0=photograph())

    assert shrink(data, **HOW) == shrink(data, **HOW)


def test_shrinking_twice_changes_nothing_more():
    once = shrink(a_file(Im0=photograph()), **HOW)

    assert shrink(once.data, **HOW) == Shrunk(once.data, once.after, once.after, 0)


@pytest.mark.parametrize(
    ("content", "width"),
    [
        (b"q 300 0 0 200 0 0 cm /Im0 Do Q", 417),
        (b"q 150 0 0 100 0 0 cm /Im0 Do Q", 209),
        (b"q 2 0 0 2 0 0 cm q 150 0 0 100 0 0 cm /Im0 Do Q Q", 417),
        (b"q 0 300 -200 0 300 0 cm /Im0 Do Q", 417),  # turned
        (b"q 1 0 0 2 0 0 cm 0 1 -1 0 300 0 cm 150 0 0 200 0 0 cm /Im0 Do Q", 417),
        (b"q 150 0 0 100 0 0 cm /Im0 Do Q q 300 0 0 200 9 9 cm /Im0 Do Q", 417),
        (b"q 15 0 0 200 0 0 cm /Im0 Do Q", 417),  # pressed together: as many as its height needs
        (b"Q Q 300 0 0 200 0 0 cm /Im0 Do", 417),
    ],
)
def test_size_is_the_largest_at_which_it_is_shown(content, width):
    data = a_file(content, Im0=photograph())

    assert images(shrink(data, **HOW).data)["/Im0"][0] == width


def test_size_counts_through_forms_and_units():
    def make(pdf):
        form = pdf.make_stream(
            b"150 0 0 100 0 0 cm /Im0 Do",
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=Array([0, 0, 150, 100]),
            Matrix=Array([2, 0, 0, 2, 0, 0]),
            Resources=Dictionary(XObject=Dictionary(Im0=pdfs.image(pdf, pdfs.a_photograph(*BIG)))),
        )
        pdfs.page(pdf, b"0.5 0 0 0.5 0 0 cm /Form Do", Form=form).UserUnit = 2

    with pikepdf.new() as pdf:
        make(pdf)
        shrunk = shrink(pdfs.saved(pdf), **HOW)

    with pikepdf.open(io.BytesIO(shrunk.data)) as pdf:
        picture = pdf.pages[0].obj.Resources.XObject.Form.Resources.XObject.Im0
        assert (picture.Width, picture.Height) == (417, 278)


def a_drawing(pdf):
    """Lines with soft edges, as a chart has them that was saved as a picture."""
    drawn = Image.new("RGB", (3000, 2000), "white")
    pen = ImageDraw.Draw(drawn)
    for n in range(40):
        pen.line((0, n * 50, 3000, 2000 - n * 50), fill=(0, 90, 6 * n), width=7)
    return pdfs.image(pdf, drawn.resize(BIG, Image.Resampling.LANCZOS), jpeg=False)


def test_drawing_stays_without_loss():
    data = a_file(Im0=a_drawing)

    shrunk = shrink(data, **HOW)

    assert images(shrunk.data) == {"/Im0": (417, 278, "/FlateDecode")}
    assert unlike(data, shrunk.data) < 1.5


def test_packed_photograph_becomes_a_jpeg_even_at_its_own_size():
    data = a_file(Im0=photograph(size=(400, 267), jpeg=False))

    shrunk = shrink(data, **HOW)

    assert images(shrunk.data) == {"/Im0": (400, 267, "/DCTDecode")}
    assert unlike(data, shrunk.data) < 2


def masked(pdf, **more):
    round_hole = Image.new("L", BIG, 0)
    ImageDraw.Draw(round_hole).ellipse((200, 100, 1300, 900), fill=255)
    shade = Image.blend(round_hole, pdfs.a_photograph(*BIG, "L"), 0.3)
    mask = pdfs.image(pdf, shade, jpeg=False, **more)
    return pdfs.image(pdf, pdfs.a_photograph(*BIG), SMask=mask)


def test_soft_mask_is_resampled_without_loss():
    data = a_file(Im0=masked)

    shrunk = shrink(data, **HOW)

    with pikepdf.open(io.BytesIO(shrunk.data)) as pdf:
        mask = pdf.pages[0].obj.Resources.XObject.Im0.SMask
        assert (mask.Width, mask.Height, mask.Filter) == (417, 278, Name.FlateDecode)
    assert unlike(data, shrunk.data) < 2


def test_profile_and_everything_else_of_a_picture_stay():
    def make(pdf):
        profile = pdf.make_stream(b"a profile", N=3, Alternate=Name.DeviceRGB)
        picture = pdfs.image(pdf, pdfs.a_photograph(*BIG), Intent=Name.Perceptual, StructParent=7)
        picture.ColorSpace = Array([Name.ICCBased, profile])
        return picture

    shrunk = shrink(a_file(Im0=make), **HOW)

    with pikepdf.open(io.BytesIO(shrunk.data)) as pdf:
        picture = pdf.pages[0].obj.Resources.XObject.Im0
        assert picture.ColorSpace[1].read_bytes() == b"a profile"
        assert (picture.Intent, picture.StructParent, picture.Width) == (Name.Perceptual, 7, 417)


def one_bit(pdf):
    scan = pdfs.a_photograph(*BIG, "L").convert("1")
    return pdf.make_stream(
        zlib.compress(scan.tobytes()),
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=1500,
        Height=1000,
        BitsPerComponent=1,
        ColorSpace=Name.DeviceGray,
        Filter=Name.FlateDecode,
    )


def palette(pdf):
    picture = photograph("L", jpeg=False)(pdf)
    picture.ColorSpace = Array([Name.Indexed, Name.DeviceRGB, 255, pikepdf.String(bytes(768))])
    return picture


def wrong_size(pdf):
    picture = photograph()(pdf)
    picture.Width = 3000
    return picture


def torn(pdf):
    picture = photograph()(pdf)
    picture.write(picture.read_raw_bytes()[:4000], filter=Name.DCTDecode)
    return picture


def matte(pdf):
    return masked(pdf, Matte=Array([0]))


LEFT_ALONE = {
    "cmyk": photograph("CMYK"),
    "one bit": one_bit,
    "palette": palette,
    "colour key": photograph(jpeg=False, Mask=Array([0, 9, 0, 9, 0, 9])),
    "turned to its negative": photograph(Decode=Array([1, 0, 1, 0, 1, 0])),
    "own colour transform": photograph(DecodeParms=Dictionary(ColorTransform=0)),
    "other size than it says": wrong_size,
    "torn": torn,
    "small": photograph(size=(20, 20)),
    "as wanted": photograph(size=(430, 287)),
    "blended with its mask": matte,
}


@pytest.mark.parametrize("make", LEFT_ALONE.values(), ids=LEFT_ALONE)
def test_what_is_not_safe_is_left_alone(make):
    data = a_file(Im0=make)

    assert shrink(data, **HOW) == Shrunk(data, len(data), len(data), 0)


def with_pattern(pdf, page, picture):
    cell = pdf.make_stream(b"", Resources=Dictionary(XObject=Dictionary(Im0=picture)))
    page.Resources.Pattern = Dictionary(P1=cell)


def with_mask(pdf, page, picture):
    group = pdf.make_stream(b"", Resources=Dictionary(XObject=Dictionary(Im0=picture)))
    page.Resources.ExtGState = Dictionary(G1=Dictionary(SMask=Dictionary(G=group)))


def with_letters(pdf, page, picture):
    page.Resources.Font.F3 = Dictionary(Resources=Dictionary(XObject=Dictionary(Im0=picture)))


def with_note(pdf, page, picture):
    look = pdf.make_stream(b"", Resources=Dictionary(XObject=Dictionary(Im0=picture)))
    stamp = pdfs.note("Stamp")
    stamp.AP = Dictionary(N=Dictionary(On=look))
    page.Annots = Array([stamp])


@pytest.mark.parametrize("also", [with_pattern, with_mask, with_letters, with_note])
def test_picture_that_is_shown_elsewhere_too_is_left_alone(also):
    with pikepdf.new() as pdf:
        picture = photograph()(pdf)
        also(pdf, pdfs.page(pdf, pdfs.SHOWN, Im0=picture), picture)
        data = pdfs.saved(pdf)

    assert shrink(data, **HOW).pictures == 0


def test_picture_that_is_shown_as_a_line_is_left_alone():
    data = a_file(b"q 300 0 0 0 72 300 cm /Im0 Do Q", Im0=photograph())

    assert shrink(data, **HOW).pictures == 0


def test_file_that_is_locked_is_left_alone():
    with pikepdf.new() as pdf:
        pdfs.page(pdf, pdfs.SHOWN, Im0=photograph()(pdf))
        data = pdfs.saved(pdf, encryption=pikepdf.Encryption(owner="owner", user=""))

    assert shrink(data, **HOW).data == data


def test_file_that_is_signed_is_left_alone():
    with pikepdf.new() as pdf:
        pdfs.page(pdf, pdfs.SHOWN, Im0=photograph()(pdf))
        pdf.Root.AcroForm = Dictionary(SigFlags=3, Fields=Array([]))
        data = pdfs.saved(pdf)

    assert shrink(data, **HOW).data == data


@pytest.mark.parametrize("data", [b"", b"no PDF", pdfs.deep_pages(3000), pdfs.plain()])
def test_nothing_to_shrink_gives_the_same_bytes(data):
    assert shrink(data, **HOW) == Shrunk(data, len(data), len(data), 0)


@pytest.mark.parametrize(("what", "data"), hostile(), ids=[what for what, _ in hostile()])
def test_hostile_files_are_left_alone(what, data):
    assert shrink(data, **HOW) == Shrunk(data, len(data), len(data), 0)


def test_form_that_draws_itself_is_left_alone():
    with pikepdf.new() as pdf:
        form = pdf.make_stream(b"/Form Do", Type=Name.XObject, Subtype=Name.Form)
        form.Resources = Dictionary(XObject=Dictionary(Form=form))
        pdfs.page(pdf, pdfs.SHOWN + b" /Form Do", Im0=photograph()(pdf), Form=form)
        data = pdfs.saved(pdf)

    assert shrink(data, **HOW).data == data


def test_everything_but_the_picture_keeps_its_bytes():
    with pikepdf.new() as pdf:
        added = pdfs.page(pdf, pdfs.SHOWN + pdfs.SAID, Im0=photograph()(pdf))
        added.StructParents = 0
        pdf.Root.StructTreeRoot = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        pdf.Root.MarkInfo = Dictionary(Marked=True)
        pdf.Root.Lang = pikepdf.String("cy")
        pdf.attachments["plan.csv"] = pikepdf.AttachedFileSpec(
            pdf, b"a,b" * 99, filename="plan.csv"
        )
        data = pdfs.saved(pdf, compress_streams=False)

    before, after = others(data), others(shrink(data, **HOW).data)

    assert len(before) == 8
    assert after == before


def others(data):
    """Each object but the picture, as it is written, in no order; streams with their packed bytes."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        plain = [thing for thing in pdf.objects if thing.get("/Subtype") != "/Image"]
        return sorted(
            (
                len(thing.keys()),
                thing.read_raw_bytes() if isinstance(thing, pikepdf.Stream) else b"",
            )
            for thing in plain
        )


def test_dots_are_never_fewer_than_wanted():
    data = a_file(b"q 299 0 0 199 72 300 cm /Im0 Do Q", Im0=photograph())

    width, height, _ = images(shrink(data, **HOW).data)["/Im0"]

    assert width >= math.ceil(299 / 72 * 100)
    assert height >= math.ceil(199 / 72 * 100)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # the engine's own
def test_accessible_and_archival_pdf_stays_both(tmp_path):
    html = "<html lang='en-GB'><title>Elm</title><h1>Elm</h1><p>A kind neighbour.</p></html>"
    with pikepdf.open(io.BytesIO(set_html(html))) as pdf:
        page = pdf.pages[0]
        page.obj.Resources.XObject = Dictionary(Im0=masked(pdf))
        page.contents_add(b"/Artifact BMC " + pdfs.SHOWN + b" EMC")
        data = pdfs.saved(pdf)
    file = tmp_path / "pack.pdf"

    shrunk = shrink(data, **HOW)
    file.write_bytes(shrunk.data)

    assert shrunk.pictures == 2
    assert broken_rules(file) == {}
