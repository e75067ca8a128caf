"""Published figures on the corpora's test splits, to be read beside ours on their valid splits.

Source: NusaX (Winata et al. 2023), IndoNLU (Wilie et al. 2020), NusaWrites (Cahyawijaya et al. 2023), NusaBERT (Wongso et
al. 2024). Macro-F1 in per cent."""

PUBLISHED: dict[str, dict[str, float]] = {
    "NusaX, indonesian": {"SVM": 78.7, "mBERT": 78.0, "IndoBERT-B": 90.0, "XLM-R-L": 91.6, "NusaBERT-L": 93.3},
    "NusaX, sundanese": {"SVM": 74.3, "mBERT": 74.5, "IndoBERT-B": 77.5, "XLM-R-L": 86.0, "NusaBERT-L": 82.7},
    "NusaX, javanese": {"SVM": 71.3, "mBERT": 73.2, "IndoBERT-B": 81.7, "XLM-R-L": 84.2, "NusaBERT-L": 87.2},
    "NusaWrites, betawi": {"SVM (11 languages)": 76.0, "IndoBERT-L (11)": 77.4, "NusaBERT-L (11)": 79.5},
    "SmSA": {"mBERT": 84.1, "IndoBERT-B": 87.7, "XLM-R-B": 91.4, "IndoBERT-L": 92.7},
}
