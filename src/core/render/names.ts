/** `marigold_web_task`: a name as Terraform takes it. Never empty, never begins with a digit. */
export function snakeName(name: string): string {
  return identifier(words(name).join('_').toLowerCase())
}

/** `MarigoldWebTask`: a class, a logical ID. Never empty, never begins with a digit. */
export function pascalName(name: string): string {
  return identifier(
    words(name)
      .map((word) => word[0]!.toUpperCase() + word.slice(1))
      .join(''),
  )
}

/** `marigoldWebTask`: a constant. Never empty, never begins with a digit, and no word of the language. */
export function camelName(name: string): string {
  const pascal = pascalName(name)
  const camel = pascal[0]!.toLowerCase() + pascal.slice(1)
  return /^[a-z]{2,10}$/.test(camel) ? `${camel}Policy` : camel
}

function words(name: string): readonly string[] {
  return name.split(/[^A-Za-z0-9]+/).filter((word) => word !== '')
}

function identifier(text: string): string {
  return /^[A-Za-z]/.test(text) ? text : `p${text}`
}
