"""Nodes of OpenSearch on loopback: started, killed, started again, stopped.

Maven fetches the server once; what it found is noted in `.cluster/` of the checkout, and nothing
is fetched afterwards. This module must not know what is tested.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, Self

from tests.surroundings import CLOCK, ROOT

HERE = Path(__file__).parent
KEPT = ROOT / ".cluster"
PATIENCE = 180.0
"""Seconds until nodes have found each other, on a machine that is busy."""
_PORTS = range(20_000, 32_000)
_OURS = 100
"""Ports of a process."""
_QUICK = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""Half the time to start; half the speed of a server that runs for long."""


class CannotStartError(Exception):
    """Nodes cannot be started here; the message says why."""


def has_java() -> bool:
    """Whether there is anything to run nodes with."""
    return shutil.which("java") is not None


class Nodes:
    """A cluster of one or more nodes with folders of its own, which go when it is stopped."""

    def __init__(self, count: int = 1, *, heap: str = "512m", quick: bool = False) -> None:
        """Start them, and wait until they have found each other. Raises CannotStartError.

        `heap` is what each may take, in Java's terms; `quick` is for a short life.
        """
        options = _QUICK if quick else ()
        self._java = _java(heap, options, plugin=self.tls is not None)
        self._folder = Path(tempfile.mkdtemp(prefix="newsarchive-cluster-"))
        self._ports = _free_ports(2 * count)
        self._processes: dict[int, subprocess.Popen[bytes]] = {}
        try:
            for number in range(count):
                self._launch(number)
            self.wait()
        except BaseException:
            self.stop()
            raise

    tls: ssl.SSLContext | None = None
    """How we ask nodes that have the security plugin."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def urls(self) -> list[str]:
        """The address of every node, also of one that was killed."""
        scheme = "https" if self.tls else "http"
        return [f"{scheme}://127.0.0.1:{port}" for port in self._ports[::2]]

    @property
    def url(self) -> str:
        """The address of the first."""
        return self.urls[0]

    @property
    def running(self) -> set[int]:
        """The numbers of those that were not killed."""
        return set(self._processes)

    def kill(self, number: int) -> None:
        """SIGKILL one, counted from 0: what it had not written is lost."""
        process = self._processes.pop(number)
        process.kill()
        process.communicate()

    def start(self, number: int) -> None:
        """Start one again that was killed, with what it left, and wait until it belongs again."""
        self._launch(number)
        self.wait()

    def restore(self) -> None:
        """Start again what was killed."""
        for number in set(range(len(self.urls))) - self.running:
            self._launch(number)
        self.wait()

    def wait(self) -> None:
        """Wait until all that run are one cluster. Raises CannotStartError."""
        until = time.monotonic() + PATIENCE
        count = len(self._processes)
        while not all(self._knows(number, count) for number in self._processes):
            for number, process in self._processes.items():
                if process.poll() is not None:
                    raise CannotStartError(f"node {number} ended: {self._last_words(number)}")
            if time.monotonic() > until:
                raise CannotStartError(
                    f"{count} nodes did not find each other in {PATIENCE:.0f} s:"
                    f" {self._last_words(min(self._processes))}"
                )
            time.sleep(0.1)

    def stop(self) -> None:
        """Stop all, and remove what they wrote."""
        for process in self._processes.values():
            process.kill()
            process.communicate()
        self._processes.clear()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _launch(self, number: int) -> None:
        home = self._folder / f"node-{number}"
        home.mkdir(exist_ok=True)
        given = [f"{name}={value}" for name, value in self._settings(number, home).items()]
        with self._log(number).open("ab") as log:
            self._processes[number] = subprocess.Popen(
                [*self._java, f"-Djava.io.tmpdir={home}", "Launch", str(home), *given],
                stdin=subprocess.PIPE, stdout=log, stderr=log, env=_environment(),
                start_new_session=True,  # Ctrl-C is for who started them
            )  # fmt: skip

    def _settings(self, number: int, home: Path) -> dict[str, str]:
        """What the server is started with; its files of configuration are in `config` of `home`."""
        ports, transports = self._ports[::2], self._ports[1::2]
        names = [f"node-{one}" for one in range(len(ports))]
        settings = {
            "cluster.name": self._folder.name,
            "node.name": names[number],
            "network.host": "127.0.0.1",
            "http.port": str(ports[number]),
            "transport.port": str(transports[number]),
            "cluster.routing.allocation.disk.threshold_enabled": "false",  # this disk is not theirs
        }
        if len(ports) == 1:
            return settings | {"discovery.type": "single-node"}
        return settings | {
            "discovery.seed_hosts": ",".join(f"127.0.0.1:{one}" for one in transports),
            "cluster.initial_cluster_manager_nodes": ",".join(names),
        }

    def ask(self, path: str, body: object = None, *, node: int = 0) -> Any:
        """What a node answers to GET, or to PUT if there is a body. Raises OSError, ValueError."""
        request = urllib.request.Request(
            f"{self.urls[node]}{path}",
            None if body is None else json.dumps(body).encode(),
            {"content-type": "application/json"},
            method="GET" if body is None else "PUT",
        )
        with urllib.request.urlopen(request, timeout=10, context=self.tls) as answer:
            return json.load(answer)

    def _knows(self, number: int, count: int) -> bool:
        """Whether a node sees as many as there are."""
        with suppress(OSError, ValueError):
            return int(self.ask("/_cluster/health", node=number)["number_of_nodes"]) == count
        return False

    def _log(self, number: int) -> Path:
        return self._folder / f"node-{number}.log"

    def _last_words(self, number: int) -> str:
        return "\n".join(self._log(number).read_text(errors="replace").splitlines()[-20:])


def _free_ports(count: int) -> list[int]:
    """Ports of loopback that nobody listens on. Raises CannotStartError.

    They stay free until a node has them, and while it is killed: systems give higher ones to
    connections, and nobody here gets one twice.
    """
    found: list[int] = []
    for port in _ours():
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            found.append(port)
        if len(found) == count:
            return found
    raise CannotStartError(f"there are no {count} free ports any more")


@cache
def _ours() -> Iterator[int]:
    """The ports that this process has not looked at; others, that started with it, have others."""
    first = _PORTS.start + os.getpid() * _OURS % len(_PORTS)
    return iter(range(first, first + _OURS))


def _environment() -> dict[str, str]:
    """The machine's clock, whatever it is for us."""
    return {name: value for name, value in os.environ.items() if not CLOCK.fullmatch(name)}


def _java(heap: str, options: tuple[str, ...], *, plugin: bool) -> list[str]:
    """The command up to the class that is run. Raises CannotStartError."""
    if not has_java():
        raise CannotStartError("Java is not installed")
    return [
        "java", f"-Xms{heap}", f"-Xmx{heap}", *options, "-Djava.security.manager=allow",
        "-cp", _class_path(plugin=plugin),
    ]  # fmt: skip


def _class_path(*, plugin: bool) -> str:
    """Where Java finds OpenSearch and the launcher, made ready once for each form of these.

    The parts of the security plugin come last, and only where it is wanted.
    """
    sources = [HERE / "pom.xml", HERE / "Launch.java"]
    form = hashlib.sha256(b"".join(one.read_bytes() for one in sources)).hexdigest()[:16]
    ready = KEPT / form
    noted = ready / "classpath"
    if not (noted.exists() and all(map(os.path.exists, _parts(noted)))):
        KEPT.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=KEPT) as making:
            found = Path(making, "classpath")
            _run(
                "mvn", "--batch-mode", "--quiet", "--file", str(HERE / "pom.xml"),
                "dependency:build-classpath", f"-Dmdep.outputFile={found}",
            )  # fmt: skip
            parts = _parts(found)
            _run("javac", "-cp", found.read_text(), "-d", making, str(HERE / "Launch.java"))
            [packed] = (part for part in parts if part.endswith(".zip"))
            with zipfile.ZipFile(packed) as file:
                jars = [name for name in file.namelist() if name.endswith(".jar")]
                file.extractall(Path(making, "plugin"), jars)
            found.write_text(os.pathsep.join(part for part in parts if part != packed))
            shutil.rmtree(ready, ignore_errors=True)
            shutil.copytree(making, ready)
    return os.pathsep.join([str(ready), *_parts(noted), *([f"{ready}/plugin/*"] if plugin else [])])


def _parts(noted: Path) -> list[str]:
    return noted.read_text().strip().split(os.pathsep)


def _run(*command: str) -> None:
    """A program that makes something ready. Raises CannotStartError."""
    if shutil.which(command[0]) is None:
        raise CannotStartError(
            f"{command[0]} is not installed, with which OpenSearch is made ready"
        )
    done = subprocess.run(
        command, capture_output=True, text=True, errors="replace", env=_environment(), check=False
    )
    if done.returncode:
        raise CannotStartError(f"{command[0]} failed:\n{done.stdout}{done.stderr}".strip())
