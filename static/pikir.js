// The citizen's pages work without this file. It is here for bad networks: a form that does not get through says so and is
// sent again, and what was typed and not sent yet is kept on the phone, sealed, until it is sent, deleted or a day old.
// Every post of the citizen's path may be repeated: the server keeps it once. So a repetition here can double nothing.
(() => {
  const SECOND = 1000;
  const DAY = 24 * 3600 * SECOND;
  /** After so long without an answer: the connection is as good as gone. */
  const PATIENCE = 20 * SECOND;
  /** A slow network is told of before that. */
  const SLOW = 4 * SECOND;
  /** About six minutes of trying by itself; after that the citizen or a network that comes back begins anew. */
  const MOST_TRIES = 12;
  const LONGEST_WAIT = 45 * SECOND;
  const TRIES_FOR_A_NEW_NETWORK = 3;
  const NEW_NETWORK_COUNTS_AFTER = 5 * SECOND;
  /** From the last key pressed to its being kept. */
  const SOON = 250;

  // ---- Sending ----

  /** The send under way or waiting to be tried again; one at a time. */
  let job;

  document.addEventListener("submit", (event) => {
    const form = event.target;
    // Without `submitter` nobody could tell "I agree" from "No, thank you": an old browser sends by itself.
    if (event.defaultPrevented || form.getAttribute("method") !== "post" || !("submitter" in event)) return;
    event.preventDefault();
    if (job?.request && job.form === form && job.button === event.submitter) return;
    giveUp();
    job = { form, button: event.submitter, tries: 0 };
    attempt();
  });

  function attempt() {
    const current = job;
    const { form, button } = current;
    clearTimeout(current.timer);
    current.tries += 1;
    current.at = Date.now();
    const request = new XMLHttpRequest();
    current.request = request;
    // A field may be called "action": the attribute cannot be shadowed.
    request.open("POST", form.getAttribute("action"));
    // A document, because a page may be read here, but not made from a string: Trusted Types forbid that.
    request.responseType = "document";
    request.timeout = PATIENCE;
    request.setRequestHeader("X-Requested-With", "pikir");
    const ended = (then) => () => {
      clearTimeout(current.slow);
      current.request = undefined;
      if (job === current) then(request);
    };
    request.onload = ended(answered);
    request.onerror = ended(notConnected);
    request.ontimeout = ended(notConnected);
    if (current.tries === 1) current.slow = setTimeout(tell, SLOW, "slow");
    else tell("trying");
    request.send(bodyOf(form, button));
  }

  /** What the browser itself would send: line ends as a form writes them, and the button that was pressed. */
  function bodyOf(form, button) {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) body.append(name, value.replace(/\r?\n|\r/g, "\r\n"));
    if (button?.name) body.append(button.name, button.value);
    return body;
  }

  async function answered(request) {
    const { form, button } = job;
    const to = request.status === 204 && request.getResponseHeader("Location");
    if (to) {
      tell("");
      job = undefined;
      await settled(form, button);
      // A real navigation: address, title, focus and language are the next page's own.
      location.assign(to);
      return;
    }
    const shown = request.response;
    const seconds = Number(request.getResponseHeader("Retry-After"));
    // Somebody else's page (a hotspot's sign-in, a gateway's error) is no answer of ours.
    if (!shown?.querySelector("[data-line]")) notConnected();
    else if (request.status === 503) tryLater(seconds * SECOND, wordsOf(shown));
    else if (request.status === 429) stay(wordsOf(shown));
    else show(shown);
  }

  function notConnected() {
    tryLater(0, line().dataset.away);
  }

  /** Waits longer each time, and never in step with other phones whose network went away in the same moment. */
  function tryLater(least, words) {
    if (job.tries >= MOST_TRIES) return say(`${words} ${line().dataset.gaveUp}`, true);
    const wait = Math.min(LONGEST_WAIT, 2 ** job.tries * SECOND);
    job.timer = setTimeout(attempt, Math.max(least, wait) * (1 + Math.random() / 2));
    say(words, true);
  }

  /** Told to wait: the form stays as it was filled in, and nothing is tried behind the citizen's back. */
  function stay(words) {
    job = undefined;
    say(words, false);
  }

  function tryNow() {
    if (!job || job.request) return;
    job.tries = 0;
    attempt();
  }

  /** The network is back, or the citizen is. */
  function wake() {
    if (!job || job.request || Date.now() - job.at < NEW_NETWORK_COUNTS_AFTER) return;
    job.tries = Math.min(job.tries, MOST_TRIES - TRIES_FOR_A_NEW_NETWORK);
    attempt();
  }

  function giveUp() {
    clearTimeout(job?.timer);
    clearTimeout(job?.slow);
    job?.request?.abort();
    job = undefined;
  }

  /**
   * The same page with its errors, or a refusal: what is under this address now, without an entry in the history that asks to
   * be sent again. All of it is the new page's: title, language, direction, the link past the header, the footer.
   */
  function show(shown) {
    memories.delete(job.form);
    job = undefined;
    document.title = shown.title;
    for (const name of ["lang", "dir"]) document.documentElement[name] = shown.documentElement[name];
    document.body.replaceWith(document.adoptNode(shown.body));
    ready(false);
    const first = document.querySelector(".errors") ?? document.querySelector("h1");
    first.tabIndex = -1;
    first.focus();
  }

  function wordsOf(shown) {
    const words = ["main h1", "main .lead"].map((part) => shown.querySelector(part)?.textContent.trim() ?? "");
    return words.filter((part) => part !== "").join(". ");
  }

  // ---- The line under the button that says what is going on ----

  const line = () => document.querySelector("[data-line]");

  function tell(key) {
    say(line().dataset[key] ?? "", false);
  }

  function say(words, waiting) {
    const [text, button] = line().children;
    text.textContent = words;
    button.hidden = !waiting;
  }

  // ---- What was typed ----

  const NAME = "pikir";
  const STORE = "typed";
  const KEY = "key";
  /** So that the length of what lies there tells nothing of what was typed. */
  const PADDED_TO = 4096;
  /** Deleting waits for other tabs to let go; a page does not wait longer than this for it. */
  const LETTING_GO = SECOND;

  /** Of each form whose typed answers are kept: what keeps them, as soon as it is open. */
  const memories = new WeakMap();

  const bytes = (text) => new TextEncoder().encode(text);
  const random = (size) => crypto.getRandomValues(new Uint8Array(size));
  const hex = (array) => [...array].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const hash = async (...parts) => hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes(parts.join(" ")))));
  const later = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
  const asked = (request) =>
    new Promise((done, failed) => {
      request.onsuccess = () => done(request.result);
      request.onerror = () => failed(request.error);
    });
  const rows = (database, mode) => database.transaction(STORE, mode).objectStore(STORE);

  async function openDatabase() {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    const database = await asked(request);
    // Another tab forgets everything: this one lets go, and keeps nothing from then on.
    database.onversionchange = () => database.close();
    await sweep(database);
    return database;
  }

  /** Deletes what is too old, and the key once there is nothing left for it to open. */
  async function sweep(database) {
    const store = rows(database, "readwrite");
    const names = (await asked(store.getAllKeys())).filter((name) => name !== KEY);
    let left = 0;
    for (const name of names) {
      if ((await asked(store.get(name))).until > Date.now()) left += 1;
      else store.delete(name);
    }
    if (left === 0) await asked(store.delete(KEY));
  }

  async function forget() {
    try {
      await Promise.race([asked(indexedDB.deleteDatabase(NAME)), later(LETTING_GO)]);
    } catch {
      // Where there is no such store there is nothing to forget.
    }
  }

  /**
   * The typed answers of one form. They are sealed (AES-GCM) under a key made of two: one that lies beside them and cannot
   * be read out, and `secret`, which the server puts into this citizen's pages alone and which is kept nowhere. What lies
   * here of somebody else is deleted, unseen.
   */
  async function openMemory(secret, page) {
    if (!crypto.subtle) throw new Error("no cryptography here");
    let database = await openDatabase();
    let found = await asked(rows(database, "readonly").get(KEY));
    if (found && found.owner !== (await hash(found.salt, secret))) {
      await forget();
      database = await openDatabase();
      found = undefined;
    }
    const keyRow = async () => {
      const base = await crypto.subtle.importKey("raw", random(32), "HKDF", false, ["deriveKey"]);
      const salt = hex(random(16));
      return { salt, owner: await hash(salt, secret), base };
    };
    const sealing = async () => {
      const { salt, base } = found;
      const way = { name: "HKDF", hash: "SHA-256", salt: bytes(secret), info: bytes("typed answers") };
      const kind = { name: "AES-GCM", length: 256 };
      const key = await crypto.subtle.deriveKey(way, base, kind, false, ["encrypt", "decrypt"]);
      return { key, name: await hash(salt, secret, page) };
    };
    /** Key and row in one transaction. False where another tab has put a key of its own there first. */
    const put = async (fields) => {
      found ??= await keyRow();
      const { key, name } = await sealing();
      const iv = random(12);
      const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, padded(JSON.stringify(fields)));
      const store = rows(database, "readwrite");
      const there = await asked(store.get(KEY));
      if (!there) store.put(found, KEY);
      if (there && there.salt !== found.salt) {
        found = there;
        return false;
      }
      await asked(store.put({ iv, sealed, until: Date.now() + DAY }, name));
      return true;
    };
    let turn = Promise.resolve();
    /** One after the other, so that an older state never overtakes a newer one. A store that fails keeps nothing, and breaks nothing else. */
    const inTurn = (act) => {
      turn = turn.then(act).catch(() => undefined);
      return turn;
    };
    return {
      find: () =>
        inTurn(async () => {
          if (!found) return undefined;
          const { key, name } = await sealing();
          const row = await asked(rows(database, "readonly").get(name));
          const plain = row && (await crypto.subtle.decrypt({ name: "AES-GCM", iv: row.iv }, key, row.sealed));
          return plain && JSON.parse(new TextDecoder().decode(plain));
        }),
      keep: (fields) => inTurn(async () => (await put(fields)) || put(fields)),
      remove: () =>
        inTurn(async () => {
          if (!found) return;
          const { name } = await sealing();
          await asked(rows(database, "readwrite").delete(name));
          await sweep(database);
        }),
    };
  }

  /** Blanks after JSON mean nothing to who reads it. */
  function padded(json) {
    const plain = bytes(json);
    const whole = new Uint8Array(Math.ceil(plain.length / PADDED_TO) * PADDED_TO).fill(32);
    whole.set(plain);
    return whole;
  }

  /** On a page that keeps nothing itself: what is too old goes, and nothing is made that was not there. */
  async function sweepElsewhere() {
    const there = await indexedDB.databases?.();
    if (there?.some(({ name }) => name === NAME)) (await openDatabase()).close();
  }

  const fieldsOf = (form) => [...new FormData(form)].filter(([name]) => name !== "token");

  function putBack(form, fields) {
    for (const control of form.querySelectorAll("input:not([type=hidden]), textarea")) {
      const values = fields.filter(([name]) => name === control.name).map(([, value]) => value);
      if (control.type === "radio" || control.type === "checkbox") control.checked = values.includes(control.value);
      else if (values.length > 0) control.value = values[0];
    }
  }

  /** `restoring`: not on a page that has just come back with its errors, for it shows what was sent last. */
  async function keepTyped(form, restoring) {
    const note = document.querySelector("[data-kept]");
    const served = JSON.stringify(fieldsOf(form));
    // Without a store, or without cryptography outside https, the page keeps nothing, and does not say that it would.
    const opening = openMemory(form.dataset.keep, form.getAttribute("action").split("?")[0]).catch(() => undefined);
    memories.set(form, opening);
    const memory = await opening;
    const found = restoring ? await memory?.find() : undefined;
    // Sent, deleted or replaced meanwhile: whoever is quick must not find it kept after all.
    if (!memory || memories.get(form) !== opening) return;
    if (found && JSON.stringify(found) !== served && JSON.stringify(fieldsOf(form)) === served) {
      putBack(form, found);
      tell("restored");
    }
    keepFrom(form, opening, memory);
    note.querySelector("button").addEventListener("click", async () => {
      memories.delete(form);
      await forget();
      HTMLFormElement.prototype.reset.call(form);
      tell("deleted");
    });
    note.hidden = false;
  }

  function keepFrom(form, opening, memory) {
    let soon;
    const keep = () => {
      clearTimeout(soon);
      soon = undefined;
      if (memories.get(form) === opening) memory.keep(fieldsOf(form));
    };
    form.addEventListener("input", () => {
      clearTimeout(soon);
      soon = setTimeout(keep, SOON);
    });
    // The last moment in which a phone lets a page do anything.
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && soon !== undefined) keep();
    });
  }

  /** What was sent is the server's to keep. */
  async function settled(form, button) {
    const opening = memories.get(form);
    memories.delete(form);
    if (form.hasAttribute("data-forget") && !button?.name) await forget();
    else await Promise.race([opening?.then((memory) => memory?.remove()), later(LETTING_GO)]);
  }

  // ---- A page begins ----

  function ready(restoring) {
    const form = document.querySelector("main form[method=post]");
    // Beside the button, where the eye is; a live region has to be there before it speaks.
    const buttons = form?.querySelector("button:not([name])")?.parentElement;
    if (buttons) buttons === form ? form.append(line()) : buttons.after(line());
    const nothingStays =
      document.body.hasAttribute("data-kiosk") || document.querySelector("[data-forgotten]") !== null;
    if (nothingStays) void forget();
    else if (form?.dataset.keep) void keepTyped(form, restoring);
    else void sweepElsewhere().catch(() => undefined);
  }

  addEventListener("online", () => setTimeout(wake, Math.random() * 2 * SECOND));
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && wake());
  document.addEventListener("click", ({ target }) => target.closest("[data-now]") && tryNow());
  // Back from another page: what the browser froze may be of a session that is over. The server knows.
  addEventListener("pageshow", ({ persisted }) => persisted && navigator.onLine && location.reload());

  ready(true);
})();
