"""The command line: what each command prints and writes, and how it ends."""

import csv
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import dragoman.batch
import dragoman.cli.commands
import dragoman.coder
from command_line import Dragoman, Ended
from dragoman.cli.messages import Messages
from dragoman.cli.program import run
from dragoman.coder import Coder

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "examples" / "pages"
# An invented page that surely holds an event, and one that surely holds none.
EXPELLED = "Poland expelled two Russian diplomats on Monday."
RECIPE = "Melt the butter, stir in the flour and let it cool. Bake the cake for half an hour."


@pytest.fixture(scope="module")
def coder() -> Coder:
    return dragoman.coder.load()


@pytest.fixture
def coding_cli(cli: Dragoman, coder: Coder, monkeypatch: pytest.MonkeyPatch) -> Dragoman:
    """Run a command line that codes, with one coder for all tests, since loading it takes seconds."""
    monkeypatch.setattr(dragoman.batch, "load", lambda **_: coder)
    monkeypatch.setattr(dragoman.coder, "load", lambda **_: coder)
    return cli


def write_articles(path: Path, *texts: str) -> Path:
    """Write a JSONL file of articles named a0, a1, ..."""
    articles = [{"id": f"a{n}", "date": "2024-05-07", "title": "", "text": text} for n, text in enumerate(texts)]
    path.write_text("".join(json.dumps(article) + "\n" for article in articles), encoding="utf-8")
    return path


def lines(text: str) -> list[str]:
    return text.strip().splitlines()


def read_lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


class TestProgram:
    def test_help_lists_every_command(self, cli: Dragoman) -> None:
        ended = cli("--help")
        assert ended.status == 0
        for command in dragoman.cli.commands.dragoman.commands:
            assert f"\n  {command} " in ended.out

    def test_no_arguments_print_the_help(self, cli: Dragoman) -> None:
        assert cli() == cli("--help")

    def test_version_is_told(self, cli: Dragoman) -> None:
        assert cli("--version").out.startswith("dragoman 0.")

    @pytest.mark.parametrize(
        "arguments",
        [
            ("translate",),
            ("code",),
            ("code", "page.html", "--form", "csv"),
            ("code", "page.html", "--date", "2024-02-30"),
            ("code", "page.html", "--date", "07.05.2024"),
            ("code", "page.html", "--jobs", "0"),
            ("code", "page.html", "--min-confidence", "2"),
            ("code", "page.html", "--to", "records.xlsx"),
            ("code", "page.html", "--to", "records"),
            ("who",),
            ("who", "--batch", "mentions.jsonl"),
            ("who", "Iran", "--to", "coded.jsonl"),
            ("who", "Iran", "--batch", "mentions.jsonl", "--to", "coded.jsonl"),
            ("relate", "pairs.tsv", "--to", "related.tsv", "--labels", "cameo"),
            ("score", "gold.jsonl"),
        ],
    )
    def test_wrong_command_line_gets_one_line_and_exit_code_2(self, cli: Dragoman, arguments: tuple[str, ...]) -> None:
        ended = cli(*arguments)
        assert (ended.status, ended.out) == (2, "")
        assert len(lines(ended.err)) == 1
        assert "--help" in ended.err

    def test_help_and_score_load_no_parser(self) -> None:
        code = "import sys; from dragoman.cli.program import run; run(sys.argv[1:]); print(sorted(sys.modules))"
        for arguments in (["--help"], ["score", "examples/gold.jsonl", "examples/gold.jsonl"]):
            ended = subprocess.run(
                [sys.executable, "-c", code, *arguments], capture_output=True, text=True, cwd=ROOT, check=True
            )
            modules = ended.stdout.splitlines()[-1]
            heavy = ("spacy", "trafilatura", "pyarrow", "onnxruntime", "sqlalchemy")
            assert not [name for name in heavy if f"'{name}'" in modules]


class TestCode:
    def test_records_are_printed_with_their_quotes(self, coding_cli: Dragoman, tmp_path: Path) -> None:
        ended = coding_cli("code", write_articles(tmp_path / "news.jsonl", EXPELLED))
        assert ended.status == 0
        assert f"“{EXPELLED}”" in ended.out
        assert "SANCTION" in ended.out
        assert ended.err == ""

    def test_printed_records_are_plain_where_piped(self, coding_cli: Dragoman, tmp_path: Path) -> None:
        assert "\x1b" not in coding_cli("code", write_articles(tmp_path / "news.jsonl", EXPELLED)).out

    def test_page_without_events_is_told_so(self, coding_cli: Dragoman, tmp_path: Path) -> None:
        assert "no events" in coding_cli("code", write_articles(tmp_path / "news.jsonl", RECIPE)).out

    def test_escape_sequences_of_a_page_are_spelled_out(self, coding_cli: Dragoman, tmp_path: Path) -> None:
        text = EXPELLED.replace("two", "two\u202e \x1b[31m")
        ended = coding_cli("code", write_articles(tmp_path / "news.jsonl", text))
        assert "\x1b" not in ended.out
        assert "\u202e" not in ended.out

    def test_jsonl_holds_one_article_a_line_in_the_gold_form(self, coding_cli: Dragoman, tmp_path: Path) -> None:
        out = tmp_path / "out.jsonl"
        ended = coding_cli("code", write_articles(tmp_path / "news.jsonl", EXPELLED, RECIPE), "--to", out)
        first, second = read_lines(out)
        assert list(first)[:5] == ["id", "date", "title", "text", "events"]
        assert first["text"] == EXPELLED
        assert first["events"]
        assert (second["id"], second["events"]) == ("a1", [])
        assert ended.out == ""
        assert "from 2 articles" in ended.err

    def test_csv_holds_one_record_a_row(self, coding_cli: Dragoman, tmp_path: Path) -> None:
        out, source = tmp_path / "out.csv", write_articles(tmp_path / "news.jsonl", EXPELLED, RECIPE)
        coding_cli("code", source, "--to", out)
        coding_cli("code", source, "--to", tmp_path / "out.jsonl")
        with out.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert [row["type"] for row in rows] == [
            e["type"] for a in read_lines(tmp_path / "out.jsonl") for e in a["events"]
        ]  # type: ignore[attr-defined]
        assert {row["article_id"] for row in rows} == {"a0"}

    def test_parquet_holds_the_same_records(self, coding_cli: Dragoman, tmp_path: Path) -> None:
        from pyarrow import parquet  # type: ignore[import-untyped]

        source = write_articles(tmp_path / "news.jsonl", EXPELLED)
        coding_cli("code", source, "--to", tmp_path / "out.parquet")
        coding_cli("code", source, "--to", tmp_path / "out.csv")
        with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
            quotes = [row["quote"] for row in csv.DictReader(file)]
        assert parquet.read_table(tmp_path / "out.parquet").column("quote").to_pylist() == quotes

    def test_date_is_given_to_pages_that_do_not_tell_theirs(self, coding_cli: Dragoman, tmp_path: Path) -> None:
        (tmp_path / "page.txt").write_text(EXPELLED, encoding="utf-8")
        coding_cli("code", tmp_path / "page.txt", "--date", "2024-05-07", "--to", tmp_path / "out.jsonl")
        assert read_lines(tmp_path / "out.jsonl")[0]["date"] == "2024-05-07"

    def test_folder_is_coded_page_by_page(self, coding_cli: Dragoman, tmp_path: Path) -> None:
        coding_cli("code", PAGES, "--to", tmp_path / "out.jsonl")
        assert [Path(str(a["source"])).name for a in read_lines(tmp_path / "out.jsonl")] == ["harbour.html", "wire.txt"]

    def test_standard_input_is_a_source(
        self, coding_cli: Dragoman, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "page.txt").write_text(EXPELLED, encoding="utf-8")
        with (tmp_path / "page.txt").open(encoding="utf-8") as file:
            monkeypatch.setattr("sys.stdin", file)
            assert EXPELLED in coding_cli("code", "-").out

    def test_articles_left_uncoded_are_counted(self, coding_cli: Dragoman, tmp_path: Path) -> None:
        french = (
            "Le ministre des Affaires étrangères a expulsé lundi deux diplomates russes, a annoncé son porte-parole."
        )
        ended = coding_cli(
            "code", write_articles(tmp_path / "news.jsonl", french, RECIPE), "--to", tmp_path / "out.csv"
        )
        assert (ended.status, lines(ended.err)) == (
            0,
            [f"{tmp_path}/out.csv: 0 records from 2 articles; 1 article not in English and left uncoded"],
        )

    def test_low_confidence_records_are_left_out_on_demand(self, tmp_path: Path) -> None:
        source = write_articles(tmp_path / "news.jsonl", EXPELLED)
        assert run(["code", str(source), "--to", str(tmp_path / "out.jsonl"), "--min-confidence", "1"]) == 0
        confidences = [event["confidence"] for event in read_lines(tmp_path / "out.jsonl")[0]["events"]]  # type: ignore[attr-defined]
        assert all(confidence == 1 for confidence in confidences)

    def test_two_processes_give_the_same_in_the_same_order(self, coding_cli: Dragoman, tmp_path: Path) -> None:
        source = write_articles(tmp_path / "news.jsonl", *[f"{EXPELLED} It was number {n}." for n in range(20)], "")
        one = coding_cli("code", source, "--to", tmp_path / "one.jsonl")
        two = coding_cli("code", source, "--to", tmp_path / "two.jsonl", "--jobs", 2)
        assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "two.jsonl").read_bytes()
        assert lines(one.err)[:-1] == lines(two.err)[:-1]

    def test_reading_ahead_is_bounded(self, coding_cli: Dragoman, tmp_path: Path) -> None:
        source = write_articles(tmp_path / "news.jsonl", RECIPE)
        first = next(iter(dragoman.batch.code_sources([str(source), str(tmp_path / "none")] * 100)))
        assert first.id == "a0"  # type: ignore[union-attr]


class TestBadPages:
    """One page that cannot be read gets one line that names it; the others are coded; the exit code tells."""

    def check(self, cli: Dragoman, bad: Path, *words: str) -> Ended:
        good = bad.with_name("good.jsonl")
        write_articles(good, EXPELLED)
        begun = time.monotonic()
        ended = cli("code", bad, good)
        assert time.monotonic() - begun < 20
        assert ended.status == 1
        assert EXPELLED in ended.out
        assert len(lines(ended.err)) == 1
        for word in (str(bad), *words):
            assert word in ended.err
        return ended

    def test_missing_file(self, coding_cli: Dragoman, tmp_path: Path) -> None:
        self.check(coding_cli, tmp_path / "nowhere.html")

    def test_empty_page(self, coding_cli: Dragoman, tmp_path: Path) -> None:
        (tmp_path / "empty.html").touch()
        self.check(coding_cli, tmp_path / "empty.html", "empty")

    def test_page_of_nothing_but_markup(self, coding_cli: Dragoman, tmp_path: Path) -> None:
        (tmp_path / "bare.html").write_text("<html><body><div></div></body></html>", encoding="utf-8")
        self.check(coding_cli, tmp_path / "bare.html")

    def test_binary_junk(self, coding_cli: Dragoman, tmp_path: Path) -> None:
        (tmp_path / "photo.html").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 40)
        self.check(coding_cli, tmp_path / "photo.html")

    def test_page_of_200_megabytes(self, coding_cli: Dragoman, tmp_path: Path) -> None:
        with (tmp_path / "huge.html").open("wb") as file:
            file.truncate(200_000_000)
        self.check(coding_cli, tmp_path / "huge.html", "MB")

    def test_malformed_line_of_articles_is_numbered(self, coding_cli: Dragoman, tmp_path: Path) -> None:
        bad = write_articles(tmp_path / "bad.jsonl", RECIPE)
        bad.write_text(bad.read_text(encoding="utf-8") + '{"id": "b", "text": \n', encoding="utf-8")
        self.check(coding_cli, bad, "bad.jsonl:2")

    def test_row_with_a_date_that_is_none(self, coding_cli: Dragoman, tmp_path: Path) -> None:
        bad = tmp_path / "bad.jsonl"
        bad.write_text(json.dumps({"id": "b", "date": "2024-13-45", "text": RECIPE}) + "\n", encoding="utf-8")
        self.check(coding_cli, bad, "bad.jsonl:1", "2024-13-45")

    def test_page_nested_very_deep_ends_in_time(self, coding_cli: Dragoman, tmp_path: Path) -> None:
        (tmp_path / "deep.html").write_text("<div>" * 100_000 + EXPELLED + "</div>" * 100_000, encoding="utf-8")
        begun = time.monotonic()
        ended = coding_cli("code", tmp_path / "deep.html")
        assert time.monotonic() - begun < 20
        assert ended.status in (0, 1)
        assert len(lines(ended.err)) == ended.status

    def test_page_in_another_encoding_is_read(self, coding_cli: Dragoman, tmp_path: Path) -> None:
        text = "Türkiye’s president met his Azerbaijani colleague İlham Özgür in Baku on Monday. They signed an accord."
        (tmp_path / "page.txt").write_bytes(text.encode("cp1254", "replace"))
        ended = coding_cli("code", tmp_path / "page.txt")
        assert ended.status == 0
        assert "signed an accord" in ended.out

    def test_fault_in_the_coder_takes_no_other_page_along(
        self, cli: Dragoman, coder: Coder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Fragile:
            """Fails on one article, as a fault of the program would."""

            def __call__(self, article):  # type: ignore[no-untyped-def]
                return next(self.pipe([article]))

            def pipe(self, articles):  # type: ignore[no-untyped-def]
                for article in articles:
                    if article.text == RECIPE:
                        raise RuntimeError("no cakes")
                    yield from coder.pipe([article])

        monkeypatch.setattr(dragoman.batch, "load", lambda **_: Fragile())
        ended = cli("code", write_articles(tmp_path / "news.jsonl", RECIPE, EXPELLED))
        assert ended.status == 1
        assert EXPELLED in ended.out
        assert "news.jsonl:1" in ended.err
        assert "no cakes" in ended.err


class TestOutput:
    def test_folder_that_is_not_there_is_named_before_coding(self, cli: Dragoman, tmp_path: Path) -> None:
        ended = cli("code", PAGES, "--to", tmp_path / "nowhere" / "out.jsonl")
        assert ended.status == 1
        assert ended.err.startswith(f"{tmp_path / 'nowhere' / 'out.jsonl'}: ")
        assert len(lines(ended.err)) == 1

    def test_full_disk_is_told_in_one_line(self, cli: Dragoman, tmp_path: Path) -> None:
        if not Path("/dev/full").exists():
            pytest.skip("this system has no /dev/full to write to")
        (tmp_path / "mentions.jsonl").write_text('{"id": 1, "text": "Iran"}\n' * 3, encoding="utf-8")
        ended = cli("who", "--batch", tmp_path / "mentions.jsonl", "--to", "/dev/full")
        assert ended.status == 1
        assert ended.err.startswith("/dev/full: ")
        assert len(lines(ended.err)) == 1

    def test_source_is_not_overwritten(self, cli: Dragoman, tmp_path: Path) -> None:
        source = write_articles(tmp_path / "news.jsonl", EXPELLED)
        before = source.read_bytes()
        assert cli("code", source, "--to", source).status == 1
        assert cli("code", tmp_path, "--to", tmp_path / "out.jsonl").status == 1
        assert source.read_bytes() == before

    def test_interrupted_batch_leaves_the_old_file_and_nothing_half_written(
        self, cli: Dragoman, coder: Coder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Interrupted:
            def pipe(self, articles):  # type: ignore[no-untyped-def]
                yield from coder.pipe(articles[:1])
                raise KeyboardInterrupt

        (tmp_path / "out.jsonl").write_text("old\n", encoding="utf-8")
        monkeypatch.setattr(dragoman.batch, "load", lambda **_: Interrupted())
        source = write_articles(tmp_path / "news.jsonl", EXPELLED, EXPELLED)
        assert cli("code", source, "--to", tmp_path / "out.jsonl") == Ended(130, "", "")
        assert (tmp_path / "out.jsonl").read_text(encoding="utf-8") == "old\n"
        assert sorted(path.name for path in tmp_path.iterdir()) == ["news.jsonl", "out.jsonl"]

    def test_closed_pipe_ends_quietly(self) -> None:
        command = f"set -o pipefail; {sys.executable} -m dragoman read examples/pages/wire.txt | true"
        ended = subprocess.run(["bash", "-c", command], capture_output=True, text=True, cwd=ROOT)
        assert ended.stderr == ""

    def test_ctrl_c_ends_quietly(self) -> None:
        program = subprocess.Popen(
            [sys.executable, "-c", "import dragoman.cli.program as m; print('up', flush=True); m.main(['read', '-'])"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert program.stdout is not None
        assert program.stdout.readline() == "up\n"
        time.sleep(1.5)
        program.send_signal(signal.SIGINT)
        _, err = program.communicate(timeout=20)
        assert (program.returncode, err) == (130, "")


class TestRead:
    def test_clean_article_is_printed_without_the_rest(self, cli: Dragoman) -> None:
        ended = cli("read", PAGES / "wire.txt")
        assert ended.status == 0
        assert "“All of them are in good health,” said a spokeswoman" in ended.out
        for cut in ("Coffee prices", "casino-night", "About Lakes", "Share on Facebook"):
            assert cut not in ended.out

    def test_long_paragraph_stays_one_line(self, cli: Dragoman) -> None:
        longest = max(cli("read", PAGES / "wire.txt").out.splitlines(), key=len)
        assert len(longest) > 200

    def test_what_was_cut_is_printed_with_reason_and_place(self, cli: Dragoman) -> None:
        page = (PAGES / "wire.txt").read_text(encoding="utf-8")
        printed = cli("read", PAGES / "wire.txt", "--cut").out
        rows = re.findall(r"^ +(\d+)-(\d+)  (\w+(?: \w+)?) +(\S.*)$", printed, re.MULTILINE)
        assert {"teaser", "link farm"} <= {reason for _, _, reason, _ in rows}
        for start, end, _, text in rows:
            assert " ".join(page[int(start) : int(end)].split()) == text

    def test_faulty_page_gets_one_line(self, cli: Dragoman, tmp_path: Path) -> None:
        ended = cli("read", tmp_path / "nowhere.html")
        assert (ended.status, ended.out) == (1, "")
        assert len(lines(ended.err)) == 1
        assert "nowhere.html" in ended.err


class TestShow:
    def test_page_is_written(self, coding_cli: Dragoman, tmp_path: Path) -> None:
        assert coding_cli("show", PAGES / "harbour.html", "--to", tmp_path / "out.html").status == 0
        page = (tmp_path / "out.html").read_text(encoding="utf-8")
        assert page.lower().startswith("<!doctype html>")
        assert "Estonia expels two Russian diplomats over harbour break-in" in page


class TestWho:
    def test_code_is_printed(self, cli: Dragoman) -> None:
        assert cli("who", "the Iranian foreign minister") == Ended(0, "IRN GOV\n", "")

    def test_why_stands_beside_the_code(self, cli: Dragoman) -> None:
        code, why = cli("who", "the Iranian foreign minister", "--why").out.rstrip("\n").split("\t")
        assert code == "IRN GOV"
        assert ".tsv" in why

    def test_date_decides_on_the_taliban(self, cli: Dragoman) -> None:
        assert cli("who", "the Taliban", "--date", "2019-03-01").out == "AFG REB\n"
        assert cli("who", "the Taliban", "--date", "2023-03-01").out == "AFG GOV\n"

    def test_mention_of_nobody_has_an_empty_code(self, cli: Dragoman) -> None:
        ended = cli("who", "the chocolate cake")
        assert (ended.status, ended.out) == (0, "\n")
        assert "nobody" in ended.err

    def test_batch_adds_codes_to_its_lines(self, cli: Dragoman, tmp_path: Path) -> None:
        assert cli("who", "--batch", ROOT / "examples/mentions.jsonl", "--to", tmp_path / "out.jsonl").status == 0
        coded = read_lines(tmp_path / "out.jsonl")
        assert [(line["id"], line["code"]) for line in coded] == [
            ("m1", "IRN GOV"),
            ("m2", "AFG REB"),
            ("m3", "NOR GOV"),
        ]
        assert "why" not in coded[0]

    def test_batch_tells_why_on_demand(self, cli: Dragoman, tmp_path: Path) -> None:
        cli("who", "--batch", ROOT / "examples/mentions.jsonl", "--to", tmp_path / "out.jsonl", "--why")
        assert all(line["why"] for line in read_lines(tmp_path / "out.jsonl"))

    def test_faulty_lines_are_numbered_and_the_rest_goes_on(self, cli: Dragoman, tmp_path: Path) -> None:
        given = [
            '{"id": 1, "text": "Iran"}',
            "{",
            '{"id": 3}',
            '{"id": 4, "text": "Iran", "date": "May"}',
            "",
            '{"text": "Iraq"}',
        ]
        (tmp_path / "mentions.jsonl").write_text("\n".join(given), encoding="utf-8")
        ended = cli("who", "--batch", tmp_path / "mentions.jsonl", "--to", tmp_path / "out.jsonl")
        assert ended.status == 1
        assert [line.partition(": ")[0] for line in lines(ended.err)] == [
            f"{tmp_path}/mentions.jsonl:{number}" for number in (2, 3, 4)
        ]
        assert [line.get("code") for line in read_lines(tmp_path / "out.jsonl")] == ["IRN GOV", None, None, "IRQ GOV"]


class TestScore:
    def test_own_output_scores_one_against_itself(self, coding_cli: Dragoman, tmp_path: Path) -> None:
        out = tmp_path / "out.jsonl"
        coding_cli("code", write_articles(tmp_path / "news.jsonl", EXPELLED), "--to", out)
        assert "F1 1.000" in lines(coding_cli("score", out, out).out)[0]

    def test_misses_come_first_by_cause(self, cli: Dragoman, tmp_path: Path) -> None:
        (tmp_path / "none.jsonl").touch()
        ended = cli("score", ROOT / "examples/gold.jsonl", tmp_path / "none.jsonl", "--misses", 2)
        begins = [line.split()[0] for line in lines(ended.out)]
        assert begins[:4] == ["not", "missed", "missed", "who-did-what-to-whom"]

    def test_malformed_line_is_numbered(self, cli: Dragoman, tmp_path: Path) -> None:
        (tmp_path / "bad.jsonl").write_text("[]\n", encoding="utf-8")
        ended = cli("score", tmp_path / "bad.jsonl", tmp_path / "bad.jsonl")
        assert (ended.status, ended.out) == (1, "")
        assert ended.err.startswith(f"{tmp_path}/bad.jsonl:1: ")


class TestRelate:
    def test_types_are_added_to_the_rows(self, coding_cli: Dragoman, tmp_path: Path) -> None:
        assert coding_cli("relate", ROOT / "examples/pairs.tsv", "--to", tmp_path / "out.tsv").status == 0
        with (tmp_path / "out.tsv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t"))
        assert list(rows[0]) == ["sentence", "source", "target", "type", "confidence"]
        assert len(rows) == 3
        assert all(0 < float(row["confidence"]) <= 1 for row in rows)
        assert rows[1]["type"] == "ASSAULT"

    def test_older_labels_are_answered_on_demand(self, coding_cli: Dragoman, tmp_path: Path) -> None:
        from dragoman.ontology import load_ontology

        coding_cli("relate", ROOT / "examples/pairs.tsv", "--to", tmp_path / "out.tsv", "--labels", "plv")
        with (tmp_path / "out.tsv").open(encoding="utf-8", newline="") as file:
            assert {row["type"] for row in csv.DictReader(file, delimiter="\t")} <= set(load_ontology().older_labels)

    def test_row_without_its_parties_is_named_and_stays_empty(self, coding_cli: Dragoman, tmp_path: Path) -> None:
        pairs = "sentence\tsource\ttarget\nIran thanked Oman.\tIran\tPeru\nIran thanked Oman.\tIran\tOman\n"
        (tmp_path / "pairs.tsv").write_text(pairs, encoding="utf-8")
        ended = coding_cli("relate", tmp_path / "pairs.tsv", "--to", tmp_path / "out.tsv")
        assert ended.status == 1
        assert ended.err.startswith(f"{tmp_path}/pairs.tsv:2: ")
        first, second = (tmp_path / "out.tsv").read_text(encoding="utf-8").splitlines()[1:]
        assert first.endswith("\tPeru\t\t")
        assert second.split("\t")[3]

    def test_file_without_the_columns_is_refused(self, cli: Dragoman, tmp_path: Path) -> None:
        (tmp_path / "pairs.tsv").write_text("text\tlabel\na\tb\n", encoding="utf-8")
        ended = cli("relate", tmp_path / "pairs.tsv", "--to", tmp_path / "out.tsv")
        assert ended.status == 1
        assert "pairs.tsv:1: " in ended.err
        assert not (tmp_path / "out.tsv").exists()


class TestProgress:
    @pytest.fixture
    def terminal(self) -> Iterator[tuple[int, int]]:
        pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals to show a bar on")
        ends = pty.openpty()
        yield ends
        for end in ends:
            os.close(end)

    def shown(self, terminal: tuple[int, int], seconds: float) -> str:
        code = (
            "import time; from dragoman.cli.messages import Messages\n"
            f"for _ in Messages().track(range(2), 'pages', 2): time.sleep({seconds})"
        )
        subprocess.run(
            [sys.executable, "-c", code], stderr=terminal[1], check=True, env={**os.environ, "TERM": "xterm"}
        )
        os.set_blocking(terminal[0], False)
        try:
            return os.read(terminal[0], 100_000).decode()
        except BlockingIOError:
            return ""

    def test_bar_is_shown_when_it_takes_long(self, terminal: tuple[int, int]) -> None:
        assert "pages" in self.shown(terminal, 1.4)

    def test_no_bar_is_shown_for_short_work(self, terminal: tuple[int, int]) -> None:
        assert self.shown(terminal, 0.1) == ""

    def test_nothing_but_faults_goes_to_a_file(self, capsys: pytest.CaptureFixture[str]) -> None:
        messages = Messages()
        for _ in messages.track(range(3), "pages", 3):
            messages.fault("page.html: broken")
        assert (messages.status, capsys.readouterr().err) == (1, "page.html: broken\n" * 3)
