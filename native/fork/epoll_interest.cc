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
struct {
  size_t count = 0;
  Interest list[kCapacity];
} noted;

}  // namespace

void ForgetInterest() { noted.count = 0; }

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
    full = noted.count == kCapacity;
    if (full) return;
    Interest* interest = &noted.list[noted.count++];
    interest->epoll = epoll;
    interest->fd = static_cast<int>(fd);
    interest->event.events = static_cast<uint32_t>(events);
    interest->event.data.u64 = data;
  });
  return full ? EOVERFLOW : error;
}

bool AnyInterest(bool (*is_such)(int fd)) {
  return std::any_of(noted.list, noted.list + noted.count,
                     [is_such](const Interest& at) { return is_such(at.fd); });
}

int ReplaceEpoll(int epoll, int flags) {
  return ReplaceDescriptor(epoll_create1(EPOLL_CLOEXEC), epoll, flags);
}

void RestoreInterest() {
  for (size_t i = 0; i < noted.count; i++) {
    Interest* interest = &noted.list[i];
    // A descriptor closed since it was registered is still listed, and rightly
    // fails.
    epoll_ctl(interest->epoll, EPOLL_CTL_ADD, interest->fd, &interest->event);
  }
}

}  // namespace realfork

#endif  // REALFORK_CAN_FORK
