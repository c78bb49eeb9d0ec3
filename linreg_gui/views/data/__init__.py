"""The pane of the points and the line.

May import window, widgets, canvas and look. Must never know another pane or card.
"""
