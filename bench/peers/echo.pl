# The synopsis of Net::Server's documentation, with the personality Fork.
# A second argument is how many clients there may be at once, and in the backlog.
use strict;
use warnings;

package Echo;
use base qw(Net::Server::Fork);

sub process_request {
    while (my $line = <STDIN>) { print $line; }
}

my ($port, $most) = @ARGV;
my %limits = $most ? (max_servers => $most, listen => $most) : ();
Echo->run(host => '127.0.0.1', port => $port, ipv => 4, %limits);
