"""Fitting, exporting and measuring the model; the only room that needs torch."""
