"""Kana, kanji, words and example sentences: what there is to study."""
