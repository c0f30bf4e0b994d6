"""How a Hugging Face model card is told from other Markdown."""

from __future__ import annotations

from typing import Final

__all__ = ["CARD_KEYS"]

CARD_KEYS: Final = ("library_name", "base_model", "pipeline_tag", "datasets")
"""Front matter with one of these makes a model card.
https://huggingface.co/docs/hub/model-cards#model-card-metadata"""
