package call

import (
	"fmt"
	"slices"
)

// What a rule book may publish of an award besides its title, type, priority, organisations, months and amount.
const (
	PublishSolution   = "solution"   // what is transferred, as the tender says it
	PublishActivities = "activities" // what was done, when and where, as accepted logs say it
)

// Publishable lists what a rule book may publish of an award.
func Publishable() []string { return []string{PublishSolution, PublishActivities} }

// Publishes tells whether the rule book publishes a part of an award. What it does not name is published of none: these are words that
// were written for whoever decides, and whoever writes them is told before where they will be read.
func (b RuleBook) Publishes(part string) bool { return slices.Contains(b.Publish, part) }

// published checks what is published of an award.
func (c *check) published(b RuleBook) {
	for i, part := range b.Publish {
		c.unless(slices.Contains(Publishable(), part), fmt.Sprintf("/publish/%d", i), joined(Publishable()), nil, "%q is not known here", part)
	}
	c.once("/publish", "", b.Publish)
}
