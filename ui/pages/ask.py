"""Ask in plain English; every numbered citation opens its path, its files and the Cypher that ran."""

from __future__ import annotations

import streamlit as st

from rag.reply import Ambiguous, Answered, NothingFound, NotUnderstood, Reply
from ui.catalog import Catalog
from ui.drawing import markdown_text
from ui.parts import page_catalog, show_citation
from ui.roots import known_roots

EXAMPLES = (
    "What is unowned?",
    "Which services have no owner?",
    "Which policies apply to production datasets?",
)


def _cited(reply: Answered | NothingFound, opened: Catalog) -> None:
    citations = {c.n: c for claim in reply.claims for c in claim.citations}
    roots = known_roots(opened.store)
    for n in sorted(citations):
        show_citation(citations[n], opened, roots)
    if reply.cypher:
        with st.expander("Cypher that ran"):
            for run in reply.cypher:
                st.code(run.text, language="cypher", wrap_lines=True)
                if run.parameters:
                    st.json(run.parameters, expanded=False)
    if reply.searched:
        with st.expander("What was searched"):
            for searched in reply.searched:
                st.markdown(
                    f"**{markdown_text(searched.relation)}** in "
                    + (markdown_text(", ".join(searched.sources)) or "no source at all")
                )


def show_reply(reply: Reply, opened: Catalog, number: int) -> None:
    """One reply of any of the four kinds."""
    match reply:
        case Answered():
            st.markdown(markdown_text(reply.answer).replace("\n", "  \n"))
            st.caption(f"Understood as: {markdown_text(reply.reading)} · {reply.elapsed_ms} ms")
            if not reply.complete:
                st.warning(f"The list was cut; there are {reply.total} in all.")
            _cited(reply, opened)
        case NothingFound():
            st.markdown(markdown_text(reply.answer))
            st.caption(f"Understood as: {markdown_text(reply.reading)} · {reply.elapsed_ms} ms")
            _cited(reply, opened)
        case Ambiguous():
            st.markdown(markdown_text(reply.answer))
            for i, choice in enumerate(reply.choices):
                if st.button(markdown_text(choice.reading), key=f"choice-{number}-{i}"):
                    st.session_state["asked"] = choice.reading
                    st.rerun()
        case NotUnderstood():
            st.warning(markdown_text(reply.answer))


def main() -> None:
    opened = page_catalog()
    st.title("Ask")
    turns: list[tuple[str, Reply]] = st.session_state.setdefault("turns", [])
    for number, (question, reply) in enumerate(turns):
        with st.chat_message("user"):
            st.markdown(markdown_text(question))
        with st.chat_message("assistant"):
            show_reply(reply, opened, number)
    if not turns:
        st.markdown("Who owns what, what depends on what, where data comes from, what breaks.")
        for i, example in enumerate(EXAMPLES):
            if st.button(example, key=f"example-{i}"):
                st.session_state["asked"] = example
    typed = st.chat_input("Ask about your landscape")
    asked = typed or st.session_state.pop("asked", None)
    if asked:
        with st.spinner("Looking"):
            reply = opened.assistant.ask(asked)
        turns.append((asked, reply))
        st.rerun()


main()
