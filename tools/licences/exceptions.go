package main

import "slices"

// An exception is a module whose files a program cannot read rightly. Somebody has read
// them, and says what they are.
type exception struct {
	module string
	found  []string // what identify makes of its files: of others the exception says nothing
	is     string
	why    string
}

var exceptions = []exception{
	{"github.com/alecthomas/go-check-sumtype", []string{"MIT", "Unlicense", unknown}, "MIT or Unlicense", "its COPYING says that either holds"},
	{"github.com/cactus/go-statsd-client/statsd", nil, "MIT", "the LICENSE.md of its repository, which is not in the module's folder"},
	{
		"github.com/nexus-rpc/nexus-proto-annotations", nil, "none stated",
		"generated from two messages of options, which go.temporal.io/api (MIT) imports; its makers' other modules are under MIT. Ask them for a licence file",
	},
	{"github.com/opencontainers/go-digest", []string{"Apache-2.0", "CC-BY-SA-4.0"}, "Apache-2.0", "the other licence is that of its documentation (LICENSE.docs)"},
	{"modernc.org/libc", []string{"BSD-3-Clause", "MIT", unknown}, "BSD-3-Clause; parts BSD-2-Clause, BSD-3-Clause, MIT, public domain", "LICENSE-3RD-PARTY.md lists musl and others"},
	{"modernc.org/memory", []string{"BSD-3-Clause", unknown}, "BSD-3-Clause", "LICENSE-LOGO is about a picture"},
}

// excepted is the exception for what was found in a module.
func excepted(module string, found []string) (exception, bool) {
	for _, e := range exceptions {
		if e.module == module && slices.Equal(e.found, found) {
			return e, true
		}
	}
	return exception{}, false
}
