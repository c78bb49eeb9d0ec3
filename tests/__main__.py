"""`python3 -m tests`: sets up what is missing, then runs every check."""

import sys

from linreg_gui.bootstrap.needs import CHECK_NEEDS
from linreg_gui.bootstrap.start import enter_environment

if __name__ == "__main__":
    enter_environment(CHECK_NEEDS)

    from tests.checks import main

    sys.exit(main())
