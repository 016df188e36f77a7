"use strict";
(() => {
  const records = [...document.querySelectorAll("[data-record]")];
  const text = document.getElementById("text");
  const received = document.getElementById("received");
  const now = document.getElementById("now");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const narrow = matchMedia("(max-width: 900px)");
  let current = -1;

  const ids = (element, name) => (element.dataset[name] || "").split(" ").filter(Boolean).map(Number);
  const scroll = (element, block) =>
    element && element.scrollIntoView({ block, behavior: calm.matches ? "auto" : "smooth" });

  function mark(chosen) {
    for (const element of document.querySelectorAll(".on, .lit, .named")) {
      element.classList.remove("on", "lit", "named");
      element.removeAttribute("aria-current");
    }
    document.body.classList.toggle("choosing", chosen.length > 0);
    for (const id of chosen) {
      records[id].classList.add("on");
      records[id].setAttribute("aria-current", "true");
      for (const element of document.querySelectorAll(`[data-quote~="${id}"]`)) element.classList.add("lit");
      for (const element of document.querySelectorAll(`[data-named~="${id}"]`)) element.classList.add("named");
    }
    current = chosen.length ? chosen[0] : -1;
    if (now) {
      now.textContent = chosen.length
        ? `${chosen.map((id) => id + 1).join(", ")} of ${records.length} · ${records[current].dataset.told}`
        : `${records.length} record${records.length === 1 ? "" : "s"}`;
    }
  }

  function toQuote(id) {
    const quote = text.querySelector(`[data-quote~="${id}"]`) || text.querySelector(`[data-named~="${id}"]`);
    scroll(quote, "center");
  }

  function choose(id) {
    mark([id]);
    toQuote(id);
    if (!narrow.matches) scroll(records[id], "nearest");
  }

  function step(by) {
    if (!records.length) return;
    const last = records.length - 1;
    const next = current < 0 ? (by > 0 ? 0 : last) : Math.min(last, Math.max(0, current + by));
    choose(next);
  }

  for (const record of records) {
    const told = record.querySelector(".told-as").cloneNode(true);
    for (const code of told.querySelectorAll("small")) code.remove();
    record.dataset.told = told.textContent;
    const id = Number(record.dataset.record);
    record.addEventListener("click", () => {
      if (String(getSelection())) return;
      choose(id);
    });
    record.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      choose(id);
    });
  }

  function fromText(event) {
    const run = event.target.closest("[data-quote], [data-named]");
    if (!run || String(getSelection())) return;
    const quote = ids(run, "quote");
    const named = ids(run, "named");
    const both = named.filter((id) => quote.includes(id));
    const chosen = both.length ? both : named.length ? named : quote;
    if (!chosen.length) return;
    mark(chosen);
    if (!narrow.matches) scroll(records[chosen[0]], "nearest");
  }
  text.addEventListener("click", fromText);
  if (received) received.addEventListener("click", fromText);

  const press = (id, act) => {
    const button = document.getElementById(id);
    if (button) button.addEventListener("click", act);
  };
  function codes() {
    const shown = document.body.classList.toggle("codes");
    document.getElementById("codes").setAttribute("aria-pressed", String(shown));
  }
  function theme() {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  }
  press("previous", () => step(-1));
  press("next", () => step(1));
  press("codes", codes);
  press("theme", theme);
  if (now) now.addEventListener("click", () => scroll(records[Math.max(current, 0)], "center"));

  const keys = {
    j: () => step(1), ArrowRight: () => step(1),
    k: () => step(-1), ArrowLeft: () => step(-1),
    Escape: () => mark([]), c: codes, t: theme,
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });

  const linked = /^#r(\d+)$/.exec(location.hash);
  if (linked && records[Number(linked[1])]) choose(Number(linked[1]));
})();
