"""The wheel: everything in it, and a page from it, in an environment of its own.

CKAN 2.12.0 and several extensions were released without files that they need, which no
test of a checkout can notice.
"""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
import zipfile
from pathlib import Path

import pytest
import sqlalchemy as sa

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "ckanext" / "tiptaskforce"
# What only keeps an empty folder in the repository need not be shipped.
NOT_SHIPPED = {".gitkeep"}
SERVE = """
from werkzeug.test import Client
from ckanext.tiptaskforce.wsgi import application
import ckanext.tiptaskforce

answer = Client(application).get("/taskforce/borno")
print(answer.status_code, ckanext.tiptaskforce.__file__)
print(answer.get_data(as_text=True))
"""


def run(*words: object, **more: object) -> str:
    """Run a program and return what it printed; a failure shows all of it."""
    done = subprocess.run(
        [str(word) for word in words],
        capture_output=True,
        text=True,
        check=False,
        **more,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The wheel as `make dist` builds it: by way of the source archive."""
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", out, ROOT)
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def shipped(wheel) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


@pytest.fixture(scope="module")
def python(wheel, tmp_path_factory) -> Path:
    """The Python of an empty environment with the locked CKAN and our wheel."""
    home = tmp_path_factory.mktemp("wheel") / "environment"
    uv = (sys.executable, "-m", "uv")
    run(*uv, "venv", "--quiet", "--python", sys.executable, home)
    made = home / "bin" / "python"
    into = ("--quiet", "--python", made)
    lock = ROOT / "requirements" / "runtime.txt"
    run(*uv, "pip", "sync", *into, "--require-hashes", lock)
    run(*uv, "pip", "install", *into, "--no-deps", wheel)
    return made


@pytest.fixture
def database():
    """A database of its own, which no other test has migrated."""
    ours = sa.engine.make_url(os.environ["CKAN_SQLALCHEMY_URL"])
    name = f"ckan_test_wheel_{uuid.uuid4().hex[:8]}"
    # The stack gives its superuser the same password.
    root = ours.set(username="postgres", database="postgres")
    engine = sa.create_engine(root, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name} OWNER {ours.username}"))
    yield ours.set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


class TestContents:
    def test_every_file_of_the_package_is_inside(self, shipped):
        there = {
            path.relative_to(ROOT).as_posix()
            for path in PACKAGE.rglob("*")
            if path.is_file()
            and "__pycache__" not in path.parts
            and path.name not in NOT_SHIPPED
        }
        assert there - shipped == set()

    def test_nothing_else_is_inside(self, shipped):
        strangers = {n for n in shipped if not n.startswith("ckanext/tiptaskforce/")}
        assert strangers == {"ckanext/__init__.py"}

    def test_links_stay_outside(self, wheel):
        with zipfile.ZipFile(wheel) as archive:
            kinds = {entry.external_attr >> 28 for entry in archive.infolist()}
        assert 0o12 not in kinds


class TestInstalled:
    def test_it_migrates_loads_a_preset_and_serves_a_page(
        self, python, database, tmp_path
    ):
        ini = tmp_path / "test.ini"
        shared = "%(here)s/.dev/test"
        ini.write_text((ROOT / "test.ini").read_text().replace(shared, "%(here)s"))
        kept = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
        where = {
            "env": kept | {"CKAN_SQLALCHEMY_URL": database, "CKAN_INI": str(ini)},
            "cwd": tmp_path,
        }
        ckan = python.parent / "ckan"
        run(ckan, "db", "upgrade", **where)
        run(ckan, "tiptaskforce", "preset", "load", "borno", **where)
        status, _, page = run(python, "-c", SERVE, **where).partition(" ")
        assert status == "200"
        assert str(python.parents[1]) in page.splitlines()[0]
        assert "Borno" in page
