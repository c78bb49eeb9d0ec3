"""`python3 -m linreg_gui`: sets up what is missing, then opens the window."""

import sys

from linreg_gui.bootstrap.needs import program_needs
from linreg_gui.bootstrap.start import enter_environment

if __name__ == "__main__":
    enter_environment(program_needs(sys.argv[1:]))

    from linreg_gui.cli import main

    sys.exit(main())
