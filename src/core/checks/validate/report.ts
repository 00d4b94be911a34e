import type { Finding } from './finding.js'

/** A finding, with what a reader needs to see it in its file. */
export interface ReportedFinding extends Finding {
  /** The line of the file where its first place begins, without its end; cut if it is very long. */
  readonly line: string
  /** How many characters were cut from the start of {@link line}. */
  readonly lineCut: number
  /** The text at its first place, cut if it is long. */
  readonly text: string
}

/** What was found in one policy. Places are those of the file. */
export interface PolicyResult {
  readonly file: string
  /** Where in the file; empty if the policy is all of it. */
  readonly where: string
  readonly findings: readonly ReportedFinding[]
}

/** What was found in all policies. */
export interface ValidationReport {
  /** Every policy that was read, also those without findings, in the order of the input. */
  readonly policies: readonly PolicyResult[]
  /** Files in which there is no policy. */
  readonly withoutPolicy: readonly string[]
  /** Findings that were left out because a baseline or an ignore file says so. */
  readonly known: number
  readonly ignored: number
}
