"""Tests of linreg_gui.views.canvas."""
