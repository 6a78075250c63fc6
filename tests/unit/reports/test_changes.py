"""What changed between two versions is told in words."""

from hypothesis import given
from hypothesis import strategies as st

from vigia.reports.changes import Change, changes

TEXTS = st.lists(
    st.sampled_from("Cuba y Rusia firman el acuerdo mañana , 5 \n\n".split(" ")), max_size=60
).map(" ".join)


def test_changed_words_stand_among_a_few_others() -> None:
    """Long stretches that are the same are left out."""
    before = "Uno. " * 50 + "Cuba y Rusia firman hoy."
    after = "Uno. " * 50 + "Cuba y Rusia aplazan la firma."
    assert [(change.kind, change.text) for change in changes(before, after)] == [
        ("skipped", "Uno." + " Uno." * 44),
        ("same", " Uno." * 5 + " Cuba y Rusia"),
        ("removed", " firman hoy."),
        ("added", " aplazan la firma."),
    ]


def test_a_paragraph_that_follows_is_all_that_changed() -> None:
    """The last word before it stays as it was."""
    assert changes("Uno dos.", "Uno dos.\n\nTres.")[-1] == Change("added", "\n\nTres.")


@given(TEXTS, TEXTS)
def test_both_versions_can_be_put_together_again(before: str, after: str) -> None:
    """The pieces are the whole text: nothing is told that is not there."""
    found = changes(before, after)
    if before == after:
        assert found == ()
        return
    for text, other in ((before, "added"), (after, "removed")):
        pieces = "".join(change.text for change in found if change.kind != other)
        assert pieces.split() == text.split()


def test_huge_texts_are_told_as_a_whole() -> None:
    """Comparing word by word would take minutes."""
    before, after = "a " * 15_000, "b " * 15_000
    assert changes(before, after) == (Change("removed", before), Change("added", after))
