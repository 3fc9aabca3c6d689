package activities_test

import (
	"context"
	"slices"

	"go.temporal.io/api/history/v1"
)

type histories struct{ events int }

func (h *histories) History(context.Context, string, string) (*history.History, error) {
	var all history.History
	for n := range h.events {
		all.Events = append(all.Events, &history.HistoryEvent{EventId: int64(n + 1)})
	}
	return &all, nil
}

func filter(all []string, one string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(s string) bool { return s != one })
}
