"""All that a site needs before its first page, in one process.

Every `ckan` command boots the whole application, two seconds each. Here it boots once:
`python -m dev.prepare INI URL LOGINS`. Standard output tells which step begins; what
the steps themselves say goes to standard error, which is the log.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import Any

Step = tuple[str, str, list[str]]


def steps(url: str, logins: str) -> list[Step]:
    """Return what is to be done: a title for people, a command, its words."""
    demo = ["demo", "--url", url, "--logins", logins]
    return [
        ("database tables of CKAN and the extension", "db", ["upgrade"]),
        ("sample task force, accounts and release", "tiptaskforce", demo),
        ("search index", "search-index", ["rebuild", "--quiet"]),
    ]


class Commands:
    """CKAN's commands and those of its plugins, on one application."""

    def __init__(self, ini: str) -> None:
        import click
        from ckan.cli.cli import CtxObject, ckan

        booted = CtxObject(ini)
        self.parent = click.Context(ckan, obj=booted, info_name="ckan")
        self.parent.meta["flask_app"] = booted.app._wsgi_app  # pyright: ignore
        self.known = dict(ckan.commands) | _of_plugins()

    def run(self, name: str, words: list[str]) -> None:
        """Run one command as the `ckan` program would."""
        self.known[name].main(
            words, prog_name=f"ckan {name}", parent=self.parent, standalone_mode=False
        )


def _of_plugins() -> dict[str, Any]:
    import ckan.plugins as p

    found = [c for one in p.PluginImplementations(p.IClick) for c in one.get_commands()]
    return {str(command.name): command for command in found}


@contextlib.contextmanager
def _told(title: str) -> Iterator[None]:
    print(title, flush=True)
    with contextlib.redirect_stdout(sys.stderr):
        yield


def main() -> None:
    """Boot, then run every step; the first that fails ends it all."""
    ini, url, logins = sys.argv[1:]
    with _told("application"):
        commands = Commands(ini)
    for title, name, words in steps(url, logins):
        with _told(title):
            commands.run(name, words)


if __name__ == "__main__":
    main()
