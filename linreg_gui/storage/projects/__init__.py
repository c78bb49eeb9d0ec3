"""Projects, and unsaved work kept where it survives the program."""
