"""Seeds: every fault is told at once, and what is shipped has none."""

from dataclasses import fields
from pathlib import Path

import pytest

from vigia.catalog import read_catalog, read_rows
from vigia.errors import CatalogError
from vigia.model import Disposition, Feed, Outlet

SEEDS = Path(__file__).parents[2] / "seeds"
OUTLETS = (
    "outlet_id,name,home_url,country_code,owner_class,language_code,time_zone,publisher_family,terms\n"
    "granma,Granma,https://www.granma.cu/,CU,state,es,America/Havana,granma,unknown\n"
)
FEEDS = (
    "feed_id,outlet_id,url,language_code,category,confidence,is_enabled,disabled_reason\n"
    "granma-es,granma,https://www.granma.cu/feed,es,cuba-state,high,true,\n"
)


def faults(folder: Path, outlets: str = OUTLETS, feeds: str | bytes = FEEDS) -> list[str]:
    """Return what is told of a catalog, without the folder."""
    (folder / "outlets.csv").write_text(outlets)
    (folder / "feeds.csv").write_bytes(feeds.encode() if isinstance(feeds, str) else feeds)
    with pytest.raises(CatalogError) as refusal:
        read_catalog(folder)
    return [fault.removeprefix(f"{folder}/") for fault in refusal.value.faults]


def test_a_sound_catalog_gives_records(tmp_path: Path) -> None:
    """Rows become outlets and feeds by their ids."""
    (tmp_path / "outlets.csv").write_text(OUTLETS)
    (tmp_path / "feeds.csv").write_text("\ufeff" + FEEDS)
    catalog = read_catalog(tmp_path)
    assert catalog.outlets["granma"].time_zone == "America/Havana"
    assert catalog.feeds["granma-es"] == Feed(
        "granma-es", "granma", "https://www.granma.cu/feed", "es", "cuba-state", "high", True, ""
    )


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (
            "Granma ES,granma,https://a/1,es,c,high,true,",
            "feeds.csv:3: feed_id 'Granma ES': expected small letters",
        ),
        (
            "granma-es,granma,https://a/1,es,c,high,true,",
            "feeds.csv:3: feed_id 'granma-es': already on line 2",
        ),
        ("x,granma,https://www.granma.cu/feed,es,c,high,true,", "already on line 2"),
        ("x,tass,https://a/1,es,c,high,true,", "feeds.csv:3: outlet_id 'tass': not in outlets.csv"),
        ("x,granma,ftp://a/1,es,c,high,true,", "feeds.csv:3: url 'ftp://a/1': expected an http or https URL"),
        ("x,granma,https://a/1,spa,c,high,true,", "feeds.csv:3: language_code 'spa'"),
        ("x,granma,https://a/1,es,c,sure,true,", "feeds.csv:3: confidence 'sure': expected one of high"),
        ("x,granma,https://a/1,es,c,high,yes,", "feeds.csv:3: is_enabled 'yes': expected one of true, false"),
        ("x,granma,https://a/1,es,c,high,false,", "feeds.csv:3: disabled_reason is empty"),
        ("x,granma,https://a/1,es,c,high,true,why", "feeds.csv:3: disabled_reason of an enabled feed"),
        ("x,granma,https://a/1,es,c,high,true", "feeds.csv:3: 7 fields; expected 8"),
        ("", "feeds.csv:3: an empty line"),
        ('x,"granma', "feeds.csv:3: no CSV"),
    ],
)
def test_a_faulty_feed_is_told(tmp_path: Path, row: str, told: str) -> None:
    """Each rule for a feed names file, line, what was seen and what was expected."""
    assert any(told in fault for fault in faults(tmp_path, feeds=f"{FEEDS}{row}\n"))


@pytest.mark.parametrize(
    ("seen", "other", "told"),
    [
        ("CU", "Cuba", "country_code 'Cuba'"),
        ("state", "good", "owner_class 'good': expected one of state, state-aligned"),
        ("America/Havana", "Havana", "time_zone 'Havana': no IANA time zone"),
        ("America/Havana", "../../etc/passwd", "time_zone '../../etc/passwd'"),
        ("unknown", "perhaps", "terms 'perhaps'"),
        ("https://www.granma.cu/", "granma.cu", "home_url 'granma.cu'"),
        ("Granma", "", "name ''"),
    ],
)
def test_a_faulty_outlet_is_told(tmp_path: Path, seen: str, other: str, told: str) -> None:
    """Each rule for an outlet is checked."""
    assert any(
        f"outlets.csv:2: {told}" in fault for fault in faults(tmp_path, OUTLETS.replace(seen, other, 1))
    )


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    """Faults of both files come together, in the order of their lines."""
    told = faults(tmp_path, OUTLETS.replace("CU", "cu"), FEEDS.replace("high", "x").replace("true", "y"))
    assert [fault.partition(" ")[0] for fault in told] == ["outlets.csv:2:", "feeds.csv:2:", "feeds.csv:2:"]


@pytest.mark.parametrize(
    ("feeds", "told"),
    [
        (b"", "feeds.csv:1: columns (none)"),
        (FEEDS.partition("\n")[0], "feeds.csv:1: no rows"),
        (FEEDS.replace(",category", ""), "feeds.csv:1: columns feed_id"),
        (FEEDS.replace("category", "category,extra"), "feeds.csv:1: columns feed_id"),
        (FEEDS.replace("cuba", "cubañ").encode("latin-1"), "feeds.csv:1: cannot be read as UTF-8"),
    ],
)
def test_a_file_of_the_wrong_shape_is_told(tmp_path: Path, feeds: str | bytes, told: str) -> None:
    """Empty files, other columns and other encodings are refused."""
    assert any(told in fault for fault in faults(tmp_path, feeds=feeds))


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    """A folder without the file says which."""
    with pytest.raises(CatalogError, match=r"topics\.csv:1: cannot be read"):
        read_rows(tmp_path / "topics.csv", ("topic",))


def test_the_columns_are_the_fields_of_the_records() -> None:
    """The shipped files have the columns that the guide and the records name."""
    assert OUTLETS.partition("\n")[0].split(",") == [field.name for field in fields(Outlet)]
    assert FEEDS.partition("\n")[0].split(",") == [field.name for field in fields(Feed)]


def test_the_shipped_catalog_is_sound() -> None:
    """The catalog has no fault, both sides of the ownership line, and no enabled feed that terms forbid."""
    catalog = read_catalog(SEEDS)
    enabled = [feed for feed in catalog.feeds.values() if feed.is_enabled]
    owners = {(catalog.outlets[feed.outlet_id].country_code, catalog.outlets[feed.outlet_id].owner_class)
              for feed in enabled}  # fmt: skip
    assert {("CU", "state"), ("CU", "independent"), ("RU", "state"), ("RU", "government")} <= owners
    assert not [feed for feed in enabled if catalog.outlets[feed.outlet_id].terms.startswith("forbidden")]


def test_every_disposition_has_its_meaning() -> None:
    """The table of dispositions names each of them once."""
    rows = read_rows(
        SEEDS / "dispositions.csv", ("disposition", "stage", "is_final", "is_retried", "meaning")
    )
    assert sorted(row["disposition"] for row in rows) == sorted(Disposition)
    assert all(row["meaning"] and {row["is_final"], row["is_retried"]} <= {"true", "false"} for row in rows)
