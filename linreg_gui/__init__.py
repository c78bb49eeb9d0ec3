"""A desktop laboratory for linear regression by gradient descent.

A line is fitted to points by gradient descent while the data, the loss surface and the loss
over epochs are shown side by side, and everything can be touched: a point, the line, the dot on
the surface, the learning rate. Importing this package imports none of its rooms.
"""

__version__ = "0.1.0"
