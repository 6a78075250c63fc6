"""Vigía: watches the world's news for what passes between Cuba and Russia.

The way of the data, one verb a stage (``vigia.stages``)::

    plan → poll → queue → fetch → gate → extract → tag → load → build → publish → report, alert

Where to look:

- ``cli``        what a person types
- ``stages``     one public function for each verb; the only callers of the doors
- ``web``        door: HTTP, politeness, robots, address guard (only importer of aiohttp)
- ``archive``    door: WARC files of every fetched page (only importer of fastwarc)
- ``warehouse``  door: the DuckDB file, its schema, loading and publishing (only importer of duckdb)
- ``catalog``    door: ``seeds/`` as typed records
- ``notify``     door: Apprise
- ``newsroom``   the bundled, invented newsroom and its loopback server
- ``feeds`` ``articles`` ``tagging`` ``stories`` ``reports``  what each noun means; no I/O
- ``killable`` ``dates`` ``urls`` ``urlwords`` ``copied`` ``text`` ``decoding`` ``compression``
  ``runs`` ``settings`` ``model`` ``errors``  the common ground
"""

__version__ = "0.1.0"
