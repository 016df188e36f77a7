"""The local reading page: one article with its records, as one HTML file that asks nothing of any other machine."""

from dragoman.workbench.show import show_html

__all__ = ["show_html"]
