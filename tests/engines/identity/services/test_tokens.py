"""Keys for machines: shown once, kept as a digest, bounded by scopes and days, ended at once."""

from datetime import timedelta

import pytest

from lingnan.core import clock
from lingnan.core.errors import Conflict, Invalid, NotAllowed, NotFound
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import PUBLIC, SYSTEM
from lingnan.engines.identity.models import Account, AuditEntry, Region, Token, Unit
from lingnan.engines.identity.rights import scope
from lingnan.engines.identity.services.tokens import BadToken, bearer, create_token, revoke_token

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit() -> Unit:
    region = Region.objects.create(code="440100", name="广州市", level="city")
    return Unit.objects.create(key="emc-440100", name="监测中心", kind="institution", region=region)


def test_the_secret_is_kept_nowhere() -> None:
    made = create_token(by=SYSTEM, scopes=["sense:write"])
    assert made.secret not in str(list(Token.objects.values())) + str(list(AuditEntry.objects.values()))
    assert bearer(made.secret).scopes == {"sense:write"}
    assert list(audit.verify()) == []


def test_a_token_of_a_unit_reaches_as_far_as_the_unit(unit: Unit) -> None:
    actor = bearer(create_token(by=SYSTEM, scopes=["sense:write"], unit=unit.key).secret).actor
    assert scope(actor, "sense.register").allows(unit="other", region="440103")  # a district of its own city
    assert not scope(actor, "sense.register").allows(unit="other", region="440300")


def test_a_token_of_an_account_ends_with_the_account(unit: Unit) -> None:
    account = Account.objects.create(username="li", unit=unit)
    secret = create_token(by=SYSTEM, scopes=["sense:read"], username="li").secret
    assert bearer(secret).actor.account_id == account.pk
    Account.objects.update(is_active=False)
    with pytest.raises(BadToken):
        bearer(secret)


def test_revoked_expired_and_unknown_tokens_are_refused_alike() -> None:
    made = create_token(by=SYSTEM, scopes=["sense:write"], days=1)
    Token.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    said = set()
    for secret in (made.secret, "lgn_unknown"):
        with pytest.raises(BadToken) as fault:
            bearer(secret)
        said.add(str(fault.value))
    other = create_token(by=SYSTEM, scopes=["sense:write"])
    revoke_token(by=SYSTEM, number=other.token.pk, reason="遗失")
    with pytest.raises(BadToken) as fault:
        bearer(other.secret)
    assert said == {str(fault.value)}
    with pytest.raises(Conflict):
        revoke_token(by=SYSTEM, number=other.token.pk)


def test_what_is_wrong_is_said() -> None:
    with pytest.raises(Invalid, match="sense:write"):
        create_token(by=SYSTEM, scopes=["all"])
    with pytest.raises(Invalid):
        create_token(by=SYSTEM, scopes=[])
    with pytest.raises(NotFound):
        create_token(by=SYSTEM, scopes=["sense:write"], unit="none")
    with pytest.raises(NotAllowed):
        create_token(by=PUBLIC, scopes=["sense:write"])
