import { answerCalls, callerPort, Moved } from '../threads/answerer.ts'
import { type Delivered, decodeDelivery } from './decode.ts'

answerCalls(callerPort(), {
  decode: (delivered: Delivered) => {
    const batch = decodeDelivery(delivered)
    const buffers = [batch.archive, batch.points, batch.blocks, batch.segments, batch.newest].map(
      ({ buffer }) => buffer as ArrayBuffer,
    )
    return new Moved(batch, [...new Set(buffers)])
  },
  stop: () => {},
})
