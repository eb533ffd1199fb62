// Solves an ALTCHA challenge (PBKDF2) by trying: which counter gives a key with the wanted beginning?
const bytesOf = (hex) => Uint8Array.from(hex.match(/../g), (pair) => Number.parseInt(pair, 16));
const hexOf = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

// More than any challenge takes; a page that was left open must not warm a pocket.
const MOST_TRIES = 20_000;

addEventListener("message", async ({ data }) => {
  const { challenge } = JSON.parse(atob(data));
  const { algorithm, cost, keyLength, keyPrefix, nonce, salt } = challenge.parameters;
  const password = new Uint8Array([...bytesOf(nonce), 0, 0, 0, 0]);
  const view = new DataView(password.buffer);
  const how = { name: "PBKDF2", hash: algorithm.split("/")[1], iterations: cost, salt: bytesOf(salt) };
  for (let counter = 0; counter < MOST_TRIES; counter += 1) {
    view.setUint32(password.length - 4, counter);
    const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
    const derivedKey = hexOf(new Uint8Array(await crypto.subtle.deriveBits(how, key, keyLength * 8)));
    if (derivedKey.startsWith(keyPrefix)) {
      postMessage(btoa(JSON.stringify({ challenge, solution: { counter, derivedKey } })));
      return;
    }
  }
});
