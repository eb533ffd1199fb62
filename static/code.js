/**
 * An invitation's QR code leads to `/s/SURVEY/code#CODE`. What follows the # never leaves the browser by itself, so it
 * stands in no log; here it is put into the form, and taken out of the address that history keeps.
 */
(() => {
  const field = document.getElementById("code");
  const code = decodeURIComponent(location.hash.slice(1));
  if (!(field instanceof HTMLInputElement) || !/^[0-9A-Za-z -]{20,40}$/.test(code)) return;
  if (field.value === "") field.value = code;
  history.replaceState(null, "", location.pathname + location.search);
  // Reading the page in another language must not lose it.
  for (const link of document.querySelectorAll("a[hreflang]")) {
    if (link instanceof HTMLAnchorElement) link.hash = code;
  }
})();
