import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { reasonOf } from '@zaojun/core/plain'
import { ROOT } from './run.ts'

/** Run by Node as they stand; the tests’ own compiler takes more than Node does. */
const RUN_BY_NODE = ['core/src', 'device-profiles', 'edge/src', 'cloud/src', 'cloud/test/harness', 'scripts']

let failed = 0
for await (const file of glob(
  RUN_BY_NODE.map((folder) => `${folder}/**/*.ts`),
  { cwd: ROOT, exclude: ['**/node_modules/**', '**/dist/**'] },
))
  try {
    stripTypeScriptTypes(readFileSync(join(ROOT, file), 'utf8'))
  } catch (error) {
    failed++
    console.error(`${file}: ${reasonOf(error)}`)
  }
process.exitCode = failed === 0 ? 0 : 1
