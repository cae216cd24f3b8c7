import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ErrorRow } from '@zaojun/core'
import { ROOT } from './run.ts'

export type CodeRow = ErrorRow & { code: string; file: string }

/** Every row of every error catalogue of the product, sorted by code. */
export async function errorCodes(): Promise<CodeRow[]> {
  const rows: CodeRow[] = []
  for (const file of globSync('{core,device-profiles,edge,cloud}/src/**/*.ts', { cwd: ROOT }).sort()) {
    if (!readFileSync(join(ROOT, file), 'utf8').includes('defineErrors({')) continue
    const exported = Object.values((await import(join(ROOT, file))) as Record<string, unknown>)
    for (const each of exported) {
      const catalogue = typeof each === 'function' ? (each as { rows?: Record<string, ErrorRow> }).rows : undefined
      for (const [code, row] of Object.entries(catalogue ?? {})) rows.push({ code, file, ...row })
    }
  }
  return rows.sort((a, b) => (a.code < b.code ? -1 : 1))
}

/** `docs/errors.md`. */
export async function errorPage(): Promise<string> {
  const rows = (await errorCodes()).map(({ code, status, zh, en }) => `| \`${code}\` | ${status} | ${zh} | ${en} |`)
  const head = [
    '# 错误码 Error codes',
    '',
    '由各处的错误目录生成。代码不变、不重用；`{name}` 处是出错之物。',
    'Generated from the error catalogues. A code never changes its meaning; `{name}` names the thing.',
    '',
    '| 代码 code | HTTP | 中文 | English |',
    '|---|---|---|---|',
  ]
  return [...head, ...rows, ''].join('\n')
}
