import { globSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { type CatalogueContent, catalogueFiles, loadCatalogue } from '@zaojun/device-profiles'
import { contentFrom, readFiles, SHIPPED } from '@zaojun/device-profiles/catalogue'
import { ROOT } from '../../run.ts'
import { type Finding, lintFile } from '../lint-file.ts'
import { flagsOf, type Verb } from '../verb.ts'

const FILES = 'device-profiles/{kinds/*.yaml,profiles/*/*.yaml}'

function print(file: string, { grave, code, line, path, text }: Finding): void {
  const sign = grave ? '✗' : '·'
  const said = text.zh === text.en ? text.en : `${text.zh} / ${text.en}`
  console.log(`${sign} ${file}:${line} ${path} ${code} ${said}`)
}

/** The catalogue a file is to join; where something shipped is broken, its kinds alone. */
function known(): CatalogueContent {
  try {
    return loadCatalogue()
  } catch {
    const content = contentFrom()
    readFiles(
      content,
      catalogueFiles(SHIPPED).filter(({ path }) => !path.startsWith('profiles/')),
    )
    return content
  }
}

export default {
  summary: { zh: '检查型号文件', en: 'check profile files' },
  usage: `zaojun profile lint [--strict] [file…]
  检查结构、引用、样例与写法，指明文件和行；不给文件时检查全部。
  checks shape, references, vectors and manners, names file and line; without files, all of them.
  --strict  写法问题也算不通过 / manners count too`,
  async run(args) {
    const { on, words } = flagsOf(args, { strict: 'boolean' }, Number.POSITIVE_INFINITY)
    const files =
      words.length > 0
        ? words
        : globSync(FILES, { cwd: ROOT })
            .sort()
            .map((file) => join(ROOT, file))
    const content = known()
    let grave = 0
    let light = 0
    for (const file of files) {
      const findings = lintFile(file, readFileSync(file, 'utf8'), content)
      for (const finding of findings) print(relative(process.cwd(), file), finding)
      grave += findings.filter((finding) => finding.grave).length
      light += findings.filter((finding) => !finding.grave).length
    }
    console.log(`${files.length} 个文件 / files, ${grave} 处错误 / faults, ${light} 处提醒 / notes`)
    return grave > 0 || (on.has('strict') && light > 0) ? 1 : 0
  },
} satisfies Verb
