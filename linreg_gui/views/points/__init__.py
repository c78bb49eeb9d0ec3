"""The points as a table to type in.

May import window, controls, drawing and look. Must never know another pane or card.
"""
