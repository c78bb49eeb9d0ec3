"""Pictures, animations and tables of what the window shows.

May import window, controls and look. Must never know a pane or a card: it is given a window.
"""
