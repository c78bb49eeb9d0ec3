"""Opening, saving, importing and recovering, as far as it can be seen.

May import window, widgets and look. Must never know a pane or a card.
"""
