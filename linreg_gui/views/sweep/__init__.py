"""The panel of the sweep over learning rates.

May import window, controls, drawing and look. Must never know another pane or card.
"""
