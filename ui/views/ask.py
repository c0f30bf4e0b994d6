"""Ask in plain English; every numbered citation opens its path, its files and the Cypher that ran."""

from __future__ import annotations

import streamlit as st

from graph.errors import StoreUnavailable
from rag.reply import Ambiguous, Answered, NothingFound, NotUnderstood, Reply
from ui.parts import Page, open_page, show_citation, show_cypher
from ui.questions import ask, explain
from ui.text import inline, lines

FIRST_CITATIONS = 12
EXAMPLES = (
    "Which services have no owner?",
    "Which teams own the most services?",
    "Which assets are deprecated?",
    "Which policies apply to datasets?",
)


def _evidence(reply: Answered | NothingFound, page: Page, number: int) -> None:
    citations = {c.n: c for claim in reply.claims for c in claim.citations}
    numbers = sorted(citations)
    shown = numbers[:FIRST_CITATIONS]
    if len(numbers) > FIRST_CITATIONS and st.toggle(
        f"Show all {len(numbers)} citations", key=f"all-{number}"
    ):
        shown = numbers
    for n in shown:
        show_citation(citations[n], reply.cypher, page, f"citation-{number}-{n}")
    if reply.searched:
        with st.expander("What was searched"):
            for searched in reply.searched:
                where = ", ".join(searched.sources) or "no source states it"
                st.markdown(f"**{inline(searched.relation)}**: {inline(where, 1000)}")
    if reply.cypher and not citations:
        with st.expander("Cypher that ran"):
            show_cypher(reply.cypher)
    if reply.stale:
        st.warning(
            "These files could not be read lately; what they said last is used: "
            + inline(", ".join(reply.stale), 1000)
        )


def show_reply(reply: Reply, page: Page, number: int) -> None:
    """One reply of any of the four kinds."""
    match reply:
        case Answered() | NothingFound():
            st.markdown(lines(reply.answer))
            if isinstance(reply, Answered) and not reply.complete:
                st.warning(f"The list was cut; there are {reply.total} in all.")
            if reply.reading:
                st.caption(f"Understood as: {inline(reply.reading, 500)} · {reply.elapsed_ms} ms")
            _evidence(reply, page, number)
        case Ambiguous():
            st.markdown("This can mean several things. Which one?")
            for i, choice in enumerate(reply.choices):
                if st.button(inline(choice.reading, 300), key=f"choice-{number}-{i}"):
                    st.session_state["asked"] = choice.reading
                    st.rerun()
        case NotUnderstood():
            st.warning(lines(reply.answer), icon=":material/help:")


def _how(question: str, page: Page, number: int) -> None:
    """The fold with links and readings, made when it is opened; another reading can be picked in it."""
    fold = st.expander("How this was understood", key=f"how-{number}", on_change="rerun")
    if not fold.open:
        return
    with fold:
        _, told = explain(page.catalog, question)
        for link in told.links:
            st.markdown(f"- **{inline(link.text)}**: {inline(link.meaning)} · {inline(link.kind)}")
        if not told.readings:
            st.caption("No reading of the whole sentence was found.")
        for n, one in enumerate(told.readings, 1):
            things = "" if one.things is None else f" · {one.things} found"
            said = f"{n}. {inline(one.reading, 300)} · cost {one.cost:.2f} · {one.verdict}{things}"
            if one.verdict == "chosen":
                st.markdown(f"**{said}**")
            elif st.button(said, key=f"reading-{number}-{n}", type="tertiary"):
                reply, _ = explain(page.catalog, question, n)
                st.session_state["turns"].append((question, reply))
                st.rerun()


def main() -> None:
    page = open_page("Ask")
    turns: list[tuple[str, Reply]] = st.session_state.setdefault("turns", [])
    for number, (question, reply) in enumerate(turns):
        with st.chat_message("user", avatar=":material/person:"):
            st.markdown(inline(question, 2000))
        with st.chat_message("assistant", avatar=":material/hub:"):
            show_reply(reply, page, number)
            _how(question, page, number)
    if not turns and len(page.projection):
        st.markdown(
            "Who owns what, what depends on what, where data comes from, what breaks. "
            "Each claim opens the path that proves it."
        )
        with st.container(horizontal=True):
            for i, example in enumerate(EXAMPLES):
                if st.button(example, key=f"example-{i}"):
                    st.session_state["asked"] = example
                    st.rerun()
    typed = st.chat_input("Ask about your landscape", max_chars=100_000)
    asked = typed or st.session_state.pop("asked", None)
    if asked:
        with st.spinner("Looking"):
            try:
                turns.append((asked, ask(page.catalog, asked)))
            except StoreUnavailable as error:
                st.error(inline(str(error), None))
                st.stop()
        st.rerun()


main()
