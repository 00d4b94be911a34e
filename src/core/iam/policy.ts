/**
 * A policy document, normalised: single values are lists of one, numbers and Booleans in conditions are
 * text. Nothing that decides access is lost.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export interface PolicyDocument {
  /** `undefined` if the document names none; AWS then reads it as 2008-10-17. */
  readonly version: PolicyVersion | undefined
  readonly id: string | undefined
  readonly statements: readonly Statement[]
}

/** Policy variables work in 2012-10-17 only. */
export type PolicyVersion = '2012-10-17' | '2008-10-17'

/** What a statement does when it applies. */
export type Effect = 'Allow' | 'Deny'

/** A statement. Lists keep the order they were written in. */
export interface Statement {
  readonly sid: string | undefined
  readonly effect: Effect
  /** `undefined` in an identity policy. */
  readonly principal: PrincipalElement | undefined
  readonly action: PatternElement
  /** `undefined` in a trust policy. */
  readonly resource: PatternElement | undefined
  /**
   * All must hold. Invariant: no operator and key occur together twice, and the entries of one operator are
   * neighbours, as they are in JSON; `printPolicy` throws or regroups otherwise.
   */
  readonly condition: readonly Condition[]
}

/** `Action` or `NotAction`, `Resource` or `NotResource`. */
export interface PatternElement {
  /** True for the `Not…` form. */
  readonly not: boolean
  readonly patterns: readonly string[]
}

/** `Principal` or `NotPrincipal`. */
export interface PrincipalElement {
  readonly not: boolean
  /** `*` is not the same as `{AWS: '*'}` everywhere, so both are kept. */
  readonly value: '*' | readonly PrincipalValues[]
}

/** The kinds of principals that a `Principal` element can name. */
export type PrincipalKind = 'AWS' | 'Federated' | 'Service' | 'CanonicalUser'

/** The principals of one kind. Invariant: a kind occurs once in an element. */
export interface PrincipalValues {
  readonly kind: PrincipalKind
  readonly values: readonly string[]
}

/** One key under one operator: one of the values must match, or none for a negated operator. */
export interface Condition {
  /** As written, qualifier and suffix included: `ForAnyValue:StringLikeIfExists`. */
  readonly operator: string
  readonly key: string
  readonly values: readonly string[]
}
