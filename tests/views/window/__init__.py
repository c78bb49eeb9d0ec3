"""Tests of linreg_gui.views.window."""
