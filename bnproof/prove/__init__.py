"""Untrusted finders of proofs."""
