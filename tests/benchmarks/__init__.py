"""Measurements, run by hand; the test suite never asserts a time."""
