package main

import (
	"context"
	"net"
	"time"

	page "github.com/temporalio/ui-server/v2/server"
	pageconfig "github.com/temporalio/ui-server/v2/server/config"
	"github.com/temporalio/ui-server/v2/server/server_options"
)

// startPage serves Temporal's web page over the frontend. It asks nobody outside for news or newer versions. If it
// cannot listen, it ends the process.
func startPage(o Options) *page.Server {
	p := page.NewServer(server_options.WithConfigProvider(&pageconfig.Config{
		TemporalGRPCAddress: o.address(o.Ports.GRPC[0]),
		Host:                o.IP,
		Port:                o.UIPort,
		EnableUI:            true,
		DefaultNamespace:    o.Namespaces[0],
		DisableNewsFetch:    true,
		HideLogs:            true,
		// The page is served without TLS, so that a browser would not send back a secure cookie.
		CORS: pageconfig.CORS{CookieInsecure: true},
	}))
	go p.Start()
	return p
}

// listening waits until someone answers at an address, or the context ends.
func listening(ctx context.Context, address string) error {
	for {
		conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
		if err == nil {
			return conn.Close()
		}
		if err := pause(ctx, 5*time.Millisecond); err != nil {
			return err
		}
	}
}

// pause sleeps, unless the context ends first.
func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-time.After(d):
		return nil
	}
}
