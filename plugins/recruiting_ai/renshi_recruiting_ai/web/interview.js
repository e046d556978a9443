"use strict";
// The interview itself: choosing how to answer, trying the devices out, answering, looking at the words, the end.
window.RenshiInterview = (function () {
  const { say, el, call, once, secret, card, problem, guarded, button, noticeBlock, state } = window.Renshi;
  const recorder = window.RenshiRecorder;
  const NAMES = { text: ["文字", "In writing"], voice: ["语音", "By voice"], video: ["视频", "By video"] };
  const name = (channel) => say(...NAMES[channel]);
  const aiLabel = () => el("span", { class: "ai" }, say("由人工智能程序提问", "A program asks the questions"));
  const clock = (seconds) => Math.floor(seconds / 60) + ":" + String(Math.floor(seconds % 60)).padStart(2, "0");
  let stream = null, leave = () => {};
  let refresh = () => {};

  function quit() { leave(); leave = () => {}; }
  function shut() { quit(); recorder.close(stream); stream = null; }

  // --- before it begins ---
  function begin(token, data) {
    const box = el("div");
    const capable = recorder.supported();
    const choices = data.channels.filter((channel) => channel === "text" || capable);
    const later = el("div");
    const picked = () => choices.find((channel) => form.elements.channel.value === channel) || "text";
    const spoken = () => picked() !== "text";
    // Each purpose is agreed to by itself, and only where it comes into question.
    const asked = { recording: spoken, face_processing: () => picked() === "video" && data.face_analysis, identity_check: () => picked() === "video" && data.identity_check, language_model: () => !!data.consents.ai_scoring };
    // The photo is sent only with its own consent, once the interview has begun.
    const photo = el("input", { type: "file", id: "identity-photo", accept: "image/jpeg,image/png" });
    const sendPhoto = async () => {
      const agreed = form.elements["agree-identity_check"];
      if (!agreed || !agreed.checked || !photo.files.length) return;
      const body = new FormData();
      body.append("file", photo.files[0]);
      await once("/me/identity-photo", { method: "POST", headers: { "X-Candidate-Link": secret() }, body });
    };
    const notices = () => data.notices.filter((notice) => notice.when === "interview" && asked[notice.purpose] && asked[notice.purpose]());
    const form = el("form", {},
      choices.length > 1 ? el("fieldset", {}, el("legend", {}, say("您想怎样作答？", "How would you like to answer?")),
        choices.map((channel) => el("label", { class: "check" }, el("input", { type: "radio", name: "channel", value: channel, checked: channel === "text" }),
          el("span", {}, name(channel), el("span", { class: "soft" }, " " + ({
            text: say("打字作答，随时可用", "type your answers; always possible"),
            voice: say("用麦克风录音", "record with the microphone"),
            video: say("用摄像头和麦克风录制", "record with camera and microphone"),
          })[channel]))))) : el("input", { type: "hidden", name: "channel", value: "text" }),
      data.channels.length > choices.length ? el("p", { class: "soft" }, say("此浏览器或网络连接（须为 https）不支持录制，可用文字作答。", "This browser or connection (https is needed) can't record; please answer in writing.")) : null,
      el("label", { for: "time" }, say("作答时间", "Time")),
      el("select", { id: "time", name: "time" },
        el("option", { value: "100" }, say("标准时间", "standard")), el("option", { value: "150" }, say("需要更多时间（1.5 倍）", "more time (half as much again)")),
        el("option", { value: "200" }, say("需要更多时间（2 倍）", "more time (twice as much)")), el("option", { value: "" }, say("不计时", "not timed"))),
      el("p", { class: "soft" }, say("如有需要可直接选择，无须说明原因，不影响评价。", "Choose what you need; nobody asks why, and it is no disadvantage.")),
      later, el("button", { type: "submit" }, say("开始文字面试", "Begin the text interview")), box);
    const submit = form.querySelector("button[type=submit]");
    const paint = () => {
      const channel = picked();
      submit.textContent = channel === "text" ? say("开始文字面试", "Begin the text interview") : say("下一步：检查设备", "Next: try the devices");
      const weights = Object.entries(data.signal_weights || {}).filter(([signal]) => channel === "video" || (channel === "voice" && signal === "speech"));
      const counts = weights.map(([signal, weight]) => el("p", { class: "notice" }, signal === "speech"
        ? say("本公司将语速和长停顿计入岗位匹配，共占 " + weight + "%；选择更多时间或不计时则不计。可改用文字作答。", "Here the rate of speech and long pauses count for " + weight + " % of the match; not if you choose more time. You may answer in writing instead.")
        : say("本公司将是否在画面中计入岗位匹配，占 " + weight + "%。可改用语音或文字作答。", "Here being in the picture counts for " + weight + " % of the match. You may answer by voice or in writing instead.")));
      later.replaceChildren(...counts, ...notices().map((notice) => {
        const block = noticeBlock({ ...notice, required: notice.purpose === "recording" }, "agree-" + notice.purpose, say("我单独同意（可不勾选，不影响面试）", "I agree separately (you may leave it empty)"));
        const input = block.querySelector("input");
        if (data.consents[notice.purpose]) input.checked = true;
        if (notice.purpose === "identity_check") block.append(el("label", { for: "identity-photo" }, say("证件照（JPEG 或 PNG，5 MB 以内，比对后即删除）", "Photo of your ID (JPEG or PNG, at most 5 MB; deleted once compared)")), photo);
        return block;
      }));
    };
    form.addEventListener("change", (event) => { if (event.target.name === "channel") paint(); });
    form.addEventListener("submit", guarded(submit, box, async () => {
      const channel = picked();
      const percent = form.elements.time.value === "" ? null : Number(form.elements.time.value);
      for (const notice of notices()) {
        const granted = form.elements["agree-" + notice.purpose].checked;
        if (granted !== !!data.consents[notice.purpose]) await call("/me/consents", { purpose: notice.purpose, granted, digest: notice.digest });
      }
      if (channel !== "text") {
        return devices(channel, async () => { const begun = await call("/me/interview", { channel, time_percent: percent }); await sendPhoto(); refresh(begun); }, async () => refresh(await call("/me/interview", { channel: "text", time_percent: percent })));
      }
      refresh(await call("/me/interview", { channel, time_percent: percent }));
    }));
    paint();
    // Stays in the browser: it shows what writing an answer is like, and nobody reads or counts it.
    const practice = el("textarea", { id: "practice", maxlength: "2000", "aria-labelledby": "practice-asked" });
    const seen = el("p", { class: "soft", role: "status" });
    practice.addEventListener("input", () => { seen.textContent = say("已写 " + practice.value.trim().length + " 字。正式作答时写清情境、做法和结果。", practice.value.trim().length + " characters. In the interview tell the situation, what you did and the result."); });
    const trial = el("details", { class: "practice" }, el("summary", {}, say("先练习一题（只在本机，不上传、不评分）", "Practise first (stays here, is not sent or scored)")),
      el("p", { id: "practice-asked" }, say("练习题：请说说您最近学会的一件事，是怎样学会的？", "Practice question: what have you learned lately, and how?")), practice, seen);
    return card(aiLabel(), el("h2", {}, say("开始面试", "The interview")),
      el("p", {}, say("可随时离开，用同一链接回来继续。写清或说清当时的情况、您的做法和结果。", "You may leave and go on later with the same link. Tell what the situation was, what you did, and what came of it.")),
      trial, form);
  }

  // --- camera and microphone ---
  async function devices(channel, go, text) {
    quit();
    const kind = channel === "video" ? "video" : "audio";
    const box = el("div");
    const level = el("div", { class: "meter", role: "meter", "aria-label": say("音量", "level"), "aria-valuemin": "0", "aria-valuemax": "100" }, el("span"));
    const preview = kind === "video" ? el("video", { autoplay: true, muted: true, playsinline: "" }) : null;
    const heard = el("div");
    const began = el("div");
    const body = card(el("h2", {}, say("检查设备", "Try your devices")), began, preview, level, el("p", { class: "soft", id: "level-word" }), heard, box);
    window.Renshi.show(body);
    try {
      recorder.close(stream);
      stream = await recorder.open(kind);
    } catch (error) {
      body.replaceChildren(el("h2", {}, say("无法使用摄像头或麦克风", "Camera or microphone can't be used")),
        el("p", { class: "error", role: "alert" }, error.name === "NotAllowedError"
          ? say("您没有允许使用，这没有关系：可改用文字作答，或在浏览器地址栏中允许后再试。", "You did not allow it, which is fine: answer in writing, or allow it in the address bar and try again.")
          : say("没有找到可用的设备，或设备被其他程序占用。", "No device was found, or another program uses it.")),
        button(say("改用文字作答", "Answer in writing"), box, async () => { shut(); await text(); }),
        button(say("再试一次", "Try again"), box, () => devices(channel, go, text), "second"), box);
      return;
    }
    if (preview) { preview.srcObject = stream; preview.muted = true; }
    let loudest = 0;
    const stop = recorder.meter(stream, (value) => {
      loudest = Math.max(loudest, value);
      level.firstChild.style.width = Math.round(value * 100) + "%";
      level.setAttribute("aria-valuenow", Math.round(value * 100));
      const word = document.getElementById("level-word");
      if (word) word.textContent = loudest < 0.02 ? say("还没有听到声音，请说句话试试。", "Nothing heard yet: please say something.") : say("听到声音了。", "You can be heard.");
    });
    leave = stop;
    const trial = button(say("练习：录 5 秒听一听", "Practice: record 5 seconds and listen"), box, async () => {
      heard.replaceChildren(el("p", { class: "turn now" }, say("练习题：请用一句话介绍您自己。（只在本机播放，不会上传）", "Practice question: introduce yourself in a sentence. (Played back here only, never sent)")));
      const blob = await recorder.practise(stream, kind, 5000);
      const player = el(kind, { controls: true, playsinline: "" });
      player.src = URL.createObjectURL(blob);
      heard.append(player);
    }, "second");
    body.append(trial, button(say("设备正常，开始面试", "All is well, begin"), box, async () => { stop(); await go(); }),
      button(say("改用文字作答", "Answer in writing"), box, async () => { shut(); await text(); }, "second"));
  }

  // --- one question ---
  function spoken(token, data, now, kept) {
    quit();
    const interview = data.interview;
    const kind = interview.channel === "video" ? "video" : "audio";
    const box = el("div"), stage = el("div");
    const line = el("p", { class: "soft", role: "status" });
    const timer = el("p", { class: "timer", role: "timer", "aria-live": "off" });
    leave = recorder.listen((progress) => {
      line.textContent = progress.offline ? say("网络已断开，录音保存在本机，恢复后自动续传。", "The connection is gone; your recording is kept here and goes on by itself.")
        : progress.kept > progress.sent ? say("正在上传…", "sending…") : progress.kept ? say("已全部上传", "all sent") : "";
    });
    const attempt = Math.max(1, now.attempts);
    const mine = now.recordings.filter((one) => one.attempt === attempt && one.state !== "discarded");
    const segments = Math.max(0, ...mine.map((one) => one.segment), ...kept.map((row) => row.segment));
    const text = button(say("这题改用文字", "Type this answer instead"), box, async () => { shut(); refresh(await call("/me/channel", { channel: "text" })); }, "plain");

    const fill = (...nodes) => stage.replaceChildren(...nodes.filter(Boolean));
    function ready(segment, label) {
      timer.textContent = now.seconds === null ? say("不计时", "not timed") : say("限时 ", "Time ") + clock(now.seconds);
      fill(timer, button(label, box, () => recording(attempt, segment)), text);
    }
    async function hand(number) {
      line.textContent = say("正在上传…", "sending…");
      await recorder.settled(now.turn_no, 120);
      refresh(await call(`/me/turns/${now.turn_no}/spoken`, { attempt: number }));
    }
    async function recording(number, segment) {
      try { if (!stream || !stream.active) stream = await recorder.open(kind); } catch (error) {
        const again = () => refresh(data);
        return devices(interview.channel, again, async () => refresh(await call("/me/channel", { channel: "text" })));
      }
      const job = await recorder.start(stream, { kind, turn: now.turn_no, attempt: number, segment });
      const level = el("div", { class: "meter" }, el("span"));
      const stopMeter = recorder.meter(stream, (value) => { level.firstChild.style.width = Math.round(value * 100) + "%"; });
      const preview = kind === "video" ? el("video", { autoplay: true, playsinline: "" }) : null;
      if (preview) { preview.srcObject = stream; preview.muted = true; }
      let left = now.seconds, paused = false, over = false;
      const done = async () => {
        if (over) return;
        over = true;
        clearInterval(ticking); stopMeter();
        const blob = await job.stop();
        review(blob, number);
      };
      const ticking = setInterval(() => {
        if (paused || left === null) return;
        left -= 1;
        timer.textContent = say("剩余 ", "left ") + clock(Math.max(0, left));
        timer.classList.toggle("late", left <= 20);
        if (left <= 0) done();
      }, 1000);
      const end = button(say("答完了", "I am done"), box, done);
      end.id = "stop";
      const hold = interview.time_percent === 100 ? null : button(say("暂停", "Pause"), box, async () => {
        paused = !paused;
        if (paused) job.pause(); else job.resume();
        hold.textContent = paused ? say("继续", "Go on") : say("暂停", "Pause");
      }, "second");
      timer.textContent = left === null ? say("正在录制，不计时", "recording, not timed") : say("剩余 ", "left ") + clock(left);
      fill(el("p", { class: "live" }, say("● 正在录制", "● Recording")), timer, preview, level, end, hold);
      end.focus();
    }
    function review(blob, number) {
      const player = el(kind, { controls: true, playsinline: "" });
      player.src = URL.createObjectURL(blob);
      const left = 1 + interview.retries - number;
      fill(player, button(say("提交这段回答", "Hand this answer in"), box, () => hand(number)),
        left > 0 ? button(say("重新录制（还可 " + left + " 次）", "Record again (" + left + " left)"), box, () => recording(number + 1, 1), "second") : null, text);
    }

    if (segments > 0) {
      const left = 1 + interview.retries - attempt;
      fill(el("p", {}, say("您刚才录下的内容已保留，没有丢失。", "What you recorded before is kept; nothing is lost.")),
        button(say("提交已录的内容", "Hand in what is recorded"), box, () => hand(attempt)),
        button(say("接着说", "Go on speaking"), box, () => ready(segments + 1, say("接着回答", "Go on answering")), "second"),
        left > 0 ? button(say("重新录制（还可 " + left + " 次）", "Record again (" + left + " left)"), box, () => recording(attempt + 1, 1), "second") : null, text);
    } else ready(1, say("开始回答", "Begin to answer"));
    return [el("div", { class: "turn now" }, el("strong", { id: "asked" }, (now.follow_up ? say("追问：", "Follow-up: ") : "") + now.asked)), stage, line, box];
  }

  function typed(token, data, now) {
    const key = "renshi-draft-" + token.slice(0, 8) + "-" + now.turn_no;
    const box = el("div");
    const input = el("textarea", { id: "answer", maxlength: "8000", "aria-labelledby": "asked" });
    input.value = localStorage.getItem(key) || "";
    input.addEventListener("input", () => localStorage.setItem(key, input.value));
    const send = async (words) => {
      const next = await call("/me/turns/" + now.turn_no, { text: words });
      localStorage.removeItem(key);
      refresh(next);
    };
    const back = recorder.supported() && data.consents.recording
      ? data.channels.filter((channel) => channel !== "text").map((channel) => button(say("改用" + name(channel), "Answer " + name(channel).toLowerCase()), box, async () => refresh(await call("/me/channel", { channel })), "plain")) : [];
    return [el("div", { class: "turn now" }, el("strong", { id: "asked" }, (now.follow_up ? say("追问：", "Follow-up: ") : "") + now.asked)), input,
      button(say("提交回答", "Send"), box, async () => {
        if (!input.value.trim()) throw new Error(say("请先作答，或选择跳过", "write an answer, or skip"));
        await send(input.value);
      }),
      button(say("跳过", "Skip"), box, () => send(""), "second"), back, box];
  }

  // --- the words, and the end ---
  function words(token, data) {
    quit();
    recorder.close(stream); stream = null;
    const interview = data.interview;
    const box = el("div");
    const mine = interview.turns.filter((turn) => turn.answered_by !== "text");
    const waiting = interview.waiting > 0;
    const items = mine.map((turn) => {
      const note = el("p", { class: "soft", role: "status" });
      const faults = turn.recordings.filter((one) => one.fault).map((one) => say(one.fault, one.fault_en));
      const input = el("textarea", { id: "words-" + turn.turn_no, maxlength: "8000", "aria-label": turn.asked });
      input.value = turn.answer || "";
      const save = button(say("保存", "Save"), note, async () => {
        if (!input.value.trim()) throw new Error(say("请先写下您说的内容", "please write down what you said"));
        const next = await call(`/me/turns/${turn.turn_no}/transcript`, { text: input.value });
        note.textContent = say("已保存", "saved");
        data.interview = next.interview;
      }, "second");
      const hint = faults.length ? faults.join("；") : turn.answer ? say("程序听到的文字，如有出入请改正：", "What the program heard; please correct it where it is wrong:")
        : waiting ? say("正在转写…", "being turned into words…") : say("没有转写出文字，请写下您说的内容：", "No words were heard; please write down what you said:");
      return el("div", { class: "turn" }, el("strong", {}, turn.asked), el("p", { class: "soft" }, hint), waiting && !turn.answer ? null : [input, save], note);
    });
    if (waiting) {
      const timer = setTimeout(async () => { try { refresh(await call("/me")); } catch (error) { /* asked again at the next look */ } }, 3000);
      leave = () => clearTimeout(timer);
    }
    return [el("h3", {}, say("核对文字稿", "Look at the words")),
      el("p", {}, data.transcribes ? say("您的回答会转成文字。请核对，改正后两个版本都会保留。", "Your answers are turned into words. Please check them; both versions are kept.")
        : say("此系统未安装语音转文字组件，录音会由人收听；写下要点可让评分有依据。", "This system can't turn speech into words; people will listen. Writing your points down gives the scores something to rest on.")),
      items, button(say("完成面试", "Finish the interview"), box, async () => {
        for (const turn of mine) {
          const input = document.getElementById("words-" + turn.turn_no);
          if (input && input.value.trim() && input.value !== (turn.answer || "")) await call(`/me/turns/${turn.turn_no}/transcript`, { text: input.value });
        }
        refresh(await call("/me/finish", {}));
      }), box];
  }

  function past(interview) {
    return interview.turns.filter((turn) => turn.answer !== null).map((turn) => el("div", { class: "turn" }, el("strong", {}, turn.asked),
      el("p", {}, turn.answer || (turn.answered_by === "text" ? say("（跳过）", "(skipped)") : say("（已录制）", "(recorded)")))));
  }

  // The card of the page. `again(data)` draws the page anew.
  async function draw(token, data, again) {
    refresh = again;
    const interview = data.interview;
    if (!interview) return data.stage === "applied" ? begin(token, data) : null;
    const parts = [aiLabel(), el("p", { class: "soft" }, say("第 " + interview.asked + " 题，共 " + interview.questions + " 题", "Question " + interview.asked + " of " + interview.questions))];
    const now = interview.turns.find((turn) => turn.answer === null);
    if (interview.state === "in_progress" && now) {
      const speaking = interview.channel !== "text" && recorder.supported();
      parts.push(past(interview));
      if (speaking) parts.push(spoken(token, data, now, (await recorder.mine()).filter((row) => row.turn === now.turn_no)));
      else { shut(); parts.push(typed(token, data, now)); }
    } else if (interview.state === "in_progress") parts.push(words(token, data));
    else {
      shut();
      parts.push(past(interview), el("p", {}, interview.state === "human_requested" ? say("已转人工，招聘人员会与您联系。", "A person takes over and will contact you.")
        : say("面试已完成，谢谢。招聘人员会阅读您的回答后作出决定。", "The interview is complete, thank you. People read your answers and decide.")));
    }
    return card(parts);
  }
  return { draw, problem, state };
})();
