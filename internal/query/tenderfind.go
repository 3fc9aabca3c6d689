package query

import (
	"context"
	"slices"
	"strings"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
	"twinning.example/engine/internal/views"
)

const (
	// mostLooked is how many tenders one search for words looks through at most: fewer than a desk remembers, so that the next one finds them
	// in memory.
	mostLooked = 500
	// lookedAtOnce is how many of them are asked for at once.
	lookedAtOnce = 250
)

// FoundTenders is what a search for words has found.
type FoundTenders struct {
	Rows  []TenderRow
	Whole bool // every tender was looked through that the viewer may know of, and all that was found is here
}

// Matches tells whether each word is part of one of the texts, in whatever letters.
func Matches(words []string, texts ...string) bool {
	text := strings.ToLower(strings.Join(texts, " "))
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, strings.ToLower(w)) })
}

// FindTenders looks for words in the references and titles of tenders, as far as the viewer may read them: first among those in which they
// have a part, then among the awarded, then among those of the calls in which they have a role; most of them at most, and with a limit to how
// many are looked through.
func (q *Queries) FindTenders(ctx context.Context, v access.Viewer, words []string, most int) (FoundTenders, error) {
	out := FoundTenders{Rows: []TenderRow{}, Whole: true}
	if err := q.onlyNow(); err != nil {
		return out, err
	}
	staff, calls, err := q.among(ctx, v, "", access.HasRole)
	if err != nil {
		return out, err
	}
	own, awarded := staff, staff
	own.Calls, awarded.Calls, awarded.Person, staff.Person = nil, nil, "", ""
	for _, stream := range sorted(calls) {
		if c := calls[stream]; c.Released != nil && !slices.Contains(staff.Calls, c.Reference) {
			awarded.Calls = append(awarded.Calls, c.Reference)
		}
	}
	awarded.Stages = awardedStages
	looked, seen := 0, map[string]bool{}
	for i, among := range []views.Among{own, awarded, staff} {
		if i > 0 && len(among.Calls) == 0 || i == 0 && among.Person == "" {
			continue
		}
		if err := q.findAmong(ctx, v, among, calls, words, most, &looked, seen, &out); err != nil {
			return out, err
		}
	}
	return out, nil
}

func (q *Queries) findAmong(ctx context.Context, v access.Viewer, among views.Among, calls map[string]call.Call, words []string, most int, looked *int, seen map[string]bool, out *FoundTenders) error {
	store, err := q.views(ctx)
	if err != nil {
		return err
	}
	for among.Limit = lookedAtOnce; ; {
		if *looked >= mostLooked || len(out.Rows) >= most {
			out.Whole = false
			return nil
		}
		known, err := store.Streams(ctx, among)
		if err != nil {
			return err
		}
		all, err := q.foldKnown(ctx, known)
		if err != nil {
			return err
		}
		*looked += len(known)
		streams := []string{}
		for _, k := range known {
			if !seen[k.Stream] && mayMatch(words, calls[lives.Home(k.Stream)], all[k.Stream].State.(twinning.Twinning), v) {
				streams = append(streams, k.Stream)
			}
			seen[k.Stream] = true
		}
		for _, row := range rowsOf(narrate.LanguageOf(ctx), v, streams, all, calls) {
			switch {
			case !Matches(words, row.Reference, row.Title):
			case len(out.Rows) == most:
				out.Whole = false
				return nil
			default:
				out.Rows = append(out.Rows, row)
			}
		}
		if len(known) < among.Limit {
			return nil
		}
		among.After = known[len(known)-1].Stream
	}
}

// mayMatch tells whether a tender may be one that is looked for. What it says counts where it may have been opened, and for who has a part in it: a
// search takes no longer for what its title says while it is sealed.
func mayMatch(words []string, c call.Call, t twinning.Twinning, v access.Viewer) bool {
	if access.Opened(c) || access.Speaks(t, v.Person) {
		return Matches(words, t.Reference, t.Tender.Title)
	}
	return Matches(words, t.Reference)
}
