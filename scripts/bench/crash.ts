import { crashCloud } from './crash-cloud.ts'
import { crashEdge } from './crash-edge.ts'
import { printFigure } from './figure.ts'

const KILLS = 50

/** ≥ 50 kill -9 of the gateway and of the cloud under load: what the API had reported as recorded must be there. */
export default async function crash(args: string[]): Promise<void> {
  const kills = Number(args[0] ?? KILLS)
  const edge = await crashEdge(kills)
  print('edge', kills, edge.reported, edge)
  printFigure({
    name: 'crash.edge.mid-commit',
    value: edge.midCommit,
    unit: 'kills',
    note: 'with a record sent and not yet answered',
  })
  const cloud = await crashCloud(kills)
  print('cloud', cloud.kills, cloud.acknowledged, cloud)
  const { atSteps, checkpointsSeen, inconsistent, unproven } = cloud
  const steps = `${atSteps} of the kills at a step of the sequencer: tile, signed, stored, published, cosigned`
  printFigure({ name: 'crash.cloud.checkpoints-seen', value: checkpointsSeen, unit: 'checkpoints', note: steps })
  printFigure({ name: 'crash.cloud.inconsistent', value: inconsistent, unit: 'checkpoints' })
  printFigure({ name: 'crash.cloud.unproven', value: unproven, unit: 'batches' })
  for (const name of ['lost', 'duplicated', 'reordered'] as const)
    printFigure({ name: `crash.${name}`, value: edge[name] + cloud[name], unit: 'entries' })
}

function print(
  side: string,
  kills: number,
  reported: number,
  figures: { lost: number; duplicated: number; reordered: number },
): void {
  printFigure({
    name: `crash.${side}.reported`,
    value: reported,
    unit: side === 'edge' ? 'entries' : 'batches',
    note: `${kills} kills`,
  })
  for (const name of ['lost', 'duplicated', 'reordered'] as const)
    printFigure({ name: `crash.${side}.${name}`, value: figures[name], unit: side === 'edge' ? 'entries' : 'batches' })
}
