import { saidInBoth } from '@zaojun/core'
import { checkStore, type StoreCheck } from '../../cloud/src/verify/check-store.ts'
import { cloudAt } from '../backup/options.ts'

const MS_PER_SECOND = 1000

/**
 * Goes through a cloud's data folder, running, stopped or a copy of it, and the store that goes with it, and says what it
 * found. `url`: the address of the store where it is not the one in the folder's own configuration. Resolves the exit code.
 */
export async function tellStore(
  data: string,
  url: string | undefined,
  keys: { logKeys: string[]; witnesses: string[] },
): Promise<number> {
  const started = performance.now()
  const progress = (what: string, done: number, all: number) => console.error(`${what}: ${done} / ${all}`)
  try {
    const store = cloudAt({ data, 'store.url': url }).store.url
    const found = await checkStore({ data, url: store, ...keys, progress })
    for (const { place, what, zh } of found.findings) console.log(`✗ ${place}: ${zh === what ? what : `${zh} ${what}`}`)
    tellDoubts(found)
    tellSigned(found)
    console.log(
      '  屏幕与接口给出的读数、汇总由信封得出，未逐个比对（zaojun rebuild 可重做） readings and sums as screens show them are made of the envelopes and were not compared: zaojun rebuild makes them anew',
    )
    console.log(`${summaryOf(found)}, ${((performance.now() - started) / MS_PER_SECOND).toFixed(1)} s`)
    return found.findings.length === 0 ? 0 : 1
  } catch (error) {
    console.error(`✗ ${data}: ${saidInBoth(error)}`)
    return 2
  }
}

/** What may be in order and may not: the store alone cannot tell. */
function tellDoubts({ absent, silent }: StoreCheck): void {
  for (const [{ count, names }, zh, en] of [
    [absent.photo, '张照片', 'photos'],
    [absent.part, '个个人数值', 'personal values'],
  ] as const) {
    if (count === 0) continue
    console.log(
      `？ ${count} ${zh}条目里写着，这里没有：还没有送来，或不留痕迹地没有了 ${en} that entries name are not here: not sent yet, or gone without a trace`,
    )
    for (const name of names) console.log(`  ${name}`)
  }
  for (const box of silent)
    console.log(
      `？ 盒子 box ${box}：没有它签名的心跳，最新的几批若被删去看不出来 no signed heartbeat of it is here: whether its newest batches were taken away cannot be told`,
    )
}

function tellSigned({ signed }: StoreCheck): void {
  if (signed === null) return
  const { origin, size, entries, cosigned } = signed
  const witnesses = cosigned.map(({ name, seconds, checked }) => {
    const at = new Date(seconds * MS_PER_SECOND).toISOString()
    return `${name} ${at}${checked ? '' : '（未核对 not checked）'}`
  })
  console.log(
    `  检查点 checkpoint ${origin}: ${size} / ${entries} 条 entries, 见证 witnessed by ${witnesses.join(', ') || '–'}`,
  )
  if (size < entries)
    console.log(
      `？ 最新的 ${entries - size} 条不在签名的检查点之内：运行中的云端只差一两秒，否则日志停了，或日志文件被换回旧的 the newest ${entries - size} entries are under no signed checkpoint: a running cloud is a second or two behind; else the log stands still, or older files were put in its place`,
    )
}

function summaryOf({ batches, removed, leaves, lost, photos, findings }: StoreCheck): string {
  const gone = removed === 0 ? '' : `（其中 ${removed} 批已按规定删除 removed by policy）`
  const gap =
    lost === 0 ? '' : `（另有 ${lost} 条随恢复丢失，新日志已承认 more lost with a restore, as the next log says）`
  const seen = photos === 0 ? '' : `, ${photos} 张照片 photos`
  return `${findings.length === 0 ? '✓' : '✗'} ${batches} 批 batches${gone}, ${leaves} 条 log entries${gap}${seen}`
}
