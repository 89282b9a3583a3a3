"""Ask once within a request: the business date, the plan in force and the list of things to do do not change meanwhile.

Outside a request (services, jobs, tests) everything is asked each time.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar, cast

Answer = TypeVar("Answer")
_answers: ContextVar[dict[Hashable, object] | None] = ContextVar("answers_of_this_request", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """What is asked through `once` inside is asked once."""
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


def is_remembering() -> bool:
    """Within a request (or a job that remembers), where it pays to ask for more than is needed at once."""
    return _answers.get() is not None


def is_asked(key: Hashable) -> bool:
    """Is the answer under this key at hand?"""
    return key in (_answers.get() or {})


def once(key: Hashable, ask: Callable[[], Answer]) -> Answer:
    """The answer to `ask`, remembered under `key` for the rest of the request."""
    answers = _answers.get()
    if answers is None:
        return ask()
    if key not in answers:
        answers[key] = ask()
    return cast(Answer, answers[key])
