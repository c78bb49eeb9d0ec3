"""The thread that runs the descent.

Lives here: the worker object and the switches another thread may flip while it runs.
May import QtCore and ``core``. Must never touch a widget, a file or the session.
"""
