"""Sets up a checkout: what `python3 -m linreg_gui` does before the packages it needs are there.

Standard library only; imports no other room. It makes `.venv` once and runs the program inside it.
As root it installs missing system packages and says so; as a plain user it only says how.
"""

# Read by whatever Python the user has: this file and both __main__.py keep to old, plain syntax.
import sys

if sys.version_info < (3, 11):
    sys.exit("linreg_gui needs Python 3.11 or newer; this is Python %d.%d." % sys.version_info[:2])
