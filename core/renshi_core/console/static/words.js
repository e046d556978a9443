"use strict";
// The shell's own words, and how values are written.
window.renshi = window.renshi || {};
(() => {
  const WORDS = {
    "zh-CN": {
      brand: "人事", title: "登录人事平台", tenant: "企业代码", login: "账号", password: "密码", totp: "动态验证码", enter: "登录", leave: "退出登录", wrong: "登录失败",
      expired: "登录已过期，请重新登录，登录后继续刚才的操作", home: "首页", menu: "菜单", company: "公司", find_company: "搜索公司", language: "语言", account: "我的账号",
      todo: "待办", notices: "通知", search: "搜索", search_hint: "搜索员工、部门、申请单号、页面", search_keys: "按 / 或 Ctrl+K 搜索", searching: "正在搜索…", no_hits: "没有找到“{q}”", search_start: "可输入姓名、拼音、首字母、工号、部门或申请单号",
      own_file: "我的档案", own_password: "修改密码", second_factor: "动态验证码", devices: "登录设备", back: "返回", rail: "收起菜单", unrail: "展开菜单", skip: "跳到内容", favourite: "收藏此页（含筛选条件）", favoured: "已收藏，点击取消", fav_name: "收藏名称", save: "保存", cancel: "取消", fav_saved: "已收藏，可在首页打开", fav_gone: "已取消收藏",
      missing: "没有这个页面", missing_text: "地址可能有误，或相应插件没有启用。", forbidden: "没有权限", forbidden_text: "您没有查看此页面的权限，如有需要请联系管理员。", broken: "页面出错了", broken_text: "请稍后重试；仍有问题时，请把编号告诉管理员。", number: "编号 {id}", offline: "网络连接失败", offline_text: "请检查网络后重试。", retry: "重试",
      network: "网络连接失败，请检查后重试", failed: "操作没有成功，编号 {id}", loading: "正在加载", yes: "是", no: "否", now: "刚刚", minutes: "{n} 分钟前", hours: "{n} 小时前", days: "{n} 天前", moved: "已移动", more: "更多操作", fold: "收起", unfold: "展开",
      morning: "{name}，早上好", afternoon: "{name}，下午好", evening: "{name}，晚上好", all: "全部", waiting: "待我处理", mine: "我的申请", shortcuts: "我的收藏", anniversaries: "一周内入职纪念日", years: "{n} 周年",
      none_waiting: "没有待处理的申请", none_mine: "还没有申请，可在“申请与审批”中发起", none_notices: "没有通知", none_shortcuts: "点击页面右上角的星标，可把常用页面连同筛选条件收藏到这里。",
      state_pending: "审批中", state_returned: "已退回", state_approved: "已通过", state_rejected: "未通过", state_withdrawn: "已撤回",
      must_enrol: "您的角色必须使用动态验证码。请先在下方“动态验证码”中获取密钥并开启，之后即可使用其他功能。",
      smaller: "缩小", larger: "放大", close: "关闭", different: "只看不同", speed: "倍速", silent: "没有录音，仅有文字记录", broken_media: "录音无法播放", empty_menu: "您的账号还没有任何权限，请联系管理员授予角色。",
    },
    "en-US": {
      brand: "Renshi", title: "Sign in to Renshi", tenant: "Company group", login: "Login", password: "Password", totp: "One-time code", enter: "Sign in", leave: "Sign out", wrong: "Signing in failed",
      expired: "Your session has ended. Sign in to go on where you were.", home: "Home", menu: "Menu", company: "Company", find_company: "Find a company", language: "Language", account: "My account",
      todo: "To do", notices: "Notices", search: "Search", search_hint: "People, departments, request numbers, pages", search_keys: "Press / or Ctrl+K to search", searching: "Searching…", no_hits: "Nothing found for “{q}”", search_start: "Type a name, pinyin, initials, staff number, department or request number",
      own_file: "My file", own_password: "Change password", second_factor: "One-time codes", devices: "Sessions", back: "Back", rail: "Fold the menu", unrail: "Unfold the menu", skip: "Skip to the content", favourite: "Keep this page with its filters", favoured: "Kept; click to remove", fav_name: "Name", save: "Save", cancel: "Cancel", fav_saved: "Kept; it is on your home page", fav_gone: "Removed",
      missing: "There is no such page", missing_text: "The address may be wrong, or its plugin is off.", forbidden: "You may not open this page", forbidden_text: "Ask an administrator if you need it.", broken: "Something went wrong", broken_text: "Try again in a moment; if it stays, tell an administrator this number.", number: "Number {id}", offline: "No connection", offline_text: "Check the network and try again.", retry: "Try again",
      network: "No connection; check it and try again", failed: "That did not work, number {id}", loading: "Loading", yes: "Yes", no: "No", now: "just now", minutes: "{n} min ago", hours: "{n} h ago", days: "{n} d ago", moved: "Moved", more: "More actions", fold: "Fold", unfold: "Unfold",
      morning: "Good morning, {name}", afternoon: "Good afternoon, {name}", evening: "Good evening, {name}", all: "All", waiting: "Waiting for me", mine: "My requests", shortcuts: "Kept pages", anniversaries: "Anniversaries this week", years: "{n} years",
      none_waiting: "Nothing waits for you", none_mine: "No requests yet; start one under “Requests”", none_notices: "No notices", none_shortcuts: "The star beside a page's title keeps it here, with its filters.",
      state_pending: "In approval", state_returned: "Returned", state_approved: "Approved", state_rejected: "Rejected", state_withdrawn: "Withdrawn",
      must_enrol: "Your role needs one-time codes. Get a secret and switch them on below; everything else is open to you then.",
      smaller: "Smaller", larger: "Larger", close: "Close", different: "Only what differs", speed: "Speed", silent: "No recording, only the text", broken_media: "The recording can't be played", empty_menu: "Your account has no rights yet. Ask an administrator for a role.",
    },
  };
  const locale = () => (localStorage.getItem("renshi.locale") === "en-US" ? "en-US" : "zh-CN");
  const say = (key, values = {}) => Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), WORDS[locale()][key] || key);

  // Times are told by the company's clock, wherever the reader's browser is.
  const clocks = {};
  function clock() {
    const zone = (window.renshi.state && window.renshi.state.session && window.renshi.state.session.company && window.renshi.state.session.company.time_zone) || "Asia/Shanghai";
    clocks[zone] = clocks[zone] || new Intl.DateTimeFormat("sv-SE", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" });
    return clocks[zone];
  }

  // One way to write values, for tables (through amis filters) and for the console's own blocks.
  function format(kind, raw, digits) {
    if (raw === null || raw === undefined || raw === "") return "—";
    const number = Number(raw), grouped = (least, most) => new Intl.NumberFormat("zh-CN", { minimumFractionDigits: least, maximumFractionDigits: most }).format(number);
    const numeric = !Number.isNaN(number);
    switch (kind) {
      case "money": return numeric ? grouped(2, 2) : String(raw);
      case "percent": return numeric ? `${(number * 100).toFixed(1)}%` : String(raw);
      case "integer": return numeric ? grouped(0, 0) : String(raw);
      case "number": return numeric ? grouped(digits ?? 0, digits ?? 4) : String(raw);
      case "bytes": return number < 1024 ? `${number} B` : number < 1048576 ? `${(number / 1024).toFixed(0)} KB` : `${(number / 1048576).toFixed(1)} MB`;
      case "duration": return `${Math.floor(number / 60)}:${String(Math.round(number % 60)).padStart(2, "0")}`;
      case "boolean": return say(raw === true || raw === "true" ? "yes" : "no");
      case "date": return String(raw).slice(0, 10);
      case "datetime": case "instant": case "ago": {
        const at = new Date(raw);
        if (Number.isNaN(at.getTime())) return String(raw);
        const text = clock().format(at).replace(",", "");
        if (kind !== "ago") return text;
        const minutes = Math.round((Date.now() - at.getTime()) / 60000);
        if (minutes < 0 || minutes >= 10080) return text.slice(0, 10);
        return minutes < 1 ? say("now") : minutes < 60 ? say("minutes", { n: minutes }) : minutes < 1440 ? say("hours", { n: Math.floor(minutes / 60) }) : say("days", { n: Math.floor(minutes / 1440) });
      }
    }
    return typeof raw === "object" ? raw.name || raw.label || JSON.stringify(raw) : String(raw);
  }

  Object.assign(window.renshi, { locale, say, format });
})();
