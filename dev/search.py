"""Solr 9 from the jars of Maven Central, with the schema of the installed CKAN."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import urllib.error
import urllib.request
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from dev.failure import StepFailed
from dev.places import DEV, RECIPES
from dev.ports import HOST, free_port
from dev.processes import run, spawn

if TYPE_CHECKING:
    from dev.places import Places

SOLR = RECIPES / "solr"
_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"


def url(port: int, core: str) -> str:
    return f"http://{HOST}:{port}/solr/{core}"


def jars(home: Path = DEV) -> Path:
    """Return the folder of the jars, fetched once per recipe and then kept."""
    recipe = (SOLR / "pom.xml").read_bytes() + (SOLR / "jars.sha256").read_bytes()
    folder = home / "jars" / hashlib.sha256(recipe).hexdigest()[:16]
    if not folder.exists():
        _fetch(folder)
    return folder


def _fetch(folder: Path) -> None:
    """Let Maven copy the jars beside their place, check them, then put them there."""
    print("    fetching Solr from Maven Central (69 MB, half a minute) …", flush=True)
    parts = folder.with_name(f"{folder.name}.{os.getpid()}")
    shutil.rmtree(parts, ignore_errors=True)
    parts.mkdir(parents=True)
    log = folder.parent / "maven.log"
    log.unlink(missing_ok=True)
    try:
        run(
            ["mvn", "-B", "-q", _COPY, f"-DoutputDirectory={parts}", *_repository()],
            log=log,
            mark=folder,
            cwd=SOLR,
            what="Maven could not fetch the jars of Solr",
            remedy="see whether Maven Central answers (proxy: ~/.m2/settings.xml)",
        )
        _check(parts, log)
        if not folder.exists():
            parts.rename(folder)
    finally:
        shutil.rmtree(parts, ignore_errors=True)


def _repository() -> list[str]:
    """Java asks the system for the home folder; a changed HOME must win over that."""
    home = os.environ.get("HOME") or str(DEV / "home")
    return [f"-Duser.home={home}", f"-Dmaven.repo.local={home}/.m2/repository"]


def _check(folder: Path, log: Path) -> None:
    """Compare the jars with the hashes that were written down for them."""
    wanted = dict(
        reversed(line.split())
        for line in (SOLR / "jars.sha256").read_text().splitlines()
    )
    found = {
        jar.name: hashlib.sha256(jar.read_bytes()).hexdigest()
        for jar in folder.glob("*.jar")
    }
    wrong = sorted(name for name, _ in set(wanted.items()) ^ set(found.items()))
    if wrong:
        raise StepFailed(
            f"jars differ from dev/solr/jars.sha256: {', '.join(dict.fromkeys(wrong))}",
            log=log,
            remedy="remove them from ~/.m2/repository and try again",
        )


def launch(places: Places, cores: list[str]) -> tuple[subprocess.Popen[bytes], int]:
    """Start Solr with these cores."""
    home = places.folder / "solr"
    home.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(SOLR / "solr.xml", home / "solr.xml")
    for core in cores:
        _write_core(home / core, core)
    port = free_port()
    lean = (
        "-XX:-UsePerfData",
        "-Xms128m",
        "-Xmx512m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
    )
    argv = [
        *("java", *lean),
        *("-Djava.awt.headless=true", "-Dlog4j2.level=WARN"),
        # Each series has a label, and a search names them all.
        "-Dsolr.max.booleanClauses=65536",
        *("-cp", str(jars(places.home) / "*"), str(SOLR / "Launcher.java")),
        *(str(home), str(port)),
    ]
    process = spawn(argv, log=places.log("solr"), mark=places.folder, cwd=places.folder)
    return process, port


def _write_core(folder: Path, core: str) -> None:
    """Write a core's settings; the schema is CKAN's, copied at every start."""
    conf = folder / "conf"
    conf.mkdir(parents=True, exist_ok=True)
    (folder / "core.properties").write_text(f"name={core}\n")
    shutil.copyfile(SOLR / "solrconfig.xml", conf / "solrconfig.xml")
    shutil.copyfile(_schema(), conf / "schema.xml")
    for words in ("synonyms.txt", "stopwords.txt", "protwords.txt"):
        (conf / words).touch()


def _schema() -> Path:
    found = find_spec("ckan")
    if found is None or found.origin is None:
        raise StepFailed("CKAN is not installed", remedy="run `make demo` first")
    return Path(found.origin).parent / "config" / "solr" / "schema.xml"


def answers(port: int, core: str) -> bool:
    """Tell whether a search in this core is answered: an open port is not enough."""
    question = f"{url(port, core)}/select?q=*:*&rows=0&wt=json"
    try:
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with direct.open(question, timeout=5) as reply:
            return reply.status == 200
    except (urllib.error.URLError, OSError):
        return False
