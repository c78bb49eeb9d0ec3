"""Tests of linreg_gui.views.sweep."""
