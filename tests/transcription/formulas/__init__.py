"""Displayed formulas and sentences of the source documents, transcribed from the page into plain NumPy.

Nothing is repaired here: a formula that is false in print is false here. Each function returns the sides that are
compared, or the object that is defined. Derivatives on a defining side are numerical. Indices into batches and lists
start at 0.
"""
