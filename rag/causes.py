"""What a clause gives as the cause, and what a question blames."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["BLAMED", "causes"]

WHEN = r"(?:if|when|whenever|once|the moment|the minute|as soon as|after|in case|every time|each time|should|were)"
SPEAKER = r"(?:we|i|you|one|they|someone|somebody)"
BLAMED = re.compile(
    rf"^(?:where (?:could|might|may|can|does|do|would|did|should) (?:the |that |this |such an? |an? |these )?(?:error|mistake|problem|fault|issue|bad data|nonsense|rubbish|garbage|wrong \w+|it|errors|mistakes|problems) (?:come|have come|be coming|originate|have originated|stem|have crept|creep|have slipped|have entered|enter|have started|start|lie|be|sit)(?: (?:from|in|out))?"
    rf"|(?P<what>what|which [\w -]+?|everything|all [\w -]+?) (?:(?:is |are |lies? |sits? )?upstream )?(?:of it |from it )?(?:that )?(?:could|might|may|can|would|should|must) (?:{SPEAKER} )?(?:be (?:to blame|the (?:cause|culprit|reason|source|origin)|at fault|behind (?:it|this|that)|responsible for (?:it|this|that))|have (?:caused|led to) (?:it|this|that)|cause (?:it|this|that)|(?:check|look at|inspect|investigate)(?= upstream))(?: upstream)?)$",
    re.I,
)


def causes(asked: str) -> Iterator[tuple[str, str]]:
    """The clause of a sentence that gives the cause, and the rest that asks for the effect."""
    front = re.match(
        rf"^(?:{WHEN}|before|while|with|given that|because|since|now that)\s+(?P<cause>[^,]+(?:, [^,]+)?),\s*(?P<rest>.+)$",
        asked,
        re.I,
    )
    if front is not None:
        yield front["cause"], front["rest"]
    back = re.match(
        rf"^(?P<rest>.+?),?\s+(?:{WHEN}|before|while|because|now that)\s+(?P<cause>.+)$",
        asked,
        re.I,
    )
    if back is not None:
        yield back["cause"], back["rest"]
    said = re.match(
        r"^(?P<cause>[^,;:]+)\s*[,;:–-]\s*(?P<rest>(?:what|which|who|whom|how many|is|are|does|do|will|would)\b.+)$",
        asked,
        re.I,
    )
    if said is not None and front is None:
        yield said["cause"], said["rest"]
