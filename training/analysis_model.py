"""The analysis network: word inputs, a two-layer BiLSTM, one linear head per label kind."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

HIDDEN = 192
DIMENSIONS = {"word": 32, "start1": 6, "start2": 10, "start3": 14, "start4": 14, "end1": 6, "end2": 10, "end3": 14,
              "end4": 14, "spelling": 6, "shape": 6}


class AnalysisNet(nn.Module):
    """``sizes`` is the number of values per categorical column, ``heads`` of labels per head."""

    def __init__(self, vector: int, sizes: dict[str, int], heads: dict[str, int], hidden: int = HIDDEN) -> None:
        super().__init__()
        self.columns = list(sizes)
        self.embeds = nn.ModuleList(nn.Embedding(n, DIMENSIONS[c]) for c, n in sizes.items())
        for e in self.embeds:
            nn.init.normal_(e.weight, std=0.3)
        width = vector + sum(DIMENSIONS[c] for c in sizes)
        self.lstm1 = nn.LSTM(width, hidden, bidirectional=True, batch_first=True)
        self.lstm2 = nn.LSTM(2 * hidden, hidden, bidirectional=True, batch_first=True)
        self.heads = heads
        self.local = nn.Linear(width, 128)
        self.out = nn.Linear(2 * hidden + 128, sum(heads.values()))
        self.moves = nn.Parameter(torch.zeros(heads["ner"], heads["ner"]))
        self.drop = nn.Dropout(0.33)

    def inputs(self, vectors: Tensor, cats: Tensor) -> Tensor:
        return torch.cat([vectors] + [e(cats[..., k]) for k, e in enumerate(self.embeds)], dim=-1)

    def forward(self, vectors: Tensor, cats: Tensor, lengths: Tensor) -> Tensor:
        """vectors [B, T, V], cats [B, T, C], lengths [B] -> logits of all heads [B, T, sum]."""
        x = self.drop(self.inputs(vectors, cats))
        pack = lambda v: nn.utils.rnn.pack_padded_sequence(v, lengths, batch_first=True, enforce_sorted=False)
        pad = lambda v: nn.utils.rnn.pad_packed_sequence(v, batch_first=True)[0]
        h1 = self.drop(pad(self.lstm1(pack(x))[0]))
        h2 = self.drop(pad(self.lstm2(pack(h1))[0]))
        return self.out(torch.cat([h2, self.drop(F.relu(self.local(x)))], dim=-1))

    def split(self, logits: Tensor) -> dict[str, Tensor]:
        return dict(zip(self.heads, logits.split(list(self.heads.values()), dim=-1), strict=True))

    def chain_loss(self, scores: Tensor, gold: Tensor) -> Tensor:
        """Negative log-likelihood of the NER label sequences (a linear-chain CRF), summed.

        *scores* [B, T, K]; *gold* [B, T], -1 after the end of a sentence, and everywhere in one without NER labels.
        """
        rows = gold[:, 0] >= 0
        scores, gold = scores[rows], gold[rows]
        real = (gold >= 0).float()
        safe = gold.clamp(min=0)
        right = (scores.gather(2, safe[..., None])[..., 0] * real).sum(1)
        right = right + (self.moves[safe[:, :-1], safe[:, 1:]] * real[:, 1:]).sum(1)
        total = scores[:, 0]
        for t in range(1, scores.shape[1]):
            after = torch.logsumexp(total[:, :, None] + self.moves[None], dim=1) + scores[:, t]
            total = torch.where(real[:, t, None] > 0, after, total)
        return (torch.logsumexp(total, dim=1) - right).sum()

    def start_from(self, lm: dict, vector: int) -> None:
        """Take the first layer's weights from the language model of ``pretrain_lm.py``."""
        with torch.no_grad():
            for name, suffix in (("fwd", ""), ("bwd", "_reverse")):
                state = lm[name]
                w = getattr(self.lstm1, "weight_ih_l0" + suffix)
                w.mul_(0.5)
                w[:, :vector] = state["weight_ih_l0"]
                getattr(self.lstm1, "weight_hh_l0" + suffix).copy_(state["weight_hh_l0"])
                getattr(self.lstm1, "bias_ih_l0" + suffix).copy_(state["bias_ih_l0"])
                getattr(self.lstm1, "bias_hh_l0" + suffix).copy_(state["bias_hh_l0"])
