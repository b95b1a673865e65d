"""`python -m bnproof`."""

import sys

from bnproof.cli import main

if __name__ == "__main__":
    sys.exit(main())
