// Package jobs makes exports that take long, beside whoever asked for them: they say how
// far they are, can be left and found again, and stay for a while.
//
// An export that is asked for is a row of web.exports. Any process that runs jobs takes it
// by a lease, which it renews while it makes the export; the bytes are sealed (AES-256-GCM)
// in pieces as they are written, under a key of this attempt. A process that dies renews
// nothing: when its lease is over, another one begins the export anew, and nothing that the
// first may still write counts. So each export is made once, or by the last who began it.
//
// It is read by the person who asked for it alone, for Keep from when it was done, and only
// if they may still have it: the questions of the document are asked again. It is never
// read, and goes with the next sweep, once anybody has been erased since it was begun:
// it may hold what was erased, and can be made again.
package jobs
