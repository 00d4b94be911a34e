/** An action in one line: of a wildcard, of a service, of a resource type. */
export interface ActionSummary {
  readonly action: string
  readonly accessLevel: string
  /** Names of the resource types it supports; none if only `*` can grant it. */
  readonly resourceTypes: readonly string[]
}

/** All that is known of one action. */
export interface ActionEntry {
  readonly kind: 'action'
  readonly action: string
  readonly accessLevel: string
  readonly resourceTypes: readonly {
    readonly type: string
    readonly arn: string
    /** A policy that grants the action must allow a resource of this type. */
    readonly required: boolean
    readonly conditionKeys: readonly string[]
  }[]
  /** Keys of the action whatever the resource; AWS's global keys (`aws:SourceIp`, …) are not listed. */
  readonly conditionKeys: readonly string[]
  /** Actions AWS lists as needed beside this one, for some uses of it. */
  readonly dependents: readonly string[]
  /** Operations of another name that are authorized as this action. */
  readonly operations: readonly string[]
  /** How the operation of the same name is authorized, where that is not by this action; else `null`. */
  readonly note: string | null
}

/** All that is known of one resource type. */
export interface ResourceTypeEntry {
  readonly kind: 'resource-type'
  readonly resourceType: string
  /** Its formats: more than one where a service has versions of a type. */
  readonly arns: readonly string[]
  readonly conditionKeys: readonly string[]
  readonly actions: readonly (ActionSummary & { readonly required: boolean })[]
}

/** How an operation is authorized, as far as that does not depend on the request. */
export interface OperationEntry {
  readonly kind: 'operation'
  /** With the prefix of its service, as the reference spells it. */
  readonly operation: string
  readonly permissions: readonly {
    readonly action: string
    readonly accessLevel: string
    readonly why: string
  }[]
  /** Actions AWS lists as needed beside, for some uses. */
  readonly dependents: readonly string[]
  /** Why it needs no permission, or how the request decides; else `null`. */
  readonly note: string | null
}

/** What a service has. */
export interface ServiceEntry {
  readonly kind: 'service'
  readonly service: string
  /** By access level, in the order of the names. */
  readonly accessLevels: Readonly<Record<string, number>>
  readonly resourceTypes: readonly string[]
  readonly actions: readonly ActionSummary[]
}

/** What a wildcard stands for. */
export interface WildcardEntry {
  readonly kind: 'wildcard'
  readonly pattern: string
  readonly actions: readonly ActionSummary[]
}

/** An answer of the reference. */
export type ReferenceEntry = ActionEntry | ResourceTypeEntry | OperationEntry | ServiceEntry | WildcardEntry

/** An answer with the version of the tables it is from. */
export interface ReferenceAnswer {
  readonly referenceVersion: string
  readonly entry: ReferenceEntry
}
