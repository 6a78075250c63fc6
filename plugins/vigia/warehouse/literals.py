"""Text inside SQL, where DuckDB takes no parameter: names of files, mostly."""


def literal(text: object) -> str:
    """Return text as a literal of SQL, in its quotes."""
    return "'" + str(text).replace("'", "''") + "'"
