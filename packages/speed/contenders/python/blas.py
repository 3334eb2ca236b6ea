"""Which library multiplies matrices here, as far as Linux tells."""

NAMES = ["OpenBLAS", "MKL", "BLIS"]


def blas():
    """The name of a known library that is loaded; None where there is none, or the system does not tell.

    Raises ImportError where it is the reference library alone: twenty times slower than any other, it is no rival.
    """
    try:
        with open("/proc/self/maps", encoding="utf-8") as maps:
            loaded = [line.split()[-1].lower() for line in maps]
    except OSError:
        return None
    for name in NAMES:
        if any(name.lower() in path for path in loaded):
            return name
    if any("/blas/libblas" in path for path in loaded):
        raise ImportError("multiplies matrices by the reference BLAS; install OpenBLAS")
    return None


def with_blas(version):
    """A version, and the library beside it."""
    name = blas()
    return version if name is None else f"{version} with {name}"
