"""Tests of linreg_gui.views.points."""
