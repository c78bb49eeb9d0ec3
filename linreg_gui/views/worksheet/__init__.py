"""The numbers of the epoch shown, and the formulas with these numbers in them.

May import window, controls, drawing and look. Must never know another pane or card.
"""
