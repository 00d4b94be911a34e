import { splitArn } from '../../iam/arn.js'
import { isAny } from '../../iam/arn-pattern.js'
import { hasUnresolved, type Place, type Text, textsOf } from './place.js'

/** One pattern of `Resource` or `NotResource`. */
export interface ResourceView extends Text {
  /** Is it `*`? */
  readonly all: boolean
  /**
   * Partition, service, Region, account and resource, policy variables as `*`; those that are missing are missing.
   * `undefined` if the text does not start with `arn:`.
   */
  readonly fields: readonly string[] | undefined
}

/** `Resource` or `NotResource` of a statement. */
export interface ResourceElement extends Place {
  readonly not: boolean
  readonly resources: readonly ResourceView[]
  /** A resource is not known, so nothing can be said of the whole list. */
  readonly unknown: boolean
}

/** Reads `Resource` or `NotResource`. */
export function readResources(place: Place, not: boolean): ResourceElement {
  const { path, span, node } = place
  return { path, span, node, not, resources: textsOf(place).map(readResource), unknown: hasUnresolved(place) }
}

function readResource({ path, span, value }: Text): ResourceView {
  return { path, span, value, all: isAny(value), fields: splitArn(withoutVariables(value)) }
}

/** Policy variables as `*`: they may stand for anything, colons of an ARN not among it. */
export function withoutVariables(text: string): string {
  return text.includes('${') ? text.replace(/\$\{[^{}]*\}/g, '*') : text
}
