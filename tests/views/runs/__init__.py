"""Tests of linreg_gui.views.runs."""
