import { prepareSign1 } from '@zaojun/core'
import { admsFields, admsLines } from '../src/http/adms.ts'
import { notificationFields } from '../src/http/fields.ts'
import { boundaryOf, multipartParts } from '../src/http/multipart.ts'
import { callerNames } from '../src/http/names.ts'
import { pictureBytes, pictureType, withoutPictures } from '../src/http/pictures.ts'
import { fromHex, isError, isRefusal, loadCatalogue, openPack, PACK_CONTENT_TYPE } from '../src/index.ts'
import { jsonFields } from '../src/message/json-fields.ts'
import { judgeReply } from '../src/modbus/pdu.ts'
import { explainSilence, findReply } from '../src/modbus/rtu.ts'
import { openTcp } from '../src/modbus/tcp.ts'
import { bearHostileInputs, type Row } from './hostile/bear.ts'

const STACK_LINES = Error.stackTraceLimit

const text = (...lines: string[]): Uint8Array[] => lines.map((line) => new TextEncoder().encode(line))
const hex = (...lines: string[]): Uint8Array[] => lines.map((line) => fromHex(line))

function modbusRtu(): Row {
  const request = fromHex('04 00 01 00 02')
  return {
    name: 'modbus-rtu',
    good: hex('01 04 04 01 31 02 6C AA FA', '01 84 02 C2 C1', '01 05 00 00 FF 00 8C 3A'),
    feed: (bytes) => {
      const found = findReply(1, request, bytes)
      if (found) judgeReply(request, found.pdu)
      else explainSilence(1, request, bytes)
      return undefined
    },
  }
}

function modbusTcp(): Row {
  let rest: Uint8Array = new Uint8Array()
  return {
    name: 'modbus-tcp',
    good: hex('00 01 00 00 00 07 01 04 04 01 31 02 6C', '00 02 00 00 00 03 01 84 02'),
    feed: (bytes) => {
      const opened = openTcp(Uint8Array.from([...rest, ...bytes]))
      for (const { pdu } of opened.frames) judgeReply(fromHex('04 00 01 00 02'), pdu)
      // Out of step, the driver makes the connection anew.
      rest = opened.broken ? new Uint8Array() : opened.rest
      return rest.length
    },
  }
}

/** What units push over HTTP: bodies of several parts, notifications as XML or JSON, lines of text, pictures in JSON. */
const HTTP: Row[] = [
  {
    name: 'http-multipart',
    good: text(
      '--b\r\nContent-Disposition: form-data; name="event_log"\r\nContent-Type: application/json\r\n\r\n{"a":1}\r\n--b--\r\n',
      '--b\n\n1\n--b\nContent-Type: image/jpeg\n\n2\n--b--',
    ),
    feed: (bytes) => {
      boundaryOf(new TextDecoder('latin1').decode(bytes))
      const parts = multipartParts(bytes, 'b')
      if (!('error' in parts)) for (const part of parts) pictureType(part.bytes)
      return undefined
    },
  },
  {
    name: 'http-notification',
    good: text(
      '<?xml version="1.0"?><E v="2"><macAddress>a</macAddress><p><enter>1</enter><n>A &amp; B</n><x/></p></E>',
      '{"EventNotificationAlert":{"macAddress":"a","E":{"thermometryUnit":"fahrenheit","currTemperature":98.6}}}',
    ),
    feed: (bytes) => {
      const fields = notificationFields(bytes)
      if (!isError(fields)) callerNames(fields)
      return undefined
    },
  },
  {
    name: 'http-adms',
    good: text(
      '18\t2026-11-23 08:01:30\t0\t15\t0\t0\t0\t1\t36.4\n19\t2026-11-23 08:02:00\t0\t1\t0\n',
      'time=2026-09-09 12:09:10\tpin=445966\tevent=3\tindex=40\tmaskflag=0\ttemperature=36.6\r\n',
    ),
    feed: (bytes) => {
      const lines = admsLines(bytes)
      for (const line of 'error' in lines ? [] : lines)
        for (const table of ['ATTLOG', 'rtlog']) admsFields(new TextEncoder().encode(line), table, '+08:00')
      return undefined
    },
  },
  {
    name: 'http-pictures',
    good: text('{"a":{"image":"/9j/4AAQ"}}', '{"image":"data:image/png;base64,iVBORw0KGgo="}'),
    feed: (bytes) => {
      for (const encoded of withoutPictures(bytes, ['image', 'a.image', '__proto__.x']).texts)
        pictureType(pictureBytes(encoded))
      return undefined
    },
  },
]

/** Packs of nobody known: all that is read of one before its signature is asked for. */
function packs(): Row {
  const shipped = loadCatalogue()
  const headers = { kid: new Uint8Array(8), contentType: PACK_CONTENT_TYPE, issuer: 'test-house', subject: 'test-pack' }
  const good = prepareSign1(headers, new TextEncoder().encode('{"v":1,"files":[]}')).finish(new Uint8Array(64))
  const trusted = [{ issuer: 'test-house', publicKey: new Uint8Array(32).fill(1) }]
  return {
    name: 'profile-pack',
    good: [good],
    feed: (bytes) => {
      // A hundred thousand refusals, and nobody reads their stacks.
      Error.stackTraceLimit = 0
      try {
        openPack(bytes, { trusted, shipped })
      } catch (error) {
        if (isRefusal(error)) return undefined
        throw error
      } finally {
        Error.stackTraceLimit = STACK_LINES
      }
      throw new Error('a pack of nobody known opens')
    },
  }
}

/** Every parser of bytes from outside. A new one is a row here. */
const PARSERS: Row[] = [
  modbusRtu(),
  modbusTcp(),
  packs(),
  ...HTTP,
  {
    name: 'json',
    good: text('{"points":{"core":{"v":74.6,"q":"good"}}}', '[1,2,{"a":null}]', '"text"'),
    feed: (bytes) => {
      jsonFields(bytes)
      return undefined
    },
  },
]

bearHostileInputs(PARSERS)
