"""Benchmarks: each prints a ratio against a named peer, limit or floor.

`make bench` runs all of them, `python -m bench NAME …` some. They measure on a site of
their own, `.dev/bench`, and leave the demo alone.
"""
