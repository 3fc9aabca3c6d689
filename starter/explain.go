package main

import (
	"context"
	"fmt"
	"io"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/query"
)

func (a *app) explainStages() *cobra.Command {
	var mermaid bool
	cmd := &cobra.Command{
		Use: "stages", Short: "Draw the stages of a call and of a tender: what is awaited, and what moves it on",
		Example: "  twinning explain stages\n  twinning explain stages --mermaid", Args: takes,
		RunE: func(cmd *cobra.Command, _ []string) error {
			rows := query.Stages()
			return printAll(a, rows, func(w io.Writer) {
				for _, life := range []string{"call", "twinning"} {
					if mermaid {
						drawStages(w, life, rows)
						continue
					}
					tableStages(w, a.paint(bold, "The life of a "+life), life, rows)
				}
			})
		},
	}
	cmd.Flags().BoolVar(&mermaid, "mermaid", false, "as diagrams in Mermaid")
	return cmd
}

func tableStages(w io.Writer, title, life string, rows []query.StageRow) {
	fmt.Fprintf(w, "%s\n\n", title)
	var lines []table.Row
	for _, r := range rows {
		if r.Life != life {
			continue
		}
		stage, awaits := r.Stage, r.Awaits
		if stage == "" {
			stage = "(none)"
		}
		if len(r.Moves) == 0 {
			lines = append(lines, table.Row{stage, awaits, "", ""})
		}
		for i, m := range r.Moves {
			if i > 0 {
				stage, awaits = "", ""
			}
			lines = append(lines, table.Row{stage, awaits, "-> " + m.To, m.When})
		}
	}
	columns(w, table.Row{"STAGE", "AWAITS", "GOES TO", "WHEN"}, lines)
	fmt.Fprintln(w)
}

func drawStages(w io.Writer, life string, rows []query.StageRow) {
	node := func(s string) string {
		if s == "" {
			return "[*]"
		}
		return `"` + s + `"`
	}
	printf(w, "flowchart TD\n")
	for _, r := range rows {
		if r.Life != life {
			continue
		}
		for _, m := range r.Moves {
			fmt.Fprintf(w, "    %s_%s[%s] -->|%s| %s_%s[%s]\n", life, id(r.Stage), node(r.Stage), m.When, life, id(m.To), node(m.To))
		}
	}
	fmt.Fprintln(w)
}

func id(stage string) string {
	if stage == "" {
		return "none"
	}
	out := []byte(stage)
	for i, c := range out {
		if c == '-' {
			out[i] = '_'
		}
	}
	return string(out)
}

// A checkRow is what was found in a file.
type checkRow struct {
	File      string       `json:"file"`
	OK        bool         `json:"ok"`
	Of        string       `json:"of,omitempty"`    // the kind of life that it is for
	Reads     string       `json:"reads,omitempty"` // the command that reads it, where it is no rule book
	Reference string       `json:"reference,omitempty"`
	SHA256    string       `json:"sha256,omitempty"`
	Problems  []problemRow `json:"problems"`
}

type problemRow struct {
	Line    int    `json:"line,omitempty"`
	Column  int    `json:"column,omitempty"`
	Path    string `json:"path,omitempty"`
	What    string `json:"what"`
	Allowed string `json:"allowed,omitempty"`
	text    string
}

func (a *app) checkFiles(ctx context.Context, paths []string) error {
	lang := a.tell(ctx).Language()
	rows := make([]checkRow, len(paths))
	wrong := 0
	for i, path := range paths {
		rows[i] = checkRow{File: path, Problems: []problemRow{}}
		book, err := readFile(a, path, programme.CheckAny)
		problems, ok := err.(programme.Problems)
		if err != nil && !ok {
			return err
		}
		for _, p := range problems {
			what, allowed := programme.Told(lang, p)
			rows[i].Problems = append(rows[i].Problems, problemRow{p.Line, p.Column, p.Path, what, allowed, p.In(lang)})
		}
		wrong += len(problems)
		if rows[i].OK = err == nil; rows[i].OK {
			rows[i].Of, rows[i].Reference, rows[i].SHA256, rows[i].Reads = book.Noun, book.Reference, book.SHA256, book.Reads
		}
	}
	err := printAll(a, rows, func(w io.Writer) {
		for _, r := range rows {
			for _, p := range r.Problems {
				fmt.Fprintln(w, p.text)
			}
			switch {
			case r.OK && r.Reads != "":
				printf(w, "%s: %s: no rule book, but a file of the kind %s, which `twinning %s` reads\n", r.File, a.paint(green, "ok"), r.Of, r.Reads)
			case r.OK && r.Reference == "":
				fmt.Fprintln(w, a.inWords("%s: %s: a rule book of the kind %s", r.File, a.paint(green, "ok"), r.Of))
			case r.OK:
				fmt.Fprintf(w, "%s: %s: %s, SHA-256 %s\n", r.File, a.paint(green, "ok"), r.Reference, r.SHA256)
			}
		}
	})
	if err != nil || wrong == 0 {
		return err
	}
	return usage("%s in %s", counted(wrong, "thing is wrong", "things are wrong"), counted(len(paths), "file", "files"))
}
