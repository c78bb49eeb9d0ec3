"""Tests of linreg_gui.views.bets."""
