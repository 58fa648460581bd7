// SPDX-License-Identifier: MIT
// Three kinds of helper threads. Workers of libuv's thread pool write files and
// ask name servers: they must be idle, which they are only while they sleep on
// the pool's condition variable. V8's workers touch nothing but memory and may
// be copied at any point. All others must be asleep: those of addons are not
// known, and Node has some that use files, for certificates and for traces.
#include "quiet.h"

#include "platform.h"
#include "thread_layout.h"

#if REALFORK_CAN_FORK

#include <link.h>
#include <node_api.h>
#include <string.h>
#include <uv.h>

namespace realfork {
namespace {

struct Range {
  uintptr_t start;
  uintptr_t end;
  bool Holds(uintptr_t address) const {
    return address >= start && address < end;
  }
};

// One loaded object: the program itself, or a shared library.
struct Object {
  uintptr_t holds;  // an address inside, by which it is found
  Range code;
  Range data;
};

// What V8's workers were started with. They sleep on a condition variable when
// there is nothing to do, as a thread with an event loop of its own, or one
// that runs once and ends, never does.
constexpr size_t kTaskRoutines = 8;
uintptr_t task_routines[kTaskRoutines];

Object libuv_object;
Object node_object;
Range main_stack;

void Include(Range* range, uintptr_t start, uintptr_t end) {
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
  if (!seen.code.Holds(object->holds)) return 0;
  *object = seen;
  return 1;
}

Object FindObject(uintptr_t address) {
  Object object = {address, {0, 0}, {0, 0}};
  dl_iterate_phdr(Look, &object);
  return object;
}

// libuv names its workers since 1.50. Before, they are known by what they were
// started with: a semaphore on the stack of the thread that started the pool.
bool IsPoolWorker(const Thread* thread) {
  return strcmp(thread->name, "libuv-worker") == 0 ||
         (libuv_object.code.Holds(StartRoutine(thread->record)) &&
          main_stack.Holds(StartArgument(thread->record)));
}

bool IsTaskThread(uintptr_t routine) {
  for (const uintptr_t known : task_routines) {
    if (known == routine) return true;
  }
  return false;
}

void RememberTaskThread(uintptr_t routine) {
  if (!node_object.code.Holds(routine) || IsTaskThread(routine)) return;
  for (uintptr_t& place : task_routines) {
    if (place != 0) continue;
    place = routine;
    return;
  }
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

bool MayBeCopied(const Thread* thread) {
  const Interruption& seen = thread->interruption;
  if (IsPoolWorker(thread)) {
    return seen.kind == Interruption::kFutex &&
           libuv_object.data.Holds(seen.address);
  }
  const uintptr_t routine = StartRoutine(thread->record);
  if (seen.kind == Interruption::kFutex) RememberTaskThread(routine);
  return seen.kind == Interruption::kFutex ||
         seen.kind == Interruption::kWaiting || IsTaskThread(routine);
}

}  // namespace realfork

#endif  // REALFORK_CAN_FORK
