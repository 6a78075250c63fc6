"""The gate finds every term, however each of its characters is written."""

import unicodedata
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from builders import gate_of

TERMS = ["cuba", "la habana", "diaz canel", "гавана", "куба", "мариэль"]
WRITTEN = ["Cuba", "CUBA", "La Habana", "Díaz-Canel", "Díaz Canel", "Гавана", "КУБА", "Мариэль"]
GATE = gate_of(*TERMS)

Spelling = Callable[[str], str]
SPELLINGS: list[Spelling] = [
    lambda char: char,
    lambda char: f"&#{ord(char)};",
    lambda char: f"&#x{ord(char):X};",
    lambda char: f"&amp;#{ord(char)};",
    lambda char: f"\\u{ord(char):04x}",
    lambda char: f"\\\\u{ord(char):04X}",
    lambda char: unicodedata.normalize("NFD", char),
    lambda char: f"{char}\u00ad",
    lambda char: f"{char}\u200b",
    lambda char: f"{char}&shy;",
    lambda char: f"{char}&zwnj;",
    lambda char: f"<b>{char}</b>",
    lambda char: f'<span class="x">{char}</span>',
    lambda char: f"{char}<!-- -->",
    lambda char: "&nbsp;\n\t" if char == " " else char,
    lambda char: "\u2011" if char == "-" else char,
]
SURROUNDINGS = [
    ("<p>", "</p>"), ('<script>{"a":"', '"}</script>'), ('<meta content="x ', '">'), ("(", ")"),
    ("\\n", "\\n"), ("«", "»"), ("", ""), ("<td>", "</td>"), ("\\ud83d\\ude00", "!"),
]  # fmt: skip


@given(
    st.sampled_from(WRITTEN),
    st.lists(st.sampled_from(SPELLINGS), min_size=12, max_size=12),
    st.sampled_from(SURROUNDINGS),
)
def test_no_spelling_hides_a_term(written: str, spellings: list[Spelling], around: tuple[str, str]) -> None:
    """A term is found with each of its characters written in any of sixteen ways."""
    spelt = "".join(spell(char) for spell, char in zip(spellings, written, strict=False))
    assert GATE.scan(f"{around[0]}{spelt}{around[1]}")


@given(st.text(max_size=300))
def test_any_text_is_scanned(text: str) -> None:
    """Any text can be scanned; what is found is of the given terms."""
    assert set(GATE.scan(text, text)) <= set(TERMS)


@given(st.sampled_from(WRITTEN), st.text(alphabet="abcабв123", min_size=1, max_size=5))
def test_a_term_glued_to_a_word_stays_hidden(written: str, glued: str) -> None:
    """A letter or digit on either side makes it another word."""
    assert GATE.scan(f"{glued}{written}") == GATE.scan(f"{written}{glued}") == ()
