import { createHash, randomBytes } from 'node:crypto'

const TOKEN_BYTES = 32
/** No 0/O, 1/I/L: the code is read aloud and typed. */
const CODE_LETTERS = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'
const CODE_LENGTH = 12
export const CODE_MS = 30 * 60_000

/** Bearer tokens and codes are random, so a plain hash is all the store needs to keep. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex')
export const newToken = (): string => randomBytes(TOKEN_BYTES).toString('base64url')

/** `XXXX-XXXX-XXXX`, about 59 bits. */
export function newCode(): string {
  let code = ''
  while (code.length < CODE_LENGTH) {
    for (const byte of randomBytes(CODE_LENGTH))
      if (byte < 248 && code.length < CODE_LENGTH) code += CODE_LETTERS[byte % CODE_LETTERS.length]
  }
  return code.replaceAll(/(.{4})(?=.)/g, '$1-')
}

/** As typed by a person: case and dashes do not matter. */
export const normalCode = (code: string): string => code.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')
