/** Tokens of scripts. */
import type { ApiToken, HeldToken } from "../../records/api-token.ts";
import type { Role } from "../../records/staff.ts";
import type { ReleaseKind } from "../../survey/disclosure.ts";
import type { ApiTokens } from "../api-tokens.ts";
import type { Database } from "./connection.ts";
import { repeatable, verb } from "./verb.ts";

const MAKE = `
  INSERT INTO api_token (hash, id, name, label, survey, kinds, until) VALUES ($1, $2, $3, $4, $5, $6, $7)`;
const FIND = `
  SELECT id, api_token.name, label, survey, kinds, until, role, disabled FROM api_token
  JOIN staff ON staff.name = api_token.name WHERE hash = $1`;
const OF = "SELECT id, name, label, survey, kinds, until FROM api_token WHERE name = $1 ORDER BY until, id";
const REVOKE = "DELETE FROM api_token WHERE name = $1 AND id = $2";
const REVOKE_ALL = "DELETE FROM api_token";

interface Row extends Omit<ApiToken, "kinds"> {
  readonly kinds: string;
}

export function apiTokensIn(database: Database): ApiTokens {
  return {
    make: verb(async (hash, { id, name, label, survey, kinds, until }) => {
      await database.changes(MAKE, [hash, id, name, label, survey, kinds.join(","), until]);
    }),
    find: repeatable(async (hash): Promise<HeldToken | undefined> => {
      const [row] = await database.rows<Row & { role: Role; disabled: boolean }>(FIND, [hash]);
      return row && { ...tokenFrom(row), role: row.role, disabled: row.disabled };
    }),
    of: repeatable(async (name) => (await database.rows<Row>(OF, [name])).map(tokenFrom)),
    revoke: repeatable(async (name, id) => (await database.changes(REVOKE, [name, id])) === 1),
    revokeAll: repeatable(() => database.changes(REVOKE_ALL, [])),
  };
}

function tokenFrom({ id, name, label, survey, kinds, until }: Row): ApiToken {
  return { id, name, label, survey, kinds: kinds.split(",") as ReleaseKind[], until };
}
