"""ZIP files: the same bytes for the same files, every file out as it went in, and no trap opened."""

from __future__ import annotations

import io
import stat
import warnings
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printing import archive
from printing.archive import Archive, Limits, UnsafeArchive, opened_zip, zip_of

FILES = [
    ("report.pdf", b"%PDF-1.7 " * 500),
    ("plans/cynllun Llŷr.csv", b"a,b\n" * 500),
    ("letter.txt", [b"Thank you ", b"for your review."]),
]


def zipped(files):
    out = io.BytesIO()
    zip_of(files, out)
    return out.getvalue()


def contents(data, limits=None):
    with opened_zip(io.BytesIO(data), limits) as members:
        return {name: members.read(name) for name in members.names}


def test_files_come_out_as_they_went_in():
    assert contents(zipped(FILES)) == {
        "report.pdf": FILES[0][1],
        "plans/cynllun Llŷr.csv": FILES[1][1],
        "letter.txt": b"Thank you for your review.",
    }


def test_same_files_give_the_same_bytes():
    assert zipped(FILES) == zipped(FILES)


def test_members_have_no_date_and_are_packed_by_type():
    with zipfile.ZipFile(io.BytesIO(zipped(FILES))) as members:
        told = [
            (info.date_time, info.compress_type, stat.filemode(info.external_attr >> 16))
            for info in members.infolist()
        ]

    date = (1980, 1, 1, 0, 0, 0)
    assert told == [
        (date, zipfile.ZIP_STORED, "-rw-r--r--"),
        (date, zipfile.ZIP_DEFLATED, "-rw-r--r--"),
        (date, zipfile.ZIP_DEFLATED, "-rw-r--r--"),
    ]


def test_names_are_told_as_they_were_given():
    out = io.BytesIO()

    names = zip_of([("../a.txt", b""), ("A.txt", b""), ("b/../../c.txt", b"")], out)

    assert names == ("a.txt", "A (2).txt", "b/c.txt")


class OneWay(io.RawIOBase):
    """A response to a browser: it cannot go back, and nothing of it is kept."""

    def __init__(self):
        self.length = self.largest = 0

    def writable(self):
        return True

    def write(self, data):
        self.length += len(data)
        self.largest = max(self.largest, len(data))
        return len(data)


def test_large_files_are_written_a_piece_at_a_time():
    out = OneWay()

    zip_of([("scan.pdf", (bytes(1_000_000) for _ in range(300)))], out)

    assert out.length > 300_000_000
    assert out.largest == 1_000_000


def test_files_written_one_way_can_be_read():
    kept = io.BytesIO()

    class Kept(OneWay):
        def write(self, data):
            kept.write(data)
            return super().write(data)

    zip_of(FILES, Kept())

    assert contents(kept.getvalue()) == contents(zipped(FILES))


@given(st.lists(st.tuples(st.text(max_size=40), st.binary(max_size=99)), max_size=12))
def test_every_file_comes_out_whatever_its_name(files):
    data = zipped(files)

    assert list(contents(data).values()) == [content for _, content in files]


def foreign(*names, data=b"1", **about):
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w") as made:
        warnings.simplefilter("ignore")
        for name in names:
            info = zipfile.ZipInfo(name)
            for key, value in about.items():
                setattr(info, key, value)
            made.writestr(info, data)
    return out.getvalue()


def locked():
    data = bytearray(foreign("a.txt"))
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + at] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", archive.DAMAGED),
        (b"PK\x03\x04" * 9, archive.DAMAGED),
        (foreign("../a.txt"), archive.UNSAFE_NAME),
        (foreign("/etc/passwd"), archive.UNSAFE_NAME),
        (foreign("C:\\a.txt"), archive.UNSAFE_NAME),
        (foreign("a\u202etxt.exe"), archive.UNSAFE_NAME),
        (foreign("w" * 200), archive.UNSAFE_NAME),
        (foreign("link", external_attr=0o120777 << 16), archive.UNSAFE_NAME),
        (foreign("a.txt", "a.txt"), archive.SAME_NAME),
        (foreign("a.txt", "A.TXT"), archive.SAME_NAME),
        (locked(), archive.LOCKED),
    ],
)
def test_what_may_not_be_read_is_refused(data, reason):
    with pytest.raises(UnsafeArchive) as refused:
        contents(data)

    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("limits", "data"),
    [
        (Limits(members=2), foreign("a", "b", "c")),
        (Limits(member_bytes=10), foreign("a", data=bytes(11))),
        (Limits(total_bytes=20), foreign("a", "b", data=bytes(11))),
        (
            Limits(expansion=1),
            foreign("a", data=bytes(11_000_000), compress_type=zipfile.ZIP_DEFLATED),
        ),
    ],
    ids=["members", "one member", "all members", "expansion"],
)
def test_what_unpacks_to_too_much_is_refused(limits, data):
    with pytest.raises(UnsafeArchive) as refused:
        contents(data, limits)

    assert refused.value.reason == archive.TOO_LARGE


def test_member_that_is_larger_than_it_says_is_refused():
    data = bytearray(foreign("a", data=bytes(9_000), compress_type=zipfile.ZIP_DEFLATED))
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = (5).to_bytes(4, "little")

    with pytest.raises(UnsafeArchive) as refused:
        contents(bytes(data))

    assert refused.value.reason == archive.DAMAGED


def test_torn_member_is_refused_when_it_is_read():
    torn = zipped([("a.pdf", b"as it was")]).replace(b"as it was", b"as it is.")

    with opened_zip(io.BytesIO(torn)) as members:
        assert members.names == ("a.pdf",)
        with pytest.raises(UnsafeArchive):
            b"".join(members.chunks("a.pdf"))


def test_folders_are_passed_over():
    assert contents(foreign("plans/", data=b"")) == {}


def test_member_that_is_not_there_is_an_error():
    with opened_zip(io.BytesIO(zipped(FILES))) as members:
        assert isinstance(members, Archive)
        with pytest.raises(KeyError):
            members.read("other.txt")


def test_pieces_are_those_of_the_file():
    with opened_zip(io.BytesIO(zipped([("a.pdf", bytes(2_500_000))]))) as members:
        pieces = [len(piece) for piece in members.chunks("a.pdf")]

    assert pieces == [1048576, 1048576, 402848]
