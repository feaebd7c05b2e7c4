"""isnad: who says what happened, in Arabic news."""
