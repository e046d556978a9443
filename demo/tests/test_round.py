"""When a round takes place, what its people say, and how it is laid out in the terminal."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
from renshi_demo.cast import CAST, Logins, load, save
from renshi_demo.generator.shape import companies
from renshi_demo.loop.chat import openid_of
from renshi_demo.loop.checks import StepFailed, until
from renshi_demo.loop.narrator import WIDTH, Narrator, folded, padded, width
from renshi_demo.loop.recruiting import _in_clause
from renshi_demo.loop.stage import PARTS, days_from, scripts

from renshi_sdk.contracts import PayPeriod


@pytest.mark.parametrize(
    ("today", "period", "starts_on", "leave_on", "words"),
    [
        ("2026-11-24", (2026, 11), "2026-11-24", "2026-11-25", "明天请一天事假，家里有事"),
        ("2026-11-27", (2026, 11), "2026-11-27", "2026-11-30", "11月30日请一天事假，家里有事"),
        ("2026-11-28", (2026, 11), "2026-11-30", "2026-11-30", "后天下午请半天事假，家里有事"),
        ("2026-11-30", (2026, 11), "2026-11-30", "2026-11-30", "今天下午请半天事假，家里有事"),
        ("2026-10-31", (2026, 11), "2026-11-02", "2026-11-03", "11月3日请一天事假，家里有事"),
        ("2026-10-01", (2026, 10), "2026-10-08", "2026-10-09", "10月9日请一天事假，家里有事"),
        ("2026-12-31", (2026, 12), "2026-12-31", "2026-12-31", "今天下午请半天事假，家里有事"),
    ],
)
def test_the_days_of_a_round(
    today: str, period: tuple[int, int], starts_on: str, leave_on: str, words: str
) -> None:
    days = days_from(date.fromisoformat(today))
    assert days.period == PayPeriod(*period)
    assert (days.starts_on.isoformat(), days.leave_on.isoformat()) == (starts_on, leave_on)
    assert days.leave_words == words
    assert days.leave_days == (Decimal("0.5") if "半天" in words else 1)
    assert days.begun == (days.today >= days.period.first_day)


def test_a_year_without_published_holidays_is_refused_in_a_sentence() -> None:
    with pytest.raises(StepFailed, match="2031 年的放假安排尚未公布"):
        days_from(date(2031, 5, 4))


def test_insurance_begins_in_the_first_half_of_a_month() -> None:
    assert days_from(date(2026, 9, 15)).insured
    assert not days_from(date(2026, 9, 16)).insured


def test_every_company_has_its_parts_and_words() -> None:
    logins = {role.login: role for role in CAST}
    for plan in companies():
        profile, manager, recruiter = PARTS[plan.code]
        assert logins[manager].company == logins[recruiter].company == plan.code
        script = scripts()[profile]
        low, high = script["salary_range"]
        assert low <= script["salary"] <= high
        assert plan.position(script["position"]).title
        assert plan.department(script["department"]).name
        assert len(script["answers"]) == 4
        assert all(80 < len(answer) < 400 for answer in script["answers"].values())


def test_the_shared_players_are_of_the_first_company() -> None:
    assert {role.login for role in CAST if role.everywhere} == {"hr", "payroll", "recruiter", "finance"}
    assert len({role.login for role in CAST}) == len(CAST)


def test_logins_are_kept_for_the_next_run_and_for_the_owner_alone(tmp_path: object) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path)) / "var"
    assert load(folder) is None
    logins = Logins.new()
    save(folder, logins)
    assert load(folder) == logins
    assert (folder / "demo.json").stat().st_mode & 0o777 == 0o600
    assert len(logins.password) >= 12
    assert Logins.new().password != logins.password


def test_a_quote_is_shown_in_its_clause() -> None:
    answer = "我先安排停线，把两千件可疑品隔离起来。后来好了"
    assert _in_clause(answer, {"start": 4, "end": 6}) == "“我先安排【停线】”"
    assert _in_clause(answer, {"start": 14, "end": 16}) == "“把两千件可疑品【隔离】起来”"
    assert _in_clause(answer, {"start": 0, "end": 7}) == "“【我先安排停线，】”"
    assert _in_clause(answer, {"start": 21, "end": 22}) == "“后来【好】了”"


def test_wechat_users_are_the_same_each_time() -> None:
    assert openid_of("E00001") == openid_of("E00001") != openid_of("E00002")
    assert openid_of("E00001").startswith("oDemo")


def test_chinese_takes_two_columns() -> None:
    assert width("人事 HR") == 7
    assert padded("人事", 6) == "人事  "
    assert folded("一二三四五", 6) == ["一二三", "四五"]
    assert folded("一二三，四", 6) == ["一二三，", "四"]
    assert folded("see https://example.com/a", 8) == ["see ", "https://example.com/a"]


def test_a_step_says_how_it_ended() -> None:
    out = io.StringIO()
    tell = Narrator(out)
    with tell.step("招聘需求", "requisition"):
        tell.fact("提出", "很长的一句话" * 20)
    with pytest.raises(StepFailed), tell.step("投递", "application"):
        raise StepFailed("没有应答")
    lines = out.getvalue().splitlines()
    assert "01  招聘需求 · requisition" in lines
    assert any(line.startswith("    ✓ ") for line in lines)
    assert lines[-1] == "    ✗ 未通过"
    assert all(width(line) <= WIDTH + 2 for line in lines)
    assert tell.steps == 2


def test_patience_ends() -> None:
    assert until(lambda: 7, "永不") == 7
    with pytest.raises(StepFailed, match="没有算完"):
        until(lambda: None, "没有算完", seconds=0)
