import { defineErrors } from '@zaojun/core'

export const fail = defineErrors({
  FLOW_MESSAGE_MALFORMED: { status: 400, zh: '消息格式不对：{name}', en: 'malformed message: {name}' },
  FLOW_HELLO_MISSING: { status: 401, zh: '5 秒内没有登录消息', en: 'no hello within 5 s' },
  FLOW_TOKEN_REFUSED: { status: 401, zh: '令牌不对', en: 'the token is not accepted' },
  FLOW_ALREADY_WELCOME: { status: 400, zh: '已经登录', en: 'hello was already said' },
  FLOW_TOO_MANY_CLIENTS: { status: 503, zh: '连接数已满', en: 'too many clients' },
  FLOW_TOO_MANY_REQUESTS: { status: 429, zh: '未完成的请求过多', en: 'too many unanswered requests' },
  FLOW_TOO_MANY_SUBSCRIPTIONS: { status: 429, zh: '订阅过多', en: 'too many subscriptions' },
  FLOW_CLIENT_SLOW: {
    status: 429,
    zh: '客户端接收过慢，已断开：{name}',
    en: 'the client reads too slowly and was dropped: {name}',
  },
  FLOW_REQUEST_FAILED: { status: 500, zh: '请求失败：{name}', en: 'the request failed: {name}' },
})
