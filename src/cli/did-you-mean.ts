import { nearest } from '../core/iam/nearest.js'

/** ``did you mean `a` or `b`?``, or the list of what exists when nothing is near. */
export function didYouMean(name: string, candidates: readonly string[]): string {
  const near = nearest(name, candidates, 2)
  if (near.length > 0) return `did you mean ${near.map((candidate) => `\`${candidate}\``).join(' or ')}?`
  return `there is ${candidates.map((candidate) => `\`${candidate}\``).join(', ')}`
}
