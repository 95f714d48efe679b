"""Ports: taken by binding, and never one that somebody else listens on."""

from __future__ import annotations

import socket

import pytest

from dev import ports


@pytest.fixture
def taken():
    """A port on which somebody else listens, on every address."""
    with socket.create_server(("", 0)) as other:
        yield other.getsockname()[1]


class TestListen:
    def test_the_wanted_port_is_taken_at_once(self):
        wanted = ports.free_port()
        with ports.listen(wanted) as mine:
            assert mine.getsockname() == ("127.0.0.1", wanted)
            assert not ports.is_free(wanted)

    def test_a_port_of_another_is_passed_by(self, taken):
        with ports.listen(taken) as mine:
            assert taken < mine.getsockname()[1] <= taken + 50

    def test_two_that_want_the_same_port_get_two(self):
        wanted = ports.free_port()
        with ports.listen(wanted) as first, ports.listen(wanted) as second:
            assert first.getsockname()[1] != second.getsockname()[1]

    def test_beyond_the_last_port_any_port_will_do(self):
        with ports.listen(65_535) as mine:
            assert 1024 <= mine.getsockname()[1] <= 65_535


class TestIsFree:
    def test_a_listener_on_ipv6_counts(self):
        """A browser that opens localhost asks there first."""
        if not socket.has_ipv6:
            pytest.skip("this machine has no IPv6")
        try:
            other = socket.create_server(("::1", 0), family=socket.AF_INET6)
        except OSError:
            pytest.skip("this machine has no IPv6")
        with other:
            assert not ports.is_free(other.getsockname()[1])
