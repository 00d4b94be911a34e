/** A set of rows or columns: bit n says that number n is in it. */
export type Members = bigint

/** What has to be covered: rows are actions, columns resources. */
export interface Relation {
  /** By row: the columns that it must be granted on. */
  readonly required: readonly Members[]
  /** By row: the columns that it may be granted on; includes what is required. */
  readonly allowed: readonly Members[]
  /** Characters that naming a row or a column costs. */
  readonly rowCost: readonly number[]
  readonly columnCost: readonly number[]
  /** Characters that a statement costs besides. */
  readonly base: number
}

/** Every row of the rectangle on every column of it: one statement. */
export interface Rectangle {
  readonly rows: Members
  readonly columns: Members
}

/**
 * Rectangles that cover what is required, go nowhere beyond what is allowed, and cost few characters together. The
 * problem (weighted biclique cover) is NP-hard, so this is a search: from three starts, the change of two rectangles that
 * saves most is made until none saves anything; then each rectangle is opened once more. The same relation gives the same answer. A test compares it with the
 * optimum on small relations.
 */
export function cover(relation: Relation): readonly Rectangle[] {
  const flipped = transposed(relation)
  const byRow = starting(relation)
  const byColumn = starting(flipped).map(({ rows, columns }) => ({ rows: columns, columns: rows }))
  const shared = sharedRectangles(relation)
  const found = [byRow, byColumn, shared].map((start) => settled(start, relation))
  return reopened(cheapest(found, relation), relation)
}

function cheapest(covers: readonly (readonly Rectangle[])[], relation: Relation): readonly Rectangle[] {
  return covers.reduce((best, next) => (costOf(next, relation) < costOf(best, relation) ? next : best))
}

/** Opening each rectangle takes the square of their number; what has more is left as it is. */
const reopenedMost = 24

/** Opens one rectangle after the other, row by row and column by column, and settles again: out of a local optimum. */
function reopened(start: readonly Rectangle[], relation: Relation): readonly Rectangle[] {
  if (start.length > reopenedMost) return start
  const tries = start.flatMap((one) => {
    const others = start.filter((other) => other !== one)
    const byRow = listed(one.rows).map((row) => ({ rows: 1n << BigInt(row), columns: one.columns }))
    const byColumn = listed(one.columns).map((column) => ({ rows: one.rows, columns: 1n << BigInt(column) }))
    return [byRow, byColumn].filter(({ length }) => length > 1).map((parts) => [...others, ...parts])
  })
  const best = cheapest([start, ...tries.map((one) => settled(one, relation))], relation)
  return best === start ? start : reopened(best, relation)
}

/** Characters that rectangles cost together. */
export function costOf(rectangles: readonly Rectangle[], relation: Relation): number {
  return rectangles.reduce((sum, one) => sum + costOfOne(one, relation), 0)
}

/** Rows with equal columns together. */
function starting({ required }: Relation): Rectangle[] {
  const byColumns = new Map<Members, Members>()
  for (const [row, columns] of required.entries())
    byColumns.set(columns, (byColumns.get(columns) ?? 0n) | (1n << BigInt(row)))
  return [...byColumns].filter(([columns]) => columns !== 0n).map(([columns, rows]) => ({ rows, columns }))
}

const sharedKept = 400

/** For all column sets that rows have in common: every row that may have them. What is not needed is trimmed later. */
function sharedRectangles(relation: Relation): Rectangle[] {
  const own = [...new Set(relation.required)].filter((columns) => columns !== 0n)
  const sets = new Set(own)
  for (const a of own) for (const b of own) if (sets.size < sharedKept && (a & b) !== 0n) sets.add(a & b)
  const candidates = [...sets].map((columns) => ({ rows: rowsAllowed(columns, relation), columns }))
  return greedy(candidates, relation)
}

function rowsAllowed(columns: Members, { allowed }: Relation): Members {
  return allowed.reduce(
    (rows, have, row) => ((have & columns) === columns ? rows | (1n << BigInt(row)) : rows),
    0n,
  )
}

/** Takes the rectangle that covers most for its characters until nothing is left. */
function greedy(candidates: readonly Rectangle[], relation: Relation): Rectangle[] {
  const open = [...relation.required]
  const taken: Rectangle[] = []
  while (open.some((columns) => columns !== 0n)) {
    let best: { one: Rectangle; worth: number } | undefined
    for (const candidate of candidates) {
      const one = needed(candidate, open)
      if (one.rows === 0n) continue
      const worth = pairs(one, open) / costOfOne(one, relation)
      if (best === undefined || worth > best.worth) best = { one, worth }
    }
    if (best === undefined) break
    taken.push(best.one)
    for (const row of listed(best.one.rows)) open[row] = open[row]! & ~best.one.columns
  }
  return taken
}

/** The rectangle without rows and columns that have nothing open in it. */
function needed({ rows, columns }: Rectangle, open: readonly Members[]): Rectangle {
  let [keptRows, keptColumns] = [0n, 0n]
  for (const row of listed(rows)) {
    const here = open[row]! & columns
    if (here === 0n) continue
    keptRows |= 1n << BigInt(row)
    keptColumns |= here
  }
  return { rows: keptRows, columns: keptColumns }
}

function pairs({ rows, columns }: Rectangle, open: readonly Members[]): number {
  return listed(rows).reduce((sum, row) => sum + listed(open[row]! & columns).length, 0)
}

/** Improves until nothing improves. Every round makes it cheaper, so it ends. */
function settled(start: readonly Rectangle[], relation: Relation): readonly Rectangle[] {
  let current = trimmed(start, relation)
  for (;;) {
    const next = trimmed(improved(current, relation), relation)
    if (costOf(next, relation) >= costOf(current, relation)) return current
    current = next
  }
}

interface Change {
  readonly a: Rectangle
  readonly b: Rectangle
  readonly by: readonly Rectangle[]
  readonly saving: number
}

/** Makes the change of two rectangles that saves most, again and again. */
function improved(start: readonly Rectangle[], relation: Relation): readonly Rectangle[] {
  let list = [...start]
  let open = list.flatMap((a, at) => list.slice(at + 1).flatMap((b) => savingChanges(a, b, relation)))
  for (;;) {
    let best: Change | undefined
    for (const one of open) if (best === undefined || one.saving > best.saving) best = one
    if (best === undefined) return list
    const { a, b, by } = best
    list = list.filter((one) => one !== a && one !== b)
    open = open.filter((one) => one.a !== a && one.a !== b && one.b !== a && one.b !== b)
    for (const added of by) {
      open.push(...list.flatMap((one) => savingChanges(one, added, relation)))
      list.push(added)
    }
  }
}

function savingChanges(a: Rectangle, b: Rectangle, relation: Relation): Change[] {
  const before = costOfOne(a, relation) + costOfOne(b, relation)
  return changes(a, b, relation).flatMap((by) => {
    const saving = before - costOf(by, relation)
    return saving > 0 ? [{ a, b, by, saving }] : []
  })
}

/** Other ways to cover what two rectangles cover: as one, or with what they can share in a rectangle of its own. */
function changes(a: Rectangle, b: Rectangle, relation: Relation): readonly (readonly Rectangle[])[] {
  const rows = a.rows | b.rows
  const columns = a.columns | b.columns
  const everywhere = columnsAllowed(rows, relation)
  if ((everywhere & columns) === columns) return [[{ rows, columns }]]
  const found: (readonly Rectangle[])[] = []
  const common = everywhere & columns
  if (common !== 0n)
    found.push([
      { rows, columns: common },
      ...real({ rows: a.rows, columns: a.columns & ~common }),
      ...real({ rows: b.rows, columns: b.columns & ~common }),
    ])
  const both = rowsAllowed(columns, relation) & rows
  if (both !== 0n)
    found.push([
      { rows: both, columns },
      ...real({ rows: a.rows & ~both, columns: a.columns }),
      ...real({ rows: b.rows & ~both, columns: b.columns }),
    ])
  return found
}

function real(one: Rectangle): Rectangle[] {
  return one.rows === 0n || one.columns === 0n ? [] : [one]
}

function columnsAllowed(rows: Members, { allowed }: Relation): Members {
  return listed(rows).reduce((columns, row) => columns & allowed[row]!, -1n)
}

/** Without rows and columns whose pairs other rectangles cover as well; the costly ones go first. */
function trimmed(rectangles: readonly Rectangle[], relation: Relation): readonly Rectangle[] {
  const list = [...rectangles].sort((a, b) => costOfOne(b, relation) - costOfOne(a, relation))
  for (const [at, { rows, columns }] of list.entries()) {
    const open = relation.required.map((required, row) => {
      if (((rows >> BigInt(row)) & 1n) === 0n) return 0n
      return list.reduce(
        (rest, other, index) =>
          index !== at && ((other.rows >> BigInt(row)) & 1n) === 1n ? rest & ~other.columns : rest,
        required & columns,
      )
    })
    list[at] = needed({ rows, columns }, open)
  }
  return list.filter(({ rows }) => rows !== 0n)
}

function costOfOne({ rows, columns }: Rectangle, { rowCost, columnCost, base }: Relation): number {
  return base + listCost(rows, rowCost) + listCost(columns, columnCost)
}

/** Two brackets, and a comma less than there are members; a single member has no brackets. */
function listCost(members: Members, cost: readonly number[]): number {
  const list = listed(members)
  return list.reduce((sum, one) => sum + cost[one]!, list.length > 1 ? 1 : -1)
}

/** The numbers in a set, ascending. */
export function listed(members: Members): number[] {
  const list: number[] = []
  const digits = members.toString(16)
  for (let at = 0; at < digits.length; at++) {
    const digit = Number.parseInt(digits[digits.length - 1 - at]!, 16)
    for (let bit = 0; bit < 4; bit++) if ((digit >> bit) & 1) list.push(4 * at + bit)
  }
  return list
}

function transposed({ required, allowed, rowCost, columnCost, base }: Relation): Relation {
  const flip = (rows: readonly Members[]) =>
    columnCost.map((_, column) =>
      rows.reduce(
        (members, columns, row) =>
          ((columns >> BigInt(column)) & 1n) === 1n ? members | (1n << BigInt(row)) : members,
        0n,
      ),
    )
  return { required: flip(required), allowed: flip(allowed), rowCost: columnCost, columnCost: rowCost, base }
}
