"""The pictures: widgets that render the session and report gestures to it.

Lives here: everything that draws. May import Qt widgets, pyqtgraph, ``session`` and ``core``.
Must never own a fact: no view decides what the data, the settings or the history are, and no view
imports another outside ``main_window``. Nothing is imported here, so that the window's shell can
be painted before pyqtgraph is loaded.
"""
