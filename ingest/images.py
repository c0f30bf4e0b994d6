"""What a container image holds, as far as its name says so."""

from __future__ import annotations

import re

__all__ = ["holds_data"]

_NAMES = """
activemq activemq-artemis aerospike arangodb artemis cassandra clickhouse clickhouse-server
cockroach cockroachdb consul couchbase couchdb cp-kafka cp-server crate cratedb dgraph dragonfly
druid elasticsearch elasticsearch-oss emqx etcd eventstore ferretdb firebird hazelcast hbase
hivemq hivemq-ce ibm-mq ignite immudb influxdb janusgraph kafka kafka-native keydb ksqldb-server
mariadb mariadb-galera memcached memgraph milvus minio mongo mongodb mongodb-community-server
mosquitto mq mssql mssql-server mysql mysql-server nats nats-streaming neo4j opensearch
oracle-free oracle-xe orientdb percona percona-server percona-xtradb-cluster pgvector postgis
postgres postgresql postgresql-ha pulsar qdrant questdb rabbitmq ravendb redis redis-cluster
redis-stack redis-stack-server redpanda rethinkdb riak rocketmq scylla singlestore
solace-pubsub-standard solr spilo surrealdb tidb tikv timescaledb timescaledb-ha typesense
valkey valkey-bundle vernemq victoria-metrics vitess weaviate yugabyte yugabytedb zookeeper
"""
_STORES = frozenset(_NAMES.split())
_PARTS = re.compile(r"(?P<name>[^:@]*)(?::(?P<tag>[^@]*))?(?:@.*)?\Z", re.DOTALL)


def holds_data(image: str, container: str = "") -> bool:
    """Whether an image is a database, a broker or a cache, by the last part of its repository's name.

    `quay.io/acme/postgres:16` is one; `postgres-exporter` and `kafka-ui` are not. A repository of many
    images tells them apart by tag: `acme/demo:3.0-kafka` is one when its container is called kafka too.
    """
    last = _PARTS.match(image.strip().rpartition("/")[2].lower())
    if last is None:
        return False
    kind = (last["tag"] or "").rpartition("-")[2]
    return last["name"] in _STORES or (kind in _STORES and kind == container.lower())
