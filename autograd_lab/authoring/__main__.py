"""`python -m autograd_lab.authoring`: what `make sync` calls."""

import sys

from autograd_lab.authoring.sync import main

sys.exit(main())
