package ledger

import "twinning.example/engine/internal/ledger/format"

// What the ledger reads and writes is defined by its format. These names are kept here because most callers append and read events, and should
// not need to know that what an event is and how it is kept stand in two packages.
type (
	Event   = format.Event
	Header  = format.Header
	Finding = format.Finding
	KeyRole = format.KeyRole
)

// The roles of signing keys.
const (
	KeyDoor     = format.KeyDoor
	KeyWorker   = format.KeyWorker
	KeyOperator = format.KeyOperator
)

// EngineActor is who acts in what the engine says to itself: messages from one life to another.
const EngineActor = format.EngineActor

// FirstAdministrator is the kind of the one event in a life's own stream that no worker may append.
const FirstAdministrator = format.FirstAdministrator

// The streams of the ledger itself.
const (
	SettingsStream = format.SettingsStream
	KeysStream     = format.KeysStream
	ErasuresStream = format.ErasuresStream
)

// What reading the ledger can meet.
var (
	ErrCorrupt = format.ErrCorrupt
	ErrNoKey   = format.ErrNoKey
)
