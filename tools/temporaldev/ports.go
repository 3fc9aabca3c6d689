package main

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"syscall"
)

// greatestPort is what fits into cluster_membership.rpc_port, a SMALLINT, where Temporal writes its membership ports.
// The same bound on its gRPC ports keeps them out of the range the kernel draws outgoing ports from.
const greatestPort = 32767

// services are the four parts of Temporal, in the order their ports are given in.
var services = [4]string{"frontend", "history", "matching", "worker"}

// Ports are the server's eight, in the order of services.
type Ports struct {
	GRPC       [4]int
	Membership [4]int
}

// listener is a port this process will listen on, and what for.
type listener struct {
	what string
	port int
}

// parsePorts takes four gRPC ports and the first membership port, or all eight.
func parsePorts(s string) (Ports, error) {
	if s == "" {
		return Ports{}, errors.New("--ports is missing: give the gRPC ports of frontend, history, matching and worker, then the first of four for their membership, such as 17233,17234,17235,17239,16933")
	}
	var all []int
	for field := range strings.SplitSeq(s, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(field))
		if err != nil {
			return Ports{}, fmt.Errorf("--ports: %q is not a number", field)
		}
		all = append(all, n)
	}
	if len(all) == 5 {
		base := all[4]
		all = append(all, base+1, base+2, base+3)
	}
	if len(all) != 8 {
		return Ports{}, fmt.Errorf("--ports must be five or eight numbers, not %d", len(all))
	}
	for _, n := range all {
		if n < 1 || n > greatestPort {
			return Ports{}, fmt.Errorf("--ports: %d must be between 1 and %d, because Temporal keeps its members' ports in a SMALLINT", n, greatestPort)
		}
	}
	return Ports{GRPC: [4]int(all[:4]), Membership: [4]int(all[4:])}, nil
}

// listeners lists every port this process will listen on.
func (o Options) listeners() []listener {
	var all []listener
	for i, s := range services {
		all = append(all, listener{s, o.Ports.GRPC[i]}, listener{s + "'s membership", o.Ports.Membership[i]})
	}
	if o.UIPort != 0 {
		all = append(all, listener{"the web page", o.UIPort})
	}
	if o.MetricsPort != 0 {
		all = append(all, listener{"the metrics", o.MetricsPort})
	}
	return all
}

// distinct refuses a port that is impossible or given twice.
func distinct(all []listener) error {
	seen := map[int]string{}
	for _, l := range all {
		if l.port < 1 || l.port > 65535 {
			return fmt.Errorf("port %d for %s must be between 1 and 65535", l.port, l.what)
		}
		if before, twice := seen[l.port]; twice {
			return fmt.Errorf("port %d is given both to %s and to %s", l.port, before, l.what)
		}
		seen[l.port] = l.what
	}
	return nil
}

// free refuses the first port that someone else listens on. It asks before anything is started, because inside the
// server the same finding is a fatal with a stack.
func free(ip string, all []listener) error {
	for _, l := range all {
		at := net.JoinHostPort(ip, strconv.Itoa(l.port))
		socket, err := net.Listen("tcp", at)
		if errors.Is(err, syscall.EADDRINUSE) {
			return fmt.Errorf("port %d for %s is occupied: another process listens on %s; stop it or give another port", l.port, l.what, at)
		}
		if err != nil {
			return fmt.Errorf("listen on %s for %s: %w", at, l.what, err)
		}
		socket.Close()
	}
	return nil
}
