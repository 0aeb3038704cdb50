"""Builds the wheel: compiles the extension against libdocket.so and packs both.

A build backend (PEP 517) of its own, because it needs nothing but Python and a C compiler: pip works
without an index, and `make python` without pip.

    pip install ./bindings/python
    python3 bindings/python/build_docket.py DIST          the wheel, into a folder
    python3 bindings/python/build_docket.py --tree FOLDER  the package as it is, for PYTHONPATH

Environment: DOCKET_LIBRARY, the path of a built libDocketC.so or libdocket.so.1; without it the one of
the release build is taken, and built if it is not there. CC, CFLAGS.
"""

import base64
import hashlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
HEADER = os.path.join(ROOT, "Sources", "CLibraries", "CDocket")
SONAME = "libdocket.so.1"


def version():
    with open(os.path.join(ROOT, "Sources", "Diagnostics", "Release.swift")) as file:
        return re.search(r'version = "([^"]+)"', file.read())[1]


def library():
    given = os.environ.get("DOCKET_LIBRARY")
    if given:
        return given
    path = os.path.join(ROOT, ".build", "release", "libDocketC.so")
    if not os.path.exists(path):
        subprocess.run(["make", "-C", ROOT, "library"], check=True, stdout=sys.stderr)
    return path


def compile_extension(folder):
    """Compiles the extension in the package below `folder`, where the library stands already."""
    include = sysconfig.get_paths()["include"]
    if not os.path.exists(os.path.join(include, "Python.h")):
        sys.exit(f"Python's headers are missing ({include}/Python.h); install python3-dev")
    package = os.path.join(folder, "docket")
    suffix = sysconfig.get_config_var("EXT_SUFFIX")
    words = [
        *os.environ.get("CC", "cc").split(), "-O2", "-Wall", "-fPIC", "-shared",
        *os.environ.get("CFLAGS", "").split(), "-I", include, "-I", HEADER,
        "-o", os.path.join(package, "_native" + suffix), os.path.join(package, "_native.c"),
        os.path.join(package, SONAME), "-Wl,-rpath,$ORIGIN",
    ]
    subprocess.run(words, check=True, stdout=sys.stderr)


def make_package(folder):
    """The package with everything in it, below `folder`."""
    package = os.path.join(folder, "docket")
    shutil.copytree(os.path.join(HERE, "docket"), package, ignore=shutil.ignore_patterns("__pycache__"))
    target = os.path.join(package, SONAME)
    shutil.copy(library(), target)
    if shutil.which("strip"):
        subprocess.run(["strip", "--strip-unneeded", target], check=True)
    compile_extension(folder)


def tag():
    python = "cp%d%d" % sys.version_info[:2]
    platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
    return f"{python}-{python}-{platform}"


def metadata():
    with open(os.path.join(HERE, "README.md")) as file:
        readme = file.read()
    return (
        f"Metadata-Version: 2.1\nName: docket\nVersion: {version()}\n"
        "Summary: Decisions by Docket's decision tables: a dict in, the result out\n"
        "License: Apache-2.0\nRequires-Python: >=3.9\n"
        f"Description-Content-Type: text/markdown\n\n{readme}")


def write_metadata(folder):
    info = os.path.join(folder, f"docket-{version()}.dist-info")
    os.makedirs(info)
    texts = {
        "METADATA": metadata(),
        "WHEEL": f"Wheel-Version: 1.0\nGenerator: build_docket\nRoot-Is-Purelib: false\nTag: {tag()}\n",
    }
    for name, text in texts.items():
        with open(os.path.join(info, name), "w") as file:
            file.write(text)
    shutil.copy(os.path.join(ROOT, "LICENSE"), info)
    return os.path.basename(info)


def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    return write_metadata(metadata_directory)


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    name = f"docket-{version()}-{tag()}.whl"
    with tempfile.TemporaryDirectory() as folder:
        make_package(folder)
        info = write_metadata(folder)
        with zipfile.ZipFile(os.path.join(wheel_directory, name), "w", zipfile.ZIP_DEFLATED) as wheel:
            record = []
            for place, _, files in sorted(os.walk(folder)):
                for file in sorted(files):
                    path = os.path.join(place, file)
                    relative = os.path.relpath(path, folder)
                    with open(path, "rb") as content:
                        data = content.read()
                    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
                    record.append(f"{relative},sha256={digest},{len(data)}")
                    wheel.write(path, relative)
            record.append(f"{info}/RECORD,,")
            wheel.writestr(f"{info}/RECORD", "\n".join(record) + "\n")
    return name


def build_sdist(sdist_directory, config_settings=None):
    raise NotImplementedError("the package is built from a checkout of Docket; there is no source archive")


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] == "--tree":
        make_package(sys.argv[2])
    elif len(sys.argv) == 2 and not sys.argv[1].startswith("-"):
        os.makedirs(sys.argv[1], exist_ok=True)
        print(os.path.join(sys.argv[1], build_wheel(sys.argv[1])))
    else:
        sys.exit(__doc__)
