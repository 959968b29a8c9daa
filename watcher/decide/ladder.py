"""The ladder, as a table: for each status that a story can stand on and each that can be claimed, what follows. Owns no rule beside it."""

from datetime import timedelta
from enum import StrEnum

from watcher.model import Status

S, A, D, R, L, C, M = (Status.SPECULATED, Status.ANNOUNCED, Status.DATED, Status.RELEASED, Status.DELAYED, Status.CANCELLED,
                       Status.MENTIONED)  # fmt: skip


class Move(StrEnum):
    """What a claim does to a story that stands somewhere."""

    STEP = "step"  # it rings, and the story moves
    DATE = "date"  # by its date: a step where that moved or became exact, else it folds
    DOUBT = "doubt"  # a contradiction: a step only with a second source, or the publisher
    FOLD = "fold"


_F, _S, _T, _X = Move.FOLD, Move.STEP, Move.DATE, Move.DOUBT
STEPS: dict[Status | None, dict[Status, Move]] = {
    #        speculated  announced  dated  released  delayed  cancelled
    None: {S: _S,      A: _S,     D: _S, R: _S,    L: _S,   C: _S},
    S:    {S: _F,      A: _S,     D: _S, R: _S,    L: _S,   C: _S},
    A:    {S: _F,      A: _F,     D: _S, R: _S,    L: _S,   C: _X},
    D:    {S: _F,      A: _F,     D: _T, R: _S,    L: _S,   C: _X},
    L:    {S: _F,      A: _F,     D: _T, R: _S,    L: _T,   C: _X},
    R:    {S: _F,      A: _F,     D: _F, R: _F,    L: _X,   C: _X},
    C:    {S: _F,      A: _X,     D: _X, R: _X,    L: _X,   C: _F},
}  # fmt: skip
THESE_DAYS = timedelta(days=7)
ANOTHER = timedelta(days=30)  # after a release: what is then called the next one is another
STALE = timedelta(days=180)  # after so many quiet days speculation may be told again
