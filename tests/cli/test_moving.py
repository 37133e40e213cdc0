"""Backups, exports and repairs, as a person at the terminal meets them."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

from tests.cli.conftest import Here, Ran
from tests.surroundings import needs_ascii_path


def test_a_backup_is_made_and_restored(here: Here) -> None:
    backup, new = here.world.folder / "b.db", here.world.folder / "new.db"
    ran = here("backup", str(backup))
    assert (ran.status, ran.out) == (0, "")
    assert ran.err.startswith(f"3 articles backed up and verified: {backup} (")
    again = here("backup", str(backup))
    assert again.status == 2
    assert again.err == f"newsarchive: {backup} is there already; --force replaces it\n"
    ran = here("--archive", str(new), "restore", str(backup), "--json")
    assert ran.status == 0
    told = json.loads(ran.out)
    assert (told["path"], told["articles"], told["kept"]) == (str(new), 3, None)
    assert here("--archive", str(new), "search", "oil", "--count").out == "2\n"
    assert here("restore", str(backup)).status == 2
    ran = here("restore", str(backup), "--force")
    assert "what was there before is now " in ran.err
    assert here("restore", str(here.world.folder / "none")).err.startswith("newsarchive: no backup")


def test_what_is_no_backup_is_named_without_advice_about_the_archive(here: Here) -> None:
    """ "--archive" would have named what is to be replaced."""
    other = here.world.folder / "notes.txt"
    other.write_text("not a backup")
    assert here("restore", str(other), "--force") == Ran(
        2, "", f"newsarchive: {other} is not an archive, nor any SQLite file; name another file\n"
    )


def test_a_backup_cannot_go_through_a_pipe(here: Here) -> None:
    """Nor does it become a file called "-"."""
    ran = here("backup", "-")
    assert (ran.status, ran.out, "so it cannot go through a pipe: name a file" in ran.err) == (
        2, "", True,
    )  # fmt: skip


def test_an_export_is_taken_in_again(here: Here) -> None:
    target, new = here.world.folder / "all.jsonl.gz", here.world.folder / "new.db"
    ran = here("export", str(target))
    assert (ran.status, ran.out) == (0, "")
    assert ran.err.startswith(f"3 articles exported to {target} (")
    ran = here("--archive", str(new), "ingest", str(target))
    assert (ran.status, ran.err.split(" (")[0]) == (0, "3 articles added")
    assert here("--archive", str(new), "list", "--json").out == here("list", "--json").out
    assert here("export", str(target)).status == 2


def test_an_export_has_the_articles_that_were_asked_for(here: Here) -> None:
    folder = here.world.folder / "files"
    ran = here("export", str(folder), "--query", "oil", "--since", "2018-05", "--json")
    assert (ran.status, json.loads(ran.out)["articles"]) == (0, 1)
    assert [path.name[:22] for path in folder.iterdir()] == ["2018-05-01_Gas-follows"]
    again = here("export", str(folder), "--query", "oil")
    assert again.err.startswith(f"2 articles exported to {folder}, 1 of them there already (")
    assert here("export", str(folder), "--query", "nowhere").status == 1
    assert here("export", str(folder), "--query", "(").status == 2
    ran = here("export", "-", "--json")
    assert (ran.status, ran.out) == (2, "")


@needs_ascii_path
def test_titles_that_no_name_can_have_here_are_exported_all_the_same(here: Here) -> None:
    """Where the locale knows ASCII only."""
    here.world.article("msk.json", {"title": "Москва", "date": "2020-01-02", "body": "Nefte."})
    here.world.article("caf.json", {"title": "Café 4", "date": "2020-01-03", "body": "Tea."})
    assert here("ingest", str(here.world.news), "--quiet").status == 0
    ascii_only = "export LC_ALL=C PYTHONUTF8=0 PYTHONCOERCECLOCALE=0"
    folder = here.world.folder / "files"
    ran = here.world.shell(f"{ascii_only}; newsarchive export '{folder}' --quiet")
    assert ran == Ran(0, "", "")
    names = {path.name[:17] for path in folder.iterdir() if "2020" in path.name}
    assert names == {"2020-01-02_untitl", "2020-01-03_Caf-4_"}
    assert len(list(folder.iterdir())) == 5


def test_an_export_goes_through_a_pipe(here: Here) -> None:
    new = here.world.folder / "new.db"
    ran = here.world.shell(f"newsarchive export - | newsarchive --archive '{new}' ingest -")
    assert ran.status == 0
    assert "3 articles added" in ran.err


def test_damage_is_mended(here: Here) -> None:
    assert here("check", "--repair").err == "check found no problems\n"
    with closing(sqlite3.connect(here.world.archive)) as connection:
        connection.execute("UPDATE version SET authors = '{'")
        connection.commit()
    assert here("check").status == 2
    ran = here("check", "--repair")
    assert ran.status == 0
    assert ran.out.count("its text was made again from its original") == 3
    assert "the damaged archive is now " in ran.err
    assert here("check").status == 0
    assert here("check", "--from", "x").status == 2
