"""The tests: they mirror the rooms of linreg_gui. `python3 -m tests` sets up and runs them all."""
