"""Where newer articles are preferred, the first few are those of all, by score, date and id."""

from __future__ import annotations

from unittest.mock import patch

import pytest

from newsarchive import session
from newsarchive.query.ranking import freshness
from tests.archives import NOW, World


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Twenty articles about rain, some of them of one day and some without any."""
    made = World(tmp_path_factory.mktemp("order"), "whoosh")
    for n in range(20):
        day = None if n % 7 == 3 else f"2018-0{1 + n % 4}-10"
        body = "It rains. " + "And rain again. " * (n % 3 == 1) + f"\n\nNumber {n}."
        made.write(f"rain{n:02}", {"title": "Weather", "date": day, "body": body})
    made.ingest()
    return made


@pytest.mark.parametrize("few", [session.FEW, 0], ids=["few", "many"])
def test_the_first_few_are_those_of_all(world: World, few: int) -> None:
    with patch.object(session, "FEW", few), world.open() as archive:
        plain = {hit.id: hit.score for hit in archive.search("rain", now=NOW)}
        hits = list(archive.search("rain", now=NOW, recent=True))
        for hit in hits:
            assert hit.score == pytest.approx(plain[hit.id] * freshness(hit.article.date, NOW))
        days = {hit.id: hit.article.date.toordinal() if hit.article.date else 0 for hit in hits}
        found = [(hit.id, hit.score) for hit in hits]
        assert found == sorted(found, key=lambda pair: (-pair[1], -days[pair[0]], pair[0]))
        assert len({score for _, score in found}) < len(found) == 20, "some are equal"
        for count in range(1, 21):
            some = archive.search("rain", now=NOW, recent=True, limit=count)
            assert [(hit.id, hit.score) for hit in some] == found[:count]
