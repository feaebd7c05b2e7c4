"""Many articles: which are copies, which reports tell of the same happening, and whom each one rests on."""
