/** A kiosk: after a minute of silence it asks whether somebody is there, and half a minute later it ends the visit. */
(() => {
  const dialog = document.querySelector("dialog[data-quiet]");
  const SECOND = 1000;
  const ASKS = 60 * SECOND;
  const ENDS = 90 * SECOND;
  let heard = Date.now();

  const listen = () => {
    if (!dialog.open) heard = Date.now();
  };
  for (const sign of ["pointerdown", "keydown", "input", "scroll"])
    addEventListener(sign, listen, { passive: true, capture: true });
  const answered = () => {
    heard = Date.now();
  };
  // The event of closing comes a little later, and a look at the clock may come between.
  dialog.querySelector("button[type=button]").addEventListener("click", () => {
    answered();
    dialog.close();
  });
  dialog.addEventListener("close", answered);

  const looking = setInterval(() => {
    const silent = Date.now() - heard;
    if (silent >= ENDS) {
      // Once: on a slow line a second sending would break the first off, each second anew.
      clearInterval(looking);
      dialog.querySelector("form").submit();
    } else if (silent >= ASKS && !dialog.open) dialog.showModal();
  }, SECOND);
})();
