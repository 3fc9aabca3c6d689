// A page that is open keeps itself up to date: the server sends what its main part holds now, and only what
// differs is changed. Forms are not touched, nor what has the focus, what is unfolded or how far it is scrolled.
"use strict";
(() => {
  const main = document.querySelector("main[data-live]"), says = document.getElementById("says");
  if (!main || !says || !window.EventSource) return;
  let source = null, version = main.dataset.version, over = false, lost = 0, hushed = 0, again = 0, wait = 30000, hide = 0;

  const tell = (text, stays) => {
    clearTimeout(hushed);
    says.textContent = text;
    if (!stays) hushed = setTimeout(() => { says.textContent = ""; }, 12000);
  };

  // What stands for the same thing in both versions.
  const key = (n) => {
    if (n.nodeType !== 1) return "text";
    const is = n.tagName;
    if (n.id) return is + "#" + n.id;
    switch (is) {
      case "TR": return is + ":" + (n.querySelector("th[scope=row]")?.textContent || "");
      case "LI": return is + ":" + (n.dataset.key || n.querySelector("a[href]")?.getAttribute("href") || "");
      case "DETAILS": return is + ":" + (n.querySelector("summary")?.textContent || "");
      case "FORM": return is + ":" + n.getAttribute("action");
      case "INPUT": case "SELECT": case "TEXTAREA": return is + ":" + n.name + (n.type === "checkbox" || n.type === "radio" ? "=" + n.getAttribute("value") : "");
      case "FIGURE": case "SECTION": return is + ":" + (n.getAttribute("aria-label") || "");
    }
    return is;
  };
  const typed = (n) => n.nodeType === 1 && [n, ...n.querySelectorAll("input, textarea, select")].some((f) =>
    f.type !== "hidden" && ((f.defaultValue !== undefined && f.value !== f.defaultValue) || (f.defaultChecked !== undefined && f.checked !== f.defaultChecked) || (f.options && [...f.options].some((o) => o.selected !== o.defaultSelected) && f.selectedIndex > 0)));
  const attributes = (o, n) => {
    for (const a of [...o.attributes]) if (!n.hasAttribute(a.name) && !(a.name === "open" && o.tagName === "DETAILS") && a.name !== "class") o.removeAttribute(a.name);
    for (const a of [...n.attributes]) {
      if (a.name === "open" && o.tagName === "DETAILS" || a.name === "hidden" && o.classList.contains("printing")) continue;
      if (o.getAttribute(a.name) !== a.value) o.setAttribute(a.name, a.value);
    }
    if (!n.hasAttribute("class")) o.removeAttribute("class");
  };
  let kept = false, fresh = [];
  const morph = (o, n) => {
    if (o.nodeType !== 1) { if (o.data !== n.data) o.data = n.data; return; }
    if (/^(INPUT|SELECT|TEXTAREA)$/.test(o.tagName)) return;
    if (o.tagName === "FORM" && !o.classList.contains("live")) return;
    if (o.classList.contains("clock") && o.dataset.deadline === n.dataset.deadline) return; // it runs by itself
    attributes(o, n);
    children(o, n);
  };
  const children = (o, n) => {
    const there = new Map(), pairs = [];
    for (const c of o.childNodes) { const k = key(c); there.has(k) ? there.get(k).push(c) : there.set(k, [c]); }
    for (const c of n.childNodes) pairs.push([there.get(key(c))?.shift(), c]);
    for (const left of there.values()) for (const c of left) {
      if (typed(c)) { kept = true; continue; }
      c.remove();
    }
    let at = o.firstChild;
    for (const [same, c] of pairs) {
      if (!same) { o.insertBefore(c, at); if (/^(TR|LI)$/.test(c.tagName)) fresh.push(c); continue; }
      if (same === at) at = at.nextSibling; else o.insertBefore(same, at);
      morph(same, c);
    }
  };
  const update = (html) => {
    const now = new DOMParser().parseFromString("<!doctype html><main>" + html + "</main>", "text/html").querySelector("main");
    const active = document.activeElement, from = active?.selectionStart, to = active?.selectionEnd;
    kept = false;
    fresh = [];
    children(main, now);
    if (active && active !== document.activeElement && active.isConnected) {
      active.focus({ preventScroll: true });
      if (typeof from === "number") active.setSelectionRange(from, to, active.selectionDirection);
    }
    for (const c of fresh) { c.classList.add("fresh"); setTimeout(() => c.classList.remove("fresh"), 12000); }
  };

  // The end: nothing more will come, and what stands here may not be this person's any more.
  const end = (why) => {
    if (why === "full") { tell(says.dataset.full, true); close(); return; }
    over = true;
    close();
    tell(says.dataset[why] || says.dataset.rights, true);
    const link = document.createElement("a");
    link.href = location.href;
    link.textContent = says.dataset.again;
    says.append(" ", link);
    if (typed(main)) says.append(" ", says.dataset.typed);
    else { main.replaceChildren(...main.querySelectorAll(":scope > h1")); main.classList.add("over"); }
  };
  const close = () => { source?.close(); source = null; clearTimeout(lost); lost = 0; };
  const open = () => {
    clearTimeout(again);
    if (over || source || document.hidden) return;
    const s = source = new EventSource(main.dataset.live + "&have=" + encodeURIComponent(version));
    let missed = false;
    s.onopen = () => {
      clearTimeout(lost);
      lost = 0;
      wait = 30000;
      if (missed) tell(says.dataset.back);
      missed = false;
    };
    s.onerror = () => {
      if (source !== s) return;
      if (s.readyState === EventSource.CLOSED) { // the server took none: not at once again
        close();
        tell(says.dataset.paused, true);
        again = setTimeout(open, wait);
        wait = Math.min(wait * 2, 600000);
        return;
      }
      lost ||= setTimeout(() => { missed = true; tell(says.dataset.lost, true); }, 4000);
    };
    s.addEventListener("update", (e) => {
      const is = JSON.parse(e.data);
      version = main.dataset.version = e.lastEventId;
      update(is.main);
      tell(is.says + (kept ? " " + says.dataset.typed : ""), kept);
    });
    s.addEventListener("end", (e) => end(JSON.parse(e.data).why));
  };
  // A page that nobody looks at takes no connection; it catches up when somebody does.
  document.addEventListener("visibilitychange", () => {
    clearTimeout(hide);
    if (document.hidden) hide = setTimeout(close, 20000);
    else open();
  });
  addEventListener("online", open);
  addEventListener("pagehide", close);
  addEventListener("pageshow", open);
  open();
})();
