"""Where machines share a disk, there is a word of warning and no write-ahead log."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsarchive.store import Store, disk
from tests.store.world import bodies, put

MOUNTS = """\
22 1 254:1 / / rw,relatime - ext4 /dev/root rw
31 22 0:29 / /home rw - nfs4 files:/home rw,vers=4.2
32 31 0:30 / /home/local\\040disk rw shared:1 - xfs /dev/sdb rw
33 22 0:31 / /work rw - ext4 /dev/sdc rw
34 33 0:32 / /work rw - cifs //box/work rw
"""


def shared(folder: Path) -> str:
    """What says that the folder is on a disk that machines share."""
    name = str(folder).replace(" ", "\\040")
    return f"31 22 0:29 / {name} rw - nfs4 files:/home rw\n"


@pytest.fixture
def mounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "mountinfo"
    monkeypatch.setattr(disk, "MOUNTS", file)
    file.write_text(MOUNTS)
    return file


@pytest.mark.usefixtures("mounts")
@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/srv/news.db", None),
        ("/home/jane/news.db", "nfs4"),
        ("/homeland/news.db", None),
        ("/home/local disk/news.db", None),
        ("/work/news.db", "cifs"),
    ],
)
def test_the_innermost_and_latest_mount_counts(path: str, kind: str | None) -> None:
    assert disk.shared_file_system(Path(path)) == kind


def test_nothing_is_known_where_the_system_does_not_tell(mounts: Path) -> None:
    mounts.unlink()
    assert disk.shared_file_system(Path("/home/jane/news.db")) is None
    mounts.write_text("nonsense\n\n- -\n")
    assert disk.shared_file_system(Path("/home/jane/news.db")) is None


def test_an_archive_works_without_a_write_ahead_log_there(mounts: Path, tmp_path: Path) -> None:
    """And has one again when it is back on a disk of this machine."""
    path, messages = tmp_path / "news.db", list[str]()
    mounts.write_text(shared(tmp_path))
    with Store.open(path, create=True, tell=messages.append) as store:
        put(store, "one", "a.txt")
        assert store._db.one("PRAGMA journal_mode") == ("delete",)
    assert [message.partition(" is on ")[2][:38] for message in messages] == [
        "a disk that machines share (nfs4): use"
    ]
    with Store.open(path, readonly=True, tell=messages.append) as store:
        assert bodies(store) == {"one": ("a.txt",)}
    assert len(messages) == 1
    mounts.write_text(MOUNTS)
    with Store.open(path, tell=messages.append) as store:
        assert store._db.one("PRAGMA journal_mode") == ("wal",)
    assert len(messages) == 1


def test_the_log_stays_while_others_have_the_archive_open(mounts: Path, tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    with Store.open(path, create=True) as first:
        put(first, "one", "a.txt")
        mounts.write_text(shared(tmp_path))
        with Store.open(path, wait=0) as second:
            put(second, "two", "b.txt")
        assert set(bodies(first)) == {"one", "two"}


@pytest.mark.parametrize("name", ["news.db", "a b?c#d%41.db", "\u00e9t\u00e9.db", "\udcff.db"])
def test_the_address_of_a_file_is_as_pathlib_gives_it(name: str) -> None:
    assert disk.uri_of(Path("/tmp", name)) == Path("/tmp", name).as_uri()
