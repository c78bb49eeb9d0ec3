"""The pane of the points and the line.

May import window, controls, drawing and look. Must never know another pane or card.
"""
