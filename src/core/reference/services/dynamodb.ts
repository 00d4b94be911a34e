import { asObject, asText, type Json, type JsonObject, member } from '../../iam/json.js'
import type { Call, ResourceReference } from '../call.js'
import { givenArn, type Need, resourceOf, type ServiceRules, text } from '../rule.js'
import type { Action } from '../service.js'

const transactionItems: Readonly<Record<string, string>> = {
  Put: 'dynamodb:PutItem',
  Update: 'dynamodb:UpdateItem',
  Delete: 'dynamodb:DeleteItem',
  ConditionCheck: 'dynamodb:ConditionCheckItem',
  Get: 'dynamodb:GetItem',
}

/** The word before the table of a statement, by its verb. */
const tableKeywords: Readonly<Record<string, string>> = {
  SELECT: 'FROM',
  EXISTS: 'FROM',
  INSERT: 'INTO',
  UPDATE: 'UPDATE',
  DELETE: 'FROM',
}

const partiQl: Readonly<Record<string, string>> = {
  SELECT: 'dynamodb:PartiQLSelect',
  EXISTS: 'dynamodb:PartiQLSelect',
  INSERT: 'dynamodb:PartiQLInsert',
  UPDATE: 'dynamodb:PartiQLUpdate',
  DELETE: 'dynamodb:PartiQLDelete',
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html */
export const dynamodb: ServiceRules = {
  prefix: 'dynamodb',
  primary: (operation, call) => {
    if (/^Transact(?:Get|Write)Items$/.test(operation)) return transaction(operation, call)
    if (/^(?:Batch)?Execute(?:Statement|Transaction)$/.test(operation)) return statements(call)
    return undefined
  },
  additional: (operation, call) => batchTables(operation, call),
  resources: (action, operation, call) =>
    operation === 'GetRecords' ? streamOfIterator(call) : index(action, call),
  tagOnCreate: 'dynamodb:TagResource',
  reads: ['tablename', 'indexname', 'statement', 'operation', 'requestitems', 'sharditerator'],
  reduces: { statement: canonicalStatement, sharditerator: streamArn },
}

/**
 * Transactions are authorized item by item; the operation itself is no action. Records list the items as
 * `requestItems[]` with an `operation`, whose table key is spelled either way.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/logging-using-cloudtrail.html
 */
function transaction(operation: string, call: Call): readonly Need[] | undefined {
  const items = elements(call.request?.requestItems).flatMap((item) => {
    const verb = text(item, 'operation') ?? (operation === 'TransactGetItems' ? 'Get' : '')
    const table = text(item, 'tableName') ?? text(item, 'TableName')
    if (!Object.hasOwn(transactionItems, verb)) return []
    return [
      {
        action: transactionItems[verb]!,
        resources: tables(call, [table]),
        why: `a ${verb} in the transaction`,
      },
    ]
  })
  if (items.length > 0) return items
  // Without its items a read is still one action; a write could be any of four.
  return operation === 'TransactGetItems'
    ? [{ action: 'dynamodb:GetItem', why: 'a transaction of reads' }]
    : undefined
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-iam.html */
function statements(call: Call): readonly Need[] | undefined {
  const texts = [call.request, ...elements(call.request?.requestItems)]
    .map((object) => asText(member(object, 'statement')))
    .filter((statement) => statement !== undefined)
  const needs = texts.flatMap((statement) => {
    const verb = verbOf(statement)
    if (!Object.hasOwn(partiQl, verb)) return []
    const why = `the PartiQL statement is ${verb}`
    return [{ action: partiQl[verb]!, why, ...partiQlTable(call, statement) }]
  })
  return needs.length > 0 ? needs : undefined
}

/** `SELECT … FROM "Orders"."by-date"`: a table, or an index of it, in double quotes or bare. */
function partiQlTable(call: Call, statement: string): { resources?: readonly ResourceReference[] } {
  const table = tableIn(statement)
  if (table === undefined) return {}
  const type = table.index === undefined ? 'dynamodb/table' : 'dynamodb/index'
  return {
    resources: [resourceOf(call, type, { TableName: table.name, IndexName: table.index }, 'statement')],
  }
}

/**
 * Reading an index is checked on the index alone, though the record lists its table.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/using-identity-based-policies.html
 */
function index({ resources }: Action, call: Call): readonly ResourceReference[] | undefined {
  const [table, name] = [text(call.request, 'tableName'), text(call.request, 'indexName')]
  const listed = call.resources.find(({ arn }) => /:table\/[^/]+$/.test(arn))
  if (name === undefined || !resources.some(({ type }) => type.name === 'index')) return undefined
  const whole = listed?.arn ?? (table?.startsWith('arn:') ? table : undefined)
  if (whole !== undefined) return [givenArn(`${whole}/index/${name}`, 'indexName and the ARN of its table')]
  return [
    resourceOf(call, 'dynamodb/index', { TableName: table, IndexName: name }, 'tableName and indexName'),
  ]
}

/**
 * All of a statement that decides permissions: its verb and its table. The rest differs call by call.
 * Law: read again, it gives the same verb and table.
 */
function canonicalStatement(statement: string): string {
  const verb = verbOf(statement)
  const table = tableIn(statement)
  if (table === undefined) return verb
  const start = tableKeywords[verb] === verb ? verb : `${verb} ${tableKeywords[verb]}`
  return `${start} "${table.name}"${table.index === undefined ? '' : `."${table.index}"`}`
}

function verbOf(statement: string): string {
  const [verb = ''] = /^\s*[A-Za-z]+/.exec(statement) ?? []
  return verb.trim().toUpperCase()
}

/** A name in double quotes or bare, and an index behind it. */
const tableName =
  /\b(FROM|INTO|UPDATE)\s+(?:"([^"]{1,255})"|([\w-]{1,255}(?:\.[\w-]{1,255})*))(?:\."([^"]{1,255})")?/gi

function tableIn(statement: string): { name: string; index: string | undefined } | undefined {
  const verb = verbOf(statement)
  const keyword = Object.hasOwn(tableKeywords, verb) ? tableKeywords[verb] : undefined
  const match = [...statement.matchAll(tableName)].find(([, word]) => word!.toUpperCase() === keyword)
  const name = match?.[2] ?? match?.[3]
  return name === undefined ? undefined : { name, index: match?.[4] }
}

/**
 * A shard iterator is the stream's ARN with where to read behind it: `ARN|1|AAAA…`.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html
 */
function streamOfIterator(call: Call): readonly ResourceReference[] | undefined {
  const iterator = text(call.request, 'shardIterator')
  return iterator?.startsWith('arn:')
    ? [givenArn(streamArn(iterator), 'the stream in shardIterator')]
    : undefined
}

function streamArn(iterator: string): string {
  return iterator.split('|', 1)[0]!
}

/** Batches name their tables as keys of requestItems, which no field matching can see. */
function batchTables(operation: string, call: Call): readonly Need[] {
  if (!/^Batch(?:Get|Write)Item$/.test(operation)) return []
  const items = member(call.request, 'requestItems')
  const names = Array.isArray(items)
    ? (items as readonly Json[]).map(asText)
    : Object.keys(asObject(items) ?? {})
  const resources = tables(call, names)
  return resources.length === 0
    ? []
    : [{ action: `dynamodb:${operation}`, resources, kind: 'primary', why: 'the tables of requestItems' }]
}

function tables(call: Call, names: readonly (string | undefined)[]): readonly ResourceReference[] {
  return names
    .filter((name) => name !== undefined)
    .map((name) =>
      name.startsWith('arn:')
        ? givenArn(name, 'tableName')
        : resourceOf(call, 'dynamodb/table', { TableName: name }, 'tableName'),
    )
}

function elements(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value)
    ? (value as readonly Json[]).map(asObject).filter((object) => object !== undefined)
    : []
}
