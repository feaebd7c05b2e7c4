"""The event network: a BiLSTM over the sentences of an article, with heads for triggers, factuality, roles and sources.

Inputs come from ``isnad.coding.features`` (the same code that runs in the coder). Trained by
``train_events.py``; the shipped weights are run by ``isnad.coding.network`` with numpy.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

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

    def forward(self, t: Tensor, w: Tensor, f: Tensor) -> Tensor:
        """t [T, S], w [N, S], f [T, N, features] -> [T, N, out]."""
        h = F.relu(self.a(t)[:, None, :] + self.b(w)[None, :, :] + self.f(f))
        h = F.relu(self.m(self.drop(h)))
        return self.o(self.drop(h))


class EventNet(nn.Module):
    def __init__(
        self, cats: list[int], floats: int, pair_features: int, types: int, facts: int,
        hidden: int = 160, pair_hidden: int = 96, layers: int = 2,
    ) -> None:
        super().__init__()
        dims = [min(16, max(3, n // 2 + 1)) if n < 200 else 32 for n in cats]
        self.embeds = nn.ModuleList(nn.Embedding(n, d) for n, d in zip(cats, dims, strict=True))
        width = floats + sum(dims)
        self.inp = nn.Linear(width, 224)
        self.topic = nn.Linear(floats, 224, bias=False)
        self.lstm = nn.LSTM(224, hidden, num_layers=layers, bidirectional=True, dropout=0.3, batch_first=True)
        state = 2 * hidden + 224
        self.trig = nn.Sequential(nn.Linear(state, 128), nn.ReLU(), nn.Dropout(0.3), nn.Linear(128, types))
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
        self.drop = nn.Dropout(0.35)

    def encode(self, cats: Tensor, floats: Tensor, lengths: list[int]) -> Tensor:
        """cats [N, C] long, floats [N, D], sentence lengths -> states [N, S].

        The LSTM runs over sentences (they make a batch); what the article is about
        comes in as the mean of its words' inputs.
        """
        x = torch.cat([floats] + [e(cats[:, k]) for k, e in enumerate(self.embeds)], dim=1)
        x = F.relu(self.inp(self.drop(x)) + self.topic(floats.mean(0, keepdim=True)))
        x = self.drop(x)
        padded = nn.utils.rnn.pad_sequence(list(x.split(lengths)), batch_first=True)
        packed = nn.utils.rnn.pack_padded_sequence(padded, torch.tensor(lengths), batch_first=True, enforce_sorted=False)
        h, _ = nn.utils.rnn.pad_packed_sequence(self.lstm(packed)[0], batch_first=True)
        h = torch.cat([h[k, :n] for k, n in enumerate(lengths)])
        return self.drop(torch.cat([h, x], dim=1))

    def forward_heads(self, h: Tensor, trig: Tensor, types: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """States, trigger word indices [T], their types [T] -> factuality logits, trigger and word projections."""
        t = h[trig]
        onehot = F.one_hot(types, self.trig[-1].out_features).float()
        fact = self.fact(torch.cat([t, onehot], dim=1))
        tp = self.drop(F.relu(self.tproj(torch.cat([t, self.type_emb(types)], dim=1))))
        wp = self.drop(F.relu(self.wproj(h)))
        return fact, tp, wp
