"""The document that is open: its file, its autosave, what a crash left, and the start."""
