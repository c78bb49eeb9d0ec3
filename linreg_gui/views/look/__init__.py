"""Colours, style sheet and icons, for light and dark.

May import Qt and nothing of the views. Must never know what a colour is used for by whom.
"""
