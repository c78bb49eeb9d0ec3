"""Tests of linreg_gui.views.controls."""
