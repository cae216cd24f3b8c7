const MOST_FIELDS = 512
const MOST_TEXT = 256

/**
 * The fields of a `CP`: groups apart by `;`, fields inside by `,`. Without a name they are dropped, and beyond 512.
 * Firmwares that end with a separator, or divide a factor from its flag by `;`, read the same.
 */
export function cpFields(cp: string): Map<string, string> {
  const fields = new Map<string, string>()
  for (const part of cp.split(/[;,]/)) {
    const at = part.indexOf('=')
    const name = part.slice(0, Math.max(at, 0)).trim()
    if (name === '' || name.length > MOST_TEXT || fields.size === MOST_FIELDS) continue
    fields.set(name, part.slice(at + 1, at + 1 + MOST_TEXT).trim())
  }
  return fields
}

/** `a34041-Rtd` is of the factor `a34041` and of the sort `Rtd`; a name without a dash is a sort alone. */
export function splitName(name: string): { factor: string; sort: string } {
  const at = name.lastIndexOf('-')
  return at === -1 ? { factor: '', sort: name } : { factor: name.slice(0, at), sort: name.slice(at + 1) }
}
