"""The loop as lines of code with their present values.

May import window, widgets, canvas and look. Must never know another pane or card.
"""
