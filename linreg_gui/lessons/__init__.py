"""Lessons in files: read, checked, opened and judged, without a window.

May import storage and the core, the standard library and numpy; knows no Qt. What is hidden and
locked, and what is shown of a lesson, is the business of the session and the views.
"""
