package main

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/operatorservice/v1"

	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lifetest"
)

func TestSearchAttributesAreRegisteredOnceAndThoseOfAnotherTypeAreNotUsed(t *testing.T) {
	t.Parallel()
	ledgertest.New(t)
	c := lifetest.NewTemporal(t)
	require.NoError(t, registerSearch(t.Context(), c.Client, c.Namespace, 0))
	require.NoError(t, searched(t.Context(), c.Client, c.Namespace))
	require.NoError(t, registerSearch(t.Context(), c.Client, c.Namespace, 0), "a second worker")

	other := lifetest.NewTemporal(t)
	_, err := other.OperatorService().AddSearchAttributes(t.Context(), &operatorservice.AddSearchAttributesRequest{
		Namespace: other.Namespace, SearchAttributes: map[string]enums.IndexedValueType{life.StageAttribute: enums.INDEXED_VALUE_TYPE_TEXT},
	})
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		err := registerSearch(t.Context(), other.Client, other.Namespace, 0)
		return err != nil && errors.Is(err, errUnsearchable)
	}, 30*time.Second, 200*time.Millisecond)
}
