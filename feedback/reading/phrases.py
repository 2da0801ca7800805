"""How the paragraphs of a feedback letter tell what they are: opening, praise, announcement, remark."""

from __future__ import annotations

from feedback.reading.wording import wording

BODY = r"(panel|board|members|qa panel|home office)"
OPENING = wording(
    r"thank(s| you|ful)? … (submi\w+|resubmi\w+|re-submi\w+|send|sending|sent|sharing|returning|providing (the|us)|for (the|your) (dhr|dardr|domestic|report|review))",
    r"grateful to … for (re-?)?(submitting|sending|returning)",
    r"i (write|am writing|refer) … (report|review|dhr|dardr)|we (write|are writing) … (report|review|letter|dhr|dardr)",
    rf"(considered|assessed|reviewed|discussed|examined|looked at|scrutinised|seen|read) … ({BODY}|virtual|virtually|meeting)",
    rf"{BODY} … (met|considered|assessed|reviewed|looked at|discussed|sat) … (on|in)? (the )?(\w+day )?\d",
    r"feedback (from|of) the (home office|qa|quality)",
)
THANKED = wording(
    r"thank(s| you|ful)? … (submi\w+|resubmi\w+|send|sending|sent|sharing|returning|providing)",
    r"grateful to … for (re-?)?(submitting|sending|returning)",
)
PROCEDURE = wording(
    r"(apologi[sz]e|apologies|sorry) … (delay|time|wait|taken|late|long)",
    r"virtual panel|virtual process|members (sent|provided)|panel (is made up|consists|comprises)",
    r"i am (now )?writing",
)
_AREAS = (
    r"(areas?|aspects?|points?|issues?|matters?|changes|amendments|revisions?|comments?|suggestions?|observations|"
    r"improvements?|considerations?|concerns?|queries|feedback|corrections|respects|things|questions|"
    r"developments?|recommendations|places|passages|parts|elements|gaps)"
)
_TO_WORK_ON = (
    r"(development|develop\w*|improv\w*|revis\w*|consider\w*|clarif\w*|address\w*|further|attention|work|strengthen\w*|"
    r"stronger|benefit|chang\w*|amend\w*|resol\w*|remain\w*|expan\w*|note|be)"
)
ANNOUNCES = wording(
    rf"{_AREAS} (of|for|to|in|which|that|where|below|on) (\w+ ){{0,4}}?{_TO_WORK_ON}",
    rf"(following|remaining|outstanding|further|specific|detailed|minor|final|these|below|additional|other|several|some|few|certain|number of|new|two|three|four|five|six) (\w+ ){{0,3}}?{_AREAS}",
    rf"{_AREAS} (below|as follows|remain|include|are|were|not yet met|to be)",
    r"for (final |further )?(development|improvement|consideration|revision)",
    r"what (could|should|needs?|remains)( .*)?|meysydd|as follows|following|in particular",
    r"you (may|might|will) (also )?(wish|want|like) to consider|set (these|this|them|it) out|for (your|you to) consider(ation)?",
)
ONLY_AREAS = wording(
    r"^(the |our |panel[’']s |members[’'] |qa |further |detailed |general )*(areas|points|matters|issues|changes|amendments|revisions|comments|suggestions|observations|improvements|feedback|corrections|queries)( so far| to date| on the report)?\W*$"
)
ALREADY_MET = wording(
    r"(have|has) (all |now |already )*been (fully )?(met|addressed|resolved|dealt with|actioned|completed|satisfied)",
    r"(are|is|were|was|as) (now |fully |all )*(met|addressed|resolved)|points met|no longer (a )?concerns?",
)
_PRAISING = (
    r"(good|commend\w*|welcom\w*|prais\w*|impress\w*|strong\w*|strengths?|excellent|thoughtful\w*|helpful\w*|pleased|"
    r"grateful|struck|moving\w*|appreciat\w*|recogni[sz]\w*|congratulat\w*|acknowledg\w*|positive\w*|thorough\w*|"
    r"careful\w*|frank|sensitiv\w*|compassion\w*|exceptional\w*|well|thank\w*|exemplary|clear\w*|open\w*|honest\w*|"
    r"candid\w*|comprehensive\w*|robust\w*|approv\w*|admir\w*|respect\w*|humane|dignified|valu\w+|delight\w*|"
    r"effective\w*|notable|notably|detailed|best|noted|felt|found|thought|glad|rightly|skilful\w*|insightful|"
    r"powerful\w*|credit\w*|readable|tact|model|highly|described|singled out|agreed|considered|satisfied)"
)
PRAISE = wording(_PRAISING)
_PLEASED = r"(pleased|grateful|struck|moved|impressed|glad|heartened|delighted)"
_TO_PRAISE = r"(acknowledge|commend|praise|congratulate|recognise|record|highlight|thank you for (conducting|this review|the care)|thank the)"
STRONG_PRAISE = wording(
    r"commend(s|ed)?|praised?|congratulate[sd]?|welcome[sd]|impress(ed|ive)|excellent|exemplary|good practice",
    r"particularly (good|strong|helpful|liked|pleased|impressed|welcomed)",
    rf"(was|were|is|are) (also |very |particularly |most |greatly |especially )*{_PLEASED}",
    rf"(wish|wishes|wished) (also )?to (\w+ )?{_TO_PRAISE}|would (also )?like to (\w+ )?{_TO_PRAISE}",
    r"recogni[sz]ed|noted with approval|appreciated|credit is due|to be commended|thought highly",
    r"(a|this|very) (\w+ )?(good|strong|thorough|sensitive|thoughtful|careful|well[- ]written)",
)
WANTS = wording(
    r"should|needs?|must|ought|please|recommends?|suggest(s|ed)?|quer(y|ied|ies)|wonder(s|ed)?|consider|missing|lacks?|lacking",
    r"could (be|have|also|usefully|include|say|set|consider|make|explain|do|give)|might (be|have|usefully)",
    r"would (also )?(have )?(benefit|like to (see|know|understand|have)|like (more|further|the|a)|liked|help|welcome|gain)",
    r"(would|may|might) (also )?be (\w+ )?(helpful|useful|stronger|better|clearer|improved|good|beneficial|welcome)",
    r"unclear|not clear|insufficient|inconsisten\w*|omit\w*|omission|incorrect|errors?|concern(ed|s)?|weakness|wrong",
    r"(does|do|did|is|are|was|were|has|have|had) (not|no|n[’']t)|\w+n[’']t|had not been|there (is|was|are|were) (no|little|limited|scope|nothing)",
    r"remains?|too \w+|without|amend|clarif\w+|further|check|confirm|no (mention|reference|evidence|explanation|rag|analysis|account)",
    r"rather than|limited|hard to|difficult to|contradict\w*|disagree|asks? that|asked for|you may wish|it may be|overlap|repeat\w*|typographical",
)
THANKS = wording(
    r"on behalf of the (\w+ ){0,4}panel … thank|(would like to|wish to|may i|i end by|to) thank(ing)? (you|everyone|all)",
    r"thank you (again|once|for your|and your|to|, and)|thank you, and",
    r"(pass|convey|extend|share|give) (on )?(my|our|the (qa )?panel[’']s) (\w+ )?thanks|our thanks|(with|renewed) (renewed )?thanks",
    r"grateful to (you|all|everyone)|(by|end by) thanking|please thank",
)
REMARK = wording(
    r"^if you (have|would|wish|need|require|want)|any (questions|queries)|do not hesitate|please contact|feel free|get in touch",
    r"for (our|the home office[’']s) (own )?records|^this is for our own|^(cc|enc|copied to|copy to)\s*[:.]?",
    r"^this (e-?mail|letter|message) (and any|is (private|confidential|intended))|^(i|we) (hope|look forward|know that|understand that|appreciate that)",
    r"home office (hopes|looks forward)|^you will appreciate",
)
SEND_BACK = wording(
    r"^please (re-?submit|send|return|e-?mail|submit)|^when (you have|these|the|this|that)|^once (completed?|these|you|the|this|all|it|revised|amended)",
    r"^(the )?(revised|amended|final) (\w+ ){0,4}(should|must) be (sent|e-?mailed|returned|submitted|resubmitted)",
)
ASK_STEM = wording(
    r"please|kindly|you (will|would)? ?need to|would you|could you|you (are|should)( asked)?( to)?|grateful|(we|panel|home office) (ask|asks|request)",
)
PRAISE_HEADING = wording(
    r"good practice|best practice|strengths?|positives?|what (worked|went|was done) well|commend\w*|praise|well done|welcomed|impressed",
    r"particularly (good|strong|liked|welcomed)",
)
ASK_HEADING = wording(
    r"next steps?|what (happens|to do|you need to do)( next)?|publication|publishing|submission|resubmission|what we need|camau nesaf|sending",
    r"final (copy|version|documents?|report)|after revision",
)
NEUTRAL_HEADING = wording(
    r"^(outcome|decision|introduction|background|summary|overview|general|conclusions?|the review|overall.*|assessment|the panel|context)\W*$",
    r"^(general comments|panel(’s)? (decision|outcome|view|conclusion))\W*$",
)
