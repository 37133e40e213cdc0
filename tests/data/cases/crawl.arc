filedesc://crawl.arc 0.0.0.0 20210205090000 text/plain 68
1 0 Example
URL IP-address Archive-date Content-type Archive-length

https://packet.example/2021/02/mussel-beds-open?id=7&page=1 10.0.0.1 20210205090000 text/html 888
HTTP/1.1 200 OK
Content-Type: text/html; charset=utf-8

<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<title>Mussel beds open | The Wrexby Packet</title>
<meta property="og:type" content="article"><meta property="og:site_name" content="The Wrexby Packet">
<meta property="article:published_time" content="2021-02-04T17:20:00+00:00"><meta name="author" content="Oona Farrelly"></head>
<body><nav><a href="/">Home</a></nav><article><h1>Mussel beds open</h1>
<p>The mussel beds off Grey Holm may be fished again from Monday, the harbour board of Wrexby decided on Thursday after two closed seasons.</p>
<p>Samples from eleven places showed none of the algae that had made forty people ill in the autumn, said Runa Aldin, who counts them.</p>
<p>Nine boats have asked for a licence. The board will give six, by lot, in the old net loft at noon.</p>
</article></body></html>

dns:packet.example 10.0.0.1 20210205090000 text/dns 5
1.1.1
