"""The panels of the sweeps over learning rates and over degrees.

May import window, widgets, canvas and look. Must never know another pane or card.
"""
