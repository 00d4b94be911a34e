/**
 * Text that CloudTrail puts in the place of a value it withholds.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
const withheld = new Set(['HIDDEN_DUE_TO_SECURITY_REASONS', '***', '***OMITTED***', '****', '*****'])

/** True if the value is one that was really sent, not a placeholder of CloudTrail's. */
export function isDisclosed(value: string): boolean {
  return value !== '' && !withheld.has(value)
}

/** Characters an IAM policy may hold: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
const outsidePolicyCharset = /[^\u0009\u000a\u000d\u0020-\u00ff]+/g

/**
 * A logged value as it must stand in an ARN of a policy: wildcards and variables in it are data, so they are written
 * `${*}`, `${?}` and `${$}`; characters that a policy cannot hold become `*`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-specialchars
 */
export function literalValue(value: string): string {
  return value.replace(/\$(?=\{)|[*?]/g, (character) => `\${${character}}`).replace(outsidePolicyCharset, '*')
}
