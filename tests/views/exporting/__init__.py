"""Tests of linreg_gui.views.exporting."""
