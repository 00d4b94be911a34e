const LONGEST_EXCERPT = 60

/** A short piece of untrusted text between backticks, without control characters, for a detail sentence. */
export function excerpt(text: string): string {
  const short = text.length > LONGEST_EXCERPT ? `${text.slice(0, LONGEST_EXCERPT)}…` : text
  return `\`${short.replace(/[\u0000-\u001f\u007f-\u009f`\u2028\u2029\ud800-\udfff]/g, ' ')}\``
}
