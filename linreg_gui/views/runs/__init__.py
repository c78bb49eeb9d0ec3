"""The card of the branches and kept runs, and their race.

May import window, widgets, canvas and look. Must never know another pane or card.
"""
