<?php
// What the documentation of pcntl shows: a process for each client, and SIGCHLD for those that have ended.
$context = stream_context_create(['socket' => ['backlog' => (int) $argv[2]]]);
$server = stream_socket_server(
    "tcp://127.0.0.1:{$argv[1]}",
    $code,
    $message,
    STREAM_SERVER_BIND | STREAM_SERVER_LISTEN,
    $context,
);
if ($server === false) exit("$message\n");

pcntl_async_signals(true);
pcntl_signal(SIGCHLD, function () {
    while (pcntl_waitpid(-1, $status, WNOHANG) > 0);
});

for (;;) {
    $client = @stream_socket_accept($server, -1);
    if ($client === false) continue; // a signal came
    if (pcntl_fork() === 0) {
        fclose($server);
        while (($line = fgets($client)) !== false) fwrite($client, $line);
        exit(0);
    }
    fclose($client);
}
