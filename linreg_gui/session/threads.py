"""How a thread ends."""

from PySide6.QtCore import QThread

SHUTDOWN_MILLISECONDS = 3000


def end_thread(thread: QThread) -> bool:
    """Quit a thread and wait for it.

    Returns
    -------
    bool
        False when it is still busy after three seconds; it must be kept alive then.
    """
    thread.quit()
    return not thread.isRunning() or thread.wait(SHUTDOWN_MILLISECONDS)
