"""Untrusted finders of counterexamples and admitted instances."""
