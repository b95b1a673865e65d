"""Claim files whose entries are of some kind."""

import pytest

from bnproof.registry import Registry, read_source


@pytest.fixture
def sourced(make_source):
    """A registry of one claim file whose entries are of the kind given."""

    def make(text, kind="identity", more=""):
        folder = make_source(text)
        path = folder / "source.toml"
        told = path.read_text(encoding="utf-8").replace('kind = "identity"', f'kind = "{kind}"')
        path.write_text(told + more, encoding="utf-8")
        return Registry((read_source(folder),))

    return make
