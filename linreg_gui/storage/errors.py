"""What the file room raises."""


class StorageError(Exception):
    """A file that cannot be used; ``str()`` is one sentence for the user."""
