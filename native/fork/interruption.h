// SPDX-License-Identifier: MIT
// What a thread was doing when the freeze signal interrupted it.
#ifndef REALFORK_FORK_INTERRUPTION_H_
#define REALFORK_FORK_INTERRUPTION_H_

#include <stdint.h>

namespace realfork {

struct Interruption {
  enum Kind : uint8_t {
    kRunning,  // its own code, or a system call that has just returned
    kFutex,    // asleep on a condition variable or a semaphore
    kLock,     // asleep until a mutex is free
    kEpoll,    // asleep in epoll_wait
    kWaiting,  // asleep in poll or nanosleep
    kCalling,  // any other system call, which goes on after the handler
  };
  Kind kind;
  bool endless;     // no time limit ends the sleep
  uintptr_t word;   // that a futex sleeps on; 0 if it cannot be seen
  uintptr_t stack;  // the stack pointer
};

// Reads the interrupted registers from a signal handler's ucontext_t.
Interruption ReadInterruption(const void* context);

}  // namespace realfork

#endif  // REALFORK_FORK_INTERRUPTION_H_
