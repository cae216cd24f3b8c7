import { lstat, readdir, readFile } from 'node:fs/promises'
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
export async function usbFiles(folders: readonly string[]): Promise<UsbFile[]> {
  const found: UsbFile[] = []
  let left = MAX_FOLDERS
  const walk = async (folder: string, depth: number): Promise<void> => {
    if (left-- <= 0 || depth > MAX_DEPTH) return
    for (const name of await namesIn(folder)) {
      if (found.length >= MAX_FILES) return
      const path = join(folder, name)
      const stat = await lstat(path).catch(() => undefined)
      if (stat?.isDirectory() && !name.startsWith('.')) await walk(path, depth + 1)
      const use = USES[extname(name).toLowerCase()]
      if (use !== undefined && stat?.isFile() && stat.size <= MAX_BYTES)
        found.push({ path, name, bytes: stat.size, use })
    }
  }
  for (const folder of folders) await walk(folder, 0)
  return found
}

/** The bytes of a file that `usbFiles` lists; rejects `USB_FILE` for every other path. */
export async function readUsbFile(folders: readonly string[], path: string): Promise<Uint8Array> {
  const file = (await usbFiles(folders)).find((each) => each.path === path)
  if (file === undefined) throw fail('USB_FILE', { name: path, place: path })
  return readFile(file.path)
}

const namesIn = async (folder: string): Promise<string[]> => (await readdir(folder).catch(() => [])).sort()
