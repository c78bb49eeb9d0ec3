"""Tests of linreg_gui.core."""
