"""The points as a table to type in.

May import window, widgets, canvas and look. Must never know another pane or card.
"""
