"""Topics and actors of a match."""

import pytest

CASES = [
    ("military", "en", "Russian frigate and submarine call at Havana"),
    ("intelligence", "es", "Rusia reabre una base de espionaje en Cuba"),
    ("ukraine-war", "ru", "Кубинские наёмники воюют на Украине за Россию"),
    ("diplomacy", "pt", "Chanceler russo faz visita oficial a Cuba"),
    ("sanctions", "fr", "La Russie condamne l'embargo contre Cuba"),
    ("energy", "de", "Russland liefert Rohöl und Treibstoff nach Kuba"),
    ("trade", "it", "La Russia esporta grano e fertilizzanti a Cuba"),
    ("finance", "en", "Russia restructures Cuba's debt and opens a credit line"),
    ("tourism", "ru", "Российские туристы заполнили отели Кубы"),
    ("transport", "es", "Rusia envía locomotoras a Cuba y abre un vuelo directo"),
    ("health", "en", "Cuban vaccine enters clinical trials in Russia"),
    ("technology", "ru", "Роскосмос построит на Кубе станцию спутниковой навигации"),
    ("culture", "fr", "Le Bolchoï danse à Cuba : ballet et bourses d'études"),
    ("migration", "es", "Rusia deporta a migrantes cubanos sin visa"),
    ("information", "en", "Kremlin propaganda and disinformation in Cuban newspapers, journalists say"),
    ("aid", "uk", "росія надіслала на Кубу гуманітарну допомогу після урагану"),
    (
        "history",
        "de",
        "Kubakrise: Sowjetische Raketen auf Kuba, freigegebene Akten zeigen Chruschtschows Plan",
    ),
]


@pytest.mark.parametrize(("topic", "language", "title"), CASES)
def test_each_topic_is_found(tag, topic: str, language: str, title: str) -> None:
    """A plain headline gives its topic."""
    assert topic in {one.id for one in tag(title, language=language).topics}


def test_every_topic_has_a_case() -> None:
    """The cases cover all seventeen topics."""
    assert len({topic for topic, _, _ in CASES}) == 17


def test_only_a_match_has_topics(tag) -> None:
    """A mention and a non-match have no topics, whatever they speak of."""
    assert tag("Russia, Cuba, Iran and Mali under sanctions, oil prices rise").topics == ()
    assert tag("Russia raises oil exports").topics == ()


def test_a_tanker_is_energy_before_it_is_transport(tag) -> None:
    """A topic that only borrows another's words yields to it."""
    topics = [
        one.id
        for one in tag("Russian oil tanker unloads crude and fuel at the port of Matanzas in Cuba").topics
    ]
    assert topics[0] == "energy"
    assert "transport" not in topics


def test_a_longer_term_of_weight_nothing_takes_a_shorter_one_out(tag) -> None:
    """A tanker is a word of energy, a tanker of the fleet is none."""
    assert "energy" in {one.id for one in tag("A Russian tanker moors in Havana, Cuba").topics}
    assert "energy" not in {one.id for one in tag("A Russian fleet tanker moors in Havana, Cuba").topics}


def test_of_a_round_up_only_the_brief_of_the_relation_speaks(tag) -> None:
    """What other briefs of a round-up are about is no topic of the match in it."""
    body = (
        "• Chile: the senate votes on lithium mining and copper exports.\n"
        "• Russia and Cuba sign a loan agreement; the Russian central bank restructures Cuba's debt.\n"
        "• Peru: a new satellite enters orbit.\n"
    )
    topics = {one.id for one in tag("News in brief", body=body).topics}
    assert "finance" in topics
    assert not topics & {"trade", "technology"}


@pytest.mark.parametrize(
    ("language", "text", "name", "side"),
    [
        ("de", "Sergej Lawrow trifft Bruno Rodríguez", "Sergei Lavrov", "russia"),
        ("ru", "Путина ждут на Кубе", "Vladimir Putin", "russia"),
        ("fr", "Miguel Diaz-Canel à Moscou", "Miguel Díaz-Canel", "cuba"),
        ("en", "Rosneft ships oil", "Rosneft", "russia"),
        ("es", "GAESA compra hoteles en Cuba", "GAESA", "cuba"),
        ("ru", "Фрегат «Адмирал Горшков» вышел в море", "Admiral Gorshkov", "russia"),
    ],
)
def test_actors_have_one_name_in_every_language(tag, language: str, text: str, name: str, side: str) -> None:
    """An actor is named canonically, with its side, however it is spelled."""
    actors = {one.name: one.side.value for one in tag(text, language=language).actors}
    assert actors[name] == side


def test_actors_are_counted_and_places_are_not_actors(tag) -> None:
    """An actor has its number of hits; countries and cities are no actors."""
    tags = tag("Putin in Havana", "Putin met Cuban officials.")
    assert [(one.name, one.hits) for one in tags.actors] == [("Vladimir Putin", 2)]
