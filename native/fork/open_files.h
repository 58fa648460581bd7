// SPDX-License-Identifier: MIT
#ifndef REALFORK_FORK_OPEN_FILES_H_
#define REALFORK_FORK_OPEN_FILES_H_

#include <sys/stat.h>

namespace realfork {

// Calls visit(fd, status, context) for each descriptor of this process, until
// it returns false; maybe also for one that it reads them by. Not from within a
// visit. Returns 0 or an errno.
int ForEachOpenFile(bool (*visit)(int, const struct stat&, void*),
                    void* context);

}  // namespace realfork

#endif  // REALFORK_FORK_OPEN_FILES_H_
