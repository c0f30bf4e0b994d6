"""The Streamlit pages: `streamlit run ui/app.py`, with the store from CARTULARY_STORE.

Their folder is not called `pages`: Streamlit would take such a folder for the whole of the navigation when the first
visitor comes by a link to a page.
"""

from __future__ import annotations

import streamlit as st

st.set_page_config(page_title="Cartulary", page_icon=":material/hub:", layout="wide")
st.navigation(
    [
        st.Page("views/ask.py", title="Ask", icon=":material/forum:", default=True),
        st.Page("views/asset.py", title="Explore", icon=":material/search:"),
        st.Page("views/impact.py", title="Impact", icon=":material/crisis_alert:"),
        st.Page("views/cypher.py", title="Cypher", icon=":material/terminal:"),
        st.Page("views/sources.py", title="Sources", icon=":material/folder_open:"),
    ]
).run()
