"""Tests of linreg_gui.views.code."""
