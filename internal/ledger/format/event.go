package format

// Event is one event as it is stored.
type Event struct {
	Header
	HeaderBytes []byte   // the frozen text; Header is what it says
	Stored      []byte   // the body, or its ciphertext where it is sealed; nil when Removed
	Salt        []byte   // 32 random bytes; nil when Removed
	BodyHash    [32]byte // SHA-256(Salt ‖ Stored)
	Leaf        [32]byte // RFC 6962 leaf hash of HeaderBytes ‖ BodyHash
	Removed     bool     // erased, with its salt and its key
	Untrusted   string   // why this event must not be decided on; "": nothing speaks against it, or nobody asked (Query.Trusted)
}

// Sealed says whether the body is, or was, kept as ciphertext under a key of its own.
func (e Event) Sealed() bool { return e.SealedBy != "" }
