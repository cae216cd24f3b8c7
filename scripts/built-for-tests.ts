import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

/** The screens, nodes and catalogue that tests load are built once, before the first of them, where a source changed. */
export function setup(): void {
  // The runner's own NODE_ENV would build other screens than those people use.
  const { NODE_ENV: _runners, ...env } = process.env
  execFileSync(process.execPath, [join(import.meta.dirname, 'build.ts'), '--if-changed'], { env, stdio: 'inherit' })
}
