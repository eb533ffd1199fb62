/** What `/api/v1` is, for programs (OpenAPI 3.1). */
const parameter = (name: string, description: string) => ({
  ...{ name, in: "path", required: true, description },
  schema: { type: "string" },
});

const failing = (description: string) => ({
  description,
  content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
});

const REFUSALS = {
  "401": failing(
    "No token, or one that is unknown, revoked, over, or of an account that may not read releases any more",
  ),
  "404": failing("Not there, or not in the token's scope"),
  "429": failing("Too many calls; see Retry-After"),
};

const SURVEY = parameter("survey", "A survey's id");
const RELEASE = parameter("release", "A release's id");

const json = (description: string, schema: object) => ({
  description,
  content: { "application/json": { schema } },
});

export function openApi(server: URL) {
  return {
    openapi: "3.1.0",
    info: {
      title: "Pikir",
      version: "1",
      description:
        "Reads the releases that a token's scope names. Tokens are made in the staff's area, under the own account. Every download is on the audit log.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: new URL("/api/v1", server).href }],
    security: [{ token: [] }],
    paths: {
      "/surveys/{survey}/releases": {
        get: {
          operationId: "listReleases",
          summary: "The releases of a survey",
          parameters: [SURVEY],
          responses: {
            "200": json("In the order of their ids", {
              type: "object",
              required: ["releases"],
              properties: { releases: { type: "array", items: { $ref: "#/components/schemas/Release" } } },
            }),
            ...REFUSALS,
          },
        },
      },
      "/surveys/{survey}/releases/{release}": {
        get: {
          operationId: "getRelease",
          summary: "What a release is: its manifest, and how many have withdrawn since",
          parameters: [SURVEY, RELEASE],
          responses: { "200": json("The release", { $ref: "#/components/schemas/Release" }), ...REFUSALS },
        },
      },
      "/surveys/{survey}/releases/{release}/files/{file}": {
        get: {
          operationId: "getFile",
          summary: "A file of a release, whole or a range of it",
          parameters: [SURVEY, RELEASE, parameter("file", "A name from the release's files")],
          responses: {
            "200": { description: "The file; its ETag is its SHA-256", content: { "*/*": {} } },
            "206": { description: "The range that was asked for", content: { "*/*": {} } },
            "304": { description: "If-None-Match names what it still is" },
            "416": { description: "It has no such range" },
            "503": failing("The file is missing on the server, or has changed"),
            ...REFUSALS,
          },
        },
      },
    },
    components: {
      securitySchemes: { token: { type: "http", scheme: "bearer" } },
      schemas: {
        Error: {
          type: "object",
          required: ["error", "message"],
          properties: { error: { type: "string" }, message: { type: "string" } },
        },
        Release: {
          type: "object",
          required: ["id", "survey", "kind", "made_on", "records", "citation", "withdrawn_since", "files"],
          properties: {
            id: { type: "string" },
            survey: { type: "string" },
            kind: { enum: ["internal", "scientific", "public"] },
            made_on: { type: "string", format: "date" },
            records: { type: "integer", minimum: 0 },
            citation: { type: "string" },
            withdrawn_since: { type: "integer", minimum: 0 },
            files: {
              type: "object",
              additionalProperties: {
                type: "object",
                required: ["bytes", "sha256"],
                properties: { bytes: { type: "integer" }, sha256: { type: "string", pattern: "^[0-9a-f]{64}$" } },
              },
            },
          },
        },
      },
    },
  };
}
