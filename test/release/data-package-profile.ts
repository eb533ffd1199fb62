/**
 * The profiles of Data Package 2.0 and Table Schema 2.0 (https://datapackage.org/standard/data-package/ and /table-schema/), as far as a
 * release uses them, written here after the standard's text: no package of the registry carries version 2. Stricter than the published
 * ones in one thing: in a schema and its fields a property that the standard does not name is refused, so that none is misspelt.
 */
import { Ajv, type ErrorObject } from "ajv";
import addFormats from "ajv-formats";

const TEXT = { type: "string" };
const WORD = { type: "string", minLength: 1 };
/** A path below the package or a URL: neither absolute, nor upwards, nor of the file scheme. */
const PATH = { type: "string", pattern: "^((?=[^./~])(?!file:)((?!/\\.\\./)(?!\\\\)(?!://).)*|(http|ftp)s?://.*)$" };

const titled = { title: TEXT, description: TEXT };

const missingValues = {
  anyOf: [
    { type: "array", items: TEXT },
    { type: "array", items: { type: "object", required: ["value"], properties: { value: TEXT, label: TEXT } } },
  ],
};

/** `values`: of what type a value of a category is. */
function field(types: readonly string[], values: object, constraints: object) {
  return {
    type: "object",
    required: ["name", "type"],
    additionalProperties: false,
    properties: {
      ...{ name: WORD, ...titled, example: {}, type: { enum: types }, format: TEXT, rdfType: TEXT, missingValues },
      categories: {
        anyOf: [
          { type: "array", minItems: 1, items: values },
          {
            ...{ type: "array", minItems: 1 },
            items: {
              ...{ type: "object", required: ["value"], additionalProperties: false },
              properties: { value: values, label: TEXT },
            },
          },
        ],
      },
      categoriesOrdered: { type: "boolean" },
      constraints: {
        ...{ type: "object", additionalProperties: false },
        properties: {
          required: { type: "boolean" },
          unique: { type: "boolean" },
          enum: { type: "array" },
          ...constraints,
        },
      },
    },
  };
}

const LENGTH = { type: "integer", minimum: 0 };
const FIELD = {
  oneOf: [
    field(["string"], TEXT, { minLength: LENGTH, maxLength: LENGTH, pattern: TEXT }),
    field(["integer"], { type: "integer" }, { minimum: { type: "integer" }, maximum: { type: "integer" } }),
    // Only strings and integers have categories.
    { ...field(["number"], { not: {} }, { minimum: { type: "number" }, maximum: { type: "number" } }) },
  ],
};

const names = { type: "array", minItems: 1, uniqueItems: true, items: WORD };
const TABLE_SCHEMA = {
  type: "object",
  required: ["fields"],
  additionalProperties: false,
  properties: {
    $schema: { const: "https://datapackage.org/profiles/2.0/tableschema.json" },
    ...{ name: TEXT, ...titled, homepage: { type: "string", format: "uri" }, missingValues },
    fields: { type: "array", minItems: 1, items: FIELD },
    fieldsMatch: { enum: ["exact", "equal", "subset", "superset", "partial"] },
    primaryKey: { anyOf: [names, WORD] },
    uniqueKeys: { type: "array", minItems: 1, uniqueItems: true, items: names },
    foreignKeys: { type: "array", minItems: 1 },
  },
};

const RESOURCE = {
  type: "object",
  required: ["name"],
  oneOf: [{ required: ["path"] }, { required: ["data"] }],
  properties: {
    ...{ name: WORD, ...titled, path: { oneOf: [PATH, { type: "array", minItems: 1, items: PATH }] } },
    ...{
      type: { enum: ["table"] },
      format: TEXT,
      mediatype: { type: "string", pattern: "^(.+)/(.+)$" },
      encoding: TEXT,
    },
    ...{ bytes: { type: "integer", minimum: 0 }, schema: TABLE_SCHEMA },
    hash: { type: "string", pattern: "^([^:]+:[a-fA-F0-9]+|[a-fA-F0-9]{32}|)$" },
  },
};

const CONTRIBUTOR = {
  ...{ type: "object", minProperties: 1 },
  properties: {
    ...{ title: TEXT, path: PATH, email: { type: "string", format: "email" } },
    ...{ givenName: TEXT, familyName: TEXT, organization: TEXT, roles: { type: "array", minItems: 1, items: TEXT } },
  },
};

const DATA_PACKAGE = {
  type: "object",
  required: ["resources"],
  properties: {
    $schema: { const: "https://datapackage.org/profiles/2.0/datapackage.json" },
    ...{ name: WORD, id: TEXT, ...titled, version: TEXT, homepage: { type: "string", format: "uri" } },
    created: { type: "string", format: "date-time" },
    ...{ contributors: { type: "array", minItems: 1, items: CONTRIBUTOR }, keywords: names, image: TEXT },
    licenses: { type: "array", minItems: 1, items: { anyOf: [{ required: ["name"] }, { required: ["path"] }] } },
    resources: { type: "array", minItems: 1, items: RESOURCE },
  },
};

const check = addFormats.default(new Ajv({ allErrors: true, strict: false })).compile(DATA_PACKAGE);

/** What is wrong, a line each; none for a package that follows the standard. */
export function faultsIn(dataPackage: unknown): readonly string[] {
  check(dataPackage);
  return (check.errors ?? []).map(({ instancePath, message }: ErrorObject) => `${instancePath}: ${message}`);
}
