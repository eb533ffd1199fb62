/** What many ask in the same turn of the program, one statement answers. */
import type { Connection, Short } from "./connection.ts";

interface Turn<Asked, Answer> {
  readonly asked: Asked[];
  readonly answers: Promise<readonly Answer[]>;
}

/** `ask` answers all that it is given, in their order. Where it rejects, it has rejected for all of them. */
export function together<Asked, Answer>(
  short: Short,
  ask: (connection: Connection, asked: readonly Asked[]) => Promise<readonly Answer[]>,
): (asked: Asked) => Promise<Answer> {
  let current: Turn<Asked, Answer> | undefined;
  const begin = (): Turn<Asked, Answer> => {
    const asked: Asked[] = [];
    const over = () => {
      if (current?.asked === asked) current = undefined;
    };
    const answers = short.leaving((connection) => {
      over();
      return ask(connection, asked);
    });
    // Where it could not be asked at all.
    answers.catch(over);
    return { asked, answers };
  };
  return async (asked) => {
    current ??= begin();
    const place = current.asked.push(asked) - 1;
    const answer = (await current.answers)[place];
    if (answer === undefined) throw new Error("what was asked together was not answered");
    return answer;
  };
}
