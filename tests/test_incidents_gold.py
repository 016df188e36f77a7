"""The gold set of incidents is whole, and what is held out of it is joined as well as the documentation says."""

import json
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from dragoman.coder.model import Model
from dragoman.ontology import load_ontology
from dragoman.records.gold import from_gold

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    spec = spec_from_file_location("incidents_benchmark", BENCHMARKS / "incidents.py")
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_sixty_incidents_are_told_by_three_reports_at_least() -> None:
    reports: dict[str, set[str]] = {}
    for line in (BENCHMARKS / "data" / "incidents.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        for event in record["events"]:
            reports.setdefault(event["incident"], set()).add(record["id"])
    assert sum(len(articles) >= 3 for articles in reports.values()) >= 60


def test_every_report_is_a_gold_record_of_the_ontology() -> None:
    types = load_ontology().types
    for line in (BENCHMARKS / "data" / "incidents.jsonl").read_text(encoding="utf-8").splitlines():
        article = from_gold(json.loads(line))
        for event in article.events:
            assert event.type in types, article.id
            for party in (*event.actors, *event.recipients):
                assert party.text in article.text, (article.id, party.text)


def test_held_out_records_are_joined_as_marked(benchmark: ModuleType) -> None:
    held_out = [report for report in benchmark.read_gold() if report.story % 2 == 0]
    tellings = benchmark.told(held_out, Model(threads=1))
    precision, recall = benchmark.b_cubed(benchmark.join(tellings), [label for _, label in benchmark.flat(tellings)])
    assert precision >= 0.95
    assert recall >= 0.95
