// SPDX-License-Identifier: MIT
#include "epoll_interest.h"

#include "platform.h"

#if REALFORK_CAN_FORK

#include <errno.h>
#include <sys/epoll.h>

#include <algorithm>

#include "descriptors.h"
#include "proc.h"

namespace realfork {
namespace {

struct Interest {
  int epoll;
  int fd;
  epoll_event event;
};

// Fixed, since there is no malloc between freeze and revive. An inner loop of
// Node watches two descriptors; those of addons may have a socket each.
constexpr size_t kCapacity = 65536;
Interest interests[kCapacity];
size_t interest_count = 0;

}  // namespace

void ForgetInterest() { interest_count = 0; }

// Lines like "tfd:       15 events:       19 data:       f  pos:0 ino:9
// sdev:8".
int NoteInterest(int epoll) {
  char path[64];
  bool full = false;
  ProcPath(path, "/proc/self/fdinfo/", epoll, "");
  const int error = ForEachLine(path, [&](const char* line) {
    uint64_t fd, events, data;
    if (!ReadNumber(line, "tfd:", 10, &fd) ||
        !ReadNumber(line, "events:", 16, &events) ||
        !ReadNumber(line, "data:", 16, &data)) {
      return;
    }
    full = interest_count == kCapacity;
    if (full) return;
    Interest* noted = &interests[interest_count++];
    noted->epoll = epoll;
    noted->fd = static_cast<int>(fd);
    noted->event.events = static_cast<uint32_t>(events);
    noted->event.data.u64 = data;
  });
  return full ? EOVERFLOW : error;
}

bool AnyInterest(bool (*is_such)(int fd)) {
  return std::any_of(interests, interests + interest_count,
                     [is_such](const Interest& at) { return is_such(at.fd); });
}

int ReplaceEpoll(int epoll, int flags) {
  return ReplaceDescriptor(epoll_create1(EPOLL_CLOEXEC), epoll, flags);
}

void RestoreInterest() {
  for (size_t i = 0; i < interest_count; i++) {
    Interest* noted = &interests[i];
    // A descriptor closed since it was registered is still listed, and rightly
    // fails.
    epoll_ctl(noted->epoll, EPOLL_CTL_ADD, noted->fd, &noted->event);
  }
}

}  // namespace realfork

#endif  // REALFORK_CAN_FORK
