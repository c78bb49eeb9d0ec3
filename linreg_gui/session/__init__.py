"""The state of one open laboratory: the single source of truth.

Lives here: Session, the runner that owns the thread, undo, and the frozen values they pass on.
May import QtCore, QtGui's undo stack, ``workers``, ``storage`` and ``core``. Must never draw.
"""
