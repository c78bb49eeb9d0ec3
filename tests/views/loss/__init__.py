"""Tests of linreg_gui.views.loss."""
