"""Tests of linreg_gui.views.data."""
