"""The training from the command line: `python -m dragoman.training` makes the weights, `folds` measures the recipe."""

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from dragoman.coder.model import WEIGHTS
from dragoman.language import load_parser
from dragoman.training.data import read_corpus
from dragoman.training.fit import Settings
from dragoman.training.run import calibrate, cross_validate, set_threads, train


def main() -> None:
    """Parse the command line and run."""
    options = argparse.ArgumentParser(prog="python -m dragoman.training", description=__doc__)
    options.add_argument(
        "task",
        nargs="?",
        choices=("fit", "calibrate", "folds"),
        default="fit",
        help="make the weights, only set their thresholds anew, or measure the recipe",
    )
    options.add_argument(
        "--written", type=Path, default=Path("training/data"), help="folder of written passages (JSONL)"
    )
    options.add_argument(
        "--shared",
        type=Path,
        default=Path("../shared/data"),
        help="folder of the research data; passed over where it is missing",
    )
    options.add_argument("--weights", type=Path, default=WEIGHTS, help="folder that the model is written to")
    options.add_argument("--report", type=Path, default=Path("training/report.md"), help="file of the written report")
    options.add_argument("--epochs", type=int, default=Settings.epochs)
    options.add_argument("--seed", type=int, default=Settings.seed)
    options.add_argument("--folds", type=int, default=5, help="of the cross-validation")
    options.add_argument("--only", type=int, nargs="*", help="the folds to run, all where none is named")
    options.add_argument(
        "--sets", nargs="*", help="names of the sets that the folds learn from, all where none is named"
    )
    options.add_argument("--threads", type=int, default=0, help="processor threads, 0 for all")
    args = options.parse_args()
    set_threads(args.threads)
    written = sorted(args.written.glob("*.jsonl"))
    shared = args.shared if args.shared.is_dir() else None
    settings = Settings(epochs=args.epochs, seed=args.seed)
    start = time.monotonic()

    def say(line: str) -> None:
        print(f"{time.monotonic() - start:6.0f} s  {line}", flush=True)

    if shared is None:
        say(f"{args.shared} is missing: learning from the written passages alone")
    if args.task == "calibrate":
        report = calibrate(read_corpus(load_parser(), written, shared), args.weights, say=say)
    elif args.task == "fit":
        report = train(written, shared, args.weights, settings=settings, say=say)
    if args.task != "folds":
        args.report.write_text(report, encoding="utf8")
        print(report)
        return
    if shared is None:
        options.error(
            f"cross-validation needs the research data: there is no folder {args.shared}; name it with --shared"
        )
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for fold in args.only or range(args.folds):
            figures = cross_validate(
                written, shared, Path(folder), fold, args.folds, settings=settings, sets=args.sets, say=say
            )
            say("  ".join(f"{name} {value:.3f}" for name, value in figures.items()))
            rows.append(figures)
    for name in rows[0]:
        values = [figures[name] for figures in rows]
        spread = statistics.stdev(values) if len(values) > 1 else 0.0
        print(f"{name:40} {statistics.mean(values):.3f} ± {spread:.3f}  over {len(values)} folds")


if __name__ == "__main__":
    main()
