package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
)

const queue = "test"

func greet(_ context.Context, name string) (string, error) { return "hello " + name, nil }

// naps sleeps a few times, so that a server whose timers come late shows, and then does one activity.
func naps(ctx workflow.Context, name string) (string, error) {
	for range 5 {
		if err := workflow.Sleep(ctx, 10*time.Millisecond); err != nil {
			return "", err
		}
	}
	ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{StartToCloseTimeout: 10 * time.Second})
	var greeting string
	err := workflow.ExecuteActivity(ctx, "greet", name).Get(ctx, &greeting)
	return greeting, err
}

// waits ends when it is told a word.
func waits(ctx workflow.Context) (string, error) {
	var word string
	workflow.GetSignalChannel(ctx, "word").Receive(ctx, &word)
	return word, nil
}

// work starts a worker, of a deployment version unless that is empty. It polls until the test ends.
func work(t *testing.T, c client.Client, version string) {
	t.Helper()
	var o worker.Options
	if version != "" {
		o.DeploymentOptions = worker.DeploymentOptions{
			UseVersioning:             true,
			Version:                   worker.WorkerDeploymentVersion{DeploymentName: "test", BuildID: version},
			DefaultVersioningBehavior: workflow.VersioningBehaviorAutoUpgrade,
		}
	}
	w := worker.New(c, queue, o)
	w.RegisterWorkflowWithOptions(naps, workflow.RegisterOptions{Name: "naps"})
	w.RegisterWorkflowWithOptions(waits, workflow.RegisterOptions{Name: "waits"})
	w.RegisterActivityWithOptions(greet, activity.RegisterOptions{Name: "greet"})
	require.NoError(t, w.Start())
	t.Cleanup(w.Stop)
}

func begin(t *testing.T, c client.Client, id, what string, args ...any) client.WorkflowRun {
	t.Helper()
	run, err := c.ExecuteWorkflow(within(t, 30*time.Second), client.StartWorkflowOptions{ID: id, TaskQueue: queue}, what, args...)
	require.NoError(t, err)
	return run
}

func result(t *testing.T, run client.WorkflowRun) (word string) {
	t.Helper()
	require.NoError(t, run.Get(within(t, 30*time.Second), &word))
	return word
}

func TestAfterAKillEverythingIsStillThere(t *testing.T) {
	s := newSite(t, "--namespace", "default,second", "--namespace", "third")
	first := s.start(t)
	c := first.dial(t)
	work(t, c, "")
	began := time.Now()
	require.Equal(t, "hello you", result(t, begin(t, c, "ended", "naps", "you")))
	require.Less(t, time.Since(began), 2*time.Second, "timers come late")
	begin(t, c, "open", "waits")
	id, err := query[string](t.Context(), postgres, s.main(), `SELECT encode(id, 'hex') FROM namespaces WHERE name = 'default'`)
	require.NoError(t, err)
	first.kill(t)

	second := s.start(t)
	require.Less(t, second.took, 5*time.Second)
	c = second.dial(t)
	require.Equal(t, "hello you", result(t, c.GetWorkflow(t.Context(), "ended", "")))
	work(t, c, "")
	require.NoError(t, c.SignalWorkflow(t.Context(), "open", "", "word", "done"))
	require.Equal(t, "done", result(t, c.GetWorkflow(t.Context(), "open", "")))
	still, err := query[string](t.Context(), postgres, s.main(), `SELECT encode(id, 'hex') FROM namespaces WHERE name = 'default'`)
	require.NoError(t, err)
	require.Equal(t, id, still)
	names, err := query[int](t.Context(), postgres, s.main(), `SELECT count(*) FROM namespaces WHERE name IN ('default', 'second', 'third')`)
	require.NoError(t, err)
	require.Equal(t, 3, names)

	took, status := second.stop(t) // with a worker polling
	require.Zero(t, status, second.stderr)
	require.Less(t, took, 5*time.Second)
	require.NotContains(t, second.stderr.String(), "fatal")
	t.Logf("first start %v, start after kill -9 %v, stop %v", first.took, second.took, took)
}

func TestAfterAKillNewPortsServeAtOnce(t *testing.T) {
	s := newSite(t)
	s.start(t).kill(t)
	s.ports = drawPorts(10)
	p := s.start(t)
	c := p.dial(t)
	work(t, c, "")
	began := time.Now()
	require.Equal(t, "hello again", result(t, begin(t, c, "moved", "naps", "again")))
	require.Less(t, time.Since(began), 5*time.Second)
	t.Logf("start on new ports %v, its first workflow %v", p.took, time.Since(began))
}

func TestAKillDuringTheFirstStartLeavesNothingHalfDone(t *testing.T) {
	s := newSite(t)
	for _, after := range []time.Duration{200, 500, 800, 1100, 1400} {
		p := s.launch(t)
		time.Sleep(after * time.Millisecond) // time itself: any instant may be the wrong one
		p.kill(t)
	}
	p := s.start(t)
	c := p.dial(t)
	work(t, c, "")
	require.Equal(t, "hello there", result(t, begin(t, c, "whole", "naps", "there")))
	left, err := query[int](t.Context(), postgres, "postgres", `SELECT count(*) FROM pg_database WHERE datname LIKE '`+s.main()+`%unfinished'`)
	require.NoError(t, err)
	require.Zero(t, left)
}

func TestWorkerDeploymentVersionsPageAndMetricsWork(t *testing.T) {
	p := newSite(t).start(t)
	c := p.dial(t)
	work(t, c, "v1")
	run := begin(t, c, "versioned", "naps", "v1")
	deployment := c.WorkerDeploymentClient().GetHandle("test")
	require.Eventually(t, func() bool {
		_, err := deployment.SetCurrentVersion(context.Background(), client.WorkerDeploymentSetCurrentVersionOptions{BuildID: "v1"})
		return err == nil
	}, 20*time.Second, 100*time.Millisecond)
	require.Equal(t, "hello v1", result(t, run))
	told, err := c.DescribeWorkflowExecution(t.Context(), "versioned", "")
	require.NoError(t, err)
	require.Equal(t, "v1", told.GetWorkflowExecutionInfo().GetVersioningInfo().GetDeploymentVersion().GetBuildId())

	require.Contains(t, get(t, p.ready.UI), "<html")
	require.Contains(t, get(t, p.ready.UI+"/api/v1/namespaces/default/workflows"), "versioned")
	require.Contains(t, get(t, p.ready.UI+"/api/v1/settings"), `"NotifyOnNewVersion":false`)
	require.Eventually(t, func() bool { // counters are reported once a second
		return countsActions(get(t, p.ready.Metrics))
	}, 5*time.Second, 100*time.Millisecond)

	conns, err := query[int](t.Context(), postgres, "postgres", `SELECT count(*) FROM pg_stat_activity WHERE usename = 'temporal'`)
	require.NoError(t, err)
	require.LessOrEqual(t, conns, 4*(mainConns+visibilityConns)+2)
	t.Logf("%d connections to PostgreSQL", conns)
}

func get(t *testing.T, url string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(within(t, 10*time.Second), http.MethodGet, url, nil)
	require.NoError(t, err)
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, response.StatusCode, fmt.Sprintf("%s: %s", url, body))
	return string(body)
}
