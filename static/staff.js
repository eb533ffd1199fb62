// The staff's pages work without this file. With it a dashboard's totals move by themselves, for as long as somebody looks at them.
(() => {
  const SECOND = 1000;
  const board = document.querySelector("[data-stream]");
  if (board && "EventSource" in window) watch(board);
  const making = document.querySelector("[data-making]");
  if (making) lookAgain();
  else sessionStorage.removeItem("looked");

  // ---- Watching ----

  /** @param {HTMLElement} state where it says how the stream is, in words that the page brings along */
  function watch(state) {
    let source;
    const say = (how) => {
      state.textContent = state.dataset[how] ?? "";
    };
    const begin = () => {
      if (source || document.visibilityState !== "visible") return;
      source = new EventSource(state.dataset.stream);
      source.addEventListener("totals", (event) => {
        say("on");
        show(JSON.parse(event.data));
      });
      source.addEventListener("end", (event) => {
        const { over, full } = JSON.parse(event.data);
        // Without an end of its own the browser would ask again and again.
        if (over || full) stop();
        say(over ? "over" : full ? "full" : "lost");
      });
      source.addEventListener("error", () => say("lost"));
    };
    const stop = () => {
      source?.close();
      source = undefined;
    };
    document.addEventListener("visibilitychange", () => (document.visibilityState === "visible" ? begin() : stop()));
    window.addEventListener("pagehide", stop);
    window.addEventListener("pageshow", begin);
    begin();
  }

  function show({ words, widths }) {
    for (const place of document.querySelectorAll("[data-live]")) {
      const now = words[place.dataset.live];
      if (now === undefined || now === place.textContent) continue;
      place.textContent = now;
      if (place.dataset.live !== "as-of") mark(place);
    }
    for (const bar of document.querySelectorAll("[data-live-width]")) {
      const width = widths[bar.dataset.liveWidth];
      if (width !== undefined) bar.setAttribute("width", width);
    }
  }

  function mark(place) {
    place.classList.add("moved");
    setTimeout(() => place.classList.remove("moved"), 1.5 * SECOND);
  }

  // ---- A report that is being made ----

  /** A few times, ever later: a report that cannot be made is no reason to ask for ever. */
  function lookAgain() {
    const times = Number(sessionStorage.getItem("looked") ?? 0);
    if (times >= 6) return;
    sessionStorage.setItem("looked", String(times + 1));
    setTimeout(() => location.reload(), (times + 2) * SECOND);
  }
})();
