"""The numbers of the epoch shown, and the formulas with these numbers in them.

May import window, widgets, canvas and look. Must never know another pane or card.
"""
