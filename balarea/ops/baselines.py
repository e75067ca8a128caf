"""What understanding is measured beside: how others would read posts for their topic. Each is fitted, and then only reads."""

import tempfile
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline, make_union
from sklearn.svm import LinearSVC

from balarea.language.training.data import Row

Read = Callable[[Sequence[str]], object]
LAYERS, WIDTH, HEADS_OF_BERT, VOCABULARY = 12, 768, 12, 30_522  # the shape of BERT-base
PIECES_A_WORD = 1.7  # word pieces of a word of Indonesian posts, about
TOGETHER = 32  # posts that BERT reads at once, padded to the longest


def scikit_learn(rows: Sequence[Row]) -> Read:
    """Word and character TF-IDF with a linear SVM."""
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    pipeline = make_pipeline(make_union(words, letters), LinearSVC(random_state=0))
    return _fitted(pipeline, rows, str)


def sastrawi(rows: Sequence[Row]) -> Read:
    """Words stemmed by Sastrawi, without its memory of words seen, then TF-IDF with a linear SVM. ImportError without it."""
    roots = import_module("Sastrawi.Stemmer.StemmerFactory").StemmerFactory().get_words()
    words = import_module("Sastrawi.Dictionary.ArrayDictionary").ArrayDictionary(roots)
    stemmer = import_module("Sastrawi.Stemmer.Stemmer").Stemmer(words)
    return _fitted(make_pipeline(TfidfVectorizer(), LinearSVC(random_state=0)), rows[:100], stemmer.stem)


def floret(rows: Sequence[Row]) -> Read:
    """fastText's classifier as floret has it, with character n-grams of 2 to 5. ImportError without it."""
    library = import_module("floret")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "train.txt"
        lines = (f"__label__{row.labels['topic']} {' '.join(row.text.split())}\n" for row in rows)
        file.write_text("".join(lines), encoding="utf8")
        model = library.train_supervised(str(file), minn=2, maxn=5, dim=100, epoch=5, thread=1, verbose=0)
    return lambda texts: model.predict([" ".join(text.split()) for text in texts])


def bert_int8(_rows: Sequence[Row]) -> Read:
    """An encoder of BERT-base's shape with random weights in eight bits: what it costs, not what it knows. Without the
    cost of cutting words into pieces. ImportError without torch."""
    torch = import_module("torch")
    torch.set_num_threads(1)
    torch.backends.mha.set_fastpath_enabled(False)  # it knows no layers of eight bits
    layer = torch.nn.TransformerEncoderLayer(WIDTH, HEADS_OF_BERT, 4 * WIDTH, batch_first=True, activation="gelu")
    encoder = torch.nn.Sequential(
        torch.nn.Embedding(VOCABULARY, WIDTH), torch.nn.TransformerEncoder(layer, LAYERS, enable_nested_tensor=False)
    ).eval()
    small = torch.ao.quantization.quantize_dynamic(encoder, {torch.nn.Linear}, dtype=torch.qint8)

    def read(texts: Sequence[str]) -> None:
        with torch.inference_mode():
            for start in range(0, len(texts), TOGETHER):
                longest = max(len(text.split()) for text in texts[start : start + TOGETHER])
                shape = (len(texts[start : start + TOGETHER]), min(512, int(longest * PIECES_A_WORD) + 2))
                small(torch.randint(0, VOCABULARY, shape))

    return read


def _fitted(pipeline: Any, rows: Sequence[Row], prepared: Callable[[str], str]) -> Read:
    pipeline.fit([prepared(row.text) for row in rows], [row.labels["topic"] for row in rows])
    return lambda texts: pipeline.predict([prepared(text) for text in texts])
