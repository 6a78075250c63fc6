"""Tagging: is an item about the Cuba–Russia relation, on what, who takes part, and why.

Pure: nothing here does I/O but ``read_tagger``, which reads the seeds. The way of an item::

    fold → matcher (hits) → standing (which hits count) → relevance → topics, actors → evidence
"""
