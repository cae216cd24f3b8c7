export const recordsZh = {
  print: '打印标签',
  printing: '正在打印…',
  printed: '打印机已收下',
  showLabel: '查看标签',
  hideLabel: '收起标签',
  printHere: '由本屏打印',
  label: '标签',
  look: '查看记录',
  unknown: '没有第 {seq} 号记录',
  next: '接着要做',
  picture: '记录的照片',
  scanned: '扫到标签：第 {seq} 号',
}

export const recordsErrorsZh = {
  PRINTER_PAPER: '打印机缺纸',
  PRINTER_COVER: '打印机开着盖或已脱机',
  PRINTER_AWAY: '打印机连不上',
}
