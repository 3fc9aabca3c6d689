package main

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"strings"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/whatif"
)

var refForm = regexp.MustCompile(`^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$`)

// ref takes a reference as people write it: DHE-2019, or with its kind before it.
func ref(text string, kinds ...string) (string, error) {
	word := text
	if slices.Contains(kinds, "twinning") && strings.HasPrefix(text, law.TenderFamily) {
		word = law.Reference(text) // twinning/DHE-2019/K7Q2MD, as the record writes it
	}
	for _, kind := range kinds {
		word = strings.TrimPrefix(word, kind+"/")
	}
	if len(word) > 100 || !refForm.MatchString(word) {
		return "", usage("%q is not a reference: letters, digits and single hyphens, as in DHE-2019 or DHE-2019-K7Q2MD", cut(text))
	}
	return word, nil
}

// callStream and tenderStream are the streams of what people name.
func callStream(text string) (string, error) {
	r, err := ref(text, "call")
	return law.CallStream(r), err
}

func tenderStream(text string) (string, error) {
	r, err := ref(text, "twinning", "tender")
	if err == nil && law.CallOf(r) == "" {
		err = usage("%q is not a tender's reference: one is its call's, a hyphen and six of A-Z and 2-7, as in DHE-2019-K7Q2MD", cut(text))
	}
	return law.TwinningStream(r), err
}

func tenderRef(text string) (string, error) {
	stream, err := tenderStream(text)
	return law.Reference(stream), err
}

// begun tells whether a life has received or recorded anything.
func (a *app) begun(ctx context.Context, stream string) (bool, error) {
	l, err := a.open(ctx)
	if err != nil {
		return false, err
	}
	for _, s := range []string{life.Inbox(stream), stream} {
		events, err := l.Read(ctx, ledger.Query{Stream: s, Limit: 1})
		if err != nil || len(events) > 0 {
			return len(events) > 0, err
		}
	}
	return false, nil
}

// mustBegin refuses a life that never began.
func (a *app) mustBegin(ctx context.Context, stream string) error {
	ok, err := a.begun(ctx, stream)
	if err != nil || ok {
		return err
	}
	return missing(stream)
}

func missing(stream string) error {
	noun := nounOf(stream)
	return notFound("there is no %s %s; %s shows what there is", noun, law.Reference(stream), listing(noun))
}

// listing is the command that lists lives of a kind, by its noun.
func listing(noun string) string {
	if noun == "call" || noun == "tender" {
		return "`twinning " + noun + " list`"
	}
	return "`twinning lives list`"
}

// nounOf is what people call a life of a stream's kind.
func nounOf(stream string) string {
	kind, _ := lives.Of(stream)
	return cmp.Or(kind.Noun, "life")
}

// tenderNow is the tender that people name, as it stands now, with its call.
func (a *app) tenderNow(ctx context.Context, text string) (stream string, is state.Folded, c call.Call, err error) {
	if stream, err = tenderStream(text); err != nil {
		return stream, is, c, err
	}
	if err = a.mustBegin(ctx, stream); err != nil {
		return stream, is, c, err
	}
	if is, err = a.fold(ctx, stream); err != nil {
		return stream, is, c, err
	}
	c, err = a.callOf(ctx, stream)
	return stream, is, c, err
}

// find is the stream of the life that people name by its reference, with or
// without its kind before it.
func (a *app) find(ctx context.Context, text string) (string, error) {
	if of, asked := strings.CutPrefix(text, whatif.Stream("")); asked {
		return "", notFound("%s is neither a call nor a tender: it holds questions, which decide nothing; `twinning award what-ifs %s` lists them", cut(text), cut(of))
	}
	streams, err := candidates(text)
	if err != nil {
		return "", err
	}
	var found []string
	for _, s := range streams {
		ok, err := a.begun(ctx, s)
		if err != nil {
			return "", err
		}
		if ok {
			found = append(found, s)
		}
	}
	switch {
	case len(found) > 1:
		return "", usage("%s is both a %s and a %s: say which, as %s or as %s", text, nounOf(found[0]), nounOf(found[1]), found[0], found[1])
	case len(found) == 1:
		return found[0], nil
	case len(streams) == 1:
		return "", missing(streams[0])
	}
	return "", notFound("there is no call and no tender %s; `twinning call list` and `twinning tender list` show what there is", text)
}

// candidates are the streams that a text may name: one of the kind before it, else one for each kind of life.
func candidates(text string) ([]string, error) {
	word, rest, isNamed := strings.Cut(text, "/")
	var streams []string
	for _, k := range lives.All() {
		named := text
		if isNamed {
			if !k.Called(word) {
				continue
			}
			named = law.Reference(k.Root + rest) // twinning/DHE-2019/K7Q2MD, as the record writes it
		}
		r, err := ref(named)
		if err != nil {
			return nil, err
		}
		stream, ok := k.StreamOf(r)
		switch {
		case ok:
			streams = append(streams, stream)
		case isNamed:
			return nil, usage("%q is not the reference of a %s: one is %s", cut(text), k.Noun, k.Form)
		}
	}
	if len(streams) == 0 {
		return nil, usage("%q is not a reference: letters, digits and single hyphens, as in DHE-2019 or DHE-2019-K7Q2MD", cut(text))
	}
	return streams, nil
}

// cut keeps a text that was refused short.
func cut(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "..."
	}
	return s
}
