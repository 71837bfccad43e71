"""The manifests: names, labels and ports that they say to each other fit, and probes ask what the server answers."""

from __future__ import annotations

from typing import Any

from server.config import Config
from tests.deploy.files import DEPLOY, documents

OBJECTS: dict[tuple[str, str], dict[str, Any]] = {
    (made["kind"], made["metadata"]["name"]): made
    for path in sorted((DEPLOY / "kubernetes").glob("*.yaml"))
    for made in documents(path)
}
NODES = OBJECTS["StatefulSet", "studyhall"]["spec"]
POD = NODES["template"]["spec"]
(CONTAINER,) = POD["containers"]
LABELS = NODES["template"]["metadata"]["labels"].items()


def test_whoever_selects_pods_selects_these() -> None:
    assert NODES["selector"]["matchLabels"].items() <= LABELS
    assert OBJECTS["Service", "studyhall"]["spec"]["selector"].items() <= LABELS
    assert OBJECTS["PodDisruptionBudget", "studyhall"]["spec"]["selector"]["matchLabels"].items() <= LABELS


def test_ports_are_the_servers_and_are_called_by_names_that_exist() -> None:
    config = Config()
    ports = {port["name"]: (port["containerPort"], port["protocol"]) for port in CONTAINER["ports"]}
    assert ports == {
        "http": (config.port, "TCP"),
        "media-udp": (config.media_port, "UDP"),
        "media-tcp": (config.media_port, "TCP"),
    }
    probes = [CONTAINER[f"{name}Probe"]["httpGet"] for name in ("startup", "liveness", "readiness")]
    assert [(probe["path"], probe["port"]) for probe in probes] == [
        ("/healthz", "http"),
        ("/healthz", "http"),
        ("/readyz", "http"),
    ]
    (service_port,) = OBJECTS["Service", "studyhall"]["spec"]["ports"]
    assert service_port["targetPort"] in ports
    annotations = NODES["template"]["metadata"]["annotations"]
    assert annotations["prometheus.io/port"] == str(config.port)


def test_media_has_the_machines_network_and_each_machine_one_pod() -> None:
    assert POD["hostNetwork"] is True
    (rule,) = POD["affinity"]["podAntiAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
    assert rule["topologyKey"] == "kubernetes.io/hostname"
    assert rule["labelSelector"]["matchLabels"].items() <= LABELS


def test_a_pod_that_ends_has_time_to_hand_its_rooms_over() -> None:
    waits = int(CONTAINER["lifecycle"]["preStop"]["exec"]["command"][1])
    assert POD["terminationGracePeriodSeconds"] >= waits + 60
    assert OBJECTS["PodDisruptionBudget", "studyhall"]["spec"]["maxUnavailable"] == 1


def test_what_it_reads_is_there() -> None:
    sources = {name: source[name]["name"] for source in CONTAINER["envFrom"] for name in source}
    assert ("ConfigMap", sources["configMapRef"]) in OBJECTS
    assert ("Secret", sources["secretRef"]) in OBJECTS
    mounted = {mount["name"] for mount in CONTAINER["volumeMounts"]}
    assert mounted == {volume["name"] for volume in POD["volumes"]}


def test_the_way_in_leads_to_the_service() -> None:
    (rule,) = OBJECTS["Ingress", "studyhall"]["spec"]["rules"]
    backends = [path["backend"]["service"] for path in rule["http"]["paths"]]
    service = OBJECTS["Service", "studyhall"]["spec"]
    assert [backend["name"] for backend in backends] == ["studyhall"]
    assert {backend["port"]["name"] for backend in backends} <= {port["name"] for port in service["ports"]}


def test_it_runs_as_nobody_special_and_writes_nowhere_but_in_its_volumes() -> None:
    assert POD["securityContext"]["runAsNonRoot"] is True
    assert POD["securityContext"]["runAsUser"] == 10001
    assert CONTAINER["securityContext"]["readOnlyRootFilesystem"] is True
    assert CONTAINER["securityContext"]["capabilities"] == {"drop": ["ALL"]}
