// SPDX-License-Identifier: MIT
// Numbers are given out from 0: where they lie close together, to try each
// takes a third of what the kernel takes to list them.
#include "open_files.h"

#include "platform.h"

#if REALFORK_CAN_FORK

#include <errno.h>

#include <algorithm>

#include "proc.h"

namespace realfork {
namespace {

constexpr char kFolder[] = "/proc/self/fd";

// Numbers that were found far from the others, such as those that shells and
// supervisors choose: they are there the next time, too.
constexpr size_t kFarCapacity = 16;
int far_numbers[kFarCapacity];
size_t far_count = 0;

// How many are open, since Linux 6.2; before, 0. -1 where that is not told.
off_t Count() {
  struct stat status;
  return stat(kFolder, &status) == -1 ? -1 : status.st_size;
}

struct Walk {
  bool (*visit)(int, const struct stat&, void*);
  void* context;
  off_t left;   // how many are open and have not been visited
  int next;     // those below have been tried
  bool wanted;  // whether the visitor wants more of them
};

bool Try(Walk* walk, int fd) {
  struct stat status;
  if (fstat(fd, &status) == -1) return false;
  walk->left--;
  walk->wanted = walk->visit(fd, status, walk->context);
  return true;
}

// Also when as many as there were have been visited: one of those may be new.
void TryFar(Walk* walk) {
  for (size_t at = 0; walk->wanted && at < far_count;) {
    if (far_numbers[at] >= walk->next && Try(walk, far_numbers[at])) {
      at++;
    } else {
      far_numbers[at] = far_numbers[--far_count];
    }
  }
}

bool TryListed(int fd, void* context) {
  auto* walk = static_cast<Walk*>(context);
  int* end = far_numbers + far_count;
  const bool tried = fd < walk->next || std::find(far_numbers, end, fd) != end;
  if (!tried && Try(walk, fd) && far_count < kFarCapacity) {
    far_numbers[far_count++] = fd;
  }
  return walk->wanted;
}

}  // namespace

int ForEachOpenFile(bool (*visit)(int, const struct stat&, void*),
                    void* context) {
  const off_t count = Count();
  Walk walk = {visit, context, count, 0, true};
  if (count <= 0) far_count = 0;
  for (; walk.wanted && walk.left != 0 && walk.next < 2 * count; walk.next++) {
    Try(&walk, walk.next);
  }
  TryFar(&walk);
  if (!walk.wanted) return 0;
  // A thread that is not frozen, since it blocks every signal, may have opened
  // one in between, that was counted in the place of another.
  const bool all = walk.left == 0 && count > 0 && Count() == count;
  return all ? 0 : ForEachNumber(kFolder, TryListed, &walk);
}

}  // namespace realfork

#endif  // REALFORK_CAN_FORK
