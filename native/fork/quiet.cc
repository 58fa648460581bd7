// SPDX-License-Identifier: MIT
// Every thread must be found asleep. A copy that goes on in the middle of
// something would do the rest of it a second time, or release a lock under
// another thread id than it took it with. Since the main thread is in fork(),
// no new work comes, and what there is comes to an end.
#include "quiet.h"

#include "platform.h"

#if REALFORK_CAN_FORK

#include <link.h>
#include <node_api.h>
#include <string.h>
#include <uv.h>

#include "memory.h"
#include "thread_layout.h"

namespace realfork {
namespace {

// One loaded object: the program itself, or a shared library.
struct Object {
  uintptr_t holds;  // an address inside, by which it is found
  MemoryRange code;
  MemoryRange data;
};

Object libuv_object;
Object node_object;
MemoryRange main_stack;

// What the workers of libuv's pool were started with, once one was seen idle.
uintptr_t pool_routine = 0;

bool Holds(MemoryRange range, uintptr_t address) {
  return address >= range.start && address < range.end;
}

void Include(MemoryRange* range, uintptr_t start, uintptr_t end) {
  if (range->end == 0 || start < range->start) range->start = start;
  if (end > range->end) range->end = end;
}

int Look(dl_phdr_info* info, size_t, void* context) {
  auto* object = static_cast<Object*>(context);
  Object seen = {object->holds, {0, 0}, {0, 0}};
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const auto& header = info->dlpi_phdr[i];
    if (header.p_type != PT_LOAD) continue;
    const uintptr_t start = info->dlpi_addr + header.p_vaddr;
    const bool writable = (header.p_flags & PF_W) != 0;
    Include(writable ? &seen.data : &seen.code, start, start + header.p_memsz);
  }
  if (!Holds(seen.code, object->holds)) return 0;
  *object = seen;
  return 1;
}

Object FindObject(uintptr_t address) {
  Object object = {address, {0, 0}, {0, 0}};
  dl_iterate_phdr(Look, &object);
  return object;
}

bool StartsInRuntime(uintptr_t routine) {
  return Holds(node_object.code, routine) || Holds(libuv_object.code, routine);
}

bool NamesWorkers() { return uv_version() >= ((1 << 16) | (50 << 8)); }

// libuv names its workers since 1.50. Before, they are known by the routine of
// one that was seen idle, or by what they were started with: a semaphore on
// the stack of the thread that started the pool.
bool IsPoolWorker(const Thread* thread, uintptr_t routine) {
  if (NamesWorkers()) return strcmp(thread->name, "libuv-worker") == 0;
  return routine == pool_routine ||
         (Holds(libuv_object.code, routine) &&
          Holds(main_stack, StartArgument(thread->record)));
}

// Threads of the runtime sleep on condition variables or in event loops. A
// worker of the pool sleeps on the pool's condition variable only: elsewhere it
// is in the middle of a job, waiting for a name server for instance.
bool IsIdleOfRuntime(const Thread* thread, uintptr_t routine) {
  const Interruption& seen = thread->interruption;
  if (seen.kind == Interruption::kFutex) {
    if (!Holds(libuv_object.data, seen.word)) {
      return !IsPoolWorker(thread, routine);
    }
    pool_routine = routine;
    return true;
  }
  // A worker that has an epoll of its own is in a job, too; but a semaphore on
  // the main stack would not tell it from the watchdog of a vm's timeout.
  return seen.kind == Interruption::kEpoll && routine != pool_routine;
}

}  // namespace

void InitQuiet() {
  libuv_object = FindObject(reinterpret_cast<uintptr_t>(&uv_queue_work));
  node_object = FindObject(reinterpret_cast<uintptr_t>(&napi_create_function));
  pthread_attr_t attributes;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0) return;
  void* start = nullptr;
  size_t size = 0;
  pthread_attr_getstack(&attributes, &start, &size);
  pthread_attr_destroy(&attributes);
  main_stack.start = reinterpret_cast<uintptr_t>(start);
  main_stack.end = main_stack.start + size;
}

bool IsOfRuntime(const Thread* thread) {
  return StartsInRuntime(StartRoutine(thread->record));
}

bool IsQuiet(const Thread* thread) {
  const uintptr_t routine = StartRoutine(thread->record);
  if (StartsInRuntime(routine)) return IsIdleOfRuntime(thread, routine);
  // How threads of addons sleep is theirs to choose.
  const Interruption::Kind kind = thread->interruption.kind;
  return kind == Interruption::kFutex || kind == Interruption::kLock ||
         kind == Interruption::kEpoll || kind == Interruption::kWaiting;
}

}  // namespace realfork

#endif  // REALFORK_CAN_FORK
