// SPDX-License-Identifier: MIT
// libuv's intrusive queues. They are fields of its public structs, declared as
// void*[2] until 1.45 and as struct uv__queue since.
#ifndef REALFORK_FORK_QUEUE_H_
#define REALFORK_FORK_QUEUE_H_

#include <stddef.h>
#include <stdint.h>
#include <uv.h>

namespace realfork {

struct Queue {
  Queue* next;
  Queue* previous;
};

template <typename Field>
Queue* AsQueue(Field* field) {
  static_assert(sizeof(*field) == sizeof(Queue));
  return reinterpret_cast<Queue*>(field);
}

inline void Append(Queue* head, Queue* entry) {
  entry->next = head;
  entry->previous = head->previous;
  head->previous->next = entry;
  head->previous = entry;
}

// An entry that is in no queue points at itself.
inline bool IsAlone(const Queue* entry) { return entry->next == entry; }

inline void Detach(Queue* entry) {
  entry->previous->next = entry->next;
  entry->next->previous = entry->previous;
  entry->next = entry;
  entry->previous = entry;
}

// As uv_walk(3), which moves each handle to another queue and back: in a child
// of a fork each would cost a copy of the page that it is on.
template <typename Visit>
void ForEachHandle(uv_loop_t* loop, Visit visit) {
  const Queue* const head = AsQueue(&loop->handle_queue);
  for (const Queue* at = head->next; at != head; at = at->next) {
    visit(reinterpret_cast<uv_handle_t*>(reinterpret_cast<uintptr_t>(at) -
                                         offsetof(uv_handle_t, handle_queue)));
  }
}

}  // namespace realfork

#endif  // REALFORK_FORK_QUEUE_H_
