/**
 * The house: which folder of `src/` may import which. The same table, in words, is in CONTRIBUTING.md.
 *
 * A row that is not here does not exist: `scripts/checks/architecture.mjs` fails on a file outside every row,
 * so a new folder needs a decision before it needs code.
 */

/** What lies under a folder of `src/`. */
const under = (folder) => `^src/${folder}/`

const iam = under('core/iam')
const reference = under('core/reference')
const cloudtrail = under('core/cloudtrail')
const account = under('core/account')
const activity = under('core/activity')
const policy = under('core/policy')
const evaluate = under('core/evaluate')
const verify = under('core/verify')
const checks = under('core/checks')
const findings = under('core/findings')
const render = under('core/render')
const core = under('core')
const workflows = under('workflows')
const ports = '^src/workflows/ports\\.ts$'
const adapters = under('adapters')
const kernel = under('kernel')
const server = under('server')
const cli = under('cli')
const library = '^src/index\\.ts$'
const composition = '^src/main\\.ts$'

/**
 * One row: the folder, what it may import, and why. `types` may be imported by `import type` only; `never` are
 * the edges that matter most and have a rule, and a reason, of their own; `own` is the folder itself, where its
 * pattern stands for several.
 *
 * @typedef {{ name: string, folder: string, own?: string, may: string[], types?: string[], never?: string[], why: string }} Row
 */

/** @type {readonly Row[]} */
export const house = [
  {
    name: 'iam',
    folder: iam,
    may: [],
    why: 'the IAM language is the ground everything stands on. Pass in what you need, or move the code up to the folder that knows it.',
  },
  {
    name: 'reference',
    folder: reference,
    may: [iam],
    why: 'the reference says what AWS publishes, whatever the logs hold. Take a Call, not a record or an activity.',
  },
  {
    name: 'cloudtrail',
    folder: cloudtrail,
    may: [iam],
    why: 'decoding a record must not depend on what the record will be used for. Map and fold it in activity.',
  },
  {
    name: 'account',
    folder: account,
    may: [iam],
    why: 'an account snapshot is what is granted, not what is used. Compare the two in verify or findings.',
  },
  {
    name: 'activity',
    folder: activity,
    may: [iam, reference, cloudtrail],
    why: 'the fold defines what activity means, before any policy exists. Move what needs a policy to policy or verify.',
  },
  {
    name: 'policy',
    folder: policy,
    may: [iam, reference, activity],
    never: [evaluate],
    why: 'generation turns required permissions into statements and knows nothing of those who judge or print them. Move judging to verify, printing to render.',
  },
  {
    name: 'evaluate',
    folder: evaluate,
    may: [iam, reference],
    never: [policy],
    why: 'a decision is about a request and policy documents, never about logs. Build the request in verify.',
  },
  {
    name: 'verify',
    folder: verify,
    may: [iam, activity, account, evaluate],
    why: 'replay takes a policy document, not the internals of the generator, or it would prove nothing. Parse the document with iam.',
  },
  {
    name: 'checks',
    folder: checks,
    may: [iam, reference, evaluate],
    why: 'a check is a question about policies alone. What needs activity or an account belongs to verify or findings.',
  },
  {
    name: 'findings',
    folder: findings,
    may: [iam, reference, account, activity, evaluate],
    why: 'a finding compares what is granted with what is used, not with what we would generate. Call both from a workflow.',
  },
  {
    name: 'render',
    folder: render,
    may: [iam, activity, policy, verify, checks, findings],
    why: 'a renderer prints finished results. Compute what it needs before, in a workflow, and hand it over as data.',
  },
  {
    name: 'workflows',
    folder: workflows,
    may: [core],
    why: 'a use case reaches the outside through ports only. Add what it needs to ports.ts and let an adapter implement it.',
  },
  {
    name: 'adapters',
    folder: '^src/adapters/([^/]+)/',
    own: '^src/adapters/$1/',
    may: [core, ports],
    types: [kernel],
    never: ['^src/adapters/(?!$1/)'],
    why: 'an adapter implements a port and knows nothing of who uses it. Put what several need into core or ports.ts; of the kernel it may see types only.',
  },
  {
    name: 'kernel',
    folder: kernel,
    may: [],
    why: 'the kernel is compiled to WebAssembly and knows bytes, not IAM. Pass in what it needs as bytes.',
  },
  {
    name: 'cli',
    folder: cli,
    may: [core, workflows, adapters, kernel, library],
    never: [server],
    why: 'the command line parses input, calls one workflow and prints. Of the console it knows nothing.',
  },
  {
    name: 'server',
    folder: server,
    may: [core, workflows, adapters, kernel, library],
    never: [cli],
    why: 'the server parses a request, calls one workflow and answers. Of the console it knows nothing.',
  },
  {
    name: 'console',
    folder: under('console'),
    may: [],
    types: [server],
    why: 'the console is a client of the HTTP API and nothing more. Ask the API; of the server it may see types only.',
  },
  {
    name: 'library',
    folder: library,
    may: [core, workflows, adapters],
    why: 'the library must load without the command line, the server or the console. Move what it needs to a workflow.',
  },
  {
    name: 'composition',
    folder: composition,
    may: [core, workflows, adapters, kernel, cli, server, library],
    why: 'the process puts command line and server together and does nothing else. Move what is more to one of them.',
  },
]

/**
 * Nothing in `src/` but the row's own folder and what the row names.
 *
 * @param {Row} row
 */
function rowRule({ name, folder, own = folder, may, types = [], never = [], why }) {
  const allowed = [own, ...may, ...types, ...never]
  return forbidden(`${name}-row`, why, { path: folder }, { path: '^src/', pathNot: allowed })
}

/**
 * What the row may see by `import type` only.
 *
 * @param {Row} row
 */
function typesOnlyRules({ name, folder, types = [], why }) {
  if (types.length === 0) return []
  return [
    forbidden(
      `${name}-types-only`,
      why,
      { path: folder },
      { path: types, dependencyTypesNot: ['type-only'] },
    ),
  ]
}

/** @returns {import('dependency-cruiser').IForbiddenRuleType} */
function forbidden(name, comment, from, to) {
  return { name, severity: 'error', comment, from, to }
}

/** The edges that matter most: caught by the rows too, but each with its own reason. */
const edgesThatMatter = [
  forbidden(
    'policy-never-sees-evaluate',
    'replay proves a policy only because generation cannot know how it will be judged, not even by a type. Move the shared idea down to iam or reference.',
    { path: policy },
    { path: evaluate },
  ),
  forbidden(
    'evaluate-never-sees-policy',
    'a judge that knows the generator would repeat its mistakes. Take a policy document from iam instead.',
    { path: evaluate },
    { path: policy },
  ),
  forbidden(
    'adapters-never-see-one-another',
    'an adapter must be replaceable without reading another. Put what both need into core or workflows/ports.ts.',
    { path: '^src/adapters/([^/]+)/' },
    { path: '^src/adapters/(?!$1/)' },
  ),
  forbidden(
    'cli-never-sees-server',
    'the command line must start without the server. Move what both need to a workflow.',
    { path: cli },
    { path: server },
  ),
  forbidden(
    'server-never-sees-cli',
    'the server must run without the command line. Move what both need to a workflow.',
    { path: server },
    { path: cli },
  ),
]

const pure = [core, workflows, kernel]

const outside = [
  forbidden(
    'pure-no-node-built-ins',
    'core, workflows and the kernel run anywhere and do nothing by themselves. Take text, bytes and time as arguments, or add a port and do it in an adapter.',
    { path: pure },
    { dependencyTypes: ['core'] },
  ),
  forbidden(
    'pure-no-npm',
    'core, workflows and the kernel have no dependencies, so that importing the library costs nothing. Use packages in adapters, cli or server.',
    { path: pure },
    {
      dependencyTypes: [
        'npm',
        'npm-dev',
        'npm-optional',
        'npm-peer',
        'npm-bundled',
        'npm-no-pkg',
        'npm-unknown',
      ],
    },
  ),
  forbidden(
    'no-development-dependencies',
    'the installed package does not have it. Move it to `dependencies`, or keep its use in scripts/ and test/.',
    { path: '^src/' },
    { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
  ),
  forbidden(
    'no-gpl',
    'Leastwise is Apache-2.0 and nothing it ships may depend on a package under the GPL family. Such a package can only be an oracle in test/.',
    { path: '^src/' },
    { license: 'GPL' },
  ),
  forbidden(
    'src-stays-in-src',
    'the package ships what is compiled from src/ alone. Move the code into src/, or the import out of it.',
    { path: '^src/' },
    { path: '^(?:\\.\\.|test|scripts|examples|docs|dist|build)/' },
  ),
  forbidden(
    'resolvable',
    'the import leads nowhere. Correct the path (with its .js ending) or install the package.',
    { path: '^src/' },
    { couldNotResolve: true },
  ),
]

const shape = [
  forbidden(
    'no-cycles',
    'files in a cycle cannot be read, tested or moved one at a time. Move what both need into a third file below them.',
    {},
    { circular: true },
  ),
  forbidden(
    'no-orphans',
    'nothing imports this file and it imports nothing. Use it or delete it.',
    { path: '^src/', orphan: true, pathNot: [library, '\\.d\\.ts$'] },
    {},
  ),
]

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...house.map(rowRule),
    ...house.flatMap(typesOnlyRules),
    ...edgesThatMatter,
    ...outside,
    ...shape,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Without this a `import type` is invisible, and the edge policy → evaluate could be crossed by a type.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
    reporterOptions: {
      text: { highlightFocused: false },
    },
  },
}
