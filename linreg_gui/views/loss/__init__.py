"""The pane of the loss over the epochs.

May import window, controls, drawing and look. Must never know another pane or card.
"""
