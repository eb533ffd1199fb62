/** Tokens of scripts. */
import type { ApiToken, HeldToken } from "../../records/api-token.ts";
import type { Role } from "../../records/staff.ts";
import type { ReleaseKind } from "../../survey/disclosure.ts";
import type { ApiTokens } from "../api-tokens.ts";
import type { Connection } from "./connection.ts";
import { verb } from "./verb.ts";

const MAKE = `
  INSERT INTO api_token (hash, id, name, label, survey, kinds, until)
  VALUES (@hash, @id, @name, @label, @survey, @kinds, @until)`;
const FIND = `
  SELECT id, api_token.name, label, survey, kinds, until, role, disabled FROM api_token
  JOIN staff ON staff.name = api_token.name WHERE hash = ?`;
const OF = "SELECT id, name, label, survey, kinds, until FROM api_token WHERE name = ? ORDER BY until, id";
const REVOKE = "DELETE FROM api_token WHERE name = ? AND id = ?";
const REVOKE_ALL = "DELETE FROM api_token";

interface Row extends Omit<ApiToken, "kinds"> {
  readonly kinds: string;
}

export function apiTokensIn(kept: Connection): ApiTokens {
  const make = kept.prepare<[Row & { readonly hash: Uint8Array }]>(MAKE);
  const find = kept.prepare<[Uint8Array], Row & { readonly role: Role; readonly disabled: 0 | 1 }>(FIND);
  const of = kept.prepare<[string], Row>(OF);
  const revoke = kept.prepare<[string, string]>(REVOKE);
  const revokeAll = kept.prepare<[]>(REVOKE_ALL);
  return {
    make: verb((hash, token) => void make.run({ ...token, kinds: token.kinds.join(","), hash })),
    find: verb((hash): HeldToken | undefined => {
      const row = find.get(hash);
      return row && { ...tokenFrom(row), role: row.role, disabled: row.disabled === 1 };
    }),
    of: verb((name) => of.all(name).map(tokenFrom)),
    revoke: verb((name, id) => revoke.run(name, id).changes === 1),
    revokeAll: verb(() => revokeAll.run().changes),
  };
}

function tokenFrom({ id, name, label, survey, kinds, until }: Row): ApiToken {
  return { id, name, label, survey, kinds: kinds.split(",") as ReleaseKind[], until };
}
