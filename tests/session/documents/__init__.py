"""Tests of linreg_gui.session."""
