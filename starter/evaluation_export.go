package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

func (a *app) evaluationExport() *cobra.Command {
	var as string
	cmd := &cobra.Command{
		Use: "export CALL", Short: "Export every criterion of every report of a call, with mean, median and spread",
		Long: `Export every criterion of every report of a call, with mean, median and spread: as
CSV, one line a report and one a result, or with -o json or jsonl, one value an
evaluation. For officers, the head and auditors. In CSV, text that a spreadsheet would
take for a formula has an apostrophe before it.`,
		Example: `  twinning evaluation export DHE-2019 --as auditor -o csv > evaluation.csv
  twinning evaluation export DHE-2019 --as auditor -o json`,
		Args: takes, Annotations: map[string]string{alsoCSV: ""},
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			reference, err := query.CallRef(args[0])
			if err != nil {
				return err
			}
			set, n, err := ask(ctx, a, as, func(q *query.Queries, v access.Viewer) (query.ReportSet, error) { return q.Reports(ctx, v, reference) })
			if err != nil {
				return err
			}
			if a.json() {
				return printAll(a, set.Sheets, nil)
			}
			return writeSheets(a.out, set, n)
		},
	}
	cmd.Flags().StringVar(&as, "as", "", "who reads: alias or id of an officer, the head or an auditor")
	return cmd
}

// writeSheets writes evaluations as CSV (RFC 4180).
func writeSheets(w io.Writer, set query.ReportSet, n query.Names) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	header := []string{"call", "tender", "round", "stage", "evaluator", "evaluator_id", "status", "total"}
	for _, k := range set.Criteria {
		header = append(header, k.ID, k.ID+" comment")
	}
	header = append(header, "method", "mean", "median", "spread")
	lines := [][]string{header}
	for _, s := range set.Sheets {
		begin := []string{s.Call, s.Tender, strconv.Itoa(s.Round), s.Stage}
		for _, r := range s.Reports {
			line := append(append([]string{}, begin...), text(n.Of(r.Evaluator)), r.Evaluator, r.Status, r.Total)
			line = append(line, cells(set.Criteria, r.Scores)...)
			lines = append(lines, append(line, "", "", "", ""))
		}
		if s.Score == "" {
			continue
		}
		line := append(append([]string{}, begin...), "", "", "result", s.Score)
		for _, k := range set.Criteria {
			points := ""
			for _, row := range s.Criteria {
				if row.ID == k.ID {
					points = row.Points
				}
			}
			line = append(line, points, "")
		}
		lines = append(lines, append(line, s.Method, s.Mean, s.Median, s.Spread))
	}
	if err := out.WriteAll(lines); err != nil {
		return fmt.Errorf("write the export: %w", err)
	}
	return nil
}

// cells are points and comment by each criterion.
func cells(criteria []call.Criterion, scores []twinning.Score) []string {
	var list []string
	for _, k := range criteria {
		points, comment := "", ""
		for _, s := range scores {
			if s.Criterion == k.ID {
				points, comment = s.Points.String(), text(string(s.Comment))
			}
		}
		list = append(list, points, comment)
	}
	return list
}

// text is a cell that no spreadsheet takes for a formula (OWASP, CSV injection).
func text(s string) string {
	if strings.ContainsAny(s[:min(len(s), 1)], "=+-@\t\r\n") {
		return "'" + s
	}
	return s
}
