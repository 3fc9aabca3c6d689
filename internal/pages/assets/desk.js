// What pages do better with a script. Without it each of them is whole.
"use strict";

// The language of dates, and the first day of a month as French has it.
const language = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
const first = (date) => language === "fr" ? date.replace(/^1 /, "1er ") : date;

// The deadline, counted down by the server's clock, and on the reader's own.
(() => {
  const clocks = document.querySelectorAll("[data-deadline]");
  if (!clocks.length) return;
  let ahead = Date.parse(document.body.dataset.now) - Date.now();
  const sync = async () => {
    const asked = Date.now();
    try {
      const answer = await fetch("/now", { headers: { Accept: "application/json" }, cache: "no-store" });
      if (answer.ok) ahead = Date.parse((await answer.json()).now) - (asked + Date.now()) / 2;
    } catch { /* the clock goes on as it did */ }
  };
  const two = (n) => String(n).padStart(2, "0");
  const show = () => {
    for (const c of clocks) {
      const left = Date.parse(c.dataset.deadline) - Date.now() - ahead, count = c.querySelector(".count");
      if (!count) continue;
      if (left < 0) {
        count.remove();
        c.classList.add("over");
        c.querySelector(".live").textContent = c.dataset.passed;
        continue;
      }
      const s = Math.floor(left / 1000), days = Math.floor(s / 86400);
      const time = two(Math.floor(s / 3600) % 24) + ":" + two(Math.floor(s / 60) % 60) + ":" + two(s % 60);
      count.textContent = c.dataset.left.replace("{0}", (days ? c.dataset.days.replace("{0}", days) + " " : "") + time);
    }
  };
  for (const c of clocks) {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const at = first(new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short" }).format(new Date(c.dataset.deadline)));
    c.querySelector(".yours").textContent = c.dataset.yours.replace("{0}", at).replace("{1}", zone.replace(/.*\//, "").replaceAll("_", " "));
  }
  show();
  setInterval(show, 1000);
  setInterval(sync, 60000);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) sync(); });
})();

// On a narrow window the parts of a page scroll sideways: the one that is shown is in sight.
for (const here of document.querySelectorAll(".tabs [aria-current]")) {
  const list = here.closest("ul"), left = here.offsetLeft - list.offsetLeft;
  if (left + here.offsetWidth > list.clientWidth) list.scrollLeft = left - list.clientWidth / 3;
}

// A form that is kept as somebody types. One saving at a time; what could not be sent is sent again.
for (const form of document.querySelectorAll("form.kept")) {
  const status = form.querySelector(".saved");
  let dirty = false, moved = false, timer = 0, sending = null;
  const send = async () => {
    dirty = false;
    status.textContent = form.dataset.saving;
    try {
      const answer = await fetch(form.action, { method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string")) });
      if (!(answer.headers.get("Content-Type") || "").startsWith("application/json")) throw new Error(answer.status);
      const said = await answer.json();
      if (said.moved) {
        moved = true;
        status.textContent = said.moved;
        return;
      }
      form.elements.was.value = said.was;
      status.textContent = said.says;
      for (const p of form.querySelectorAll("p.wrong[id^=w-]")) {
        const name = p.id.slice(2), field = document.getElementById("f-" + name), wrong = said.wrong[name] || "";
        p.textContent = wrong;
        if (field && "value" in field) field.toggleAttribute("aria-invalid", false), wrong && field.setAttribute("aria-invalid", "true");
      }
      const total = form.querySelector(".total");
      if (total) total.textContent = said.total;
      for (const cell of form.querySelectorAll("[data-sum]")) if (said.sums) cell.textContent = said.sums[cell.dataset.sum];
    } catch {
      dirty = true;
      status.textContent = form.dataset.offline;
      later(8000);
    }
  };
  const later = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      if (sending) await sending;
      if (dirty && !moved) { sending = send(); await sending; sending = null; }
    }, wait);
  };
  form.addEventListener("input", () => { dirty = true; if (!moved) later(1200); });
  form.addEventListener("submit", async (e) => {
    clearTimeout(timer);
    if (sending) { // what is on its way changes what this is saved over
      e.preventDefault();
      await sending;
      form.requestSubmit(e.submitter);
      return;
    }
    dirty = false;
  });
  addEventListener("online", () => { if (dirty) later(0); });
  addEventListener("beforeunload", (e) => { if (dirty || sending) e.preventDefault(); });
}

// A file on its way, with how far it is.
for (const form of document.querySelectorAll("form.upload")) {
  form.addEventListener("submit", (e) => {
    const input = form.querySelector("input[type=file]");
    if (!input.files.length) return;
    e.preventDefault();
    const bar = form.querySelector("progress"), button = form.querySelector("button"), wrong = form.querySelector(".wrong");
    const request = new XMLHttpRequest();
    const stop = (text) => { wrong.textContent = text; bar.hidden = true; button.disabled = false; };
    request.upload.onprogress = (p) => { if (p.lengthComputable) bar.value = 100 * p.loaded / p.total; };
    request.onload = () => {
      if (request.status < 300) { location.href = request.responseURL; return; }
      const page = new DOMParser().parseFromString(request.responseText, "text/html");
      const said = page.querySelector("#" + CSS.escape(form.closest("section").id) + " .wrong") || page.querySelector("main .state p");
      stop((said && said.textContent) || form.dataset.failed);
    };
    request.onerror = () => stop(form.dataset.failed);
    request.open("POST", form.action);
    wrong.textContent = "";
    bar.hidden = false;
    button.disabled = true;
    request.send(new FormData(form));
  });
}

// An export that is being made: how far it is, asked again until it is ready.
const again = document.querySelector(".state[data-again]");
if (again) {
  const look = async () => {
    try {
      const got = await fetch(location.pathname, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await got.text(), "text/html");
      const now = page.querySelector("main .state"), acts = page.querySelector("main .actions");
      if (!got.ok || !now) return;
      if (!now.dataset.again) { location.reload(); return; }
      const is = document.querySelector("main .state");
      if (is.innerHTML !== now.innerHTML) is.replaceChildren(...now.childNodes);
      if (acts && !document.querySelector("main .actions").contains(document.activeElement)) document.querySelector("main .actions").replaceWith(acts);
    } catch { /* the connection is lost: the next look may succeed */ }
    setTimeout(look, 1000 * again.dataset.again);
  };
  setTimeout(look, 1000 * again.dataset.again);
}

for (const b of document.querySelectorAll(".printing")) {
  b.hidden = false;
  b.addEventListener("click", () => print());
}

document.querySelector(".state.refused[tabindex], .state.waiting[tabindex]")?.focus();

// The slider of days names the day that it stands at, and goes there.
for (const s of document.querySelectorAll("input.slide")) {
  const out = s.form.querySelector("output");
  s.addEventListener("input", () => {
    const [y, m, d] = s.dataset.first.split("-").map(Number);
    out.textContent = first(new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" }).format(new Date(Date.UTC(y, m - 1, d + Number(s.value)))));
  });
  s.addEventListener("change", () => s.form.requestSubmit());
}
