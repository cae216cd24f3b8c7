type Hatch = { image: HTMLCanvasElement; repeat: 'repeat' }
const TILE = 10
const made = new Map<string, Hatch>()

/** Hatching of a plot's spans: grey one way for stale, red crossed for bad, so that both differ without colour. */
export function hatch(quality: 'bad' | 'stale'): Hatch {
  const known = made.get(quality)
  if (known !== undefined) return known
  const image = document.createElement('canvas')
  image.width = TILE
  image.height = TILE
  const pen = image.getContext('2d')
  if (pen !== null) {
    pen.strokeStyle = quality === 'bad' ? '#b3231a66' : '#8a959c88'
    pen.lineWidth = 1.5
    pen.beginPath()
    for (const shift of [-TILE, 0, TILE]) {
      pen.moveTo(shift, TILE)
      pen.lineTo(shift + TILE, 0)
      if (quality === 'bad') {
        pen.moveTo(shift, 0)
        pen.lineTo(shift + TILE, TILE)
      }
    }
    pen.stroke()
  }
  const pattern: Hatch = { image, repeat: 'repeat' }
  made.set(quality, pattern)
  return pattern
}
