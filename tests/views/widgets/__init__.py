"""Tests of linreg_gui.views.widgets."""
