export type PictureType = 'image/jpeg' | 'image/png' | 'image/webp'

const startsWith = (bytes: Uint8Array, magic: number[], at = 0): boolean =>
  magic.every((byte, index) => bytes[at + index] === byte)

/** What kind of picture the bytes are, by themselves and whatever their sender calls them; undefined: none we take. */
export function pictureType(bytes: Uint8Array): PictureType | undefined {
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return 'image/jpeg'
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'image/png'
  if (startsWith(bytes, [0x52, 0x49, 0x46, 0x46]) && startsWith(bytes, [0x57, 0x45, 0x42, 0x50], 8)) return 'image/webp'
  return undefined
}

const DATA_URL = /^data:[a-z0-9.+/-]{0,40};base64,/i

/** The bytes of a base64 text, plain or as a `data:` URL. What is no base64 gives bytes that are no picture. */
export const pictureBytes = (text: string): Uint8Array =>
  new Uint8Array(Buffer.from(text.slice(DATA_URL.exec(text.slice(0, 64))?.[0].length ?? 0), 'base64'))

/**
 * Takes the named base64 texts out of a JSON text. What is left is the message itself, small enough to be decoded;
 * a body that is no JSON object is returned as it is.
 */
export function withoutPictures(bytes: Uint8Array, paths: string[]): { bytes: Uint8Array; texts: string[] } {
  let root: unknown
  try {
    root = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return { bytes, texts: [] }
  }
  const texts: string[] = []
  for (const path of paths) {
    const steps = path.split('.')
    const last = steps.pop() ?? ''
    let at: unknown = root
    for (const step of steps) at = isTree(at) && Object.hasOwn(at, step) ? at[step] : undefined
    if (!isTree(at) || !Object.hasOwn(at, last)) continue
    const text = at[last]
    if (typeof text === 'string') texts.push(text)
    delete at[last]
  }
  return { bytes: texts.length === 0 ? bytes : new TextEncoder().encode(JSON.stringify(root)), texts }
}

const isTree = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
