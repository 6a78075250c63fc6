"""``python -m vigia`` is the command ``vigia``."""

from vigia.cli import main

main()
