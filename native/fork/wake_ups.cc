// SPDX-License-Identifier: MIT
// A wake-up is seen before it is given, and a thread at rest is there to take
// it.
#include "wake_ups.h"

#include "platform.h"

#if REALFORK_CAN_FORK

#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <unistd.h>
#include <uv.h>

#include <atomic>
#include <iterator>

#include "interposition.h"
#include "rest.h"

namespace realfork {
namespace {

std::atomic<bool> woken{false};

void NoteWakeUp() {
  // Nearly always set already: to read costs other processors nothing.
  if (!woken.load(std::memory_order_relaxed)) {
    woken.store(true, std::memory_order_relaxed);
  }
}

int OnSignal(pthread_cond_t* condition);
int OnBroadcast(pthread_cond_t* condition);
int OnPost(sem_t* semaphore);
int OnJoin(pthread_t thread, void** result);
ssize_t OnWrite(int fd, const void* bytes, size_t count);

enum { kSignal, kBroadcast, kPost, kJoin, kWrite };

template <typename Function, typename Next>
Interposed Before(const char* name, Function* function, Next* next) noexcept {
  return {name,
          reinterpret_cast<void*>(function),
          reinterpret_cast<void*>(next),
          reinterpret_cast<const void*>(uv_cond_signal),
          false,
          false};
}

Interposed functions[] = {
    Before("pthread_cond_signal", OnSignal, pthread_cond_signal),
    Before("pthread_cond_broadcast", OnBroadcast, pthread_cond_broadcast),
    Before("sem_post", OnPost, sem_post),
    Before("pthread_join", OnJoin, pthread_join),
    Before("write", OnWrite, write),
};

template <typename Function>
Function* Next(int which, Function*) {
  return reinterpret_cast<Function*>(functions[which].next);
}

int OnSignal(pthread_cond_t* condition) {
  NoteWakeUp();
  RecallSleepersAt(condition, sizeof(pthread_cond_t));
  return Next(kSignal, OnSignal)(condition);
}

int OnBroadcast(pthread_cond_t* condition) {
  NoteWakeUp();
  RecallSleepersAt(condition, sizeof(pthread_cond_t));
  return Next(kBroadcast, OnBroadcast)(condition);
}

// Async-signal-safe, like sem_post(3) itself: Node calls it in a handler.
int OnPost(sem_t* semaphore) {
  NoteWakeUp();
  RecallSleepersAt(semaphore, sizeof(*semaphore));
  return Next(kPost, OnPost)(semaphore);
}

int OnJoin(pthread_t thread, void** result) {
  RecallThread(thread);
  return Next(kJoin, OnJoin)(thread, result);
}

// How libuv wakes a loop. Async-signal-safe, like write(2) itself.
ssize_t OnWrite(int fd, const void* bytes, size_t count) {
  if (count == sizeof(uint64_t)) RecallLoops(fd);
  return Next(kWrite, OnWrite)(fd, bytes, count);
}

}  // namespace

void WatchWakeUps() { Interpose(functions, std::size(functions)); }

bool SeesWakeUps() {
  for (const Interposed& one : functions) {
    if (!one.called) return false;
  }
  return true;
}

bool TakeWokenSince() {
  // Not written to for nothing: after a fork that copies a page.
  return woken.load(std::memory_order_relaxed) &&
         woken.exchange(false, std::memory_order_relaxed);
}

}  // namespace realfork

#endif  // REALFORK_CAN_FORK
