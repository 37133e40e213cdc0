"""Where it is noted that an archive's index is on a cluster."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsarchive.files import choices
from newsarchive.files.choices import Choice
from newsarchive.files.locations import choice_file, is_there
from newsarchive.model.errors import ArchiveError

pytestmark = pytest.mark.surroundings
CHOICE = Choice("https://search.example.org:9200", "news", 3, 1)


def test_a_choice_belongs_to_the_mark_and_the_place_of_an_archive(tmp_path: Path) -> None:
    """So neither a copy has it, nor an archive of somebody else's that bears the same mark."""
    there, elsewhere = tmp_path / "news.db", tmp_path / "copy.db"
    assert choices.read(there, "a1") is None
    choices.write(there, "a1", CHOICE)
    assert choices.read(there, "a1") == CHOICE
    assert (choices.read(elsewhere, "a1"), choices.read(there, "b2")) == (None, None)
    choices.write(there, "a1", None)
    assert choices.read(there, "a1") is None
    choices.write(there, "a1", None)


@pytest.mark.parametrize(
    ("text", "mode", "reason"),
    [
        ("{", 0o600, "it is not as it was written"),
        ("[]", 0o600, "it is not as it was written"),
        ('{"version": 1, "url": "https://h:9200"}', 0o600, "it is not as it was written"),
        ('{"version": 2}', 0o600, "a later release wrote it"),
        ("{}", 0o666, "others can write to it"),
    ],
)
def test_a_note_that_cannot_be_used_is_an_error(
    tmp_path: Path, text: str, mode: int, reason: str
) -> None:
    """To pass over it would begin an index of everything on this machine."""
    archive = tmp_path / "news.db"
    choices.write(archive, "a1", CHOICE)
    file = choice_file(archive, "a1")
    file.write_text(text)
    file.chmod(mode)
    with pytest.raises(ArchiveError, match=reason) as raised:
        choices.read(archive, "a1")
    assert str(file) in str(raised.value)


def test_where_nobody_may_look_nothing_was_chosen(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    assert (is_there(file), is_there(tmp_path / "none"), is_there(file / "below")) == (
        True, False, False,
    )  # fmt: skip
