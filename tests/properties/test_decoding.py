"""Invariants of decoding and cleaning."""

from hypothesis import given, settings
from hypothesis import strategies as st

from vigia.decoding import charset_of, decode
from vigia.text import clean_text, plain_text, sentences

UNHURRIED = settings(deadline=None)
CHARSETS = st.one_of(
    st.none(), st.sampled_from(["utf-8", "cp1251", "hex", "utf-16", "x"]), st.text(max_size=10)
)
LETTERS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1)
ANY_TEXT = st.one_of(
    st.text(),
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<",
                "&",
                "&amp;lt;",
                "\n",
                "\r",
                "\ud800",
                "a",
                "é",
                "\u0301",
                ". ",
                "…",
                "»",
                " ",
            ]
        )
    ).map("".join),
)


@UNHURRIED
@given(st.binary(max_size=300), CHARSETS, CHARSETS)
def test_any_bytes_are_decoded(body: bytes, header: str | None, declared: str | None) -> None:
    """Nothing is raised; the text can be written as UTF-8."""
    text, encoding = decode(body, header, declared)
    text.encode("utf-8")
    assert encoding


@UNHURRIED
@given(LETTERS, CHARSETS, CHARSETS)
def test_utf_8_always_comes_back(text: str, header: str | None, declared: str | None) -> None:
    """Text in UTF-8 is read as it was, whatever is claimed."""
    assert decode(text.lstrip("\ufeff").encode(), header, declared)[0] == text.lstrip("\ufeff")


@UNHURRIED
@given(st.text())
def test_any_content_type_has_a_charset_or_none(header: str) -> None:
    """A charset is short and has no blanks."""
    charset = charset_of(header)
    assert charset is None or (0 < len(charset) <= 40 and not set(charset) & set(" ;\"'"))


@UNHURRIED
@given(ANY_TEXT)
def test_clean_text_is_clean(text: str) -> None:
    """Cleaning twice is cleaning once."""
    once = clean_text(text)
    assert clean_text(once) == once
    once.encode("utf-8")


@UNHURRIED
@given(ANY_TEXT)
def test_plain_text_is_clean_and_any_text_has_it(text: str) -> None:
    """Markup, however broken, gives clean text."""
    plain = plain_text(text)
    assert clean_text(plain) == plain


@UNHURRIED
@given(ANY_TEXT)
def test_sentences_lose_nothing_but_blanks(text: str) -> None:
    """Put together again, the sentences are the text without its blanks."""
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())
