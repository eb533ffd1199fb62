import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Behind, minuteOf } from "../../server/records/queue.ts";
import { identifierOf, type Pikir, startPikir } from "../support/pikir.ts";
import type { Visitor } from "../support/visitor.ts";

let pikir: Pikir;
beforeEach(async () => {
  pikir = await startPikir({ queue: 1 });
});
afterEach(() => pikir.stop());

async function comes(name: string, language = "en", to = pikir): Promise<Visitor> {
  const who = to.visitor({ "Accept-Language": language });
  await who.open("/s/egov-2024");
  await who.fill();
  await who.fill({ identifier: identifierOf(name) });
  return who;
}

/** From the consent screen to the receipt, every question skipped. */
async function finishes(who: Visitor): Promise<void> {
  while (!who.shown().address.endsWith("/receipt")) await who.fill();
}

describe("when more come than are let in at once", () => {
  test("those inside finish first; the next keep their place and come in when it is their turn", async () => {
    const madina = await comes("Madina");
    expect(madina.shown().heading()).toBe("Before you decide");

    const [askar, dana] = [await comes("Askar"), await comes("Dana")];
    expect(askar.shown().address).toBe("/s/egov-2024/queue");
    expect(askar.shown().text).toContain("You are next.");
    expect(dana.shown().text).toContain("1 person is before you.");
    // One place inside, and a survey of five minutes: the second is called after ten, and so their page need not ask so often.
    expect(askar.shown().text).toContain("About 5 minutes to wait.");
    expect(askar.shown().headers.refresh).toBe("6");
    expect(dana.shown().text).toContain("About 10 minutes to wait.");
    expect(dana.shown().headers.refresh).toBe("60");

    await finishes(madina);
    expect((await dana.open("/s/egov-2024/queue")).text).toContain("You are next.");
    expect((await askar.open("/s/egov-2024/queue")).heading()).toBe("Before you decide");
    await finishes(askar);
    expect((await dana.open("/s/egov-2024/queue")).heading()).toBe("Before you decide");
  });

  test("nobody passes the line by an address or a form of the pages behind it", async () => {
    await comes("Madina");
    const askar = await comes("Askar");
    for (const step of ["consent", "p/services", "check"])
      expect((await askar.open(`/s/egov-2024/${step}`)).address).toBe("/s/egov-2024/queue");
    const withdraw = await askar.open("/withdraw");
    const token = withdraw.body.querySelector("input[name=token]")?.getAttribute("value") ?? "";
    expect((await askar.post("/s/egov-2024/consent", { token })).address).toBe("/s/egov-2024/queue");
  });

  test.each([
    ["declines", async (who: Visitor) => void (await who.fill({}, "decline"))],
    [
      "stops",
      async (who: Visitor) => {
        await who.fill();
        await who.open("/s/egov-2024/stop");
        await who.fill();
      },
    ],
    ["forgets to go", async () => pikir.pass(31 * 60)],
  ])("whoever %s makes room for the next", async (_what, goes) => {
    const madina = await comes("Madina");
    const askar = await comes("Askar");
    await goes(madina);
    expect((await askar.open("/s/egov-2024/queue")).heading()).toBe("Before you decide");
  });

  test("whoever came in twice and sent once holds no place with the other device", async () => {
    const crowded = await startPikir({ queue: 2 });
    const from = (name: string) => comes(name, "en", crowded);
    const [phone, desk] = [await from("Madina"), await from("Madina")];
    await finishes(phone);
    expect((await desk.open("/s/egov-2024/consent")).status).toBe(409);
    expect((await from("Askar")).shown().heading()).toBe("Before you decide");
    expect((await from("Dana")).shown().heading()).toBe("Before you decide");
    await crowded.stop();
  });

  test("whoever has begun goes on without standing in line again, on another device, too", async () => {
    const madina = await comes("Madina");
    await madina.fill();
    await comes("Askar");
    const elsewhere = await comes("Madina");
    expect(elsewhere.shown().address).toBe("/s/egov-2024/p/services");
  });

  test("the line speaks the citizen's language", async () => {
    await comes("Madina");
    expect((await comes("Askar", "ru")).shown().text).toContain("Вы следующий в очереди.");
    expect((await comes("Dana", "kk")).shown().text).toContain("Алдыңызда 1 адам бар.");
  });

  test("a cookie that comes back again and again gives its place to the next once", async () => {
    const madina = await comes("Madina");
    const copies = [madina.clone(), madina.clone(), madina.clone()];
    await madina.fill({}, "decline");
    expect((await comes("Askar")).shown().heading()).toBe("Before you decide");
    for (const copy of copies) await copy.fill({}, "decline");
    expect((await comes("Dana")).shown().text).toContain("You are next.");
  });

  test("nobody fills the line with themselves: by an old cookie one can take twenty places and no more", async () => {
    const crowded = await startPikir({ queue: 50 });
    const madina = crowded.visitor({ "Accept-Language": "en" });
    await madina.open("/s/egov-2024");
    await madina.fill();
    const form = madina.fields();
    form.set("identifier", identifierOf("Madina"));
    // Signed in, and not yet where the line begins.
    await madina.postOnce("/sign-in", form.toString());
    const statuses = [];
    for (let times = 0; times < 22; times += 1)
      statuses.push((await madina.clone().open("/s/egov-2024/consent")).status);
    expect(statuses).toEqual([...Array(20).fill(200), 429, 429]);
    expect((await comes("Askar", "en", crowded)).shown().heading()).toBe("Before you decide");
    expect(await crowded.storage.queue.look(minuteOf(crowded.now()))).toEqual({ inside: 21, waiting: 0 });
    await crowded.stop();
  });

  test("by an old ticket that was called neither", async () => {
    const madina = await comes("Madina");
    const askar = await comes("Askar");
    await madina.fill({}, "decline");
    for (let times = 0; times < 19; times += 1)
      expect((await askar.clone().open("/s/egov-2024/queue")).heading()).toBe("Before you decide");
    expect((await askar.open("/s/egov-2024/queue")).status).toBe(429);
    expect((await pikir.storage.queue.look(minuteOf(pikir.now()))).inside).toBe(19);
  });

  test("while the server is behind with its work nobody new comes in, and who is inside goes on", async () => {
    let behind: Behind = "no";
    const crowded = await startPikir({ queue: 10, behind: () => behind });
    const madina = await comes("Madina", "en", crowded);
    behind = "somewhat";
    const askar = await comes("Askar", "en", crowded);
    expect(askar.shown().text).toContain("You are next.");
    await finishes(madina);
    expect((await askar.open("/s/egov-2024/queue")).text).toContain("You are next.");
    behind = "no";
    expect((await askar.open("/s/egov-2024/queue")).heading()).toBe("Before you decide");
    await crowded.stop();
  });

  test("without PIKIR_QUEUE there is no line", async () => {
    const open = await startPikir();
    for (const name of ["Madina", "Askar", "Dana"])
      expect((await comes(name, "en", open)).shown().heading()).toBe("Before you decide");
    await open.stop();
  });
});
