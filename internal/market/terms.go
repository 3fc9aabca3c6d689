package market

// Terms tell the codes that the rule book gives to what entries say, in a language; "" for any other code.
func (m Market) Terms(lang string) func(set, code string) string { return m.Rules.Terms(lang) }

// Option is an option of a question of the self-assessment in a language; the code where the rule book does not know it any more.
func (r Rules) Option(question, option, lang string) string {
	for _, q := range r.Readiness {
		for _, o := range q.Options {
			if q.ID == question && o.ID == option {
				return o.Title.In(lang)
			}
		}
	}
	return option
}

// Terms tell the codes of priorities, topics, kinds of solutions and types, and of the questions and options of the self-assessment; "" for any other
// code.
func (r Rules) Terms(lang string) func(set, code string) string {
	in := func(terms []Term, code string) string {
		for _, t := range terms {
			if t.ID == code {
				return t.Title.In(lang)
			}
		}
		return ""
	}
	return func(set, code string) string {
		switch set {
		case "priority":
			for _, p := range r.Priorities {
				if p.ID == code {
					return p.Title.In(lang)
				}
			}
		case "topic":
			for _, p := range r.Priorities {
				if word := in(p.Topics, code); word != "" {
					return word
				}
			}
		case "kind-of-solution":
			return in(r.Kinds, code)
		case "type":
			return in(r.Types, code)
		case "question":
			for _, q := range r.Readiness {
				if q.ID == code {
					return q.Title.In(lang)
				}
			}
		}
		return ""
	}
}
