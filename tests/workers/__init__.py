"""Tests of linreg_gui.workers."""
