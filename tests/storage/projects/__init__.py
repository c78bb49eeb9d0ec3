"""Tests of linreg_gui.storage.projects."""
