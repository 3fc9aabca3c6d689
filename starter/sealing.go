package main

import (
	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/twinning"
)

// sealing says why a tender of a call is sealed, and until when.
func sealing(c call.Call, t twinning.Twinning) string {
	switch {
	case access.WithdrawnSealed(c, t):
		return "sealed: it was withdrawn before the opening"
	case c.Stage == call.Cancelled:
		return "sealed: " + c.Reference + " was cancelled before its opening"
	}
	return "sealed until the opening of " + c.Reference
}
