# The synopsis of Net::Server's documentation, with the personality Fork.
use strict;
use warnings;

package Echo;
use base qw(Net::Server::Fork);

sub process_request {
    while (my $line = <STDIN>) { print $line; }
}

Echo->run(host => '127.0.0.1', port => $ARGV[0], ipv => 4);
