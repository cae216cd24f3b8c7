import { relative } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import seconds from './test-seconds.json' with { type: 'json' }

const SECONDS: Record<string, Record<string, number> | undefined> = seconds

/**
 * Test files by how long they take, project after project, so that none of the long ones is left alone at the end. The rest
 * follows by size. `test-seconds.json`: files of 15 s and more, from `reports/tests.json` of a whole run.
 */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const bySize = await super.sort(files)
    const names = bySize.map(({ project }) => project.name)
    const root = this.ctx.config.root
    const secondsOf = ({ project, moduleId }: TestSpecification) =>
      SECONDS[project.name]?.[relative(root, moduleId)] ?? 0
    return bySize.toSorted(
      (a, b) => names.indexOf(a.project.name) - names.indexOf(b.project.name) || secondsOf(b) - secondsOf(a),
    )
  }
}
