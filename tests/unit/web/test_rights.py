"""What outlets say of text and data mining."""

import pytest

from vigia.web.rights import of_ai_txt, of_headers, of_page, of_robots, of_tdmrep

RULE = '[{"location": "/", "tdm-reservation": 1, "tdm-policy": "https://a.example/policy.json"}]'


@pytest.mark.parametrize(
    ("line", "is_reserved"),
    [
        ("Content-Signal: search=yes, ai-train=no", True),
        ("content-usage: train-ai=n", True),
        ("Content-Signal: search=yes, ai-input=yes", False),
        ("Content-Signal: search=no", False),
    ],
)
def test_a_signal_against_training_or_input_reserves(line: str, is_reserved: bool) -> None:
    """One on search alone does not."""
    assert of_robots([line]).is_reserved is is_reserved


def test_tdmrep_reserves_where_a_location_does() -> None:
    """The policy it names is kept; damage says nothing."""
    said = of_tdmrep(RULE)
    assert (said.is_reserved, said.policy_url) == (True, "https://a.example/policy.json")
    assert not of_tdmrep(RULE.replace(": 1", ": 0")).is_reserved
    assert [of_tdmrep(text).is_reserved for text in ("", "{", "{}", "[1]", "[" * 9_000, "null")] == [
        False
    ] * 6


def test_ai_txt_reserves_when_it_disallows_texts() -> None:
    """Images alone are not our concern."""
    assert of_ai_txt("User-Agent: *\nDisallow: *.txt\nDisallow: *.png\n").is_reserved
    assert not of_ai_txt("User-Agent: *\nDisallow: *.png\nAllow: *.txt\n").is_reserved


def test_headers_and_meta_tags_reserve_a_page() -> None:
    """TDM-Reservation and noai, however they are written."""
    assert of_headers({"tdm-reservation": "1", "tdm-policy": "https://a.example/p"}).policy_url
    assert of_headers({"x-robots-tag": "noindex, noai"}).is_reserved
    assert not of_headers({"tdm-reservation": "0", "x-robots-tag": "noindex"}).is_reserved
    assert of_page(b"<META content=1 NAME='tdm-reservation'>").is_reserved
    assert of_page(b'<meta name="robots" content="index, noimageai, noai"/>').is_reserved
    assert not of_page(
        b'<meta name="robots" content="index"><meta name="tdm-reservation" content="0">'
    ).is_reserved
