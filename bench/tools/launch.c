// Runs a server and answers for all its processes:
// launch PARENT FILES PROGRAM ...
//
// As subreaper it inherits those that the server leaves behind, so that
// everything is below it, with the processor time of everything that has
// ended. It ends all of them when it is asked to, and when the bench dies.
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

// 0: there are no children any more.
static int reap(void) {
  pid_t pid;
  do {
    pid = waitpid(-1, NULL, WNOHANG);
  } while (pid > 0);
  return pid == 0;
}

static void kill_children(void) {
  FILE *list = fopen("/proc/thread-self/children", "r");
  int pid;
  if (list == NULL) return;
  while (fscanf(list, "%d", &pid) == 1) kill(pid, SIGKILL);
  fclose(list);
}

// The children of those that are killed become children of this process.
static void end_all(void) {
  while (reap()) {
    kill_children();
    usleep(1000);
  }
}

static void raise_limit(rlim_t files) {
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = files;
  if (files > limit.rlim_max) limit.rlim_max = files;
  if (files > 0 && setrlimit(RLIMIT_NOFILE, &limit) == -1) {
    perror("RLIMIT_NOFILE");
    exit(1);
  }
}

static void start(char **program, const sigset_t *mask) {
  pid_t pid = fork();
  if (pid == -1) exit(1);
  if (pid > 0) return;
  sigprocmask(SIG_SETMASK, mask, NULL);
  execvp(program[0], program);
  perror(program[0]);
  _exit(127);
}

int main(int count, char **words) {
  if (count < 4) return 2;
  raise_limit(strtoul(words[2], NULL, 10));
  sigset_t signals, mask;
  sigemptyset(&signals);
  sigaddset(&signals, SIGCHLD);
  sigaddset(&signals, SIGTERM);
  sigprocmask(SIG_BLOCK, &signals, &mask);
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (getppid() != atoi(words[1])) return 1;  // it has died already
  start(words + 3, &mask);
  for (;;) {
    int signal = sigwaitinfo(&signals, NULL);
    if (signal == SIGTERM) break;
    if (signal == SIGCHLD && !reap()) return 1;
  }
  end_all();
  return 0;
}
