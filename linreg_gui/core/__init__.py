"""The mathematics: data, the quadratic loss of a line, gradient descent and its limits.

Imports the standard library and numpy only.
Never touches Qt, files, clocks or a global random state; every array it returns is read-only.
"""
