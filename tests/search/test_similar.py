"""More like this: by the words that an article has often and few others have."""

from __future__ import annotations

import io
from math import log

import pytest

from newsarchive.model.deadline import Deadline, DeadlineError
from newsarchive.model.errors import ReadError
from tests.archives import World

FLOOD = (
    "The dyke broke and the flood took the sluice. The sluice had been old, and the flood was high."
)
TEXTS: dict[str, dict[str, object]] = {
    "flood": {"date": "2018-04-10", "body": FLOOD},
    "copy": {"date": "2018-04-11", "body": f"{FLOOD} So it was."},
    "sluice": {"date": "2018-04-12", "body": "Engineers will replace each sluice on the canal."},
    "again": {"date": "2019-04-12", "body": "Engineers will replace each sluice on the canal now."},
    "deich": {"language": "de", "body": "Die Sluice am Deich hielt der Flut im Winter stand."},
    "flooded": {"date": "2018-06-01", "body": "Fields flooded by rain stayed wet for many weeks."},
    "snow": {"body": "Snow fell in the hills."},
    "sun": {"body": "Sunny weather in the valleys."},
    "wind": {"body": "Storms and gales were forecast."},
}  # fmt: skip


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    made = World(tmp_path_factory.mktemp("similar"), "whoosh")
    for name, fields in TEXTS.items():
        made.write(name, {"language": "en"} | fields)
    made.ingest()
    return made


def test_the_words_are_those_of_the_largest_tf_idf(world: World) -> None:
    with world.open() as archive:
        found = archive.search().similar(archive.get(world.id_of("flood")))
    words = {one.word: (one.count, one.articles, round(one.weight, 9)) for one in found.words}
    assert words["sluice"] == (2, 5, round(2 * log(9 / 5), 9))
    assert words["flood"] == (2, 3, round(2 * log(9 / 3), 9))
    assert "weather" not in words
    weights = [one.weight for one in found.words]
    assert weights == sorted(weights, reverse=True)


def names(world: World, of: str, **options: object) -> list[str]:
    with world.open() as archive:
        among = archive.search(**options.pop("filters", {}))  # type: ignore[arg-type]
        found = among.similar(archive.get(world.id_of(of)), **options)  # type: ignore[arg-type]
        return [hit.archived.paths[0].rpartition("/")[2][:-5] for hit in found]


def test_itself_and_its_near_duplicates_are_left_out(world: World) -> None:
    for dups in ("hide", "show"):
        assert not {"flood", "copy"} & set(names(world, "flood", dups=dups))
    with world.open() as archive:
        found = archive.search().similar(archive.get(world.id_of("flood")))
        assert [hit.rank for hit in found] == [*range(1, len(list(found)) + 1)]
        assert found.alike == 1


def test_of_other_near_duplicates_the_best_is_shown(world: World) -> None:
    both = set(names(world, "flood", dups="show"))
    one = set(names(world, "flood", dups="hide"))
    assert {"sluice", "again"} <= both
    assert len({"sluice", "again"} & one) == 1


def test_words_are_found_in_all_their_forms_and_in_other_languages(world: World) -> None:
    found = names(world, "sluice")
    assert "deich" in found
    assert "flooded" in names(world, "flood")


def test_filters_and_limits_apply(world: World) -> None:
    assert names(world, "flood", filters={"since": "2018-05"}, dups="show") == ["flooded", "again"]
    assert len(names(world, "flood", limit=1)) == 1


def test_an_article_without_telling_words_has_none_like_it(world: World) -> None:
    with world.open() as archive:
        (article,) = archive.read("-", io.BytesIO(b"Qwertz uiop."))
        found = archive.search().similar(article)
        assert (found.words, list(found)) == ((), [])


def test_a_file_is_read_and_kept_nowhere(world: World) -> None:
    with world.open() as archive:
        before = archive.status().articles
        (article,) = archive.read("-", io.BytesIO(b"A sluice in the canal.\n\nThe flood is near."))
        assert "sluice" in [
            hit.archived.paths[0].rpartition("/")[2][:-5]
            for hit in archive.search().similar(article, dups="show")
        ]
        (same,) = archive.read(world.news / "flood.json")
        assert same.id == world.id_of("flood")
        assert archive.status().articles == before
        with pytest.raises(ReadError, match="no such file"):
            archive.read(world.news / "none.json")


def test_time_that_is_up_finds_nothing(world: World) -> None:
    with world.open() as archive, pytest.raises(DeadlineError):
        archive.search(deadline=Deadline(0)).similar(archive.get(world.id_of("flood")))
