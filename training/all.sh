#!/usr/bin/env bash
# Makes every shipped model again, from ../shared/data and ../shared/gold: `make train`.
# usage: all.sh PYTHON WORK [events]      PYTHON has isnad and training/requirements.txt; `events`: the event models only
set -euo pipefail
cd "$(dirname "$0")/.."
py=$1 work=$2 part=${3:-all} models=src/isnad/models
export OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1
mkdir -p "$work"
if [ "$part" = all ]; then
  "$py" training/vectors_corpus.py "$work/corpus.txt"
  "$py" training/vectors.py "$work/corpus.txt" "$work"
  "$py" training/pretrain_lm.py "$work/corpus.txt" "$work/floret.bin" "$work/lm.pt" --minutes 20
  "$py" training/train_analysis.py "$work/corpus.txt" "$work" --lm "$work/lm.pt" --epochs 4 --rate 2.5e-3
  cp "$work/analysis.pt" "$work/first.pt"
  "$py" training/train_analysis.py "$work/corpus.txt" "$work" --start "$work/first.pt" --epochs 2 --rate 1.3e-3
  "$py" training/lemma_lexicon.py "$work" --articles 2500
  "$py" training/eval_analysis.py "$work"
fi
"$py" training/event_data.py "$work/events.pkl" --prepared "$work/prepared.pkl"
"$py" training/train_events.py "$work/events.pkl" --cv 5 --epochs 9 --out-of-fold "$work/cv" --export "$work/final"
for what in triggers loglinear relations; do
  "$py" training/train_$what.py --prepared "$work/prepared.pkl" --cv "$work/cv" --export "$work/final"
done
cp "$work"/final/*.npz $models/events/
"$py" training/cross_validate.py "$work/cv/fold{}" "$work/news"
"$py" training/calibrate.py "$work/news.confidence" $models/events docs/reliability.svg
"$py" training/gsr.py "$work"
(cd ../shared/gold && "$py" score.py "$work/news.arts" "$work/news.gold" "$work/news" \
  && "$py" score.py seeds seeds/gold.jsonl "$work/news.seeds")
