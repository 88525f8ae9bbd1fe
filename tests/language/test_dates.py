"""Dates as the corpus writes them and as people read them."""

from datetime import date

import pytest

from asesor.language import dates


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2025-08-29", date(2025, 8, 29), date(2025, 8, 29)),
    ],
)
def test_a_partial_date_is_a_span_of_days(text, first, last):
    assert (dates.parse(text), dates.parse(text, end=True)) == (first, last)


@pytest.mark.parametrize("text", ["", "ayer", "17/02/2025", "2025-13", "2025-02-30", "25-02-17", "2025-2-7"])
@pytest.mark.parametrize("end", [False, True])
def test_anything_else_is_no_date(text, end):
    with pytest.raises(ValueError, match=r".+"):
        dates.parse(text, end=end)


@pytest.mark.parametrize(
    ("text", "said"),
    [("2025-02-17", "17 de febrero de 2025"), ("2025-02-07", "7 de febrero de 2025"), ("2025-12", "diciembre de 2025"), ("2025", "2025"), ("pronto", "pronto")],
)
def test_dates_are_spelled_as_people_read_them(text, said):
    assert dates.spell(text) == said
