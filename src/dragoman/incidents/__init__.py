"""From reports to incidents: near-copies of an article, and the records of one event in different reports.

Compares and joins; reads no pages and keeps nothing: where incidents stay is left to the store or to whoever calls.
"""

from dragoman.incidents.copies import Copies, is_copy
from dragoman.incidents.incident import Differing, Incident, Report, make_incident
from dragoman.incidents.joining import Incidents
from dragoman.incidents.telling import Telling, tell

__all__ = [
    "Copies",
    "Differing",
    "Incident",
    "Incidents",
    "Report",
    "Telling",
    "is_copy",
    "make_incident",
    "tell",
]
