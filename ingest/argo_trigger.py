"""Argo Events: event sources by name, the topics of brokers, and what a trigger does.

https://argoproj.github.io/argo-events/concepts/architecture/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from graph.facts import Fact, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.argo import resource_calls
from ingest.dataset_naming import by_parts
from ingest.documents import Value
from ingest.workflow import Call, Step, calls_url, usable

__all__ = ["BROKERS", "source", "topic_of", "trigger_calls"]

# kind of event source or trigger: what names the topic there, the kind of broker
BROKERS: Final = {
    "amqp": ("exchangeName", "amqp"),
    "azureEventsHub": ("hubName", "eventhubs"),
    "azureEventHubs": ("hubName", "eventhubs"),
    "azureServiceBus": ("queueName", "servicebus"),
    "emitter": ("channelName", "mqtt"),
    "kafka": ("topic", "kafka"),
    "mqtt": ("topic", "mqtt"),
    "nats": ("subject", "nats"),
    "nsq": ("topic", "kafka"),
    "pubSub": ("topic", "pubsub"),
    "pulsar": ("topic", "pulsar"),
    "redisStream": ("stream", "kafka"),
    "sns": ("topicArn", "sns"),
    "sqs": ("queue", "sqs"),
}


def source(name: str, namespace: str | None) -> Ref:
    """A reference to an event source. It is no Service of the name: what runs it is called otherwise."""
    where = f"{namespace}/{name}" if namespace else name
    return Ref(Label.WORKFLOW, name, key=f"argo-event-source:{where}")


def topic_of(value: Value, broker: str) -> Ref | None:
    text = value.text if value.is_scalar else ""
    return Ref(Label.TOPIC, by_parts(broker, "", (), text).name) if usable(text) else None


def trigger_calls(template: Value, step: Step, space: str | None) -> Iterator[Call | Fact | Reject]:
    """What a trigger does: starts a workflow, makes a resource, asks an address, or sends a message."""
    for kind_, given in template.items():
        if not given.is_map:
            continue
        step.props.put(Prop.TYPE, kind_, given.at)
        if kind_ in ("argoWorkflow", "k8s"):
            if template[kind_]["operation"].text in ("", "create", "submit", "update", "patch"):
                yield from resource_calls(given["source/resource"], space)
        elif kind_ in ("http", "openWhisk", "slack"):
            yield from calls_url(given["url" if kind_ == "http" else "host"], step.props, space)
        elif kind_ in BROKERS:
            key, broker = BROKERS[kind_]
            if (topic := topic_of(given[key], broker)) is not None:
                yield Call(Rel.PUBLISHES_TO, topic, given[key].at)
        elif kind_ == "awsLambda":
            step.props.text("function", given["functionName"])
