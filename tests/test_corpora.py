"""Sources of pages: files, folders, tables, standard input, and what users get to read when one is wrong."""

import io
import json
import os
import sys
from pathlib import Path

import pytest

from dragoman.corpora import open_source
from dragoman.corpora import sources as sources_module
from dragoman.errors import PageError, SourceError
from dragoman.pages import MAX_PAGE_BYTES, read, read_page
from dragoman.records import Page

TEXT = "Officials in Suva said on Monday that Fiji had recalled its envoy from the talks over the reef."


def pages(source: str | Path, **more: str) -> list[Page]:
    found = list(open_source(source, **more))
    assert not [item for item in found if isinstance(item, SourceError)]
    return [item for item in found if isinstance(item, Page)]


def error(source: str | Path, **more: str) -> str:
    [found] = open_source(source, **more)
    assert isinstance(found, SourceError)
    message = str(found)
    assert "\n" not in message
    return message


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def stdin(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))


def test_file_is_one_page(tmp_path: Path) -> None:
    path = write(tmp_path / "reef.txt", TEXT)
    [page] = pages(path, default_date="2021-05-04")
    assert (page.content, page.source, page.clean, page.date) == (TEXT.encode(), str(path), False, "2021-05-04")


def test_folder_gives_its_files_sorted_and_skips_hidden_ones(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / ".git").mkdir()
    for name in ("c.txt", "a.html", "b/d.txt", ".hidden.txt", ".git/config"):
        write(tmp_path / name, TEXT)
    assert [Path(page.source).relative_to(tmp_path).as_posix() for page in pages(tmp_path)] == [
        "a.html",
        "c.txt",
        "b/d.txt",
    ]


def test_tables_in_a_folder_give_their_rows(tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", json.dumps({"text": TEXT}) + "\n" + json.dumps({"text": TEXT}))
    write(tmp_path / "b.txt", TEXT)
    assert [page.source.rpartition("/")[2] for page in pages(tmp_path)] == ["a.jsonl:1", "a.jsonl:2", "b.txt"]


def test_row_of_jsonl_is_a_clean_page(tmp_path: Path) -> None:
    row = {"id": "r1", "date": "2021-06-20T10:00:00Z", "title": "Fiji", "text": TEXT, "events": []}
    path = write(tmp_path / "news.jsonl", json.dumps(row) + "\n\n" + json.dumps({"id": 7, "text": TEXT}) + "\n")
    first, second = pages(path, default_date="2020-01-01")
    assert first == Page(
        content=TEXT.encode(), source=f"{path}:1", id="r1", date="2021-06-20", title="Fiji", clean=True
    )
    assert (second.id, second.source, second.date) == ("7", f"{path}:3", "2020-01-01")


def test_bad_rows_of_jsonl_are_told_by_line_and_the_others_go_on(tmp_path: Path) -> None:
    lines = [
        "{broken",
        json.dumps({"id": "a"}),
        json.dumps({"text": 7}),
        json.dumps({"text": TEXT, "date": "20 Juni"}),
        "[1]",
        json.dumps({"text": " "}),
        json.dumps({"text": TEXT}),
    ]
    path = write(tmp_path / "news.jsonl", "\n".join(lines))
    found = list(open_source(path))
    assert isinstance(found[-1], Page)
    messages = [str(item) for item in found if isinstance(item, SourceError)]
    assert [message.split(":")[1] for message in messages] == ["1", "2", "3", "4", "5", "6"]
    for message, words in zip(
        messages,
        ["is no JSON", 'has no "text"', "a number, not a string", '"20 Juni" is no day', "a list", "is empty"],
        strict=True,
    ):
        assert words in message
        assert "\n" not in message


def test_line_over_the_limit_is_told_and_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources_module, "MAX_LINE_BYTES", 500)
    long = json.dumps({"text": "a" * 200_000})
    path = write(tmp_path / "news.jsonl", long + "\n" + json.dumps({"text": TEXT}) + "\n" + long)
    first, second, third = open_source(path)
    assert isinstance(first, SourceError) and ":1: the line is longer" in str(first)
    assert isinstance(second, Page) and second.source.endswith(":2")
    assert isinstance(third, SourceError) and ":3: " in str(third)


def test_second_row_of_an_id_gets_a_name_of_its_own_and_a_note(tmp_path: Path) -> None:
    path = write(tmp_path / "news.jsonl", "\n".join(json.dumps({"id": "x", "text": TEXT}) for _ in range(3)))
    found = pages(path)
    assert [page.id for page in found] == ["x", "x#2", "x#3"]
    assert read_page(found[1]).notes == ('the id "x" stands in an earlier row too; this row is "x#2"',)


def test_csv_with_line_breaks_in_a_cell(tmp_path: Path) -> None:
    path = write(
        tmp_path / "news.csv",
        f'\ufeffid,Date,Title,Text\r\nr1,2021-06-20,"Fiji, again","{TEXT}\n\n{TEXT}"\r\nr2,,,{TEXT}\r\n',
    )
    first, second = pages(path)
    assert first.content.decode() == f"{TEXT}\n\n{TEXT}"
    assert (first.id, first.date, first.title, first.source) == ("r1", "2021-06-20", "Fiji, again", f"{path}:2")
    assert second.source == f"{path}:5"


@pytest.mark.parametrize(("name", "sign"), [("news.csv", ";"), ("news.tsv", "\t")])
def test_csv_with_other_separators(tmp_path: Path, name: str, sign: str) -> None:
    path = write(tmp_path / name, sign.join(["id", "text"]) + "\n" + sign.join(["r1", TEXT]) + "\n")
    assert [page.id for page in pages(path)] == ["r1"]


def test_csv_in_a_windows_encoding_is_read_with_a_note(tmp_path: Path) -> None:
    path = tmp_path / "news.csv"
    path.write_bytes("id,title,text\nr1,Café,The “minister” left the café.\n".encode("cp1252"))
    [page] = pages(path)
    article = read_page(page)
    assert (article.text, article.title) == ("The “minister” left the café.", "Café")
    assert "taken for cp1252" in article.notes[0]


def test_csv_without_a_text_column_says_what_it_has(tmp_path: Path) -> None:
    path = write(tmp_path / "news.csv", "id,body\n1,x\n")
    assert error(path) == f'{path}:1: has no column "text" (it has id, body): name the columns id,date,title,text'


def test_csv_row_with_too_few_values_is_told(tmp_path: Path) -> None:
    path = write(tmp_path / "news.csv", f"id,date,text\nr1,2021-01-01\nr2,2021-01-01,{TEXT}\n")
    first, second = open_source(path)
    assert str(first) == f"{path}:2: has 2 values for 3 columns: check its quotes"
    assert isinstance(second, Page)


def test_bad_date_in_csv_names_the_line_and_the_value(tmp_path: Path) -> None:
    path = write(tmp_path / "news.csv", f"id,date,text\nr1,03/04/2021,{TEXT}\n")
    assert error(path) == f'{path}:2: its date "03/04/2021" is no day: write YYYY-MM-DD'


def test_missing_file_is_told(tmp_path: Path) -> None:
    assert error(tmp_path / "no.txt") == f"{tmp_path}/no.txt: no such file or folder: check the path"


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.jsonl", "a.csv"])
def test_empty_file_is_told(tmp_path: Path, name: str) -> None:
    assert error(write(tmp_path / name, "")).startswith(f"{tmp_path}/{name}: is empty")


def test_empty_folder_is_told(tmp_path: Path) -> None:
    assert "holds no files" in error(tmp_path)


def test_page_over_the_limit_is_told_without_reading_it(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        file.truncate(20 * MAX_PAGE_BYTES)
    assert f"{path}: is 200.0 MB and a page may have 10 MB" in error(path)


def test_file_without_permission_is_told(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    path = write(tmp_path / "a.txt", TEXT)
    path.chmod(0)
    assert "cannot be read (Permission denied)" in error(path)


def test_broken_link_in_a_folder_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    write(tmp_path / "b.txt", TEXT)
    (tmp_path / "a.txt").symlink_to(tmp_path / "gone.txt")
    first, second = open_source(tmp_path)
    assert "no such file" in str(first)
    assert isinstance(second, Page)


def test_default_date_that_is_no_day_is_told(tmp_path: Path) -> None:
    assert error(tmp_path, default_date="2021-02-30") == 'date: "2021-02-30" is no day: write YYYY-MM-DD'


def test_web_address_is_not_fetched() -> None:
    assert "nothing is fetched" in error("https://news.example/reef.html")


def test_row_in_another_encoding_is_told(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    path.write_bytes('{"text": "café"}\n'.encode("cp1252"))
    assert error(path) == f"{path}:1: is not UTF-8: save the file as UTF-8"


def test_quote_that_is_never_closed_is_told_by_the_line_where_it_opens(tmp_path: Path) -> None:
    path = write(tmp_path / "news.csv", f'id,text\nr1,{TEXT}\nr2,"{TEXT}\nr3,{TEXT}\n')
    first, second = open_source(path)
    assert isinstance(first, Page)
    assert str(second) == f"{path}:3: is no row of a table (unexpected end of data): check its quotes"


def test_standard_input_may_be_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    stdin(monkeypatch, f"Fiji recalls envoy\n\n{TEXT}\n".encode())
    [page] = pages("-")
    assert (page.source, page.clean) == ("-", False)
    assert read_page(page).title == "Fiji recalls envoy"


def test_standard_input_may_be_jsonl(monkeypatch: pytest.MonkeyPatch) -> None:
    stdin(monkeypatch, (json.dumps({"id": "r1", "text": TEXT}) + "\n{bad\n").encode())
    page, wrong = open_source("-")
    assert isinstance(page, Page) and (page.source, page.clean) == ("-:1", True)
    assert str(wrong).startswith("-:2: is no JSON")


def test_standard_input_may_be_csv(monkeypatch: pytest.MonkeyPatch) -> None:
    stdin(monkeypatch, f"id,text\nr1,{TEXT}\n".encode())
    assert [page.id for page in pages("-")] == ["r1"]


def test_empty_standard_input_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    stdin(monkeypatch, b"")
    assert error("-").startswith("-: is empty")


def test_rows_are_read_as_they_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    class Counting(io.BytesIO):
        lines = 0

        def readline(self, size: int | None = -1, /) -> bytes:
            self.lines += 1
            return super().readline(size)

    stream = Counting((json.dumps({"text": TEXT}) + "\n").encode() * 1000)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(stream))
    assert isinstance(next(open_source("-")), Page)
    assert stream.lines <= 2


def test_reading_one_page_from_python(tmp_path: Path) -> None:
    path = write(tmp_path / "reef.txt", TEXT)
    assert read(str(path)).text == read(TEXT.encode()).text == TEXT
    assert read(path, date="2021-05-04").date == "2021-05-04"


def test_reading_what_cannot_be_read_from_python(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file"):
        read(tmp_path / "gone.txt")
    with pytest.raises(SourceError, match="is a folder"):
        read(tmp_path)
    with pytest.raises(SourceError, match="is no day"):
        read(b"text", date="yesterday")
    with pytest.raises(PageError, match="PDF"):
        read(b"%PDF-1.4")
