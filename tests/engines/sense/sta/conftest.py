"""The door as a client uses it: a token, a few calls, and a small world of things."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from lingnan.engines.identity.actor import SYSTEM
from lingnan.engines.identity.models import Region, Unit
from lingnan.engines.identity.services.tokens import create_token

BASE = "/sta/v1.1"
Json = Any  # whatever JSON can say


@dataclass(frozen=True, kw_only=True)
class Sta:
    """A client of the door with (or without) a token."""

    token: str = ""
    client: Client

    def headers(self) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    def ask(self, path: str, **headers: str) -> Any:
        """GET; the address as a person writes it."""
        return self.client.get(f"{BASE}/{quote(path, safe=SAFE)}", headers={**self.headers(), **headers})

    def get(self, path: str) -> Json:
        answer = self.ask(path)
        assert answer.status_code == 200, answer.content.decode()
        return json.loads(answer.content)

    def send(self, method: str, path: str, body: object, kind: str = "application/json") -> Any:
        data = body if isinstance(body, str | bytes) else json.dumps(body)
        address = f"{BASE}/{quote(path, safe=SAFE)}"
        return self.client.generic(method, address, data, content_type=kind, headers=dict(self.headers()))

    def post(self, path: str, body: object) -> Json:
        """Make something; its id."""
        answer = self.send("POST", path, body)
        assert answer.status_code == 201, answer.content.decode()
        return json.loads(answer.content).get("@iot.id")

    def ids(self, path: str) -> list[Json]:
        return [item["@iot.id"] for item in self.get(path)["value"]]


SAFE = "/?$=&()',;:@*"


@pytest.fixture
def province(db: None) -> Region:
    return Region.objects.create(code="440000", name="广东省", level="province")


@pytest.fixture
def sta(province: Region, client: Client) -> Sta:
    """A client that may write everywhere."""
    return Sta(client=client, token=create_token(by=SYSTEM, scopes=["sense:write"]).secret)


@pytest.fixture
def public(client: Client) -> Sta:
    return Sta(client=client)


@pytest.fixture
def unit_sta(province: Region, client: Client) -> Sta:
    """A client that writes for one city's unit."""
    city = Region.objects.create(code="440100", name="广州市", level="city", parent=province)
    unit = Unit.objects.create(key="emc-440100", name="监测中心", kind="institution", region=city)
    return Sta(client=client, token=create_token(by=SYSTEM, scopes=["sense:write"], unit=unit.key).secret)


POINT = {"type": "Point", "coordinates": [113.3, 23.1]}
UNIT = {"name": "degree Celsius", "symbol": "°C", "definition": "ucum:Cel"}
MEASUREMENT = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"


def location(name: str = "roof", point: Mapping[str, object] = POINT, **more: object) -> dict[str, object]:
    return {"name": name, "description": name, "encodingType": "application/geo+json", "location": point, **more}


def stream(name: str = "temperature", **more: object) -> dict[str, object]:
    return {
        "name": name,
        "description": name,
        "observationType": MEASUREMENT,
        "unitOfMeasurement": UNIT,
        "Sensor": {"name": f"{name} sensor", "description": "", "encodingType": "text/plain", "metadata": "none"},
        "ObservedProperty": {"name": name, "definition": f"urn:{name}", "description": name},
        **more,
    }


def thing(name: str = "house", **more: object) -> dict[str, object]:
    return {"name": name, "description": name, "Locations": [location()], "Datastreams": [stream()], **more}
