// Only on the first page after a consent that has said so: what FingerprintJS makes of this browser, hashed under the key of
// the day before it goes anywhere, travels with the page's own form. If it is not done by then, nothing is missing.
(() => {
  const field = document.querySelector("input[name=device_mark]");
  if (!field || !window.FingerprintJS || !window.isSecureContext) return;

  async function mark() {
    // Without the one source that writes a page of its own, which Trusted Types forbid; and without the library's own
    // `load`, which may report to its maker.
    const components = await FingerprintJS.loadSources(FingerprintJS.sources, { cache: {} }, ["fontPreferences"])();
    const name = new TextEncoder().encode(FingerprintJS.hashComponents(components));
    const how = { name: "HMAC", hash: "SHA-256" };
    const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(field.dataset.key), how, false, ["sign"]);
    const bytes = new Uint8Array(await crypto.subtle.sign("HMAC", key, name));
    fill(Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(""));
  }

  function fill(value) {
    field.value = value;
    // A page that came back to be looked at again has a field of its own.
    document.addEventListener(
      "submit",
      ({ target }) => {
        const again = target.querySelector("input[name=device_mark]");
        if (again) again.value = value;
      },
      true,
    );
  }

  const begin = () => mark().catch(() => undefined);
  // When the page is there and the thumb has nothing to wait for.
  addEventListener("load", () => (window.requestIdleCallback ? requestIdleCallback(begin) : setTimeout(begin, 500)));
})();
