"""Which words name a side, which only look like it, and which need company."""

import pytest

from vigia.model import Relevance, Tags


def kept(tags: Tags, side: str) -> list[str]:
    """Return the surfaces that count for a side."""
    return [one.surface for one in tags.evidence if one.side == side and one.dropped_because is None]


@pytest.mark.parametrize(
    ("language", "text", "side", "surface"),
    [
        ("es", "El canciller Bruno Rodríguez viajó.", "cuba", "Bruno Rodríguez"),
        ("es", "un avión con destino a Varadero", "cuba", "Varadero"),
        ("es", "ayuda para la mayor de las Antillas", "cuba", "mayor de las Antillas"),
        ("en", "the communist-run island said Cuba", "cuba", "communist-run island"),
        ("ru", "прилетел на Остров Свободы", "cuba", "Остров Свободы"),
        ("ru", "встретился с Мигелем Диас-Канелем", "cuba", "Мигелем Диас-Канелем"),
        ("uk", "ратифікувала угоду з Гаваною", "cuba", "Гаваною"),
        ("fr", "le président cubain à La Havane", "cuba", "La Havane"),
        ("de", "kubanische Ärzte", "cuba", "kubanische"),
        ("it", "L'Avana ringrazia", "cuba", "L'Avana"),
        ("en", "the frigate Admiral Gorshkov", "russia", "Admiral Gorshkov"),
        ("es", "el país euroasiático", "russia", "país euroasiático"),
        ("ru", "прибыл из Набережных Челнов", "russia", "Набережных Челнов"),
        ("fr", "les usines de Novossibirsk", "russia", "Novossibirsk"),
        ("de", "Sergej Lawrows Reise", "russia", "Sergej Lawrows"),
        ("uk", "в армії рф", "russia", "армії рф"),
        ("uk", "режим путіна", "russia", "путіна"),
        ("pt", "a União Econômica Eurasiática", "russia", "União Econômica Eurasiática"),
        ("it", "la visita a Mosca", "russia", "Mosca"),
    ],
)
def test_a_side_is_named(tag, language: str, text: str, side: str, surface: str) -> None:
    """Officials, ships, cities, unions and nicknames name their side in every language."""
    assert surface in kept(tag(text, language=language), side)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Mark Cuban bought a team. Cuban said he was happy."),
        ("en", "Cuba Gooding Jr. pleads guilty"),
        ("en", "The town of Cuba, Missouri, repaints its murals on Route 66. Cuba has 3,000 people."),
        ("en", "How to buy a Cuban link chain"),
        ("en", "The best Cuban sandwich in Tampa"),
        ("en", "A Havanese named Boris wins"),
        ("en", "The Kuba kingdom and its cloth. Kuba kings wove."),
        ("en", "Restaurants in Little Havana"),
        ("es", "La cuba de fermentación y otras cubas de roble"),
        ("es", "Un cubalibre bien frío"),
        ("es", "Sándwich cubano a la plancha"),
        ("pt", "Cuba de apoio para banheiro. A cuba é de louça."),
        ("pt", "Cuba do Alentejo espera visitantes. Cuba tem talhas."),
        ("de", "Jakub „Kuba“ Błaszczykowski nimmt Abschied. Kuba winkt."),
        ("ru", "Объём куба равен a³"),
        ("ru", "На Кубани собрали зерно, кубанские аграрии рады"),
        ("ru", "Аэродром в Кубинке открыли"),
        ("ru", "Якуб Блащиковский, просто Куба, ушёл с поля"),
        ("uk", "«Шахтар» здобув Кубок України"),
        ("fr", "Le royaume Kuba et ses tissus"),
    ],
)
def test_a_look_alike_of_cuba_is_none(tag, language: str, text: str) -> None:
    """Persons, towns, dishes, dogs and vats that share the name never count."""
    assert kept(tag(text, language=language), "cuba") == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Ensaladilla rusa con langostinos"),
        ("es", "Susto en una montaña rusa"),
        ("es", "El imperio de Prusia y la Bielorrusia de hoy"),
        ("en", "A Moscow mule and a plate with Russian dressing"),
        ("en", "Police in Moscow, Idaho, found nothing. Moscow is calm."),
        ("en", "St. Petersburg, Florida, is close to Tampa"),
        ("pt", "Salada russa e montanha-russa"),
        ("fr", "Des poupées russes et des montagnes russes"),
        ("de", "Russischer Zupfkuchen"),
        ("it", "Insalata russa e roulette russa"),
        ("en", "Prussian officers in Belarus"),
    ],
)
def test_a_look_alike_of_russia_is_none(tag, language: str, text: str) -> None:
    """Dishes, rides, drinks and American towns that share the name never count."""
    assert kept(tag(text, language=language), "russia") == []


def test_a_look_alike_hides_nothing_beside_it(tag) -> None:
    """A real side in the same sentence as a look-alike still counts."""
    tags = tag("Mark Cuban flew to Havana to meet Cuban officials")
    assert kept(tags, "cuba") == ["Havana", "Cuban"]


def test_what_was_dropped_says_why(tag) -> None:
    """A look-alike stays in the evidence, with its rule and the reason."""
    (one,) = [one for one in tag("Cuba Gooding Jr. pleads guilty").evidence if one.side == "cuba"]
    assert (one.rule, one.weight, one.dropped_because) == (
        "lookalikes.csv:cuba-gooding",
        0.0,
        "look-alike: cuba-gooding",
    )


@pytest.mark.parametrize(
    ("language", "text", "is_kept"),
    [
        ("en", "Storm hits the island", False),
        ("en", "Havana calls for calm on the island", True),
        ("es", "Terremoto en Santa Clara", False),
        ("es", "Llega a Matanzas un buque de Sovcomflot", True),
    ],
)
def test_a_weak_word_needs_company(tag, language: str, text: str, is_kept: bool) -> None:
    """A word that is often something else counts only where its side, or the other, is named."""
    assert bool(kept(tag(text, language=language), "cuba")) is is_kept


@pytest.mark.parametrize("acronym", ["FAR", "UNE", "SEN"])
def test_an_acronym_is_in_capitals(tag, acronym: str) -> None:
    """An acronym in small letters, or in a title all in capitals, is a common word."""
    text = f"En Cuba, {acronym} lo confirma"
    assert acronym in kept(tag(text, language="es"), "cuba")
    assert acronym.lower() not in kept(tag(text.replace(acronym, acronym.lower()), language="es"), "cuba")


def test_home_words_are_the_outlet_countrys(tag) -> None:
    """«МИД» and 'el Gobierno' are a side only in a paper of that side."""
    title = "El Gobierno agradece a Rusia el donativo"
    assert tag(title, language="es", country="CU").relevance is Relevance.MATCH
    assert tag(title, language="es", country="MX").relevance is Relevance.NONE
    assert tag("МИД ответил Гаване", language="ru", country="RU").relevance is Relevance.MATCH
    assert tag("МИД ответил Гаване", language="ru", country="KZ").relevance is Relevance.NONE


def test_an_office_followed_by_anothers_name_is_not_home(tag) -> None:
    """'El canciller Lavrov' is nobody of the Cuban paper's own side."""
    tags = tag("El canciller Serguéi Lavrov viajó a Rusia", language="es", country="CU")
    assert kept(tags, "cuba") == []


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("en", "MOSCOW, Feb. 18 (Agency) — Grain prices rose."),
        ("ru", "МОСКВА, 28 июня. /ТАСС/. Цены выросли."),
        ("es", "Moscú, 16 nov (EFE).- Los precios subieron."),
        ("it", "(Agenzia) MOSCA, 5 NOV - I prezzi salgono."),
    ],
)
def test_a_dateline_names_no_side(tag, language: str, body: str) -> None:
    """The place where a dispatch was written says nothing of what it is about."""
    reasons = {
        one.dropped_because for one in tag("x", body=body, language=language).evidence if one.side == "russia"
    }
    assert reasons <= {"dateline", "attribution"}
    assert "dateline" in reasons


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Cuba will recover, a minister told RIA Novosti."),
        ("es", "Cuba crece, según la agencia Sputnik."),
        ("ru", "На Кубе дождь, сообщает ТАСС."),
        ("de", "Kuba wählt, meldet die Agentur TASS."),
    ],
)
def test_a_quoted_outlet_is_no_party(tag, language: str, text: str) -> None:
    """An outlet that is only the source of a statement is not a side."""
    assert tag(text, language=language).relevance is Relevance.NONE


def test_an_outlet_that_acts_is_a_party(tag) -> None:
    """An outlet that signs an agreement counts for its side."""
    assert tag("RT signs a content agreement with Cuban television").relevance is Relevance.MATCH


@pytest.mark.parametrize(
    "text", ["Soviet-built power plants break down in Cuba", "La caída de la URSS arruinó a Cuba"]
)
def test_the_soviet_union_in_passing_is_no_side(tag, text: str) -> None:
    """Soviet things in a piece about today's Cuba do not bring the Russian side in."""
    assert tag(text, language="en" if text.isascii() else "es").relevance is Relevance.NONE


def test_the_soviet_union_as_the_subject_is_the_russian_side(tag) -> None:
    """Where the past is the subject, the Soviet Union is the Russian side, and the topic history."""
    tags = tag(
        "Sixty years on, the sailors of October remember",
        "Veterans whom Khrushchev sent to Cuba in 1962 recall the heat.",
        "Soviet soldiers spent that autumn on the island. Fidel Castro was not told of the withdrawal.",
    )
    assert tags.relevance is Relevance.MATCH
    assert "history" in {topic.id for topic in tags.topics}
