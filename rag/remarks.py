"""What is only remarked beside a question: a sentence after it that says how things stand, and a tag that asks for assent."""

from __future__ import annotations

import re

from rag.frames import ASKS_STILL, SAID_SO, TAG, courtesy, told_already

__all__ = ["beside", "untagged"]

SO = re.compile(r"^(?:(?:so|and|but|well|now|ok|okay)\b,?\s+)+", re.I)
ADVERB = r"(?:really|always|once|just|only|still|also|never|already|actually|probably|soon|now|sort of|kind of)"
OF_IT = (
    r"(?:it|they|he|she|that|this|that one|this one|those|these|there)\s+"
    rf"(?:{ADVERB}\s+)*(?:is|are|was|were|has|have|had|will|would|may|might|could|can not|keeps?|kept|seems?|seemed|looks?"
    r"|looked|feels?|sounds?|makes?|does not|do not|did not|used to|gets?|got|goes|went|came|comes)\b"
)
OF_US = (
    rf"(?:i|we)\s+(?:{ADVERB}\s+)*(?:thought|heard|believed?|assumed|remember|recall|read|saw|have seen|have heard|have read|noticed|suspect"
    r"|hope|hoped|fear|doubt|plan|planned|intend|had|were|was|could not|can not|did not|promised|tried|keep|kept|might|may"
    r"|(?:am|are) (?:about|going|planning|thinking|considering|moving|getting|dropping|retiring|replacing|worried|told|sure|not sure)"
    r"|(?:want|would like|need|have) to (?!know\b|see\b|have\b|get\b|hear\b|be\b|ask\b|list\b))"
)
REMARK = re.compile(rf"^\W*(?:(?:since|because|as|and|but)\s+)?(?:{OF_IT}|{OF_US}).*$", re.I | re.S)
ASKING = re.compile(r"\b(?:only|just|mean|list|which|who|whom|whose|what|name)\b|\?\s*$", re.I)


def beside(sentence: str, before: str) -> bool:
    """Whether a last sentence asks for nothing more than the one before it."""
    return courtesy(sentence) or told_already(sentence, before) or _remark(sentence, before)


def _remark(sentence: str, before: str) -> bool:
    """ "Does anything still use X? It is meant to go.": the question before it is what is asked."""
    asked = before.rstrip().endswith("?") and ASKS_STILL.match(SO.sub("", before)) is not None
    return asked and REMARK.match(sentence) is not None and ASKING.search(sentence) is None


def untagged(question: str) -> str:
    """The statement to which a question only asks for assent: "So X uses Y, doesn't it?"; "" where it is none."""
    said = SO.sub("", question.strip()).rstrip("?.!; ")
    if ASKS_STILL.match(said):
        return ""
    plain = SAID_SO.sub("", TAG.sub("", said))
    return plain if plain != said and len(plain.split()) > 2 else ""
