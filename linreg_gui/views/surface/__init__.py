"""The pane of the loss surface, a layer for each thing that is drawn on it.

May import window, widgets, canvas and look. Must never know another pane or card.
"""
