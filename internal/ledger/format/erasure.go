package format

// BodiesErasedKind is the kind of the events in ErasuresStream.
const BodiesErasedKind = "bodies-erased.v1"

// BodiesErased is the body of bodies-erased.v1: these bodies are removed, with their salts and keys, for these subjects. It is recorded
// before anything is removed, by an operator's key, and names nobody but by opaque id.
type BodiesErased struct {
	Positions []int64  `json:"positions"`
	Subjects  []string `json:"subjects"`
	Article   string   `json:"article"` // the legal ground: an article of Regulation (EU) 2018/1725 or 2016/679, as in 19(1)(a)
	Reason    string   `json:"reason"`  // a code: see ErasureReasons
	Signer    string   `json:"signer"`  // id of the person who decided
}
