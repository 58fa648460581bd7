import { binding } from '../../lib/binding'
import * as constants from '../../lib/posix/constants'

test('every constant of the addon has a number, and is exported under its POSIX name', () => {
  const { sizeofSunPath, ...named } = binding.constants
  expect({ ...constants }).toEqual(named)
  expect(Object.values(named).filter((value) => !Number.isInteger(value))).toEqual([])
})
