// SPDX-License-Identifier: MIT
// Numbers are given out from 0: where they lie close together, to try each
// takes a third of what the kernel takes to list them.
#include "open_files.h"

#include "platform.h"

#if REALFORK_CAN_FORK

#include <errno.h>

#include "proc.h"

namespace realfork {
namespace {

constexpr char kFolder[] = "/proc/self/fd";

struct Walk {
  bool (*visit)(int, const struct stat&, void*);
  void* context;
  int from;  // those below have been visited
};

// False when the visitor wants no more of them.
bool VisitListed(int fd, void* context) {
  const auto* walk = static_cast<const Walk*>(context);
  struct stat status;
  if (fd < walk->from || fstat(fd, &status) == -1) return true;
  return walk->visit(fd, status, walk->context);
}

}  // namespace

int ForEachOpenFile(bool (*visit)(int, const struct stat&, void*),
                    void* context) {
  struct stat status;
  if (stat(kFolder, &status) == -1) return errno;
  // How many there are, since Linux 6.2; before, 0.
  auto left = status.st_size;
  const auto furthest = 4 * left;
  Walk walk = {visit, context, 0};
  for (; left > 0 && walk.from < furthest; walk.from++) {
    if (fstat(walk.from, &status) == -1) continue;
    if (!visit(walk.from, status, context)) return 0;
    left--;
  }
  const bool all = furthest > 0 && left == 0;
  return all ? 0 : ForEachNumber(kFolder, VisitListed, &walk);
}

}  // namespace realfork

#endif  // REALFORK_CAN_FORK
