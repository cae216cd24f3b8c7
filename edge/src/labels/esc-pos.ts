import { toGbk } from '@zaojun/device-profiles/bytes/gbk'
import type { DrawnLabel } from './label.ts'

/** Bytes of ESC/POS as Epson's command reference names them; printers of other makers follow it. */
const ESC = 0x1b
const GS = 0x1d
const FS = 0x1c
const DLE = 0x10
const EOT = 0x04
const LINE_FEED = 0x0a
/** ESC @ : as after switching on. */
const INITIALISE = [ESC, 0x40]
/** FS & : two-byte characters (GB 18030 on printers sold in China). */
const CHINESE_ON = [FS, 0x26]
/** ESC a 1 : centred. */
const CENTRED = [ESC, 0x61, 1]
/** GS ! : the high half widens, the low half heightens. */
const size = (times: number): number[] => [GS, 0x21, ((times - 1) << 4) | (times - 1)]
/** GS V B 0 : feeds to the knife and cuts. */
const CUT = [GS, 0x56, 0x42, 0]
const QR_DOTS = 6
/** 49 is correction level M: 15 % of the code may be dirty. */
const QR_LEVEL_M = 49

/** GS ( k : functions of the QR code (cn 49). */
const qrFunction = (fn: number, ...parameters: number[]): number[] => {
  const length = parameters.length + 2
  return [GS, 0x28, 0x6b, length & 0xff, length >> 8, 49, fn, ...parameters]
}

function qr(code: string): number[] {
  const data = [...code].map((character) => character.charCodeAt(0) & 0x7f)
  return [
    ...qrFunction(65, 50, 0),
    ...qrFunction(67, QR_DOTS),
    ...qrFunction(69, QR_LEVEL_M),
    ...qrFunction(80, 48, ...data),
    ...qrFunction(81, 48),
  ]
}

/** What people wrote never gives a printer an order: those begin below a space. */
const printable = (text: string): Uint8Array =>
  toGbk([...text].map((character) => (character < ' ' || character === '\u007f' ? ' ' : character)).join(''))

/** A label as a printer takes it, `copies` times. Text is GBK; what has no place there is a question mark. */
export function escPos({ lines, code }: DrawnLabel, copies = 1): Uint8Array {
  const label = [
    ...CENTRED,
    ...lines.flatMap(({ text, large }) => [...size(large ? 2 : 1), ...printable(text), LINE_FEED]),
    ...size(1),
    ...qr(code),
    ...printable(code),
    LINE_FEED,
    ...CUT,
  ]
  return Uint8Array.from([...INITIALISE, ...CHINESE_ON, ...Array.from({ length: copies }, () => label).flat()])
}

/** DLE EOT n : asks for a byte of status at once, also while it prints. */
export const askStatus = (n: 1 | 4): Uint8Array => Uint8Array.from([DLE, EOT, n])

/** What the byte of status says: bits 1 and 4 stand in each, 0 and 7 in none, which tells it from other bytes. */
export function readStatus(n: 1 | 4, byte: number): 'ready' | 'offline' | 'paper-out' | undefined {
  if ((byte & 0b1001_0011) !== 0b0001_0010) return undefined
  if (n === 1) return (byte & 0b1000) === 0 ? 'ready' : 'offline'
  return (byte & 0b0110_0000) === 0 ? 'ready' : 'paper-out'
}
