"""Names of places that datelines and bylines name most: capitals, other large cities, countries.

A table. It must not know where a name stood; what is not in it may be a place all the same.
"""

from __future__ import annotations

from newsarchive.text.words import fold

_CITIES = """
Aberdeen; Abidjan; Abu Dhabi; Abuja; Accra; Addis Ababa; Adelaide; Aden; Aleppo; Algiers; Almaty;
Amman; Amsterdam; Ankara; Antwerp; Ashgabat; Asmara; Astana; Asunción; Athens; Atlanta; Auckland;
Baghdad; Baku; Baltimore; Bandung; Bangalore; Bangkok; Barcelona; Basel; Beijing; Beirut; Belfast;
Belgrade; Bengaluru; Berlin; Bern; Bilbao; Birmingham; Bishkek; Bogotá; Bologna; Bonn; Bordeaux;
Boston; Brasília; Bratislava; Bremen; Brisbane; Brussels; Bruxelles; Bucharest; Budapest; Buenos
Aires; Bujumbura; Busan; Cairo; Calcutta; Calgary; Canberra; Cape Town; Caracas; Cardiff;
Casablanca; Chennai; Chicago; Chișinău; Ciudad de México; Cologne; Colombo; Conakry; Copenhagen;
Dakar; Dallas; Damascus; Dar es Salaam; Delhi; Den Haag; Denver; Detroit; Dhaka; Dili; Djibouti;
Doha; Dresden; Dubai; Dublin; Dushanbe; Düsseldorf; Edinburgh; Entebbe; Erbil; Florence;
Frankfurt; Frankfurt am Main; Freetown; Gaborone; Gaza; Gaza City; Geneva; Glasgow; Guangzhou;
Guatemala City; Hamburg; Hanoi; Hannover; Hanover; Harare; Havana; Helsinki; Ho Chi Minh City;
Hong Kong; Houston; Hyderabad; Islamabad; Istanbul; Izmir; Jakarta; Jeddah; Jerusalem;
Johannesburg; Juba; Kabul; Kampala; Karachi; Kathmandu; Khartoum; Kharkiv; Kiev; Kigali; Kingston;
Kinshasa; Kolkata; Kuala Lumpur; Kuwait City; Kyiv; København; La Paz; Lagos; Lahore; Las Vegas;
Leeds; Leipzig; Lille; Lilongwe; Lima; Lisboa; Lisbon; Liverpool; Ljubljana; London; Los Angeles;
Luanda; Lusaka; Luxembourg; Lyon; Madrid; Malmö; Managua; Manama; Manchester; Manila; Maputo;
Marseille; Melbourne; Mexico City; Miami; Milan; Milano; Minneapolis; Minsk; Mogadishu; Monrovia;
Montevideo; Montreal; Moscow; Mumbai; Munich; München; Muscat; N'Djamena; Nairobi; Nantes; Naples;
Napoli; New Delhi; New Orleans; New York; New York City; Niamey; Nice; Nicosia; Nouakchott;
Novosibirsk; Odesa; Odessa; Osaka; Oslo; Ottawa; Ouagadougou; Palermo; Panama City; Paris; Perth;
Philadelphia; Phnom Penh; Port-au-Prince; Port Louis; Porto; Prague; Praha; Pretoria; Pristina;
Pyongyang; Quito; Rabat; Ramallah; Rangoon; Reykjavík; Riga; Rio de Janeiro; Riyadh; Roma; Rome;
Rotterdam; Saigon; Saint Petersburg; San Diego; San Francisco; San José; San Juan; San Salvador;
Sanaa; Santiago; Santo Domingo; São Paulo; Sarajevo; Seattle; Seoul; Sevilla; Shanghai; Sharjah;
Shenzhen; Singapore; Skopje; Sofia; St. Petersburg; St Petersburg; Stockholm; Strasbourg;
Stuttgart; Surabaya; Sydney; Taipei; Tallinn; Tashkent; Tbilisi; Tegucigalpa; Tehran; Tel Aviv;
The Hague; Tirana; Tokyo; Torino; Toronto; Toulouse; Tripoli; Tunis; Turin; Ulan Bator;
Ulaanbaatar; United Nations; Utrecht; Vaduz; Valencia; Vancouver; Vatican City; Venice; Vienna;
Vientiane; Vilnius; Warsaw; Warszawa; Washington; Wellington; Wien; Windhoek; Yangon; Yaoundé;
Yerevan; Zagreb; Zurich; Zürich; Москва; Баку; Киев
"""
_COUNTRIES = """
Afghanistan; Albania; Algeria; Angola; Argentina; Armenia; Australia; Austria; Azerbaijan;
Bahrain; Bangladesh; Belarus; Belgium; Bolivia; Bosnia; Botswana; Brazil; Britain; Bulgaria;
Burkina Faso; Burundi; Cambodia; Cameroon; Canada; Chad; Chile; China; Colombia; Congo; Costa
Rica; Croatia; Cuba; Cyprus; Czech Republic; Denmark; Deutschland; Ecuador; Egypt; El Salvador;
England; Eritrea; Estonia; Ethiopia; Finland; France; Gabon; Georgia; Germany; Ghana; Greece;
Guatemala; Guinea; Haiti; Honduras; Hungary; Iceland; India; Indonesia; Iran; Iraq; Ireland;
Israel; Italy; Ivory Coast; Jamaica; Japan; Jordan; Kazakhstan; Kenya; Kosovo; Kuwait; Kyrgyzstan;
Laos; Latvia; Lebanon; Liberia; Libya; Lithuania; Luxembourg; Macedonia; Madagascar; Malawi;
Malaysia; Mali; Malta; Mexico; Moldova; Mongolia; Montenegro; Morocco; Mozambique; Myanmar;
Namibia; Nepal; Netherlands; New Zealand; Nicaragua; Niger; Nigeria; North Korea; Northern
Ireland; Norway; Oman; Pakistan; Palestine; Panama; Papua New Guinea; Paraguay; Peru; Philippines;
Poland; Portugal; Qatar; Romania; Russia; Rwanda; Saudi Arabia; Scotland; Senegal; Serbia; Sierra
Leone; Slovakia; Slovenia; Somalia; South Africa; South Korea; South Sudan; Soviet Union; Spain;
Sri Lanka; Sudan; Sweden; Switzerland; Syria; Taiwan; Tajikistan; Tanzania; Thailand; Tunisia;
Turkey; Türkiye; Turkmenistan; UAE; UK; US; USA; Uganda; Ukraine; United Arab Emirates; United
Kingdom; United States; Uruguay; Uzbekistan; Venezuela; Vietnam; Wales; West Bank; Yemen; Zambia;
Zimbabwe; Middle East; Central Asia; Southeast Asia; East Asia; South Asia; Latin America; North
America; South America; West Africa; East Africa; Eastern Europe
"""
_STATES = """
Ala.; Alabama; Alaska; Alberta; Ariz.; Arizona; Ark.; Arkansas; British Columbia; Calif.;
California; Colo.; Colorado; Conn.; Connecticut; D.C.; DC; Del.; Delaware; Fla.; Florida; Ga.;
Hawaii; Idaho; Ill.; Illinois; Ind.; Indiana; Iowa; Kan.; Kansas; Kentucky; Ky.; La.; Louisiana;
Maine; Manitoba; Maryland; Mass.; Massachusetts; Md.; Mich.; Michigan; Minn.; Minnesota; Miss.;
Mississippi; Missouri; Mo.; Mont.; Montana; N.C.; N.D.; N.H.; N.J.; N.M.; N.Y.; Neb.; Nebraska;
Nev.; Nevada; New Hampshire; New Jersey; New Mexico; North Carolina; North Dakota; Ohio; Okla.;
Oklahoma; Ont.; Ontario; Ore.; Oregon; Pa.; Pennsylvania; Quebec; Queensland; R.I.; Rhode Island;
S.C.; S.D.; Saskatchewan; South Carolina; South Dakota; Tenn.; Tennessee; Tex.; Texas; Utah; Va.;
Vermont; Victoria; Virginia; Vt.; W.Va.; Wash.; West Virginia; Wis.; Wisconsin; Wyo.; Wyoming
"""


def _names(table: str) -> frozenset[str]:
    return frozenset(_plain(" ".join(name.split())) for name in table.split(";"))


def _plain(name: str) -> str:
    return fold(name).replace(".", "")


_REGIONS = _names(_COUNTRIES) | _names(_STATES)
_PLACES = _names(_CITIES) | _REGIONS
# A name that ends in one of these is a place, unless it is a person's known to be so otherwise.
_ENDINGS = frozenset(
    "airport bay beach borough city coast county district falls harbor harbour hills island "
    "islands mountains oblast peninsula port province region republic river springs strait street "
    "town township valley village".split()
)


def is_place(text: str) -> bool:
    """Whether the text is the name of a place that is in the table, or is shaped like one."""
    folded = _plain(text)
    return folded in _PLACES or folded.rpartition(" ")[2] in _ENDINGS


def is_region(text: str) -> bool:
    """Whether the text is a country or a state, which may follow the name of a town."""
    return _plain(text) in _REGIONS
