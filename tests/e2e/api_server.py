"""A kube-apiserver with etcd on loopback, for as long as the tests run.

The programs are looked for where controller-runtime's tests look: in the directory that
KUBEBUILDER_ASSETS names. Users have tokens: admin (system:masters), and whom a test adds. All
requests are in an audit log, of which nothing but metadata is kept.
"""

import contextlib
import http.client
import json
import os
import pathlib
import socket
import ssl
import subprocess
import time

PROGRAMS = ("kube-apiserver", "etcd")


def assets():
    """The directory, or None with what is missing."""
    named = os.environ.get("KUBEBUILDER_ASSETS")
    if not named:
        return None, "KUBEBUILDER_ASSETS is not set"
    missing = [name for name in PROGRAMS if not os.access(pathlib.Path(named, name), os.X_OK)]
    if missing:
        return None, f"{named} (KUBEBUILDER_ASSETS) has no {' and no '.join(missing)}"
    return pathlib.Path(named), ""


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


class ApiServer:
    """`users` maps a name to its groups; a user's token is "canary-NAME-token"."""

    def __init__(self, programs, keys, folder, users):
        self.programs, self.keys, self.folder = programs, keys, pathlib.Path(folder)
        self.port, *others = free_ports(3)
        self.etcd_ports = others
        self.audit_log = self.folder / "audit.log"
        self.processes = []
        (self.folder / "tokens.csv").write_text("".join(
            f'{self.token(name)},{name},{name},"{",".join(groups)}"\n'
            for name, groups in {"admin": ["system:masters"], **users}.items()))
        (self.folder / "audit.yaml").write_text(
            "apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: [RequestReceived]\n"
            "rules: [{level: Metadata}]\n")
        try:
            self.start_etcd()
            self.start_server()
            self.wait()
        except BaseException:
            self.stop()
            raise

    @staticmethod
    def token(name):
        return f"canary-{name}-token"

    def start(self, name, *flags):
        log = open(self.folder / f"{name}.log", "w", encoding="utf-8")
        with log:
            self.processes.append(subprocess.Popen([self.programs / name, *flags], stdout=log,
                                                   stderr=subprocess.STDOUT))

    def start_etcd(self):
        client, peer = (f"http://127.0.0.1:{port}" for port in self.etcd_ports)
        self.start("etcd", "--name=test", f"--data-dir={self.folder}/etcd",
                   f"--listen-client-urls={client}", f"--advertise-client-urls={client}",
                   f"--listen-peer-urls={peer}", f"--initial-advertise-peer-urls={peer}",
                   f"--initial-cluster=test={peer}")

    def start_server(self):
        self.start("kube-apiserver", f"--etcd-servers=http://127.0.0.1:{self.etcd_ports[0]}",
                   "--bind-address=127.0.0.1", f"--secure-port={self.port}",
                   f"--tls-cert-file={self.keys}/server.crt",
                   f"--tls-private-key-file={self.keys}/server.key",
                   f"--client-ca-file={self.keys}/ca.crt",
                   f"--token-auth-file={self.folder}/tokens.csv", "--authorization-mode=RBAC",
                   "--service-account-issuer=https://kubernetes.default.svc",
                   f"--service-account-key-file={self.keys}/account.key",
                   f"--service-account-signing-key-file={self.keys}/account.key",
                   "--disable-admission-plugins=ServiceAccount",
                   "--service-cluster-ip-range=10.0.0.0/24", "--advertise-address=127.0.0.1",
                   "--endpoint-reconciler-type=none", "--profiling=false",
                   f"--cert-dir={self.folder}/certs",
                   f"--audit-policy-file={self.folder}/audit.yaml",
                   f"--audit-log-path={self.audit_log}", "--audit-log-mode=blocking")

    def wait(self):
        """Until it is ready, its own roles and bindings included."""
        until = time.monotonic() + 120
        while True:
            for process in self.processes:
                if process.poll() is not None:
                    raise RuntimeError(f"{process.args[0]} ended: see {self.folder}")
            try:
                if self.call("GET", "/readyz")[0] == 200:
                    return
            except OSError:
                pass
            if time.monotonic() > until:
                raise RuntimeError(f"kube-apiserver is not ready: see {self.folder}")
            time.sleep(0.2)

    def connect(self):
        context = ssl.create_default_context(cafile=str(self.keys / "ca.crt"))
        return http.client.HTTPSConnection("127.0.0.1", self.port, context=context, timeout=60)

    def call(self, method, path, body=None, connection=None, user="admin"):
        """Status and document."""
        if connection is None:
            with contextlib.closing(self.connect()) as own:
                return self.call(method, path, body, own, user)
        connection.request(method, path, json.dumps(body) if body is not None else None,
                           {"Authorization": f"Bearer {self.token(user)}",
                            "Content-Type": "application/json", "User-Agent": "test"})
        answer = connection.getresponse()
        data = answer.read()
        return answer.status, json.loads(data) if data[:1] == b"{" else data

    def kubeconfig(self, user_fields, cluster_fields=None):
        """One context of one user, as text."""
        cluster = {"server": f"https://127.0.0.1:{self.port}",
                   "certificate-authority": str(self.keys / "ca.crt"), **(cluster_fields or {})}
        return json.dumps({
            "current-context": "c", "contexts": [{"name": "c", "context": {"cluster": "k", "user": "u"}}],
            "clusters": [{"name": "k", "cluster": cluster}],
            "users": [{"name": "u", "user": user_fields}]})

    def requests_of(self, program):
        """(verb, resource) of each request of who calls itself so, as the audit log has them."""
        for line in self.audit_log.read_text().splitlines():
            event = json.loads(line)
            if event.get("userAgent", "").startswith(f"{program}/"):
                resource = event.get("objectRef", {}).get("resource")
                yield event["verb"], resource or event["requestURI"].partition("?")[0]

    def create(self, path, item, connection):
        status, answer = self.call("POST", path, item, connection)
        if status not in (201, 409):
            raise RuntimeError(f"{path}: {answer}")

    def stop(self):
        for process in reversed(self.processes):
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
