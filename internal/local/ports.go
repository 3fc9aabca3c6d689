package local

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// listeners lists every port of the stack, by the name it has in the file and with what listens there.
// Temporal keeps its members' ports in a SMALLINT, and from 32768 on the kernel draws ports for outgoing connections.
var listeners = []struct{ name, what string }{
	{"postgres", "PostgreSQL"},
	{"frontend", "Temporal's frontend"},
	{"history", "Temporal's history service"},
	{"matching", "Temporal's matching service"},
	{"system", "Temporal's own worker"},
	{"frontend-member", "Temporal's frontend as a member"},
	{"history-member", "Temporal's history service as a member"},
	{"matching-member", "Temporal's matching service as a member"},
	{"system-member", "Temporal's own worker as a member"},
	{"page", "Temporal's page"},
	{"temporal-metrics", "Temporal's metrics"},
	{"smtp", "the mail sink"},
	{"worker", "the worker's health and metrics"},
	{"desk", "the desk"},
	{"desk-admin", "the desk's health and metrics"},
	{"sign-in", "the provider of sign-in"},
}

const (
	leastPort    = 15000
	greatestPort = 32767
)

type ports map[string]int

// ports reads what was drawn, or draws.
func (f *folder) ports() (ports, error) {
	drawn := ports{}
	text, err := f.pairs("ports")
	if errors.Is(err, fs.ErrNotExist) {
		return f.drawPorts(nil)
	}
	if err != nil {
		return nil, err
	}
	for _, l := range listeners {
		if _, known := text[l.name]; !known { // the file is of an older version
			return f.drawPorts(text)
		}
		if drawn[l.name], err = strconv.Atoi(text[l.name]); err != nil || drawn[l.name] < 1 || drawn[l.name] > greatestPort {
			return nil, fmt.Errorf("read %s: it must give %s a port up to %d; remove the file, and all are drawn anew", f.file("ports"), l.name, greatestPort)
		}
	}
	return drawn, nil
}

// drawPorts draws a port for each that has none yet.
func (f *folder) drawPorts(kept map[string]string) (ports, error) {
	drawn := ports{}
	var text strings.Builder
	for _, l := range listeners {
		if port, err := strconv.Atoi(kept[l.name]); err == nil {
			drawn[l.name] = port
			fmt.Fprintf(&text, "%s %d\n", l.name, port)
			continue
		}
		for tries := 0; ; tries++ {
			port := leastPort + rand.IntN(greatestPort-leastPort+1)
			socket, err := net.Listen("tcp", loopback(port))
			if err != nil {
				if tries > 1000 {
					return nil, fmt.Errorf("draw a port for %s: %w", l.what, err)
				}
				continue
			}
			defer socket.Close() // held until all are drawn, so that none is drawn twice
			drawn[l.name] = port
			break
		}
		fmt.Fprintf(&text, "%s %d\n", l.name, drawn[l.name])
	}
	return drawn, f.write("ports", []byte(text.String()))
}

func (p ports) at(name string) string { return loopback(p[name]) }

func loopback(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }

// portPatience is how long what was killed may take to let go of its ports.
const portPatience = 6 * time.Second

// await waits until the named ports are free, and says which one is not.
func (p ports) await(ctx context.Context, f *folder, names ...string) error {
	ctx, cancel := context.WithTimeout(ctx, portPatience)
	defer cancel()
	for _, l := range listeners {
		if !slices.Contains(names, l.name) {
			continue
		}
		for !free(p[l.name]) {
			if !pause(ctx, 50*time.Millisecond) {
				return fmt.Errorf("port %d, which %s was given in %s, is taken by another process: stop that one, or remove the file, and all are drawn anew (Temporal then needs most of a minute once)",
					p[l.name], l.what, f.file("ports"))
			}
		}
	}
	return nil
}

func free(port int) bool {
	socket, err := net.Listen("tcp", loopback(port))
	if err != nil {
		return !errors.Is(err, syscall.EADDRINUSE) // of anything else the part itself complains better
	}
	socket.Close()
	return true
}
