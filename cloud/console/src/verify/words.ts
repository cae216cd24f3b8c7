import type { EntryBody } from '@zaojun/core'
import {
  type Check,
  inBoth,
  type LostEntries,
  type Read,
  type Removal,
  type Restart,
  type RightsStatement,
} from '@zaojun/core/proof/index'
import { EVENT_NAMES } from '../event-names.ts'
import { FORM_NAMES } from '../form-names.ts'
import { rights as en } from '../locales/en.json'
import { rights as zh } from '../locales/zh-CN.json'
import { OPERATOR } from '../parties.ts'
import type { Doubted } from './contents.ts'
import { FAILURE_WORDS, type FailureWords } from './failure-words.ts'
import type { PhotoVerdict } from './photo.ts'

/** Kinds of entry. */
const TYPES: Record<EntryBody['type'], { zh: string; en: string }> = {
  reading: { zh: '读数', en: 'Reading' },
  event: { zh: '事件', en: 'Event' },
  record: { zh: '记录', en: 'Record' },
  command: { zh: '指令', en: 'Command' },
  alarm: { zh: '报警', en: 'Alarm' },
  gap: { zh: '缺口', en: 'Gap' },
  registry: { zh: '设备登记', en: 'Register of devices' },
}
const wordIn = (words: Record<string, string>, code: string): string => words[code] ?? code
const partyIn = (rights: typeof zh, party: string): string => (party === OPERATOR ? rights.operator : party)
type Moment = (at: number | null) => string
const KINDS = ['batch', 'reads', 'rights', 'origin', 'removal', 'removed'] as const
export type Kind = (typeof KINDS)[number]
export const isKind = (word: string): word is Kind => KINDS.some((kind) => kind === word)
type Words = FailureWords & {
  title: string
  lead: string
  choose: string
  drop: string
  key: string
  keyHint: string
  witnessKey: string
  witnessHint: string
  /** What was checked, by the kind of bundle. */
  subject: Record<Kind, string>
  whole: (subject: string) => string
  wholeOwnKey: (subject: string) => string
  broken: string
  contents: (readings: number, entries: number) => string
  /** So many of so many. */
  simulated: (some: number, all: number) => string
  clock: Record<NonNullable<Doubted>, string>
  span: (from: string, to: string) => string
  log: (origin: string, size: number) => string
  signedBy: (names: string) => string
  cosignedBy: (all: { name: string; at: string }[]) => string
  restart: (restart: Restart, moment: Moment) => string
  ownsUpTo: (restart: Restart) => string
  lost: (lost: LostEntries | null) => string
  removed: (removal: Removal, moment: Moment) => string
  counted: (values: number, photos: number) => string
  stillHolds: string
  unwitnessed: string
  checked: string
  wanted: (name: string, value: string, type: EntryBody['type']) => string
  /** Names by code. */
  forms: Record<string, string>
  events: Record<string, string>
  signer: (box: string, n: number) => string
  looked: (site: string, page: number, reads: number) => string
  read: (read: Read) => string
  said: (site: string, no: number, party: string, by: string) => string
  change: (change: RightsStatement['change'], moment: Moment) => string
  photo: Record<PhotoVerdict, string>
  hex: string
  other: string
  checks: Record<Check['check'], string>
  /** In place of `checks.content` for what is no batch. */
  contentOf: Record<Exclude<Kind, 'batch' | 'origin'>, string>
}

export const WORDS: Record<'zh' | 'en', Words> = {
  zh: {
    ...FAILURE_WORDS.zh,
    title: '核对证明',
    lead: '核对全在这台设备上完成：不用登录，不信任任何服务器，文件也不会上传。',
    choose: '选择证明文件',
    drop: '也可以把文件拖到这里',
    key: '日志公钥（从别处得到的）',
    keyHint: '不填则用文件自带的公钥：只能说明文件完整，不能说明是谁的日志。',
    witnessKey: '见证人公钥（从别处得到的，可填多个）',
    witnessHint: '填了的每一个都须副署过；不填只列出名字。',
    subject: {
      batch: '盒子签过的这些数据',
      reads: '这一页查看记录',
      rights: '这份权利声明',
      origin: '说明日志为何重新开始的条目',
      removal: '这份删除记录',
      removed: '这个批次的指纹和删除记录',
    },
    whole: (subject) => `成立：${subject}一个字节也没有改过，并已记入日志。`,
    wholeOwnKey: (subject) => `完整：${subject}没有改过，并在文件自带公钥的日志之中。要知道是谁的日志，请填公钥。`,
    broken: '不成立',
    contents: (readings, entries) => `其中有 ${readings} 条读数、${entries} 条其他条目`,
    simulated: (some, all) => (some === all ? '模拟' : `模拟 ${some} 条`),
    clock: { unsynced: '盒子的时钟未校准', unknown: '盒子的时钟未知，有些没有时间' },
    span: (from, to) => `从 ${from} 到 ${to}`,
    log: (origin, size) => `日志 ${origin}，当时共 ${size} 条`,
    signedBy: (names) => `写着见证人 ${names} 的副署；填入其公钥才能核对`,
    cosignedBy: (all) => `见证人已副署：${all.map(({ name, at }) => `${name}（${at}）`).join('、')}`,
    restart: ({ log, at, reason }, moment) =>
      `这本日志于 ${moment(at)} 重新开始，改名 ${log}，因为：${inBoth(reason).zh}`,
    ownsUpTo: ({ before, witnesses }) =>
      `它承认旧日志 ${before.origin} 的全部 ${before.size} 条，${
        witnesses.length === 0 ? '没有见证人副署过' : `见证人 ${witnesses.join('、')} 副署过`
      }。`,
    lost(lost) {
      if (lost === null) return '旧日志的条目都在这份副本里。'
      const { from, to, batches, again } = lost
      const run = `旧日志第 ${from + 1}–${to + 1} 条不在这份副本里（云端所说）`
      return again === null ? `${run}。` : `${run}；其中 ${batches} 个批次，盒子已重新送来 ${again} 个。`
    },
    removed(removal, moment) {
      const { site, no, at } = removal
      const record = `（场所 ${site} 第 ${no} 份删除记录，在日志之中）`
      if (removal.what === 'content')
        return `已按规定删除：${moment(at)}，${removal.by}，原因：${removal.reason}${record}`
      if (removal.what === 'envelopes') return `批次原件已按保存期限删除：${moment(at)}${record}`
      return `${removal.what === 'readings' ? '读数' : '小时汇总'}已按保存期限删除：${moment(at)}，此前 ${moment(removal.before)}${record}`
    },
    counted: (values, photos) =>
      [values > 0 ? `${values} 项个人数值` : '', photos > 0 ? `${photos} 张照片` : ''].filter(Boolean).join('、'),
    stillHolds: '不是缺失，也不是被改：签过名的条目仍然成立。',
    unwitnessed: '没有见证人副署',
    checked: '刚才在这台设备上核对了',
    wanted: (name, value, type) =>
      value === '' ? [TYPES[type].zh, name].filter(Boolean).join('：') : `${name}：${value}`,
    forms: FORM_NAMES.zh,
    events: EVENT_NAMES.zh,
    signer: (box, n) => `由盒子 ${box} 签名，第 ${n} 批`,
    looked: (site, page, reads) => `场所 ${site} 的查看记录第 ${page} 页，共 ${reads} 次`,
    read: ({ party, by, kind }) => `${partyIn(zh, party)} · ${by} · ${zh.kind[kind]}`,
    said: (site, no, party, by) => `场所 ${site} 的第 ${no} 份权利声明，由${partyIn(zh, party)}的 ${by} 作出`,
    change(change, moment) {
      if (change.kind === 'rights')
        return `数据所有者：${partyIn(zh, change.owner)}；用途：${change.purposes.map((each) => wordIn(zh.purpose, each)).join('、')}`
      if (change.kind === 'grant-ended') return `结束给 ${change.party} 的授权 ${change.id}`
      const { party, kinds, purpose, from, to, dataFrom, dataTo } = change.terms
      const open = (at: number | null) => (at === null ? '不限' : moment(at))
      const data = dataFrom === null && dataTo === null ? '' : `；只限 ${open(dataFrom)} 至 ${open(dataTo)} 的数据`
      return `授权 ${party} 查看${kinds.map((kind) => zh.kind[kind]).join('、')}，用于${wordIn(zh.purpose, purpose)}，${moment(from)} 至 ${open(to)}${data}`
    },
    photo: {
      holds: '照片一个字节也没有改过，就是这个条目里的那张',
      differs: '照片不是这个条目里的那张：被改过',
      elsewhere: '这个条目里没有这张照片',
      removed: '照片已按规定删除；条目仍然成立',
      absent: '照片不在云端，无法核对',
    },
    hex: '细节',
    other: 'English',
    contentOf: {
      reads: '内容就是这一页',
      rights: '内容就是这份声明',
      removal: '内容就是这份删除记录',
      removed: '内容就是这个批次',
    },
    checks: {
      shape: '证明文件完整',
      'box-key': '公钥属于这个盒子',
      signature: '盒子签过这些字节',
      content: '内容就是这个批次',
      leaf: '日志条目承诺的正是这些字节',
      checkpoint: '日志签过这个检查点',
      inclusion: '该条目在日志之中',
      witnesses: '见证人副署了这个检查点',
      removed: '删除记录在日志之中',
      origin: '日志重新开始时承认了以前的全部',
      keys: '密钥的更换与吊销都在日志之中',
    },
  },
  en: {
    ...FAILURE_WORDS.en,
    title: 'Check a proof',
    lead: 'All of it happens on this device: no account, no server to trust, nothing is uploaded.',
    choose: 'Choose a proof file',
    drop: 'or drop it here',
    key: 'Key of the log (got elsewhere)',
    keyHint: 'Left empty, the key in the file is used: that shows that it is whole, not whose log it is.',
    witnessKey: 'Keys of witnesses (got elsewhere, one or more)',
    witnessHint: 'Each one entered must have cosigned; left empty, their names are only listed.',
    subject: {
      batch: 'what the box signed',
      reads: 'this page of who looked',
      rights: 'this statement on rights',
      origin: 'the entry on why the log was restarted',
      removal: 'this record of a removal',
      removed: 'the fingerprint of this batch and the record of its removal',
    },
    whole: (subject) => `It holds: not one byte of ${subject} was changed, and it stands in the log.`,
    wholeOwnKey: (subject) =>
      `Whole: nothing of ${subject} was changed, and it stands in the log of the key in the file. To know whose log, enter its key.`,
    broken: 'It does not hold',
    contents: (readings, entries) =>
      `It holds ${readings} ${readings === 1 ? 'reading' : 'readings'} and ${entries} other ${entries === 1 ? 'entry' : 'entries'}`,
    simulated: (some, all) => (some === all ? 'simulated' : `${some} simulated`),
    clock: {
      unsynced: 'the clock of the box was not checked',
      unknown: 'the clock of the box was unknown: some have no time',
    },
    span: (from, to) => `from ${from} to ${to}`,
    log: (origin, size) => `Log ${origin}, ${size} entries then`,
    signedBy: (names) => `It names the witnesses ${names}; to check that, enter their keys`,
    cosignedBy: (all) => `Cosigned by ${all.map(({ name, at }) => `${name} (${at})`).join(', ')}`,
    restart: ({ log, at, reason }, moment) =>
      `This log was restarted on ${moment(at)}, as ${log}, because: ${inBoth(reason).en}`,
    ownsUpTo: ({ before, witnesses }) =>
      `It owns up to all ${before.size} entries of the old log ${before.origin}, ${
        witnesses.length === 0 ? 'which no witness had cosigned' : `witnessed by ${witnesses.join(', ')}`
      }.`,
    lost(lost) {
      if (lost === null) return 'All entries of the old log are in this copy.'
      const { from, to, batches, again } = lost
      const run = `Entries ${from + 1}–${to + 1} of the old log are not in this copy, so the cloud says`
      return again === null ? `${run}.` : `${run}; of the ${batches} batches among them boxes have sent ${again} again.`
    },
    removed(removal, moment) {
      const { site, no, at } = removal
      const record = ` (removal ${no} of ${site}, in the log)`
      if (removal.what === 'content')
        return `Removed by policy on ${moment(at)}, by ${removal.by}, because: ${removal.reason}${record}`
      if (removal.what === 'envelopes')
        return `The signed batch was removed by its retention policy on ${moment(at)}${record}`
      const what = removal.what === 'readings' ? 'Readings' : 'Hourly sums'
      return `${what} before ${moment(removal.before)} were removed by the retention policy on ${moment(at)}${record}`
    },
    counted: (values, photos) =>
      `${[values > 0 ? `Personal values: ${values}` : '', photos > 0 ? `Photos: ${photos}` : ''].filter(Boolean).join(', ')}. `,
    stillHolds: 'Neither missing nor altered: the signed entries still hold.',
    unwitnessed: 'No witness has cosigned it',
    checked: 'Checked on this device just now',
    wanted: (name, value, type) =>
      value === '' ? [TYPES[type].en, name].filter(Boolean).join(': ') : `${name}: ${value}`,
    forms: FORM_NAMES.en,
    events: EVENT_NAMES.en,
    signer: (box, n) => `Signed by box ${box}, batch ${n}`,
    looked: (site, page, reads) => `Page ${page} of who looked at ${site}: ${reads} reads`,
    read: ({ party, by, kind }) => `${partyIn(en, party)} · ${by} · ${en.kind[kind]}`,
    said: (site, no, party, by) => `Statement ${no} on rights of ${site}, made by ${by}, ${partyIn(en, party)}`,
    change(change, moment) {
      if (change.kind === 'rights')
        return `Owner of the data: ${partyIn(en, change.owner)}; purposes: ${change.purposes.map((each) => wordIn(en.purpose, each)).join(', ')}`
      if (change.kind === 'grant-ended') return `Ends grant ${change.id} to ${change.party}`
      const { party, kinds, purpose, from, to, dataFrom, dataTo } = change.terms
      const open = (at: number | null) => (at === null ? 'open' : moment(at))
      const data = dataFrom === null && dataTo === null ? '' : `; only data of ${open(dataFrom)} to ${open(dataTo)}`
      return `Lets ${party} read ${kinds.map((kind) => en.kind[kind]).join(', ')} for ${wordIn(en.purpose, purpose)}, ${moment(from)} to ${open(to)}${data}`
    },
    photo: {
      holds: 'Not one byte of the photo was changed: it is the one of this entry',
      differs: 'It is not the photo of this entry: it was changed',
      elsewhere: 'This entry has no such photo',
      removed: 'The photo was removed by policy; the entry still holds',
      absent: 'The photo is not at the cloud and cannot be checked',
    },
    hex: 'details',
    other: '中文',
    contentOf: {
      reads: 'they are this page',
      rights: 'they are this statement',
      removal: 'they are this record',
      removed: 'they are this batch',
    },
    checks: {
      shape: 'the file is whole',
      'box-key': 'the key is that of the box',
      signature: 'the box signed these bytes',
      content: 'they are this batch',
      leaf: 'the entry of the log commits to these bytes',
      checkpoint: 'the log signed the checkpoint',
      inclusion: 'the entry stands in the log',
      witnesses: 'the witnesses cosigned the checkpoint',
      removed: 'what was removed by policy stands in the log',
      origin: 'restarted, the log owns up to all there was',
      keys: 'changes of its key stand in the log',
    },
  },
}
