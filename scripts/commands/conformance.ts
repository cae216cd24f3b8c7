import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import Type, { type Static } from 'typebox'
import Value from 'typebox/value'
import type { Command } from '../main.ts'
import { ROOT } from '../run.ts'

/** What the test runner leaves (`reports/tests.json`). */
const Report = Type.Object({
  testResults: Type.Array(
    Type.Object({
      name: Type.String(),
      assertionResults: Type.Array(
        Type.Object({ fullName: Type.String(), title: Type.String(), status: Type.String() }),
      ),
    }),
  ),
})
type Clause = { id: string; clause: string; kind: string; text: string }
type Proof = { title: string; file: string; passed: boolean }

/** One id a test, at the start of its title: `[D17] …`. */
const CLAUSE_IN_TITLE = /^\[([A-Z][0-9]+(?:\.[0-9]+)?)\]/

export default {
  summary: { zh: '标准条款与测试对照表', en: 'which clauses of the standard have a passing test' },
  usage:
    'zaojun conformance [--all]\n\nReads the report of the last `npm test`; without --all only clauses with a test are listed.',
  async run(args) {
    const reportFile = join(ROOT, 'reports/tests.json')
    if (!existsSync(reportFile)) {
      console.error('先运行 npm test / run npm test first: reports/tests.json is missing')
      return 1
    }
    const report: unknown = JSON.parse(readFileSync(reportFile, 'utf8'))
    if (!Value.Check(Report, report)) {
      console.error('reports/tests.json is not a report of the test runner')
      return 1
    }
    const proofs = proofsOf(report)
    const clauses = readClauses()
    const unknown = [...proofs.keys()].filter((id) => !clauses.some((clause) => clause.id === id))
    for (const clause of clauses) {
      const tests = proofs.get(clause.id) ?? []
      if (tests.length === 0 && !args.includes('--all')) continue
      console.log(`${markOf(tests)} ${clause.id.padEnd(6)} ${clause.clause.padEnd(12)} ${clause.text}`)
      for (const test of tests) console.log(`         ${test.passed ? '✓' : '✗'} ${test.file}: ${test.title}`)
    }
    const met = clauses.filter(({ id }) => isMet(proofs.get(id)))
    console.log(`\n${met.length} / ${clauses.length} 条款有通过的测试 / clauses have passing tests`)
    for (const id of unknown) console.error(`测试标题中的条款号不存在 / no such clause, named by a test: ${id}`)
    writeTable(clauses, proofs)
    return unknown.length === 0 && [...proofs.values()].flat().every(({ passed }) => passed) ? 0 : 1
  },
} satisfies Command

const isMet = (tests: Proof[] = []): boolean => tests.length > 0 && tests.every(({ passed }) => passed)
const markOf = (tests: Proof[]): string => (tests.length === 0 ? '·' : isMet(tests) ? '✓' : '✗')

function readClauses(): Clause[] {
  const [, ...rows] = readFileSync(join(ROOT, 'docs/clauses.tsv'), 'utf8').trim().split('\n')
  return rows.map((row) => {
    const [id = '', clause = '', kind = '', text = ''] = row.split('\t')
    return { id, clause, kind, text }
  })
}

function proofsOf({ testResults }: Static<typeof Report>): Map<string, Proof[]> {
  const proofs = new Map<string, Proof[]>()
  for (const { name, assertionResults } of testResults) {
    for (const { title, status } of assertionResults) {
      const id = CLAUSE_IN_TITLE.exec(title)?.[1]
      if (id === undefined || status === 'skipped' || status === 'pending') continue
      proofs.set(id, [...(proofs.get(id) ?? []), { title, file: relative(ROOT, name), passed: status === 'passed' }])
    }
  }
  return proofs
}

function writeTable(clauses: Clause[], proofs: Map<string, Proof[]>): void {
  const rows = clauses.map(({ id, clause, text }) => {
    const tests = proofs.get(id) ?? []
    const links = tests.map(({ file, title }) => `[${title.replaceAll('|', '\\|')}](../${file})`).join('<br>')
    return `| ${markOf(tests)} | ${id} | ${clause} | ${text.replaceAll('|', '\\|')} | ${links} |`
  })
  mkdirSync(join(ROOT, 'reports'), { recursive: true })
  writeFileSync(
    join(ROOT, 'reports/conformance.md'),
    ['| | id | 条款 | 内容 | 测试 |', '|---|---|---|---|---|', ...rows, ''].join('\n'),
  )
}
