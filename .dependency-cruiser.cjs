/**
 * The arrows: who may import whom. A type import counts like any other. test/architecture/arrows.test.ts plants a
 * violation of every rule and sees it fail.
 */

/** Everything in the tree that is ours. */
const OURS = "^(server|scripts|test)/";

/** A part of server/ may import itself and the named parts, and nothing else of ours. */
function only(name, from, allowed, comment) {
  return { name, severity: "error", comment, from: { path: from }, to: { path: OURS, pathNot: [from, ...allowed] } };
}

const ADAPTERS = "^server/storage/(sqlite|postgres)/";
const UNUSABLE = "^server/storage/unusable\\.ts$";
/** Chooses the adapter by the configuration. */
const CHOICE = "^server/storage/open\\.ts$";
/** The port is several files: what citizens, mixer and operators use, and the staff's parts. */
const PORT =
  "^server/storage/(storage|staff|staff-identities|limits|counters|drafts|coding|backlog|proposals|definition-drafts|results|api-tokens|text-reviews)\\.ts$";
const RECORDS = "^server/records/";
const SURVEY = "^server/survey/";
const STATISTICS = "^server/statistics/";
const SCREENING = "^server/screening/";
const REPORTS = "^server/reports/";
const RELEASE = "^server/release/";
/** Makes releases of what it reads, and puts their files where they are kept. */
const RELEASING = "^server/releasing/";
const IDENTITY = "^server/identity/";
/** Types alone: what an operator says of the provider. */
const PROVIDER_SETTINGS = "^server/identity/provider-settings\\.ts$";
const WEB = "^server/web/";
const SEAL = "^server/urn/seal\\.ts$";
const OPEN = "^server/urn/open\\.ts$";
const MIXER = "^server/urn/mixer";
/** The files at the top of server/: they put the parts together. */
const WIRING = "^server/[a-z-]+\\.ts$";
const EDGE = [
  "^server/(main|serving|mixing)\\.ts$",
  "^server/(counts|picture|report|release)-thread\\.ts$",
  "^scripts/",
  "^test/",
];
const DRIVERS = "(^|/)node_modules/(@types/)?(better-sqlite3|pg|pg-[a-z-]+|postgres)/";

const parts = [
  only(
    "statistics-alone",
    STATISTICS,
    [],
    "Numbers in, numbers out: anybody can check a formula without knowing surveys.",
  ),
  only("survey-alone", SURVEY, [], "What a questionnaire is does not depend on who keeps, shows or counts it."),
  only(
    "records-know-surveys",
    RECORDS,
    [SURVEY],
    "What is kept is described by the definition, and by nothing that keeps it.",
  ),
  only(
    "screening-is-pure",
    SCREENING,
    [SURVEY, RECORDS, STATISTICS],
    "What makes a response doubtful is judged from the response, not from whoever sent it.",
  ),
  only(
    "reports-are-pure",
    REPORTS,
    [SURVEY, RECORDS, STATISTICS],
    "Survey and statistics meet here, on responses handed in: a report cannot fetch more than it was given.",
  ),
  only(
    "release-follows-reports",
    RELEASE,
    [SURVEY, RECORDS, STATISTICS, REPORTS],
    "What leaves the house passes the disclosure gate on data handed in, never on data it fetched.",
  ),
  only(
    "releasing-reads-only",
    RELEASING,
    [SURVEY, RECORDS, STATISTICS, REPORTS, RELEASE, PORT, "^server/web/languages\\.ts$"],
    "A release is made of released responses alone, by whoever asks: a command, or a thread of the server.",
  ),
  only(
    "port-speaks-records",
    PORT,
    [RECORDS, SURVEY],
    "The port is said in the words of records and surveys; no adapter shows through.",
  ),
  only(
    "sqlite-keeps-to-the-port",
    "^server/storage/sqlite/",
    [PORT, UNUSABLE, RECORDS, SURVEY],
    "An adapter knows the port, the words it is said in, and its driver; nothing of the other adapter or of the web.",
  ),
  only(
    "postgres-keeps-to-the-port",
    "^server/storage/postgres/",
    [PORT, UNUSABLE, RECORDS, SURVEY],
    "An adapter knows the port, the words it is said in, and its driver; nothing of the other adapter or of the web.",
  ),
  only(
    "urn-knows-records",
    "^server/urn/",
    [RECORDS, PORT],
    "What seals and opens answers cannot reach who sent them.",
  ),
  only(
    "web-knows-records",
    WEB,
    [RECORDS],
    "Plumbing carries pages; it decides nothing about surveys and keeps nothing.",
  ),
  only("identity-knows-records", IDENTITY, [RECORDS], "Who somebody is, is found out without seeing what they answer."),
  only(
    "citizen-keeps-only",
    "^server/citizen/",
    [SURVEY, RECORDS, SCREENING, IDENTITY, SEAL, WEB, PORT],
    "A citizen's request cannot reach other people's answers, by construction: no reports, release, admin, mixer or urn/open.",
  ),
  only(
    "admin-reads-only",
    "^server/admin/",
    [REPORTS, RELEASE, RELEASING, RECORDS, SURVEY, WEB, PORT],
    "The staff's path sees reports, never citizens' requests, identities or the urn.",
  ),
  only(
    "config-alone",
    "^server/config[a-z-]*\\.ts$",
    [PROVIDER_SETTINGS],
    "The environment is read before anything else is there.",
  ),
  only("keys-know-records", "^server/key(s|-files)\\.ts$", [RECORDS], "Whoever can read the keys does nothing else."),
];

const doors = [
  {
    name: "urn-opened-by-the-mixer",
    severity: "error",
    comment: "Only the mixer's process holds the private key, so only the mixer may hold the code that opens the urn.",
    from: { path: OURS, pathNot: [OPEN, MIXER, "^test/"] },
    to: { path: OPEN },
  },
  {
    name: "port-imports-types",
    severity: "error",
    comment: "The port is a contract: it runs nothing.",
    from: { path: PORT },
    to: { path: ".", dependencyTypesNot: ["type-only"] },
  },
  {
    name: "adapters-chosen-at-the-edge",
    severity: "error",
    comment:
      "Only who starts a process decides which database it speaks to, through the one file that knows both adapters; everything else gets the port handed in.",
    from: { path: OURS, pathNot: [ADAPTERS, CHOICE, ...EDGE] },
    to: { path: [ADAPTERS, CHOICE] },
  },
  {
    name: "drivers-behind-the-port",
    severity: "error",
    comment:
      "A database is replaced by replacing its adapter; SQL and drivers live nowhere else. The benchmark's floor is the bare driver, so it has to be; it loads a million participations by it, too.",
    from: { path: OURS, pathNot: [ADAPTERS, "^test/", "^scripts/bench/(dashboard|floors|growth|postgres|report|urn)"] },
    to: { path: DRIVERS },
  },
  {
    name: "keys-handed-in",
    severity: "error",
    comment:
      "keys.ts is the only reader of KEYS_DIR; who starts a process opens it and hands on the keys that each part needs.",
    from: { path: OURS, pathNot: [WIRING, MIXER, ...EDGE] },
    to: { path: "^server/key(s|-files)\\.ts$" },
  },
  {
    name: "config-handed-in",
    severity: "error",
    comment: "The environment is read once, at the edge; everything else gets the values it needs handed in.",
    from: { path: OURS, pathNot: [WIRING, MIXER, ...EDGE] },
    to: { path: "^server/config\\.ts$" },
  },
  {
    name: "app-only-wires",
    severity: "error",
    comment:
      "createApp gets storage, clock and randomness handed in, so that tests and the simulation start the same one.",
    from: { path: "^server/", pathNot: "^server/serving\\.ts$" },
    to: { path: "^server/app\\.ts$" },
  },
  {
    name: "main-is-run",
    severity: "error",
    comment: "main.ts starts a process when it is loaded; nothing loads it but node.",
    from: { path: OURS },
    to: { path: "^server/main\\.ts$" },
  },
  {
    name: "scripts-pass-by-the-paths",
    severity: "error",
    comment:
      "A command works on surveys, records and reports; what needs a path walks it over HTTP, through createApp.",
    from: { path: "^scripts/" },
    to: { path: "^server/(citizen|admin)/" },
  },
  {
    name: "server-without-scripts",
    severity: "error",
    comment: "Commands use the server, never the other way round.",
    from: { path: "^server/" },
    to: { path: "^scripts/" },
  },
  {
    name: "nothing-needs-tests",
    severity: "error",
    comment: "What runs in production does not depend on what tests it.",
    from: { path: "^(server|scripts)/" },
    to: { path: "^test/" },
  },
  {
    name: "pure-parts-touch-no-world",
    severity: "error",
    comment: "Pure parts get their data handed in: no files, network, processes or threads.",
    from: { path: [STATISTICS, SURVEY, RECORDS, SCREENING, REPORTS] },
    to: {
      path: "^(node:)?(fs|net|tls|http|http2|https|dgram|dns|child_process|cluster|worker_threads|os)(/|$)",
      dependencyTypes: ["core"],
    },
  },
];

const hygiene = [
  {
    name: "no-circular",
    severity: "error",
    comment: "Two files that need each other are one thing under two names, and no order of reading them is right.",
    from: {},
    to: { circular: true },
  },
  {
    name: "not-to-dev-dep",
    severity: "error",
    comment:
      "What the server and the commands run on has to be there when only dependencies are installed. The gallery drives a browser for those who work on the pages.",
    from: { path: "^(server|scripts)/", pathNot: "^scripts/gallery/" },
    to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"], pathNot: "(^|/)node_modules/@types/" },
  },
  {
    name: "declared-packages-only",
    severity: "error",
    comment: "A package that package.json does not name is here by accident and may be gone with the next update.",
    from: { path: OURS },
    to: { dependencyTypes: ["npm-no-pkg", "npm-unknown"] },
  },
  {
    name: "not-to-unresolvable",
    severity: "error",
    comment: "An import that leads nowhere stops the start.",
    from: { path: OURS },
    to: { couldNotResolve: true },
  },
];

module.exports = {
  forbidden: [...parts, ...doors, ...hygiene],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(dist|data)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default", "types"] },
  },
};
