"""Texts that try to run a script, to load what is elsewhere, or to look like something else. One attempt each.

All call `hacked`, which a test defines and watches. They follow the families of the public cheat sheets: tags, attributes,
addresses, Markdown, formulas, mutation of the sanitizer's tree, clobbering of the page's names, and signs that mislead.
"""

TAGS = (
    "<script>hacked()</script>",
    "<ScRiPt>hacked()</sCrIpT>",
    "<script src=data:text/javascript,hacked()></script>",
    "<script src=//127.0.0.1:9/x.js></script>",
    "</script><script>hacked()</script>",
    "<<script>hacked();//<</script>",
    "<scr<script>ipt>hacked()</scr</script>ipt>",
    "<iframe src=javascript:hacked()></iframe>",
    '<iframe srcdoc="<script>parent.hacked()</script>"></iframe>',
    "<object data=javascript:hacked()></object>",
    "<embed src=javascript:hacked()>",
    "<base href=javascript:hacked()//>",
    '<meta http-equiv=refresh content="0;url=javascript:hacked()">',
    "<link rel=stylesheet href=//127.0.0.1:9/x.css>",
    "<style>@import '//127.0.0.1:9/x.css'; * { display: none }</style>",
    "<form action=javascript:hacked()><button autofocus>Join</button></form>",
    "<form><button formaction=javascript:hacked()>Join</button></form>",
    "<portal src=javascript:hacked()></portal>",
    "<template><script>hacked()</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=hacked()>'></noscript>",
)

ATTRIBUTES = (
    "<img src=x onerror=hacked()>",
    '"><img src=x onerror=hacked()>',
    "'><img src=x onerror=hacked()>",
    '" autofocus onfocus=hacked() x="',
    "' onmouseover='hacked()",
    "<img/src=x/onerror=hacked()>",
    "<img src=x onerror&#61;hacked()>",
    '<img src="x`"onerror=hacked()//`">',
    "<svg onload=hacked()>",
    "<svg><animate onbegin=hacked() attributeName=x dur=1s>",
    "<svg><script>hacked()</script></svg>",
    "<svg><a xlink:href=javascript:hacked()><text y=20>Join</text></a></svg>",
    "<svg><use href='data:image/svg+xml,<svg id=x onload=hacked() />#x'></use></svg>",
    "<body onload=hacked()>",
    "<details open ontoggle=hacked()>",
    "<input autofocus onfocus=hacked()>",
    "<video><source onerror=hacked()></video>",
    "<audio src=x onerror=hacked()></audio>",
    "<marquee onstart=hacked()>",
    "<p style=animation-name:x onanimationstart=hacked()>",
    "<div style=position:fixed;inset:0;background:url(javascript:hacked())>",
    "<math><mtext><table><mglyph><style><img src=x onerror=hacked()>",
)

ADDRESSES = (
    "<a href=javascript:hacked()>Join</a>",
    "[Join](javascript:hacked())",
    "[Join](JaVaScRiPt:hacked())",
    "[Join](java\tscript:hacked())",
    "[Join](java&#9;script:hacked())",
    "[Join](&#106;avascript:hacked())",
    "[Join](\x01javascript:hacked())",
    "[Join](data:text/html,<script>hacked()</script>)",
    "[Join](vbscript:hacked())",
    "[Join](blob:hacked)",
    "[Join](//127.0.0.1:9 'onclick=hacked()')",
    '[Join](https://127.0.0.1:9/"onmouseover="hacked())',
    '[Join](https://127.0.0.1:9 "\\"><img src=x onerror=hacked()>")',
    "[Join][x]\n\n[x]: javascript:hacked()",
    "<javascript:hacked()>",
    "https://127.0.0.1:9/'onmouseover='hacked()",
    "![x](javascript:hacked())",
    "![x](https://127.0.0.1:9/track.png)",
    '![x" onerror="hacked()](x)',
    "![<img src=x onerror=hacked()>](https://127.0.0.1:9)",
)

MARKUP = (
    "`<img src=x onerror=hacked()>`",
    "```html\n<img src=x onerror=hacked()>\n```",
    '```"><img/src=x/onerror=hacked()>\nx\n```',
    "$\\href{javascript:hacked()}{x}$",
    "$\\htmlData{x=1}{x}\\htmlStyle{position:fixed}{x}$",
    "$\\includegraphics{javascript:hacked()}$",
    "$\\text{<img src=x onerror=hacked()>}$",
    "$$</annotation><img src=x onerror=hacked()>$$",
    "$\\def\\x{\\x\\x}\\x$",
    "| <img src=x onerror=hacked()> |\n|---|\n| <svg onload=hacked()> |",
    "<math><annotation-xml encoding=text/html><img src=x onerror=hacked()></annotation-xml></math>",
    "<svg></p><style><a id='</style><img src=x onerror=hacked()>'>",
    "<form id=x><input name=attributes><input name=parentNode></form><img src=x onerror=hacked()>",
    "<a id=hacked href=javascript:1></a><img name=cookie>",
    "&lt;img src=x onerror=hacked()&gt;",
    "&#60;script&#62;hacked()&#60;/script&#62;",
    "\\u003cscript\\u003ehacked()\\u003c/script\\u003e",
    "${hacked()} {{hacked()}} #{hacked()} <%= hacked() %>",
    "{{constructor.constructor('hacked()')()}}",
    "';hacked();//\";hacked();//`;hacked();//--></script>",
)

MISLEADING = (
    "\u202e)(dekcah\u202c gnp.exe",
    "Z\u0335\u0321\u0361a\u0336\u0334l\u0337g\u0338o" + "\u0336" * 60,
    "=HYPERLINK(hacked())",
    "\uff1cscript\uff1ehacked()\uff1c/script\uff1e",
)

TEXTS = TAGS + ATTRIBUTES + ADDRESSES + MARKUP + MISLEADING
