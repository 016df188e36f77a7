"""The CAMEO code of a record, from PLOVER's conversion table turned round, and the format that writes it.

The rule for what one PLOVER type, mode and context could be several CAMEO codes stands in the head of cameo.tsv.
"""

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import product

import msgspec

from dragoman.exports.codes import actor_code
from dragoman.exports.pairs import TABLES, pairs
from dragoman.exports.record import Record, record_day, record_id
from dragoman.ontology import read_table
from dragoman.records import Event


class CameoCode(msgspec.Struct, frozen=True):
    """A CAMEO code.

    Attributes:
        code: three or four digits, kept as text for its zeros. root: the first two.
        goldstein: its Goldstein score, -10 (conflict) to +10 (cooperation).
        quad: 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.
        penta: Phoenix's class: 0 statement, then as `quad`.
        label: what it stands for, in a few words.
        rule: one, several or ours, see cameo.tsv.
    """

    code: str
    root: str
    goldstein: float
    quad: int
    penta: int
    label: str
    rule: str

    @property
    def base(self) -> str:
        """The first three digits."""
        return self.code[:3]


def cameo_code(event: Event) -> CameoCode | None:
    """Return the CAMEO code of a record; None for a type that the conversion table does not know."""
    sectors = tuple(sector for party in event.actors for sector in party.code.split()[1:])
    return _find(event.type, event.modes, event.contexts, sectors)


def code_labels() -> Iterator[tuple[str, str]]:
    """Yield the codes that records can get, each with what it stands for and its score."""
    for row in read_table(TABLES / "cameo_codes.tsv", ("code", "goldstein", "label")):
        yield row["code"], f"{row['label']} (Goldstein {row['goldstein']})"


def rows(records: Iterable[Record]) -> Iterator[tuple[object, ...]]:
    """Yield the rows of the `cameo` format: day, actor, recipient and code of each pair of parties."""
    for record in records:
        event, id, day = record.event, record_id(record), record_day(record)
        cameo = cameo_code(event)
        codes = (cameo.code, cameo.root, cameo.quad, cameo.goldstein, cameo.label, cameo.rule) if cameo else (None,) * 6
        for actor, recipient in pairs(event):
            yield (
                day,
                actor_code(actor.code).cameo if actor else None,
                actor_code(recipient.code).cameo if recipient else None,
                *codes,
                event.type,
                "; ".join(event.modes),
                record.article.id,
                id,
            )


@lru_cache(maxsize=50_000)
def _find(type: str, modes: tuple[str, ...], contexts: tuple[str, ...], sectors: tuple[str, ...]) -> CameoCode | None:
    table = _reversed()
    for key in product((*modes, ""), (*contexts, ""), (*sectors, "")):
        found = table.get((type, *key))
        if found is not None:
            return found
    return None


@cache
def _reversed() -> dict[tuple[str, str, str, str], CameoCode]:
    roots = {row["root"]: row for row in read_table(TABLES / "cameo_roots.tsv", ("root", "quad", "penta"))}
    codes = {row["code"]: row for row in read_table(TABLES / "cameo_codes.tsv", ("code", "goldstein", "label"))}
    found = {}
    for row in read_table(TABLES / "cameo.tsv", ("type", "mode", "context", "sector", "code", "rule")):
        if row["code"] not in codes:
            raise row.wrong(f'the code "{row["code"]}" is not in cameo_codes.tsv; add it there')
        code, root = codes[row["code"]], roots[row["code"][:2]]
        found[row["type"], row["mode"], row["context"], row["sector"]] = CameoCode(
            code=row["code"],
            root=root["root"],
            goldstein=float(code["goldstein"]),
            quad=int(root["quad"]),
            penta=int(root["penta"]),
            label=code["label"],
            rule=row["rule"],
        )
    return found
