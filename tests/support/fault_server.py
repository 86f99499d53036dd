#!/usr/bin/env python3
"""A server on loopback that answers as a script says: the faults of networks, proxies and servers.

    fault_server.py DIRECTORY TLS_DIRECTORY

It prints one line of JSON: the ports of `tls` (a certificate for 127.0.0.1), `named` (one for
cluster.test alone), `old` (TLS 1.1 and nothing newer), `plain` (HTTP) and `proxy` (an HTTP proxy that
knows CONNECT). It ends when its standard input does.

A request for /NAME/REST is answered by DIRECTORY/NAME.json: {"/REST?QUERY": [RESPONSE…]}, one response
after the other, the last one again and again; "*" stands for the paths that are not there. A RESPONSE:

    status      200                      type     "application/json"
    headers     {}                       body     text, or `json` an object
    gzip        true: compressed         repeat   the body so many times; -1: without an end
    need        {header: value}, or 401  delay    seconds before the answer
    reset       true: no answer at all   cut      the connection ends after so many bytes of the body
    stall       seconds of silence in the middle of the body
    echo        true: the request's headers as the body

DIRECTORY/log has a line of JSON for each request: port, method, path, headers, subject of the client's
certificate, body, and how many were under way with it, of scripts whose NAME is the same up to a "-".
"""

import collections
import http.server
import json
import os
import pathlib
import re
import select
import socket
import socketserver
import ssl
import sys
import threading
import time
import zlib

DIRECTORY = pathlib.Path(sys.argv[1])
TLS = pathlib.Path(sys.argv[2])
LOCK = threading.Lock()
TAKEN = {}
ACTIVE = collections.Counter()


def note(entry):
    with LOCK, open(DIRECTORY / "log", "a", encoding="utf-8") as log:
        log.write(json.dumps(entry) + "\n")


def response_for(path):
    name, _, rest = path.lstrip("/").partition("/")
    rest = "/" + rest
    script = json.loads((DIRECTORY / f"{name}.json").read_text(encoding="utf-8"))
    responses = script.get(rest, script.get("*"))
    if responses is None:
        return {"status": 404, "json": {
            "kind": "Status", "apiVersion": "v1", "status": "Failure", "code": 404,
            "reason": "NotFound", "message": "the server could not find the requested resource"}}
    with LOCK:
        key = (name, rest if rest in script else path)
        at = TAKEN.get(key, 0)
        TAKEN[key] = at + 1
    return responses[min(at, len(responses) - 1)]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def subject(self):
        certificate = getattr(self.connection, "getpeercert", lambda: None)()
        return dict(part for parts in certificate["subject"] for part in parts) if certificate else None

    def handle_any(self):
        script = re.split("[-/]", self.path.lstrip("/"))[0]
        with LOCK:
            ACTIVE[script] += 1
        try:
            self.handle_one(script)
        finally:
            with LOCK:
                ACTIVE[script] -= 1

    def handle_one(self, script):
        size = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(size).decode()
        note({"port": self.server.name, "method": self.command, "path": self.path,
              "headers": [[k, v] for k, v in self.headers.items()], "subject": self.subject(),
              "body": body, "active": ACTIVE[script]})
        response = response_for(self.path)
        for header, value in response.get("need", {}).items():
            if self.headers.get(header) != value:
                response = {"status": 401, "json": {"kind": "Status", "code": 401,
                                                    "reason": "Unauthorized", "message": "Unauthorized"}}
        time.sleep(response.get("delay", 0))
        if response.get("reset"):
            self.close_connection = True
            self.connection.close()
            return
        self.answer(response)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = do_OPTIONS = handle_any

    def answer(self, response):
        if response.get("echo"):
            text = json.dumps({"headers": [[k, v] for k, v in self.headers.items()]})
        else:
            text = json.dumps(response["json"], separators=(",", ":")) if "json" in response \
                else response.get("body", "")
        block = text.encode()
        repeat = response.get("repeat", 1)
        self.send_response(response.get("status", 200))
        self.send_header("Content-Type", response.get("type", "application/json"))
        for name, value in response.get("headers", {}).items():
            self.send_header(name, value)
        if response.get("gzip"):
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            self.send_body(response, block, repeat)
        except OSError:
            self.close_connection = True

    def send_body(self, response, block, repeat):
        packer = zlib.compressobj(9, zlib.DEFLATED, 31) if response.get("gzip") else None
        left = response.get("cut")
        sent = 0
        while sent != repeat:
            sent += 1
            data = packer.compress(block) if packer else block
            if packer and sent == repeat:
                data += packer.flush()
            if left is not None:
                data, left = data[:left], left - len(data)
            if "stall" in response and data:
                self.chunk(data[:len(data) // 2])
                self.wfile.flush()
                time.sleep(response["stall"])
                data = data[len(data) // 2:]
            self.chunk(data)
            if left is not None and left <= 0:
                self.wfile.flush()
                self.close_connection = True
                self.connection.close()
                return
        self.wfile.write(b"0\r\n\r\n")

    def chunk(self, data):
        if data:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))


class Proxy(socketserver.StreamRequestHandler):
    def handle(self):
        head = []
        while True:
            line = self.rfile.readline().decode().strip()
            if not line:
                break
            head.append(line)
        if not head:
            return
        method, target, _ = head[0].split(" ", 2)
        note({"port": "proxy", "method": method, "path": target,
              "headers": [line.split(": ", 1) for line in head[1:]], "subject": None, "body": ""})
        host, _, port = target.rpartition(":")
        # Whatever is asked for: only this machine is reached.
        with socket.create_connection(("127.0.0.1", int(port))) as other:
            self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
            self.wfile.flush()
            while True:
                ready, _, _ = select.select([self.connection, other], [], [], 30)
                if not ready:
                    return
                for one in ready:
                    data = one.recv(65536)
                    if not data:
                        return
                    (other if one is self.connection else self.connection).sendall(data)


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    request_queue_size = 64
    name = ""

    def handle_error(self, *_):
        pass

    def finish_request(self, request, client_address):
        # The handshake belongs to the connection's own thread.
        if hasattr(request, "do_handshake"):
            request.settimeout(60)
            request.do_handshake()
        super().finish_request(request, client_address)


def serve(name, handler=Handler, certificate=None, old=False):
    server = Server(("127.0.0.1", 0), handler)
    server.name = name
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(TLS / f"{certificate}.crt", TLS / f"{certificate}.key")
        context.load_verify_locations(TLS / "ca.crt")
        context.verify_mode = ssl.CERT_OPTIONAL
        if old:
            context.set_ciphers("DEFAULT@SECLEVEL=0")
            context.minimum_version = ssl.TLSVersion.TLSv1
            context.maximum_version = ssl.TLSVersion.TLSv1_1
        server.socket = context.wrap_socket(server.socket, server_side=True,
                                            do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def main():
    import warnings
    warnings.simplefilter("ignore", DeprecationWarning)
    ports = {"tls": serve("tls", certificate="server"), "named": serve("named", certificate="named"),
             "old": serve("old", certificate="server", old=True), "plain": serve("plain"),
             "proxy": serve("proxy", handler=Proxy)}
    print(json.dumps(ports), flush=True)
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main()
