import { fromBase64, toBase64 } from '../../src/proof/index.ts'

/** What is done to a signed note (C2SP signed-note, tlog-checkpoint) that is to be refused. `form`: refused before a signature is looked at. */
export type HostileNote = { title: string; form: boolean; make(good: string): string }

const HUGE_CHARACTERS = 1 << 20
const lineOf = (note: string): string => note.slice(note.lastIndexOf('\n\n') + 2)
const textOf = (note: string): string => note.slice(0, note.lastIndexOf('\n\n') + 1)
const withLine = (note: string, change: (name: string, packed: string) => string): string => {
  const [, name = '', packed = ''] = (lineOf(note).split('\n')[0] ?? '').split(' ')
  return `${textOf(note)}\n${change(name, packed)}\n`
}
/** The line with the bytes behind its name changed. */
const withBytes = (note: string, change: (bytes: Uint8Array) => Uint8Array): string =>
  withLine(note, (name, packed) => `— ${name} ${toBase64(change(fromBase64(packed) ?? new Uint8Array()))}`)
const sized = (note: string, size: string): string => note.replace(/\n\d+\n/, `\n${size}\n`)
const rooted = (note: string, root: string): string => {
  const [origin = '', size = ''] = note.split('\n')
  return note.replace(/^.*\n.*\n.*\n/, `${origin}\n${size}\n${root}\n`)
}
const flipped = (bytes: Uint8Array, at: number): Uint8Array => bytes.map((byte, n) => (n === at ? byte ^ 1 : byte))

export const HOSTILE_NOTES: HostileNote[] = [
  { title: 'nothing', form: true, make: () => '' },
  { title: 'noise', form: true, make: () => '�'.repeat(200) },
  { title: 'a note without signatures', form: true, make: textOf },
  { title: 'a note cut short', form: true, make: (note) => note.slice(0, -2) },
  { title: 'a note without its empty line', form: true, make: (note) => note.replace('\n\n', '\n') },
  { title: 'text after the signatures', form: true, make: (note) => `${note}more` },
  { title: 'a line feed too many', form: true, make: (note) => `${note}\n` },
  { title: 'carriage returns', form: true, make: (note) => note.replaceAll('\n', '\r\n') },
  { title: 'a zero byte', form: true, make: (note) => note.replace('\n', '\0\n') },
  { title: 'a byte order mark', form: false, make: (note) => `\ufeff${note}` },
  { title: 'a hyphen for the dash', form: true, make: (note) => note.replaceAll('—', '-') },
  {
    title: 'two spaces in a line',
    form: true,
    make: (note) => withLine(note, (name, packed) => `—  ${name} ${packed}`),
  },
  { title: 'a line without a name', form: true, make: (note) => withLine(note, (_name, packed) => `— ${packed}`) },
  { title: 'a name with a plus', form: true, make: (note) => withLine(note, (name, packed) => `— ${name}+ ${packed}`) },
  { title: 'base64 without its padding', form: true, make: (note) => note.replace(/=+\n$/, '\n') },
  {
    title: 'base64 of the address kind',
    form: true,
    make: (note) => withLine(note, (name) => `— ${name} ${'_-'.repeat(46)}`),
  },
  { title: 'a signature of no bytes', form: true, make: (note) => withBytes(note, (bytes) => bytes.slice(0, 4)) },
  { title: 'a signature too short', form: false, make: (note) => withBytes(note, (bytes) => bytes.slice(0, -1)) },
  {
    title: 'a signature too long',
    form: false,
    make: (note) => withBytes(note, (bytes) => Uint8Array.of(...bytes, 0)),
  },
  {
    title: 'a signature of another algorithm',
    form: false,
    make: (note) => withBytes(note, (bytes) => Uint8Array.of(...bytes.slice(0, 4), ...new Uint8Array(2_420))),
  },
  {
    title: 'a signature with a bit flipped',
    form: false,
    make: (note) => withBytes(note, (bytes) => flipped(bytes, 20)),
  },
  {
    title: 'a signature under another key id',
    form: false,
    make: (note) => withBytes(note, (bytes) => flipped(bytes, 0)),
  },
  {
    title: 'a signature under another name',
    form: false,
    make: (note) => withLine(note, (name, packed) => `— x${name} ${packed}`),
  },
  {
    title: 'a good signature and a bad one',
    form: false,
    make: (note) => note + lineOf(withBytes(note, (bytes) => flipped(bytes, 20))),
  },
  { title: 'a hundred signatures', form: true, make: (note) => note + lineOf(note).repeat(100) },
  { title: 'a note of a megabyte', form: true, make: (note) => sized(note, '9'.repeat(HUGE_CHARACTERS)) },
  { title: 'another size', form: false, make: (note) => sized(note, '4000') },
  { title: 'a size with a leading zero', form: false, make: (note) => note.replace(/\n(\d+)\n/, '\n0$1\n') },
  { title: 'a negative size', form: false, make: (note) => sized(note, '-1') },
  { title: 'a size in hexadecimal', form: false, make: (note) => sized(note, '0x7') },
  { title: 'a size past 2^53', form: false, make: (note) => sized(note, '9007199254740993') },
  { title: 'a root of 31 bytes', form: false, make: (note) => rooted(note, toBase64(new Uint8Array(31))) },
  { title: 'a root that is no base64', form: false, make: (note) => rooted(note, '*'.repeat(44)) },
  { title: 'another root', form: false, make: (note) => rooted(note, toBase64(new Uint8Array(32))) },
  { title: 'no origin', form: false, make: (note) => note.slice(note.indexOf('\n')) },
  { title: 'the origin of another log', form: false, make: (note) => `x${note}` },
  { title: 'a line more in its text', form: false, make: (note) => note.replace('\n\n', '\nmore\n\n') },
]

const hashes = (proof: string): string[] => proof.slice(0, proof.indexOf('\n\n')).split('\n').slice(2)
const withHashes = (proof: string, change: (lines: string[]) => string[]): string => {
  const head = proof.split('\n').slice(0, 2)
  return `${[...head, ...change(hashes(proof))].join('\n')}${proof.slice(proof.indexOf('\n\n'))}`
}
const firstHash = (proof: string, change: (line: string) => string): string =>
  withHashes(proof, ([first = '', ...more]) => [change(first), ...more])

/** What is done to a `tlog-proof` that is to be refused: its path or form. Its checkpoint is a note as above. */
export const HOSTILE_PROOFS: { title: string; make(good: string): string }[] = [
  { title: 'nothing', make: () => '' },
  { title: 'another first line', make: (proof) => proof.replace('@v1', '@v2') },
  { title: 'carriage returns', make: (proof) => proof.replaceAll('\n', '\r\n') },
  { title: 'no index', make: (proof) => proof.replace(/index .*\n/, '') },
  { title: 'an index with a leading zero', make: (proof) => proof.replace('index ', 'index 0') },
  { title: 'a negative index', make: (proof) => proof.replace('index ', 'index -') },
  { title: 'another index', make: (proof) => proof.replace(/index \d+/, 'index 0') },
  { title: 'an index past the tree', make: (proof) => proof.replace(/index \d+/, 'index 4000') },
  { title: 'an index past 2^53', make: (proof) => proof.replace(/index \d+/, 'index 9007199254740993') },
  { title: 'a hash of 31 bytes', make: (proof) => firstHash(proof, () => toBase64(new Uint8Array(31))) },
  { title: 'a hash that is no base64', make: (proof) => firstHash(proof, () => '*'.repeat(44)) },
  { title: 'base64 that is not canonical', make: (proof) => firstHash(proof, (line) => `${line.slice(0, -2)}B=`) },
  { title: 'another hash', make: (proof) => firstHash(proof, () => toBase64(new Uint8Array(32))) },
  { title: 'a hash left out', make: (proof) => withHashes(proof, (lines) => lines.slice(1)) },
  { title: 'a hash too many', make: (proof) => withHashes(proof, (lines) => [...lines, ...lines.slice(0, 1)]) },
  { title: 'hashes in another order', make: (proof) => withHashes(proof, (lines) => lines.toReversed()) },
  { title: 'a path longer than any tree', make: (proof) => withHashes(proof, (lines) => Array(100).fill(lines[0])) },
  { title: 'a path of megabytes', make: (proof) => withHashes(proof, (lines) => Array(50_000).fill(lines[0])) },
  { title: 'no checkpoint', make: (proof) => proof.slice(0, proof.indexOf('\n\n')) },
]
