// Package ledger is the append-only log in PostgreSQL that is the legal record.
//
// What is stored, and how it is proven, stands in package format, which needs no database. An event is a header (text), a body and the two
// hashes that bind them. Positions are dense from 0 and given under one lock in the transaction that stores them, so commit order is
// position order: there are no gaps, and a reader who asks for "position > mine" misses nothing, whatever other transactions do. Each batch
// leaves a row with the size, the frontier and the root of the RFC 6962 tree over all leaves. Nothing is ever updated, but for one thing: a
// sealed body may be removed, with its salt and its key, by the erasure function; every proof still holds, because the tree is over the
// body's hash.
//
// Where to read first: format (what is stored), request.go (what may be asked), plan.go (how a batch is decided: pure),
// appender.go (what survives which crash), clock.go (what "passed" means), verify.go (what is checked), migrations/ (the tables).
package ledger
