"""Pictures, animations and tables of what the window shows.

May import window, widgets and look. Must never know a pane or a card: it is given a window.
"""
