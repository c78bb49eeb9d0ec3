"""`python3 -m tests.benchmarks`: measures, and prints one table; nothing is asserted."""

import os

from linreg_gui.bootstrap.needs import CHECK_NEEDS
from linreg_gui.bootstrap.start import enter_environment

if __name__ == "__main__":
    enter_environment(CHECK_NEEDS)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

    from tests.benchmarks.table import main

    main()
