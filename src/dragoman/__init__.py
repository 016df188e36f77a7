"""Reads news pages and writes down the political events they tell: who did what to whom, when, where, on whose word."""
