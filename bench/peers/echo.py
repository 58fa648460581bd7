# The example of the socketserver documentation, with the forking class; echoes until the client ends.
# A second argument is how many clients there may be at once, and in the backlog.
import socketserver
import sys


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        for line in self.rfile:
            self.wfile.write(line)


if len(sys.argv) > 2:
    socketserver.ForkingTCPServer.max_children = int(sys.argv[2])
    socketserver.ForkingTCPServer.request_queue_size = int(sys.argv[2])

with socketserver.ForkingTCPServer(("127.0.0.1", int(sys.argv[1])), Handler) as server:
    server.serve_forever()
