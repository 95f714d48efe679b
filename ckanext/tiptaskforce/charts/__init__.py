"""Charts drawn on the server as SVG, each from plain labels, series and cells.

One module per kind of chart. Nothing here knows CKAN, a database or a language: the
caller hands over words, a translator and a way to write numbers. A chart shows what
was released and nothing else: neither its length nor its axis depends on a value that
is withheld, because no such value ever reaches it.
"""
