/** Something that is not as it was written: where, and what, in both languages. */
export type Finding = { place: string; what: string; zh: string }
/** `name`: what stands for `{name}` in the sentence. */
export type Find = (place: string, what: Sentence, name?: string) => void
/** The place is known already. */
export type FindHere = (what: Sentence, name?: string) => void
export type Sentence = keyof typeof CHINESE

/** English sentence → Chinese. */
const CHINESE = {
  '{name}': '{name}',
  'is missing': '缺失',
  'are missing': '缺失',
  'are missing: the tail was cut off': '缺失：尾部被截去',
  'is not JSON': '不是 JSON',
  'its hash is another': '哈希不同',
  'stands for {name} again': '又一次代表 {name}',
  'commits to batch {name}, which the store does not hold': '承诺了批次 {name}，存储里没有',
  'commits to something the store does not hold as it was': '所承诺的内容在存储里没有，或已不是原样',
  'is not what the log commits to': '不是日志所承诺的',
  'its root is not that of the entries': '树根不是这些条目的树根',
  'is not what the entries give': '与条目算出的不同',
  'the signature of the log does not hold': '日志的签名不成立',
  'the signature of the log on what it goes on from does not hold': '日志对所接续检查点的签名不成立',
  'commits to another history than the log before it has': '所承认的历史与前一段日志不同',
  'the witness {name} has not cosigned it': '见证人 {name} 没有副署',
  'the cosignature of {name} does not hold': '{name} 的副署不成立',
  'of a box the store does not know': '存储里没有这个盒子',
  'does not name the batch before it': '没有指向前一批',
  'the log has passed it over': '日志跳过了它',
  'its bytes cannot be unpacked: {name}': '字节无法解压：{name}',
  'its bytes are not those of its digest': '字节与摘要不符',
  'its bytes are not those that {name} commits to': '字节不是 {name} 所承诺的',
  'it is signed with a key that is not the box’s': '签名的密钥不是这个盒子的',
  'its key does not sign batches of that number': '签名的密钥不管这个编号的批次',
  'the signature of the box does not hold': '盒子的签名不成立',
  'its row says other than its bytes': '库里的行与字节所说不同',
  'its bytes are missing, and no policy says that it removed them': '字节缺失，也没有按规定删除的记录',
  'its bytes are missing, and the log does not hold it': '字节缺失，日志里也没有它',
  'its row says other than {name} commits to': '库里的行与 {name} 所承诺的不同',
  'is not the one the box signed for': '不是盒子签名声明的那一批',
  'is missing: the box has signed that it was its newest': '缺失：盒子签名声明过这是它最新的一批',
  'is not what its commitment says: altered': '与承诺不符：被改过',
  'is missing, and no policy says that it removed it': '缺失，也没有按规定删除的记录',
  'is not what was said of it': '与声明不同',
  'are not what was said of them': '与声明不同',
  'is not what the sealed page says': '与封存的查看记录页不同',
  'claims a page that does not hold it': '自称在某页查看记录里，那页没有它',
  'are not what follows from what was signed': '与签过的声明推出的不同',
  'are shown otherwise than they were sent': '显示的与送来的不同',
  'are in no batch': '不在任何批次里',
  'its digest is none': '摘要不合规范',
  'its bytes cannot be read: {name}': '字节读不出：{name}',
  'its bytes are missing': '字节缺失',
  'its bytes are cut: {name}': '字节被截短：{name}',
  'its bytes are not those of its digest: altered': '字节与摘要不符：被改过',
  'its row says another length than its bytes have': '库里的长度与字节不同',
} as const

/** Past so many the rest says nothing new. */
const MOST_FINDINGS = 1_000

/** Collects what is found. */
export function findings(): { found: Finding[]; find: Find } {
  const found: Finding[] = []
  const find: Find = (place, what, name = '') => {
    if (found.length >= MOST_FINDINGS) return
    const said = (text: string) => text.replace('{name}', () => name)
    found.push({ place, what: said(what), zh: said(CHINESE[what]) })
  }
  return { found, find }
}
