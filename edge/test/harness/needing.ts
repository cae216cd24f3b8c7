import { it } from 'vitest'

/** A test that needs what may be `missing` here: skipped aloud then, failed in CI. */
export function itNeeding(missing: readonly string[], title: string, body: () => Promise<void>): void {
  const reason = `missing: ${missing.join(', ')}`
  if (missing.length === 0) it(title, body)
  else if (process.env.CI) {
    it(title, () => {
      throw new Error(reason)
    })
  } else {
    console.warn(`skipped, ${reason}: ${title}`)
    it.skip(title, body)
  }
}
