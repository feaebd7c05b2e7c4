"""What reviewing statements needs besides the store: the codebook's lists, a queue, agreement, a report of rules.

:mod:`~isnad.review.codebook` says which fields a statement has, which values they take, and what is wrong with one
that a person wrote; :mod:`~isnad.review.queue` which statements are looked at first;
:mod:`~isnad.review.agreement` how far two coders agree; :mod:`~isnad.review.adjudication` settles where they do not;
:mod:`~isnad.review.rules` which rules and lexicon entries people contradict most.
"""
