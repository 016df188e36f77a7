"""Turns a page's bytes into an article, with what was cut and the way back to the page. Coding it is left to others."""

from dragoman.pages.reader import MAX_PAGE_BYTES, MAX_TEXT_CHARACTERS, load_page, read, read_page

__all__ = ["MAX_PAGE_BYTES", "MAX_TEXT_CHARACTERS", "load_page", "read", "read_page"]
