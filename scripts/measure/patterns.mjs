/** True if a text matches a pattern with `*` and `?`, as IAM compares resources. */
export function matches(pattern, text) {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`, 's').test(text)
}

/** `service:type` of an ARN, as far as the text before the first `/` or `:` of its resource says it. */
export function kindOfArn(arn) {
  const [, , service, , , ...resource] = arn.split(':')
  return `${service}:${/^[^/:*]*/.exec(resource.join(':'))?.[0] ?? ''}`
}
