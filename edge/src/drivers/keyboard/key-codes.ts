/** Key codes of Linux (`linux/input-event-codes.h`), as far as a reader types them. */
export const KEY_EVENT = 1
export const SYNC_EVENT = 0
/** The kernel had no room: keys were lost. */
export const SYNC_DROPPED = 3
export const PRESSED = 1
export const RELEASED = 0
export const ENTER = 28
const KEYPAD_ENTER = 96
export const ENDS: readonly number[] = [ENTER, KEYPAD_ENTER]
export const LEFT_SHIFT = 42
export const SHIFTS: readonly number[] = [LEFT_SHIFT, 54]
/** Ctrl, Alt and the logo keys: what is typed with them is no character. */
export const OTHERS: readonly number[] = [29, 97, 56, 100, 125, 126]

/** Runs of keys beside each other on the US layout: first code, plain characters, shifted ones. */
const RUNS: readonly (readonly [first: number, plain: string, shifted: string])[] = [
  [2, '1234567890-=', '!@#$%^&*()_+'],
  [16, 'qwertyuiop[]', 'QWERTYUIOP{}'],
  [30, "asdfghjkl;'`", 'ASDFGHJKL:"~'],
  [43, '\\zxcvbnm,./', '|ZXCVBNM<>?'],
  [57, ' ', ' '],
  [15, '\t', '\t'],
  [55, '*', '*'],
  [71, '789-456+1230.', '789-456+1230.'],
  [98, '/', '/'],
]

export type Key = { code: number; shift: boolean }

const PLAIN = new Map<number, number>()
const SHIFTED = new Map<number, number>()
const KEYS = new Map<number, Key>()
for (const [first, plain, shifted] of RUNS)
  for (let index = 0; index < plain.length; index++) {
    const code = first + index
    const [one, two] = [plain.charCodeAt(index), shifted.charCodeAt(index)]
    PLAIN.set(code, one)
    SHIFTED.set(code, two)
    if (!KEYS.has(one)) KEYS.set(one, { code, shift: false })
    if (!KEYS.has(two)) KEYS.set(two, { code, shift: true })
  }

/** The character of a key, or undefined for one that types none. */
export const characterOf = ({ code, shift }: Key): number | undefined => (shift ? SHIFTED : PLAIN).get(code)
/** The key that types a character. */
export const keyOf = (character: number): Key | undefined => KEYS.get(character)
