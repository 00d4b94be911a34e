/**
 * @param {string} text such as `250MB`
 * @returns {number} bytes, in powers of ten
 */
export function bytesOf(text) {
  const [, amount, unit] = /^([\d.]+)(KB|MB|GB)$/.exec(text) ?? []
  if (amount === undefined) throw new Error(`a size looks like 250MB, not ${text}`)
  return Math.round(Number(amount) * { KB: 1e3, MB: 1e6, GB: 1e9 }[unit])
}
