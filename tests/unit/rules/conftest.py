"""A small folder of seeds that a test spoils in one place."""

from collections.abc import Callable
from pathlib import Path

import pytest

FILES = {
    "actors.csv": [
        "actor_id,name,side,kind,role,wikidata,topics",
        "rosneft,Rosneft,russia,company,,,energy:3",
    ],
    "topics.csv": ["topic,name,meaning,ordinal", "energy,Energy,Oil and power,1", "trade,Trade,Goods,2"],
    "terms.csv": [
        "entity_id,side,kind,language,term,case,needs,only",
        "cuba,cuba,country,es,Cuba,cap,,",
        "cuban,cuba,demonym,en,Cuban,cap,,",
        "russia,russia,country,es,Rusia,cap,,",
        "rosneft,russia,company,mul,Rosneft,cap,,",
    ],
    "terms_generated.csv": [
        "entity_id,side,kind,language,term,case,needs,only",
        "cuba,cuba,country,ru,Куба,cap,,",
    ],
    "lookalikes.csv": [
        "mask_id,hides,scope,language,term,case",
        "mark-cuban,cuban,item,mul,Mark Cuban,",
    ],
    "countries.csv": ["code,language,term,case", "BR,es,Brasil,cap"],
    "cues.csv": ["cue,language,term", "relation,es,acuerdo"],
    "topic_terms.csv": [
        "topic,language,term,weight",
        *(f"energy,{one},petrol*,3" for one in "en es ru pt fr de it uk".split()),
        *(f"trade,{one},comerc*,3" for one in "en es ru pt fr de it uk".split()),
    ],
    "examples.csv": [
        "rule,expect,language,country,text,note",
        "lookalikes.csv:mark-cuban,miss,en,,Mark Cuban sells; Cuban is glad,",
        "terms.csv:cuba,hit,es,,Cuba abre,",
    ],
}

Spoil = Callable[..., Path]


@pytest.fixture
def small_seeds(tmp_path: Path) -> Spoil:
    """Write sound seeds, with rows added to files; ``without`` leaves rows out."""

    def written(name: str = "seeds", without: str | None = None, **rows: str) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        for file, lines in FILES.items():
            more = [rows[file[:-4]]] if file[:-4] in rows else []
            kept = [line for line in [*lines, *more] if without is None or without not in line]
            (folder / file).write_text("\n".join(kept) + "\n", encoding="utf-8")
        return folder

    return written
