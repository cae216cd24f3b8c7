import type { Doing, Step } from '../../cloud/src/backup/progress.ts'

const MB = 1_000_000

const DOING: Record<Doing, string> = {
  'backing-up': '备份 backing up',
  checking: '核对 checking',
  restoring: '恢复 restoring',
  'making-again': '由批次原件重新算出读数 making readings again of the batches',
  attachments: '放回附件 putting attachments back',
  comparing: '比较 comparing',
}

/** What people call what a table holds; tables that are not here hold what there is little of. */
const HELD: [string, string[]][] = [
  ['日志 the log', ['leaf']],
  ['批次 batches', ['batch']],
  ['条目 entries', ['entry']],
  ['谁查看过 who looked', ['data_read', 'read_page']],
  ['报警 alarms', ['alarm']],
  ['个人内容 personal parts', ['part']],
  ['附件 attachments', ['attachment', 'attachment_file']],
  [
    '读数 readings',
    ['segment', 'chunk', 'sealed_day', 'batch_hour', 'rollup_hour', 'rollup_day', 'dirty_hour', 'series', 'latest'],
  ],
]
const OTHERS = '场所、盒子、账号等 sites, boxes, accounts and the like'

const heldIn = (table: string): string => HELD.find(([, tables]) => tables.includes(table))?.[0] ?? OTHERS

/** One line, in both languages: what is done, how much of it, and where it is. */
export function progressLine({ doing, share, table, rows, bytes }: Step): string {
  const size = bytes > 0 ? `  ${(bytes / MB).toFixed(1)} MB` : ''
  const place = table === undefined ? '' : `  ${heldIn(table)}: ${rows}${size}`
  return `${DOING[doing]}  ${String(Math.floor(share * 100)).padStart(3)} %${place}`
}
