"""The event network: a convolutional encoder over the sentences of an article, with heads for triggers, factuality, roles and sources.

Inputs come from ``isnad.coding.features`` (the same code that runs in the coder). Trained by
``train_events.py``; the shipped weights are run by ``isnad.coding.network`` with numpy.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

VECTOR = 128
"""Width of the word vectors that the float columns begin with; the lexicon's weights follow."""
ROLES = ("none", "actor", "recipient", "place", "time")


class Pair(nn.Module):
    """Additive scoring of (trigger, word) pairs: relu(A t + B w + features) -> scores."""

    def __init__(self, state: int, hidden: int, features: int, out: int) -> None:
        super().__init__()
        self.a = nn.Linear(state, hidden)
        self.b = nn.Linear(state, hidden, bias=False)
        self.f = nn.Linear(features, hidden, bias=False)
        self.m = nn.Linear(hidden, hidden)
        self.o = nn.Linear(hidden, out)
        self.drop = nn.Dropout(0.3)

    def forward(self, t: Tensor, w: Tensor, rows: Tensor, columns: Tensor, f: Tensor) -> Tensor:
        """t [T, S], w [N, S], pairs (rows of t, columns of w) with features f [P, features] -> [P, out]."""
        h = F.relu(self.a(t)[rows] + self.b(w)[columns] + self.f(f))
        h = F.relu(self.m(self.drop(h)))
        return self.o(self.drop(h))


class Block(nn.Module):
    """A residual convolution over a word and its two neighbours in the sentence."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.conv = nn.Linear(3 * width, width)
        self.norm = nn.LayerNorm(width)
        self.drop = nn.Dropout(0.15)

    def forward(self, x: Tensor, first: Tensor, last: Tensor) -> Tensor:
        """x [N, width]; first, last [N, 1]: 0 at the first (last) word of a sentence, else 1."""
        before = torch.cat([x[:1], x[:-1]]) * first
        after = torch.cat([x[1:], x[-1:]]) * last
        return self.norm(x + self.drop(F.relu(self.conv(torch.cat([before, x, after], 1)))))


class EventNet(nn.Module):
    def __init__(
        self, cats: list[int], floats: int, pair_features: int, types: int, facts: int,
        hidden: int = 64, pair_hidden: int = 64, layers: int = 3, width: int = 144,
    ) -> None:
        super().__init__()
        dims = [min(16, max(3, n // 2 + 1)) if n < 200 else 32 for n in cats]
        self.embeds = nn.ModuleList(nn.Embedding(n, d) for n, d in zip(cats, dims, strict=True))
        self.inp = nn.Linear(floats + sum(dims), width)
        self.topic = nn.Linear(floats, width, bias=False)
        self.gold = nn.Linear(1, width, bias=False)
        self.gold_trig = nn.Linear(1, types, bias=False)
        for own in (self.gold, self.gold_trig):
            nn.init.zeros_(own.weight)
        self.blocks = nn.ModuleList(Block(width) for _ in range(layers))
        state = 2 * width
        self.trig = nn.Sequential(nn.Linear(state, 128), nn.ReLU(), nn.Dropout(0.3), nn.Linear(128, types))
        self.lexicon = nn.Linear(types, types)
        nn.init.zeros_(self.lexicon.bias)
        with torch.no_grad():
            self.lexicon.weight.copy_(2.0 * torch.eye(types)); self.lexicon.weight[0, 0] = 0.0
        self.fact = nn.Sequential(nn.Linear(state + types, 96), nn.ReLU(), nn.Dropout(0.3), nn.Linear(96, facts))
        self.type_emb = nn.Embedding(types, 24)
        tstate = state + 24
        self.tproj = nn.Linear(tstate, 2 * hidden)
        self.wproj = nn.Linear(state, 2 * hidden)
        self.roles = Pair(2 * hidden, pair_hidden, pair_features, len(ROLES))
        self.source = Pair(2 * hidden, 64, pair_features, 1)
        self.none = nn.Linear(2 * hidden, 1)
        self.outer = Pair(2 * hidden, 64, pair_features, 1)
        self.outer_none = nn.Linear(2 * hidden, 1)
        self.drop = nn.Dropout(0.25)

    def encode(self, cats: Tensor, floats: Tensor, lengths: list[int], article: Tensor, gold: Tensor) -> Tensor:
        """cats [N, C] long, floats [N, D], sentence lengths, article number [N] -> states [N, S].

        What the article is about comes in as the mean of its words' inputs; *gold* [N, 1] is 1 in articles of the gold
        annotation, whose conventions the exported network follows (``export`` adds these weights to the biases).
        """
        x = torch.cat([floats] + [e(cats[:, k]) for k, e in enumerate(self.embeds)], dim=1)
        count = int(article[-1]) + 1
        sums = torch.zeros(count, floats.shape[1]).index_add_(0, article, floats)
        means = sums / torch.bincount(article, minlength=count)[:, None]
        x = F.relu(self.inp(self.drop(x)) + self.topic(means)[article] + self.gold(gold))
        ends = torch.tensor(lengths).cumsum(0)
        first, last = torch.ones(len(x), 1), torch.ones(len(x), 1)
        first[0] = 0; first[ends[:-1]] = 0; last[ends - 1] = 0
        h = self.drop(x)
        for block in self.blocks:
            h = block(h, first, last)
        return self.drop(torch.cat([h, x], dim=1))

    def trig_scores(self, h: Tensor, floats: Tensor, gold: Tensor) -> Tensor:
        """Type logits of every word: the states', and straight from the lexicon's weights."""
        return self.trig(h) + self.gold_trig(gold) + self.lexicon(floats[:, VECTOR : VECTOR + self.lexicon.in_features])

    def forward_heads(self, h: Tensor, trig: Tensor, types: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """States, trigger word indices [T], their types [T] -> factuality logits, trigger and word projections."""
        t = h[trig]
        onehot = F.one_hot(types, self.trig[-1].out_features).float()
        fact = self.fact(torch.cat([t, onehot], dim=1))
        tp = self.drop(F.relu(self.tproj(torch.cat([t, self.type_emb(types)], dim=1))))
        wp = self.drop(F.relu(self.wproj(h)))
        return fact, tp, wp
