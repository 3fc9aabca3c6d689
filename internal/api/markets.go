package api

import (
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/query"
)

// aboutMarkets are the questions about marketplaces, their entries, and interests in them.
func aboutMarkets() []question {
	const tag = "markets"
	entry := func(r query.EntryRow) string { return r.Reference }
	filters := []*huma.Param{
		inQuery("market", huma.TypeString, "reference of a marketplace"), inQuery("side", huma.TypeString, "offer or requirement"), inQuery("priority", huma.TypeString, "code of a priority"),
		inQuery("topic", huma.TypeString, "code of a topic"), inQuery("kind", huma.TypeString, "code of a kind of solution"), inQuery("type", huma.TypeString, "code of a type of twinning"),
		inQuery("language", huma.TypeString, "two small letters: a language in which they can work"), inQuery("country", huma.TypeString, "two letters, as in SE"),
		inQuery("words", huma.TypeString, "words, or beginnings of words, that the entry has all of: in its title, its description, its region or the name of its organisation"),
	}
	return []question{
		{asks: "Markets", path: "/markets", says: "The marketplaces, with their rule books", tag: tag, params: listing(), answers: of[query.Page[query.MarketRow]](), ask: func(s *server, a *asked) (any, error) {
			rows, err := a.q.Markets(a.Context(), a.v)
			return paged(a, rows, err, func(r query.MarketRow) string { return r.Reference })
		}},
		{asks: "Market", path: "/markets/{market}", says: "A marketplace with its rule book", tag: tag, life: "market", answers: of[query.MarketRow](), ask: plain(func(s *server, a *asked) (query.MarketRow, error) {
			return a.q.Market(a.Context(), a.v, a.ref)
		})},
		{asks: "Entries", path: "/entries", says: "The published entries that are looked for, the newest first", tag: tag, params: listing(filters...), answers: of[query.EntryPage](), ask: func(s *server, a *asked) (any, error) {
			after, limit, err := a.page()
			if err != nil {
				return nil, err
			}
			page, err := a.q.Entries(a.Context(), a.v, query.EntryFilter{
				Market: a.get("market"), Side: a.get("side"), Priority: a.get("priority"), Topic: a.get("topic"), Kind: a.get("kind"), Type: a.get("type"),
				Language: a.get("language"), Country: a.get("country"), Words: a.get("words"), After: after, Limit: limit,
			})
			if err == nil {
				a.link(page.Next)
			}
			return page, err
		}},
		{asks: "MyEntries", path: "/own-entries", says: "The entries of whoever asks", tag: tag, params: listing(), answers: of[query.Page[query.EntryRow]](), ask: func(s *server, a *asked) (any, error) {
			rows, err := a.q.MyEntries(a.Context(), a.v)
			return paged(a, rows, err, entry)
		}},
		{asks: "ToCheck", path: "/markets/{market}/queue", says: "The entries that wait for their quality check; for the staff of the marketplace", tag: tag, life: "market", params: listing(), answers: of[query.Page[query.EntryRow]](), ask: func(s *server, a *asked) (any, error) {
			rows, err := a.q.ToCheck(a.Context(), a.v, a.ref)
			return paged(a, rows, err, func(r query.EntryRow) string { return r.Standing.SubmittedAt + "." + r.Reference })
		}},
		{asks: "MarketFigure", path: "/markets/{market}/figure", says: "What came of the marketplace, for every call, down to each twinning; for its staff", tag: tag, life: "market", answers: of[query.MarketFigure](), ask: plain(func(s *server, a *asked) (query.MarketFigure, error) {
			return a.q.MarketFigure(a.Context(), a.v, a.ref)
		})},
		{asks: "Entry", path: "/entries/{entry}", says: "An entry; to whoever made it and to the staff with what became of it", tag: tag, life: "entry", answers: of[query.EntryRow](), ask: plain(func(s *server, a *asked) (query.EntryRow, error) {
			return a.q.Entry(a.Context(), a.v, a.ref)
		})},
		{asks: "Suggestions", path: "/entries/{entry}/suggestions", says: "The counterparts of a published entry that are suggested, the likeliest first, each with its reasons", tag: tag, life: "entry", params: []*huma.Param{inQuery("most", huma.TypeInteger, "how many at most; 20 where it is left out"), inLanguage()}, answers: of[query.Page[query.SuggestionRow]](), ask: func(s *server, a *asked) (any, error) {
			most := 20
			if text := a.get("most"); text != "" {
				n, err := strconv.Atoi(text)
				if err != nil || n < 1 || n > query.MaxLimit {
					return nil, because(http.StatusBadRequest, "invalid", law.Why("number-up-to", narrate.Verbatim("name", "most"), law.Count("most", query.MaxLimit)))
				}
				most = n
			}
			rows, err := a.q.Suggestions(a.Context(), a.v, a.ref, most)
			return query.Page[query.SuggestionRow]{Items: rows}, err
		}},
		{asks: "Interests", path: "/interests", says: "The interests that whoever asks expressed, or that are to them", tag: tag, params: listing(), answers: of[query.Page[query.InterestRow]](), ask: func(s *server, a *asked) (any, error) {
			rows, err := a.q.Interests(a.Context(), a.v)
			return paged(a, rows, err, func(r query.InterestRow) string { return r.Reference })
		}},
		{asks: "Interest", path: "/interests/{interest}", says: "An interest, and once both agreed how the other side is reached", tag: tag, life: "interest", answers: of[query.InterestRow](), ask: plain(func(s *server, a *asked) (query.InterestRow, error) {
			return a.q.Interest(a.Context(), a.v, a.ref)
		})},
		{asks: "MatchParties", path: "/interests/{interest}/parties", says: "What a tender may begin with that names the match", tag: tag, life: "interest", answers: of[query.MatchParties](), ask: plain(func(s *server, a *asked) (query.MatchParties, error) {
			return a.q.MatchParties(a.Context(), a.v, a.ref)
		})},
	}
}
