"""From a figure of the work to its source and to the line that it evidences."""

from __future__ import annotations

import re

FRONT = "/taskforce/borno"
DATASET = f"{FRONT}/data/progress"


class TestSource:
    def test_from_a_cell_to_its_line_are_two_clicks(self, published, open_page):
        dataset = open_page(DATASET).soup
        cell = dataset.find("a", href=re.compile(r"cell=objective-state~A\.2~TOTAL$"))

        source = open_page(cell["href"]).soup

        assert source.find(class_="tf-one").get_text(strip=True) == cell.get_text()
        line = source.find("a", href=f"{FRONT}/strategy/A.2")
        assert open_page(line["href"]).soup.h1.get_text(strip=True) == "A.2 Line A.2"
        told = source.find(id="field-copy").get_text()
        assert told.startswith(f"{cell.get_text()} – Number of deliverables: A.2 Line")
        assert "work, not people" in told
