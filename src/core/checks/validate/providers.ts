/** The issuer of the tokens of GitHub Actions. */
export const GITHUB = 'token.actions.githubusercontent.com'

const SAML = /^arn:[^:]*:iam::[0-9]{12}:saml-provider\/[^*?]+$/
const OIDC = /^arn:[^:]*:iam::[0-9]{12}:oidc-provider\/([^*?]+)$/
const DOMAIN = /^(?:[a-z0-9-]{1,63}\.)+[a-z]{2,63}$/i

/** Is it the ARN of a SAML provider? */
export function isSamlProvider(principal: string): boolean {
  return SAML.test(principal)
}

/** Is it the ARN of an OIDC provider, or the name of one that AWS knows by its domain? */
export function isOidcProvider(principal: string): boolean {
  return OIDC.test(principal) || (principal.length <= 255 && DOMAIN.test(principal))
}

/** What the condition keys of an OIDC provider begin with, in lower case; `undefined` for any other principal. */
export function issuerOf(principal: string): string | undefined {
  const [, issuer] = OIDC.exec(principal) ?? []
  if (issuer !== undefined) return issuer.toLowerCase()
  return isOidcProvider(principal) ? principal.toLowerCase() : undefined
}
