"""Codes that change with time, against the numbers of RFC 6238, and spare codes."""

import base64
from itertools import count

import pytest

from infreg.identity import totp

pytestmark = pytest.mark.requirement("NOIS-4-1")

SECRET = b"12345678901234567890"
#: RFC 6238, appendix B, SHA-1: the time, and the last six of the eight digits.
PUBLISHED = {
    59: "287082",
    1111111109: "081804",
    1111111111: "050471",
    1234567890: "005924",
    2000000000: "279037",
    20000000000: "353130",
}


@pytest.mark.parametrize(("at", "code"), PUBLISHED.items())
def test_codes_are_those_of_the_standard(at: int, code: str) -> None:
    assert totp.find_step(SECRET, code, at) == at // totp.STEP_SECONDS


@pytest.mark.parametrize("drift", [-30, -29, 0, 29, 30])
def test_a_clock_may_be_a_step_wrong(drift: int) -> None:
    code, written_at = PUBLISHED[1234567890], 1234567890 // 30 * 30
    assert totp.find_step(SECRET, code, written_at + drift) == written_at // 30


@pytest.mark.parametrize("drift", [-31, 60, 3600])
def test_a_clock_may_not_be_more_than_a_step_wrong(drift: int) -> None:
    assert totp.find_step(SECRET, PUBLISHED[1234567890], 1234567890 // 30 * 30 + drift) is None


def test_a_code_may_be_written_in_groups() -> None:
    assert totp.find_step(SECRET, " 005 924 ", 1234567890)


@pytest.mark.parametrize("written", ["", "5924", "0059240", "00592a", "٠٠٥٩٢٤", "005924\0"])
def test_what_is_no_code_fits_never(written: str) -> None:
    assert totp.find_step(SECRET, written, 1234567890) is None


@pytest.mark.control("6.5.3")
def test_a_secret_has_the_hash_s_length_and_is_another_each_time() -> None:
    assert len(totp.make_secret()) == totp.SECRET_SIZE
    assert totp.make_secret() != totp.make_secret()


def test_the_address_holds_what_an_authenticator_needs() -> None:
    address = totp.otpauth(SECRET, "Smitte & vern", "kari@sted")
    assert address == (
        "otpauth://totp/Smitte%20%26%20vern:kari%40sted"
        "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Smitte%20%26%20vern"
    )
    assert base64.b32decode(totp.in_letters(SECRET)) == SECRET


@pytest.mark.control("6.5.4")
def test_spare_codes_are_ten_with_more_than_112_bits_in_each() -> None:
    numbers = count()
    codes = totp.make_recovery_codes(lambda size: next(numbers).to_bytes(size, "big"))
    assert len(set(codes)) == totp.RECOVERY_CODES == 10
    assert codes[1] == "AAAA-AAAA-AAAA-AAAA-AAAA-AAAB"
    assert 5 * len(codes[0].replace("-", "")) >= 112


def test_a_spare_code_is_the_same_however_it_is_written() -> None:
    ways = {"abcd-efgh", "ABCD EFGH", " abcdefgh "}
    assert {totp.plain_recovery_code(way) for way in ways} == {b"ABCDEFGH"}
