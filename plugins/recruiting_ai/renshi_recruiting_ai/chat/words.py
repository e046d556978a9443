"""What a candidate can write in a chat, and what they are told."""

from __future__ import annotations

from renshi_sdk import Text

WORD = "应聘"
COMMANDS: dict[str, str] = {
    "开始": "start",
    "开始面试": "start",
    "继续": "start",
    "start": "start",
    "提交": "send",
    "send": "send",
    "重写": "rewrite",
    "rewrite": "rewrite",
    "跳过": "skip",
    "skip": "skip",
    "人工": "person",
    "person": "person",
    "进度": "progress",
    "status": "progress",
    "帮助": "help",
    "help": "help",
}
HELP = Text(
    "您可以发送：\n· 开始：开始或继续文字面试\n· 提交：交出写好的回答\n· 重写：清空正在写的回答\n· 跳过：跳过这一题\n"
    "· 人工：要求由人面试\n· 进度：查看应聘进度\n· 解绑：断开微信",
    "You can send:\n· start: begin or go on with the interview in writing\n· send: hand in your answer\n"
    "· rewrite: begin this answer anew\n· skip: leave this question out\n· person: ask for a person\n"
    "· status: where your application stands\n· unbind: disconnect",
)
STANDS = Text("“{job}”的应聘进度：{stage}。", "Your application for {job}: {stage}.")
MAY_START = Text(
    "有一场文字面试等待您完成。提问由人工智能程序进行，是否录用由人决定；发送“人工”可要求由人面试。\n发送“开始”进入第一题。",
    "An interview in writing waits for you. A program asks the questions, people decide; send person for a human.\n"
    "Send start for the first question.",
)
ASKED = Text(
    "第 {number} 题，共 {total} 题\n{asked}\n\n请直接回复，可分多条；写好后发送“提交”。",
    "Question {number} of {total}\n{asked}\n\nJust reply, in several messages if you like; then send: send",
)
FOLLOW_UP = Text(
    "追问（第 {number} 题）\n{asked}\n\n写好后发送“提交”。",
    "Follow-up (question {number})\n{asked}\n\nThen send: send",
)
NOTED = Text(
    "已记下，共 {length} 字。可继续补充；发送“提交”交出，“重写”重来。",
    "Noted, {length} characters. Go on, or send: send, or: rewrite",
)
EMPTY = Text("还没有写内容。请先回答，或发送“跳过”。", "Nothing is written yet. Answer first, or send: skip")
REWRITTEN = Text("已清空，请重新回答。", "Cleared; please answer again.")
SKIP_SURE = Text(
    "确定跳过这一题？跳过后不能再答。再次发送“跳过”确认。", "Skip it for good? Send skip once more."
)
PERSON_SURE = Text(
    "将停止程序提问，由招聘人员与您联系。再次发送“人工”确认。",
    "The program will stop and a person will contact you. Send person once more.",
)
PERSON = Text("已转人工，招聘人员会与您联系。", "A person takes over and will contact you.")
DONE = Text(
    "面试已完成，谢谢。招聘人员会阅读您的回答后作出决定。",
    "The interview is complete, thank you. People read your answers and decide.",
)
SPOKEN = Text(
    "这场面试以语音或视频进行，请在应聘页面继续；在页面上可改用文字。",
    "This interview is spoken: go on with it on your page, where you can also change to writing.",
)
NOTHING = Text("目前没有需要您完成的面试。", "There is no interview for you to do at present.")
OVER = Text("该应聘已结束。", "This application is over.")
EXPIRED = Text("面试已过期，请联系招聘人员。", "The interview has run out; please ask the recruiter.")
TOO_LONG = Text(
    "回答最多 8000 字，这一条没有记下。请发送“提交”或“重写”。",
    "An answer has 8,000 characters at most; this message was left out.",
)
