"""Tests of linreg_gui.views.drawing."""
