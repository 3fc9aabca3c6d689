package demo

import (
	"context"
	"fmt"
	"strings"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/whatif"
)

// A Question is a what-if that somebody asked, with its answer.
type Question struct {
	By       string `json:"by"` // alias
	What     string `json:"what"`
	Official string `json:"official"` // released or prepared
	Same     bool   `json:"same"`     // as the official award
	Awarded  int    `json:"awarded"`
	Reserve  int    `json:"reserve"`
	Rejected int    `json:"rejected"`
	In       int    `json:"in"`    // who would be awarded and was not
	Out      int    `json:"out"`   // who was awarded and would not be
	Award    string `json:"award"` // SHA-256
}

// ask puts a question as the command line does, and records it.
func (d *Demo) ask(ctx context.Context, n int, a ask) error {
	base, err := whatif.Official(ctx, d.ledger, d.cast.book.Reference)
	if err != nil {
		return err
	}
	if err := base.Call.SeesScores(d.cast.id(a.as)); err != nil {
		return err
	}
	_, asked, err := base.Ask(a.question)
	if err != nil {
		return err
	}
	_, err = whatif.Record(ctx, d.ledger, d.cast.id(a.as), d.cast.command(fmt.Sprintf("what-if-%d-%s", n, a.as)), asked)
	return err
}

// asked reads every question from the ledger.
func (d *Demo) asked(ctx context.Context) ([]Question, error) {
	all, err := whatif.Questions(ctx, d.ledger, d.cast.book.Reference)
	if err != nil {
		return nil, err
	}
	var list []Question
	for _, q := range all {
		list = append(list, Question{
			By: d.cast.alias(q.Event.Actor), What: d.cast.named(inWords(q.Question)), Official: q.Status, Same: q.Same,
			Awarded: q.Counts[0], Reserve: q.Counts[1], Rejected: q.Counts[2], In: len(q.In), Out: len(q.Out), Award: q.Award,
		})
	}
	return list, nil
}

// inWords is what a demo asks to be otherwise.
func inWords(q call.WhatIf) string {
	if q.Official() {
		return "as it is"
	}
	var words []string
	if q.Policy != "" {
		words = append(words, "the policy "+q.Policy)
	}
	if q.Threshold != nil {
		words = append(words, "a threshold of "+q.Threshold.String())
	}
	if len(q.Without) > 0 {
		words = append(words, "without the reports of "+strings.Join(q.Without, ", "))
	}
	return strings.Join(words, ", ")
}
