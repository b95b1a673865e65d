"""Sorted terms and sentences: the one form in which a claim is written."""
