"""An invented article with records of every kind, for the tests of the reading page."""

from dragoman.records import Article, Cut, CutReason, Event, Evidence, Party, Place, Segment, Voice

BODY = (
    "BERGEN: Norway and Chile signed a fishing accord in Bergen on Monday, ending two years of strife over salmon.\n\n"
    "“Our trawlers will leave the strait by June,” Chilean foreign minister Rosa Aldunate said after the ceremony. "
    "State radio in Oslo reported that Chile had also agreed to the accord's annex.\n\n"
    "Peru has not attacked Norwegian vessels, the Peruvian navy insisted, but Norway could expel two Peruvian envoys "
    "if the shots of last week are not explained. Fishermen from both coasts met the accord with a shrug."
)
_FURNITURE: tuple[tuple[str, CutReason], ...] = (
    ("Home > World > Oceans", "breadcrumb"),
    ("Share on Chirper  Print", "share bar"),
    ("Check Also: Cod prices fall again", "teaser"),
    ("best-casino-now.example/win free spins here", "link farm"),
)


def evidence(quote: str) -> Evidence:
    start = BODY.index(quote)
    return Evidence(quote, start, start + len(quote), -1, -1)


def party(text: str, code: str, after: str = "", why: str = "") -> Party:
    if not text:
        return Party("", code, why=why)
    start = BODY.index(text, BODY.index(after))
    return Party(text, code, start, start + len(text), why)


def fishing_article() -> Article:
    """Return the article with five records, a page around it with four cut parts, and a note."""
    first = BODY[: BODY.index("\n\n")]
    denial = BODY[BODY.index("Peru has") : BODY.index(" Fishermen")]
    speech = BODY[BODY.index("“Our") : BODY.index(" State radio")]
    radio = BODY[BODY.index("State radio") : BODY.index("\n\nPeru")]
    bergen = BODY.index("Bergen on")
    norway = party("Norway", "NOR GOV", why="country: Norway")
    chile = party("Chile", "CHL GOV", why="country: Chile")
    minister = party("Chilean foreign minister Rosa Aldunate", "CHL GOV", why="office: foreign minister")
    events = (
        Event(
            type="AGREE",
            status="actual",
            actors=(norway, chile),
            place=Place("Bergen", "NOR", bergen, bergen + 6, 3161732, 60.39, 5.32, "Vestland"),
            date="2024-03-04",
            contexts=("economic", "territory"),
            quote=evidence(first),
            evidence=(evidence(radio),),
            confidence=0.91,
            parts={"type": 0.95, "status": 0.99},
        ),
        Event(
            type="RETREAT",
            modes=("withdraw",),
            status="future",
            actors=(party("Our trawlers", "CHL CVL"),),
            voice=Voice("actor", minister.text, "CHL GOV"),
            quote=evidence(speech),
            confidence=0.55,
        ),
        Event(
            type="AGREE",
            status="actual",
            actors=(party("Chile", "CHL GOV", "State radio"),),
            voice=Voice("media", "State radio in Oslo"),
            quote=evidence(radio),
            confidence=0.42,
        ),
        Event(
            type="ASSAULT",
            status="negated",
            actors=(party("Peru", "PER GOV"),),
            recipients=(party("Norwegian vessels", "NOR CVL"),),
            voice=Voice("actor", "the Peruvian navy", "PER MIL"),
            date="2024-02-26/2024-03-03",
            quote=evidence(denial),
            confidence=0.77,
        ),
        Event(
            type="SANCTION",
            modes=("expel",),
            status="hypothetical",
            actors=(party("Norway", "NOR GOV", "insisted"),),
            recipients=(party("two Peruvian envoys", "PER GOV"),),
            quote=evidence(denial),
            confidence=0.68,
        ),
    )
    page, cuts = "", []
    for text, reason in _FURNITURE[:2]:
        cuts.append(Cut(len(page), len(page) + len(text), reason, text))
        page += f"{text}\n"
    body = len(page)
    page += f"{BODY}\n"
    for text, reason in _FURNITURE[2:]:
        cuts.append(Cut(len(page), len(page) + len(text), reason, text))
        page += f"{text}\n"
    return Article(
        id="fish-1",
        text=BODY,
        title="Norway and Chile bury the salmon hatchet",
        date="2024-03-05",
        author="Tiril Vang",
        site="The Skerry Post",
        source="fish.txt",
        dateline="BERGEN",
        page=page,
        segments=(Segment(0, body, len(BODY), len(BODY)),),
        cuts=tuple(cuts),
        notes=("The day of publication was read from the date line.",),
        events=events,
    )
