"""The words that dates are printed with, in fourteen languages.

Tables only: names of months and days of the week with their usual abbreviations, and the small
words around them. All keys are folded (`text.fold`). This module must not know how the words of a
date are put together.
"""

from __future__ import annotations

from newsarchive.text.words import fold

# Language → its twelve months; each with its forms, the full name first.
MONTH_NAMES = {
    "en": (
        "January jan, February feb, March mar, April apr, May, June jun, July jul, August aug,"
        "September sept sep, October oct, November nov, December dec"
    ),
    "fr": (
        "janvier janv jan, février févr fév, mars, avril avr, mai, juin, juillet juil, août,"
        "septembre sept, octobre oct, novembre nov, décembre déc"
    ),
    "de": (
        "Januar Jänner jan jän, Februar Feber feb, März maerz mär mrz, April apr, Mai, Juni jun,"
        "Juli jul, August aug, September sept sep, Oktober okt, November nov, Dezember dez"
    ),
    "es": (
        "enero ene, febrero feb, marzo mar, abril abr, mayo may, junio jun, julio jul, agosto ago,"
        "septiembre setiembre sept sep set, octubre oct, noviembre nov, diciembre dic"
    ),
    "pt": (
        "janeiro jan, fevereiro fev, março mar, abril abr, maio mai, junho jun, julho jul,"
        "agosto ago, setembro set, outubro out, novembro nov, dezembro dez"
    ),
    "it": (
        "gennaio gen, febbraio feb, marzo mar, aprile apr, maggio mag, giugno giu, luglio lug,"
        "agosto ago, settembre sett set, ottobre ott, novembre nov, dicembre dic"
    ),
    "nl": (
        "januari jan, februari feb, maart mrt, april apr, mei, juni jun, juli jul, augustus aug,"
        "september sept sep, oktober okt, november nov, december dec"
    ),
    "da": (
        "januar jan, februar feb, marts mar, april apr, maj, juni jun, juli jul, august aug,"
        "september sept sep, oktober okt, november nov, december dec"
    ),
    "sv": (
        "januari jan, februari febr feb, mars mar, april apr, maj, juni jun, juli jul,"
        "augusti aug, september sept sep, oktober okt, november nov, december dec"
    ),
    "no": (
        "januar jan, februar feb, mars mar, april apr, mai, juni jun, juli jul, august aug,"
        "september sept sep, oktober okt, november nov, desember des"
    ),
    "id": (
        "Januari jan, Februari feb, Maret mar, April apr, Mei, Juni jun, Juli jul,"
        "Agustus agu agt, September sep, Oktober okt, November nov, Desember des"
    ),
    "tr": (
        "Ocak oca, Şubat şub, Mart mar, Nisan nis, Mayıs may, Haziran haz, Temmuz tem, Ağustos ağu,"
        "Eylül eyl, Ekim eki, Kasım kas, Aralık ara"
    ),
    "az": (
        "yanvar yan, fevral fev, mart mar, aprel apr, may, iyun iyn, iyul iyl, avqust avq,"
        "sentyabr sen, oktyabr okt, noyabr noy, dekabr dek"
    ),
    "ru": (
        "январь января янв, февраль февраля февр фев, март марта мар, апрель апреля апр, май мая,"
        "июнь июня июн, июль июля июл, август августа авг, сентябрь сентября сент сен,"
        "октябрь октября окт, ноябрь ноября нояб ноя, декабрь декабря дек"
    ),
}

# Which day of the week a name stands for is never asked: the calendar date decides.
WEEKDAY_NAMES = {
    "en": (
        "Monday mon Tuesday tues tue Wednesday wed Thursday thurs thur thu Friday fri Saturday sat"
        " Sunday sun"
    ),
    "fr": "lundi lun mardi mar mercredi mer jeudi jeu vendredi ven samedi sam dimanche dim",
    "de": (
        "Montag mo Dienstag di Mittwoch mi Donnerstag do Freitag fr Samstag Sonnabend sa Sonntag so"
    ),
    "es": "lunes lun martes mar miércoles mié jueves jue viernes vie sábado sáb domingo dom",
    "pt": (
        "segunda seg terça ter quarta qua quinta qui sexta sex sábado sáb domingo dom"
        " feira"  # the second word of segunda-feira and the four days that follow it
    ),
    "it": "lunedì lun martedì mar mercoledì mer giovedì gio venerdì ven sabato sab domenica dom",
    "nl": "maandag ma dinsdag di woensdag wo donderdag do vrijdag vr zaterdag za zondag zo",
    "da": (
        "mandag man tirsdag tirs tir onsdag ons torsdag tors tor fredag fre lørdag lør søndag søn"
    ),
    "sv": "måndag mån tisdag tis onsdag torsdag fredag lördag lör söndag sön",
    "no": "mandag man tirsdag tirs onsdag torsdag fredag lørdag lør søndag søn",
    "id": "Senin Selasa Rabu Kamis Jumat Sabtu Minggu",
    "tr": "Pazartesi pzt Salı sal Çarşamba çar Perşembe per Cuma cum Cumartesi cmt Pazar paz",
    "az": (
        "bazar çərşənbə cümə şənbə"
        " ertəsi axşamı"  # the second words of bazar ertəsi, çərşənbə axşamı and cümə axşamı
    ),
    "ru": (
        "понедельник пн вторник вт среда среду ср четверг чт пятница пятницу пт суббота субботу сб"
        " воскресенье вс"
    ),
}

MONTHS = {
    fold(form): number
    for names in MONTH_NAMES.values()
    for number, forms in enumerate(names.split(","), start=1)
    for form in forms.split()
}
"""Folded name or abbreviation → 1 to 12."""

ENGLISH_MONTHS = tuple(forms.split()[0] for forms in MONTH_NAMES["en"].split(","))

_WORDS = {
    "m": set(MONTHS),
    "w": {fold(name) for names in WEEKDAY_NAMES.values() for name in names.split()},
    # before a day: "le 10 avril"
    "a": {fold(word) for word in "on the le am den der d em el il l li op".split()},
    # between the parts: "10 de abril de 2018"
    "o": {"of", "de", "del", "d"},
    # makes an ordinal: "10th", "1er"
    "h": {"st", "nd", "rd", "th", "er", "e"},
    # after a year: "2018-ci il", "2018 года"
    "e": {fold(word) for word in "ci cı cu cü il г год года".split()},
}

KINDS = {
    word: "".join(kind for kind, words in _WORDS.items() if word in words)
    for word in set().union(*_WORDS.values())
}
"""Folded word → the kinds it can be of, a letter each: "april" → "m", "mar" → "mw" (mardi)."""

BEFORE_TIME = "at|um|kl|à|às|a las|alle|alle ore|ore|om|saat|в".split("|")
AFTER_TIME = "uhr uur hrs hs h".split()

ZONES = (
    "utc gmt wet west cet cest eet eest msk мск trt wib wita wit "
    "azt ist pkt ict sgt hkt jst kst wat cat eat sast "
    "et est edt ct cst cdt mt mst mdt pt pst pdt bst acst acdt aest aedt awst nzst nzdt"
).split()
"""Abbreviations of time zones. Many stand for several zones, so none is turned into an offset."""
