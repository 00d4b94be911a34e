import { resetAgents } from './agent'
import * as arena from './arena'
import { resetCallers } from './callers'
import { forgetUnheard, resetEvents, unheard } from './events'
import * as fields from './fields'
import { groupAt, groupCount, groupOf, resetGroups } from './groups'
import { gzipHeaderEnd, recordsStart } from './heads'
import * as identities from './identities'
import {
  DONE,
  FAILED,
  historyStart,
  inflate,
  inputAt,
  moveText,
  openInflate,
  prepareInflate,
  written,
} from './inflate'
import { takeUnheard } from './interned'
import { skipBlank } from './json'
import {
  AGENTS,
  CALLERS,
  HISTORY,
  INPUT,
  INPUT_SIZE,
  INPUT_SLACK,
  LONGEST_RECORD,
  PROJECTED,
  TEXT,
  TEXT_SIZE,
  VALUES,
} from './layout'
import * as ledger from './ledger'
import { resetMembers } from './members'
import { out, values } from './output'
import { nextRound, openPending, pendingAt, pendingCount, putOff } from './pending'
import { undecided } from './project'
import { identifier, identifierLength, isPlainRecord, readRecord, setRoot, time, timeText } from './record'
import { setByDay, tally } from './tally'

export { setCallers } from './callers'
export { setIdentities, takeUnheardIdentities } from './identities'

/** What a step came to. The numbers above 1 are reasons to leave a file to others: see `reasons` in ../exports.ts. */
const MORE: i32 = 0
const WHOLE: i32 = 1
const NOT_GZIP_AS_EXPECTED: i32 = 2
const DEFLATE: i32 = 3
const LENGTH: i32 = 4
const NOT_RECORDS: i32 = 5
const NOT_JSON: i32 = 6
const OUT_OF_MEMORY: i32 = 7
const TOO_LONG: i32 = 8

/** Text that is decompressed before it is looked at: it stays in the processor's cache. */
const STEP: usize = 0x10000
/** Text after which what is read no more is given up, for the same reason. */
const WINDOW: usize = 0x60000

/** A longer record may hold more fields than the plain decoder looks at. */
const LONGEST_PLAIN: usize = 0x18000

const BEFORE: u32 = 0
const BETWEEN: u32 = 1
const AFTER: u32 = 2

let inputEnd: usize = 0
let isGzip: bool = false
let streamEnded: bool = false
let readAt: usize = 0
let place: u32 = 0
let phase: u32 = BEFORE
let isFirst: bool = true
let total: u64 = 0
let stepFrom: usize = 0
let checksum: u32 = 0
let periodStart: u32 = 0
let periodEnd: u32 = 0xffffffff
let prepared: bool = false

/** Where a file is to be put. */
export function inputAddress(): usize {
  return INPUT
}

/** How large it may be. */
export function inputSize(): usize {
  return INPUT_SIZE
}

/** Forgets everything that was learned and kept. `seed` makes the order of tables nobody's to choose. */
export function reset(seed: u64, root: usize): bool {
  if (!prepared) prepareInflate()
  prepared = true
  setRoot(root)
  resetEvents()
  resetAgents(seed)
  fields.forgetLearned()
  resetMembers()
  ledger.resetLedger()
  identities.resetIdentities()
  resetCallers(seed)
  return resetGroups(seed)
}

/** Only events in the period are counted as inside it. Seconds since 1970, the end excluded. */
export function setPeriod(start: u32, end: u32): void {
  periodStart = start
  periodEnd = end
}

/** Whether the earliest events are kept of every day of a group. */
export function setDays(apart: bool): void {
  setByDay(apart)
}

/** Starts on a file of `size` bytes at INPUT. */
export function open(size: usize): i32 {
  inputEnd = INPUT + size
  memory.fill(inputEnd, 0, INPUT_SLACK)
  ledger.openLedger()
  readAt = TEXT
  stepFrom = TEXT
  place = 0
  phase = BEFORE
  isFirst = true
  streamEnded = false
  total = 0
  isGzip = size >= 2 && load<u16>(INPUT) == 0x8b1f
  if (!isGzip) {
    openInflate(INPUT, inputEnd, TEXT)
    return MORE
  }
  const start = gzipHeaderEnd(INPUT, inputEnd)
  if (start == 0) return NOT_GZIP_AS_EXPECTED
  openInflate(start, inputEnd - 8, TEXT)
  return MORE
}

/** Decompresses some text and reads the records in it. */
export function step(): i32 {
  makeRoom()
  openPending()
  stepFrom = written
  const more = isGzip ? unpack() : copy()
  if (more == FAILED) return DEFLATE
  total += <u64>(written - stepFrom)
  streamEnded = more == DONE
  if (streamEnded && isGzip && (inputAt() + 8 != inputEnd || load<u32>(inputEnd - 4) != <u32>total))
    return LENGTH
  memory.fill(written, 0, 64)
  checksum = isGzip ? load<u32>(inputEnd - 8) : 0
  return readText()
}

function unpack(): i32 {
  return inflate(written + STEP)
}

/** A file that is not compressed: read from INPUT in steps too. */
function copy(): i32 {
  const left = inputEnd - (INPUT + <usize>total)
  const size = left < STEP ? left : STEP
  memory.copy(written, INPUT + <usize>total, size)
  moveText(written + size, TEXT)
  return size == left ? DONE : MORE
}

/** Moves what is still needed to the front: the history, and the record at hand. */
function makeRoom(): void {
  if (written < TEXT + WINDOW) return
  const history = written - historyStart < HISTORY ? historyStart : written - HISTORY
  const from = readAt < history ? readAt : history
  // A long record is moved no more often than it has to be.
  if (from < TEXT + (WINDOW >> 1) && written + STEP + 1024 < TEXT + TEXT_SIZE) return
  const shift = from - TEXT
  memory.copy(TEXT, from, written - from)
  readAt -= shift
  moveText(written - shift, (history > historyStart ? history : historyStart) - shift)
}

/** Where the last step's text lies, for a checksum. */
export function stepText(): usize {
  return stepFrom
}

/** How long it is. */
export function stepSize(): usize {
  return written - stepFrom
}

/** The checksum that the file states. */
export function statedChecksum(): u32 {
  return checksum
}

/** Whether the file states one. */
export function hasChecksum(): bool {
  return isGzip
}

function readText(): i32 {
  if (phase == BEFORE) {
    const at = recordsStart(TEXT)
    if (at == 0) return streamEnded || written - TEXT > 256 ? NOT_RECORDS : MORE
    readAt = at
    phase = BETWEEN
  }
  while (phase == BETWEEN) {
    const result = readNext()
    if (result != WHOLE) return result
  }
  return readRest()
}

/** Reads one record with what separates it from the one before. WHOLE if there may be another. */
function readNext(): i32 {
  let at = skipBlank(readAt)
  const code = load<u8>(at)
  if (code == 0x5d) {
    readAt = at + 1
    phase = AFTER
    return WHOLE
  }
  if (!isFirst && code == 0x2c) at = skipBlank(at + 1)
  else if (!isFirst) return lacking()
  if (load<u8>(at) != 0x7b) return lacking()
  const end = readRecord(at)
  if (end == 0) return lacking()
  if (end - at > LONGEST_RECORD) return TOO_LONG
  if (!keep(at, end)) return OUT_OF_MEMORY
  place++
  isFirst = false
  readAt = end
  return WHOLE
}

/** Keeps the record that was read last. False if memory is out. */
function keep(at: usize, end: usize): bool {
  if (!isPlainRecord() || end - at > LONGEST_PLAIN) return ledger.addOdd(at, end, place)
  return (undecided && putOff(at)) || addEvent()
}

/** How many records wait for the host to decide on what they brought. */
export function waiting(): u32 {
  return pendingCount
}

/** Reads the waiting records again. False if memory is out. */
export function again(): bool {
  const count = nextRound()
  for (let index: u32 = 0; index < count; index++) {
    const at = pendingAt(index)
    if (!keep(at, readRecord(at))) return false
  }
  return true
}

/** There is no record, or not yet all of it. */
function lacking(): i32 {
  if (streamEnded) return NOT_JSON
  return written - readAt > LONGEST_RECORD ? TOO_LONG : MORE
}

function readRest(): i32 {
  if (!streamEnded) return written - readAt > STEP ? NOT_RECORDS : MORE
  const at = skipBlank(readAt)
  if (load<u8>(at) != 0x7d) return NOT_JSON
  return skipBlank(at + 1) == written ? WHOLE : NOT_RECORDS
}

function addEvent(): bool {
  const outside: u32 = time >= periodStart && time < periodEnd ? 0 : 1
  let group = groupOf(PROJECTED, <u32>(out - PROJECTED), 0, outside)
  if (group != 0 && values != VALUES) group = groupOf(VALUES, <u32>(values - VALUES), <u32>group, outside)
  const event = ledger.nextEvent()
  if (group == 0 || event == 0) return false
  store<u32>(event, load<u32>(group, 32))
  store<u32>(event, time, 4)
  store<u32>(event, identifierLength, 8)
  store<u32>(event, 0, 12)
  // In blocks, where the engine's own copy would be a call. What is too much is written over, or is room of the event.
  v128.store(event, v128.load(identifier), 16)
  v128.store(event, v128.load(identifier, 16), 32)
  v128.store(event, v128.load(identifier, 32), 48)
  const written = event + 16 + identifierLength
  store<u8>(written, 0x20)
  v128.store(written, v128.load(timeText), 1)
  store<u32>(written, load<u32>(timeText, 16), 17)
  store<u32>(event, identities.identity, ledger.IDENTITY_OF_EVENT)
  return true
}

/** Where events lie that are to be counted. */
export function eventsAddress(): usize {
  return PROJECTED
}

/** How many of them fit. */
export function eventsRoom(): u32 {
  return <u32>((TEXT - PROJECTED) / ledger.EVENT)
}

/**
 * Counts events that the host has put back, each with a flag that says whether it was delivered before. Only then do they
 * count: the host knows what became of their file. False if memory is out.
 */
export function count(events: u32): bool {
  for (let index: u32 = 0; index < events; index++) {
    const event = PROJECTED + <usize>index * ledger.EVENT
    const number = load<u32>(event)
    if (number >= groupCount) return false
    if (!tally(groupAt(number), load<u32>(event, 4), event + 16, load<u32>(event, 8), load<u32>(event, 12)))
      return false
  }
  return true
}

/** How many events the file has. */
export function eventCount(): u32 {
  return ledger.eventCount
}

/** Where they lie: see ledger.ts. */
export function firstEvents(): usize {
  return ledger.firstBlock()
}

/** How many odd records the file has. */
export function oddCount(): u32 {
  return ledger.oddCount
}

/** The first of them: see ledger.ts. */
export function firstOdd(): usize {
  return ledger.firstOdd
}

/** How many groups there are. */
export function groups(): u32 {
  return groupCount
}

/** The group of a number: see groups.ts. */
export function group(index: u32): usize {
  return groupAt(index)
}

/** Kinds of events that the host has not heard of: see events.ts. */
export function unheardEvents(): usize {
  const first = unheard
  forgetUnheard()
  return first
}

/** User agents that the host has not heard of: see interned.ts. */
export function unheardAgents(): usize {
  return takeUnheard(AGENTS)
}

/** Callers that it has not heard of. */
export function unheardCallers(): usize {
  return takeUnheard(CALLERS)
}

/** Keys that the host has not decided on: see fields.ts. */
export function learnedKeys(): usize {
  const first = fields.learned
  fields.forgetLearned()
  return first
}

/** A node for the tree of what is asked for: see fields.ts. */
export function newNode(learns: u32, parent: usize): usize {
  return fields.newNode(learns, parent)
}

/** Adds a key that lies at INPUT. */
export function addKey(node: usize, length: u32, action: u32, special: u32): usize {
  return fields.addKey(node, INPUT, length, action, special)
}

/** Room for `size` bytes. */
export function allocate(size: usize): usize {
  return arena.allocate(size)
}

/** The first byte of memory that is free. */
export function arenaTop(): usize {
  return arena.arenaTop()
}

/** Gives back all memory from there on. */
export function release(mark: usize): void {
  arena.release(mark)
}
