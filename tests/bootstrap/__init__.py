"""Tests of linreg_gui.bootstrap."""
