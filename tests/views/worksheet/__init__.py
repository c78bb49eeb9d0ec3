"""Tests of linreg_gui.views.worksheet."""
