"""Digests without OpenSSL are those of `hashlib`."""

from __future__ import annotations

import hashlib

import pytest

from newsarchive.model.digests import sha256


@pytest.mark.parametrize("size", [0, 1, 55, 64, 65, 100_000])
def test_it_is_the_sha256_of_hashlib(size: int) -> None:
    data = bytes(range(256)) * (size // 256 + 1)
    assert sha256(data[:size]) == hashlib.sha256(data[:size]).digest()
