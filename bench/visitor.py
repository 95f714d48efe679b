"""A reader of the benchmark's site: a token, an address, the answer as it travels."""

from __future__ import annotations

import re
import urllib.request
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

_ASSET = re.compile(r'<(?:link|script|img)\b[^>]*\b(?:href|src)="([^"]+)"[^>]*>')
_NOT_LOADED = re.compile(r'rel="(?:canonical|alternate|next|prev|shortlink)"')


@dataclass(frozen=True)
class Answer:
    """One reply: how many bytes came over the line, and the text in them."""

    bytes_sent: int
    text: str


class Visitor:
    """Asks as a browser does that takes compressed answers."""

    def __init__(self, url: str, token: str | None = None) -> None:
        self.url = url
        self.token = token
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def get(self, address: str) -> Answer:
        """Return a page; an answer other than 200 is an error."""
        import gzip

        request = urllib.request.Request(
            urljoin(self.url + "/", address), headers={"Accept-Encoding": "gzip"}
        )
        if self.token:
            request.add_header("Authorization", self.token)
        with self.opener.open(request, timeout=60) as reply:
            sent = reply.read()
            packed = reply.headers.get("Content-Encoding") == "gzip"
        body = gzip.decompress(sent) if packed else sent
        return Answer(len(sent), body.decode("utf-8", errors="replace"))

    def weight(self, address: str) -> tuple[int, int, int]:
        """Return bytes of the page alone, of it with all it loads, and the requests."""
        page = self.get(address)
        loaded = {
            match.group(1)
            for match in _ASSET.finditer(page.text)
            if not _NOT_LOADED.search(match.group(0))
            and not match.group(1).startswith("data:")
        }
        mine = [a for a in sorted(loaded) if self._is_ours(a)]
        rest = sum(self.get(asset).bytes_sent for asset in mine)
        return page.bytes_sent, page.bytes_sent + rest, 1 + len(mine)

    def _is_ours(self, asset: str) -> bool:
        return urlsplit(urljoin(self.url, asset)).netloc == urlsplit(self.url).netloc
