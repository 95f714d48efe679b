"""The embedded stack: PostgreSQL, Valkey, Solr, web and worker from packages.

Demo, tests and benchmarks share it. Everything a stack owns lies in `.dev/<name>/`;
`python -m dev --help` lists the commands.
"""
