package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"go.yaml.in/yaml/v4"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/query"
)

func (a *app) stateText(w io.Writer, tell *narrate.Narrator, row query.StateRow, n query.Names) {
	printf(w, "%s  %s\n", a.paint(bold, row.Reference), worded(lives.StageWords(row.Stream), row.Stage))
	var version any = ""
	if row.Version > 0 { // else it is not told
		version = phrased("%d, at position %d", row.Version, row.Position)
	}
	fields(w, "as of", row.As, "version", version)
	if row.StateSHA256 != "" {
		fields(w, "state", phrased("SHA-256 %s, fold %d", row.StateSHA256, row.Fold))
	}
	if row.Pending > 0 {
		fields(w, "waiting", counted(row.Pending, "command is received and not judged yet", "commands are received and not judged yet"))
	}
	if row.Sealed {
		fields(w, "sealed", row.Sealing)
	} else {
		fields(w, "withheld", withheldWords(row.Withheld))
	}
	fields(w, "not counted", doubted(row.Doubts, n))
	fmt.Fprint(w, "\n"+n.In(outline(tell, row.State)))
	if len(row.Obligations) > 0 {
		fmt.Fprintln(w)
		obligationTable(w, row.Obligations, n)
	}
}

// withheldWords say what is kept from a reader.
func withheldWords(parts []access.Aspect) series {
	var words series
	for _, p := range parts {
		if p == access.Reports {
			words = append(words, phrased("what evaluators reported, until the tender is evaluated (the staff read it with --as)"))
			continue
		}
		words = append(words, worded("aspect", p))
	}
	return words
}

// unlisted are the fields of a state that its text leaves out: the rule book,
// what is shown beside it, and bookkeeping.
var unlisted = []string{"reference", "stage", "rules", "books", "obligations", "passed"}

// outline is a state as YAML, in the order of its fields, with sentences in the place of reasons and refusals.
func outline(tell *narrate.Narrator, state json.RawMessage) string {
	var doc yaml.Node
	if err := yaml.Unmarshal(state, &doc); err != nil || len(doc.Content) == 0 {
		return string(state)
	}
	sentences(tell, &doc)
	plain(&doc)
	root := doc.Content[0]
	for i := 0; i+1 < len(root.Content); {
		if slices.Contains(unlisted, root.Content[i].Value) {
			root.Content = slices.Delete(root.Content, i, i+2)
			continue
		}
		i += 2
	}
	if len(root.Content) == 0 {
		return ""
	}
	var out bytes.Buffer
	e := yaml.NewEncoder(&out)
	e.SetIndent(2)
	if err := e.Encode(root); err != nil {
		return string(state)
	}
	return out.String()
}

// sentences puts a sentence in the place of each reason or refusal, which stands in a state as a code with its parameters.
func sentences(tell *narrate.Narrator, n *yaml.Node) {
	if told := sentence(tell, n); told != "" {
		*n = yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: told}
		return
	}
	for _, c := range n.Content {
		sentences(tell, c)
	}
}

// sentence is what a reason or a refusal says; "" for anything else.
func sentence(tell *narrate.Narrator, n *yaml.Node) string {
	var is struct {
		Rule string      `json:"rule"`
		Code string      `json:"code"`
		With []law.Param `json:"with"`
	}
	if n.Kind != yaml.MappingNode {
		return ""
	}
	for i := 0; i < len(n.Content); i += 2 {
		if !slices.Contains([]string{"rule", "code", "with"}, n.Content[i].Value) {
			return ""
		}
	}
	var of map[string]any
	if n.Decode(&of) != nil {
		return ""
	}
	text, err := json.Marshal(of)
	if err != nil || json.Unmarshal(text, &is) != nil || is.Code == "" {
		return ""
	}
	if is.Rule != "" {
		return tell.Refusal(law.Refusal{Rule: is.Rule, Code: is.Code, With: is.With})
	}
	return tell.Reason(law.Reason{Code: is.Code, With: is.With})
}

// plain takes the braces and quotes of JSON away.
func plain(n *yaml.Node) {
	n.Style = 0
	for _, c := range n.Content {
		plain(c)
	}
}
