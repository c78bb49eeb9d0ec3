"""The window itself: its shell, actions and menus, notices, presenter mode and place on screen.

May import widgets and the look. Must never know a pane or a card.
"""
