"""TEMP."""

import io

from openpyxl import Workbook


def plain(sheets):
    b = Workbook()
    b.remove(b.active)
    for n, r in sheets.items():
        s = b.create_sheet(n)
        for x in r:
            s.append(x)
    o = io.BytesIO()
    b.save(o)
    return o.getvalue()
