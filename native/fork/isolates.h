// SPDX-License-Identifier: MIT
// Which threads run JavaScript: each has entered an isolate of its own.
#ifndef REALFORK_FORK_ISOLATES_H_
#define REALFORK_FORK_ISOLATES_H_

namespace realfork {

// On the main thread, once.
void InitIsolates();

// Of the calling thread, or null. Async-signal-safe.
const void* CurrentIsolate();

// Threads that help the main isolate enter it, too.
bool IsOfWorker(const void* isolate);

}  // namespace realfork

#endif  // REALFORK_FORK_ISOLATES_H_
