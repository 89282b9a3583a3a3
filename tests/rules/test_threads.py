"""The first look-ups of a server come from several threads at once: each folder is read once, and all get an answer."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Barrier

import lingnan
from lingnan.rules.book import RuleBook

PARAMETERS = Path(lingnan.__file__).parent / "sectors/environment/parameters"


def test_eight_threads_ask_a_fresh_book_at_once() -> None:
    for _ in range(3):
        book, start = RuleBook(), Barrier(8)
        book.add_folder(PARAMETERS)

        def ask(book: RuleBook = book, start: Barrier = start) -> str:
            start.wait()
            return book.in_force("gb3095", on=date(2017, 12, 23)).edition

        with ThreadPoolExecutor(8) as pool:
            answers = [job.result() for job in [pool.submit(ask) for _ in range(8)]]
        assert set(answers) == {"GB 3095-2012"}
