"""Tests of linreg_gui.views.surface."""
