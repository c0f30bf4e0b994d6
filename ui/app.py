"""The Streamlit pages: `streamlit run ui/app.py`, with the store from CARTULARY_STORE."""

from __future__ import annotations

import streamlit as st

st.set_page_config(page_title="Cartulary", page_icon=":material/hub:", layout="wide")
st.navigation(
    [
        st.Page("pages/ask.py", title="Ask", icon=":material/forum:", default=True),
        st.Page("pages/asset.py", title="Explore", icon=":material/search:"),
        st.Page("pages/impact.py", title="Impact", icon=":material/crisis_alert:"),
        st.Page("pages/cypher.py", title="Cypher", icon=":material/terminal:"),
        st.Page("pages/sources.py", title="Sources", icon=":material/folder_open:"),
    ]
).run()
