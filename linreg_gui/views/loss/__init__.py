"""The pane of the loss over the epochs.

May import window, widgets, canvas and look. Must never know another pane or card.
"""
