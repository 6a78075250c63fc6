"""What names both sides in passing: lives, the past, names in quotes, briefs, sport, Havana syndrome."""

from vigia.model import Relevance, Tags


def reasons(tags: Tags) -> set[str]:
    """Return why hits do not count."""
    return {hit.dropped_because for hit in tags.evidence if hit.dropped_because}


def test_where_somebody_studied_is_a_life_in_passing(tag) -> None:
    """A clause with "born" or "studied" in a body says nothing of the relation."""
    tags = tag(
        "Murió la coreógrafa que llevó el ballet a Quito",
        body="Nacida en Matanzas, se formó en La Habana y estudió en Moscú antes de radicarse en Ecuador.",
        language="es",
    )
    assert tags.relevance is Relevance.MENTION
    assert "a life, in passing" in reasons(tags)


def test_a_title_with_both_sides_tells_no_life_in_passing(tag) -> None:
    """Where the title names both sides, who studied where is what the item is about."""
    tags = tag(
        "Diez cubanos reciben su diploma en una universidad rusa",
        body="Los jóvenes, nacidos en Holguín, estudiaron ingeniería en Tomsk.",
        language="es",
    )
    assert tags.relevance is Relevance.MATCH
    assert "a life, in passing" not in reasons(tags)


def test_a_dated_sentence_is_the_past_in_passing(tag) -> None:
    """In an item that does not begin with the past, a sentence of 1962 does not speak of today."""
    tags = tag(
        "What presidents read at night",
        "A new book looks at bedside tables.",
        "One kept a thriller. In 1962 Moscow shipped missiles to Cuba, and nobody slept. Others prefer maps.",
    )
    assert tags.relevance is Relevance.MENTION
    assert "the past, in passing" in reasons(tags)


def test_an_item_that_begins_with_the_past_is_about_it(tag) -> None:
    """The same sentence counts where title or lead are of the past."""
    tags = tag(
        "Declassified: how the missile crisis began",
        "Archives in Washington open their files.",
        "In 1962 Moscow shipped missiles to Cuba. Khrushchev promised Fidel Castro to defend the island.",
    )
    assert tags.relevance is Relevance.MATCH


def test_a_town_alone_in_quotes_is_a_name(tag) -> None:
    """A bar called "Havanna" is no Cuban party."""
    tags = tag("Der Trainer aus Moskau feiert im »Havanna«", "Das Lokal ist klein.", language="de")
    assert tags.relevance is not Relevance.MATCH
    assert "a name in quotes" in reasons(tags)


def test_paragraphs_that_begin_like_briefs_are_weighed_alone(tag) -> None:
    """Three bullets make a round-up, whatever its title says."""
    briefs = "• Moscow raises interest rates.\n• Havana goes dark again.\n• Lima swears in a cabinet."
    assert tag("Around the world", body=briefs).relevance is Relevance.MENTION
    briefs = "• Moscow lends Havana money for oil.\n• Lima swears in a cabinet.\n• Oslo votes."
    assert tag("Around the world", body=briefs).relevance is Relevance.MATCH


def test_the_sentences_of_a_round_up_in_one_paragraph_are_briefs(tag) -> None:
    """A round-up without paragraphs is cut at its sentences."""
    tags = tag("Noticias de la semana", "Rusia sube las tasas. Cuba abre un hotel. Perú vota.", language="es")
    assert tags.relevance is Relevance.MENTION


def test_the_title_of_a_round_up_that_names_one_side_stands_over_its_briefs(tag) -> None:
    """News of a Russian university tell whose agreement a brief speaks of."""
    tags = tag(
        "Новости Казанского университета за неделю",
        "Открыт бассейн. Ректор подписал с Гаванским университетом соглашение об обмене. Снят карантин.",
        language="ru",
    )
    assert tags.relevance is Relevance.MATCH


def test_cues_are_read_in_the_language_of_the_item(tag) -> None:
    """English "but" is no French goal: a word tells something in its own language alone."""
    parts = dict(tag("Russian oil reaches Cuba, but slowly", "But the tanker waits, but not long.").parts)
    assert "sport in title and lead" not in parts


def test_russian_spies_blamed_for_havana_syndrome_are_a_mention(tag) -> None:
    """The syndrome's name is no Cuban party, whoever is blamed."""
    tags = tag(
        "Russian unit 29155 tied to mystery illness",
        "Diplomats at the embassy in Havana fell ill; Moscow denies having directed energy at them.",
    )
    assert tags.relevance is Relevance.MENTION


def test_a_ministry_within_a_longer_name_is_no_home_office(tag) -> None:
    """In a Cuban paper "Ministerio de Defensa de Rusia" has nothing of Cuba's own ministry."""
    tags = tag("El Ministerio de Defensa de Rusia informa de ataques", language="es", country="CU")
    assert not [hit for hit in tags.evidence if hit.side == "cuba" and not hit.dropped_because]


def test_topics_tell_their_words(tag) -> None:
    """Each topic lists what in the item speaks for it."""
    tags = tag("Russia ships oil to Cuba", "A tanker with crude reaches Matanzas.")
    energy = next(topic for topic in tags.topics if topic.id == "energy")
    assert {"oil", "crude"} <= set(energy.terms)
