"""A small OpenID Connect service on this machine, which does what the specification asks, or one thing wrong."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "dhr-qa", "a-secret-of-the-client"
PATIENCE = 300  # seconds that a token holds


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Provider:
    """`person` is who signs in there; `claims` changes the ID token, `header` how it is signed."""

    key, other_key = new_key(), new_key()

    def __init__(self) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        self.asked: list[str] = []  # the paths of all requests
        self.codes: dict[str, dict[str, str]] = {}
        self.begin_anew()

    def begin_anew(self) -> None:
        self.person: dict[str, Any] = {}
        self.claims: dict[str, Any] = {}
        self.told: dict[str, Any] | None = None  # at the userinfo endpoint
        self.config: dict[str, Any] = {}
        self.signs_with: Any = self.key
        self.algorithm = "RS256"
        self.refuses = ""
        self.asked.clear()

    def __enter__(self) -> Self:
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def configured(self, **options: Any) -> dict[str, Any]:
        """What an operator writes into OIDC_PROVIDERS."""
        usual = {
            "key": "northbrook",
            "name": "Northbrook Council",
            "issuer": self.issuer,
            "client_id": CLIENT,
            "client_secret": SECRET,
            "domains": ["example.org"],
        }
        return usual | options

    def description(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        } | self.config

    def keys(self) -> dict[str, Any]:
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return {"keys": [public | {"kid": "one", "use": "sig", "alg": "RS256"}]}

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser is sent: back, with a code."""
        if asked["client_id"] != CLIENT or asked["code_challenge_method"] != "S256":
            raise ValueError("not as registered")
        if self.refuses:
            return f"{asked['redirect_uri']}?{urlencode({'error': self.refuses, 'state': asked['state']})}"
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, sent: dict[str, str]) -> dict[str, Any]:
        """A code is good once, for the client and the page that asked for it, and with its verifier."""
        asked = self.codes.pop(sent["code"])
        digest = hashlib.sha256(sent["code_verifier"].encode("ascii")).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")
        if (sent["client_id"], sent["client_secret"]) != (CLIENT, SECRET):
            raise ValueError("another client")
        if (challenge, sent["redirect_uri"]) != (asked["code_challenge"], asked["redirect_uri"]):
            raise ValueError("another browser")
        return {
            "access_token": "an-access-token",
            "token_type": "Bearer",
            "expires_in": PATIENCE,
            "id_token": self.statement(asked["nonce"]),
        }

    def statement(self, nonce: str) -> str:
        now = int(time.time())
        usual = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + PATIENCE,
            "nonce": nonce,
        }
        claims = {**usual, **self.person, **self.claims}
        return jwt.encode(
            {name: value for name, value in claims.items() if value is not None},
            self.signs_with,
            algorithm=self.algorithm,
            headers={"kid": "one"},
        )


def _handler_of(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = urlsplit(self.path)
            provider.asked.append(address.path)
            asked = {name: values[0] for name, values in parse_qs(address.query).items()}
            if address.path == "/authorize":
                self._leads_to(provider.authorize(asked))
            else:
                self._answers(
                    {
                        "/.well-known/openid-configuration": provider.description,
                        "/keys": provider.keys,
                        "/userinfo": lambda: provider.told,
                    }[address.path]()
                )

        def do_POST(self) -> None:
            provider.asked.append(self.path)
            length = int(self.headers["Content-Length"])
            sent = parse_qs(self.rfile.read(length).decode("utf-8"))
            try:
                self._answers(provider.token({name: values[0] for name, values in sent.items()}))
            except (KeyError, ValueError):
                self._answers({"error": "invalid_grant"}, status=400)

        def _answers(self, value: Any, status: int = 200) -> None:
            body = json.dumps(value).encode("utf-8")
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _leads_to(self, place: str) -> None:
            self.send_response(302)
            self.send_header("Location", place)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    return Handler
