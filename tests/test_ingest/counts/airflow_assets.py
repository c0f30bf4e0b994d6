"""What Airflow's lists of assets (before 3.0: datasets) say, counted by the reference of its REST interface alone
(https://airflow.apache.org/docs/apache-airflow/stable/stable-rest-api-ref.html).
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.test_ingest.counts.airflow import BROKERS, documents


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for data in documents(root):
        listed = data.get("assets", data.get("datasets"))
        for asset in listed if isinstance(listed, list) else []:
            if not (uri := asset.get("uri")):
                continue
            topic = uri.startswith(BROKERS)
            users = [u for key in USERS for u in asset.get(key) or [] if u.get("dag_id")]
            makers = [u for u in asset.get("producing_tasks") or [] if u.get("dag_id")]
            found["node Topic" if topic else "node Dataset"] += 1
            found["edge SUBSCRIBES_TO" if topic else "edge READS"] += len(users)
            found["edge PUBLISHES_TO" if topic else "edge WRITES"] += len(makers)
    return +found


USERS = ("scheduled_dags", "consuming_dags", "consuming_tasks")
