// SPDX-License-Identifier: MIT
#ifndef REALFORK_FORK_EVENT_BATCH_H_
#define REALFORK_FORK_EVENT_BATCH_H_

#include <uv.h>

namespace realfork {

// Marks the rest of the batch of events that the loop is handling as void, as
// libuv itself does when a descriptor is closed in the middle of one. The
// child of a fork would act on its parent's events otherwise.
void VoidEventBatch(uv_loop_t* loop);

}  // namespace realfork

#endif  // REALFORK_FORK_EVENT_BATCH_H_
