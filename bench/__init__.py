"""What is measured, and against whom; ``docs/bench.md`` says how to read it.

``python -m bench [PART…]`` runs the parts ``tagging speed extraction feeds warehouse``. Each part is
a module with ``run``, which yields tables. Whatever is timed runs in a child of its own
(``children``), so that its peak memory is its own. Nothing here reads the network.
"""
