"""Mutation testing of claims: wrong forms derived from the statement tree, which must be refuted."""
