"""Tables."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.model.article import Problem
from newsarchive.model.errors import ReadError
from newsarchive.model.record import Record
from newsarchive.readers.formats.tables import Csv
from newsarchive.readers.limits import Limits
from newsarchive.readers.record import ReadOptions
from tests.readers.reading import article, format_of, printed_title, read, records

LINE = b"a," + b"b" * 40 + b"\n"
"""2,000 of them are longer than the 64 KiB by which a table is recognised."""


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("name", ["a.csv", "a.tsv"])
def test_the_header_row_tells_the_delimiter(delimiter: str, name: str) -> None:
    rows = [["title", "date", "authors", "text"], ["A", "2018-04-10", "Jane Doe", "One, two; 3."]]
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    [record] = records(name, out.getvalue())
    found = record.article
    assert (found.title, str(found.date), found.authors) == ("A", "2018-04-10", ("Jane Doe",))
    assert (found.body, found.title_source) == ("One, two; 3.", 'field "title"')


def test_a_record_has_the_bytes_of_the_header_row_and_its_own() -> None:
    header = b'\xef\xbb\xbftitle,"body"\r\n'
    rows = [b'"A ""b""","One\r\n\r\nTwo"\r\n', b"C,Three\r\n", "É,Four".encode()]
    found = records("a.csv", header + rows[0] + b"\r\n,\r\n" + rows[1] + rows[2])
    assert [item.original for item in found] == [header + row for row in rows]
    assert [item.number for item in found] == [1, 2, 3]
    assert {item.encoding for item in found} == {"utf-8-sig"}
    assert found[0].article.title == 'A "b"'
    assert found[0].article.body == "One\n\nTwo"


def test_broken_rows_are_flaws_and_the_rest_is_read() -> None:
    data = (
        b"title,body\n"
        b"too few\n"
        b'"two\nlines",and,more\n'
        b'"quoted"wrongly,x\n'
        b"\xc3\xa9,x\n"
        b"empty,\n"
        b"good,text\n"
        b'"never closed,x\ny,z\n'
    )
    found = read("a.csv", data)
    assert [item for item in found if isinstance(item, Problem)] == [
        Problem("a.csv line 2", "columns here: 1, in the header row: 2"),
        Problem("a.csv line 3", "columns here: 3, in the header row: 2"),
        Problem("a.csv line 5", "a quotation mark within quotation marks is not doubled"),
        Problem("a.csv line 9", "a quotation mark is opened here and never closed"),
        Problem("a.csv line 7", "the text is empty"),
    ]
    assert [item.article.title for item in found if isinstance(item, Record)] == ["é", "good"]


def test_a_row_in_another_encoding_than_the_first_64_kib_is_a_flaw() -> None:
    start = b"title,body\n" + LINE * 2_000
    *_, flaw, last = read("a.csv", start + b'"x",caf\xe9\n' + b"c,d\n")
    assert flaw == Problem(
        "a.csv line 2002", "not in the encoding of the rest of the file: save the table as UTF-8"
    )
    assert isinstance(last, Record)


def test_a_legacy_encoding_is_recognised_and_kept() -> None:
    [record] = records("a.csv", "title;text\nKöln;Größere Brücken für München\n".encode("cp1252"))
    assert (record.article.title, record.encoding) == ("Köln", "cp1252")
    assert record.article.body == "Größere Brücken für München"


def test_a_field_may_be_huge() -> None:
    [record] = records("a.csv", "body\n" + "x" * 300_000)
    assert len(record.article.body) == 300_000


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            "title,foo\na,b\n",
            "no column for the text: found title, foo; --map body=NAME says which",
        ),
        ("", "the file is empty"),
        ("\n\n", "the file is empty"),
        ("1\t2\t3\n", "no column for the text: found 1, 2, 3; --map body=NAME says which"),
        (b"a\0b", "binary file, not text"),
    ],
)
def test_what_is_no_table_of_articles_is_refused(data: str | bytes, message: str) -> None:
    with pytest.raises(ReadError, match=f"^{message}"):
        read("a.csv", data)


cells = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=20)


@given(st.lists(st.tuples(cells, cells.map("x".__add__)), max_size=5))
def test_the_bytes_of_all_rows_are_the_file(rows: list[tuple[str, str]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([("title", "body"), *rows])
    data = out.getvalue().encode()
    header = b"title,body\r\n"
    found = records("a.csv", data)
    assert header + b"".join(item.original.removeprefix(header) for item in found) == data


def test_line_ends_may_be_mixed() -> None:
    data = b'title,body\ra,b\r\nc,"d\re"\nf,g\r'
    found = records("a.csv", data)
    assert [item.article.body for item in found] == ["b", "d\ne", "g"]
    assert [item.original for item in found][1] == b'title,body\rc,"d\re"\n'


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_tables_in_wide_encodings_are_read(encoding: str) -> None:
    text = "\ufefftitle,body\nÉ,x 😀\nB,y\n"
    found = records("a.csv", text.encode(encoding))
    assert [item.article.title for item in found] == ["É", "B"]
    assert found[1].original == "\ufefftitle,body\nB,y\n".encode(encoding)
    [again] = records("a.csv", found[0].original)
    assert again.article == found[0].article


def test_a_wide_table_longer_than_its_first_64_kib() -> None:
    text = "title,body\n" + LINE.decode().replace("b", "😀") * 2_000
    assert len(records("a.csv", text.encode("utf-16"))) == 2_000


def test_a_quotation_mark_in_a_table_of_tabs_may_be_text() -> None:
    data = 'title\tbody\n"A" and B\t"Never mind\nC\t"D, ""E"""\nF\t"G\nH"\n'
    found = records("a.tsv", data)
    assert [(item.article.title, item.article.body) for item in found] == [
        ('"A" and B', '"Never mind'), ("C", 'D, "E"'), ("F", "G\nH"),
    ]  # fmt: skip
    for item in found:
        assert records("a.tsv", item.original)[0].article == item.article


def test_rows_over_the_limit_are_passed_over() -> None:
    options = ReadOptions(limits=Limits(record_bytes=60))
    long = '"' + "\nlong, long" * 20 + '"'
    data = f"title,body\na,b\nlong,{long}\nc,d\n{'x' * 200},y\ne,f\n".encode()
    found = list(Csv().read("a.csv", io.BytesIO(data), options))
    assert [item.article.body for item in found if isinstance(item, Record)] == ["b", "d", "f"]
    assert [item.place for item in found if isinstance(item, Problem)] == [
        "a.csv line 3", "a.csv line 25",
    ]  # fmt: skip


def test_nul_characters_and_empty_cells_at_the_end() -> None:
    start = b"title,body\n" + LINE * 2_000
    *_, flaw, last = read("a.csv", start + b"c,d\0\n" + b"e,f,,\n")
    assert flaw == Problem("a.csv line 2002", "NUL characters, which are not text")
    assert isinstance(last, Record)


def test_lists_stand_in_cells_as_json_or_as_python_shows_them() -> None:
    data = (
        "text;authors;tags;source\n"
        "x;['Jane Doe', 'Ali Veli'];\"[\"\"a\"\", \"\"b, c\"\"]\";{'id': None, 'name': 'Daily'}\n"
    )
    [record] = records("a.csv", data)
    found = record.article
    assert (found.authors, found.tags, found.source) == (
        ("Jane Doe", "Ali Veli"), ("a", "b, c"), "Daily",
    )  # fmt: skip


def test_a_name_given_that_is_no_column_is_an_error() -> None:
    options = ReadOptions(names={"title": "kop"})
    flaw, record = Csv().read("a.csv", io.BytesIO(b"title,body\na,b\n"), options)
    assert flaw == Problem("a.csv", "--map title=kop: no such field; there is title, body")
    assert isinstance(record, Record)


def test_gdelts_tables_have_no_texts() -> None:
    with pytest.raises(ReadError, match=r"^GDELT's tables list events"):
        read("20260101.export.CSV", "1\t2\t3\n")


@pytest.mark.parametrize(
    ("columns", "name"),
    [
        ("stories_id,publish_date,title,url,media_name", "Media Cloud lists"),
        ("title,url,time_added,tags,status", "Pocket exports"),
        ("URL,Title,Selection,Folder,Timestamp", "Instapaper exports"),
        ("id,title,note,excerpt,url,folder,tags,created,cover,highlights", "Raindrop exports"),
    ],
)
def test_a_list_of_addresses_is_refused_by_name(columns: str, name: str) -> None:
    with pytest.raises(ReadError, match=f"^no text: {name} the addresses of articles"):
        read("a.csv", f"{columns}\n{'a,' * columns.count(',')}a\n")
    row = f"{'a,' * columns.count(',')}a,It opened.\n"
    assert article("a.csv", f"{columns},text\n{row}").body == "It opened."


@pytest.mark.parametrize(
    "columns",
    [
        "titular,autor,fecha,medio,cuerpo",
        "titolo,autore,date,testata,testo",
        "titel,auteur,datum,krant,tekst",
        "Titre,Journaliste,Date de publication,Source,Texte intégral",
        "Titel,Autor/in,Veröffentlichungsdatum,Zeitung,Artikeltext",
        "Título,Autor,Fecha de publicación,Medio,Texto completo",
        "Title,Authors,pubdate,pubtitle,FullText",
        "başlık,yazar,tarih,kaynak,metin",
        "标题,作者,日期,来源,正文",
    ],
)
def test_columns_have_names_in_other_languages(columns: str) -> None:
    found = article("a.csv", f"{columns}\nA new line,Jane Doe,2018-04-10,The Bay Post,Text.\n")
    assert (found.title, found.authors, found.body) == ("A new line", ("Jane Doe",), "Text.")
    assert (str(found.date), found.source) == ("2018-04-10", "The Bay Post")


@pytest.mark.parametrize("cell", ["text/19050311-35-1000001.txt", "C:\\texts\\a.HTML", "a.pdf"])
def test_a_column_with_the_names_of_files_is_no_text(cell: str) -> None:
    with pytest.raises(ReadError, match=r'^no text: the column "text" holds the names of files'):
        read("a.csv", f"title,text\nA,{cell}\nB,{cell}\n")
    assert records("a.csv", f"title,text\nA,He read {cell}\n")


def test_the_columns_of_databases_are_known() -> None:
    header = "id,date,medium,headline,byline,section,pagenr,tags,text\n"
    [record] = records(
        "a.csv", header + "1,2015-03-02,Veerblad,Veer vaart,M Toren,Kust,4,0,Tekst.\n"
    )
    found = record.article
    assert (found.source, found.section, found.title) == ("Veerblad", "Kust", "Veer vaart")
    assert found.tags == (), "a number of tags is none"


@pytest.mark.parametrize("separator", ["sep=;", '"sep=;"', "\ufeffsep=;", "SEP=^"])
def test_a_line_above_the_header_row_may_name_the_separator(separator: str) -> None:
    sign = separator.strip('"')[-1]
    data = f"{separator}\r\ntitle{sign}text\r\nA{sign}x, y\r\n"
    [record] = records("a.csv", data)
    assert (record.article.title, record.article.body) == ("A", "x, y")
    assert records("a.csv", record.original)[0].article == record.article


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_text_file_whose_first_line_names_columns_between_tabs_is_a_table(encoding: str) -> None:
    data = "title\tdate\ttext\r\nÉ\t2018-04-10\tOne.\r\nB\t2018-04-11\tTwo.\r\n"
    found = records("a.txt", data.encode(encoding))
    assert [one.article.title for one in found] == ["É", "B"]


@pytest.mark.parametrize("data", ["Title\tof two words\n\nText.", "Text, Title\n\nText."])
def test_other_text_files_are_no_tables(data: str) -> None:
    assert format_of("a.txt", data) == "text"


def test_cells_in_which_programs_say_that_there_is_nothing_are_empty() -> None:
    data = "title,author,date,section,tags,text\nnan,None,NaT,NULL,\\N,Text.\n"
    found = article("a.csv", data)
    assert (printed_title(found), found.authors, found.date) == (None, (), None)
    assert (found.section, found.tags) == (None, ())


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_damaged_byte_costs_no_row_of_a_table_in_utf8(mark: str) -> None:
    data = f"{mark}title,text\nUn café,Un café fermé.\nB,a bad ".encode() + b"\xff byte\n"
    first, second = records("a.csv", data)
    assert (first.article.title, second.article.body) == ("Un café", "a bad \ufffd byte")


COLUMNS = ReadOptions(columns=("date", "title", "-", "body"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_columns_of_a_table_without_a_header_row_are_given(encoding: str, sign: str) -> None:
    rows = [["2018-04-10", "Über A", "7", "One."], ["2018-04-11", "B", "8", "Two."]]
    data = "".join(sign.join(row) + "\n" for row in rows).encode(encoding)
    found = list(Csv().read("a.csv", io.BytesIO(data), COLUMNS))
    articles = [one.article for one in found if isinstance(one, Record)]
    assert [(str(one.date), one.title, one.body) for one in articles] == [
        ("2018-04-10", "Über A", "One."), ("2018-04-11", "B", "Two."),
    ]  # fmt: skip
    for one in found:
        assert isinstance(one, Record)
        assert records("a.csv", one.original)[0].article == one.article


def test_a_row_of_other_columns_than_were_given_is_a_flaw() -> None:
    [flaw] = Csv().read("a.csv", io.BytesIO(b"2018-04-10,A,One.\n"), COLUMNS)
    assert flaw == Problem("a.csv line 1", "columns here: 3, in --columns: 4")


def test_blanks_may_follow_the_separator() -> None:
    [record] = records("a.csv", 'title, "date", text\nA, 2018-04-10, "One, two."\n')
    assert (record.article.title, record.article.body) == ("A", "One, two.")
    assert records("a.csv", record.original)[0].article == record.article


def test_a_quotation_mark_within_a_cell_may_follow_a_backslash() -> None:
    data = 'title,text\n"A \\"b\\" c","One, \\"two\\"."\n"D",C:\\new\n'
    first, second = records("a.csv", data)
    assert (first.article.title, first.article.body) == ('A "b" c', 'One, "two".')
    assert second.article.body == "C:\\new"
    for record in (first, second):
        assert records("a.csv", record.original)[0].article == record.article
