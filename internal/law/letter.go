package law

// A Letter is promised by a fact and is part of it. It names a person by id;
// the address is looked up when it is sent, and never recorded.
type Letter struct {
	Template string  `json:"template"`       // see internal/letters
	To       string  `json:"to"`             // person id
	With     []Param `json:"with,omitempty"` // what the template needs, told in words when the letter is written; names nobody
}

// A Promise is embedded in events that promise letters.
type Promise struct {
	Letters []Letter `json:"letters,omitempty"`
}

// Promised lists the letters in the order in which they were promised.
func (p Promise) Promised() []Letter { return p.Letters }

// Letters returns the letters that an event promises.
func Letters(e Event) []Letter {
	if p, ok := e.(interface{ Promised() []Letter }); ok {
		return p.Promised()
	}
	return nil
}

// To writes one letter of a template to each of the people, once each.
func To(people []string, template string, with ...Param) []Letter {
	seen := make(map[string]bool, len(people))
	var letters []Letter
	for _, p := range people {
		if p == "" || seen[p] {
			continue
		}
		seen[p] = true
		letters = append(letters, Letter{Template: template, To: p, With: with})
	}
	return letters
}
