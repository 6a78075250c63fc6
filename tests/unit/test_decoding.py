"""Bytes are read in the encoding they have, whatever they are said to have."""

import pytest

from vigia.decoding import charset_of, decode

RUSSIAN = "Куба и Россия подписали соглашение о поставках нефти и муки на будущий год"
SPANISH = "Díaz-Canel viajó a Moscú en señal de cooperación; mañana habrá más"


@pytest.mark.parametrize("header", ["windows-1251", "iso-8859-1", "koi8-r", "nonsense", None])
def test_valid_utf_8_beats_every_claim(header: str | None) -> None:
    """A header that lies about UTF-8 is not believed."""
    assert decode(RUSSIAN.encode(), header) == (RUSSIAN, "utf-8")


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
def test_byte_order_mark_decides(codec: str) -> None:
    """A byte order mark is believed before anything else, and is not part of the text."""
    text, _ = decode(RUSSIAN.encode(codec), "windows-1251")
    assert text == RUSSIAN


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_encodings_are_known_without_a_mark(codec: str) -> None:
    """Zero bytes around the first tag show a wide encoding."""
    document = f"<?xml version='1.0'?><a>{RUSSIAN}</a>"
    assert decode(document.encode(codec), None) == (document, codec)


def test_header_comes_before_the_declaration() -> None:
    """Of two claims about bytes that are not UTF-8, HTTP's is taken."""
    assert decode(RUSSIAN.encode("koi8-r"), "koi8-r", "windows-1251") == (RUSSIAN, "koi8-r")


@pytest.mark.parametrize(
    "head",
    ['<?xml version="1.0" encoding="windows-1251"?>', '<html><meta charset="windows-1251">',
     '<meta http-equiv=Content-Type content="text/html; charset=windows-1251">'],
)  # fmt: skip
def test_declaration_in_the_document_is_read(head: str) -> None:
    """The XML declaration or the meta element names the encoding."""
    assert decode((head + RUSSIAN).encode("cp1251"), None) == (head + RUSSIAN, "windows-1251")


def test_a_false_claim_of_utf_8_is_not_believed() -> None:
    """Bytes that are not UTF-8 are not read as it, even when header and declaration say so."""
    assert decode(RUSSIAN.encode("cp1251"), "utf-8", "utf-8")[0] == RUSSIAN


@pytest.mark.parametrize(
    ("text", "codec"), [(RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"), (SPANISH, "latin-1"), (SPANISH, "cp1252")]
)
def test_undeclared_encodings_are_detected(text: str, codec: str) -> None:
    """Without any claim the bytes themselves tell."""
    assert decode(text.encode(codec), None)[0] == text


UKRAINIAN = "У Гавані відбулася зустріч міністрів: Росія і Куба підписали угоду про постачання нафти"


@pytest.mark.parametrize("claim", ["windows-1251", "koi8-r", "iso-8859-5", "ibm866"])
@pytest.mark.parametrize("codec", ["cp1251", "koi8-u", "iso8859-5", "cp866"])
@pytest.mark.parametrize("text", [RUSSIAN, UKRAINIAN])
def test_a_cyrillic_table_that_gives_no_words_is_not_believed(text: str, codec: str, claim: str) -> None:
    """Another table than the claimed one is believed where its letters are words and the others none."""
    if codec == "cp866" or claim == "koi8-r":
        text = RUSSIAN  # those tables have no Ukrainian letters
    assert decode(f"<p>{text}</p>".encode(codec), claim)[0] == f"<p>{text}</p>"


@pytest.mark.parametrize("codec", ["cp1251", "koi8-r"])
def test_capitals_keep_their_claimed_table(codec: str) -> None:
    """Letters that are all capitals look like another table's small ones; they prove nothing."""
    assert decode(RUSSIAN.upper().encode(codec), codec)[0] == RUSSIAN.upper()


def test_a_few_broken_bytes_do_not_change_the_encoding() -> None:
    """UTF-8 with a broken byte, or cut within a character, is still UTF-8."""
    text, encoding = decode((RUSSIAN * 3).encode()[:-1] + b"\xff", "windows-1251")
    assert encoding == "utf-8"
    assert text.startswith(RUSSIAN)


@pytest.mark.parametrize("name", ["unicode_escape", "hex", "utf-7", "idna", "zlib", "undefined", "x" * 999])
def test_codecs_that_are_no_web_encoding_are_ignored(name: str) -> None:
    """A header cannot choose Python's other codecs."""
    assert decode(SPANISH.encode("cp1252"), name)[0] == SPANISH


def test_seven_bit_japanese_is_read_as_declared() -> None:
    """ISO-2022-JP looks like ASCII; its escapes and the claim together decide."""
    assert decode("キューバ".encode("iso2022_jp"), "iso-2022-jp")[0] == "キューバ"


@pytest.mark.parametrize(
    ("header", "expected"),
    [("text/xml; charset=Windows-1251", "Windows-1251"), ('text/html;charset="utf-8"', "utf-8"),
     ("text/xml", None), (None, None)],
)  # fmt: skip
def test_charset_of(header: str | None, expected: str | None) -> None:
    """The charset parameter is taken without its quotes."""
    assert charset_of(header) == expected
