"""What makes a match, and what leaves a mention."""

import pytest

from vigia.model import Relevance
from vigia.tagging.relevance import WEIGHTS


@pytest.mark.parametrize(
    ("language", "title", "summary"),
    [
        ("es", "Llega a Matanzas un tanquero con crudo ruso", "El Anatoli Kolodkin trae 100 mil toneladas."),
        ("en", "Admiral Gorshkov sails into Havana harbour", "Onlookers lined the seafront."),
        ("ru", "Рябков посетил Гавану", "Обсудили отмену блокады."),
        ("pt", "Youtuber cubano é expulso da Rússia", "Ele mostrou uma fila num quartel."),
        ("fr", "Moscou livre du blé à Cuba", "Le cargo est attendu vendredi."),
        ("de", "Russland liefert Öl nach Kuba", "Der Tanker legt am Montag an."),
        ("it", "Da Mosca gasolio per Cuba", "La nave arriva domani."),
        ("uk", "Кубинці воюють на боці росії", "ГУР назвала імена."),
        ("en", "Deputies in the State Duma condemn the embargo on Cuba", ""),
    ],
)
def test_a_short_item_on_the_relation_is_a_match(tag, language: str, title: str, summary: str) -> None:
    """A feed's title and lead on the relation are enough, in every language."""
    assert tag(title, summary, language=language).relevance is Relevance.MATCH


@pytest.mark.parametrize(
    ("language", "title", "summary"),
    [
        (
            "es",
            "EEUU congela visados de 75 países",
            "Entre ellos figuran Brasil, Colombia, Cuba, Irán y Rusia.",
        ),
        ("en", "UN vote on children", "Russia, Belarus, Cuba, Iran and Mali voted against."),
        ("ru", "ООН приняла резолюцию", "Соавторы — Китай, Куба, Никарагуа, Россия и ЮАР."),
        ("pt", "Quem reconheceu Maduro", "China, Rússia, Irã, Cuba e Bolívia parabenizaram."),
        ("de", "Netzsperren in 34 Staaten", "Auch Kuba, Russland, Uganda und Kasachstan sperrten."),
    ],
)
def test_a_list_stays_a_list(tag, language: str, title: str, summary: str) -> None:
    """Both sides in a list of countries are a mention."""
    tags = tag(title, summary, language=language)
    assert tags.relevance is Relevance.MENTION
    assert {one.dropped_because for one in tags.evidence} == {"list of countries"}


def test_a_list_of_two_is_no_list(tag) -> None:
    """'Cuba and Russia' alone is the relation itself."""
    assert tag("Cuba and Russia sign an agreement on rail").relevance is Relevance.MATCH


def test_one_side_is_none(tag) -> None:
    """Without one side there is no relation."""
    assert tag("Putin meets Xi in Beijing").relevance is Relevance.NONE
    assert tag("Blackout leaves Havana in the dark").relevance is Relevance.NONE


def test_a_duel_in_sport_is_a_mention(tag) -> None:
    """A result between citizens of both sides is a mention."""
    tags = tag(
        "Cuban boxer beats Russian in final, takes gold medal",
        "A unanimous decision gave the heavyweight his second Olympic title.",
    )
    assert tags.relevance is Relevance.MENTION
    assert ("sport in title and lead", WEIGHTS["sport in title and lead"]) in tags.parts


def test_an_agreement_on_sport_is_a_match(tag) -> None:
    """An agreement between federations is about the relation."""
    tags = tag("Russian and Cuban boxing federations sign agreement on training camps", "Medal hopes rise.")
    assert tags.relevance is Relevance.MATCH


def test_a_clause_in_a_long_item_is_a_mention(tag) -> None:
    """One clause about the other side, late in a piece on something else, is a mention."""
    body = "\n\n".join(
        ["Prices rise again in Cuba. The minister explained it at length. Shops stay empty."] * 5
        + ["Nobody asked about the delegations from Vietnam, China and Mexico, or the one from Russia."]
    )
    assert tag("Cuba raises the price of power", "From January.", body).relevance is Relevance.MENTION


def test_a_full_paragraph_in_a_long_item_is_a_match(tag) -> None:
    """One full paragraph on the relation makes a piece on something else a match."""
    body = "\n\n".join(
        ["The Nepalis came first. Each group had a broker of its own. Some never wrote home."] * 3
        + [
            "No western country has sent more men than Cuba. Ukrainian intelligence published the passports "
            "of 1,028 Cubans who signed on at recruiting offices in Ryazan, and Havana says that it opposes "
            "mercenarism while flights to Moscow carry young Cubans with one-way tickets."
        ]
        + ["Those who return describe units without a language in common. Commanders count foreigners last."]
    )
    assert tag("The Kremlin's rented army", "How foreigners end up in Russian trenches.", body).relevance is (
        Relevance.MATCH
    )


def test_separate_briefs_of_a_round_up_are_a_mention(tag) -> None:
    """A brief for each side is a mention, also within one sentence."""
    briefs = "Blackout in Cuba.\n\nSpartak Moscow sacks its coach.\n\nWhy cats love boxes."
    assert tag("World news in brief", "", briefs).relevance is Relevance.MENTION
    assert tag("News in brief", "Cuba is without power, Russian cats love boxes, rain falls.").relevance is (
        Relevance.MENTION
    )


def test_one_brief_on_the_relation_is_a_match(tag) -> None:
    """A round-up with one brief on the relation is a match."""
    brief = "A Russian tanker brought 90,000 tonnes of crude to Matanzas in Cuba."
    tags = tag("World news in brief", "", f"Rain in Peru.\n\n{brief}\n\nCats love boxes.")
    assert tags.relevance is Relevance.MATCH
    assert tags.sentence == brief


def test_havana_syndrome_is_only_a_name(tag) -> None:
    """Cuba in the name of an illness is a mention, however much Russia is blamed."""
    title = "Havana syndrome: Russian GRU unit suspected, investigation says"
    assert tag(title, "Officers of the Russian unit were near victims.").relevance is Relevance.MENTION


def test_the_score_is_the_sum_of_its_parts(tag) -> None:
    """Every point of the score is named."""
    tags = tag("Rusia y Cuba firman un acuerdo", "Moscú enviará trigo a la isla.", language="es")
    assert round(sum(value for _, value in tags.parts), 2) == tags.score
    assert tags.score >= 2.5


def test_the_sentence_is_verbatim(tag) -> None:
    """The sentence that made the match is a slice of the text as given."""
    body = "Llueve en Madrid. El canciller cubano visitó Mos\u00adcú el lunes. Nadie habló."
    assert tag("Titulares", "", body, "es").sentence == "El canciller cubano visitó Mos\u00adcú el lunes."
