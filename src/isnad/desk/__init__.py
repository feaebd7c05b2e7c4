"""The desk: a web application over a corpus, for one analyst or a small team."""
