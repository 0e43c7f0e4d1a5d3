"""`python -m server` is `roadshow`."""

import sys

from server.cli import main

sys.exit(main())
