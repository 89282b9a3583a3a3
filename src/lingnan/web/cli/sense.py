"""`lingnan sense`: the device gateway, devices that wait for approval, the sample data, checks of what is stored."""

import json
import signal
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import BinaryIO, TextIO

import click

from lingnan.web.cli import use_django

CATCH_UP = 60.0  # seconds between looks for alerts that have no case yet


@click.group()
def command() -> None:
    """Devices and observations."""


def show(rows: Iterable[Mapping[str, object]], *, as_json: bool) -> None:
    """Rows as JSON, or one line each."""
    rows = list(rows)
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1, default=str))
        return
    for row in rows:
        click.echo("  ".join("—" if value is None else str(value) for value in row.values()))


@command.command()
@click.option("--listen", "addresses", multiple=True, default=["hj212=127.0.0.1:9212"], show_default=True)
def gateway(addresses: tuple[str, ...]) -> None:
    """Take frames from devices until interrupted. A frame is answered only after it is committed."""
    use_django()
    import asyncio

    from lingnan.engines.cases.listeners import open_waiting
    from lingnan.engines.sense.gateway import Gateway, parse_listener

    listeners = [parse_listener(address) for address in addresses]
    opened = Gateway(listeners)

    async def serve() -> None:
        for name in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(name, opened.stop)
        running = asyncio.create_task(opened.run())
        while not opened.ready.is_set() and not running.done():
            await asyncio.sleep(0.01)
        for listener, port in zip(listeners, opened.ports, strict=False):
            click.echo(f"{listener.protocol}/{listener.transport} listening on {listener.host}:{port}")
        while not running.done():  # cases of alerts that were announced while nobody listened
            await asyncio.to_thread(open_waiting)
            await asyncio.wait([running], timeout=CATCH_UP)
        await running

    asyncio.run(serve())


@command.command()
@click.option("--json", "as_json", is_flag=True)
def devices(as_json: bool) -> None:
    """Devices: those that wait for approval first."""
    use_django()
    from lingnan.engines.sense.models import Device

    found = Device.objects.order_by("is_approved", "protocol", "address")
    show(
        (
            {
                "protocol": device.protocol,
                "address": device.address,
                "approved": device.is_approved,
                "station": device.station_id,
                "last_seen": device.last_seen,
            }
            for device in found
        ),
        as_json=as_json,
    )


@command.command()
@click.argument("address")
@click.option("--station", required=True, help="Key of the station that the device sends for.")
@click.option("--protocol", default="hj212", show_default=True)
@click.option("--password", default=None, help="The password it must give; without, the one it first came with.")
def approve(address: str, station: str, protocol: str, password: str | None) -> None:
    """Let a device send; its frames that were held are stored now."""
    use_django()
    from lingnan.engines.identity.actor import SYSTEM
    from lingnan.engines.sense.services.replay import replay_held
    from lingnan.engines.sense.services.stations import approve_device

    device = approve_device(by=SYSTEM, protocol=protocol, address=address, station=station, password=password)
    replayed = replay_held(by=SYSTEM, device=device)
    click.echo(f"{address} approved for {station}; {replayed} held frames stored")


@command.command()
@click.option("--json", "as_json", is_flag=True)
def latest(as_json: bool) -> None:
    """The newest value of every datastream."""
    use_django()
    from lingnan.engines.sense.models import LatestObservation

    found = LatestObservation.objects.select_related("datastream").order_by("datastream__station_id", "datastream_id")
    show(
        (
            {
                "station": kept.datastream.station_id,
                "property": kept.datastream.property,
                "statistic": kept.datastream.statistic,
                "observed_at": kept.observed_at,
                "value": kept.value,
                "unit": kept.datastream.unit,
            }
            for kept in found
        ),
        as_json=as_json,
    )


@command.command()
@click.option("--json", "as_json", is_flag=True)
def quarantine(as_json: bool) -> None:
    """Frames that were refused or held, newest first, with reason and place."""
    use_django()
    from lingnan.engines.sense.models import Quarantine

    show(
        (
            {
                "received_at": kept.received_at,
                "kind": kept.kind,
                "protocol": kept.protocol,
                "address": kept.address,
                "reason": kept.reason,
                "offset": kept.offset,
                "times": kept.times,
            }
            for kept in Quarantine.objects.filter(state="waiting")[:1000]
        ),
        as_json=as_json,
    )


@command.command()
@click.argument("protocol")
@click.argument("frame", type=click.File("rb"), default="-")
def decode(protocol: str, frame: BinaryIO) -> None:
    """Decode the frame in a file (or standard input) without any database."""
    from lingnan.engines.sense.protocols.base import PROTOCOLS

    message = PROTOCOLS.get(protocol).decode(frame.read())
    click.echo(json.dumps(dict(message.fields), ensure_ascii=False, indent=1, default=str))


@command.command("import")
@click.argument("file", type=click.File("r", encoding="utf-8-sig"))
@click.option("--station", required=True, help="Key of the station that the values are of.")
def import_file(file: TextIO, station: str) -> None:
    """Import history as CSV (property,statistic,observed_at,value,flag): all of it, or none with every fault named."""
    use_django()
    from lingnan.core.errors import Invalid
    from lingnan.engines.identity.actor import SYSTEM
    from lingnan.engines.sense.services.handing_in import import_history

    try:
        done = import_history(by=SYSTEM, station=station, text=file.read())
    except Invalid as error:
        for fault in error.faults:
            click.echo(f"{fault.text('zh')} · {fault.text('en')}", err=True)
        raise SystemExit(1) from error
    click.echo(f"{done.readings} values: {done.stored} new, {done.revised} revised, {done.same} were there already")


@command.command()
@click.option("--json", "as_json", is_flag=True)
def silence(as_json: bool) -> None:
    """Look for devices that fell silent, now: open and close their alerts."""
    use_django()
    from dataclasses import asdict

    from lingnan.engines.identity.actor import SYSTEM
    from lingnan.engines.sense.services.silence import watch

    show([asdict(watch(by=SYSTEM))], as_json=as_json)


@command.command()
def verify() -> None:
    """Decode stored frames again and compare; hold batches to the audit chain. Exit code 1 on a difference."""
    use_django()
    from lingnan.engines.sense.services.verification import differences

    found = 0
    for difference in differences():
        found += 1
        click.echo(difference, err=True)
    if found:
        raise SystemExit(1)
    click.echo("every observation is what its frame says")


@command.command()
@click.option("--from", "start", type=click.DateTime(["%Y-%m-%d"]), default="2015-01-01", show_default=True)
@click.option("--to", "end", type=click.DateTime(["%Y-%m-%d"]), default="2017-12-31", show_default=True)
@click.option("--send-to", default=None, help="host:port of a running gateway; without, one is opened for the purpose.")
def sample(start: datetime, end: datetime, send_to: str | None) -> None:
    """Register the sample stations and send their made-up history as HJ 212 frames."""
    use_django()
    from lingnan.engines.identity.actor import SYSTEM
    from lingnan.engines.sense.demonstration import ensure_sample_stations, load_sample_history
    from lingnan.engines.sense.sample import send_sample_history

    if send_to is None:
        sent = load_sample_history(by=SYSTEM)
    else:
        host, _, port = send_to.rpartition(":")
        sent = send_sample_history(
            host,
            int(port),
            ensure_sample_stations(by=SYSTEM),
            start.date(),
            end.date(),
        )
    if sent is None:
        click.echo("the sample history is here already")
    else:
        click.echo(f"{sent.answered} of {sent.frames} frames stored and answered in {sent.seconds:.1f} s")
