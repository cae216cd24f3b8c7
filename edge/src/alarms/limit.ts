import type { Rule } from '@zaojun/device-profiles'

type Broken = Rule['broken']

/** Whether a value breaks the limit. What is of another type than the limit breaks nothing. */
export function breaks({ is, value: limit }: Broken, value: unknown): value is Broken['value'] {
  if (is === 'equal') return value === limit
  if (typeof value !== 'number' || typeof limit !== 'number') return false
  switch (is) {
    case 'above':
      return value > limit
    case 'at-least':
      return value >= limit
    case 'below':
      return value < limit
    case 'at-most':
      return value <= limit
  }
}

/** Whether a value that was broken is safely kept again: beyond the clear value, where there is one. */
export function isKept(broken: Broken, clear: number | undefined, value: unknown): boolean {
  if (breaks(broken, value)) return false
  if (clear === undefined || typeof value !== 'number') return true
  return broken.is === 'above' || broken.is === 'at-least' ? value <= clear : value >= clear
}
