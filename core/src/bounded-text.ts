/** The body of an answer while it is as short as an honest one; throws past `most` bytes, and reads no further. */
export async function boundedText(answer: Pick<Response, 'body'>, most: number): Promise<string> {
  const decoder = new TextDecoder()
  const reader = answer.body?.getReader()
  let text = ''
  let bytes = 0
  for (;;) {
    const { done = true, value } = (await reader?.read()) ?? {}
    if (done) return text + decoder.decode()
    bytes += value?.length ?? 0
    if (bytes > most) {
      await reader?.cancel()
      throw new Error('the answer is too long')
    }
    text += decoder.decode(value, { stream: true })
  }
}
