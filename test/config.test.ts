import { describe, expect, test } from "vitest";
import { readConfig } from "../server/config.ts";

describe("the configuration", () => {
  test("has a default for everything", () => {
    const config = readConfig({});
    expect([config.host, config.port, config.pool, config.signIn, config.publicUrl.origin]).toEqual([
      "127.0.0.1",
      3000,
      50,
      "demo",
      "http://127.0.0.1:3000",
    ]);
    expect(config.keysDir).toBe(`${config.dataDir}/keys`);
    expect(Object.isFrozen(config)).toBe(true);
  });

  test.each([
    [{ PIKIR_POOLS: "5" }, /PIKIR_POOLS is no setting of Pikir/],
    [{ PIKIR_POOL: "0" }, /PIKIR_POOL is "0"; it takes a whole number from 1/],
    [{ PIKIR_POOL: "" }, /PIKIR_POOL/],
    [{ PIKIR_POOL: "many" }, /PIKIR_POOL is "many"/],
    [{ PORT: "70000" }, /PORT is "70000"/],
    [{ PUBLIC_URL: "survey.example.org" }, /PUBLIC_URL is "survey.example.org"/],
    [{ PUBLIC_URL: "https://example.org/path" }, /PUBLIC_URL/],
    [{ PIKIR_SECRET: "short" }, /PIKIR_SECRET is shorter than 32 bytes/],
    [{ PIKIR_SIGN_IN: "nobody" }, /PIKIR_SIGN_IN is "nobody"/],
    [{ PUBLIC_URL: "https://survey.example.org" }, /demo sign-in/],
    [{ HOST: "0.0.0.0", PUBLIC_URL: "http://198.51.100.7" }, /demo sign-in/],
    [{ PIKIR_TRUST_PROXY: "everybody" }, /PIKIR_TRUST_PROXY names "everybody"/],
    [{ DATABASE_URL: "mysql://localhost/pikir", PIKIR_SECRET: "x".repeat(32) }, /DATABASE_URL is no address/],
    [{ DATABASE_URL: "localhost/pikir", PIKIR_SECRET: "x".repeat(32) }, /DATABASE_URL is no address/],
    [
      { PIKIR_READ_DATABASE_URL: "postgres://replica/pikir" },
      /PIKIR_READ_DATABASE_URL is set, and DATABASE_URL is not/,
    ],
    [
      {
        DATABASE_URL: "postgres://localhost/pikir",
        PIKIR_SECRET: "x".repeat(32),
        PIKIR_READ_DATABASE_URL: "replica/pikir",
      },
      /PIKIR_READ_DATABASE_URL is no address/,
    ],
    [{ DATABASE_URL: "postgres://localhost/pikir" }, /PIKIR_SECRET is missing: with DATABASE_URL/],
  ])("%o stops the start with a sentence that names it", (environment, sentence) => {
    expect(() => readConfig(environment)).toThrow(sentence);
  });

  const OPENID = {
    PIKIR_SIGN_IN: "openid",
    PUBLIC_URL: "https://survey.example.org",
    OIDC_ISSUER: "https://id.example.org/realm",
    OIDC_CLIENT_ID: "pikir",
    OIDC_CLIENT_SECRET: "secret",
  };

  test("a provider needs its issuer, our id and our secret; the rest has defaults", () => {
    expect(readConfig(OPENID).openId).toEqual({
      issuer: new URL(OPENID.OIDC_ISSUER),
      clientId: "pikir",
      clientSecret: "secret",
      scope: "openid profile address",
      acr: [],
      maxAge: undefined,
      claims: { birthdate: "birthdate", residence: "address.country", active: undefined, groups: "groups" },
      origins: [],
    });
    const more = {
      PIKIR_OIDC_ACR: "high, highest",
      PIKIR_OIDC_MAX_AGE: "0",
      PIKIR_OIDC_ORIGINS: "https://bank.example",
    };
    expect(readConfig({ ...OPENID, ...more }).openId).toMatchObject({
      acr: ["high", "highest"],
      maxAge: 0,
      origins: ["https://bank.example"],
    });
  });

  test.each([
    [{ OIDC_ISSUER: "" }, /OIDC_ISSUER is missing/],
    [{ OIDC_ISSUER: "http://id.example.org" }, /OIDC_ISSUER is "http:/],
    [{ OIDC_ISSUER: "id.example.org" }, /OIDC_ISSUER is "id.example.org"/],
    [{ OIDC_CLIENT_ID: undefined }, /OIDC_CLIENT_ID is missing/],
    [{ OIDC_CLIENT_SECRET: undefined }, /OIDC_CLIENT_SECRET is missing/],
    [{ PIKIR_OIDC_SCOPE: "profile" }, /PIKIR_OIDC_SCOPE is "profile"/],
    [{ PIKIR_OIDC_MAX_AGE: "-1" }, /PIKIR_OIDC_MAX_AGE/],
    [{ PIKIR_OIDC_ORIGINS: "*" }, /PIKIR_OIDC_ORIGINS names "\*"/],
    [{ PIKIR_OIDC_ORIGINS: "https://a.example/x" }, /PIKIR_OIDC_ORIGINS/],
  ])("of a provider %o stops the start", (change, sentence) => {
    expect(() => readConfig({ ...OPENID, ...change })).toThrow(sentence);
  });

  test("of a provider is nothing beside the demonstration", () => {
    expect(() => readConfig({ OIDC_CLIENT_ID: "pikir" })).toThrow(/OIDC_CLIENT_ID is set, but PIKIR_SIGN_IN is demo/);
  });

  const STAFF = {
    PIKIR_STAFF_OIDC_ISSUER: "https://login.example.org",
    PIKIR_STAFF_OIDC_CLIENT_ID: "pikir-staff",
    PIKIR_STAFF_OIDC_CLIENT_SECRET: "secret",
  };

  test("the staff's provider is their own, and passwords are taken besides unless they are switched off", () => {
    expect(readConfig({})).toMatchObject({ staffOpenId: undefined, staffPasswords: true });
    const both = readConfig(STAFF);
    expect(both).toMatchObject({ signIn: "demo", openId: undefined, staffPasswords: true });
    expect(both.staffOpenId).toMatchObject({ clientId: "pikir-staff", scope: "openid", origins: [] });
    expect(readConfig({ ...STAFF, PIKIR_STAFF_PASSWORDS: "off" }).staffPasswords).toBe(false);
  });

  test.each([
    [{ ...STAFF, PIKIR_STAFF_OIDC_ISSUER: "http://login.example.org" }, /PIKIR_STAFF_OIDC_ISSUER is "http:/],
    [{ ...STAFF, PIKIR_STAFF_OIDC_CLIENT_SECRET: undefined }, /PIKIR_STAFF_OIDC_CLIENT_SECRET is missing/],
    [{ PIKIR_STAFF_OIDC_ORIGINS: "https://a.example" }, /PIKIR_STAFF_OIDC_ISSUER is missing/],
    [{ PIKIR_STAFF_PASSWORDS: "off" }, /nobody of the staff could sign in/],
    [{ ...STAFF, PIKIR_STAFF_PASSWORDS: "no" }, /takes on or off/],
  ])("of the staff's provider %o stops the start", (given, sentence) => {
    expect(() => readConfig(given)).toThrow(sentence);
  });

  test("the database is SQLite, or the PostgreSQL that is named; a wrong name is not shown, for it may hold a password", () => {
    expect(readConfig({}).databaseUrl).toBeUndefined();
    const DATABASE_URL = "postgres://pikir:canary@localhost/pikir";
    expect(readConfig({ DATABASE_URL, PIKIR_SECRET: "x".repeat(32) }).databaseUrl).toBe(DATABASE_URL);
    const bySocket = "postgres://pikir@%2Fvar%2Frun%2Fpostgresql/pikir";
    expect(readConfig({ DATABASE_URL: bySocket, PIKIR_SECRET: "x".repeat(32) }).databaseUrl).toBe(bySocket);
    const wrong = { DATABASE_URL: DATABASE_URL.replace("postgres", "oracle"), PIKIR_SECRET: "x".repeat(32) };
    expect(() => readConfig(wrong)).toThrow(/^(?!.*canary)/s);
  });

  test("the proxies in front are named one by one", () => {
    expect(readConfig({ PIKIR_TRUST_PROXY: "10.0.0.1, loopback 192.168.0.0/16" }).trustProxy).toEqual([
      "10.0.0.1",
      "loopback",
      "192.168.0.0/16",
    ]);
  });
});
