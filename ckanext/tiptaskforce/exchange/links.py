"""Links as values: which address may be kept. Nothing here ever fetches one."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from ckanext.tiptaskforce.exchange.refusal import LinkRefused
from ckanext.tiptaskforce.phrase import N_

LONGEST = 2000
_LOCAL_NAMES = ("localhost", "local", "localdomain", "internal", "intranet", "lan")
_LOCAL_NAMES += ("home", "corp", "test", "invalid", "onion", "home.arpa")
_HOST = re.compile(r"(?!-)[a-z0-9_\-]{1,63}(?<!-)")

_NO_TEXT = N_("Enter a link that begins with https://.")
_TOO_LONG = N_("This link has more than %(limit)s characters.")
_BAD_SIGN = N_("This link holds a blank or a sign that no web address has.")
_SCHEME = N_("Only links that begin with %(allowed)s are kept.")
_NO_HOST = N_("This link names no site.")
_USER = N_("This link holds a user name or password. Remove it.")
_PORT = N_("The port of this link is not a number from 1 to 65535.")
_LOCAL = N_("This link leads into a private network. Use an address open to members.")
_BAD_HOST = N_("The name of the site in this link is not well formed.")


@dataclass(frozen=True)
class Link:
    """A link that may be stored: ``url`` in ASCII, and the site's name as shown."""

    url: str
    host: str
    is_lookalike: bool = False


def check_link(value: str, *, allow_http: bool = False) -> Link:
    """Return the link in the form that is kept.

    A name in other scripts is kept and shown in its ASCII form (``xn--…``), so that
    no letter can pose as another.

    :raises LinkRefused: with the reason, if the link may not be kept.
    """
    text = _plain(value)
    schemes = ("https", "http") if allow_http else ("https",)
    parts = _split(text, schemes)
    host = _host(parts.hostname or "")
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        raise LinkRefused("userinfo", _USER)
    port = _port(parts)
    shown = f"[{host}]" if ":" in host else host
    netloc = shown if port is None else f"{shown}:{port}"
    rest = (_quoted(part) for part in (parts.path, parts.query, parts.fragment))
    url = urlunsplit((parts.scheme.lower(), netloc, *rest))
    return Link(url, host, "xn--" in host)


def _plain(value: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise LinkRefused("empty", _NO_TEXT)
    text = value.strip(" \t\r\n")
    if len(text) > LONGEST:
        raise LinkRefused("long", _TOO_LONG, limit=LONGEST)
    if "\\" in text or any(_is_bad_sign(sign) for sign in text):
        raise LinkRefused("sign", _BAD_SIGN)
    return text


def _is_bad_sign(sign: str) -> bool:
    return sign.isspace() or unicodedata.category(sign) in (
        "Cc",
        "Cf",
        "Cs",
        "Co",
        "Cn",
    )


def _split(text: str, schemes: tuple[str, ...]) -> SplitResult:
    allowed = " or ".join(f"{scheme}://" for scheme in schemes)
    scheme, colon, rest = text.partition(":")
    if not colon or scheme.lower() not in schemes or not rest.startswith("//"):
        raise LinkRefused("scheme", _SCHEME, allowed=allowed)
    if rest.startswith("///"):
        raise LinkRefused("host", _NO_HOST)
    try:
        return urlsplit(text)
    except ValueError as error:
        raise LinkRefused("host", _BAD_HOST) from error


def _port(parts: SplitResult) -> int | None:
    try:
        port = parts.port
    except ValueError as error:
        raise LinkRefused("port", _PORT) from error
    if port == 0:
        raise LinkRefused("port", _PORT)
    return port


def _host(given: str) -> str:
    name = unicodedata.normalize("NFKC", given).replace("。", ".").rstrip(".").lower()
    if not name:
        raise LinkRefused("host", _NO_HOST)
    address = _address(name)
    if address is not None:
        if not _is_public(address):
            raise LinkRefused("private", _LOCAL)
        return str(address)
    name = _ascii(name)
    labels = name.split(".")
    if len(name) > 253 or not all(_HOST.fullmatch(label) for label in labels):
        raise LinkRefused("host", _BAD_HOST)
    if len(labels) < 2 or any(_ends(name, local) for local in _LOCAL_NAMES):
        raise LinkRefused("private", _LOCAL)
    if labels[-1].isdigit():
        raise LinkRefused("host", _BAD_HOST)
    return name


def _ends(name: str, local: str) -> bool:
    return name == local or name.endswith("." + local)


def _ascii(name: str) -> str:
    try:
        return name.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise LinkRefused("host", _BAD_HOST) from error


def _address(
    name: str,
) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Read an address in each form that browsers take: 127.1, 0x7f000001, 017…"""
    try:
        return ipaddress.ip_address(name.strip("[]").partition("%")[0])
    except ValueError:
        return _old_address(name)


def _old_address(name: str) -> ipaddress.IPv4Address | None:
    numbers = [_number(part) for part in name.split(".")]
    if not 1 <= len(numbers) <= 4 or None in numbers:
        return None
    *heads, last = [number or 0 for number in numbers]
    if any(head > 255 for head in heads) or last >= 256 ** (4 - len(heads)):
        raise LinkRefused("host", _BAD_HOST)
    value = sum(head << (24 - 8 * place) for place, head in enumerate(heads))
    return ipaddress.IPv4Address(value + last)


def _number(part: str) -> int | None:
    if re.fullmatch(r"0x[0-9a-f]*", part):
        return int(part[2:] or "0", 16)
    if re.fullmatch(r"0[0-7]*", part):
        return int(part, 8)
    return int(part) if re.fullmatch(r"[1-9][0-9]{0,19}", part) else None


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or _in_nat64(address)
        if inner is not None and not _is_public(inner):
            return False
    return address.is_global and not address.is_multicast


def _in_nat64(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address in ipaddress.IPv6Network("64:ff9b::/96"):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def _quoted(part: str) -> str:
    return quote(part, safe="%/:=&?~#+!$,;'@()*[]|-._")
