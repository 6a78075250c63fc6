"""The site of the models' documentation."""

import json
import shutil
from pathlib import Path
from typing import Any

from small_warehouse import PROJECT, failures, run_dbt


def test_dbt_builds_its_docs(loaded: Path, build_result: Any, tmp_path: Path) -> None:
    """Every model is in the catalog with its columns, and the page is there."""
    assert failures(build_result) == []
    shutil.copytree(loaded, tmp_path, dirs_exist_ok=True)
    assert run_dbt(tmp_path, "docs", "generate").success
    catalog = json.loads((tmp_path / "target" / "catalog.json").read_text(encoding="utf-8"))
    described = {node["metadata"]["name"] for node in catalog["nodes"].values() if node["columns"]}
    assert {path.stem for path in (PROJECT / "models").rglob("*.sql")} <= described
    assert (tmp_path / "target" / "index.html").stat().st_size > 100_000
