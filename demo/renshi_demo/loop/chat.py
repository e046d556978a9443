"""WeChat: setting the account up, binding, asking for leave, and being told."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass
from typing import Any

from renshi_wechat.mock import MockWeChat, Platform, Reply

from renshi_demo.loop.checks import expect, until
from renshi_demo.loop.round import Round, clock

API = "/api/plugins/wechat"
APPID = "wx00demo00huaxing01"


@dataclass(frozen=True, slots=True)
class WeChat:
    """WeChat's servers on this machine: the API that the platform calls, and the secrets that both sides share."""

    api: MockWeChat
    secret: str
    token: str
    aes_key: str

    @classmethod
    def start(cls) -> WeChat:
        """A mock on a free loopback port, with secrets of its own."""
        secret = secrets.token_hex(16)
        aes_key = base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")
        return cls(MockWeChat(APPID, secret).start(), secret, secrets.token_hex(12), aes_key)

    def stop(self) -> None:
        self.api.stop()

    def pushing_to(self, url: str) -> Platform:
        """What delivers users' messages to the callback, signed and encrypted."""
        return Platform(url, appid=APPID, token=self.token, aes_key=self.aes_key, wait_seconds=10)


def openid_of(number: str) -> str:
    """The WeChat user of a staff number, the same each time the mock is started."""
    return "oDemo" + hashlib.sha256(number.encode()).hexdigest()[:23]


def account(go: Round, wechat: WeChat) -> None:
    """The administrator switches WeChat on for the company and enters the account; WeChat accepts the address."""
    tell, admin, stage = go.tell, go.user("admin"), go.stage
    state = next(p["state"] for p in admin.get("/api/market")["items"] if p["id"] == "wechat")
    if state != "on":
        off = admin.refused("GET", f"{API}/accounts")
        expect(off.status == 404, "插件停用时其接口应返回 404")
        admin.post("/api/market/wechat/enable")
        tell.fact("启用插件", f"启用前接口返回 {off.status}；启用后立即可用，无需重启")
    admin.put(
        "/api/market/wechat/settings",
        {"api_base_url": wechat.api.base_url, "site_url": go.base_url, "pay_slip": "summary"},
    )
    secret = {"token": wechat.token, "secret": wechat.secret, "aes_key": wechat.aes_key}
    known = next((a for a in admin.get(f"{API}/accounts")["items"] if a["appid"] == APPID), None)
    made = (
        admin.patch(f"{API}/accounts/{known['id']}", secret | {"state": "active"})
        if known
        else admin.post(f"{API}/accounts", {"name": f"{stage.plan.short}员工服务", "appid": APPID} | secret)
    )
    platform = wechat.pushing_to(f"{go.base_url}{made['callback_path']}")
    echo = secrets.token_hex(8)
    answer = platform.check_address(echo)
    expect(
        answer.status == 200 and answer.body == echo,
        f"微信校验服务器地址失败：{made['callback_path']} 返回 {answer.status}",
    )
    check = admin.post(f"{API}/accounts/{made['id']}/check")
    expect(check["ok"], f"微信接口连接失败：{check['message']}")
    go.facts |= {"platform": platform, "account_id": made["id"]}
    tell.fact("公众号", f"{made['name']}（{APPID}），安全模式，密钥封存后不再显示")
    tell.fact("回调地址", made["callback_path"])
    forged = platform.envelope(
        platform.document("oIntruder", {"MsgType": "text", "Content": "待办", "MsgId": "1"})
    )
    forged[0]["msg_signature"] = "0" * 40
    expect(platform.send_raw(*forged).status in (400, 403), "签名不符的推送应被拒绝")
    tell.fact("防伪", "签名不符的推送被拒绝，不留痕迹")
    for binding in admin.get(f"{API}/bindings", limit=200)["items"]:
        if binding.get("number"):
            wechat.api.user(openid_of(binding["number"]))


def binding(go: Round, wechat: WeChat) -> None:
    """A staff number and a one-time code bind the WeChat user to the employee."""
    tell = go.tell
    openid = openid_of(go.facts["number"])
    go.facts["openid"] = openid
    wechat.api.user(openid)
    code = go.employee.post(f"{API}/my/binding-code")
    wrong = _say(go, wechat, f"绑定 {code['number']} {_other(code['code'])}")
    expect("不正确" in wrong.text, f"错误的绑定码应被拒绝，却答：{wrong.text}")
    tell.fact("绑定码", f"{go.name} 在“我的微信”取得 8 位一次性码，有效至 {clock(code['expires_at'])}")
    tell.fact("错误的码", wrong.text.split("。")[0])
    done = _say(go, wechat, code["send"])
    expect(f"绑定成功：{go.name}（{go.facts['number']}）" in done.text, f"绑定没有成功：{done.text}")
    tell.bubble(go.name, f"绑定 {code['number']} ********")
    tell.bubble("公众号", done.text)
    bound = go.employee.get(f"{API}/my/bindings")["items"]
    expect([b["status"] for b in bound] == ["active"], "绑定没有记录在本人名下")


def leave(go: Round, wechat: WeChat) -> None:
    """Leave in words; the filled form is shown, and nothing is submitted before 确认."""
    tell, day = go.tell, go.stage.leave_on
    words = go.stage.days.leave_words
    form = _say(go, wechat, words)
    tell.bubble(go.name, words)
    tell.bubble("公众号", form.text)
    expect("请核对请假申请" in form.text and "事假" in form.text, "没有回复填好的请假单")
    expect(f"{day.month}月{day.day}日" in form.text, f"请假单上的日期不是 {day}")
    expect(not _own_requests(go), "确认之前不应提交申请")
    platform: Platform = go.facts["platform"]
    push = {"MsgType": "text", "Content": "确认", "MsgId": platform.next_id()}
    wechat.api.touch(go.facts["openid"])
    replies = platform.parallel(go.facts["openid"], push, times=3)
    expect(all(r.status == 200 for r in replies), "确认没有得到应答")
    tell.bubble(go.name, "确认")
    tell.bubble("公众号", next(r.text for r in replies if r.text))
    asked = _own_requests(go)
    expect(len(asked) == 1, f"微信重发三次只应提交一份申请，实际 {len(asked)} 份")
    expect(any(asked[0]["number"] in r.text for r in replies), "回复里没有申请编号")
    go.facts["leave_request"] = asked[0]
    tell.fact("核对", f"同一条“确认”被微信发送三次，只有一份申请 {asked[0]['number']}")


def leave_approved(go: Round, wechat: WeChat) -> None:
    """The manager agrees in the console's API; the employee is told in WeChat."""
    tell, manager = go.tell, go.manager
    request = go.facts["leave_request"]
    seen = len(wechat.api.sent)
    done = go.approve(manager, request["id"], "同意，注意交接")
    expect(done["state"] == "approved", "上级同意后请假应为已通过")
    tell.fact("审批", f"{manager.name} 同意：{done['summary']}，{clock(done['decided_at'])}")
    told = until(
        lambda: _message(wechat, go, seen, request["number"]) or _message(wechat, go, seen, "通过"),
        "请假通过的通知没有到微信",
    )
    tell.bubble("公众号", told)


def slip(go: Round, wechat: WeChat) -> None:
    """The notice of the pay slip comes by itself; 工资条 is answered with its sums."""
    tell, period = go.tell, go.stage.period
    notice = until(
        lambda: _message(wechat, go, 0, f"{period} 工资条已发布"), "工资条通知没有到微信", seconds=120
    )
    expect(_amount(go.facts["net"]) not in notice, "通知里不应出现金额")
    tell.bubble("公众号", notice)
    answer = _say(go, wechat, "工资条")
    tell.bubble(go.name, "工资条")
    tell.bubble("公众号", answer.text)
    for what, amount in (("应发", go.facts["gross"]), ("实发", go.facts["net"])):
        expect(f"{what}：{_amount(amount)} 元" in answer.text, f"微信回复的{what}与工资条不符")
    log = go.user("hr").get(f"{API}/messages", limit=200)["items"]
    sent = [
        m
        for m in log
        if m.get("topic") == "payroll.slip_published" and m.get("state") in ("sent", "delivered")
    ]
    expect(sent, "消息记录里没有这条通知")


def _say(go: Round, wechat: WeChat, text: str) -> Reply:
    wechat.api.touch(go.facts["openid"])
    platform: Platform = go.facts["platform"]
    reply = platform.text(go.facts["openid"], text)
    expect(reply.status == 200, f"公众号没有应答“{text[:8]}”：状态 {reply.status}")
    return reply


def _message(wechat: WeChat, go: Round, since: int, words: str) -> str | None:
    mine = [m.text for m in wechat.api.sent[since:] if m.openid == go.facts["openid"]]
    return next((text for text in mine if words in text), None)


def _own_requests(go: Round) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = go.employee.get("/api/requests/mine", kind="attendance.leave")["items"]
    return items


def _other(code: str) -> str:
    return code[:-1] + str((int(code[-1]) + 1) % 10)


def _amount(value: Any) -> str:
    return f"{value:,.2f}"
