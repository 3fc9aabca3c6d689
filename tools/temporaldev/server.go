package main

import (
	"net"
	"strconv"
	"time"

	"go.temporal.io/server/common/cluster"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/dynamicconfig"
	"go.temporal.io/server/common/log"
	"go.temporal.io/server/common/metrics"
	"go.temporal.io/server/temporal"
)

// Each of the four services opens pools of its own, so that PostgreSQL sees at most four times these.
const (
	mainConns       = 12
	visibilityConns = 4
)

// newServer assembles Temporal's four services in this process.
func newServer(o Options, logger log.Logger) (temporal.Server, error) {
	return temporal.NewServer(
		temporal.WithConfig(serverConfig(o)),
		temporal.ForServices(temporal.DefaultServices),
		temporal.WithLogger(logger),
		temporal.WithDynamicConfigClient(dynamicConfig(o)),
	)
}

func serverConfig(o Options) *config.Config {
	frontend := o.address(o.Ports.GRPC[0])
	c := &config.Config{
		Global: config.Global{
			Membership: config.Membership{MaxJoinDuration: 30 * time.Second, BroadcastAddress: o.IP},
		},
		Services: map[string]config.Service{},
		ClusterMetadata: &cluster.Config{
			FailoverVersionIncrement: 10,
			MasterClusterName:        "active",
			CurrentClusterName:       "active",
			ClusterInformation: map[string]cluster.ClusterInformation{
				"active": {Enabled: true, InitialFailoverVersion: 1, RPCAddress: frontend},
			},
		},
		DCRedirectionPolicy: config.DCRedirectionPolicy{Policy: "noop"},
		Archival: config.Archival{
			History:    config.HistoryArchival{State: "disabled"},
			Visibility: config.VisibilityArchival{State: "disabled"},
		},
		NamespaceDefaults: config.NamespaceDefaults{Archival: config.ArchivalNamespaceDefaults{
			History:    config.HistoryArchivalNamespaceDefaults{State: "disabled"},
			Visibility: config.VisibilityArchivalNamespaceDefaults{State: "disabled"},
		}},
		PublicClient: config.PublicClient{HostPort: frontend},
		Persistence: config.Persistence{
			DefaultStore:     "main",
			VisibilityStore:  "visibility",
			NumHistoryShards: int32(o.Shards),
			DataStores: map[string]config.DataStore{
				"main":       {SQL: o.Postgres.store(o.Postgres.Main, mainConns)},
				"visibility": {SQL: o.Postgres.store(o.Postgres.Visibility, visibilityConns)},
			},
		},
	}
	for i, service := range services {
		c.Services[service] = config.Service{RPC: config.RPC{
			GRPCPort:       o.Ports.GRPC[i],
			MembershipPort: o.Ports.Membership[i],
			BindOnIP:       o.IP,
		}}
	}
	if o.MetricsPort != 0 {
		c.Global.Metrics = &metrics.Config{Prometheus: &metrics.PrometheusConfig{
			ListenAddress: o.address(o.MetricsPort),
			HandlerPath:   "/metrics",
		}}
	}
	return c
}

// dynamicConfig is where one machine differs from a cluster. Everything else, the limits on updates and worker
// deployment versions among it, is Temporal's default, as it will be in production.
func dynamicConfig(o Options) dynamicconfig.StaticClient {
	c := dynamicconfig.StaticClient{
		// The default, 1 s, is how late every timer would be.
		dynamicconfig.TimerProcessorMaxTimeShift.Key(): time.Millisecond,
		// The default, 20 a second for each shard, is a limit for many shards on many machines.
		dynamicconfig.TimerProcessorMaxPollRPS.Key():    2000,
		dynamicconfig.TransferProcessorMaxPollRPS.Key(): 2000,
		// Nothing here calls anyone outside.
		dynamicconfig.EnableServerVersionCheck.Key(): false,
	}
	var renews []dynamicconfig.ConstrainedValue
	for name, events := range o.Renews {
		renews = append(renews, dynamicconfig.ConstrainedValue{Constraints: dynamicconfig.Constraints{Namespace: name}, Value: events})
	}
	if renews != nil {
		c[dynamicconfig.HistoryCountSuggestContinueAsNew.Key()] = renews
	}
	return c
}

// address is where one of the ports is.
func (o Options) address(port int) string {
	return net.JoinHostPort(o.IP, strconv.Itoa(port))
}
