"""What people and companies choose: over which channel, when, in which words; and where a notice is by then."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from renshi_core.notices import rules
from renshi_core.notices.timing import quiet_until
from renshi_core.plugins.records import Owned
from renshi_sdk import Text
from renshi_sdk.clock import CHINA
from renshi_sdk.contributions import Channel, Delivery, Notice
from renshi_sdk.db import fetch

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.asyncio(loop_scope="session")


class Post:
    """Channels of the test's own and everything they were given, with the time."""

    def __init__(self, renshi: Any, tenant: Any) -> None:
        self.renshi, self.person = renshi, tenant.employee_person.id
        self.sent: list[tuple[str, datetime, Notice]] = []

    def channel(self, name: str, order: int) -> Channel:
        async def deliver(ctx: Any, notice: Notice) -> Delivery:
            if notice.employee_id != self.person:
                return Delivery("unreachable", "another test's")
            self.sent.append((name, self.renshi.clock.now(), notice))
            return Delivery("sent")

        return Channel(name=name, title=Text(name, name), deliver=deliver, order=order)

    def got(self) -> list[tuple[str, str]]:
        return [(name, notice.title.zh) for name, _, notice in self.sent]


@contextmanager
def post(renshi: Any, tenant: Any) -> Iterator[Post]:
    made = Post(renshi, tenant)
    registry = renshi.platform.registry
    kept = registry.channels
    mine = (Owned("core", made.channel(name, place)) for place, name in enumerate(("pigeon", "drum")))
    registry.channels = (*mine, *kept)
    try:
        yield made
    finally:
        registry.channels = kept


async def tell(tenant: Any, title: str, kind: str = "test.note", **more: Any) -> None:
    async with tenant.context() as ctx:
        await ctx.notices.send(
            tenant.employee_person.id, kind=kind, title=Text(title, title), body=Text("内容", "body"), **more
        )
    await tenant.harness.settle()


async def choose(tenant: Any, **body: Any) -> Any:
    async with tenant.client("employee") as me:
        return await me.put("/api/notices/choices", json=body)


async def test_a_kind_that_is_not_wanted_over_a_channel_takes_the_next(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    with post(renshi, tenant) as seen:
        off = [{"kind": "test.note", "channel": "pigeon"}]
        assert (await choose(tenant, off=off)).status_code == 200
        await tell(tenant, "甲")
        await tell(tenant, "乙", kind="test.other")
        assert (
            await choose(tenant, off=[{"kind": "*", "channel": c} for c in ("pigeon", "drum")])
        ).is_success
        await tell(tenant, "丙")
        await tell(tenant, "丁", kind="core.request.waiting")
        assert seen.got() == [("drum", "甲"), ("pigeon", "乙"), ("pigeon", "丁")]
        async with tenant.client("employee") as me:
            assert (await me.get("/api/notices", params={"page": 1})).json()["total"] == 4


async def test_what_is_mandatory_cannot_be_switched_off(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    with post(renshi, tenant):
        refused = await choose(tenant, off=[{"kind": "core.request.waiting", "channel": "pigeon"}])
        assert (refused.status_code, refused.json()["code"]) == (422, "notice.mandatory")
        async with tenant.client("hr") as hr, tenant.client("employee") as me:
            assert (await me.put("/api/notices/rules", json={})).status_code == 403
            await hr.put("/api/notices/rules", json={"mandatory_kinds": ["test.note"]})
            refused = await me.put("/api/notices/choices/kinds/test.note", json={"channels": []})
            assert refused.status_code == 422
            await tell(tenant, "甲")
            listed = (await me.get("/api/notices/choices/kinds")).json()["items"]
            line = next(i for i in listed if i["kind"] == "test.note")
            assert (line["mandatory"], line["channels"], line["title"]) == (True, ["pigeon", "drum"], "甲")


async def test_quiet_hours_hold_what_is_not_urgent_until_morning(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    with post(renshi, tenant) as seen:
        async with tenant.client("hr") as hr:
            await hr.put("/api/notices/rules", json={"quiet_from": "22:00", "quiet_until": "08:00"})
        renshi.advance(hours=14)
        await tell(tenant, "夜里")
        await tell(tenant, "急", urgent=True)
        assert seen.got() == [("pigeon", "急")]
        renshi.advance(hours=8, minutes=59)
        await renshi.settle()
        assert seen.got() == [("pigeon", "急")]
        renshi.advance(minutes=1)
        await renshi.settle()
        assert seen.got() == [("pigeon", "急"), ("pigeon", "夜里")]
        own = {"quiet_own": True, "quiet_from": "09:00", "quiet_until": "10:00"}
        assert (await choose(tenant, **own)).status_code == 200
        assert (await choose(tenant, quiet_own=True, quiet_from="09:00")).status_code == 422
        renshi.advance(hours=1)
        await tell(tenant, "自己的")
        assert len(seen.got()) == 2
        renshi.advance(hours=1)
        await renshi.settle()
        assert seen.got()[-1] == ("pigeon", "自己的")


async def test_a_digest_says_everything_once_at_its_hour(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    with post(renshi, tenant) as seen:
        assert (await choose(tenant, digest="daily", digest_hour=18)).status_code == 200
        for title in ("甲", "乙", "丙"):
            await tell(tenant, title)
        await tell(tenant, "待办", kind="core.request.waiting")
        assert seen.got() == [("pigeon", "待办")]
        renshi.advance(hours=9)
        await renshi.settle()
        await renshi.settle()
        ((_, _, first), (_, _, second)) = seen.sent
        assert (second.title.zh, second.title.en) == ("您有 3 条通知", "You have 3 notices")
        assert second.body.zh == "· 甲：内容\n· 乙：内容\n· 丙：内容"
        await tell(tenant, "独自")
        renshi.advance(days=1)
        await renshi.settle()
        assert seen.got()[-1] == ("pigeon", "独自")
        assert len(seen.sent) == 3
        async with tenant.context():
            states = await fetch(
                "SELECT state, count(*)::int AS n FROM core_notice_delivery GROUP BY 1 ORDER BY 1"
            )
            assert [(r["state"], r["n"]) for r in states] == [("digested", 3), ("sent", 3)]
        assert first.kind == "core.request.waiting"


async def test_what_nobody_reads_goes_over_the_next_channel_and_never_twice_over_one(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    with post(renshi, tenant) as seen:
        async with tenant.client("hr") as hr, tenant.client("employee") as me:
            await hr.put("/api/notices/rules", json={"fallback_minutes": 30})
            await tell(tenant, "甲")
            await tell(tenant, "乙")
            first = next(i for i in (await me.get("/api/notices")).json()["items"] if i["title"] == "乙")
            await me.post(f"/api/notices/{first['id']}/read")
            for _ in range(4):
                renshi.advance(minutes=31)
                await renshi.run_schedule("core.notice_fallback", tenant)
            assert seen.got() == [("pigeon", "甲"), ("pigeon", "乙"), ("drum", "甲")]
            log = (await hr.get("/api/notices/log", params={"sort": "created_at"})).json()["items"]
            assert [(d["title"], d["state"], d["channel"], d["tried_text"]) for d in log] == [
                ("甲", "sent", "drum", "pigeon: unread；drum: unread"),
                ("乙", "sent", "pigeon", ""),
            ]
            assert (await me.get("/api/notices/log")).status_code == 403


async def test_a_company_says_it_in_its_own_words(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    words = {
        "title_zh": "【{company}】{title}",
        "title_en": "{title}",
        "body_zh": "{name}您好：{body}",
        "body_en": "{name}: {body} {date}",
    }
    async with tenant.client("hr") as hr:
        wrong = await hr.put("/api/notices/templates/test.note", json=words | {"body_zh": "{salary}"})
        assert (wrong.status_code, list(wrong.json()["fields"])) == (422, ["body_zh"])
        assert (await hr.put("/api/notices/templates/test.note", json=words)).status_code == 200
        async with tenant.context() as ctx:
            await ctx.notices.send(
                tenant.employee_person.id,
                kind="test.note",
                title=Text("{body}", "{name}"),
                body=Text("{{7*7}}", "x"),
            )
        (told,) = await tenant.notices(tenant.employee_person)
        assert (told.title.zh, told.title.en) == ("【测试制造有限公司】{body}", "{name}")
        assert (told.body.zh, told.body.en) == ("张员工您好：{{7*7}}", "张员工: x 2026-11-23")
        assert [t["kind"] for t in (await hr.get("/api/notices/templates")).json()["items"]] == ["test.note"]
        assert (await hr.delete("/api/notices/templates/test.note")).status_code == 204
        assert (await hr.delete("/api/notices/templates/test.note")).status_code == 404


async def test_the_language_a_person_chose_goes_with_the_notice(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    with post(renshi, tenant) as seen:
        await tell(tenant, "甲")
        assert (await choose(tenant, locale="en-US")).status_code == 200
        await tell(tenant, "乙")
        async with tenant.client("employee") as me:
            assert (await me.post("/api/notices/test")).status_code == 200
        await renshi.settle()
    assert [notice.locale for _, _, notice in seen.sent] == ["zh-CN", "en-US", "en-US"]


async def next_moment(tenant: Any) -> datetime | None:
    """When something is next to be done for the tenant's notices."""
    async with tenant.context():
        (row,) = await fetch(
            "SELECT least(min(next_at) FILTER (WHERE state = 'pending'), min(fallback_at)) AS at"
            " FROM core_notice_delivery"
        )
    moment: datetime | None = row["at"]
    return moment


steps = st.lists(
    st.tuples(st.sampled_from(["send", "urgent", "read"]), st.integers(0, 900)), min_size=1, max_size=12
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
@given(
    steps,
    st.sampled_from(["off", "daily", "weekly"]),
    st.integers(0, 23),
    st.tuples(st.times(), st.times()) | st.none(),
    st.sampled_from([None, 60]),
)
async def test_nothing_is_sent_twice_nothing_is_lost_and_nothing_comes_in_quiet_hours(
    renshi: Any, drawn: list[tuple[str, int]], digest: str, hour: int, quiet: Any, fallback: int | None
) -> None:
    renshi.reset()
    tenant = await renshi.new_tenant()
    me = tenant.employee_person
    quiet = quiet and tuple(t.replace(second=0, microsecond=0, fold=0) for t in quiet)
    async with tenant.context() as ctx:
        start, end = quiet or (None, None)
        await rules.keep_person(
            me.id,
            {
                "quiet_own": quiet is not None,
                "quiet_from": start,
                "quiet_until": end,
                "digest": digest,
                "digest_hour": hour,
                "digest_weekday": 3,
                "locale": None,
            },
            [],
        )
        await rules.keep_company(
            ctx.company_id,
            quiet_from=None,
            quiet_until=None,
            mandatory_kinds=[],
            urgent_kinds=[],
            fallback_minutes=fallback,
        )
    urgent: set[str] = set()
    titles: list[str] = []
    with post(renshi, tenant) as seen:
        for place, (what, minutes) in enumerate(drawn):
            renshi.advance(minutes=minutes)
            if what == "read":
                async with tenant.client("employee") as client:
                    await client.post("/api/notices/read")
                continue
            title = f"第{place}条。"
            titles.append(title)
            if what == "urgent":
                urgent.add(title)
            await tell(tenant, title, urgent=what == "urgent")
            await renshi.run_schedule("core.notice_fallback", tenant)
        for _ in range(60):
            moment = await next_moment(tenant)
            if moment is None:
                break
            renshi.clock.move_to(max(moment, renshi.clock.now()))
            await renshi.run_schedule("core.notice_fallback", tenant)
        for title in titles:
            carried = [
                (name, when)
                for name, when, notice in seen.sent
                if notice.title.zh == title or title in notice.body.zh
            ]
            assert carried, f"lost: {title}"
            assert len({name for name, _ in carried}) == len(carried), f"twice over one channel: {title}"
            if fallback is None:
                assert len(carried) == 1
        for _, when, notice in seen.sent:
            if notice.title.zh not in urgent:
                assert quiet_until(when, CHINA, quiet) is None  # type: ignore[arg-type]
    async with tenant.context():
        waiting = await fetch(
            "SELECT d.id FROM core_notice_delivery d JOIN core_notice n ON n.id = d.notice_id"
            " WHERE n.employee_id = $1 AND d.state IN ('pending', 'running')",
            me.id,
        )
    assert waiting == []
