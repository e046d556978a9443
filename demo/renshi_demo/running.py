"""``renshi demo``: set up once, serve, and let a candidate go round."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from dataclasses import dataclass, replace

import httpx

from renshi_core.cli.processes import build_platform, run, servers
from renshi_core.cli.run import migrate_now, program, refuse_taken_port
from renshi_core.embedded import Endpoints
from renshi_core.settings import Settings, get_settings
from renshi_core.supervisor import EXIT_UNUSABLE, Child, Supervisor
from renshi_demo import cast
from renshi_demo.cast import ADMIN, CAST, TENANT, Logins
from renshi_demo.fresh import empty
from renshi_demo.generator.shape import companies
from renshi_demo.loop.api import Session
from renshi_demo.loop.chat import WeChat
from renshi_demo.loop.checks import StepFailed
from renshi_demo.loop.narrator import Narrator, padded
from renshi_demo.loop.way import go_round
from renshi_demo.world.desk import HistoryRefused
from renshi_demo.world.setup import set_up

log = logging.getLogger(__name__)
START_SECONDS = 90.0


class NotReady(Exception):
    """The demonstration can't begin; the text says what to do."""


@dataclass(slots=True)
class Outcome:
    """What the round came to; ``status`` is ``None`` while it goes on."""

    status: int | None = None


def run_demo(*, once: bool, fresh: bool) -> int:
    """The whole demonstration; returns the exit status.

    0: all steps hold (and, without ``once``, it was ended by a signal). 1: a step or the set-up doesn't.
    """
    settings = get_settings()
    tell = Narrator()
    if "RENSHI_LOG_LEVEL" not in os.environ:
        logging.getLogger().setLevel(logging.ERROR)
    refuse_taken_port(settings)
    if fresh:
        empty(settings)
    with servers(settings) as endpoints:
        try:
            logins = _prepared(settings, endpoints, tell)
        except (HistoryRefused, NotReady) as trouble:
            tell.fail(str(trouble))
            return 1
        except NotImplementedError:
            tell.fail("所需年份的放假安排尚未公布或未随程序发布（chinesecalendar），示例历史无法生成")
            return 1
        return _serve(settings, endpoints, logins, tell, once=once)


def _prepared(settings: Settings, endpoints: Endpoints, tell: Narrator) -> Logins:
    """The logins of a data folder that is set up; sets it up where it is new."""
    known = cast.load(settings.var_dir)
    if known is not None and not known.complete:
        raise NotReady("上一次示例数据没有写完。请用 renshi demo --fresh 从空的数据目录重新开始")
    tell.title("准备", "set-up")
    began = time.monotonic()
    migrate_now(build_platform(settings, endpoints))
    if known is not None:
        tell.fact("数据", f"使用 {settings.var_dir} 里已有的示例集团")
        return known
    logins = Logins.new()
    cast.save(settings.var_dir, logins)
    tell.fact("数据", f"在 {settings.var_dir} 建立{cast.TENANT_NAME}，写入十二个月的历史")
    tally = run(lambda: set_up(settings, endpoints, logins, lambda line: tell.fact("", line)))
    tell.fact("历史", "、".join(f"{what} {count}" for what, count in sorted(tally.written.items())))
    for refusal in tally.refused[:5]:
        tell.fact("未写入", refusal)
    logins = replace(logins, complete=True)
    cast.save(settings.var_dir, logins)
    tell.fact("用时", f"{time.monotonic() - began:.0f} 秒")
    return logins


def _serve(settings: Settings, endpoints: Endpoints, logins: Logins, tell: Narrator, *, once: bool) -> int:
    """Web and workers as children of this process, and the round in a thread beside them."""
    environment = endpoints.environment() | {
        # What the round provokes on purpose is a warning to an operator, and noise between its steps.
        "RENSHI_LOG_LEVEL": os.environ.get("RENSHI_LOG_LEVEL", "error")
    }
    children = [
        Child("web", program("serve"), environment),
        Child("worker", program("worker", "--queue", "default"), environment),
        Child("worker-heavy", program("worker", "--queue", "ai", "--queue", "solve"), environment),
    ]
    outcome = Outcome()
    wechat = WeChat.start()
    ended = threading.Event()
    base_url = _address(settings)

    def go() -> None:
        outcome.status = _round(base_url, logins, wechat, tell, ended)
        if once or (outcome.status and not ended.is_set()):
            os.kill(os.getpid(), signal.SIGTERM)
        elif outcome.status == 0:
            _addresses(base_url, logins, tell)

    thread = threading.Thread(target=go, name="renshi-demo-round", daemon=True)
    thread.start()
    try:
        status = Supervisor(children).run()
    finally:
        ended.set()
        wechat.stop()
    if status == EXIT_UNUSABLE:
        return 1
    # Ended by somebody before the round was over: it was not seen through.
    return 1 if outcome.status is None else outcome.status


def _address(settings: Settings) -> str:
    """Where this machine reaches the web process; one that listens everywhere is called on loopback."""
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host  # noqa: S104 - compared, not bound
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"


def _round(base_url: str, logins: Logins, wechat: WeChat, tell: Narrator, ended: threading.Event) -> int:
    began = time.monotonic()
    try:
        _wait_for_health(base_url, ended)
        go_round(base_url, logins.password, wechat, tell)
    except StepFailed as failure:
        if not ended.is_set():
            tell.fail(str(failure))
        return 1
    except Exception as error:
        # A mistake of the demonstration itself; the trace helps whoever mends it.
        log.exception("the round stopped")
        tell.fail(f"演示程序出错：{type(error).__name__}: {error}")
        return 1
    tell.title("全部成立", "all of it holds")
    tell.say(f"    {tell.steps} 步，用时 {time.monotonic() - began:.0f} 秒")
    return 0


def _wait_for_health(base_url: str, ended: threading.Event) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and not ended.is_set():
        try:
            if httpx.get(f"{base_url}/health", timeout=2, trust_env=False).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.2)
    raise StepFailed(f"{base_url} 在 {START_SECONDS:.0f} 秒内没有就绪")


def _addresses(base_url: str, logins: Logins, tell: Narrator) -> None:
    admin = Session(base_url, TENANT, ADMIN, logins.password)
    try:
        names = {
            user["login"]: user["name"]
            for role in CAST
            for user in admin.get("/api/users", q=role.login)["items"]
        }
    finally:
        admin.close()
    tell.title("继续浏览", "look around")
    tell.fact("控制台", f"{base_url}/")
    for plan in companies():
        page = f"{base_url}/public/{plan.public_code}/recruiting_ai/assets/candidate.html"
        tell.fact(plan.short, f"招聘页面 {page}")
    tell.fact("企业代码", TENANT)
    tell.fact("密码", f"{logins.password}（所有示例账号相同）")
    width = max(len(role.login) for role in CAST) + 2
    tell.fact("账号", f"{padded(ADMIN, width)}系统管理员")
    for role in CAST:
        tell.fact("", f"{padded(role.login, width)}{names.get(role.login, '')}，{role.title}")
    tell.say()
    tell.say("    Ctrl-C 结束。再次运行会再走一名新的候选人；renshi demo --fresh 从空的数据目录重新开始。")
