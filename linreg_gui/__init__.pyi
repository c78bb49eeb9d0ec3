from linreg_gui.api import Dataset as Dataset
from linreg_gui.api import DatasetError as DatasetError
from linreg_gui.api import Line as Line
from linreg_gui.api import Run as Run
from linreg_gui.api import StorageError as StorageError
from linreg_gui.api import best_fit as best_fit
from linreg_gui.api import descend as descend
from linreg_gui.api import picture as picture
from linreg_gui.api import read_table as read_table

__all__ = [
    "Dataset",
    "DatasetError",
    "Line",
    "Run",
    "StorageError",
    "best_fit",
    "descend",
    "picture",
    "read_table",
]
__version__: str
