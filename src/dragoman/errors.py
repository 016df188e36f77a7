"""Every error that a user can meet, each a sentence that says where, what is wrong and what to do."""


class DragomanError(Exception):
    """Base of all errors that dragoman raises on purpose; its text is one line meant for the user."""


class SourceError(DragomanError):
    """A source cannot be opened or a row of it cannot be read."""


class PageError(DragomanError):
    """A page cannot be turned into an article."""


class TableError(DragomanError):
    """A data table of the program or of the user is malformed."""


class StoreError(DragomanError):
    """A store cannot be opened, read or written."""


class FilterError(DragomanError):
    """A filter asks for something that cannot be looked for."""
