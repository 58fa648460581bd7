# The loop of TCPServer's documentation, with a process in the place of the thread, and
# Process.detach, as the documentation of Process asks of a parent that does not wait.
require 'socket'

server = TCPServer.new('127.0.0.1', ARGV[0].to_i)
loop do
  client = server.accept
  pid = fork do
    server.close
    while (line = client.gets)
      client.write(line)
    end
  end
  client.close
  Process.detach(pid)
end
