"""What the scan of free text must find, by kind, and what it must leave alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.tiptaskforce.scan import Kind, fold, refused, scan, warned

KNOWN = (
    "Dr Nuhu Foundation",
    "Protection Subcommittee",
    "Mercy Corps",
    "Umaru Shehu",
    "International Organization for Migration",
)
PLACES = ("Borno", "Maiduguri", "Gwoza", "Jere", "Shani", "Bama")


def kinds(text, **options):
    options.setdefault("known", KNOWN)
    options.setdefault("places", PLACES)
    return {finding.kind for finding in scan(text, **options)}


PHONES = [
    "Call 08031234567 for access",
    "0803 123 4567",
    "0803-123-4567",
    "0803.123.4567",
    "0803,123,4567",
    "(0803) 123 4567",
    "+2348031234567",
    "+234 803 123 4567",
    "+234 (0) 803 123 4567",
    "+234-(0)803-123-4567",
    "002348031234567",
    "009 234 803 123 4567",
    "2348031234567",
    "234 803 123 4567",
    "8031234567",
    "0 8 0 3 1 2 3 4 5 6 7",
    "O8O3 123 4567",
    "0803l234567",
    "\u0660\u0668\u0660\u0663\u0661\u0662\u0663\u0664\u0665\u0666\u0667",
    "\u06f0\u06f8\u06f0\u06f3\u06f1\u06f2\u06f3\u06f4\u06f5\u06f6\u06f7",
    "\uff10\uff18\uff10\uff13\uff11\uff12\uff13\uff14\uff15\uff16\uff17",
    "0803\u200b123\u200d4567",
    "0803\u00a0123\u20114567",
    "zero eight zero three one two three four five six seven",
    "oh eight oh three, one two three, double four six seven",
    "Tel: 070 1234 5678",
    "tel:+2348031234567",
    "(+234) 803 123 4567",
    "0803 \u2013 123 \u2013 4567",
    "0803_123_4567",
    "".join(f"{digit}\ufe0f\u20e3" for digit in "08031234567"),
    "\u24ea\u2467\u24ea\u2462\u2460\u2461\u2462\u2463\u2464\u2465\u2466",
    "phone number is 1234567",
    "WhatsApp +1 202 555 0143",
    "reach us on +33 6 12 34 56 78 or by post",
    "On 2026-08-01 she rang 09012345678.",
    "\u0647\u0627\u062a\u0641 08031234567",
]


@pytest.mark.parametrize("text", PHONES)
def test_a_phone_number_is_found_in_every_dress(text):
    assert Kind.PHONE in kinds(text)


def test_local_numbers_count_only_in_the_regions_that_the_caller_names():
    assert Kind.PHONE in kinds("written 699 12 34 56 there", regions=("CM",))
    assert Kind.PHONE not in kinds("written 699 12 34 56 there", regions=("NG",))


MAILS = [
    "write to a.b+c@relief-partners.org today",
    "a.b@relief\uff0eorg",
    "a.b\uff20relief.org",
    "focal (at) relief (dot) org",
    "focal[at]relief[dot]org",
    "focal at relief dot org",
    "focal at gmail.com",
    "focal AT relief DOT org DOT ng",
    "focal @ relief . org",
    "focal@relief\u3002org",
    "<mailto:focal@relief.org>",
    "fo\u200bcal@rel\u200bief.org",
    "\u0641\u0627\u0637\u0645\u0629@example.org",
]


@pytest.mark.parametrize("text", MAILS)
def test_a_mail_address_is_found_in_every_dress(text):
    assert Kind.EMAIL in kinds(text)


IDENTITIES = [
    "NIN 12345678901",
    "NIN: 1234 567 8901",
    "her National Identity Number is 12345678901",
    "vNIN no. 12345678901",
    "BVN 22123456789",
    "passport A01234567",
    "Passport No: B50012345",
    "voter's card 90F5B0C1D2E3456789A",
    "UNHCR 123-45C00678",
    "identification number 12345678901",
    "ID: 12345678901",
    "card 4532 2766 4457 7020",
    "5213591727586604",
    "GB82 WEST 1234 5698 7654 32",
    "SSN 536-90-4399",
    "536-90-4399",
    "DNI 12345678Z",
    "account number 0123456789",
    "P<NGAMUSA<<ALI<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<",
    "\u0631\u0642\u0645 \u0627\u0644\u0647\u0648\u064a\u0629: 12345678901",
]


@pytest.mark.parametrize("text", IDENTITIES)
def test_an_identity_number_is_found(text):
    assert Kind.NATIONAL_ID in kinds(text)


def test_a_card_number_with_a_wrong_check_digit_is_no_finding():
    assert Kind.NATIONAL_ID not in kinds("card 4532 2766 4457 7021")


POSITIONS = [
    "11.8333, 13.1500",
    "at 11.84692 13.15712",
    "-11.8333;-13.1500",
    "lat 11.83, lon 13.15",
    "GPS: 11.83 13.15",
    "latitude 11.8333 and longitude 13.1500",
    "N 11.8333 E 13.1500",
    "11.83 N, 13.15 E",
    "11\u00b050\u203213\u2033N 13\u00b009\u203226\u2033E",
    "11\u00b0 50' N",
    "11 deg 50 min north",
    "11 50 13 N, 13 09 26 E",
    "11.846, 13.160",
    "11.8469N 13.1571E",
    "33P 298765 1308765",
    "33P UP 12345 67890",
    "6FW8R5QX+2C",
    "R5QX+2C Maiduguri",
    "https://maps.app.goo.gl/AbCd123",
    "https://www.google.com/maps/@11.8333,13.15,15z",
    "geo:11.83,13.15",
    "///filled.count.soap",
    "\u0661\u0661.\u0668\u0663\u0663\u0663\u060c \u0661\u0663.\u0661\u0665\u0660\u0660",
]


@pytest.mark.parametrize("text", POSITIONS)
def test_coordinates_are_found(text):
    assert Kind.COORDINATES in kinds(text)


NAMES = [
    "Mrs Aisha Bukar was referred",
    "Mallam Goni agreed",
    "spoke to Alhaji Musa",
    "Dr. Okonkwo examined her",
    "a girl named Hauwa was found",
    "the child called Yakubu Adamu",
    "a survivor named Zee",
    "somebody named Kemi Balogun",
    "Name: Zara Modu",
    "name of the survivor: Bintu",
    "Her name is Falmata",
    "Fatima Bukar was referred to the clinic",
    "the victim Kolo Ngari told us",
    "Mme Ngom",
    "AISHA BUKAR came",
    "fatima bukar came",
    "Amina fled in the night",
    "Amina's mother",
    "her sister Ladiya",
    "They call her Zee",
    "\u0627\u0633\u0645\u0647\u0627 \u0641\u0627\u0637\u0645\u0629",
    "Musa Jere is the driver",
]


@pytest.mark.parametrize("text", NAMES)
def test_a_likely_name_is_warned_about(text):
    assert Kind.LIKELY_NAME in kinds(text)


AGES = [
    "a 14-year-old girl from Gwoza",
    "14 year old from Gwoza",
    "14yo in Bama",
    "aged 14, she lives in jere",
    "a girl of 14 years of age near Konduga",
    "a fourteen-year-old boy in Konduga",
    "A boy (12) from Konduga came back",
    "Female, age: 16, from Dikwa",
    "F/16 from Dikwa",
    "16/F, Dikwa camp in Bama",
    "16 y.o. in Dikwa",
    "she is 14 and comes from Dikwa",
    "une fille âgée de 14 ans de Banki",
    "\uff11\uff14-year-old girl from Gwoza",
]


@pytest.mark.parametrize("text", AGES)
def test_an_age_with_a_place_is_warned_about(text):
    assert Kind.AGE_WITH_PLACE in kinds(text)


HARMLESS = [
    "",
    "Delivered on 2026-08-03.",
    "2026-08-03T14:30:00Z",
    "3/8/2026 and 03.08.2026",
    "3 August 2026, 09:00-16:30",
    "Strategy 2020-2022 and 2026–2028",
    "2026-Q3, 2026-03, Q3 2026",
    "P-code NG008001 and NG008",
    "Objective A.2, line A.2-1 and 1.1",
    "SCR 1612 and S/RES/2331 (2016)",
    "A/HRC/53/28",
    "Ref. TF/BOR/2026/000123",
    "ISO 9001:2015",
    "Budget NGN 803 123 4567.00",
    "₦8,031,234,567 were spent",
    "8031234567 naira",
    "USD 1,234,567.89",
    "1 234 567 people reached",
    "12,345 women and 6,789 men",
    "80 per cent of 42 agencies",
    "Growth from 11.8 to 13.2",
    "Rates 0.25, 0.75 and 1.50",
    "from 1.250 to 3.400",
    "from 0.125, 0.375",
    "1.000, 2.000",
    "She is 14 metres from the well in Bama",
    "ID: NG008001",
    "ratio 3/4 in Jere",
    "25°C in the shade",
    "available at tiptaskforce.example.org",
    "meeting at NAPTIP at 10 am",
    "children aged 12-17 in Borno",
    "women aged 18 and above in Jere",
    "children under 18 in Gwoza",
    "ages 0-11, 12-17 and 18-24 in Borno",
    "over 60 years old in Bama",
    "The shelter is 5 years old and stands in Maiduguri.",
    "a 3-year project in Borno",
    "a 5-year-old protocol in Borno",
    "The child is 14 years old.",
    "Chief Magistrate Court",
    "Strategy for the girl child",
    "A Child Protection officer and the child Protection desk",
    "Nigeria is a party to it",
    "The States' names in the annex",
    "Chief of Mission",
    "The Dr Nuhu Foundation signed",
    "Mercy Corps and the Protection Subcommittee met",
    "Umaru Shehu hospital",
    "Musa Usman Secondary School",
    "International Organization for Migration",
    "Plan of action named in annex 2",
    "Project Name: unknown",
    "A protocol called Safe Return",
    "Sub-objective 1.2.3 of 4.5.6",
    "Rows 1 2 3 4 5 6 7 8 9 10 11 12",
    "Version 2.12.0",
    "Edition 2 of 2026/27",
    "Call for proposals 2026-2027",
    "NIN enrolment drive 2026",
    "passport applications in 2026",
    "50 + 20",
]


@pytest.mark.parametrize("text", HARMLESS)
def test_the_words_of_the_work_pass(text):
    assert kinds(text) == set()


def test_contact_details_are_refused_and_guesses_are_warnings():
    found = scan("Mr Bello, 0803 123 4567")
    assert [item.kind for item in refused(found)] == [Kind.PHONE]
    assert [item.kind for item in warned(found)] == [Kind.LIKELY_NAME]


def test_a_finding_says_where_and_never_what():
    text = "One line.\nRing 0803 123 4567 now"
    (finding,) = scan(text)
    assert text[finding.start : finding.end] == "0803 123 4567"
    assert finding.line == 2
    assert "0803" not in repr(finding)
    assert "0803" not in str(finding.message)
    assert "line 2" in str(finding.message)


def test_a_span_points_into_the_text_as_it_was_given():
    text = (
        "ﬁne: \uff10\uff18\uff10\uff13\uff11\uff12\uff13\u200b\uff14\uff15\uff16\uff17!"
    )
    (finding,) = scan(text)
    assert text[finding.start] == "\uff10"
    assert text[finding.end] == "!"


def test_one_number_is_one_finding():
    assert len(scan("my card is 4532276644577020")) == 1


@given(st.text())
def test_any_text_is_answered_with_spans_inside_it(text):
    for finding in scan(text, places=PLACES, known=KNOWN):
        assert 0 <= finding.start < finding.end <= len(text)


@given(st.text())
def test_folding_keeps_the_way_back(text):
    folded = fold(text)
    assert len(folded.text) == len(folded.origin)
    assert list(folded.origin) == sorted(folded.origin)


@given(
    st.sampled_from(["701", "703", "706", "802", "803", "805", "807", "810", "813"]),
    st.integers(2_000_000, 9_999_999),
    st.sampled_from(["0{0}{1}", "0{0} {1}", "+234{0}{1}", "x (0{0}){1}, y"]),
)
def test_every_nigerian_mobile_number_is_found(prefix, number, frame):
    assert Kind.PHONE in kinds(frame.format(prefix, number))
