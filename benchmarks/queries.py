"""Queries to ask of the Reuters articles: several for every row of the language's tables."""

from __future__ import annotations

import datetime as dt

NOW = dt.date(1987, 10, 20)
"""The day that relative dates are reckoned from: one after the collection's last."""

WRITTEN = r"""
oil
energies
the
of the
1986
5.93
U.S.
Brasília
xylophone

oil prices
interest rates bank
japan trade surplus deficit
wheat OR corn
wheat OR corn OR soybean exports
opec AND saudi
oil NOT opec
oil -opec -crude
oil ^opec
NOT the
NOT oil NOT bank
(wheat OR corn) exports
(oil OR gas) (price OR production) NOT (opec OR "saudi arabia")
and OR or OR not

"interest rates"
"said the"
“trade deficit”
«trade deficit»
"bank of england"
"of the"
"oil price*"
takeover-related
north-south
U.S
US
=U.S.
=US
CAPS(U.S.)
"US dollar"
"U.S. treasury"
"u.s. treas*"
U.S. NEAR/3 japan
UN
U.N.
u.s.s.*
U.S.S.R. SENT grain
title:US
NOT U.S.
AT&T
R&D OR "R and D"
C++
=C++
A+
e-mail
G-7
G7
M-1
M1 NEAR/5 money
CAPS(M-1)
O'Neill
OBrien
author:obrien
author:"J.R. Tull"
"J.R. Tull" OR "J. R. Tull"
ATLEAST/5 US
9/11
24/7
£5m
ｏｉｌ
1٩86
国 OR 國

=rates
=rate
="interest rates"
="said"
="oil prices" OR ="oil price"
CAPS(IRA)
CAPS(AID)
CAPS(The)
CAPS(Bank of England)

energ*
pric*
h*ing
n?tion*
organi?ation
wom?n
p*e
19?8
"crude oil pri*"
*tion
*nation*
?rice
"*ude oil"
*port NEAR/5 *rade
title:*bank

cambodja~
petrolium~
petrolium~2
goverment~
baker~1
xylophonist~2

oil NEAR/5 price
oil w/5 price
oil NEAR/1 price
"oil price"~5
bank NEAR/3 (japan OR england)
"interest rate" NEAR/10 "federal reserve"
the NEAR/2 of
oil NEAR/4 opec NEAR/4 price
bank PRE/3 japan
the PRE/1 bank
oil PRE/10 barrel
"crude oil" PRE/5 (price OR output)
said PRE/2 said

minister SENT oil
minister w/s oil
the SENT of
"trade deficit" SENT dollar
opec SENT (quota OR ceiling) SENT output
minister PARA oil
minister w/p oil
baker PARA "exchange rates"
said PARA said
(dollar PARA yen) NOT (dollar SENT yen)

ATLEAST/3 opec
ATLEAST/1 opec
ATLEAST/12 the
ATLEAST/2 "interest rates"
ATLEAST/2 (oil NEAR/3 price)
ATLEAST/4 (wheat OR corn)
ATLEAST/3 pric*
NOT ATLEAST/3 the

title:opec
title:(oil OR gas)
title:"interest rates"
title:=rates
title:(bank NEAR/3 rate)
title:(oil NOT opec)
title:(ATLEAST/2 oil)
title:o*
NOT title:oil
body:dollar
body:"new york"
body:(bank SENT rate)
lead:opec
lead:"said it"
lead:(oil OR gas)
lead:(japan SENT trade)
lead:CAPS(OPEC)
hlead:opec
hlead:(trade NEAR/5 deficit)
hlead:petrolium~2
hlead:oil -title:oil

author:aldred
author:"peter torday"
author:=torday
author:tor*
author:tordey~
author:(janie OR peter)
author:(NOT peter)
NOT author:peter
tag:crude
tag:money-fx
tag:(grain OR wheat)
tag:"money fx"
tag:cru*
tag:grain -tag:wheat
source:reuters
agency:reuter
section:business
url:example.org
path:jsonl
path:reuters
path:reut*
language:en
NOT language:en
id:0
id:00
id:f3a

date:1987-03
date:1987-03-19
date:1987-03..1987-04
date:..1987-02-28
date:1987-06..
date:"march 1987"
date:"last week"
date:yesterday
date:today
date:1986
date:none
date:any
date:"Q2 1987" oil
date:>=1987-10-19
date:<1987-03
date:"between 1987-03-02 and 1987-03-04"
date:"since 1987-10-16" stock
NOT date:1987-03
date:6m

words:>500
words:200..800
words:<20
words:>=1000
words:<=12
words:100..100
words:9..
words:0..
has:date
has:author
has:title
has:url
NOT has:author
NOT has:title
NOT has:date
has:author oil

*
* NOT oil
oil *
NOT *

author:peter (oil OR dollar) date:1987-03..1987-06 words:>200
"interest rates" title:bank -tag:money-fx
(tag:crude OR tag:gas) NOT (lead:opec OR "saudi arabia") date:"april 1987"
(oil NEAR/5 price) (opec SENT quota) ATLEAST/3 barrel
"""
"""One a line, in groups as in the tables."""


def written() -> list[str]:
    """The queries in a list."""
    return [line for line in WRITTEN.splitlines() if line]
