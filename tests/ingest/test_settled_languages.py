"""A brief takes the language of the other articles of its folder, and is found by its stems."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsarchive import Archive

pytestmark = [pytest.mark.surroundings, pytest.mark.long]

CERTAIN = (
    "Dewan kota pada hari Senin memutuskan untuk memperluas jalan setelah dua tahun perundingan. "
    "Para nelayan meminta lebih banyak ruang karena kapal baru lebih panjang, dan wali kota "
    "mengatakan bahwa pekerjaan akan dimulai sebelum musim panas."
)
BRIEF = "Kapal nelayan kembali ke pelabuhannya kemarin."


def test_a_query_for_another_form_finds_the_brief_once_its_folder_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    news = tmp_path / "berita"
    news.mkdir()
    (news / "brief.txt").write_text(BRIEF)
    (news / "figures.txt").write_text("14 17 29")

    def write(first: int, last: int) -> None:
        for number in range(first, last):
            (news / f"{number}.txt").write_text(f"{CERTAIN} Nomor {number} selesai.")

    with Archive(tmp_path / "news.db") as archive:
        write(0, 5)
        assert archive.ingest(news).settled_languages == 0
        assert list(archive.search("pelabuhan")) == []
        write(5, 10)
        assert archive.ingest(news).settled_languages == 1
        (hit,) = archive.search("pelabuhan")
        found = hit.archived.article
        assert (found.body, found.language) == (BRIEF, "id")
        assert found.language_source == "as in other articles of berita/"
        assert len(list(archive.search("language:id"))) == 11
        assert list(archive.check()) == []
        archive.export(tmp_path / "one.jsonl", archive.search("pelabuhan"))
    with Archive(tmp_path / "other.db", engine="scan") as other:
        other.ingest(tmp_path / "one.jsonl")
        (hit,) = other.search("pelabuhan")
        assert hit.archived.article == found
