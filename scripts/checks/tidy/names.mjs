/** Names of files say what is in them. */

const vague = /(?:^|[-_.])(?:utils?|helpers?|managers?|engines?|common|misc|stuff)(?:[-_.]|$)/i

/**
 * @param {string} file
 * @returns {string[]}
 */
export function badName(file) {
  const parts = file.split('/')
  const found = parts.find((part) => vague.test(kebab(part)))
  return found === undefined ? [] : [`${file}: \`${found}\` says nothing. Name the thing that is in it.`]
}

/** `PolicyManager` hides its second word no better than `policy-manager` does. */
const kebab = (name) => name.replaceAll(/([a-z])([A-Z])/g, '$1-$2')
