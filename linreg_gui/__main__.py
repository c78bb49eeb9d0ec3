"""`python3 -m linreg_gui`: set up what is missing, then run the command line."""

import sys

from linreg_gui.bootstrap.needs import program_needs
from linreg_gui.bootstrap.start import enter_environment

if __name__ == "__main__":
    enter_environment(program_needs(sys.argv[1:]))

    from linreg_gui.cli import main

    sys.exit(main())
