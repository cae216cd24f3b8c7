import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fail } from './errors.ts'
import type { UsbFile } from './shapes.ts'

const USES: Record<string, UsbFile['use']> = { '.zjpack': 'pack', '.zjkey': 'key', '.csv': 'list' }
const MAX_DEPTH = 4
const MAX_FOLDERS = 200
const MAX_FILES = 100
const MAX_BYTES = 4 * 1024 * 1024

/**
 * Packs, keys and device lists below the folders where sticks are mounted. Links are not followed, and no more is
 * looked at than a stick of an installer holds.
 */
export function usbFiles(folders: readonly string[]): UsbFile[] {
  const found: UsbFile[] = []
  let left = MAX_FOLDERS
  const walk = (folder: string, depth: number): void => {
    if (left-- <= 0 || depth > MAX_DEPTH) return
    for (const name of namesIn(folder)) {
      if (found.length >= MAX_FILES) return
      const path = join(folder, name)
      const stat = lstatSync(path, { throwIfNoEntry: false })
      if (stat?.isDirectory() && !name.startsWith('.')) walk(path, depth + 1)
      const use = USES[extname(name).toLowerCase()]
      if (use !== undefined && stat?.isFile() && stat.size <= MAX_BYTES)
        found.push({ path, name, bytes: stat.size, use })
    }
  }
  for (const folder of folders) walk(folder, 0)
  return found
}

/** The bytes of a file that `usbFiles` lists; throws `USB_FILE` for every other path. */
export function readUsbFile(folders: readonly string[], path: string): Uint8Array {
  const file = usbFiles(folders).find((each) => each.path === path)
  if (file === undefined) throw fail('USB_FILE', { name: path, place: path })
  return readFileSync(file.path)
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}
