/** The same shapes the gateway checks; a node that does not fit says so instead of spoiling the whole snapshot. */
export const isId = (text: string): boolean => /^[a-z0-9]([a-z0-9.-]{0,62}[a-z0-9])?$/.test(text)
export const isName = (text: string): boolean => text.length >= 1 && text.length <= 80
export const within = (value: number | undefined, min: number, max: number): boolean =>
  value === undefined || (value >= min && value <= max)
