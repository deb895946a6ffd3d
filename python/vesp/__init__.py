"""A virtual ESP8266 for Python: boards on a desk (`Board`) and runs in simulated time (`run`).

Both start the `vesp` tool: that of the argument `tool`, else of the environment variable VESP_TOOL, else the first on the PATH.
"""

from .board import Board
from .errors import BoardEnded, ExpectTimeout, Refused, Timeout, VespError
from .runs import Record, run

__all__ = ["Board", "BoardEnded", "ExpectTimeout", "Record", "Refused", "Timeout", "VespError", "run"]
