"""The card of the line shown and its figures.

May import window, widgets, canvas and look. Must never know another pane or card.
"""
