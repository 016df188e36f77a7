"""Writes records in the formats that researchers' tools read, one module a format; finds and codes nothing itself."""

from dragoman.exports.codebook import Export, codebook
from dragoman.exports.export import codebook_path, export
from dragoman.exports.formats import FORMATS, Format
from dragoman.exports.pick import picks
from dragoman.exports.record import Record, record_day, record_id, records_of

__all__ = [
    "FORMATS",
    "Export",
    "Format",
    "Record",
    "codebook",
    "codebook_path",
    "export",
    "picks",
    "record_day",
    "record_id",
    "records_of",
]
