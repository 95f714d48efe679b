"""Real files through the command line: ``python -m bench.real FOLDER…``.

The files are not ours to share; the mappings beside this module say which columns and
codes become tallies. Tables that are refused are taken out one by one, with the advice.
"""
