"""Lines of mentions that want codes, one JSON object a line. Whom a mention stands for is the room `actors`' to say."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from dragoman.actors import ActorDictionary, who
from dragoman.errors import SourceError
from dragoman.records.gold import is_day


class MentionLine(msgspec.Struct, frozen=True):
    """A line of a mention file: the mention, the day and the text of its article, and a name of its own."""

    text: str
    id: str | int | None = None
    date: str | None = ""
    article: str | None = ""


class Answer(msgspec.Struct, frozen=True):
    """A line with its code, as the JSON that goes out; or the fault for which it has none."""

    line: dict[str, object]
    fault: str = ""


def code_mentions(path: Path, *, why: bool = False, actors: ActorDictionary | None = None) -> Iterator[Answer]:
    """Yield the lines of a mention file in order, each with `code` and, if asked for, `why`; a faulty one without.

    Args:
        path: JSONL, a line {"id", "text", "date", "article"}; date and article may be left out.
        why: also give the row or the chain of mentions that the code came from.
        actors: a dictionary of the user's, whose names win over the built-in ones.
    Raises: SourceError when the file cannot be read.
    """
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield _answer(line, f"{path}:{number}", why, actors)
    except OSError as error:
        raise SourceError(f"{path}: the file cannot be read ({error.strerror}); check its name and rights") from None


def _answer(line: bytes, where: str, why: bool, actors: ActorDictionary | None) -> Answer:
    given: dict[str, object] = {}
    try:
        decoded = msgspec.json.decode(line)
        given = decoded if isinstance(decoded, dict) else {}
        mention = msgspec.convert(decoded, MentionLine)
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        return Answer(given, f'{where}: the line is no mention ({error}); write {{"id", "text", "date", "article"}}')
    day = mention.date or ""
    if day and not is_day(day):
        return Answer(given, f'{where}: the date "{day}" is none; write YYYY-MM-DD or leave it out')
    coded = who(mention.text, date=day, article=mention.article or "", actors=actors)
    return Answer({**given, "code": coded.code, **({"why": coded.why} if why else {})})
