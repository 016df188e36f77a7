"""Where pages come from: files, folders, tables of articles, standard input. Reading a page is left to `pages`."""

from dragoman.corpora.sources import MAX_LINE_BYTES, open_source

__all__ = ["MAX_LINE_BYTES", "open_source"]
