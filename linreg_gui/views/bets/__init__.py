"""The strip of *Ask first*, over the transport.

May import window, widgets, canvas and look. Must never know another pane or card.
"""
