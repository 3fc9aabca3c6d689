package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/durationpb"
)

// awaitNamespaces waits until every namespace can be used through the frontend, registering those that are missing.
func awaitNamespaces(ctx context.Context, o Options) error {
	conn, err := grpc.NewClient(o.address(o.Ports.GRPC[0]),
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithUnaryInterceptor(asServiceError))
	if err != nil {
		return err
	}
	defer conn.Close()
	err = until(ctx, "wait for the frontend", func(ctx context.Context) error { return healthy(ctx, conn) })
	for _, name := range o.Namespaces {
		if err != nil {
			return err
		}
		err = until(ctx, "wait for namespace "+name, func(ctx context.Context) error {
			return usable(ctx, workflowservice.NewWorkflowServiceClient(conn), name, o.Retention)
		})
	}
	return err
}

// until tries until it is done or the context ends.
func until(ctx context.Context, what string, try func(context.Context) error) error {
	for {
		attempt, cancel := context.WithTimeout(ctx, 5*time.Second)
		last := try(attempt)
		cancel()
		if last == nil {
			return nil
		}
		if err := pause(ctx, 20*time.Millisecond); err != nil {
			return fmt.Errorf("%s: %w; its last answer was: %w", what, err, last)
		}
	}
}

// healthy asks whether the frontend serves. Any other question asked too early ends up in the log as a failure.
func healthy(ctx context.Context, conn *grpc.ClientConn) error {
	answer, err := grpc_health_v1.NewHealthClient(conn).Check(ctx, &grpc_health_v1.HealthCheckRequest{
		Service: workflowservice.WorkflowService_ServiceDesc.ServiceName,
	})
	if err == nil && answer.GetStatus() != grpc_health_v1.HealthCheckResponse_SERVING {
		err = fmt.Errorf("the frontend is %s", answer.GetStatus())
	}
	return err
}

// usable registers the namespace, which changes nothing if it is there, and then asks for a workflow that nobody has:
// only the history service can tell that it is not there. Registering comes first because a frontend asked for a
// namespace that is missing keeps saying so for a second.
func usable(ctx context.Context, frontend workflowservice.WorkflowServiceClient, name string, retention time.Duration) error {
	_, err := frontend.RegisterNamespace(ctx, &workflowservice.RegisterNamespaceRequest{
		Namespace:                        name,
		WorkflowExecutionRetentionPeriod: durationpb.New(retention),
	})
	var there *serviceerror.NamespaceAlreadyExists
	if err != nil && !errors.As(err, &there) {
		return fmt.Errorf("register: %w", err)
	}
	found, err := frontend.DescribeNamespace(ctx, &workflowservice.DescribeNamespaceRequest{Namespace: name})
	if err != nil {
		return fmt.Errorf("describe: %w", err)
	}
	_, err = frontend.DescribeWorkflowExecution(ctx, &workflowservice.DescribeWorkflowExecutionRequest{
		Namespace: name,
		Execution: &commonpb.WorkflowExecution{WorkflowId: "temporaldev-is-it-there"},
	})
	var notFound *serviceerror.NotFound
	if !errors.As(err, &notFound) {
		return fmt.Errorf("ask for a workflow: %w", err)
	}
	if kept := found.GetConfig().GetWorkflowExecutionRetentionTtl().AsDuration(); kept != retention {
		fmt.Fprintf(os.Stderr, "temporaldev: namespace %s was there and keeps its retention of %s, not %s\n", name, kept, retention)
	}
	return nil
}

// asServiceError gives answers the types they are told apart by.
func asServiceError(ctx context.Context, method string, req, reply any, conn *grpc.ClientConn, invoke grpc.UnaryInvoker, opts ...grpc.CallOption) error {
	return serviceerror.FromStatus(status.Convert(invoke(ctx, method, req, reply, conn, opts...)))
}
