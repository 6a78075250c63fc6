"""The bundled newsroom: an invented world press, served on loopback.

- ``seeds``      the shapes of the files in ``seeds/newsroom``; ``content`` reads them into records
- ``edition``    the press at one moment: what is out, and in which version
- ``syndicate``  feed documents; ``pages`` HTML; ``faults`` answers that misbehave on purpose
- ``reply``      an answer, its validators and its compression
- ``server``     serves them all, by the Host header
"""
