"""The thin interfaces: the command line and the Streamlit pages."""
