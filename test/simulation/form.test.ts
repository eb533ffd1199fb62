import { describe, expect, test } from "vitest";
import { filledIn, stepForm } from "../../scripts/simulation/form.ts";

const PAGE = `<!doctype html><body><form method="post" action="/other"><button>No</button></form><main id="main">
<form method="post" action="/s/tea/p/a?change&amp;b&#x3D;1" novalidate>
<input type="hidden" name="token" value="x&quot;y">
<label><input type="radio" name="sex" value="male" id="sex"><span>Male</span></label>
<label><input type="radio" name="sex" value="female" id="sex-1" checked><span>Female</span></label>
<label><input type="checkbox" name="home" value="a"></label><label><input type="checkbox" name="home" value="b" checked></label>
<input id="cups" name="cups" value="" inputmode="decimal">
<textarea id="words" name="words" rows="5">a &lt;b&gt;</textarea>
<button>Next</button><button class="second" name="go" value="skip">Skip</button>
</form></main>`;

function form() {
  const found = stepForm(PAGE);
  if (!found) throw new Error("no form");
  return found;
}

const posted = (body: string | undefined) => [...new URLSearchParams(body)].map((pair) => pair.join(":"));

describe("a page's own form", () => {
  test("is the first in main that posts, with its address and its named buttons", () => {
    expect([form().action, form().buttons]).toEqual(["/s/tea/p/a?change&b=1", ["go=skip"]]);
    expect(stepForm('<main><p>No form</p></main><form method="post">')).toBeUndefined();
  });

  test("posts as it stands what nobody answers", () => {
    expect(posted(filledIn(form(), {}))).toEqual(['token:x"y', "sex:female", "home:b", "cups:", "words:a <b>"]);
  });

  test("posts answers in the place of what stood there", () => {
    const answers = { sex: ["male"], home: ["a", "b"], cups: ["3"], words: ["ә & т"], elsewhere: ["x"] };
    const sent = posted(filledIn(form(), answers, "go=skip"));
    expect(sent).toEqual(['token:x"y', "sex:male", "home:a", "home:b", "cups:3", "words:ә & т", "go:skip"]);
  });

  test("does not post what it does not offer", () => {
    expect(filledIn(form(), { sex: ["other"] })).toBeUndefined();
    expect(filledIn(form(), { home: ["a", "c"] })).toBeUndefined();
    expect(filledIn(form(), {}, "go=stop")).toBeUndefined();
  });
});
