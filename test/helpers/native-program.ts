// Small C programs that tests need; the compiler is there, the addon was built with it.
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

const sources = path.resolve(__dirname, '../fixtures/native')
let folder: string | undefined

/** Compiles test/fixtures/native/<name>.c; returns the program's path. */
export const compile = (name: string, options: string[] = []): string => {
  folder ??= fs.mkdtempSync(path.join(os.tmpdir(), 'realfork-native-'))
  const program = path.join(folder, name)
  execFileSync('cc', ['-O1', '-Wall', ...options, '-o', program, path.join(sources, `${name}.c`)])
  return program
}

/** Compiles one that is to be preloaded. */
export const compileLibrary = (name: string): string => compile(name, ['-shared', '-fPIC'])

afterAll(() => {
  if (folder !== undefined) fs.rmSync(folder, { recursive: true })
})
