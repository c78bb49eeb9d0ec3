"""Lessons on the screen: the menu, the card with its rows, and the invitation to the first one."""

__all__: list[str] = []
