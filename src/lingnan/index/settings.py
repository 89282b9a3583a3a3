"""Settings files (TOML): the chain, and what of it is uncertain."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lingnan.core.errors import Invalid
from lingnan.index.chain import Chain, chain_of
from lingnan.index.tree import Adding
from lingnan.index.vary import Plan, plan_of

ADDING: tuple[Adding, ...] = ("relative", "share", "percent", "points")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """One settings file."""

    chain: Chain
    adding: Adding
    plan: Plan | None


def read_settings(path: Path) -> Settings:
    """A chain and, where there is a section [sensitivity], what varies."""
    try:
        document: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8-sig"))  # Any: TOML
    except OSError as error:
        raise Invalid(str(path), "读不到这个文件") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Invalid(path.name, f"不是 TOML：{error}") from error
    adding = document.pop("weights_add_up_to", "relative")
    if adding not in ADDING:
        raise Invalid(f"{path.name}：weights_add_up_to", f"没有“{adding}”；可选：{'、'.join(ADDING)}")
    varied = document.pop("sensitivity", None)
    if loose := [name for name, value in document.items() if not isinstance(value, dict)]:
        raise Invalid(f"{path.name}：{loose[0]}", "应写在某一节里，如 [treat]")
    chain = chain_of(document, where=path.name)
    plan = None if varied is None else plan_of(varied, chain, where=path.name)
    return Settings(chain=chain, adding=adding, plan=plan)
