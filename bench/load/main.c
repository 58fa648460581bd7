// The load generator: load closed PORT AT_ONCE FOR_MS DRAIN_MS
//                     load open PORT PER_SECOND FOR_MS DRAIN_MS
//                     load hold PORT MOST
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "modes.h"

enum { SPARE_FILES = 64 };

// As many descriptors as there may be clients; without the right to that, as
// many as there may be.
static void raise_limit(unsigned clients) {
  struct rlimit limit;
  rlim_t wanted = clients + SPARE_FILES;
  if (getrlimit(RLIMIT_NOFILE, &limit) == -1 || limit.rlim_cur >= wanted) {
    return;
  }
  limit.rlim_cur = wanted;
  if (limit.rlim_max >= wanted) {
    setrlimit(RLIMIT_NOFILE, &limit);
    return;
  }
  struct rlimit more = {.rlim_cur = wanted, .rlim_max = wanted};
  if (setrlimit(RLIMIT_NOFILE, &more) == 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

int main(int count, char **words) {
  unsigned numbers[4] = {0};
  for (int at = 2; at < count && at < 6; at++) {
    numbers[at - 2] = (unsigned)strtoul(words[at], NULL, 10);
  }
  const char *mode = count > 3 ? words[1] : "";
  int port = (int)numbers[0];
  // Timers may be late by 50 us without this.
  prctl(PR_SET_TIMERSLACK, 1);
  if (strcmp(mode, "closed") == 0) {
    run_closed(port, numbers[1], numbers[2], numbers[3]);
  } else if (strcmp(mode, "open") == 0) {
    raise_limit(2000);
    run_open(port, numbers[1], numbers[2], numbers[3]);
  } else if (strcmp(mode, "hold") == 0) {
    raise_limit(numbers[1]);
    run_hold(port, numbers[1]);
  } else {
    fputs("load closed|open|hold PORT ...\n", stderr);
    return 2;
  }
  return 0;
}
