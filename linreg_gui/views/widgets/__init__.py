"""What several panes and cards are made of: small widgets, the base of a pane, the frame clock.

May import the canvas and the look. Must never know a pane or a card.
"""
