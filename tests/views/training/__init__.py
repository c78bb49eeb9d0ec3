"""Tests of linreg_gui.views.training."""
