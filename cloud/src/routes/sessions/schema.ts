import Type from 'typebox'
import { asAnyone, asPerson, Empty, failures, shape } from '../../http/common.ts'

const tags = ['sessions']

export const login = {
  operationId: 'login',
  summary: 'Logs a person in: the token also stands in the cookie `zaojun-cloud`',
  tags,
  security: asAnyone,
  body: shape('Login', {
    name: Type.String({ minLength: 1, maxLength: 80 }),
    password: Type.String({ minLength: 1, maxLength: 256 }),
  }),
  response: {
    200: shape('LoggedIn', { token: Type.String(), name: Type.String(), party: Type.String() }),
    ...failures(400, 401, 429),
  },
}

export const session = {
  operationId: 'getSession',
  summary: 'Who is logged in',
  tags,
  security: asAnyone,
  response: {
    200: shape('Session', {
      loggedIn: Type.Boolean(),
      name: Type.Optional(Type.String()),
      party: Type.Optional(Type.String({ description: 'For whom; `operator` runs the cloud' })),
    }),
  },
}

export const logout = {
  operationId: 'logout',
  summary: 'Ends the session',
  tags,
  security: asPerson,
  response: { 204: Empty, ...failures(401) },
}
