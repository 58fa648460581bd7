import { AF_INET, AF_INET6, AF_UNIX } from '../../lib'
import { flattenAddress } from '../../lib/posix/socket-address'

test.each([
  [{ address: '10.0.0.1', port: 65535 }, [AF_INET, 65535, 0, 0, '10.0.0.1']],
  [{ address: '::', port: 0 }, [AF_INET6, 0, 0, 0, '::']],
  [
    { address: 'fe80::1', port: 7, flowlabel: 0xfffff, scopeid: 2 },
    [AF_INET6, 7, 0xfffff, 2, 'fe80::1'],
  ],
  [{ path: '/run/x' }, [AF_UNIX, 0, 0, 0, '/run/x']],
  [{ path: '\0x' }, [AF_UNIX, 0, 0, 0, '\0x']],
  [{ family: 'unix', path: '', address: 'ignored' }, [AF_UNIX, 0, 0, 0, '']],
])('%j is flattened for the addon', (address, flat) => {
  expect(flattenAddress(address)).toEqual(flat)
})
