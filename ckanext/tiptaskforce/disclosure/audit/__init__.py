"""The auditor: reads the published bytes again, with code of its own.

It may know how a spec is written and nothing else of the package: what it shares with
the protector, it cannot find wrong.
"""
