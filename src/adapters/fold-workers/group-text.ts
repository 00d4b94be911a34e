/** A text of JSON among those of other groups. */
export interface GroupText {
  readonly bytes: Buffer
  readonly from: number
  readonly to: number
}

/** The text as it is read. */
export function textOf({ bytes, from, to }: GroupText): string {
  return bytes.toString('utf8', from, to)
}
