// SPDX-License-Identifier: MIT
// Three kinds of helper threads. Workers of libuv's thread pool write files and
// ask name servers: they must be idle, which they are only while they sleep on
// the pool's condition variable. The runtime's other threads (V8's workers, the
// delayed task scheduler) touch nothing but memory and may be copied at any
// point, but for the one that reads certificates. It and the threads of other
// addons, which are not known, must be asleep or gone.
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

// Started when `tls` is loaded (Node 22 and later), to read the certificates of
// authorities from files, whose position the child would share. It alone of
// the runtime's threads is started without an argument; names do not tell, for
// Node 22 gives V8's workers none either.
bool ReadsCertificates(const Thread* thread) {
  return StartArgument(thread->record) == 0;
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
  if (node_object.code.Holds(StartRoutine(thread->record)) &&
      !ReadsCertificates(thread)) {
    return true;
  }
  return seen.kind == Interruption::kFutex ||
         seen.kind == Interruption::kWaiting;
}

}  // namespace realfork

#endif  // REALFORK_CAN_FORK
