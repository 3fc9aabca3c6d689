package main

import (
	"strings"

	"twinning.example/engine/internal/query"
)

// doubted says doubts in lines, for people.
func doubted(list []query.Doubt, n query.Names) string {
	lines := make([]string, len(list))
	for i, d := range list {
		lines[i] = n.In(d.Sentence)
	}
	return strings.Join(lines, "\n")
}
