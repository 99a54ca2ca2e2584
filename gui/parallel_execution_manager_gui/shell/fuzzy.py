"""How well a text answers what somebody types in a hurry. No Qt in here."""

from __future__ import annotations

from typing import Final

_WHOLE, _AT_WORD_START, _SCATTERED = 100, 60, 40
_LATEST: Final = 40
_MOST_GAPS: Final = 39


def score(query: str, text: str) -> int | None:
    """Higher is better; ``None`` if some word of ``query`` is not in ``text``, not even letter by letter.

    A word that stands in the text as it is beats one whose letters only come in that order; the start of
    a word beats its middle, an early place a late one. Case does not count.
    """
    folded, total = text.casefold(), 0
    for word in query.casefold().split():
        found = _word_score(word, folded)
        if found is None:
            return None
        total += found
    return total


def _word_score(word: str, text: str) -> int | None:
    at = _best_place(word, text)
    if at >= 0:
        starts = at == 0 or not text[at - 1].isalnum()
        return _WHOLE + (_AT_WORD_START if starts else 0) - min(at, _LATEST)
    return _scattered(word, text)


def _best_place(word: str, text: str) -> int:
    """Where the word begins a word of the text, else where it stands at all, else -1."""
    first = at = text.find(word)
    while at > 0 and text[at - 1].isalnum():
        at = text.find(word, at + 1)
    return at if at >= 0 else first


def _scattered(word: str, text: str) -> int | None:
    """For letters that come in order, with gaps; the first must begin a word, or nearly all would fit."""
    best: int | None = None
    for start, letter in enumerate(text):
        if letter == word[0] and (start == 0 or not text[start - 1].isalnum()):
            gaps = _gaps(word, text, start)
            if gaps is not None and (best is None or gaps < best):
                best = gaps
    return None if best is None else _SCATTERED - min(best, _MOST_GAPS)


def _gaps(word: str, text: str, start: int) -> int | None:
    """How many letters of the text lie between the word's letters; ``None`` if some are missing."""
    at = start
    for letter in word[1:]:
        at = text.find(letter, at + 1)
        if at < 0:
            return None
    return at - start - len(word) + 1
