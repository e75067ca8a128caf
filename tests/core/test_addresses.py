"""Which addresses lie in the open internet."""

import pytest

from balarea.core.addresses import is_public

INNER = [
    "127.0.0.1", "127.8.8.8", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
    "255.255.255.255", "224.0.0.1", "240.0.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fd00::1", "ff02::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::a00:1", "64:ff9b::7f00:1", "64:ff9b:1::808:808",
    "2002:7f00:1::", "2002:a00:1::1",
]  # fmt: skip
OPEN = [
    "103.229.73.10", "103.28.12.1", "8.8.8.8", "2606:4700:4700::1111", "2606:4700::1111", "64:ff9b::808:808",
    "::ffff:103.28.12.1",
]  # fmt: skip


@pytest.mark.parametrize("address", INNER)
def test_inner_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", OPEN)
def test_open_addresses_are(address: str) -> None:
    assert is_public(address)


def test_a_name_is_no_address() -> None:
    with pytest.raises(ValueError, match=r"contoh\.go\.id"):
        is_public("contoh.go.id")
