"""The panel of the sweep over learning rates.

May import window, widgets, canvas and look. Must never know another pane or card.
"""
