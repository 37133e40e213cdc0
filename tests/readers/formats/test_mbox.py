"""Mailboxes: where each message begins, and that each can be read alone."""

from __future__ import annotations

import io
import tracemalloc

import pytest

from newsarchive.model.article import Problem
from newsarchive.model.record import Record
from newsarchive.readers.formats.mbox import Mbox
from newsarchive.readers.limits import Limits
from newsarchive.readers.record import ReadOptions
from tests.readers.formats.test_mail import mail
from tests.readers.reading import read, records

FROM = b"From jane@paper.example Tue Apr 10 23:30:00 2018\n"


def box(*messages: bytes) -> bytes:
    return b"".join(FROM + message.rstrip(b"\n") + b"\n\n" for message in messages)


def test_each_message_of_a_mailbox_is_an_article() -> None:
    first, second = records("a.mbox", box(mail(), mail(body="It closed.\n")))
    assert (first.number, second.number) == (1, 2)
    assert (first.article.body, second.article.body) == ("The harbour opened.", "It closed.")
    assert first.original == FROM + mail().rstrip(b"\n")
    assert first.article.authors == ("Jane Doe",)


def test_marks_before_lines_that_look_like_the_beginning_of_a_message_are_not_text() -> None:
    [record] = records("a", box(mail(body=">From here on\n>>From there\n> From x\n>Fromage\n")))
    assert record.article.body == "From here on\n>From there\n> From x\n>Fromage"


def test_a_line_in_a_text_that_begins_with_from_does_not_part_it() -> None:
    """Not without a time in it, a header behind it, and a blank line before it."""
    body = (
        "One.\n\nFrom now on it is open.\n\nFrom x at 10:30 it is open.\nAnd then.\n"
        "From x Tue Apr 10 23:30:00 2018\na: b\n"
    )
    assert len(records("a", box(mail(body=body), mail()))) == 2


def test_a_mailbox_with_crlf_is_read_too() -> None:
    data = box(mail(), mail(body="It closed.\n")).replace(b"\n", b"\r\n")
    assert [record.article.body for record in records("a", data)] == [
        "The harbour opened.", "It closed.",
    ]  # fmt: skip


def test_a_message_that_is_too_large_is_a_flaw_and_the_next_is_read() -> None:
    data = box(mail(body="x" * 9000), mail(), mail(body="y\n" * 9000))
    reader = Mbox()
    first, second, third = reader.read(
        "a", io.BytesIO(data), ReadOptions(limits=Limits(record_bytes=4096))
    )
    assert first == Problem("a#1", "more than 4K: --max-record raises this limit")
    assert isinstance(second, Record)
    assert second.number == 2
    assert third == Problem("a#3", "more than 4K: --max-record raises this limit")


def test_a_broken_message_is_a_flaw_with_its_number() -> None:
    data = box(mail(), mail(body=""), mail(body="It closed.\n"))
    found = read("a.mbox", data)
    assert found[1] == Problem(
        "a.mbox#2", "no text in this mail, only attachments or encrypted parts"
    )
    assert len(found) == 3


@pytest.mark.long
def test_a_mailbox_takes_the_memory_of_few_messages() -> None:
    class Made(io.BytesIO):
        """A mailbox of 100 messages, 4 MB in all, made as it is read."""

        left = 100

        def read(self, size: int | None = -1) -> bytes:
            if not self.left:
                return b""
            self.left -= 1
            return box(mail(body="The harbour opened. " * 2000 + "\n"))

    tracemalloc.start()
    count = len([0 for _ in Mbox().read("a", Made())])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 100
    assert peak < 2_000_000
