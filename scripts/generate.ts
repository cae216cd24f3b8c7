import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import openapiTS, { astToString } from 'openapi-typescript'
import { generateOpenApi as cloudOpenApi } from '../cloud/src/openapi.ts'
import { loadCatalogue } from '../device-profiles/src/index.ts'
import { catalogueSchemas } from '../device-profiles/src/schema.ts'
import { generateOpenApi as edgeOpenApi } from '../edge/src/api/openapi.ts'
import { flowFiles } from '../flows/src/index.ts'
import { contractPages } from './contract-pages.ts'
import { errorPage } from './error-codes.ts'
import { rulePage } from './rule-page.ts'

/** Every file that follows from code. `--check` compares instead of writing. */
async function generated(): Promise<Map<string, string>> {
  const edge = await edgeOpenApi()
  const cloud = await cloudOpenApi()
  return new Map([
    ['edge/openapi.json', edge],
    ['cloud/openapi.json', cloud],
    ['edge/kiosk/src/generated/api.ts', await client(edge)],
    ['cloud/console/src/generated/api.ts', await client(cloud)],
    ['cloud/console/src/generated/form-names.json', formNames()],
    ['docs/errors.md', await errorPage()],
    ['docs/rules.md', rulePage()],
    ...[...flowFiles()].map(([name, text]): [string, string] => [`flows/${name}`, text]),
    ...contractPages(),
    ...Object.entries(catalogueSchemas()).map(([name, text]): [string, string] => [
      `device-profiles/schema/${name}.schema.json`,
      text,
    ]),
  ])
}

/** Names of the forms of records, for pages that ask no cloud. */
function formNames(): string {
  const forms = [...loadCatalogue().forms.values()]
  const named = (language: 'zh' | 'en') => Object.fromEntries(forms.map(({ id, title }) => [id, title[language]]))
  return `${JSON.stringify({ zh: named('zh'), en: named('en') }, null, 2)}\n`
}

async function client(document: string): Promise<string> {
  return `/** Generated from the OpenAPI document by \`npm run generate\`. */\n${astToString(await openapiTS(JSON.parse(document)))}`
}

const root = join(import.meta.dirname, '..')
const checking = process.argv.includes('--check')
let behind = 0
for (const [file, text] of await generated()) {
  const path = join(root, file)
  if (existsSync(path) && readFileSync(path, 'utf8') === text) continue
  behind++
  if (checking) console.error(`${file} 已过期 / is behind: run npm run generate`)
  else {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    console.error(`generated ${file}`)
  }
}
process.exit(checking && behind > 0 ? 1 : 0)
