"""Set up a checkout: what `python3 -m linreg_gui` does before its packages are installed.

Standard library only; no other room is imported. The environment `.venv` is created once, and the
program runs inside it. Missing system packages are installed for root; any other user is shown the
command.
"""

# Any old Python reads this file and both __main__.py: they use syntax that every version knows.
import sys

if sys.version_info < (3, 11):
    sys.exit("linreg_gui needs Python 3.11 or newer; this is Python %d.%d." % sys.version_info[:2])
