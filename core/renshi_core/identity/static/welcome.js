"use strict";
(function () {
  const english = (localStorage.getItem("renshi.locale") || navigator.language || "zh").toLowerCase().startsWith("en");
  if (english) {
    document.documentElement.lang = "en";
    document.querySelectorAll("[data-en]").forEach((node) => { node.textContent = node.dataset.en; });
  }
  const say = (zh, en) => (english ? en : zh);
  const by = (id) => document.getElementById(id);
  by("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    by("alert").textContent = "";
    if (by("first").value !== by("second").value) {
      by("alert").textContent = say("两次输入的密码不一致", "The two passwords differ");
      return;
    }
    const button = by("form").querySelector("button");
    button.disabled = true;
    try {
      const answer = await fetch("/api/invitations/accept", {
        method: "POST",
        headers: { "Content-Type": "application/json", "Accept-Language": english ? "en-US" : "zh-CN" },
        body: JSON.stringify({ token: location.hash.slice(1), password: by("first").value }),
      });
      if (answer.ok) {
        history.replaceState(null, "", location.pathname);
        by("form").hidden = true;
        by("done").hidden = false;
        return;
      }
      const problem = await answer.json();
      const fields = Object.values(problem.fields || {});
      by("alert").textContent = fields.length ? fields.join(say("；", "; ")) : problem.detail;
    } catch (error) {
      by("alert").textContent = say("网络连接失败，请重试", "No connection; try again");
    } finally {
      button.disabled = false;
    }
  });
})();
