package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/local"
	"twinning.example/engine/internal/query"
)

func TestWhoeverIsNewIsToldOfOnePersonOfEachRoleFirst(t *testing.T) {
	var list []local.SignIn
	var people []query.PersonRow
	for _, p := range [][2]string{
		{"auditor", "auditor of DHE-2019"},
		{"authoriser", "authoriser of DHE-2019"},
		{"eva-1", "evaluator of DHE-2019"},
		{"eva-2", "evaluator of DHE-2019"},
		{"eva-3", "evaluator of DHE-2019"},
		{"eva-4", "evaluator of DHE-2019"},
		{"eva-5", "evaluator of DHE-2019"},
		{"eva-6", "evaluator of DHE-2019"},
		{"head", "head of DHE-2019"},
		{"officer", "officer of DHE-2019"},
		{"payer", "payer of DHE-2019"},
		{"verifier", "verifier of DHE-2019"},
		{"mask-contact", ""},
	} {
		list = append(list, local.SignIn{ID: "p-" + p[0], Alias: p[0], Password: "secret-" + p[0]})
		row := query.PersonRow{ID: "p-" + p[0], Alias: p[0]}
		if p[1] != "" {
			row.Roles = []string{p[1]}
		}
		people = append(people, row)
	}
	lines := strings.Split(signInText(list, people, "/data/sign-ins"), "\n")
	require.Len(t, lines, shown+1)
	for i, role := range shownFirst {
		require.Contains(t, lines[i], ", "+role+" of DHE-2019", lines)
		require.Contains(t, lines[i], " with secret-")
	}
	require.Equal(t, "5 more: /data/sign-ins", lines[shown])
}
