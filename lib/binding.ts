// Loads the addon. This is the one typed interface of it; nothing else calls node-gyp-build.
import path from 'node:path'

import load = require('node-gyp-build')

export interface Binding {
  fork(quietMs: number): number
  getpid(): number
  getppid(): number
}

// From dist/lib and from lib (under jest) alike, the package root is the nearest binding.gyp.
const root = path.resolve(__dirname, __filename.endsWith('.ts') ? '..' : '../..')

export const binding = load(root) as Binding
