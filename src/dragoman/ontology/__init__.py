"""PLOVER as data: types, modes, contexts, sectors."""
