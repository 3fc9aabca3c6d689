package calltest

// unproduced are the refusals of each law that no test of its package produces,
// with why. The list may only get shorter: what is produced must be taken from it.
var unproduced = map[string]map[string]string{
	"call": {
		"rule-book/broken-deadline": "the check of the rule book, which comes before, finds whatever is wrong with a deadline",
	},
}
