"""The first step of every make target: what it does on machines that lack something.

The script runs in a checkout of its own, on a PATH that holds what a test puts there:
programs that answer as the real ones do, and an apt-get that notes how it was called.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "dev" / "bootstrap.sh"
BASICS = ("sh", "dirname", "mkdir", "grep", "tail", "cat", "chmod", "cp", "env")
IS_DEBIAN = Path("/etc/debian_version").exists()
on_debian = pytest.mark.skipif(not IS_DEBIAN, reason="apt-get is Debian's")

PYTHON = """
case $2 in *version_info*) exit {is_too_old} ;; *libmagic*) exit {has_no_magic} ;; esac
mkdir -p .venv/bin
printf '#!/bin/sh\\necho "python of .venv: $*"\\n' >.venv/bin/python
chmod +x .venv/bin/python
"""
JAVA = 'echo "java.base@{n}"; echo "{module}@{n}"'
# It brings what lies on the shelf under the name of the package.
APT = """
echo "$*" >>{home}/apt-calls
[ -e {home}/no-network ] && exit 100
[ "$1" = install ] || exit 0
for package in "$@"; do
    if [ -d {home}/shelf/"$package" ]; then cp {home}/shelf/"$package"/* {home}/bin/; fi
done
"""


class Machine:
    """A checkout, a PATH and an account that a test furnishes."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.checkout = home / "checkout"
        (self.checkout / "dev").mkdir(parents=True)
        shutil.copy(SCRIPT, self.checkout / "dev")
        self.bin = home / "bin"
        self.bin.mkdir()
        for name in BASICS:
            found = shutil.which(name)
            assert found is not None, name
            (self.bin / name).symlink_to(found)
        self.own = home / "own"
        self.own.mkdir()

    def has(self, name: str, body: str, folder: Path | None = None) -> None:
        """Put a program on the PATH, or into another folder."""
        folder = folder or self.bin
        folder.mkdir(parents=True, exist_ok=True)
        program = folder / name
        program.write_text(f"#!/bin/sh\n{body}\n")
        program.chmod(0o755)

    def has_python(self, **faults: int) -> None:
        faults = {"is_too_old": 0, "has_no_magic": 0} | faults
        self.has("python3", PYTHON.format(**faults))

    def has_java(self, n: str = "17.0.2", module: str = "jdk.compiler") -> None:
        self.has("java", JAVA.format(n=n, module=module))

    def has_all(self) -> None:
        self.has_python()
        self.has_java()
        self.has("mvn", "exit 0")

    def has_apt(self) -> None:
        self.has("apt-get", APT.format(home=self.home))

    def sells(self, package: str, name: str, body: str) -> None:
        """Let apt-get bring a program with a package."""
        self.has(name, body, self.home / "shelf" / package)

    def sells_all(self) -> None:
        python = PYTHON.format(is_too_old=0, has_no_magic=0)
        self.sells("python3", "python3", python)
        java = JAVA.format(n="17.0.2", module="jdk.compiler")
        self.sells("default-jdk-headless", "java", java)
        self.sells("maven", "mvn", "exit 0")

    def run(
        self, *words: str, uid: int = 1000, **more: str
    ) -> subprocess.CompletedProcess[str]:
        """Run the script as an account, then `python -m dev demo` if it gets there."""
        self.has("id", f"echo {uid}")
        return subprocess.run(
            [
                *("sh", str(self.checkout / "dev" / "bootstrap.sh"), *words),
                *("--", "python", "-m", "dev", "demo"),
            ],
            env={"PATH": str(self.bin), "HOME": str(self.own), **more},
            cwd=self.home,
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def apt_calls(self) -> list[str]:
        """How apt-get was called, in order."""
        noted = self.home / "apt-calls"
        return noted.read_text().splitlines() if noted.exists() else []

    @property
    def is_untouched(self) -> bool:
        """Tell whether the checkout is as it was."""
        return [p.name for p in self.checkout.iterdir()] == ["dev"]


@pytest.fixture
def machine(tmp_path) -> Machine:
    return Machine(tmp_path)


class TestComplete:
    def test_goes_on_with_the_python_of_the_environment(self, machine):
        machine.has_all()

        done = machine.run("java")

        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout == "python of .venv: -m dev demo\n"

    def test_root_installs_nothing_that_is_there(self, machine):
        machine.has_all()
        machine.has_apt()

        assert machine.run("java", uid=0).returncode == 0
        assert machine.apt_calls == []

    def test_java_is_not_wanted_where_no_target_needs_it(self, machine):
        machine.has_python()

        assert machine.run().returncode == 0

    def test_an_unknown_word_is_refused(self, machine):
        machine.has_all()

        done = machine.run("jva")

        assert (done.returncode, done.stderr) == (
            2,
            "bootstrap.sh: unknown word: jva\n",
        )

    def test_who_has_no_home_gets_one_in_the_checkout(self, machine):
        machine.has_all()

        done = machine.run("java", HOME="/nonexistent")

        assert done.returncode == 0
        assert (machine.checkout / ".dev" / "home").is_dir()


@on_debian
class TestOthersThanRoot:
    """They are told all that is missing, and the command, before anything is done."""

    def told(self, machine: Machine, *words: str) -> tuple[list[str], str]:
        machine.has_apt()
        done = machine.run(*(words or ("java",)))
        assert done.returncode == 1
        assert done.stdout == ""
        assert machine.apt_calls == []
        assert machine.is_untouched
        lines = done.stderr.splitlines()
        assert lines[0] == "FAILED: this machine lacks:"
        missing = [line.removeprefix("  - ") for line in lines[1:-1]]
        return missing, lines[-1].removeprefix("  what to do: ")

    def test_all_at_once(self, machine):
        missing, command = self.told(machine)

        assert [line.partition(",")[0] for line in missing] == [
            "Python 3.11 or newer",
            "Java 17 or newer",
            "Maven",
        ]
        packages = "python3 python3-venv default-jdk-headless maven"
        assert command == f"apt-get install {packages}   (as root)"

    def test_no_python(self, machine):
        missing, command = self.told(machine, "chromium")

        assert missing == ["Python 3.11 or newer, with its venv module"]
        assert command == "apt-get install python3 python3-venv   (as root)"

    def test_a_python_that_is_too_old_or_has_no_venv(self, machine):
        machine.has_python(is_too_old=1)

        missing, _ = self.told(machine, "chromium")

        assert missing == ["Python 3.11 or newer, with its venv module"]

    def test_no_libmagic(self, machine):
        machine.has_all()
        machine.has_python(has_no_magic=1)

        missing, command = self.told(machine)

        assert missing == ["libmagic, which tells file types"]
        assert command == "apt-get install libmagic1   (as root)"

    def test_no_java(self, machine):
        machine.has_all()
        (machine.bin / "java").unlink()

        missing, command = self.told(machine)

        words = "Java 17 or newer, with its compiler (the module jdk.compiler)"
        assert missing == [words]
        assert command == "apt-get install default-jdk-headless   (as root)"

    def test_a_java_without_its_compiler(self, machine):
        machine.has_all()
        machine.has_java(module="java.sql")

        assert self.told(machine)[0][0].startswith("Java 17 or newer")

    def test_a_java_that_is_too_old(self, machine):
        machine.has_all()
        machine.has_java(n="11.0.23")

        assert self.told(machine)[0][0].startswith("Java 17 or newer")

    def test_no_maven(self, machine):
        machine.has_all()
        (machine.bin / "mvn").unlink()

        missing, command = self.told(machine)

        assert missing == ["Maven, which fetches Solr"]
        assert command == "apt-get install maven   (as root)"


class TestOtherSystems:
    def test_the_packages_are_named_as_debian_calls_them(self, machine):
        machine.has_all()
        (machine.bin / "mvn").unlink()

        done = machine.run("java", uid=0)

        assert done.returncode == 1
        assert done.stderr.splitlines()[-1] == (
            "  what to do: install them; Debian's packages are: maven"
        )
        assert machine.is_untouched


@on_debian
class TestRoot:
    INSTALL = "install -y --no-install-recommends"

    def test_installs_what_is_missing_and_goes_on(self, machine):
        machine.has_apt()
        machine.sells_all()

        done = machine.run("java", uid=0)

        packages = "python3 python3-venv default-jdk-headless maven"
        assert machine.apt_calls == ["update", f"{self.INSTALL} {packages}"]
        assert done.returncode == 0, done.stderr
        assert done.stdout.splitlines() == [
            f"==> installing with apt: {packages}",
            "python of .venv: -m dev demo",
        ]

    def test_installs_what_only_the_new_python_can_miss(self, machine):
        """A machine without Python and without libmagic is furnished in two rounds."""
        machine.has_all()
        (machine.bin / "python3").unlink()
        machine.has_apt()
        without = PYTHON.format(is_too_old=0, has_no_magic=1)
        machine.sells("python3", "python3", without)
        whole = PYTHON.format(is_too_old=0, has_no_magic=0)
        machine.sells("libmagic1", "python3", whole)

        done = machine.run("java", uid=0)

        assert done.returncode == 0, done.stderr
        installs = [call for call in machine.apt_calls if call != "update"]
        assert installs == [
            f"{self.INSTALL} python3 python3-venv",
            f"{self.INSTALL} libmagic1",
        ]

    def test_installs_only_what_is_missing(self, machine):
        machine.has_all()
        (machine.bin / "mvn").unlink()
        machine.has_apt()
        machine.sells_all()

        assert machine.run("java", uid=0).returncode == 0
        assert machine.apt_calls == ["update", f"{self.INSTALL} maven"]

    def test_says_where_the_log_is_when_apt_fails(self, machine):
        machine.has_apt()
        (machine.home / "no-network").touch()

        done = machine.run("java", uid=0)

        assert done.returncode == 1
        assert machine.apt_calls == ["update"]
        assert "FAILED: apt could not install python3" in done.stderr
        assert f"log: {machine.checkout}/.dev/apt.log" in done.stderr
        assert done.stderr.splitlines()[-1] == (
            "  what to do: see whether Debian's servers answer, then try again"
        )

    def test_stops_where_the_packages_do_not_help(self, machine):
        """An older Debian has a Python that is too old."""
        machine.has_all()
        machine.has_python(is_too_old=1)
        machine.has_apt()

        done = machine.run("java", uid=0)

        assert done.returncode == 1
        assert f"{self.INSTALL} python3 python3-venv" in machine.apt_calls
        assert "this machine lacks:\n  - Python 3.11 or newer" in done.stderr

    def test_a_browser_is_installed_where_tests_want_one(self, machine):
        machine.has_all()
        machine.has_apt()

        assert machine.run("java", "chromium", uid=0).returncode == 0
        packages = "chromium fonts-liberation"
        assert machine.apt_calls == ["update", f"{self.INSTALL} {packages}"]

    def test_without_a_browser_it_goes_on(self, machine):
        machine.has_all()
        machine.has_apt()
        (machine.home / "no-network").touch()

        done = machine.run("java", "chromium", uid=0)

        assert done.returncode == 0
        assert "==> going on without a browser" in done.stdout

    def test_a_browser_that_is_there_is_taken(self, machine):
        machine.has_all()
        machine.has_apt()
        machine.has("my-browser", "exit 0")

        done = machine.run("chromium", uid=0, CHROMIUM="my-browser")

        assert (done.returncode, machine.apt_calls) == (0, [])

    def test_others_get_no_browser_and_go_on(self, machine):
        machine.has_all()
        machine.has_apt()

        assert machine.run("chromium").returncode == 0
        assert machine.apt_calls == []
