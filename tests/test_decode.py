"""Encodings found from the bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isnad.text.decode import arabic_score, decode

TEXT = "أعلنت الوزارة، أمس، أن الوفد وصل إلى العاصمة على متن طائرة خاصة.\nولم يصدر بيان عن الرئاسة."


@pytest.mark.parametrize(
    ("codec", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("cp1256", "cp1256"),
        ("iso8859-6", "iso8859-6"),
    ],
)
def test_every_encoding_comes_back(codec: str, found: str) -> None:
    decoded = decode(TEXT.encode(codec))
    assert decoded.text == TEXT
    assert decoded.encoding == found
    assert decoded.problems == ()


@pytest.mark.parametrize("data", [b"", b"  \n ", b"\xef\xbb\xbf", b"\xef\xbb\xbf \n"])
def test_empty_is_said(data: bytes) -> None:
    decoded = decode(data)
    assert decoded.text.strip() == ""
    assert "empty" in decoded.problems[0]


@pytest.mark.parametrize("data", [bytes(range(256)) * 8, b"\x89PNG\r\n\x1a\n" + b"\x00\x01\x02\xff" * 60])
def test_binary_is_said(data: bytes) -> None:
    decoded = decode(data)
    assert decoded.text == ""
    assert "binary" in decoded.problems[0]


def test_damaged_utf8_is_read_and_told() -> None:
    before = TEXT[:20].encode()
    data = before + b"\xff" + TEXT[20:].encode()
    decoded = decode(data)
    assert decoded.encoding == "utf-8"
    assert "\ufffd" in decoded.text
    assert "الوفد" in decoded.text
    assert f"byte {len(before)}" in decoded.problems[0]


def test_twice_encoded_text_is_repaired() -> None:
    decoded = decode(TEXT.encode().decode("latin-1").encode())
    assert decoded.text == TEXT
    assert "twice" in decoded.problems[0]


def test_score_tells_the_tables_apart() -> None:
    raw = TEXT.encode("cp1256")
    assert arabic_score(raw.decode("cp1256")) > 0.8
    assert arabic_score(raw.decode("latin-1")) < 0.2


@given(st.binary(max_size=300))
def test_never_raises(data: bytes) -> None:
    decoded = decode(data)
    assert decoded.text or decoded.problems
