"""Callers of the served API: people signed in with a password, and the candidate with a link."""

from __future__ import annotations

from typing import Any, Self

import httpx

from renshi_demo.loop.checks import StepFailed

TIMEOUT = httpx.Timeout(30.0, connect=5.0)


class Refused(StepFailed):
    """The API answered with an error; ``status`` and ``code`` say which."""

    def __init__(self, who: str, method: str, path: str, answer: httpx.Response) -> None:
        try:
            body = answer.json()
        except ValueError:
            body = {}
        self.status = answer.status_code
        self.code = str(body.get("code", ""))
        self.detail = str(body.get("detail") or body.get("title") or answer.text[:200])
        fields = body.get("fields") or {}
        more = (
            "；".join(f"{name}：{text}" for name, text in fields.items()) if isinstance(fields, dict) else ""
        )
        super().__init__(
            f"{who} {method} {path} 返回 {self.status} {self.code}：{self.detail}{f'（{more}）' if more else ''}"
        )


class Caller:
    """Somebody who calls the API over HTTP."""

    def __init__(self, who: str, base_url: str, headers: dict[str, str] | None = None) -> None:
        self.who = who
        self._client = httpx.Client(
            base_url=base_url,
            timeout=TIMEOUT,
            headers={"Accept-Language": "zh-CN"} | (headers or {}),
            trust_env=False,
        )

    def get(self, path: str, *, headers: dict[str, str] | None = None, **query: Any) -> Any:
        """The JSON of an answer."""
        return self.call("GET", path, None, query, headers)

    def post(self, path: str, body: Any = None, *, headers: dict[str, str] | None = None) -> Any:
        """The JSON of an answer; ``None`` where there is none."""
        return self.call("POST", path, body if body is not None else {}, {}, headers)

    def put(self, path: str, body: Any) -> Any:
        return self.call("PUT", path, body, {})

    def patch(self, path: str, body: Any) -> Any:
        return self.call("PATCH", path, body, {})

    def call(
        self,
        method: str,
        path: str,
        body: Any,
        query: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> Any:
        """Call the API.

        Raises:
            Refused: the answer is an error. StepFailed: there is no answer.
        """
        try:
            answer = self._client.request(
                method, path, json=body, params=query, headers=self._extra(method) | (headers or {})
            )
        except httpx.HTTPError as error:
            raise StepFailed(f"{self.who} {method} {path} 没有得到应答：{error}") from error
        if answer.status_code >= 400:
            raise Refused(self.who, method, path, answer)
        return answer.json() if answer.content else None

    def refused(self, method: str, path: str, body: Any = None) -> Refused:
        """Call what must be refused, and return the refusal.

        Raises:
            StepFailed: it wasn't refused.
        """
        try:
            self.call(method, path, body if method != "GET" else None, {})
        except Refused as refusal:
            return refusal
        raise StepFailed(f"{self.who} {method} {path} 本应被拒绝，却通过了")

    def close(self) -> None:
        self._client.close()

    def _extra(self, method: str) -> dict[str, str]:
        return {}


class Session(Caller):
    """A signed-in user, working in one company at a time."""

    def __init__(self, base_url: str, tenant: str, login: str, password: str) -> None:
        super().__init__(login, base_url)
        answer = self.post("/api/session", {"tenant": tenant, "login": login, "password": password})
        self._csrf = answer["csrf_token"]
        whole = self.get("/api/session")
        self.name: str = whole["user"]["name"]
        self.employee_id: str | None = whole["user"]["employee_id"]
        self.companies: dict[str, str] = {c["code"]: c["id"] for c in whole["companies"]}
        self.who = self.name

    def work_in(self, company_id: str) -> Self:
        """Work in a company from now on."""
        self._client.headers["X-Renshi-Company"] = company_id
        return self

    def _extra(self, method: str) -> dict[str, str]:
        token = getattr(self, "_csrf", None)
        return {"X-CSRF-Token": token} if token and method != "GET" else {}
