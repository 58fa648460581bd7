// Kills the processes whose pids stand on stdin, all at once, and tells when
// the last of them was dead, and when the last had been waited for.
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 20000, LIMIT_MS = 60000 };

static double now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int pids[MOST], files[MOST];

// A pidfd becomes readable when its process is dead, waited for or not.
static void wait_for_death(int file) {
  struct pollfd death = {.fd = file, .events = POLLIN};
  poll(&death, 1, LIMIT_MS);
}

static int exists(int pid) { return kill(pid, 0) == 0 || errno != ESRCH; }

int main(void) {
  struct rlimit limit = {.rlim_cur = MOST + 64, .rlim_max = MOST + 64};
  int count = 0;
  setrlimit(RLIMIT_NOFILE, &limit);
  while (count < MOST && scanf("%d", &pids[count]) == 1) {
    files[count] = (int)syscall(SYS_pidfd_open, pids[count], 0);
    if (files[count] == -1) {
      perror("pidfd_open");
      return 1;
    }
    count++;
  }
  double began_ms = now_ms();
  for (int at = 0; at < count; at++) {
    syscall(SYS_pidfd_send_signal, files[at], SIGKILL, NULL, 0);
  }
  double sent_ms = now_ms() - began_ms;
  for (int at = 0; at < count; at++) wait_for_death(files[at]);
  double dead_ms = now_ms() - began_ms;
  int at = 0;
  while (at < count && now_ms() - began_ms < LIMIT_MS) {
    if (exists(pids[at])) {
      usleep(200);
    } else {
      at++;
    }
  }
  printf(
      "{\"count\":%d,\"sentMs\":%.2f,\"deadMs\":%.2f,\"reapedMs\":%.2f,"
      "\"left\":%d}\n",
      count, sent_ms, dead_ms, now_ms() - began_ms, count - at);
  return 0;
}
