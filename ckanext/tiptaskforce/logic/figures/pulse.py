"""The sign of life of a job while the disclosure package works, and how far it is.

A thread of its own writes it: a single solve may take longer than a minute, and a job
without a sign of life is taken up again by another.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ckan import model

if TYPE_CHECKING:
    from ckanext.tiptaskforce.disclosure.progress import Step

log = logging.getLogger(__name__)
SECONDS = 2
STEPS = (
    *("gathering", "reading", "fitting", "suppressing", "proving"),
    *("writing", "auditing", "scanning", "done"),
)
# What the package calls its steps.
_PACKAGE = {
    "read": "reading",
    "fit": "fitting",
    "suppress": "suppressing",
    "witnesses": "proving",
    "write": "writing",
    "audit": "auditing",
    "commit": "auditing",
    "done": "auditing",
}
Beat = Callable[[dict[str, Any]], bool]


class Stopped(Exception):  # noqa: N818 - it names what happened, as people say it
    """The row is no longer this job's: cancelled, dropped or taken up again."""


class Pulse:
    """Tells how far a job is; ``beat`` stores it and says whether the row is ours."""

    def __init__(self, beat: Beat) -> None:
        self._beat = beat
        self._told: dict[str, Any] = at("gathering")
        self._over = threading.Event()
        self._is_gone = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Pulse:
        """Begin to give signs of life."""
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        """End them, before anybody else writes into the row."""
        self._over.set()
        self._thread.join()

    def say(self, step: Step) -> None:
        """Hear the package; its number of cells would tell how many are small."""
        percent = 100 * step.done // step.total if step.total else None
        self._told = at(_PACKAGE.get(step.name, "reading"), percent)

    def is_gone(self) -> bool:
        """Tell whether the row was taken away meanwhile."""
        return self._is_gone.is_set()

    def _run(self) -> None:
        while not self._over.wait(SECONDS):
            try:
                if not self._beat(self._told):
                    self._is_gone.set()
                    return
            except Exception:
                log.exception("a sign of life could not be stored")
            finally:
                model.Session.remove()


def at(word: str, percent: int | None = None) -> dict[str, Any]:
    """Return what a row tells of a step."""
    step = STEPS.index(word)
    return {"step": step, "of": len(STEPS) - 1, "word": word, "percent": percent}
