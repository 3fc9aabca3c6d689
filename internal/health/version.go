package health

import (
	"runtime/debug"
	"strings"
	"time"
)

// BeatEvery is how often a worker says that it lives, in real time.
const BeatEvery = 5 * time.Second

// Version is the version of this program: of its module, with the revision that
// it was built from, and of Go.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	v := info.Main.Version
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 && !strings.Contains(v, s.Value[:12]) {
			v += " " + s.Value[:12]
		}
	}
	return v + " " + info.GoVersion
}
