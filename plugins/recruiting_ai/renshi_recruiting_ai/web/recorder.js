"use strict";
// Recording in pieces that are kept in the browser until the server has them: over a broken line, a reload, a dead
// battery. The page names a recording itself, so nothing has to be asked before something is kept.
window.RenshiRecorder = (function () {
  const { base, once, secret } = window.Renshi;
  const PIECE_MS = 2000;
  const MOST_BYTES = 500000;
  const TYPES = {
    audio: ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"],
    video: ["video/webm;codecs=vp8,opus", "video/mp4"],
  };

  // --- what is kept in the browser ---
  let opening;
  function database() {
    opening = opening || new Promise((done, failed) => {
      const wish = indexedDB.open("renshi-interview", 1);
      wish.onupgradeneeded = () => {
        wish.result.createObjectStore("recordings", { keyPath: "key" });
        wish.result.createObjectStore("pieces", { keyPath: ["key", "number"] });
      };
      wish.onsuccess = () => done(wish.result);
      wish.onerror = () => failed(wish.error);
    });
    return opening;
  }
  async function store(name, mode, work) {
    const db = await database();
    return new Promise((done, failed) => {
      const transaction = db.transaction(name, mode);
      const wish = work(transaction.objectStore(name));
      transaction.oncomplete = () => done(wish && wish.result);
      transaction.onerror = transaction.onabort = () => failed(transaction.error);
    });
  }
  const range = (key) => IDBKeyRange.bound([key, 0], [key, Infinity]);
  const keep = (row) => store("recordings", "readwrite", (box) => box.put(row));
  const read = (key) => store("recordings", "readonly", (box) => box.get(key));
  const pieces = (key) => store("pieces", "readonly", (box) => box.getAll(range(key)));
  async function forget(key) {
    await store("pieces", "readwrite", (box) => box.delete(range(key)));
    await store("recordings", "readwrite", (box) => box.delete(key));
  }
  // The link's secret itself is never kept; its hash tells whose recordings these are.
  async function owner() { return (await hex(new TextEncoder().encode(secret()))).slice(0, 16); }
  async function mine() {
    const me = await owner();
    return (await store("recordings", "readonly", (box) => box.getAll())).filter((row) => row.owner === me);
  }
  async function hex(bytes) {
    return Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  // --- bringing it to the server ---
  const listeners = new Set();
  const progress = { kept: 0, sent: 0, offline: false, failed: null };
  function tell() { for (const listener of listeners) listener({ ...progress }); }
  let running = false, again = false, wait = 0, timer;
  function wake() {
    clearTimeout(timer);
    if (running) { again = true; return; }
    running = true;
    deliver().then((done) => { wait = 0; progress.offline = false; if (done) tell(); }, (error) => {
      if (error.final) { progress.failed = error.message; tell(); return; }
      progress.offline = true;
      wait = Math.min(30000, Math.max(1000, wait * 2));
      timer = setTimeout(wake, wait * (0.8 + Math.random() * 0.4));
      tell();
    }).finally(() => { running = false; if (again) { again = false; wake(); } });
  }
  addEventListener("online", () => { wait = 0; wake(); });

  const json = (body) => ({ method: "POST", headers: { "X-Candidate-Link": secret(), "Content-Type": "application/json" }, body: JSON.stringify(body) });
  async function deliver() {
    const rows = (await mine()).sort((a, b) => a.begun_at - b.begun_at);
    for (const row of rows) await deliverOne(row);
    return rows.length > 0;
  }
  async function deliverOne(row) {
    const all = await pieces(row.key);
    if (all.length === 0 && row.count === null) return;
    try {
      if (!row.named) {
        const told = await once(`/me/turns/${row.turn}/recordings`, json({ key: row.key, kind: row.kind, media_type: row.type, attempt: row.attempt, segment: row.segment }));
        for (const piece of all) if (told.received.includes(piece.number)) piece.sent = true;
        row.named = true;
        await keep(row);
      }
      for (const piece of all) if (!piece.sent) await send(row, piece);
      const fresh = (await read(row.key)) || row;
      if (fresh.count === null) return;
      const told = await once(`/me/recordings/${row.key}/finish`, json({ chunks: fresh.count }));
      if (told.state !== "receiving") {
        progress.kept -= fresh.count; progress.sent -= fresh.count;
        await forget(row.key);
        tell();
        return;
      }
      // The server lost what we thought it had: once more.
      for (const piece of await pieces(row.key)) {
        if (told.missing.includes(piece.number)) { piece.sent = false; await store("pieces", "readwrite", (box) => box.put(piece)); }
      }
      again = true;
    } catch (error) {
      // Thrown away, withdrawn, or refused for good: it will never be wanted again.
      if (error.final && [404, 403, 409].includes(error.status)) { await forget(row.key); return; }
      throw error;
    }
  }
  async function send(row, piece) {
    const bytes = await piece.blob.arrayBuffer();
    await once(`/me/recordings/${row.key}/chunks/${piece.number}`, {
      method: "POST",
      headers: { "X-Candidate-Link": secret(), "X-Chunk-SHA256": await hex(bytes), "Content-Type": "application/octet-stream" },
      body: bytes,
    });
    piece.sent = true;
    await store("pieces", "readwrite", (box) => box.put(piece));
    progress.sent += 1;
    wait = 0; progress.offline = false;
    tell();
  }

  // After a reload: what was being recorded ends where its last kept piece ends.
  async function recover() {
    progress.kept = progress.sent = 0;
    for (const row of await mine()) {
      const all = await pieces(row.key);
      if (all.length === 0) { await forget(row.key); continue; }
      progress.kept += all.length;
      progress.sent += all.filter((piece) => piece.sent).length;
      if (row.count === null) await keep({ ...row, count: all.length });
    }
    wake();
  }
  // Everything of a turn is at the server.
  async function settled(turn, seconds) {
    const until = Date.now() + seconds * 1000;
    for (;;) {
      if (progress.failed) { const told = progress.failed; progress.failed = null; throw new Error(told); }
      if (!(await mine()).some((row) => row.turn === turn)) return;
      if (Date.now() > until) throw new Error(window.Renshi.say("网络尚未恢复，录音已保存在本机，恢复后请再点一次", "the connection is not back; your recording is kept here, please try again later"));
      wake();
      await new Promise((done) => setTimeout(done, 400));
    }
  }

  // --- recording ---
  function typeFor(kind) { return TYPES[kind].find((type) => MediaRecorder.isTypeSupported(type)); }
  function supported() { return !!(window.isSecureContext && navigator.mediaDevices && navigator.mediaDevices.getUserMedia && window.MediaRecorder && window.indexedDB && crypto.subtle); }
  function open(kind) {
    return navigator.mediaDevices.getUserMedia({
      audio: { echoCancellation: true, noiseSuppression: true },
      video: kind === "video" ? { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 15 } } : false,
    });
  }
  async function start(stream, { kind, turn, attempt, segment }) {
    const key = Array.from(crypto.getRandomValues(new Uint8Array(18)), (byte) => byte.toString(36).padStart(2, "0")).join("").slice(0, 32);
    const type = typeFor(kind);
    const row = { key, owner: await owner(), kind, turn, attempt, segment, type, count: null, named: false, begun_at: Date.now() };
    await keep(row);
    const recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: 32000, videoBitsPerSecond: 500000 });
    const blobs = [];
    let number = 0, writing = Promise.resolve();
    recorder.addEventListener("dataavailable", (event) => {
      if (!event.data.size) return;
      blobs.push(event.data);
      writing = writing.then(async () => {
        for (let from = 0; from < event.data.size; from += MOST_BYTES) {
          await store("pieces", "readwrite", (box) => box.put({ key, number, blob: event.data.slice(from, from + MOST_BYTES), sent: false }));
          number += 1; progress.kept += 1;
        }
        tell(); wake();
      });
    });
    recorder.start(PIECE_MS);
    return {
      key,
      pause: () => recorder.pause(),
      resume: () => recorder.resume(),
      async stop() {
        if (recorder.state !== "inactive") await new Promise((done) => { recorder.addEventListener("stop", done, { once: true }); recorder.stop(); });
        await writing;
        await keep({ ...((await read(key)) || row), count: number });
        wake();
        return new Blob(blobs, { type });
      },
    };
  }
  // Local only: heard again by the person alone, never sent.
  async function practise(stream, kind, milliseconds) {
    const recorder = new MediaRecorder(stream, { mimeType: typeFor(kind) });
    const blobs = [];
    recorder.addEventListener("dataavailable", (event) => blobs.push(event.data));
    const over = new Promise((done) => recorder.addEventListener("stop", done, { once: true }));
    recorder.start();
    setTimeout(() => recorder.state !== "inactive" && recorder.stop(), milliseconds);
    await over;
    return new Blob(blobs, { type: recorder.mimeType });
  }
  function meter(stream, paint) {
    const Sound = window.AudioContext || window.webkitAudioContext;
    const context = new Sound();
    const analyser = context.createAnalyser();
    analyser.fftSize = 1024;
    context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const ticking = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      let power = 0;
      for (const sample of samples) power += sample * sample;
      paint(Math.min(1, Math.sqrt(power / samples.length) * 4));
    }, 100);
    return () => { clearInterval(ticking); context.close().catch(() => {}); };
  }
  const close = (stream) => stream && stream.getTracks().forEach((track) => track.stop());
  return { supported, open, close, start, practise, meter, recover, settled, mine, wake, progress, listen(listener) { listeners.add(listener); return () => listeners.delete(listener); }, base };
})();
