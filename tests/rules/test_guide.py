"""The rule file of docs/guides/add-a-rule-set.md is a real one."""

import re
from pathlib import Path

from lingnan.rules import load_file

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guides" / "add-a-rule-set.md"


def test_the_file_in_the_guide_loads(tmp_path: Path) -> None:
    (text,) = re.findall(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    path = tmp_path / "noise_limits.yaml"
    path.write_text(text, encoding="utf-8")
    (edition,) = load_file(path)
    assert (edition.edition, edition.integer("day")) == ("GB 3096-2008", 60)
