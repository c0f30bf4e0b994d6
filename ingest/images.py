"""What a container image holds, as far as its name says so."""

from __future__ import annotations

import re

__all__ = ["holds_data"]

_NAMES = """
activemq activemq-artemis activemq-classic aerospike arangodb artemis azure-sql-edge beanstalkd
cassandra chroma clickhouse clickhouse-server cockroach cockroachdb consul couchbase couchdb
cp-kafka cp-server crate cratedb db2 dgraph documentdb dragonfly druid dynamodb-local elasticmq
elasticmq-native elasticsearch elasticsearch-oss emqx etcd eventstore ferretdb firebird
foundationdb greenplum hazelcast hbase hivemq hivemq-ce ibm-mq ignite immudb influxdb janusgraph
kafka kafka-native keydb ksqldb-server kvrocks mariadb mariadb-galera meilisearch memcached
memgraph milvus minio monetdb mongo mongodb mongodb-atlas-local mongodb-community-server
mongodb-sharded mosquitto mq mssql mssql-server mysql mysql-server nats nats-streaming neo4j nsq
opensearch oracle-free oracle-xe orientdb percona percona-server percona-server-mongodb
percona-xtradb-cluster pgvector postgis postgres postgresql postgresql-ha pulsar qdrant questdb
rabbitmq ravendb redis redis-cluster redis-sentinel redis-stack redis-stack-server redpanda
rethinkdb riak rocketmq rqlite scylla singlestore solace-pubsub-standard solr spilo surrealdb tidb
tikv timescaledb timescaledb-ha typesense valkey valkey-bundle valkey-sentinel vernemq
victoria-metrics vitess weaviate yugabyte yugabytedb zookeeper
"""
_STORES = frozenset(_NAMES.split())
_EDITIONS = frozenset({"community", "enterprise", "server", "standalone"})
_PARTS = re.compile(r"(?P<name>[^:@]*)(?::(?P<tag>[^@]*))?(?:@.*)?\Z", re.DOTALL)


def holds_data(image: str, container: str = "") -> bool:
    """Whether an image is a database, a broker or a cache, by the last part of its repository's name.

    `quay.io/acme/postgres:16` is one; `postgres-exporter` and `kafka-ui` are not. A repository of many
    images tells them apart by tag: `acme/demo:3.0-kafka` is one when its container is called kafka too.
    """
    above, _, file = image.strip().lower().rpartition("/")
    last = _PARTS.match(file)
    if last is None:
        return False
    if last["name"] in _EDITIONS:  # `mssql/server`
        return above.rpartition("/")[2] in _STORES
    kind = (last["tag"] or "").rpartition("-")[2]
    return last["name"] in _STORES or (kind in _STORES and kind == container.lower())
