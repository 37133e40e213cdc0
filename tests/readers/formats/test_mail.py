"""Mail: the article that a message makes, its author and its source."""

from __future__ import annotations

import datetime as dt
import io
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.model.article import Article, Problem
from newsarchive.model.errors import ReadError
from newsarchive.readers.formats.mail import Mail, header_text
from newsarchive.readers.formats.mbox import Mbox
from tests.readers.reading import article, format_of, read, records

HEADERS = """\
From: Jane Doe <jane.doe@paper.example>
Subject: Harbour opens
Date: Tue, 10 Apr 2018 23:30:00 -0500
Message-ID: <1@paper.example>
"""


def mail(headers: str = HEADERS, body: str = "The harbour opened.\n") -> bytes:
    return f"{headers}\n{body}".encode()


def parted(*parts: str, kind: str = "mixed", headers: str = HEADERS) -> bytes:
    """A message of several parts, each with its headers."""
    inner = "".join(f"--b\n{part}\n" for part in parts)
    return mail(f'{headers}Content-Type: multipart/{kind}; boundary="b"\n', f"{inner}--b--\n")


PLAIN = "Content-Type: text/plain\n\nThe harbour opened."
HTML = "Content-Type: text/html\n\n<p>The harbour <b>opened</b> in HTML.</p>"


def test_headers_are_the_details() -> None:
    """The day is the day where it was sent, and the time stamp keeps its offset."""
    found = article("a.eml", mail(HEADERS + "Content-Language: en-GB\nKeywords: ports, ships\n"))
    assert found == Article(
        body="The harbour opened.",
        title="Harbour opens", title_source='header "Subject"',
        date=dt.date(2018, 4, 10), date_source='header "Date"',
        published="2018-04-10T23:30:00-05:00",
        authors=("Jane Doe",), authors_source='header "From"',
        language="en", language_source='header "Content-Language"',
        tags=("ports", "ships"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Date: Tue, 10 Apr 2018 09:30 GMT", dt.date(2018, 4, 10)),
        ("Date: 10 Apr 2018 09:30:00 -0000", dt.date(2018, 4, 10)),
        ("Date: 2018-04-10", dt.date(2018, 4, 10)),
        ("Date: 04/05/2018", None),
        ("Date: Tue, 31 Feb 2018 09:30:00 +0000", None),
        ("Date: Tue, 10 Apr 2418 09:30:00 +0000", None),
        ("Date: yesterday", None),
        ("Date:", None),
        ("X-Date: Tue, 10 Apr 2018 09:30:00 +0000", None),
        ("Date: Tue, 10 Apr 2018 09:30:00 +0000\nDate: Wed, 11 Apr 2018 09:30:00 +0000", None),
    ],
)
def test_a_date_is_certain_or_none(line: str, day: dt.date | None) -> None:
    assert article("a.eml", mail(f"Subject: x\n{line}\n")).date == day


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("Plain", "Plain"),
        ("=?utf-8?q?Gr=C3=A4n_sholm?=", "Grän sholm"),
        ("=?UTF-8?B?R3LDpG4=?= and more", "Grän and more"),
        ("=?utf-8?b?w4M=?=\r\n =?utf-8?b?wqQ=?=", "Ã¤"),
        ("=?utf-8?q?=C3?= =?utf-8?q?=A4?=", "ä"),
        ("=?iso-8859-1*de?q?=E4?=", "ä"),
        ("=?no-such?q?=C3=A4?=", "ä"),
        ("=?utf-8?b?!?=", ""),
        ("a =?utf-8?q?b?= c", "a b c"),
        ("=?utf-8?q?a=0D=0ABcc:_x?=", "a Bcc: x"),
        ("nul\0", "nul"),
        ("Gr\udcc3\udca4n", "Grän"),
        ("folded\n  over", "folded over"),
    ],
)
def test_encoded_words_and_stray_bytes_are_read(raw: str, text: str) -> None:
    assert header_text(raw).rstrip("\ufffd") == text


# Which part


def test_the_text_is_taken_and_else_the_html() -> None:
    long = "Content-Type: text/plain\n\n" + "The harbour opened. " * 30
    assert "in HTML" not in article("a.eml", parted(HTML, long, kind="alternative")).body
    assert article("a.eml", parted(HTML)).body == "The harbour opened in HTML."
    assert article("a.eml", parted(PLAIN, HTML, kind="alternative")).body == "The harbour opened."


def test_a_text_that_only_points_to_the_html_is_not_the_article() -> None:
    stub = "Content-Type: text/plain\n\nView this letter in your browser."
    html = "Content-Type: text/html\n\n" + "<p>The harbour opened on Tuesday.</p>" * 9
    assert article("a.eml", parted(stub, html, kind="alternative")).body.startswith("The harbour")


def test_attachments_are_no_text() -> None:
    attached = [
        "Content-Type: text/plain\nContent-Disposition: attachment\n\nattached",
        'Content-Type: text/plain; name="notes.txt"\n\nattached',
        "Content-Type: message/rfc822\n\nSubject: other\n\nattached",
        "Content-Type: application/pdf\n\n%PDF",
    ]
    assert article("a.eml", parted(PLAIN, *attached)).body == "The harbour opened."
    with pytest.raises(ReadError, match="no text in this mail"):
        read("a.eml", parted(*attached))


def test_texts_around_a_picture_belong_together() -> None:
    picture = "Content-Type: image/png\nContent-Transfer-Encoding: base64\n\nAAAA"
    found = article("a.eml", parted(PLAIN, picture, "Content-Type: text/plain\n\nIt closed."))
    assert found.body == "The harbour opened.\n\nIt closed."


@pytest.mark.parametrize(
    ("declared", "data", "body", "encoding"),
    [
        ("utf-8", "Grän".encode(), "Grän", "utf-8"),
        ("iso-8859-1", "“Grän”".encode("cp1252"), "“Grän”", "cp1252"),
        ("iso-8859-1", "Grän".encode(), "Grän", "utf-8"),
        ("us-ascii", "Grän".encode(), "Grän", "utf-8"),
        ("no-such", "Grän".encode(), "Grän", "utf-8"),
        ("koi8-r", "Гавань".encode("koi8-r"), "Гавань", "koi8-r"),
        ("utf-8", "Die Häfen öffnen für Schiffe über Nacht".encode("cp1252"),
         "Die Häfen öffnen für Schiffe über Nacht", "cp1252"),
    ],
)  # fmt: skip
def test_a_declared_encoding_is_believed_where_it_can_be_true(
    declared: str, data: bytes, body: str, encoding: str
) -> None:
    headers = f"{HEADERS}Content-Type: text/plain; charset={declared}\n\n".encode()
    [record] = records("a.eml", headers + data)
    assert (record.article.body, record.encoding) == (body, encoding)


@pytest.mark.parametrize("cte", ["quoted-printable", "base64", "8bit"])
def test_every_transfer_encoding_is_undone(cte: str) -> None:
    message = EmailMessage()
    message["Subject"] = "Häfen"
    message.set_content("Grän — “a” = b\n" * 20, cte=cte)
    found = article("a.eml", message.as_bytes())
    assert found.body == "\n".join(["Grän — “a” = b"] * 20)
    assert found.title == "Häfen"


ENVELOPE = b"From jane@paper.example Tue Apr 10 23:30:00 2018\n"


@pytest.mark.parametrize("above", [ENVELOPE, b"From jane@paper.example\n", b">From - Tue\n", b"\n"])
@pytest.mark.parametrize("name", ["a.eml", "a.mail"])
def test_a_message_may_have_the_line_that_it_had_in_its_mailbox(above: bytes, name: str) -> None:
    if name == "a.mail" and above != ENVELOPE:
        return
    assert article(name, above + mail()).title == "Harbour opens"


@pytest.mark.parametrize("name", ["a.eml", "a.txt", "2018-April.txt", ""])
def test_a_mailbox_under_another_name_loses_no_message(name: str) -> None:
    one = ENVELOPE + mail() + b"\n"
    assert len(records(name, one + one.replace(b"opens", b"shuts"))) == 2


def test_a_text_that_begins_with_the_word_from_is_a_text() -> None:
    text = b"From the quay, Tuesday 10:30\nNote: the harbour opened.\n\nIt rained.\n"
    assert format_of("a.txt", text) == "text"


# What is wrong


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "the file is empty"),
        (b"Just a text.\n", "not a mail: it does not begin with headers"),
        (mail(body=""), "no text in this mail, only attachments or encrypted parts"),
        (mail(f"{HEADERS}Content-Transfer-Encoding: base64\n", "abcde"), "broken base64"),
        (mail(body="a\0b"), "binary file, not text"),
        (mail(f"{HEADERS}Content-Type: a/b;{';' * 20_000}\n"), "a Content header of more than"),
        (parted(*[PLAIN] * 10_001), "more than 10,000 parts"),
        (mail("".join(f"Content-Type: multipart/mixed; boundary={n}\n\n--{n}\n"
                      for n in range(200))), "parts nested too deeply"),
    ],
    ids=range(8),
)  # fmt: skip
def test_a_hostile_mail_is_an_error_in_one_line(data: bytes, said: str) -> None:
    with pytest.raises(ReadError, match=said):
        read("a.eml", data)


def test_a_header_without_end_is_as_if_it_were_not_there() -> None:
    found = article("a.eml", mail(f"Subject: {'x' * 99_999}\nFrom: {'<' * 99_999}\n"))
    assert found.title_source == "derived"


messages = st.builds(
    lambda lines, body: "\n".join([*lines, "", body]).encode("utf-8", "surrogatepass"),
    st.lists(
        st.builds(
            "{}: {}".format,
            st.sampled_from(
                ["From", "Subject", "Date", "List-Id", "Content-Type", "Keywords",
                 "Content-Language",
                 "Content-Transfer-Encoding", "Content-Disposition", "MIME-Version"]
            ),
            st.text(max_size=30)
            | st.sampled_from(
                ['multipart/mixed; boundary="b"', "base64", "text/html", "=?utf-8?q?=C3?=",
                 "=?utf-8?b?x?=", "text/plain; charset*0*=x", "message/rfc822", "a <b@c>",
                 "Tue, 99 Apr 99999 09:30:00 +9999", "quoted-printable", "attachment; filename*=x"]
            ),
        ),
        max_size=6,
    ),
    st.text(max_size=60)
    | st.sampled_from(["--b\n\nx\n--b--", "<p>x", "=C3=", "From x 10:00 y\na:"]),
)  # fmt: skip


@given(messages)
def test_no_mail_is_anything_but_an_article_or_an_error(data: bytes) -> None:
    for reader in (Mail(), Mbox()):
        try:
            found = list(reader.read("x", io.BytesIO(data)))
        except ReadError as error:
            found = [Problem("x", str(error))]
        for item in found:
            if isinstance(item, Problem):
                assert "\n" not in item.reason
            else:
                assert item.article.body.strip()
