// Has the challenge of the consent screen solved while the citizen reads. Nobody waits for it: what is not done when the form
// goes stays undone, and that is no fault. Without workers, or over plain http, nothing happens at all.
(() => {
  const field = document.querySelector("input[name=challenge_solution]");
  const line = document.getElementById("challenge-line");
  if (!field || !window.isSecureContext || !window.Worker) return;
  const address = field.dataset.worker;
  const asked = field.value;

  // Trusted Types: this page's only policy, and the only thing it passes is this one address.
  const createScriptURL = (url) => {
    if (url !== address) throw new TypeError("not the worker");
    return url;
  };
  const policy = window.trustedTypes?.createPolicy("pikir-challenge", { createScriptURL });

  const worker = new Worker(policy ? policy.createScriptURL(address) : address);
  worker.onmessage = ({ data }) => {
    field.value = data;
    worker.terminate();
  };
  worker.onerror = () => worker.terminate();
  worker.postMessage(asked);
  if (line) line.hidden = false;

  // A page that the browser brings back has used its solution.
  addEventListener("pagehide", () => {
    worker.terminate();
    field.value = asked;
  });
})();
