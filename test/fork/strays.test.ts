// The tests of this folder rely on it: nothing that a fixture forks can outlive its test unseen.
import { runInSession } from '../helpers/run-in-session'

test('a fixture that leaves a child behind fails, and the child is killed', async () => {
  const run = runInSession('fork/stray')
  await expect(run).rejects.toThrow(/left processes behind\n.*pid \d+, [A-Z]\)\n {2}thread \d+/)
})
