FROM python:3.12-slim
WORKDIR /app
COPY . .
RUN pip install --no-cache-dir --constraint constraints.txt .
EXPOSE 8501
# The container listens for its host, which publishes the port on loopback only (compose.yaml).
CMD ["streamlit", "run", "ui/app.py", "--server.address=0.0.0.0"]
