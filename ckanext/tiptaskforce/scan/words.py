"""Word lists of the scan: titles, people, given names, and what is no name."""

from __future__ import annotations


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


TITLES = _set(
    """
    Ajiya Alhaja Alhaji Auntie Aunty Baba Barr Barrister Bishop Bulama Capt Captain
    Chief Col Colonel Corporal Cpl Deacon Doctor Dr Emir Engineer Engr Haj Hajia
    Hajiya Hon Honourable Imam Insp Inspector Lady Lawan Lt Madam Madame Mai Maj Mal
    Malam Mallam Mallama Mama Miss Mister Mlle Mme Monsieur Mr Mrs Ms Oba Otunba
    Pastor Prof Professor Rev Reverend Sergeant Sgt Shaykh Shehu Sheikh Sir Sister
    Uncle Ustaz
    """
)

# A capitalised word after a title that makes it an office and not a person.
OFFICE = _set(
    """
    Accountant Adviser Advisor And Association Chair Commander Commissioner
    Coordinator Council Court Data Director Economist Executive Federation Financial
    Forum General House Imam Information Inspector Judge Justice Legal Magistrate
    Market Medical Minister Ministry Nursing Of Office Officer Operating Palace
    Programme Project Registrar Secretary Security State Superintendent Technical
    The Union Whip
    """
)

# A capitalised word that shows that the words before it name a place or a body.
BODY = _set(
    """
    Protection Marriage Labour Labor Survivors Victims Trafficking Rights Help Support
    Safeguarding Education Health Referral Welfare Development Affairs Friendly Space
    Act Africa Agencies Agency Airport Alliance Army Association Avenue Award Bank
    Barracks Bill Board Bridge Camp Cathedral Center Centre Chapter Church City
    Clinic Close Cluster Code College Commission Committee Company Consortium
    Convention Corps Council Court Department District Estate Force Forum Foundation
    Fund Group Guidelines Hall Home Hospital House Inc Initiative Institute
    International Lake Law Layout Leaders Lecture Lga Limited Ltd Manual Market
    Members Memorial Ministry Mosque Network Nigeria Office Organisation
    Organisations Organization Organizations Partner Partners Plan Plc Police Prison
    Prize Program Programme Project Protocol Quarters Relief Report River Road
    School Sector Service Services Shelter Stadium State Strategy Street
    Subcommittee Task Team Town Trust Union Unit University Village Ward Way Working
    """
)

# Words that often begin with a capital and are part of no name.
NO_NAME = _set(
    """
    A Activity An And Annex Anonymous April Article As At August But By Chapter
    Christmas Confidential December Easter February Figure For Friday From He I If
    In Indicator It January July June March May Monday Month No None Not November
    Objective October Of On Or Outcome Output Page Please Quarter Ramadan Redacted
    Sallah Saturday Section September She Sunday Table That The These They This
    Those Thursday To Tuesday Unknown We Wednesday Week When Where While With
    Withheld Year Yes You
    """
)

ONE_PERSON = _set(
    """
    adolescent baby beneficiary boy brother child client daughter driver enfant
    farmer father female femme fille garçon girl he her him his homme husband infant
    lady mace male man mineur mineure minor mother namiji nephew niece orphan
    patient perpetrator person pupil refugee returnee she sister son student
    survivante survivor suspect teenager toddler trader trafficker victim victime
    widow wife witness woman yarinya yaro
    """
)

# What is so many years old without being a person.
NOT_A_PERSON = _set(
    """
    age agency agreement band building camp center centre clinic cohort conflict
    crisis data document evaluation force framework group guideline guidelines
    hospital initiative insurgency law limit mou network organisation organization
    partnership period plan policy program programme project protocol report review
    school shelter sop strategy task vehicle war
    """
)

# Common given names of the Lake Chad region and of Nigeria; a pair needs one of them.
GIVEN = _set(
    """
    Abba Abbas Abdul Abdullahi Abimbola Abubakar Adaeze Adam Adamu Adebayo Adewale
    Ahmad Ahmed Aisha Aishatu Alhassan Ali Alice Aliyu Amaka Amina Aminatu Aminu
    Anna Anne Asabe Asmau Ayodele Babagana Babatunde Bako Bala Bashir Bilkisu Bintu
    Brian Bukar Bukola Bulus Charles Chiamaka Chidinma Chika Chinedu Chioma
    Christopher Daniel Danjuma Dauda David Deborah Elena Elizabeth Emeka Emily
    Emmanuel Esther Falmata Fanta Fatima Fatimah Fatsuma Fatu Folake Funmilayo
    Gabriel Garba George Gideon Godwin Goni Habib Hadiza Hafsat Halima Halimatu
    Hannah Haruna Hassan Hassana Hauwa Hawa Hussaina Hussaini Ibrahim Idris Ifeanyi
    Ifeoma Isa Ishaya Ismail Istifanus James Jamila Jane Janet Jean Jibrin John
    Joseph Joshua Jummai Kabiru Kachalla Kaka Kaltum Kaltume Kate Kehinde Kelechi
    Khadija Ladi Laraba Laura Lawal Linda Lydia Maimuna Mairo Mamman Margaret Maria
    Mariam Marie Martha Mary Maryam Michael Modu Mohamed Mohammed Moses Muhammad
    Muhammadu Musa Mustapha Nafisa Nancy Naomi Nasir Ngozi Nkechi Nnamdi Nuhu Obinna
    Oluchi Olumide Oluwaseun Patricia Paul Peter Pierre Rabi Rahila Rahma Ramatu
    Rebecca Rejoice Robert Rukayya Ruth Sadiq Sadiya Safiya Saidu Salamatu Salihu
    Samuel Sani Sarah Saratu Segun Shettima Simon Sola Solomon Sophie Stephen
    Suleiman Sunusi Susan Taiwo Talatu Temitope Thomas Tijjani Tunde Tyler Uche
    Uchenna Umar Umaru Usman William Yagana Yahaya Yakaka Yakubu Yetunde Yusuf
    Zainab Zainabu Zanna Zara Zarah Zulai
    """
)

NUMBER_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen"
    "|fifteen|sixteen|seventeen|eighteen|nineteen"
    "|(?:twenty|thirty|forty|fifty|sixty)"
    "(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?"
)
