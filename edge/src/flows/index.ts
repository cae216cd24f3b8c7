export { FlowClient, MAX_PENDING_REQUESTS, MAX_SEND_BUFFER_BYTES, MAX_SUBSCRIPTIONS } from './client.ts'
export * from './deps.ts'
export { MAX_CLIENTS, MAX_MESSAGE_BYTES, registerFlowSocket, withWebSockets } from './flow-socket.ts'
