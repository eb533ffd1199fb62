(invitation) => {
  // The portal's page holds <script src=".../invite/SURVEY.js" data-place="home" data-lang="kk" async></script>.
  const script = document.currentScript;
  if (!script) return;
  const place = script.dataset.place || "direct";
  const languages = Object.keys(invitation.texts);
  const wanted = script.dataset.lang || document.documentElement.lang.slice(0, 2);
  const lang = languages.includes(wanted) ? wanted : languages[0];
  const words = invitation.texts[lang];
  const memory = `pikir-invited-${invitation.survey}`;

  // At most once per visit of the portal; where the browser keeps no session storage, once per page.
  try {
    if (sessionStorage.getItem(memory)) return;
    sessionStorage.setItem(memory, "1");
  } catch {}

  const element = (name, style, text) => {
    const made = document.createElement(name);
    for (const [property, value] of Object.entries(style)) made.style.setProperty(property, value);
    if (text) made.textContent = text;
    return made;
  };

  const show = () => {
    const banner = element("section", {
      position: "fixed",
      inset: "auto 0 0 0",
      "z-index": "2147483000",
      padding: "1rem",
      display: "flex",
      "flex-wrap": "wrap",
      gap: ".75rem 1rem",
      "align-items": "center",
      font: "1rem/1.45 system-ui, sans-serif",
      color: "var(--pikir-ink, #14302e)",
      background: "var(--pikir-paper, #fffdf7)",
      "border-top": "3px solid var(--pikir-accent, #0b6e69)",
    });
    banner.setAttribute("aria-label", words.title);
    banner.lang = lang;
    const text = element("p", { margin: "0", flex: "1 1 16rem" });
    text.append(element("strong", { display: "block" }, words.title), words.text);
    const go = element(
      "a",
      {
        padding: ".75rem 1.25rem",
        "border-radius": ".375rem",
        color: "var(--pikir-on-accent, #fff)",
        background: "var(--pikir-accent, #0b6e69)",
      },
      words.go,
    );
    go.href = `${invitation.origin}/s/${invitation.survey}?from=${encodeURIComponent(place)}&lang=${lang}`;
    const dismiss = element(
      "button",
      {
        padding: ".75rem 1rem",
        font: "inherit",
        color: "inherit",
        background: "none",
        border: "1px solid currentColor",
        "border-radius": ".375rem",
      },
      words.dismiss,
    );
    dismiss.type = "button";
    dismiss.addEventListener("click", () => banner.remove());
    banner.addEventListener("keydown", (event) => {
      if (event.key === "Escape") banner.remove();
    });
    banner.append(text, go, dismiss);
    document.body.append(banner);
    const counted = `${invitation.origin}/invite/${invitation.survey}/shown?place=${encodeURIComponent(place)}&lang=${lang}`;
    fetch(counted, { method: "POST", mode: "no-cors", credentials: "omit", keepalive: true }).catch(() => {});
  };

  if (document.body) show();
  else document.addEventListener("DOMContentLoaded", show);
};
