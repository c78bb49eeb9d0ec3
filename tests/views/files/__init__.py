"""Tests of linreg_gui.views.files."""
