// The flowchart in C: accepts, forks, the child echoes and exits, the parent
// closes its copy, and SIGCHLD's handler waits for whoever has ended.
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BACKLOG = 4096, BUFFER_BYTES = 65536 };

static void remove_zombies(int signal) {
  int saved = errno;
  (void)signal;
  while (waitpid(-1, NULL, WNOHANG) > 0) {
  }
  errno = saved;
}

static int make_top_socket(int port) {
  int on = 1;
  struct sockaddr_in address;
  memset(&address, 0, sizeof address);
  address.sin_family = AF_INET;
  address.sin_port = htons((unsigned short)port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int top = socket(AF_INET, SOCK_STREAM, 0);
  setsockopt(top, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(top, (struct sockaddr *)&address, sizeof address) == -1 ||
      listen(top, BACKLOG) == -1) {
    perror("the top socket");
    exit(1);
  }
  return top;
}

static void echo(int client) {
  static char buffer[BUFFER_BYTES];
  ssize_t length;
  while ((length = read(client, buffer, sizeof buffer)) > 0) {
    for (ssize_t done = 0, part; done < length; done += part) {
      part = write(client, buffer + done, (size_t)(length - done));
      if (part == -1) return;
    }
  }
}

int main(int count, char **words) {
  if (count < 2) return 2;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = remove_zombies;
  action.sa_flags = SA_RESTART | SA_NOCLDSTOP;
  sigaction(SIGCHLD, &action, NULL);
  int top = make_top_socket(atoi(words[1]));
  for (;;) {
    int client = accept(top, NULL, NULL);
    if (client == -1) continue;
    pid_t pid = fork();
    if (pid == 0) {
      close(top);
      echo(client);
      _exit(0);
    }
    close(client);
  }
}
