"""`make demo`: the whole site with sample data, in front or in the background."""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

from dev import ini, logins
from dev.failure import StepFailed
from dev.places import ROOT, Places
from dev.ports import listen
from dev.processes import (
    Started,
    clean_environment,
    find,
    spawn,
    started,
    stop,
    wait_until,
)
from dev.stack import Stack
from dev.supervisor import Child, Supervisor

NAME = "demo"
QUEUE = "tiptaskforce"
WEB_WORKERS = 2
START_SECONDS = 600
STOP_SECONDS = 60
Say = Callable[[str], None]


class Demo:
    """The site of one stack, and the one process that looks after it."""

    def __init__(self, say: Say, places: Places | None = None) -> None:
        self.places = places or Places(NAME)
        self.stack = Stack(self.places)
        self.say = say
        self._name = ["--name", self.places.name]

    def run(self, port: int) -> int:
        """Start everything, look after it, and stop it all in the end."""
        with _stopping_on_signals(), self._alone() as is_alone:
            if not is_alone:
                return self._tell_where()
            try:
                self._serve(port)
            except KeyboardInterrupt:
                return 0
            finally:
                self._end()

    def is_up(self) -> bool:
        """Tell whether pages are served, by whoever started it."""
        return self._runner() is not None and bool(self._site().get("is_ready"))

    def start(self, port: int) -> int:
        """Let a process in the background run it; return when pages are served."""
        with self._alone() as is_alone:
            if not is_alone:
                return self._tell_where()
        log = self.places.log("demo")
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_bytes(b"")
        process = spawn(
            [sys.executable, "-m", "dev", "demo", "--port", str(port), *self._name],
            log=log,
            mark=self.places.folder,
            cwd=ROOT,
        )
        try:
            return self._follow(process)
        except BaseException:
            stop([started(process)], seconds=STOP_SECONDS)
            raise

    def stop(self) -> int:
        """Stop what runs, in front or in the background; data stay."""
        runner = self._runner()
        if runner is not None:
            runner.send_signal(signal.SIGTERM)
            with contextlib.suppress(Exception):
                runner.wait(STOP_SECONDS)
        self.stack.down(self.say)
        self.stack.write(site={})
        self.say(f"stopped; the data stay in {self.places.folder}")
        return 0

    def _serve(self, port: int) -> None:
        begun = time.monotonic()
        # What a crash has left would hold ports and data folders.
        self.stack.down(self.say)
        taken = listen(port)
        actual = taken.getsockname()[1]
        url = ini.site_url(actual)
        self._note(url, is_ready=False)
        if port and actual != port:
            self.say(f"port {port} is taken: using {actual}")
        self.stack.up(self.say)
        self._write_ini(url)
        environment = clean_environment() | self.stack.environment()
        environment |= {"PYTHONPATH": str(ROOT), "CKAN_INI": str(self.places.ini)}
        self._prepare(url, environment)
        supervisor = Supervisor(self.places, environment, self.say)
        try:
            self._open(supervisor, taken, url)
            self._note(url, is_ready=True)
            self.say(f"ready after {time.monotonic() - begun:.0f} s")
            self._welcome(url)
            supervisor.watch(self.stack.is_up)
        finally:
            supervisor.stop()

    def _write_ini(self, url: str) -> None:
        secret = self.stack.secret("secret_key")
        options = ini.settings(self.places, url=url, secret=secret, is_demo=True)
        ini.write(self.places, options)

    def _prepare(self, url: str, environment: dict[str, str]) -> None:
        """Run the steps of dev/prepare.py and tell each as it begins."""
        log = self.places.log("prepare")
        log.unlink(missing_ok=True)
        words = [str(self.places.ini), url, str(self.places.logins)]
        process = spawn(
            [sys.executable, "-m", "dev.prepare", *words],
            log=log,
            mark=self.places.folder,
            cwd=self.places.folder,
            env=environment,
            stdout=subprocess.PIPE,
        )
        title = "application"
        try:
            for line in process.stdout or ():
                title = line.decode().strip()
                self.say(f"preparing: {title}")
            code = process.wait()
        except BaseException:
            stop([started(process)])
            raise
        if code:
            raise StepFailed(
                f"preparing failed at: {title}",
                log=log,
                remedy="mend what the log says, or remove .dev/demo to begin anew",
            )

    def _open(self, supervisor: Supervisor, taken: socket.socket, url: str) -> None:
        """Start the web workers and the job worker, and wait for the first page."""
        self.say(f"starting the site ({WEB_WORKERS} web workers) and the job worker")
        for service in ("web", "worker", "reconciler", "access"):
            self.places.log(service).unlink(missing_ok=True)
        web = supervisor.start(self._web(taken))
        site = [sys.executable, "-m", "dev.site", str(self.places.ini)]
        supervisor.start(Child("worker", [*site, "jobs", "worker", QUEUE]))
        wait_until(
            lambda: page_answers(url),
            process=web,
            what="the site",
            log=self.places.log("web"),
            seconds=START_SECONDS,
        )
        reconciler = [sys.executable, "-m", "dev.reconciler", str(self.places.ini)]
        supervisor.start(Child("reconciler", reconciler))

    def _web(self, taken: socket.socket) -> Child:
        threads = ("--worker-class", "gthread", "--threads", "4")
        return Child(
            "web",
            [
                *(sys.executable, "-m", "gunicorn", "--bind", f"fd://{taken.fileno()}"),
                *("--workers", str(WEB_WORKERS), *threads, "--timeout", "120"),
                *("--graceful-timeout", "5", "--no-control-socket"),
                *("--worker-tmp-dir", str(self.places.folder)),
                *("--access-logfile", str(self.places.log("access"))),
                "ckanext.tiptaskforce.wsgi:application",
            ],
            pass_fds=(taken.fileno(),),
        )

    def _welcome(self, url: str) -> None:
        for line in logins.table(self.places.logins):
            self.say(line)
        self.say(f"all logins: {self.places.logins}")
        self.say(f"open {url}    (Ctrl-C or `make demo-stop` ends it)")

    def _end(self) -> None:
        """Leave no process behind, whatever else is pressed meanwhile."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        self.stack.down(self.say)
        self.stack.write(site={})

    @contextlib.contextmanager
    def _alone(self) -> Iterator[bool]:
        """Hold this demo for one process; the system lets go when that process ends."""
        self.places.folder.mkdir(parents=True, exist_ok=True)
        with self.places.site_lock.open("w") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True

    def _note(self, url: str, *, is_ready: bool) -> None:
        import psutil

        me = Started(os.getpid(), psutil.Process().create_time())
        self.stack.write(site={"runner": vars(me), "url": url, "is_ready": is_ready})

    def _site(self) -> dict[str, Any]:
        return self.stack.read().get("site") or {}

    def _runner(self) -> Any:
        runner = self._site().get("runner")
        return find(Started(**runner)) if runner else None

    def _tell_where(self) -> int:
        site = self._site()
        if site.get("is_ready"):
            self.say("the demo runs already")
            self._welcome(site["url"])
        else:
            where = site.get("url", "an address that it will tell")
            self.say(f"another `make demo` is just starting it: {where}")
        return 0

    def _follow(self, process: subprocess.Popen[bytes]) -> int:
        """Show what the background process says, until it is ready or has ended."""
        with self.places.log("demo").open(encoding="utf-8", errors="replace") as log:
            while True:
                ended = process.poll() is not None
                is_ready = self._is_ready(process.pid)
                sys.stdout.write(log.read())
                sys.stdout.flush()
                if ended or is_ready:
                    return int(not is_ready)
                time.sleep(0.1)

    def _is_ready(self, pid: int) -> bool:
        site = self._site()
        mine = site.get("runner", {}).get("pid") == pid
        return bool(mine and site.get("is_ready"))


def page_answers(url: str) -> bool:
    """Tell whether the front page of the site is served."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(url, timeout=60) as reply:
            return reply.status == 200
    except (urllib.error.URLError, OSError):
        return False


@contextlib.contextmanager
def _stopping_on_signals() -> Iterator[None]:
    """Treat a closed terminal and a request to end like Ctrl-C."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, interrupt)
    signal.signal(signal.SIGTERM, interrupt)
    # Under nohup a closed terminal is meant to change nothing.
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, interrupt)
    yield


def add_commands(command: Callable[..., argparse.ArgumentParser], say: Say) -> None:
    """Add demo, demo-start and demo-stop to the commands of `python -m dev`."""

    def front(arguments: argparse.Namespace) -> int:
        """Run the site with sample data until Ctrl-C."""
        return Demo(say, Places(arguments.name)).run(arguments.port)

    def background(arguments: argparse.Namespace) -> int:
        """Start the site with sample data in the background."""
        return Demo(say, Places(arguments.name)).start(arguments.port)

    def end(arguments: argparse.Namespace) -> int:
        """Stop the site with sample data."""
        return Demo(say, Places(arguments.name)).stop()

    for name, action in (("demo", front), ("demo-start", background)):
        made = command(name, action)
        made.add_argument("--port", type=_port, default=5000)
        made.add_argument("--name", default=NAME)
    command("demo-stop", end).add_argument("--name", default=NAME)


def _port(text: str) -> int:
    port = int(text)
    if port and not 1024 <= port <= 65535:
        raise argparse.ArgumentTypeError("a port is a number from 1024 to 65535")
    return port
