"""Figures as Markdown."""

from bench import bars, report

COMMANDS = {
    name: {"runs": 1, "median_s": 2.0, "worst_s": 1.0, "median_cpu_s": 0.5, "peak_mb": 100.0}
    for name in ("preguntar", "indexar, from nothing", "indexar, one fiche changed")
}
RECORD = {
    "date": "2026-11-21", "commit": "abc", "command": "python -m bench cold", "quick": False,
    "machine": {"cpu": "A", "cores": 2, "ram_gb": 8.0, "system": "Linux", "python": "3.11", "load": 0.1},
    "parts": {"cold": {"commands": COMMANDS}},
}  # fmt: skip


def test_a_bar_that_is_not_reached_says_so():
    found = {b.what: b.holds for b in bars.check("cold", {"commands": COMMANDS})}
    assert found["full index build"]
    assert not found["one fiche changed"]
    assert "**short**" in bars.table(bars.check("cold", {"commands": COMMANDS}))


def test_a_measured_block_replaces_the_one_in_the_document_and_nothing_else(tmp_path):
    file = tmp_path / "benchmarks.md"
    file.write_text("before\n<!-- bench:cold -->\nstale\n<!-- /bench:cold -->\nafter\n", "utf-8")
    assert report.rewrite(file, RECORD) == []
    text = file.read_text("utf-8")
    assert text.startswith("before\n<!-- bench:cold -->\n2026-11-21, A, 2 cores")
    assert text.endswith("<!-- /bench:cold -->\nafter\n")
    assert "stale" not in text


def test_a_document_without_a_place_is_reported(tmp_path):
    file = tmp_path / "benchmarks.md"
    file.write_text("nothing", "utf-8")
    assert report.rewrite(file, RECORD) == ["cold"]
    assert file.read_text("utf-8") == "nothing"


def test_a_busy_machine_is_said():
    busy = {**RECORD, "machine": {**RECORD["machine"], "load": 5.0}}
    assert "busy with other work" in report.blocks(busy)["cold"]
    assert "busy with other work" not in report.blocks(RECORD)["cold"]
