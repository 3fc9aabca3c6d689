package narrate

import "context"

type languageKey struct{}

// WithLanguage says in which language whoever asks reads. A language of which there
// is no catalogue is told as English.
func WithLanguage(ctx context.Context, lang string) context.Context {
	return context.WithValue(ctx, languageKey{}, lang)
}

// LanguageOf is the language of whoever asks; English where nobody said it.
func LanguageOf(ctx context.Context) string {
	if lang, ok := ctx.Value(languageKey{}).(string); ok {
		return lang
	}
	return Languages()[0]
}

// For is the narrator of the language of whoever asks, with people by their ids.
func For(ctx context.Context) *Narrator {
	n, err := New(LanguageOf(ctx), nil, "")
	if err != nil {
		panic(err) // the catalogues are part of the program, and a test compiles them
	}
	return n
}
