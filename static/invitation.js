(invitation) => {
  // The portal's page holds <script src=".../invite/SURVEY.js" data-place="home" data-lang="kk" async></script>.
  const { origin, survey, texts } = invitation;
  const script = document.currentScript || document.querySelector(`script[src*="/invite/${survey}.js"]`);
  if (!script) return;
  const root = document.documentElement;
  const place = script.dataset.place || "direct";
  const spoken = (script.dataset.lang || root.lang).toLowerCase().split("-")[0];
  const lang = spoken in texts ? spoken : Object.keys(texts)[0];
  const words = texts[lang];
  const asked = `${encodeURIComponent(place)}&lang=${lang}`;

  // At most once per visit. A visit lasts while its tab is open, and over all tabs until half an hour has gone by without a page.
  // What is remembered is that half hour's end, to ten minutes: the same for whoever came then, and no use to tell people apart.
  const memory = `pikir-${survey}`;
  const isFirst = () => {
    const now = Math.ceil(Date.now() / 600000);
    try {
      const isKnown = sessionStorage.getItem(memory) || localStorage.getItem(memory) >= now;
      localStorage.setItem(memory, now + 3);
      sessionStorage.setItem(memory, 1);
      return !isKnown;
    } catch {
      // What cannot be remembered would come back on every page.
      return false;
    }
  };

  // Every property is set, so that no style of the portal changes the banner, and set on elements, which no policy forbids.
  const element = (name, style, text) => {
    const made = document.createElement(name);
    const all = `all:initial;box-sizing:border-box;direction:${words.dir};color:inherit;font:inherit;${style}`;
    for (const rule of all.split(";")) {
      const colon = rule.indexOf(":");
      made.style.setProperty(rule.slice(0, colon), rule.slice(colon + 1), "important");
    }
    if (text) made.textContent = text;
    return made;
  };

  const control = (name, style, text) => {
    const made = element(
      name,
      `display:block;cursor:pointer;padding:.75em 1.25em;min-height:48px;border-radius:var(--pikir-radius,.375em);${style}`,
      text,
    );
    const mark = (outline) => made.style.setProperty("outline", outline, "important");
    made.addEventListener("focus", () => mark("3px solid var(--pikir-focus, currentColor)"));
    made.addEventListener("blur", () => mark("none"));
    made.style.setProperty("outline-offset", "3px", "important");
    return made;
  };

  const show = () => {
    const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
    const [ink, paper, accent, onAccent] = isDark
      ? ["#f2efe6", "#1d2423", "#7fd1c9", "#10201f"]
      : ["#14302e", "#fffdf7", "#0b6e69", "#fff"];
    const banner = element(
      "section",
      `position:fixed;inset:auto 0 0;z-index:2147483000;display:flex;flex-wrap:wrap;gap:.75em 1em;align-items:center;padding:1em;padding-bottom:calc(1em + env(safe-area-inset-bottom,0px));max-height:50vh;overflow:auto;font:1rem/1.45 var(--pikir-font,system-ui,sans-serif);color:var(--pikir-ink,${ink});background:var(--pikir-paper,${paper});border-top:3px solid var(--pikir-accent,${accent})`,
    );
    banner.setAttribute("aria-label", words.title);
    banner.lang = lang;
    banner.dataset.pikir = survey;
    const text = element("p", "display:block;flex:1 1 16em");
    text.append(element("strong", "display:block;font-weight:700", words.title), words.text);
    const go = control(
      "a",
      `color:var(--pikir-on-accent,${onAccent});background:var(--pikir-accent,${accent});font-weight:600`,
      words.go,
    );
    go.href = `${origin}/s/${survey}?from=${asked}`;
    const dismiss = control("button", "border:1px solid", words.dismiss);
    dismiss.type = "button";
    banner.append(text, go, dismiss);

    // Focus is never taken; whoever comes in by the keyboard goes back to where they were.
    let from;
    const leave = () => {
      const isInside = banner.contains(document.activeElement);
      banner.remove();
      document.removeEventListener("keydown", pressed);
      root.style.scrollPaddingBottom = padding;
      if (isInside && from) from.focus();
    };
    const pressed = ({ key, target, defaultPrevented }) => {
      if (key === "Escape" && !defaultPrevented && (banner.contains(target) || target === document.body)) leave();
    };
    banner.addEventListener("focusin", ({ relatedTarget }) => {
      if (relatedTarget && !banner.contains(relatedTarget)) from = relatedTarget;
    });
    dismiss.addEventListener("click", leave);
    document.addEventListener("keydown", pressed);
    document.body.append(banner);
    // What the keyboard reaches on the portal's page scrolls to above the banner.
    const padding = root.style.scrollPaddingBottom;
    root.style.scrollPaddingBottom = `${banner.offsetHeight}px`;

    // Survives leaving the page; no cookie goes with it. The click is counted where it arrives.
    const counted = `${origin}/invite/${survey}/shown?place=${asked}`;
    if ("keepalive" in Request.prototype)
      fetch(counted, { method: "POST", mode: "no-cors", credentials: "omit", keepalive: true }).catch(() => {});
    else navigator.sendBeacon(counted);
  };

  // Shown to somebody: not in a tab that is still behind, nor in a page made ready in advance, and never two at once.
  const showFirst = () => {
    if (!document.querySelector("[data-pikir]") && isFirst()) show();
  };
  const begin = () => {
    if (document.visibilityState !== "visible" || !document.body) return;
    for (const event of EVENTS) document.removeEventListener(event, begin);
    // Two tabs that open together ask one after the other.
    if (navigator.locks) navigator.locks.request(memory, showFirst);
    else showFirst();
  };
  const EVENTS = ["visibilitychange", "DOMContentLoaded"];
  for (const event of EVENTS) document.addEventListener(event, begin);
  begin();
};
