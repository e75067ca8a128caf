"""Training and measuring the models. Only here scikit-learn is imported."""
