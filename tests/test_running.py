"""docs/running.md: its files are sound, and what they start does what the page says."""

from __future__ import annotations

import configparser
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from newsarchive.cli import main
from tests.cli.conftest import Ran
from tests.surroundings import environment, program

pytestmark = pytest.mark.surroundings

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"<!-- file: (\S+) -->\n\n```\w+\n(.*?)```", PAGE, re.DOTALL))
"""Name → text of each file that the page shows."""
SAMPLE = ROOT / "sample_articles" / "wire"


def escaped(path: Path) -> str:
    """A path as a part of a word of a shell."""
    return re.sub(r"([^\w/.-])", r"\\\1", str(path))


@dataclass(frozen=True)
class Machine:
    """A folder that stands for the root of a machine on which the page was followed."""

    root: Path
    captured: pytest.CaptureFixture[str]

    def here(self, text: str, *, quoted: bool = False) -> str:
        """A text of the page, with its paths as they are on this machine; `quoted` in a command."""
        root = escaped(self.root) if quoted else str(self.root)
        return re.sub(r"(?<![\w.])/(srv|etc|opt)/", lambda path: f"{root}{path[0]}", text)

    def shell(self, line: str, **variables: str) -> Ran:
        """Run a line of the page in a shell."""
        path = f"{self.root}/opt/newsarchive/bin:{os.environ['PATH']}"
        done = subprocess.run(
            ["sh", "-c", self.here(line, quoted=True)], check=False, capture_output=True, text=True,
            env=environment(PATH=path, **variables), cwd=self.root,
        )  # fmt: skip
        return Ran(done.returncode, done.stdout, done.stderr)

    def run(self, line: str, **variables: str) -> Ran:
        """Run a line of the page that starts newsarchive alone, in this process: fast."""
        program, *words = shlex.split(self.here(line, quoted=True))
        assert Path(program).name == "newsarchive"
        with pytest.MonkeyPatch.context() as patch:
            for name, value in variables.items():
                patch.setenv(name, value)
            patch.chdir(self.root)
            self.captured.readouterr()
            status = main(words)
        return Ran(int(status), *self.captured.readouterr())


@pytest.fixture
def machine(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Machine:
    """With the program, the configuration and an inbox of a few samples."""
    made = Machine(tmp_path, capsys)
    for folder in ("srv/news", "srv/news/backup", "etc/newsarchive", "opt/newsarchive/bin"):
        (tmp_path / folder).mkdir(parents=True)
    shutil.copytree(SAMPLE, tmp_path / "srv" / "news" / "in")
    start = "from newsarchive.__main__ import run\nrun()\n"
    program(tmp_path / "opt" / "newsarchive" / "bin" / "newsarchive", start)
    config = tmp_path / "etc" / "newsarchive" / "config.toml"
    config.write_text(made.here(FILES["config.toml"]))
    config.chmod(0o600)
    return made


def unit(name: str) -> configparser.ConfigParser:
    """A unit file of systemd."""
    parser = configparser.ConfigParser(interpolation=None, comment_prefixes=("#",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(FILES[name])
    return parser


def test_the_page_has_its_files() -> None:
    assert sorted(FILES) == [
        "Dockerfile", "config.toml", "crontab", "newsarchive-agency.path",
        "newsarchive-agency.service", "newsarchive-agency.timer",
    ]  # fmt: skip


def test_the_units_belong_together() -> None:
    """A timer and a path unit start the service of the same name."""
    assert unit("newsarchive-agency.service").sections() == ["Unit", "Service"]
    timer, path = unit("newsarchive-agency.timer"), unit("newsarchive-agency.path")
    assert timer.sections() == ["Unit", "Timer", "Install"]
    assert re.fullmatch(r"\*-\*-\* \d\d:\d\d:\d\d", timer["Timer"]["OnCalendar"])
    assert path.sections() == ["Unit", "Path", "Install"]
    assert f'folders = ["{path["Path"]["PathChanged"]}"]' in FILES["config.toml"]


def test_the_service_succeeds_unless_something_newly_failed(machine: Machine) -> None:
    service = unit("newsarchive-agency.service")["Service"]
    name, _, value = machine.here(service["Environment"]).partition("=")
    fine = {0, *map(int, service["SuccessExitStatus"].split())}
    assert {1, 75} < fine

    def started() -> Ran:
        return machine.run(service["ExecStart"], **{name: value})

    first, second = started(), started()
    assert (first.status, second.status) == (0, 1)
    assert re.fullmatch(r"agency: \d+ articles added \(\d+\.\d s\)\n", first.err)
    assert re.fullmatch(r"agency: nothing new \(\d+\.\d s\)\n", second.err)
    (machine.root / "srv" / "news" / "in" / "cut.json").write_text('{"title": "Rain"')
    third = started()
    assert (third.status in fine, third.err.count("\n")) == (False, 1)
    reason = third.err.partition("in/cut.json: ")[2].partition(" (")[0]
    assert reason
    assert f"/srv/news/in/cut.json: {reason} (" in PAGE
    assert started().status == 1


def test_the_crontab_runs(machine: Machine) -> None:
    lines = [one for one in FILES["crontab"].splitlines() if not one.startswith("#")]
    for line in lines:
        fields = line.split(maxsplit=5)
        assert all(re.fullmatch(r"[\d*]+", field) for field in fields[:5])
        config = machine.here("/etc/newsarchive/config.toml")
        ran = machine.run(fields[5], NEWSARCHIVE_CONFIG=config)
        assert ran == Ran(0, "", "")
    assert (machine.root / "srv" / "news" / "backup" / "news.db").exists()


def test_monitoring_and_moving_and_upgrading(machine: Machine) -> None:
    """The command lines of the page, one after the other; pip and scp are others' programs."""
    config = machine.here("/etc/newsarchive/config.toml")
    machine.run("newsarchive ingest --inbox agency", NEWSARCHIVE_CONFIG=config)
    (asked,) = re.findall(r"^newsarchive --archive news status.*?'$", PAGE, re.M | re.S)
    answer = machine.shell(asked, NEWSARCHIVE_CONFIG=config).out
    assert re.fullmatch(r"20\d\d-.*Z\n", answer)
    which = r"^newsarchive (?:backup|rebuild|check|--archive \S+ restore)[^#\n]*"
    lines = re.findall(which, PAGE, re.MULTILINE)
    assert len(lines) == 5
    for line in lines:
        archive = machine.here("/srv/news/news.db")
        if "restore" in line:
            Path(archive).unlink()
        ran = machine.run(line, NEWSARCHIVE=archive, NEWSARCHIVE_CONFIG="/dev/null")
        assert (ran.status, line) == (0, line), ran.err
    assert "restore" in machine.run("newsarchive log", NEWSARCHIVE=archive).out


def steps() -> list[tuple[str, str]]:
    """The instructions of the Dockerfile."""
    found = [line.partition(" ") for line in FILES["Dockerfile"].splitlines()]
    return [(name, rest) for name, _, rest in found]


def test_the_dockerfile_begins_and_ends_as_one_does() -> None:
    assert [name for name, _ in steps()] == [
        "FROM", "COPY", "RUN", "RUN", "RUN", "USER", "ENV", "VOLUME", "ENTRYPOINT",
    ]  # fmt: skip


@pytest.mark.faults
def test_the_container_is_built_where_docker_is_and_else_its_steps_are_run(tmp_path: Path) -> None:
    docker = shutil.which("docker")
    if (
        docker
        and subprocess.run([docker, "info"], check=False, capture_output=True).returncode == 0
    ):
        (tmp_path / "Dockerfile").write_text(FILES["Dockerfile"])
        built = subprocess.run(
            [docker, "build", "-q", "-f", str(tmp_path / "Dockerfile"), str(ROOT)],
            check=True, capture_output=True, text=True,
        ).stdout.strip()  # fmt: skip
        run = [docker, "run", "--rm", "-v", f"{ROOT / 'sample_articles'}:/in:ro", built]
        variables = {}
    else:
        shutil.copytree(
            ROOT, tmp_path / "src",
            ignore=shutil.ignore_patterns(".*", "tests", "benchmarks", "__pycache__"),
        )  # fmt: skip
        shutil.copytree(ROOT / "sample_articles", tmp_path / "in")
        (tmp_path / "data").mkdir()

        def here(text: str, root: str = str(tmp_path)) -> str:
            return re.sub(r"(?<![\w.])/(src|opt|data|in)\b", lambda path: root + path[0], text)

        for name, rest in steps():
            if name == "RUN" and "useradd" not in rest:  # the users of this machine stay
                line = rest.replace("python -m", f"{shlex.quote(sys.executable)} -m")
                # In a folder of its own: a mistake in the quoting must not write anywhere else.
                subprocess.run(
                    ["sh", "-c", here(line, escaped(tmp_path))],
                    check=True, capture_output=True, cwd=tmp_path,
                )  # fmt: skip
        settings = (one.partition("=") for one in dict(steps())["ENV"].split())
        variables = {name: here(value) for name, _, value in settings}
        entry = re.findall(r'"([^"]+)"', dict(steps())["ENTRYPOINT"])
        run = [here(one) for one in entry]
    folder = "/in" if docker and not variables else str(tmp_path / "in")
    done = subprocess.run(
        [*run, "ingest", folder], check=False, capture_output=True, text=True,
        env=environment(**variables, PYTHONPATH=""),
    )  # fmt: skip
    assert re.search(r"\d+ articles added", done.stderr), done.stderr
