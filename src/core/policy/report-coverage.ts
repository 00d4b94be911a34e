/** How long was observed and what that says. Days are `YYYY-MM-DD` in UTC. */
export interface ReportCoverage {
  /** In words, with the numbers. */
  readonly summary: string
  /** Days from the first to the last record of anybody, and those on which the principal did anything. */
  readonly days: number
  readonly activeDays: number
  /** Estimate of the actions that are new in the 30 days after; `null` if there are too few days for one. */
  readonly expectedNewActions: number | null
  readonly lastNewAction: {
    readonly day: string
    readonly daysBefore: number
    readonly actions: readonly string[]
  }
  /** Firsts of a month with the day before. */
  readonly monthTurns: number
  /** Actions used more than once, always on one weekday or at the turn of a month. */
  readonly rhythms: readonly { readonly action: string; readonly on: string; readonly times: number }[]
  /** Actions used without what undoes them. */
  readonly lifecycle: readonly { readonly action: string; readonly counterpart: string }[]
  /** What its runtimes call while they start; `null` of an activity store, which keeps no times of day. */
  readonly startUp: ReportStartUp | null
}

/** Starts of functions, tasks and instances that the records show. Events are `eventSource eventName`. */
export interface ReportStartUp {
  readonly summary: string
  readonly starts: number
  readonly lastStart: string | null
  readonly deployments: number
  readonly lastDeployment: string | null
  readonly onlyAtStart: readonly string[]
  readonly notSinceDeployment: readonly string[]
}
