package format

import "strings"

// The kinds of the events in ErasuresStream.
const (
	BodiesErasedKind  = "bodies-erased.v1"
	BodiesExpiredKind = "bodies-expired.v1"
)

// RetentionEnded is the kind of the last event of a life that is kept for years: from then on a worker destroys what is sealed in it.
const RetentionEnded = "retention-ended.v1"

// BodiesErased is the body of bodies-erased.v1: these bodies are removed, with their salts and keys, for these subjects. It is recorded
// before anything is removed, by an operator's key, and names nobody but by opaque id.
type BodiesErased struct {
	Positions []int64  `json:"positions"`
	Subjects  []string `json:"subjects"`
	Article   string   `json:"article"` // the legal ground: an article of Regulation (EU) 2018/1725 or 2016/679, as in 19(1)(a)
	Reason    string   `json:"reason"`  // a code: see ErasureReasons
	Signer    string   `json:"signer"`  // id of the person who decided
}

// BodiesExpired is the body of bodies-expired.v1: every sealed body before it in the streams of a life whose retention has ended is removed,
// with salt and key, and so are the keys of files that concern the life. It is recorded before anything is removed, by a worker's key: the
// event that it names decides, and it counts only where that event ended the retention of that life.
type BodiesExpired struct {
	Life     string    `json:"life"`     // its stream
	Ended    int64     `json:"ended"`    // the position of its RetentionEnded
	Subjects []string  `json:"subjects"` // the life alone: whose files go
	Bodies   []Expired `json:"bodies"`   // what there was
}

// Expired counts the bodies of one kind that were sealed for one subject: a person or a life. A body that was sealed for two counts twice.
type Expired struct {
	Kind    string `json:"kind"`
	Subject string `json:"subject"`
	Count   int    `json:"count"`
}

// LifeOf is the life whose stream this is, its inbox, or that of its letters.
func LifeOf(stream string) string {
	return strings.TrimSuffix(strings.TrimSuffix(stream, "/in"), "/letters")
}

// StreamsOf are the streams of a life.
func StreamsOf(life string) []string { return []string{life, life + "/in", life + "/letters"} }
