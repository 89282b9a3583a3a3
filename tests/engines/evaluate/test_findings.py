"""The sentence over a ranking says what its intervals say."""

from decimal import Decimal

from lingnan.engines.evaluate.findings import Place, clear_lead, headline, level, tied_block

# Ranks and intervals of the trial page that the look was fixed on (shared/ux, ranking): its heading is the answer.
TRIAL = [
    (1, 1, 2), (2, 1, 3), (3, 2, 3), (4, 4, 6), (5, 5, 6), (6, 4, 7), (7, 7, 8), (8, 7, 10), (9, 8, 14), (10, 8, 12),
    (11, 9, 15), (12, 10, 15), (13, 11, 17), (14, 11, 17), (15, 12, 16), (16, 13, 19), (17, 15, 19), (18, 15, 19),
    (19, 15, 19), (20, 20, 20), (21, 21, 21),
]  # fmt: skip
PLACES = [Place(rank=rank, low=low, high=high) for rank, low, high in TRIAL]


def test_the_trial_page_says_the_same() -> None:
    assert headline(PLACES).zh == "前 3 名领先明显，第 13 至 19 名分不出先后"
    assert headline(PLACES).en == "The first 3 are clearly ahead; ranks 13 to 19 cannot be told apart"


def test_nobody_leads_where_intervals_overlap() -> None:
    places = [Place(rank=1, low=1, high=3), Place(rank=2, low=1, high=3), Place(rank=3, low=1, high=3)]
    assert clear_lead(places) == 0
    assert tied_block(places) == (1, 3)


def test_clear_ranks_have_no_tied_block() -> None:
    places = [Place(rank=n, low=n, high=n) for n in range(1, 5)]
    assert tied_block(places) is None
    assert "分得清" in headline(places).zh


def test_no_rank_at_all() -> None:
    assert headline([]).en == "No city can be ranked yet"


def test_a_value_on_a_break_belongs_above_it() -> None:
    breaks = [Decimal(n) for n in (30, 40, 50, 60)]
    assert [level(Decimal(n), breaks) for n in ("29.99", "30", "59.9", "60")] == [1, 2, 4, 5]
