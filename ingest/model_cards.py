"""How a Hugging Face model card is told from other Markdown."""

from __future__ import annotations

from typing import Final

from ingest.sniff import front_matter

__all__ = ["MODEL_CARD", "NO_MODEL_CARD"]

CARD_KEYS: Final = ("library_name", "base_model", "pipeline_tag", "datasets", "model-index")
"""Front matter with one of these makes a model card.
https://huggingface.co/docs/hub/model-cards#model-card-metadata"""
OTHER_KEYS: Final = (
    "sdk",
    "dataset_info",
    "task_categories",
    "size_categories",
    "annotations_creators",
)
"""Front matter with one of these is that of a Space or a data set, which may list data sets too.
https://huggingface.co/docs/hub/spaces-config-reference, https://huggingface.co/docs/hub/datasets-cards"""
MODEL_CARD: Final = front_matter(*CARD_KEYS, without=OTHER_KEYS)
NO_MODEL_CARD: Final = front_matter(without=CARD_KEYS) | front_matter(*OTHER_KEYS)
