"""What sets a descent up and moves it: the Training card, the rate's slider, the transport bar.

May import window, widgets, canvas and look. Must never know another pane or card.
"""
