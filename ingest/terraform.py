"""What Terraform's files have in common: addresses, and resources with what they depend on.

Of what a resource holds only a few attributes are kept, by name: everything else may be a secret.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, cast

from graph.facts import Edge, Fact, Node, Place, Ref
from graph.vocabulary import Label, Prop, Rel
from ingest.dataset_naming import host_of
from ingest.documents import Document, Value, unrendered
from ingest.properties import Props

__all__ = [
    "Block",
    "describe",
    "facts_of",
    "members",
    "merged",
    "plain_address",
    "provider_of",
    "resource_ref",
    "space_of",
    "unflattened",
]

_INDEX: Final = re.compile(r"""\[(?:"(?:[^"\\]|\\.)*"|[^\]"]*)\]""")
_PROVIDER: Final = re.compile(r"""provider(?:\["(?:[^"]*/)?(?P<new>[\w-]+)"\]|\.(?P<old>[\w-]+))""")
GENERIC: Final = frozenset(
    [
        "terraform",
        "tofu",
        "tf",
        "tfstate",
        "tfplan",
        "plan",
        "state",
        "show",
        "output",
        "out",
        "json",
        "current",
        "default",
    ]
)
KEPT: Final = {
    "region": "region",
    "location": "region",
    "availability_zone": "availability_zone",
    "zone": "availability_zone",
    "engine": "engine",
    "database_version": "engine",
    "engine_version": Prop.VERSION,
    "instance_class": "size",
    "instance_type": "size",
    "machine_type": "size",
    "node_type": "size",
    "sku_name": "size",
    "runtime": "runtime",
    "arn": "arn",
}
NAMES: Final = (
    "identifier",
    "cluster_identifier",
    "bucket",
    "function_name",
    "name",
    "domain_name",
)
OWNERS: Final = ("owner", "team")
TAGS: Final = ("tags", "tags_all", "labels", "effective_labels", "terraform_labels")
DATABASE: Final = re.compile(
    r"(?:_|\A)(?:db_instance|db_cluster|rds_cluster|db_proxy|redshift|docdb|neptune|elasticache|memorydb|opensearch"
    r"|elasticsearch|sql|mssql|mysql|postgresql|postgres|mariadb|cosmosdb|redis|alloydb|mongodb|mongodbatlas"
    r"|database|clickhouse|kusto|synapse|msk|kafka|storage_account)(?:_|\Z)"
)
ADDRESSES: Final = (
    "address",
    "endpoint",
    "reader_endpoint",
    "dns_name",
    "fqdn",
    "fully_qualified_domain_name",
    "configuration_endpoint_address",
    "primary_endpoint_address",
    "private_ip_address",
    "public_ip_address",
    "hostname",
    "host",
    "primary_blob_host",
    "primary_dfs_host",
)
BUCKETS: Final = {
    "aws_s3_bucket": "bucket",
    "google_storage_bucket": "name",
    "digitalocean_spaces_bucket": "name",
    "alicloud_oss_bucket": "bucket",
    "oci_objectstorage_bucket": "name",
    "minio_s3_bucket": "bucket",
}


@dataclass(slots=True)
class Block:
    """One resource block; instances made by count or for_each are one with it.

    needs  addresses that it depends on, with the places that say so
    """

    address: str
    kind: str
    provider: str
    at: Place
    supplied_at: Place
    props: Props
    needs: list[tuple[str, Place]] = field(default_factory=list[tuple[str, Place]])
    owners: list[tuple[str, Place]] = field(default_factory=list[tuple[str, Place]])
    keys: list[str] = field(default_factory=list[str])
    aliases: list[str] = field(default_factory=list[str])
    instances: list[str] = field(default_factory=list[str])

    @property
    def module(self) -> str:
        """The address of the module that it stands in; "" for the root."""
        return ".".join(self.address.split(".")[:-2])

    def note_instance(self, module: str, index: str) -> None:
        """An instance by its own index, after those of its modules."""
        indices = [found.strip('[]"') for found in _INDEX.findall(module)]
        if found := ", ".join([*indices, *([index] if index else [])]):
            self.instances.append(found)


def merged(blocks: Iterable[Block]) -> dict[str, Block]:
    """Blocks by address; a module that is used several times gives several of each."""
    found: dict[str, Block] = {}
    for block in blocks:
        known = found.setdefault(block.address, block)
        if known is not block:
            known.needs += block.needs
            known.instances += block.instances
            known.aliases += block.aliases
            known.keys += [key for key in block.keys if key not in known.keys]
            known.owners += [owner for owner in block.owners if owner not in known.owners]
    return found


def members(blocks: Iterable[str], *modules: str) -> list[str]:
    """The addresses of a module's resources, when the address is that of a module."""
    starts = tuple(f"{address}." for address in modules if "module." in f"{address}.")
    return [address for address in blocks if starts and address.startswith(starts)]


def plain_address(address: str) -> str:
    """An address without the indices of its instances."""
    return _INDEX.sub("", address.strip())


def provider_of(text: str, kind: str) -> str:
    """The provider's own name: of `provider["registry.terraform.io/hashicorp/aws"].west`, of `hashicorp/aws`,
    else what the resource type starts with."""
    found = _PROVIDER.search(text)
    if found is not None:
        return found["new"] or found["old"]
    if text and "[" not in text:
        return text.rpartition("/")[2].partition(".")[0]
    return kind.partition("_")[0]


def space_of(doc: Document) -> str:
    """What tells equal addresses apart: the folder, or the file where its name says which state it is."""
    stem = (
        doc.filename.lower().removesuffix(".json").removesuffix(".tfstate").removesuffix(".backup")
    )
    words = [word for word in re.split(r"[-_.\s]+", stem) if word]
    return doc.folder if all(word in GENERIC for word in words) else doc.path


def resource_ref(space: str, address: str) -> Ref:
    return Ref(Label.RESOURCE, address, key=f"terraform:{space}#{address}", scope=space or None)


def describe(block: Block, values: Value, secret: Iterable[str] = ()) -> None:
    """Keep what may be kept of an instance's attributes."""
    hidden = set(secret)
    found: Mapping[str, Value] = dict(values.items()) if values.is_map else {}
    for name, said in KEPT.items():
        if name in found and name not in hidden and isinstance(found[name].data, str):
            block.props.text(said, found[name])
    for name in NAMES:
        text = _text(found, name, hidden)
        if text and text not in block.aliases:
            block.aliases.append(text)
    for holder in TAGS:
        if holder in found and holder not in hidden and found[holder].is_map:
            _tags(block, found[holder])
    if DATABASE.search(block.kind):
        for name in ADDRESSES:
            if host := host_of(_text(found, name, hidden)):
                _hosted(block, host, found[name])
    bucket = BUCKETS.get(block.kind)
    if bucket and (text := _text(found, bucket, hidden)):
        _hosted(block, text.lower(), found[bucket])


def _hosted(block: Block, host: str, value: Value) -> None:
    block.props.put(Prop.ENDPOINT, host, value.at)
    if f"host:{host}" not in block.keys:
        block.keys.append(f"host:{host}")


def _text(found: Mapping[str, Value], name: str, hidden: set[str]) -> str:
    value = found.get(name)
    if value is None or name in hidden or not isinstance(value.data, str) or unrendered(value.text):
        return ""
    return value.text


def _tags(block: Block, tags: Value) -> None:
    for key, value in tags.items():
        if not isinstance(value.data, str) or not value.text or unrendered(value.text):
            continue
        word = key.casefold()
        if word in OWNERS and all(value.text != known for known, _ in block.owners):
            block.owners.append((value.text, value.at))
        elif word in ("environment", "env"):
            block.props.put(Prop.ENVIRONMENT, value.text, value.at)
        elif key == "Name" and value.text not in block.aliases:
            block.aliases.append(value.text)


def facts_of(blocks: Iterable[Block], space: str, *, known_only: bool = False) -> Iterator[Fact]:
    """Resources, who supplies and owns them, and what they depend on."""
    for block in blocks:
        ref, props = resource_ref(space, block.address), block.props
        props.put(Prop.TYPE, block.kind, block.at)
        props.put("module", block.module, block.at)
        props.put("instances", tuple(dict.fromkeys(block.instances)), block.at)
        keys = (ref.key or "", *block.keys)
        yield Node(
            ref,
            block.at,
            props.values,
            props.places,
            keys=keys,
            aliases=tuple(a for a in dict.fromkeys(block.aliases) if a != block.address),
            location=space if not space.endswith((".json", ".tfstate")) else None,
        )
        if block.provider:
            vendor = Ref(Label.VENDOR, block.provider)
            yield Edge(ref, Rel.SUPPLIED_BY, vendor, block.supplied_at)
        for owner, at in block.owners:
            yield Edge(Ref(Label.TEAM, owner, loose=True), Rel.OWNS, ref, at)
        seen = {block.address}
        for address, at in block.needs:
            if address not in seen:
                seen.add(address)
                end = resource_ref(space, address)
                yield Edge(ref, Rel.DEPENDS_ON, end, at, known_only=known_only)


def unflattened(attributes: Value) -> Value:
    """Attributes with their `tags.owner` and the like as mappings."""
    if not attributes.is_map:
        return attributes
    data: dict[str, Any] = {}
    for key, value in attributes.items():
        head, dot, rest = key.partition(".")
        if not dot:
            data.setdefault(key, value.data)
        elif rest not in ("%", "#") and "." not in rest:
            inner = data.setdefault(head, {})
            if isinstance(inner, dict):
                cast("dict[str, Any]", inner)[rest] = value.data
    return Value(attributes.document, data, attributes.pointer)
