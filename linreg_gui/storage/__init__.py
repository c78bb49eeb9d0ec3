"""Files: reads tables of numbers, reads and writes what the program keeps.

May import the core, the standard library and numpy. Raises StorageError, whose text is the one
sentence for the user; never shows anything, and never changes a file it was asked to read.
"""
