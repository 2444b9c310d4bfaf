"""The page of what falls due, and its question about an absence."""

from datetime import UTC, datetime

import pytest

from engine.operations.claim_task import claim_task
from web.bar_chart import Amount, bar_chart

#: A Monday; the talk of `site.past_intake` is due on Friday of that week.
MONDAY = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _case(site):
    """Put in a case of which Bram has the talk, due on the 20th of March."""
    case_id = site.past_intake()
    claim_task(site.leidraad, site.actor("bram"), site.task(case_id, "first_talk"))
    site.clock.set(MONDAY)


def row(page, name):
    """Give the numbers of a row of the table: late, by week, together, suspended."""
    found = page.find(f'//table[contains(@class, "weeks")]//tr[th[contains(., "{name}")]]')
    return [int(cell.text_content().split()[0]) for cell in found[0].xpath("td[@class]")]


def test_a_supervisor_sees_the_weeks_of_the_agency(visit):
    page = visit("carla").get("/forecast")
    assert row(page, "Bram Demo") == [0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0]
    assert "12 16/3" in page.text
    assert "1 in de volgende 8 weken" in page.find("//*[name()='desc']")[0].text


def test_the_chart_says_the_same_as_the_table(visit, site):
    site.clock.set(datetime(2026, 3, 24, 9, 0, tzinfo=UTC))
    page = visit("carla").get("/forecast")
    drawn = page.find("//*[name()='text' and @class='amount']/text()")
    assert [int(one) for one in drawn] == [1, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    assert row(page, "Bram Demo") == [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]


def test_a_number_leads_to_the_terms_behind_it(visit):
    visitor = visit("carla")
    page = visitor.get("/forecast")
    (link,) = page.find('//table//a[contains(@href, "week=2026-03-16")]/@href')
    page = visitor.get(link)
    assert "Eerste gesprek" in page.text
    assert "ATL-2026-000001" in page.text
    assert "Verzonnen" not in page.text
    assert visitor.get("/forecast/due?week=2020-01-06").status == 404
    assert visitor.get("/forecast/due?week=x").status == 404
    assert visitor.get("/forecast/due?week=late&after=x").status == 422


def test_a_counsellor_sees_only_oneself(visit, site):
    visitor = visit("bram")
    page = visitor.get("/forecast")
    assert row(page, "Begeleiding") == [0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0]
    assert "Carla" not in page.text
    assert "Er is niets te doen" in visit("bo").get("/forecast?view=team").text
    address = f"/forecast/due?week=2026-03-16&team=2&person={site.accounts['bram']}"
    assert "Eerste gesprek" not in visit("bo").get(address).text


def test_a_team_is_chosen(visit):
    visitor = visit("carla")
    page = visitor.get("/forecast?team=99")
    assert "Bram Demo" not in "".join(page.find("//table//text()"))
    for odd in ("x", "-1", str(2**64), ""):
        assert visitor.get(f"/forecast?team={odd}").status == 200


def test_an_absence_tells_what_falls_in_it_and_who_could_carry_it(visit, site):
    visitor = visit("carla")
    asked = {
        "who": site.accounts["bram"],
        "from": "2026-03-16",
        "until": "2026-03-29",
    }
    page = visitor.send(visitor.get("/forecast"), "Bereken", asked)
    assert "1 termijn van Bram Demo valt tussen 16 mrt 2026 en 29 mrt 2026" in page.text
    assert "Eerste gesprek ATL-2026-000001" in page.text
    assert "Bo Demo Begeleiding 0 +1 1" in page.text
    assert "Carla Demo Begeleiding 0 +0 0" in page.text
    page = visitor.send(page, "Bereken", {"from": "2026-03-21"})
    assert "0 termijnen van Bram Demo" in page.text


def test_a_counsellor_asks_it_of_oneself(visit, site):
    visitor = visit("bram")
    page = visitor.get("/forecast")
    page = visitor.send(page, "Bereken", {"from": "2026-03-16", "until": "2026-03-20"})
    assert "1 termijn van Bram Demo" in page.text
    others = f"/forecast?who={site.accounts['bram']}&from=2026-03-16&until=2026-03-20"
    assert "Bram Demo" not in visit("bo").get(others).text


def test_wrong_days_are_named_and_what_was_typed_stays(visit, site):
    visitor = visit("carla")
    bram = str(site.accounts["bram"])
    for from_on, until_on, wrong in (
        ("", "2026-03-20", ["from"]),
        ("gisteren", "2026-13-40", ["from", "until"]),
        ("2026-03-20", "2026-03-19", ["until"]),
        ("2026-03-20", "9999-12-31", ["until"]),
        ("0001-01-01", "0001-01-02", []),
        ("9999-12-30", "9999-12-31", []),
    ):
        asked = {"who": bram, "from": from_on, "until": until_on}
        page = visitor.send(visitor.get("/forecast"), "Bereken", asked)
        assert page.status == (422 if wrong else 200)
        assert page.find('//*[@aria-invalid="true"]/@name') == wrong
        assert page.find('//input[@name="from"]/@value') == [from_on]
        assert page.find('//select[@name="who"]/option[@selected]/@value') == [bram]


def test_nobody_plans_for_who_is_not_of_the_agency(visit, site):
    visitor = visit("carla")
    for who in ("", "x", "0", site.accounts["hana"], "999", str(2**64)):
        page = visitor.get(f"/forecast?who={who}&from=2026-03-16&until=2026-03-20")
        assert page.status == 422
        assert page.find('//*[@aria-invalid="true"]/@name') == ["who"]


@pytest.mark.parametrize("highest", [0, 1, 4, 5, 6, 49, 51, 1_000, 123_456])
def test_bars_stay_within_the_drawing(highest):
    numbers = [0, highest // 2, highest]
    chart = bar_chart(
        [Amount(kind="week", label="", sublabel="", number=one) for one in numbers]
    )
    assert all(bar.top >= 20 and bar.top + bar.height <= chart.base for bar in chart.bars)
    assert all(bar.left >= 0 and bar.left + bar.width <= 100 for bar in chart.bars)
    assert len(chart.lines) <= 5
    assert [bar.height for bar in chart.bars] == sorted(bar.height for bar in chart.bars)
