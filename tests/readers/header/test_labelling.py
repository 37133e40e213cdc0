"""The cheapest labelling of lines, and how certain each label is."""

from __future__ import annotations

from newsarchive.readers.header.evidence import evidence
from newsarchive.readers.header.labelling import LABELS, MARGIN, Seen, labelled
from newsarchive.readers.vocabulary import word_lists

TEXT = "The harbour opened on Tuesday, the port office said in a note."


def _labels(*lines: str) -> list[str]:
    """The labels of lines with a blank one above each."""
    last = len(lines) - 1
    places = {0: "first", last: "last"}
    seen = [
        evidence(line, None, apart=at > 0, at=places.get(at, "")).seen
        for at, line in enumerate(lines)
    ]
    return [label for label, _ in labelled(tuple(seen))]


def test_each_row_of_the_table_has_a_cost_for_each_label() -> None:
    tables = word_lists("header/costs.txt")
    for name in ("lines", "close", "apart"):
        assert {len(line.split()) for line in tables[name]} == {1 + len(LABELS)}


def test_no_lines_have_no_labels() -> None:
    assert labelled(()) == ()


def test_the_label_of_a_line_depends_on_the_others() -> None:
    title = "Harbour opens after nine years"
    assert _labels("World", title, "By Jane Doe", TEXT) == ["section", "title", "byline", "text"]
    assert _labels(title, TEXT, TEXT) == ["title", "text", "text"]
    assert _labels(TEXT, title, TEXT) == ["text", "text", "text"]


def test_a_line_that_two_labels_fit_has_a_small_margin() -> None:
    first, second = (
        Seen(("headline", "few", "short"), frozenset(), 0, apart=at > 0) for at in range(2)
    )
    text = Seen(("last", "sentence"), frozenset(), 0, apart=True)
    assert min(margin for _, margin in labelled((first, second, text))) < MARGIN


def test_a_label_is_possible_only_where_it_was_read() -> None:
    lines = [Seen((), frozenset(), 0, apart=False)] * 3
    assert not {"byline", "names", "day", "label"}.intersection(
        label for label, _ in labelled(tuple(lines))
    )
