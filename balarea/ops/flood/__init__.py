"""The flood day of `balarea bench desk`: an invented crowd against the real product, and the proof that nothing is lost."""
