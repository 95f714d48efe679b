"""Looks after the processes of a site: starts them, starts them again, stops them."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from dev.failure import StepFailed
from dev.places import Places
from dev.processes import spawn, started, stop

Say = Callable[[str], None]
LOOK_EVERY_SECONDS = 0.5
DEATHS = 5
DEATHS_WITHIN_SECONDS = 120


@dataclass
class Child:
    """A process that has to run as long as the site does."""

    name: str
    argv: list[str]
    pass_fds: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)

    def died_too_often(self, now: float) -> bool:
        """Note a death; tell whether starting it again has become hopeless."""
        self.deaths = [t for t in self.deaths if now - t < DEATHS_WITHIN_SECONDS]
        self.deaths.append(now)
        return len(self.deaths) >= DEATHS


class Supervisor:
    """The children of one site, in the order in which they were started."""

    def __init__(self, places: Places, environment: dict[str, str], say: Say) -> None:
        self.places = places
        self.environment = environment
        self.say = say
        self.children: list[Child] = []

    def start(self, child: Child) -> subprocess.Popen[bytes]:
        """Start a child and look after it from now on."""
        if child not in self.children:
            self.children.append(child)
        child.process = spawn(
            child.argv,
            log=self.places.log(child.name),
            mark=self.places.folder,
            cwd=self.places.folder,
            env=self.environment,
            pass_fds=child.pass_fds,
        )
        return child.process

    def watch(self, services_run: Callable[[], bool]) -> None:
        """Keep the children alive; return never, but raise when it cannot go on."""
        while True:
            if not services_run():
                raise StepFailed(
                    "PostgreSQL, Valkey or Solr ended, and the site with it",
                    remedy=f"look into {self.places.log('x').parent}, then start again",
                )
            for child in self.children:
                self.revive(child)
            time.sleep(LOOK_EVERY_SECONDS)

    def revive(self, child: Child) -> None:
        """Start a child again if it ended."""
        code = None if child.process is None else child.process.poll()
        if code is None:
            return
        log = self.places.log(child.name)
        if child.died_too_often(time.monotonic()):
            raise StepFailed(
                f"the {child.name} process keeps ending (last with code {code})",
                log=log,
                remedy="mend what the log says, then start again",
            )
        self.say(f"the {child.name} process ended (code {code}): starting it again")
        self.say(f"  its log: {log}")
        self.start(child)

    def stop(self) -> None:
        """Stop all children, the youngest first."""
        alive = [c.process for c in reversed(self.children) if c.process]
        stop([started(process) for process in alive if process.poll() is None])
        for process in alive:
            process.wait()
