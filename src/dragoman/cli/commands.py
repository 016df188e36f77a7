"""The commands: their arguments, their help, and what each calls. Nothing is decided here about pages or events."""

from pathlib import Path

import click

from dragoman.cli.export_commands import export
from dragoman.cli.messages import Messages
from dragoman.cli.parameters import ACTORS, DATE, FILE, JOBS, MIN_CONFIDENCE, day
from dragoman.cli.store_commands import add, compare, failures, find, incidents, recode

WIDTH = 88


class _InOrder(click.Group):
    """Lists its commands as they are defined here, the most used first."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(
    cls=_InOrder,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": WIDTH},
)
@click.version_option(package_name="dragoman", message="%(prog)s %(version)s")
@click.pass_context
def dragoman(context: click.Context) -> None:
    """Read news pages and write down the political events they tell.

    Who did what to whom, when, where, and on whose word: each record keeps the sentence
    that it was read from, letter for letter.

    \b
    Examples:
      dragoman code examples/pages/harbour.html
      dragoman code examples/pages --to /tmp/events.csv
      dragoman who "Iranian foreign minister" --why

    Every command tells more with --help.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@dragoman.command()
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@click.option("--to", metavar="FILE", type=FILE, help="Write records to FILE (.jsonl, .csv or .parquet).")
@DATE
@JOBS
@MIN_CONFIDENCE
@ACTORS
def code(
    sources: tuple[str, ...],
    to: Path | None,
    date: str,
    jobs: int,
    min_confidence: float | None,
    actors: tuple[Path, ...],
) -> int:
    """Code pages and print their records or write them to a file.

    SOURCE is an HTML or text page, a .jsonl or .csv file of articles (id, date, title,
    text), a folder of such files, or - for standard input. Records come in the order of
    the pages. A page that cannot be read is told on standard error, the rest goes on,
    and the exit code is 1.

    FILE.jsonl holds one article a line with its events; FILE.csv and FILE.parquet hold
    one record a row. A file gets its name only when it is whole.

    \b
    Examples:
      dragoman code examples/pages/harbour.html
      echo "Norway recalled its envoy from Belarus on Monday." | dragoman code - --date 2024-05-07
      dragoman code examples/pages --to /tmp/events.jsonl --date 2024-05-07
      dragoman code examples/pages --to /tmp/events.parquet --jobs 2 --min-confidence 0.5
      dragoman code examples/pages/harbour.html --actors examples/harbour.actors.txt
    """
    from dragoman.cli.output import check_target, record_writer

    writer = record_writer(to) if to is not None else None
    if to is not None:
        check_target(to, sources)
    from dragoman.batch import code_sources
    from dragoman.cli.coding import Tally, only_articles
    from dragoman.cli.dictionaries import own_actors
    from dragoman.cli.display import console, print_records
    from dragoman.cli.sources import count_pages

    messages, tally = Messages(), Tally()
    own_actors(actors, messages)
    outcomes = code_sources(sources, date=date, jobs=jobs, min_confidence=min_confidence, actors=actors)
    articles = only_articles(messages.track(outcomes, "pages", count_pages(sources)), messages.fault, tally)
    if to is not None and writer is not None:
        writer(articles, to)
        messages.note(f"{to}: {tally}")
    else:
        terminal = console()
        for article in articles:
            with messages.aside():
                print_records(article, terminal)
    return messages.status


@dragoman.command()
@click.argument("page")
@click.option("--cut", is_flag=True, help="Also print what was cut from the page, and why.")
@click.option("--who", is_flag=True, help="Also print whom the article names, with codes and where they come from.")
@click.option(
    "--date", metavar="YYYY-MM-DD", callback=day, default="", help="The day of a page that does not tell its own."
)
@ACTORS
def read(page: str, cut: bool, who: bool, date: str, actors: tuple[Path, ...]) -> None:
    """Print the clean article of a page.

    PAGE is an HTML or text file, or - for standard input. With --cut, each part that is
    not the article follows with its place in the page, in characters, and the reason.
    With --who, each mention that has a code follows with its place in the article, its
    code, and the table row or chain of mentions that the code comes from.

    \b
    Examples:
      dragoman read examples/pages/harbour.html
      dragoman read examples/pages/wire.txt --cut
      dragoman read examples/pages/harbour.html --who --actors examples/harbour.actors.txt
    """
    from dragoman.cli.display import console, print_article, print_mentions
    from dragoman.cli.sources import read_one

    if actors and not who:
        raise click.UsageError("--actors goes with --who; leave it out to have the article printed")
    article = read_one(page, date)
    if not who:
        print_article(article, console(), cut=cut)
        return
    from dragoman.actors import find_mentions
    from dragoman.cli.dictionaries import own_actors
    from dragoman.language import load_parser

    own = own_actors(actors, Messages())
    sentences = load_parser()(article.text) if article.language == "en" else []
    mentions = find_mentions(sentences, date=article.date, dateline=article.dateline, title=article.title, own=own)
    print_article(article, console(), cut=cut)
    print_mentions(mentions, console())


@dragoman.command()
@click.argument("page")
@click.option("--to", metavar="FILE", type=FILE, required=True, help="The .html file to write.")
@click.option(
    "--date", metavar="YYYY-MM-DD", callback=day, default="", help="The day of a page that does not tell its own."
)
@ACTORS
def show(page: str, to: Path, date: str, actors: tuple[Path, ...]) -> int:
    """Write a web page that shows an article with its records.

    The file stands alone and loads nothing: open it in any browser. A click on a record
    marks its quote, a click on a quote its records.

    \b
    Examples:
      dragoman show examples/pages/harbour.html --to /tmp/harbour.html
    """
    from dragoman.cli.output import check_target, whole_text

    check_target(to, (page,))
    from dragoman.cli.dictionaries import own_actors
    from dragoman.cli.sources import read_one
    from dragoman.coder import load
    from dragoman.workbench import show_html

    messages = Messages()
    own_actors(actors, messages)
    article = read_one(page, date)
    with whole_text(to) as file:
        file.write(show_html(load(actors=actors)(article)))
    return messages.status


@dragoman.command()
@click.argument("mention", required=False)
@click.option(
    "--date", metavar="YYYY-MM-DD", callback=day, default="", help="The day at which the mention is to be read."
)
@click.option("--why", is_flag=True, help="Also tell which table row or chain of mentions gave the code.")
@click.option("--batch", metavar="FILE", type=FILE, help="Code each line of FILE.jsonl instead.")
@click.option("--to", metavar="FILE", type=FILE, help="Where the lines of --batch go, with their codes.")
@ACTORS
def who(
    mention: str | None, date: str, why: bool, batch: Path | None, to: Path | None, actors: tuple[Path, ...]
) -> int:
    """Print the code of whoever a mention names.

    A code is a country and up to two sectors, such as IRN GOV. It is empty for a mention
    that names nobody who acts politically. Office-holders take the office that they held
    on the day of --date.

    With --batch, FILE.jsonl holds one mention a line, {"id", "text", "date", "article"};
    date and article may be left out. Each line comes out with "code", and with "why" if
    asked for.

    \b
    Examples:
      dragoman who "Iranian foreign minister"
      dragoman who "Taliban insurgents" --date 2019-03-01 --why
      dragoman who --batch examples/mentions.jsonl --to /tmp/coded.jsonl
      dragoman who "the Harbour Guard" --actors examples/harbour.actors.txt --why
    """
    messages = Messages()
    from dragoman.cli.dictionaries import own_actors

    if batch is not None:
        if mention is not None or date:
            raise click.UsageError("--batch takes mentions and days from its file; leave MENTION and --date out")
        if to is None:
            raise click.UsageError("--batch needs --to; name the file that the lines go to")
        from dragoman.cli.mentions import code_mentions
        from dragoman.cli.output import check_target, json_line, whole_text

        check_target(to, (str(batch),))
        own = own_actors(actors, messages)
        with whole_text(to) as file:
            for answer in messages.track(code_mentions(batch, why=why, actors=own), "mentions"):
                if answer.fault:
                    messages.fault(answer.fault)
                if answer.line:
                    file.write(json_line(answer.line))
        return messages.status
    if mention is None:
        raise click.UsageError("MENTION is missing; write it in quotation marks, or name a file with --batch")
    if to is not None:
        raise click.UsageError("--to goes with --batch; leave it out to have the code printed")
    from dragoman.actors import who as find_who
    from dragoman.records.display import visible

    coded = find_who(mention, date=date, actors=own_actors(actors, messages))
    click.echo(visible(f"{coded.code}\t{coded.why}") if why else coded.code)
    if not coded.code:
        messages.note(f'"{mention}" names nobody who acts politically')
    return messages.status


@dragoman.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=FILE)
def actors(files: tuple[Path, ...]) -> int:
    """Check actor and agent dictionaries, and list their malformed lines.

    FILE is a dictionary in the format of TABARI and PETRARCH, such as my.actors.txt or
    my.agents.txt, as --actors takes it. Each malformed line is printed with its number,
    what is wrong and what was made of it; then what the files hold. The exit code is 1
    when a line is malformed.

    \b
    Examples:
      dragoman actors examples/harbour.actors.txt
    """
    from dragoman.actors import load_actors
    from dragoman.cli.dictionaries import summary
    from dragoman.records.display import visible

    own = load_actors(files)
    for line in own.malformed:
        click.echo(visible(str(line)))
    click.echo(visible(summary(own)))
    return 1 if own.malformed else 0


@dragoman.command()
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@click.option("--to", metavar="FILE", type=FILE, required=True, help="The .jsonl file to write.")
@click.option("--nationalities", is_flag=True, help="Also take the names of peoples (Sudanese) for their countries.")
def places(sources: tuple[str, ...], to: Path, nationalities: bool) -> int:
    """Find the places that articles name, and where on earth they lie.

    SOURCE is what `dragoman code` takes. FILE.jsonl gets one article a line, {"id",
    "places": [{"start", "end", "text", "geonameid", "latitude", "longitude", "country",
    "admin1"}]}. start and end count characters of the article's clean text, which
    `dragoman read` prints; geonameid is the place's number in GeoNames, country its ISO
    alpha-3 code, admin1 its first-level region. Of a place that the gazetteer does not
    know, geonameid, latitude and longitude are null.

    \b
    Examples:
      dragoman places examples/pages --to /tmp/places.jsonl
    """
    from dragoman.cli.output import check_target, json_line, whole_text

    check_target(to, sources)
    from dragoman.batch import Fault
    from dragoman.cli.messages import count
    from dragoman.cli.places import find_in_pages
    from dragoman.cli.sources import count_pages
    from dragoman.corpora import open_source

    messages, articles, found, foreign = Messages(), 0, 0, 0
    pages = (page for source in sources for page in open_source(source))
    lines = find_in_pages(pages, nationalities=nationalities)
    with whole_text(to) as file:
        for line in messages.track(lines, "pages", count_pages(sources)):
            if isinstance(line, Fault):
                messages.fault(line.line)
                continue
            file.write(json_line(line.line))
            articles, found, foreign = articles + 1, found + line.places, foreign + (not line.english)
    skipped = f"; {count(foreign, 'article')} not in English and not searched" if foreign else ""
    messages.note(f"{to}: {count(found, 'place')} in {count(articles, 'article')}{skipped}")
    return messages.status


@dragoman.command()
@click.argument("file", type=FILE)
@click.option("--to", metavar="FILE", type=FILE, required=True, help="The .tsv file to write.")
@click.option(
    "--labels",
    type=click.Choice(["plover", "plv"]),
    default="plover",
    show_default=True,
    help="The codebook's 16 types, or the 15 of an older cut.",
)
def relate(file: Path, to: Path, labels: str) -> int:
    """Name the type of event between two given parties of a sentence.

    FILE is tab-separated with a header. The parties stand between <s></s> (who acts) and
    <t></t> (towards whom) in the column `marked`, or the columns `source` and `target`
    name them as they stand in `sentence`. Each row comes out with `type` and
    `confidence`; they stay empty in a row whose parties cannot be found.

    \b
    Examples:
      dragoman relate examples/pairs.tsv --to /tmp/related.tsv
      dragoman relate examples/pairs.tsv --to /tmp/related.tsv --labels plv
    """
    from dragoman.cli.output import check_target, whole_text
    from dragoman.cli.pairs import read_pairs, relate_rows, write_rows

    check_target(to, (str(file),))
    rows = read_pairs(file)
    from dragoman.coder import load

    messages = Messages()
    with whole_text(to) as out:
        for row in messages.track(write_rows(relate_rows(rows, load(), labels), out), "pairs"):
            if row.fault:
                messages.fault(row.fault)
    return messages.status


@dragoman.command()
@click.argument("gold", type=FILE)
@click.argument("coded", type=FILE)
@click.option(
    "--misses",
    metavar="N",
    type=click.IntRange(0),
    help="Group what was missed and what is wrong by cause, with N records of each.",
)
def score(gold: Path, coded: Path, misses: int | None) -> None:
    """Compare coded articles with gold records of the same articles.

    Both files hold one article a line, {"id", "events": [...]}, as `dragoman code --to
    FILE.jsonl` writes them. An article that CODED lacks counts as coded without events.

    \b
    Examples:
      dragoman code examples/pages --to /tmp/coded.jsonl
      dragoman score examples/gold.jsonl /tmp/coded.jsonl --misses 5
    """
    from dragoman.cli.messages import say
    from dragoman.records.display import visible
    from dragoman.scoring import describe_causes, score_files

    result = score_files(gold, coded)
    for line in describe_causes(result, misses) if misses is not None else ():
        click.echo(visible(line))
    click.echo(str(result))
    if result.strangers:
        say(f"{coded}: {result.strangers} of its articles are not in {gold}; they count for nothing")


for command in (add, find, incidents, export, failures, recode, compare):
    dragoman.add_command(command)
