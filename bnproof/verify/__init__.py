"""The trusted kernel: everything it imports from bnproof is the trusted base."""
