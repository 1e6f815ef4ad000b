import { expect, test } from 'vitest'
import { asDatabaseFailure } from './database.ts'

test.each([
  ['SQLITE_FULL', 13],
  ['SQLITE_IOERR_SHMSIZE, which a full disk gives when the shared file cannot grow', 4874],
])('%s is a full disk', (_, errcode) => {
  expect(asDatabaseFailure(Object.assign(new Error('disk I/O error'), { errcode }), 'a.sqlite')).toMatchObject({ code: 'disk-full' })
})

test('another error of input and output is not', () => {
  const error = Object.assign(new Error('disk I/O error'), { errcode: 10 | (1 << 8) })
  expect(asDatabaseFailure(error, 'a.sqlite')).toBe(error)
})
