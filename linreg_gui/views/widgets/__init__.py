"""Small widgets and formats that several panes and cards are made of.

May import the look. Must never know a pane, a card or a gesture.
"""
