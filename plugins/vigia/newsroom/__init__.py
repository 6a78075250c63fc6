"""The bundled newsroom: an invented world press, served on loopback.

- ``content``  reads ``seeds/newsroom`` into records
- ``edition``  the press at one moment: what is out, and in which version
- ``syndicate``  feed documents; ``pages`` HTML; ``faults`` answers that misbehave on purpose
- ``server``   serves them all, by the Host header
"""
