"""Trials of changed modules: the tests that run the place, in a fork with limits.

The tests are collected once. Each trial is a fork in which the functions of the module
get their changed code, so that it costs little more than the tests that it runs. The
time limit is of the processor: a busy machine kills nothing, an endless loop is ended.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import importlib.abc
import importlib.util
import itertools
import json
import os
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest

from dev.mutants import Mutant
from dev.places import ROOT

# A kill between two touches of the disk needs processes of its own, which would run the
# module unchanged.
LEFT_OUT = ("test_crash.py",)
OPTIONS = (
    *("-q", "-x", "--rootdir", str(ROOT), "-c", str(ROOT / "pyproject.toml")),
    *("-p", "_hypothesis_pytestplugin", "--hypothesis-seed=0"),
    *("-p", "no:cacheprovider", "-m", "not long"),
)
LEAST_SECONDS, SLACK = 20, 5
PATIENCE = 30


@dataclass(frozen=True)
class Reach:
    """Which test runs which line of which module, and what each test takes."""

    lines: dict[str, dict[int, list[str]]]
    seconds: dict[str, float]

    def plain(self) -> list[Any]:
        """Return it as plain data."""
        return [self.lines, self.seconds]

    @classmethod
    def read(cls, plain: Sequence[Any]) -> Reach:
        """Return it from plain data, in which numbers have become text."""
        lines, seconds = plain
        numbered = {
            module: {int(n): tests for n, tests in own.items()}
            for module, own in lines.items()
        }
        return cls(numbered, seconds)

    def of(self, mutant: Mutant) -> set[str]:
        """Return the tests that can see a change.

        What runs when the module is loaded is seen by all tests that run any of it.
        """
        lines = self.lines.get(str(mutant.path), {})
        found = {test for n in mutant.lines for test in lines.get(n, [])}
        if found - {""}:
            return found - {""}
        return {test for tests in lines.values() for test in tests} - {""}

    def within(self, seconds: float, tests: Sequence[str]) -> list[str]:
        """Return the first of these tests that take so long together; 0 is all."""
        ends = itertools.accumulate(self.seconds[test] for test in tests)
        kept = [t for t, end in zip(tests, ends, strict=True) if end <= seconds]
        return (kept or list(tests[:1])) if seconds else list(tests)


class Bench:
    """The collected tests, and trials with them."""

    def __init__(self, session: pytest.Session, modules: Sequence[Path]) -> None:
        self.items = {item.nodeid: item for item in session.items}
        self.modules = list(modules)
        self.seen: list[str] = []
        session.config.pluginmanager.register(self)
        for module in modules:
            importlib.import_module(_name(module))

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a test that fails."""
        if report.failed:
            self.seen.append(report.nodeid)

    def baseline(self) -> Reach | None:
        """Run all tests as they stand, and note what they run; None where one fails."""
        end, told = _forked(self._watched, 3600)
        return Reach.read(json.loads(told)) if end == "0" else None

    def tried(self, mutant: Mutant, tests: Sequence[str], reach: Reach) -> list[str]:
        """Return ``killed``, ``time`` or ``survived``, and the test that saw it."""
        if not tests:
            return ["survived", "no test runs it"]
        run = functools.partial(self._changed, mutant, tests)
        if not mutant.is_inside:
            run = functools.partial(_anew, mutant, tests)
        limit = LEAST_SECONDS + SLACK * sum(reach.seconds[test] for test in tests)
        end, told = _forked(run, limit)
        return [{"0": "survived", "time": "time"}.get(end, "killed"), told]

    def _watched(self) -> tuple[int, str]:
        import coverage

        paths = [str(ROOT / module) for module in self.modules]
        watch = coverage.Coverage(data_file=None, include=paths)
        seconds: dict[str, float] = {}
        watch.start()
        for test, item in self.items.items():
            watch.switch_context(test)
            begun = time.process_time()
            self._run(item)
            seconds[test] = time.process_time() - begun
        watch.stop()
        data = watch.get_data()
        lines = [data.contexts_by_lineno(path) for path in paths]
        of = dict(zip(map(str, self.modules), lines, strict=True))
        return len(self.seen), json.dumps([of, seconds])

    def _changed(self, mutant: Mutant, tests: Sequence[str]) -> tuple[int, str]:
        _change(mutant)
        for test in tests:
            self._run(self.items[test])
            if self.seen:
                return 1, test
        return 0, ""

    def _run(self, item: pytest.Item) -> None:
        # The parent's terminal is not for the dots of thousands of trials.
        manager = item.config.pluginmanager
        if manager.hasplugin("terminalreporter"):
            manager.unregister(name="terminalreporter")
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)


def bench(
    tests: Path,
    only: Sequence[str] | None,
    modules: Sequence[Path],
    work: Callable[[Bench], bool],
) -> bool:
    """Collect the tests, and do some work with them instead of running them."""
    names = only or [path.name for path in sorted((ROOT / tests).glob("test_*.py"))]
    files = [str(ROOT / tests / name) for name in names if name not in LEFT_OUT]
    done: list[bool] = []

    class Loop:
        @pytest.hookimpl
        def pytest_runtestloop(self, session: pytest.Session) -> bool:
            done.append(work(Bench(session, modules)))
            return True

    _pytest(files, [Loop()])
    return done == [True]


def _pytest(words: Sequence[str], plugins: Sequence[object]) -> int:
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    with tempfile.TemporaryDirectory(prefix="mutate-") as folder:
        os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = f"{folder}/examples"
        place = ("--basetemp", f"{folder}/tests")
        return int(pytest.main([*OPTIONS, *place, *words], list(plugins)))


def _change(mutant: Mutant) -> None:
    """Give the functions of the loaded module their changed code, where they are.

    Whoever imported a function by name holds the same object, and sees it too.
    """
    module = sys.modules[_name(mutant.path)]
    made = ModuleType(module.__name__)
    exec(compile(mutant.source, str(mutant.path), "exec"), made.__dict__)  # noqa: S102
    found = _functions(module)
    for name, function in _functions(made).items():
        found[name].__code__ = function.__code__
        found[name].__defaults__ = function.__defaults__
        found[name].__kwdefaults__ = function.__kwdefaults__


def _functions(module: ModuleType) -> dict[str, FunctionType]:
    found: dict[str, FunctionType] = {}
    left = list(vars(module).values())
    while left:
        one = left.pop()
        if isinstance(one, type) and one.__module__ == module.__name__:
            left += vars(one).values()
        one = getattr(one, "fget", None) or getattr(one, "__wrapped__", None) or one
        if isinstance(one, FunctionType) and one.__module__ == module.__name__:
            found[one.__qualname__] = one
    return found


def _anew(mutant: Mutant, tests: Sequence[str]) -> tuple[int, str]:
    """Load the package anew with the changed module, and run the tests on it."""
    for name in list(sys.modules):
        if name.startswith(("ckanext.tiptaskforce", "tests.")):
            del sys.modules[name]
    sys.meta_path.insert(0, _Finder(mutant))
    return _pytest([str(ROOT / test) for test in tests], []), "loaded anew"


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Finds the changed module in place of the one on the disk."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant
        self.name = _name(mutant.path)

    def find_spec(self, fullname: str, *_more: object) -> Any:
        if fullname == self.name:
            return importlib.util.spec_from_loader(fullname, self)
        return None

    def get_source(self, fullname: str) -> str:
        return self.mutant.source

    def get_code(self, fullname: str) -> CodeType:
        return self.source_to_code(self.mutant.source, fullname)


def _name(module: Path) -> str:
    return ".".join(module.with_suffix("").parts).removesuffix(".__init__")


def _forked(run: Callable[[], tuple[int, str]], seconds: float) -> tuple[str, str]:
    """Run in a fork; return its exit code, or ``time``, and what it told."""
    with tempfile.TemporaryDirectory(prefix="mutate-") as folder:
        told = Path(folder) / "told"
        pid = os.fork()
        if not pid:
            _child(run, int(seconds), folder, told)
        code = _waited(pid, PATIENCE * seconds)
        words = told.read_text(encoding="utf-8") if told.exists() else ""
    is_late = code in {-signal.SIGXCPU, -signal.SIGKILL}
    return ("time" if is_late else str(code)), words


def _waited(pid: int, seconds: float) -> int:
    begun = time.monotonic()
    for _ in _waits():
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() - begun > seconds:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    raise AssertionError


def _waits() -> Iterator[None]:
    while True:
        yield
        time.sleep(0.01)


def _child(
    run: Callable[[], tuple[int, str]], seconds: int, folder: str, told: Path
) -> None:
    code = 70
    try:
        used = int(time.process_time())
        resource.setrlimit(resource.RLIMIT_CPU, (used + seconds, used + seconds + 10))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        tempfile.tempdir = folder
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nothing, stream)
        code, words = run()
        told.write_text(words, encoding="utf-8")
    except BaseException:  # noqa: BLE001 - the parent reads the code, not the reason
        traceback.print_exc()
    finally:
        os._exit(code)
