"""The canvas: a pane that draws layers in pixels, its axes and gestures, and what layers share.

May import the look and pyqtgraph. Must never know a pane.
"""
