"""Exports: what each format holds, checked against its published layout and read back with the tools that read it."""

import csv
import json
import random
import re
import tracemalloc
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.errors import DragomanError, FilterError
from dragoman.exports import FORMATS, Export, Record, export, picks, record_day, record_id, records_of
from dragoman.exports.cameo import cameo_code
from dragoman.exports.codes import actor_code, countries
from dragoman.exports.layout import layout, names
from dragoman.exports.pairs import TABLES, country_pairs, pairs
from dragoman.ontology import load_ontology, read_table
from dragoman.records import Article, Event, Evidence, Party, Place, Voice
from dragoman.records.gold import to_json
from dragoman.records.tables import read_jsonl
from dragoman.store import Box, Filter

SHARED = Path(__file__).parents[2] / "shared" / "data"
TEXT = "Chad's army shelled rebels near Abéché on Monday.\n\nFrance and Chad met in Paris. Kenya may send police."
# Layouts of other data sets: their names, and whether their files begin with a header.
LAYOUTS = {"polecat": True, "gdelt": False, "icews": True, "phoenix": False}


def event(type: str = "ASSAULT", **values: object) -> Event:
    quote = "Chad's army shelled rebels near Abéché on Monday."
    start = TEXT.index(quote)
    known = {
        "type": type,
        "status": "actual",
        "actors": (Party("Chad's army", "TCD MIL"),),
        "recipients": (Party("rebels", "TCD REB"),),
        "quote": Evidence(quote, start, start + len(quote), start, start + len(quote)),
        "confidence": 0.75,
    }
    return msgspec.convert({**known, **values}, Event)


def article(*events: Event, **values: object) -> Article:
    known = {"id": "a1", "text": TEXT, "title": "Shells", "date": "2024-05-07", "source": "https://example.org/a1"}
    return msgspec.convert({**known, **values, "events": events}, Article)


ABECHE = Place("Abéché", "TCD", latitude=13.82916, longitude=20.8324, geonameid=245785, admin1="Ouaddaï")
SHELLING = event(modes=("heavy-weapons",), contexts=("military",), place=ABECHE, date="2024-05-06")
TALKS = event("CONSULT", actors=(Party("France", "FRA GOV"), Party("Chad", "TCD GOV")), recipients=())
PLAN = event("AID", status="future", actors=(Party("Kenya", "KEN GOV"),), recipients=(Party("", "TCD GOV"),))
COMMUNIQUE = event(
    "ACCUSE",
    modes=("disapprove",),
    actors=(Party("the United Nations", "UNO"), Party("opposition MPs", "TCD LEG OPP")),
    recipients=(Party("Chad", "TCD GOV"),),
    voice=Voice("actor", "MPs", "TCD LEG OPP"),
)
CORPUS = [article(SHELLING, TALKS, PLAN), article(COMMUNIQUE, id="a2", date="2024-08-01", site="Example Post")]


def written(format: str, tmp_path: Path, articles: list[Article] = CORPUS, **options: object) -> tuple[Path, Export]:
    path = tmp_path / format
    return path, export(articles, format, path, **options)  # type: ignore[arg-type]


def rows_of(format: str, tmp_path: Path, articles: list[Article] = CORPUS) -> list[dict[str, str]]:
    path, _ = written(format, tmp_path, articles)
    lines = path.read_text(encoding="utf-8").splitlines()[LAYOUTS.get(format, True) :]
    return [dict(zip(names(format), line.split("\t"), strict=True)) for line in lines]


def csv_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class TestRecords:
    def test_name_of_a_record_is_the_same_whatever_was_asked_for(self) -> None:
        whole = [record_id(record) for record in records_of([CORPUS[0]])]
        assert [record_id(record) for record in records_of([article(TALKS)])] == [whole[1]]

    def test_two_records_have_two_names(self) -> None:
        assert len({record_id(record) for record in records_of(CORPUS)}) == 4

    @pytest.mark.parametrize(
        ("told", "published", "day"),
        [
            ("2024-05-06", "2024-05-07", "2024-05-06"),
            ("2024-04-29/2024-05-05", "2024-05-07", "2024-04-29"),
            ("", "2024-05-07", "2024-05-07"),
            ("", "", ""),
        ],
    )
    def test_record_counts_for_its_first_day_else_for_its_articles(self, told: str, published: str, day: str) -> None:
        assert record_day(Record(article(date=published), event(date=told))) == day


class TestPairs:
    @staticmethod
    def codes(event: Event) -> list[tuple[str, str]]:
        return [(actor.code if actor else "", recipient.code if recipient else "") for actor, recipient in pairs(event)]

    def test_every_actor_stands_with_every_recipient(self) -> None:
        both = (Party("France", "FRA GOV"), Party("Chad", "TCD GOV"))
        assert self.codes(event(actors=both, recipients=(Party("Mali", "MLI GOV"), Party("Niger", "NER GOV")))) == [
            ("FRA GOV", "MLI GOV"),
            ("FRA GOV", "NER GOV"),
            ("TCD GOV", "MLI GOV"),
            ("TCD GOV", "NER GOV"),
        ]

    def test_sides_of_a_mutual_act_stand_on_either_side(self) -> None:
        assert self.codes(TALKS) == [("FRA GOV", "TCD GOV"), ("TCD GOV", "FRA GOV")]

    def test_several_who_act_alone_are_not_set_against_each_other(self) -> None:
        warning = event("THREATEN", actors=(Party("France", "FRA GOV"), Party("Chad", "TCD GOV")), recipients=())
        assert self.codes(warning) == [("FRA GOV", ""), ("TCD GOV", "")]

    def test_two_names_of_one_code_make_one_row(self) -> None:
        twice = (Party("France", "FRA GOV"), Party("the French president", "FRA GOV"))
        assert self.codes(event(actors=twice)) == [("FRA GOV", "TCD REB")]

    def test_unknown_country_makes_no_dyad(self) -> None:
        assert country_pairs(event(recipients=(Party("allies", "UNK GOV"),))) == set()

    def test_mutual_types_are_types(self) -> None:
        mutual = {row["type"] for row in read_table(TABLES / "mutual.tsv", ("type",))}
        assert mutual <= set(load_ontology().types)


class TestCodes:
    @pytest.mark.parametrize(
        ("code", "cameo"),
        [
            ("PAK GOV", "PAKGOV"),
            ("ROU MIL", "ROMMIL"),
            ("TCD LEG OPP", "TCDLEGOPP"),
            ("USA JRN", "USAMED"),
            ("USA MED", "USAHLH"),
            ("UNO", "IGOUNO"),
            ("EUR", "IGOEUREEC"),
            ("UNK GOV", "GOV"),
            ("", ""),
        ],
    )
    def test_actor_code_in_the_terms_of_cameo(self, code: str, cameo: str) -> None:
        assert actor_code(code).cameo == cameo

    def test_every_country_that_the_coder_knows_is_known_here(self) -> None:
        from dragoman.actors.tables import read_table as read_actor_table

        assert {row.cells["code"] for row in read_actor_table("countries")} <= set(countries())

    def test_every_sector_and_stateless_code_is_known(self) -> None:
        ontology = load_ontology()
        known = {row["code"] for row in read_table(TABLES / "sectors.tsv", ("code",))}
        assert known == {*ontology.sectors, *ontology.nonstate}

    def test_numbers_of_countries_are_those_of_no_other(self) -> None:
        numbers = [country.cow for country in countries().values() if country.cow]
        fips = [country.fips for country in countries().values() if country.fips]
        assert (len(set(numbers)), len(set(fips))) == (len(numbers), len(fips))


class TestCameo:
    @staticmethod
    def code(*told: object, sector: str = "GOV") -> str:
        type, modes, contexts = (*told, (), ())[:3]
        found = cameo_code(event(type, modes=modes, contexts=contexts, actors=(Party("x", f"TCD {sector}"),)))
        assert found is not None
        return found.code

    def test_one_to_one_is_turned_round(self) -> None:
        assert self.code("COERCE", ("arrest",)) == "173"

    def test_of_several_the_code_is_what_they_have_in_common(self) -> None:
        # 1832 car bombing, 1833 roadside bombing
        assert self.code("ASSAULT", ("explosives",)) == "183"

    def test_where_only_the_root_is_common_the_code_is_the_roots_general_one(self) -> None:
        # 161 breaks relations, 164 halts negotiations, 165 halts mediation
        assert self.code("SANCTION", ("withdraw",)) == "160"

    def test_context_picks_a_narrower_code(self) -> None:
        assert self.code("AID", (), ("diplomatic", "human_security")) == "073"

    def test_mode_wins_over_context(self) -> None:
        assert self.code("RETREAT", ("ceasefire",), ("economic",)) == "0871"

    def test_mode_without_a_code_leaves_what_the_type_says(self) -> None:
        assert self.code("COERCE", ("cyber",)) == "170"

    def test_army_that_attacks_uses_conventional_force(self) -> None:
        assert (self.code("ASSAULT", sector="MIL"), self.code("ASSAULT", sector="REB")) == ("190", "180")

    def test_every_type_and_mode_has_a_code(self) -> None:
        ontology = load_ontology()
        told = [(type, ()) for type in ontology.types]
        told += [(type, (mode.name,)) for type, modes in ontology.modes.items() for mode in modes]
        assert [each for each in told if cameo_code(event(each[0], modes=each[1])) is None] == []

    def test_type_of_another_ontology_has_none(self) -> None:
        assert cameo_code(event("TRADE")) is None

    def test_table_names_types_modes_and_contexts_of_the_ontology(self) -> None:
        ontology = load_ontology()
        for row in read_table(TABLES / "cameo.tsv", ("type", "mode", "context", "sector")):
            assert row["type"] in ontology.types, row.line
            assert not row["mode"] or ontology.mode(row["type"], row["mode"]), row.line
            assert not row["context"] or row["context"] in ontology.contexts, row.line
            assert not row["sector"] or row["sector"] in ontology.sectors, row.line

    def test_scores_have_the_sign_of_their_class(self) -> None:
        for row in read_table(TABLES / "cameo_codes.tsv", ("code", "goldstein")):
            found = next(
                r for r in read_table(TABLES / "cameo_roots.tsv", ("root", "quad")) if r["root"] == row["code"][:2]
            )
            assert (float(row["goldstein"]) > 0) == (found["quad"] in "12"), row["code"]

    def test_codes_are_what_the_conversion_table_says_turned_round(self) -> None:
        table = SHARED / "ontology" / "CAMEO2PLOVER-2021.txt"
        if not table.exists():
            pytest.skip("the conversion table is not here: ../shared/data/ontology")
        rule = _Conversion(table.read_text(encoding="utf-8"))
        wrong = [
            row.line
            for row in read_table(TABLES / "cameo.tsv", ("type", "mode", "context", "code", "rule"))
            if row["rule"] != "ours" and rule(row["type"], row["mode"], row["context"]) != (row["code"], row["rule"])
        ]
        assert wrong == []


class _Conversion:
    """The stated rule by itself: from the table that turns CAMEO into PLOVER to the code for a type, mode, context."""

    def __init__(self, table: str) -> None:
        self.rows = []
        self.roots: dict[str, str] = {}
        for code, type, rest in re.findall(r"^(\d{2,4}): (\w+)([^#\n]*)", table, re.MULTILINE):
            _, mode, contexts = [part.strip() for part in (*rest.split(","), "", "")][:3]
            if len(code) == 2:
                self.roots.setdefault(type, code)
                self.rows.append((code, type, "", frozenset[str]()))
            elif mode not in load_ontology().contexts or load_ontology().mode(type, mode):
                self.rows.append((code, type, mode, frozenset(c.strip() for c in contexts.split(";") if c.strip())))

    def __call__(self, type: str, mode: str, context: str) -> tuple[str, str]:
        of_type = [row for row in self.rows if row[1] == type]
        found = [row for row in of_type if row[2] == mode]
        if context:
            found = [r for r in found if r[3] == {context}] or [r for r in found if context in r[3]]
        elif mode:
            found = [row for row in found if not row[3]] or found
        else:
            found = [row for row in found if not row[3]]
            of_three = [row for row in found if len(row[0]) > 2]
            # The general code of a root stands for it.
            if len(of_three) == 1 and of_three[0][0].endswith("0"):
                found = of_three
        codes = sorted({code for code, *_ in found})
        if len({code[:2] for code in codes}) > 1:
            codes = [code for code in codes if code.startswith(self.root(type, codes))]
        if len(codes) == 1 and len(codes[0]) > 2:
            return codes[0], "one"
        common = _common(codes)
        return (common if len(common) > 2 else common + "0"), "several"

    def root(self, type: str, codes: list[str]) -> str:
        # Of two headers of a type, ACCUSE's 09 has investigations alone.
        return "11" if type == "ACCUSE" else self.roots[type]


def _common(codes: list[str]) -> str:
    first, last = codes[0], codes[-1]
    return first[: next((n for n in range(len(first)) if first[n] != last[n : n + 1]), len(first))]


class TestLayouts:
    @pytest.mark.parametrize(("format", "columns"), [("polecat", 40), ("gdelt", 58), ("icews", 20), ("phoenix", 26)])
    def test_every_line_has_the_columns_of_the_published_layout(
        self, format: str, columns: int, tmp_path: Path
    ) -> None:
        path, _ = written(format, tmp_path)
        lines = path.read_text(encoding="utf-8").splitlines()
        assert {line.count("\t") + 1 for line in lines} == {columns}

    @pytest.mark.parametrize("format", LAYOUTS)
    def test_header_is_there_where_the_published_files_have_one(self, format: str, tmp_path: Path) -> None:
        path, made = written(format, tmp_path)
        lines = path.read_text(encoding="utf-8").splitlines()
        assert (tuple(lines[0].split("\t")) == names(format)) is LAYOUTS[format]
        assert len(lines) == made.rows + LAYOUTS[format]

    @pytest.mark.parametrize("format", LAYOUTS)
    def test_names_and_order_are_those_of_the_published_layout(self, format: str) -> None:
        published = SHARED / "layouts.md"
        if not published.exists():
            pytest.skip("the published layouts are not here: ../shared/data/layouts.md")
        assert list(names(format)) == _published(published.read_text(encoding="utf-8"))[format]

    @pytest.mark.parametrize("format", [*LAYOUTS, "cameo"])
    def test_every_cell_is_of_its_columns_kind(self, format: str, tmp_path: Path) -> None:
        forms = {
            "day": r"\d{4}-\d\d-\d\d",
            "digits": r"\d+",
            "integer": r"-?\d+",
            "number": r"-?\d+(\.\d+)?",
            "text": r".*",
        }
        for row in rows_of(format, tmp_path):
            for column in layout(format):
                assert row[column.name] == "" or re.fullmatch(forms[column.kind], row[column.name]), column.name
                assert column.filled or row[column.name] == "", column.name

    @pytest.mark.parametrize("format", FORMATS)
    def test_what_is_told_as_done_alone_goes_where_no_column_tells_the_status(
        self, format: str, tmp_path: Path
    ) -> None:
        has_status = FORMATS[format].columns in ("records", "stata", "")
        assert FORMATS[format].done_only is not has_status

    def test_plan_is_left_out_and_told(self, tmp_path: Path) -> None:
        path, made = written("polecat", tmp_path)
        assert "Kenya" not in path.read_text(encoding="utf-8")
        assert list(made.left_out.values()) == [1]

    def test_plan_is_there_when_it_is_asked_for(self, tmp_path: Path) -> None:
        path, _ = written("polecat", tmp_path, [article(PLAN)], filter=Filter(status=("future",)))
        assert "Kenya" in path.read_text(encoding="utf-8")

    @pytest.mark.parametrize("format", LAYOUTS)
    def test_quotes_and_breaks_in_names_leave_the_columns_alone(self, format: str, tmp_path: Path) -> None:
        hostile = event(actors=(Party('"Guard\tof\nthe\u2028Port"', "TCD REB"),), recipients=())
        (row,) = rows_of(format, tmp_path, [article(hostile)])
        assert '"' not in "".join(row.values())

    def test_row_of_polecat(self, tmp_path: Path) -> None:
        row = rows_of("polecat", tmp_path)[0]
        told = {
            "Event Date": "2024-05-06",
            "Event Type": "ASSAULT",
            "Event Mode": "heavy-weapons",
            "Intensity": "-9.5",
            "Quad Code": "MATERIAL CONFLICT",
            "Contexts": "military",
            "Actor Country": "TCD",
            "Actor COW": "483",
            "Primary Actor Sector": "MIL",
            "Recipient Name": "rebels",
            "City": "Abéché",
            "Province": "Ouaddaï",
            "Latitude": "13.82916",
            "GeoNames ID": "245785",
            "Feature Type": "city",
            "Publication Date": "2024-05-07",
        }
        assert {name: row[name] for name in told} == told

    def test_row_of_gdelt(self, tmp_path: Path) -> None:
        row = rows_of("gdelt", tmp_path)[0]
        told = {
            "SQLDATE": "20240506",
            "MonthYear": "202405",
            "FractionDate": "2024.4274",
            "Actor1Code": "TCDMIL",
            "Actor1Type1Code": "MIL",
            "Actor2Name": "REBELS",
            "IsRootEvent": "1",
            "EventCode": "194",
            "EventBaseCode": "194",
            "EventRootCode": "19",
            "QuadClass": "4",
            "GoldsteinScale": "-10.0",
            "NumMentions": "1",
            "ActionGeo_Type": "4",
            "ActionGeo_FullName": "Abéché, Ouaddaï, Chad",
            "ActionGeo_CountryCode": "CD",
            "DATEADDED": "20240507",
            "SOURCEURL": "https://example.org/a1",
        }
        assert {name: row[name] for name in told} == told

    def test_body_of_no_country_is_a_known_group_in_gdelt(self, tmp_path: Path) -> None:
        row = rows_of("gdelt", tmp_path, [article(COMMUNIQUE)])[0]
        told = [row[f"Actor1{name}"] for name in ("Code", "CountryCode", "KnownGroupCode", "Type1Code", "Type2Code")]
        assert told == ["IGOUNO", "", "UNO", "IGO", ""]

    @pytest.mark.parametrize(
        ("place", "kind"),
        [
            (Place("Chad", "TCD"), "1"),
            (Place("Texas", "USA", latitude=31.0, longitude=-100.0, geonameid=4736286), "2"),
            (Place("Houston", "USA", latitude=29.76, longitude=-95.36, geonameid=4699066), "3"),
            (None, "0"),
        ],
    )
    def test_kinds_of_places_in_gdelt(self, place: Place | None, kind: str, tmp_path: Path) -> None:
        (row,) = rows_of("gdelt", tmp_path, [article(event(place=place))])
        assert row["ActionGeo_Type"] == kind

    def test_number_of_a_row_is_exact_in_a_double(self, tmp_path: Path) -> None:
        numbers = [int(row["GLOBALEVENTID"]) for row in rows_of("gdelt", tmp_path)]
        assert len(set(numbers)) == len(numbers)
        assert all(int(float(number)) == number < 2**52 for number in numbers)

    def test_row_of_icews(self, tmp_path: Path) -> None:
        row = rows_of("icews", tmp_path)[-1]
        told = {
            "Source Name": "opposition MPs",
            "Source Sectors": "Legislature,Opposition",
            "Source Country": "Chad",
            "CAMEO Code": "110",
            "Intensity": "-2.0",
            "Target Country": "Chad",
            "Story ID": "a2",
            "Publisher": "Example Post",
        }
        assert {name: row[name] for name in told} == told

    def test_row_of_phoenix(self, tmp_path: Path) -> None:
        row = rows_of("phoenix", tmp_path)[0]
        told = {
            "Date": "20240506",
            "Month": "5",
            "SourceActorFull": "TCDMIL",
            "SourceActorEntity": "TCD",
            "SourceActorRole": "MIL",
            "EventCode": "194",
            "PentaClass": "4",
            "Issues": "military,1",
            "GeoStateName": "Ouaddaï",
        }
        assert {name: row[name] for name in told} == told

    def test_row_of_cameo_says_by_which_rule_its_code_came(self, tmp_path: Path) -> None:
        rows = rows_of("cameo", tmp_path)
        assert [(row["source"], row["target"], row["code"], row["rule"]) for row in rows[:2]] == [
            ("TCDMIL", "TCDREB", "194", "ours"),
            ("FRAGOV", "TCDGOV", "040", "one"),
        ]

    @settings(max_examples=30, deadline=None)
    @given(text=st.text(max_size=30), code=st.text(max_size=9), source=st.text(max_size=20))
    def test_hostile_texts_make_whole_lines_in_every_layout(
        self, text: str, code: str, source: str, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        hostile = event(actors=(Party(text, code),), place=Place(text, code), quote=Evidence(text, -1, -1, -1, -1))
        folder = tmp_path_factory.mktemp("hostile")
        for format in LAYOUTS:
            path, made = written(format, folder, [article(hostile, source=source, id=text)])
            lines = path.read_bytes().decode("utf-8").split("\n")[LAYOUTS[format] : -1]
            assert [line.count("\t") + 1 for line in lines] == [len(names(format))] * made.rows


def _published(page: str) -> dict[str, list[str]]:
    """The columns of each layout as the page of published layouts tells them."""
    text = " ".join(page.split())
    found = {}
    for format, begin in (("polecat", "40 columns): "), ("icews", "20 columns): "), ("phoenix", "26 columns): ")):
        found[format] = text.split(begin)[1].split(". ")[0].rstrip(".").split(", ")
    told = text.split("58 columns): ")[1].split(". GDELT 2.0")[0]
    first, actors, event_, geo, last = re.split(r"; (?:then )?", told)
    of_actor = actors.split(": ")[1].split(", ")
    of_geo = [part.split(" ")[0] for part in geo.split(": ")[1].split(", ")]
    found["gdelt"] = [
        *first.split(", "),
        *(f"Actor{n}{part}" for n in (1, 2) for part in of_actor),
        *event_.split(", "),
        *(f"{who}_{part}" for who in ("Actor1Geo", "Actor2Geo", "ActionGeo") for part in of_geo),
        *last.removeprefix("then ").split(", "),
    ]
    return found


class TestTables:
    def test_csv_has_a_record_a_row_with_all_that_it_says(self, tmp_path: Path) -> None:
        path, _ = written("csv", tmp_path)
        rows = csv_rows(path)
        assert [row["type"] for row in rows] == ["ASSAULT", "CONSULT", "AID", "ACCUSE"]
        assert list(rows[0]) == list(names("records"))
        assert (rows[1]["actors"], rows[0]["quad"], rows[0]["intensity"]) == (
            "FRA GOV; TCD GOV",
            "material conflict",
            "-9.5",
        )

    def test_jsonl_has_lists_and_nulls(self, tmp_path: Path) -> None:
        path, _ = written("jsonl", tmp_path)
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        assert [row["actors"] for row in rows][:2] == [["TCD MIL"], ["FRA GOV", "TCD GOV"]]
        assert (rows[0]["latitude"], rows[1]["latitude"], rows[0]["date"]) == (13.82916, None, "2024-05-07")

    def test_gold_is_read_back_as_it_was(self, tmp_path: Path) -> None:
        path, _ = written("gold", tmp_path)
        assert [to_json(found) for found in read_jsonl(path)] == [to_json(each) for each in CORPUS]

    def test_parquet_is_partitioned_by_year_and_month_of_the_event(self, tmp_path: Path) -> None:
        path, _ = written("parquet", tmp_path)
        files = sorted(str(file.relative_to(path)) for file in path.rglob("*.parquet"))
        assert files == ["year=2024/month=5/part-0.parquet", "year=2024/month=8/part-0.parquet"]

    def test_parquet_comes_back_as_the_records_were(self, tmp_path: Path) -> None:
        import pyarrow.dataset
        import pyarrow.types

        path, _ = written("parquet", tmp_path)
        table = pyarrow.dataset.dataset(path, partitioning="hive").to_table().sort_by("article_id")
        assert table.column_names == [*names("records"), "year", "month"]
        first = table.to_pylist()[0]
        assert (first["actors"], first["date"], first["month"]) == (["TCD MIL"], date(2024, 5, 7), 5)
        assert pyarrow.types.is_list(table.schema.field("modes").type)
        jsonl, _ = written("jsonl", tmp_path)
        told = [json.loads(line)["record_id"] for line in jsonl.read_text(encoding="utf-8").splitlines()]
        assert table["record_id"].to_pylist() == told

    def test_record_without_a_day_has_a_partition_without_a_value(self, tmp_path: Path) -> None:
        import pyarrow.dataset

        path, _ = written("parquet", tmp_path, [article(TALKS), article(TALKS, date="")])
        years = pyarrow.dataset.dataset(path, partitioning="hive").to_table()["year"].to_pylist()
        assert sorted(map(str, years)) == ["2024", "None"]

    def test_many_months_need_few_open_files(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        import pyarrow.dataset

        from dragoman.exports import parquet

        monkeypatch.setattr(parquet, "_OPEN_FILES", 3)
        monkeypatch.setattr(parquet, "_ROWS_WAITING", 10)
        days = [f"{2000 + n % 20}-{n % 12 + 1:02d}-01" for n in range(200)]
        random.Random(4).shuffle(days)
        path, _ = written("parquet", tmp_path, [article(SHELLING, TALKS, id=day, date=day) for day in days])
        table = pyarrow.dataset.dataset(path, partitioning="hive").to_table()
        assert table.num_rows == 400
        assert any(file.name == "part-1.parquet" for file in path.rglob("*.parquet"))

    def test_folder_that_holds_something_is_left_alone(self, tmp_path: Path) -> None:
        kept = tmp_path / "parquet" / "thesis.txt"
        kept.parent.mkdir()
        kept.write_text("mine", encoding="utf-8")
        with pytest.raises(DragomanError, match="name a new folder"):
            written("parquet", tmp_path)
        assert kept.read_text(encoding="utf-8") == "mine"

    def test_export_that_fails_leaves_nothing_behind(self, tmp_path: Path) -> None:
        def broken() -> Iterator[Article]:
            yield CORPUS[0]
            raise RuntimeError("the disk is gone")

        for format in FORMATS:
            with pytest.raises(RuntimeError):
                export(broken(), format, tmp_path / format)
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("format", FORMATS)
    def test_nothing_found_is_a_whole_file_all_the_same(self, format: str, tmp_path: Path) -> None:
        path, made = written(format, tmp_path, [])
        assert (made.rows, made.records, path.exists()) == (0, 0, True)

    @pytest.mark.parametrize("format", FORMATS)
    def test_lone_surrogates_of_broken_pages_are_written_as_question_marks(self, format: str, tmp_path: Path) -> None:
        broken = event(actors=(Party("Gu\ud800ard", "TCD REB"),), place=ABECHE)
        path, _ = written(format, tmp_path, [article(broken, title="a\udc00", source="b\ud800")])
        files = [path] if path.is_file() else list(path.rglob("*.parquet"))
        assert all(file.stat().st_size for file in files)

    def test_unknown_format_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(DragomanError, match="write one of: csv, parquet"):
            export([], "xlsx", tmp_path / "x")


class TestStata:
    @pytest.fixture
    def reader(self, tmp_path: Path) -> Iterator[object]:
        pandas = pytest.importorskip("pandas", reason="pandas is not installed: pip install 'dragoman[stata]'")
        path, _ = written("stata", tmp_path)
        with pandas.io.stata.StataReader(path, convert_categoricals=False) as opened:
            yield opened

    def test_values_have_labels(self, reader: object) -> None:
        frame, labels = reader.read(), reader.value_labels()  # type: ignore[attr-defined]
        assert [labels["type"][number] for number in frame["type"]] == [
            "ASSAULT",
            *["CONSULT"] * 2,
            "AID",
            *["ACCUSE"] * 2,
        ]
        assert [labels["status"][number] for number in frame["status"]][3] == "future"
        assert labels["quad_class"][4] == "material conflict"

    def test_variables_have_labels(self, reader: object) -> None:
        labels = reader.variable_labels()  # type: ignore[attr-defined]
        assert list(labels) == list(names("stata"))
        assert labels["intensity"] == "Intensity by the ontology, -10 conflict to +10 cooperation"

    def test_days_are_days_and_long_texts_are_whole(self, reader: object) -> None:
        frame = reader.read()  # type: ignore[attr-defined]
        assert frame["day"][0].date() == date(2024, 5, 6)
        assert frame["quote"][0] == SHELLING.quote.quote

    def test_text_too_wide_for_a_variable_of_fixed_width_is_whole(self, tmp_path: Path) -> None:
        pandas = pytest.importorskip("pandas", reason="pandas is not installed: pip install 'dragoman[stata]'")
        path, _ = written("stata", tmp_path, [article(SHELLING, id="é" * 2000)])
        assert pandas.read_stata(path)["article_id"][0] == "é" * 2000

    def test_labels_fit(self) -> None:
        assert [column.name for column in layout("stata") if len(column.meaning) > 80 or len(column.name) > 32] == []


class TestMap:
    def test_features_are_the_records_with_a_point(self, tmp_path: Path) -> None:
        path, made = written("geojson", tmp_path)
        found = json.loads(path.read_text(encoding="utf-8"))
        (feature,) = found["features"]
        assert found["type"] == "FeatureCollection"
        assert feature["geometry"] == {"type": "Point", "coordinates": [20.8324, 13.82916]}
        assert feature["properties"]["type"] == "ASSAULT"
        assert made.left_out == {"without a point on the map": 3}


class TestNetwork:
    def test_edges_run_from_who_to_whom_with_counts(self, tmp_path: Path) -> None:
        networkx = pytest.importorskip("networkx", reason="networkx is not installed: make test installs it")
        path, _ = written("graphml", tmp_path, [article(SHELLING, SHELLING, TALKS), CORPUS[1]])
        graph = networkx.read_graphml(path)
        assert graph.is_directed()
        assert set(graph.edges) == {
            ("TCD MIL", "TCD REB"),
            ("FRA GOV", "TCD GOV"),
            ("TCD GOV", "FRA GOV"),
            ("UNO", "TCD GOV"),
            ("TCD LEG OPP", "TCD GOV"),
        }
        edge = graph.edges["TCD MIL", "TCD REB"]
        assert (edge["records"], edge["material_conflict"], edge["mean_intensity"]) == (2, 2, -9.5)
        assert (edge["first"], edge["last"]) == ("2024-05-06", "2024-05-06")
        assert graph.nodes["TCD REB"] == {"name": "Chad Rebel", "country": "TCD", "sectors": "REB"}


class TestDyads:
    def test_months_without_a_record_are_zeros(self, tmp_path: Path) -> None:
        path, _ = written("dyads", tmp_path)
        rows = [row for row in csv_rows(path) if (row["actor"], row["recipient"]) == ("FRA", "TCD")]
        assert [(row["year"], row["month"], row["records"], row["mean_intensity"]) for row in rows] == [
            ("2024", "5", "1", "2.5"),
            ("2024", "6", "0", "0.0"),
            ("2024", "7", "0", "0.0"),
            ("2024", "8", "0", "0.0"),
        ]
        assert all(cell != "" for row in rows for cell in row.values())

    def test_record_counts_once_in_a_dyad(self, tmp_path: Path) -> None:
        several = event(
            actors=(Party("army", "TCD MIL"), Party("police", "TCD COP")), recipients=(Party("x", "FRA CVL"),)
        )
        path, _ = written("dyads", tmp_path, [article(several)])
        assert [(row["records"], row["material_conflict"], row["sum_intensity"]) for row in csv_rows(path)] == [
            ("1", "1", "-9.0")
        ]

    def test_rows_are_all_dyads_times_all_months(self, tmp_path: Path) -> None:
        path, made = written("dyads", tmp_path, all_dyads=True)
        known = {"TCD", "FRA", "UNO"}
        assert made.rows == len(known) ** 2 * 4
        assert {(row["actor"], row["recipient"]) for row in csv_rows(path)} == {(a, b) for a in known for b in known}

    def test_days_asked_for_are_the_ends_of_the_table(self, tmp_path: Path) -> None:
        path, _ = written("dyads", tmp_path, filter=Filter(since="2024-01-15", until="2024-12-31"))
        months = {int(row["month"]) for row in csv_rows(path)}
        assert months == set(range(1, 13))

    def test_what_began_before_the_days_asked_for_counts_in_the_first_month(self, tmp_path: Path) -> None:
        long = event(date="2024-03-30/2024-04-02")
        path, _ = written("dyads", tmp_path, [article(long)], filter=Filter(since="2024-04-01", until="2024-05-31"))
        assert [(row["month"], row["records"]) for row in csv_rows(path)] == [("4", "1"), ("5", "0")]

    def test_record_without_day_or_dyad_is_left_out_and_told(self, tmp_path: Path) -> None:
        _, made = written("dyads", tmp_path, [article(TALKS, date=""), article(event(recipients=()))])
        assert (made.rows, sum(made.left_out.values())) == (0, 2)


class TestPicking:
    """Coded articles from a file are picked as a store picks them."""

    @pytest.mark.parametrize(
        ("filter", "types"),
        [
            (Filter(), ["ASSAULT", "CONSULT", "AID", "ACCUSE"]),
            (Filter(type=("AID", "ACCUSE")), ["AID", "ACCUSE"]),
            (Filter(mode=("heavy-weapons",)), ["ASSAULT"]),
            (Filter(actor=("TCD",)), ["ASSAULT", "CONSULT", "ACCUSE"]),
            (Filter(actor=("TCD OPP",)), ["ACCUSE"]),
            (Filter(recipient=("TCD GOV",)), ["AID", "ACCUSE"]),
            (Filter(country=("FRA",)), ["CONSULT"]),
            (Filter(sector=("REB",)), ["ASSAULT"]),
            (Filter(place=("TCD",)), ["ASSAULT"]),
            (Filter(box=Box(10, 20, 15, 25)), ["ASSAULT"]),
            (Filter(box=Box(10, 170, 15, -170)), []),
            (Filter(since="2024-05-07"), ["CONSULT", "AID", "ACCUSE"]),
            (Filter(until="2024-05-06"), ["ASSAULT"]),
            (Filter(status=("future",)), ["AID"]),
            (Filter(voice=("actor",)), ["ACCUSE"]),
            (Filter(source=("EXAMPLE POST",)), ["ACCUSE"]),
            (Filter(source=("https://example.org/",)), ["ASSAULT", "CONSULT", "AID", "ACCUSE"]),
            (Filter(min_confidence=0.8), []),
        ],
    )
    def test_filter_lets_through(self, filter: Filter, types: list[str]) -> None:
        assert [record.event.type for record in records_of(CORPUS) if picks(filter)(record)] == types

    def test_words_are_refused(self) -> None:
        with pytest.raises(FilterError, match="text: words are looked for in a store"):
            picks(Filter(text="shells"))


class TestCodebook:
    @pytest.mark.parametrize("format", FORMATS)
    def test_stands_beside_and_names_every_column(self, format: str, tmp_path: Path) -> None:
        path, _ = written(format, tmp_path)
        text = path.with_name(f"{format}.codebook.md").read_text(encoding="utf-8")
        told = re.findall(r"^\| \d+ \| `([^`]+)` \|", text, re.MULTILINE)
        assert told == list(names(FORMATS[format].columns) if FORMATS[format].columns else ())
        assert "## How to cite" in text

    def test_tells_what_was_asked_for_and_from_where(self, tmp_path: Path) -> None:
        asked = Filter(type=("ASSAULT", "AID"), since="2024-01-01")
        path, _ = written("csv", tmp_path, filter=asked, source="news.db")
        text = path.with_name("csv.codebook.md").read_text(encoding="utf-8")
        assert "* type: ASSAULT or AID\n* since: 2024-01-01\n" in text
        assert "from news.db\n* 4 records in, 4 out" in text

    def test_says_which_columns_stay_empty(self, tmp_path: Path) -> None:
        path, _ = written("gdelt", tmp_path)
        text = path.with_name("gdelt.codebook.md").read_text(encoding="utf-8")
        assert "| `AvgTone` | text | always empty" in text

    def test_lists_the_values_of_its_columns(self, tmp_path: Path) -> None:
        path, _ = written("polecat", tmp_path)
        text = path.with_name("polecat.codebook.md").read_text(encoding="utf-8")
        assert all(f"* `{name}`:" in text for name in [*load_ontology().types, *load_ontology().sectors])


def test_articles_are_let_go_when_they_are_written(tmp_path: Path) -> None:
    def articles(count: int) -> Iterator[Article]:
        for n in range(count):
            yield article(SHELLING, TALKS, COMMUNIQUE, id=f"a{n}", text=TEXT + str(n) * 20_000)

    def peak(format: str) -> int:
        tracemalloc.start()
        export(articles(300), format, tmp_path / format)
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    # Loads the gazetteer, which stays.
    export(CORPUS, "polecat", tmp_path / "first")
    # All the texts together are 15 MB; a .dta file is made in memory, but without the texts of the articles.
    assert {format for format in FORMATS if peak(format) > 6_000_000} == set()
