"""The words of pages that stand in for others, in the languages we meet. When they count is decided in standin.py.

A pattern is of lower case and reads each character once: `.` is bounded, and no repetition stands in another.
"""

import re


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


# A test for browsers, wherever it stands on a page that says little.
CHALLENGE = _any(
    r"(?:checking|verifying) (?:if )?(?:your|the|that|this) (?:site )?(?:browser|connection)",
    r"(?:verify|verifying|confirm|checking|prove|proving) (?:that |if )?(?:you|you're|you’re"
    r"|yourself) (?:are )?(?:a )?(?:human|not a (?:ro)?bot|real)",
    r"(?:sure|know|that|if) you(?:'re|’re| are) (?:a )?(?:human|not a (?:ro)?bot)|robot or human\?",
    r"enable javascript and cookies (?:in your browser )?to (?:continue|proceed|view|access)",
    r"enable cookies and (?:javascript|reload)|enable js and disable any ad ?blocker",
    r"turn javascript on and reload|javascript is required.{0,40}before you are allowed",
    r"this site requires javascript to work, please enable javascript in your browser",
    r"(?:ddos|bot) protection by|protected by anubis|performance (?:&|and) security by cloudflare",
    r"(?:complete|pass|solve|performing|perform) (?:a |the |this )?(?:security (?:check|verification)|captcha|challenge)",
    r"security (?:check(?:point)?|verification) (?:to|before|required)|security checkpoint|human verification",
    r"browser verification",
    r"unusual (?:traffic|activity) (?:from|on|coming)|automated (?:access|requests|queries)|pardon our interruption",
    r"press (?:&|and) hold to|please wait while (?:your request|we (?:verify|check))|request is being verified",
    r"you (?:were|are|might be|may be) a (?:ro)?bot\b|type the characters you see|waf (?:check|verification)",
    # ja
    r"ブラウザー?を(?:確認|チェック|検証)|人間(?:である|か(?:どうか)?|です).{0,8}(?:確認|検証|証明)|私はロボットでは"
    r"|ロボットではない(?:こと|か).{0,8}(?:確認|証明)",
    r"セキュリティ(?:チェック|検証|の確認)を|接続(?:が|の)安全|画像認証|javascriptとcookieを有効|認証にご協力"
    r"|自動(?:化された|的な)アクセス",
    # de
    r"(?:überprüf|prüf)\w* (?:wird )?(?:ihr|dein|den|der|ob)\w* browser|ihr browser wird (?:über)?prüft",
    r"browser wird überprüft",
    r"dass sie (?:ein mensch|kein (?:ro)?bot)|javascript und cookies|sicherheits(?:überprüfung|prüfung|check)",
    r"ungewöhnliche[rn]? (?:datenverkehr|aktivität)",
    # fr
    r"vérifi\w+ (?:de )?votre navigateur|vous êtes (?:bien )?(?:un )?(?:être )?humain|pas un robot",
    r"javascript et les cookies",
    r"contrôle de sécurité|vérification de sécurité|trafic inhabituel",
    # es, pt, it
    r"(?:comprobando|verificando|comprobar) (?:su|tu|el|o seu|seu) navegador",
    r"(?:es|eres|é) (?:un |um )?(?:ser )?human[oa]\b|no (?:es|eres|soy) un robot",
    r"javascript y (?:las )?cookies|verificación de seguridad|tráfico inusual|não (?:é|sou) um robô",
    r"javascript e (?:os |i )?cookies?",
    r"(?:verific\w+|controll\w+) (?:del |il )?(?:tuo |suo )?browser|non sei un robot|che tu sia (?:un essere )?umano",
    r"verificação de segurança",
    r"verifica di sicurezza",
    # zh
    r"(?:检查|检测|验证|檢查|驗證)(?:您|你)?的?(?:浏览器|瀏覽器|连接|連線)|人机(?:身份)?验证|人機驗證|(?:您"
    r"|你)(?:是真人|不是机器人|不是機器人)",
    r"安全(?:验证|检查|检测|校验|驗證|檢查)|(?:完成|进行|通过|滑动|拖动).{0,6}验证|启用 ?javascript ?和 ?cookie|访问(?:过于|太)频繁",
    # ru, ko, pl, nl, tr
    r"проверк\w+ (?:вашего )?браузера|проверяем (?:ваш )?браузер|(?:вы|что) не робот",
    r"включите javascript и (?:файлы )?cookie|подозрительн\w+ (?:запрос|трафик|активност)",
    r"(?:브라우저|연결)(?:를|을)? ?(?:확인|검사)|사람(?:인지|임을)|로봇이 아닙니다|보안 (?:확인|검사)|javascript ?및 ?쿠키",
    r"sprawdza\w+ (?:twojej )?przeglądark|nie jesteś robotem|browser wordt gecontroleerd",
    r"(?:u|je) (?:een mens|geen robot) ben",
    r"tarayıcınız\w* kontrol|robot olmadığınız",
)
# Likewise, where it is all that a title or heading says, and the page speaks of browsers besides.
CHALLENGE_TITLE = _any(
    r"just a moment|one moment(?:,? please)?|one more step|attention required!?|please wait|hold on",
    r"loading.{0,30}seconds|loading",
    r"you are being redirected|client challenge|challenge|captcha|recaptcha|security check",
    r"bot (?:check|verification|detection)|are you (?:a )?robot\??",
    r"robot check|verification|verifying|verify|browser check|ddos-guard|human check|access verification",
    r"checking your browser",
    r"しばらくお待ちください|少々お待ちください|.{0,20}認証中|セキュリティ(?:チェック|検証)|アクセスの?確認",
    r"nur einen moment|einen moment(?: bitte)?|bitte warten|sicherheits(?:überprüfung|prüfung|check)|un instant",
    r"un momento|um momento|un attimo",
    r"(?:请|請)(?:稍候|稍等)|验证码?|安全(?:验证|检查)|百度安全验证|один момент|подождите|잠시만 기다리(?:세요"
    r"|십시오)|잠시만요|chwileczkę|een moment",
    r"bir dakika(?: lütfen)?",
)
BROWSER = _any(
    r"javascript|cookie|browser|navigateur|navegador|przeglądark|captcha|ddos|ブラウザ|クッキー|画像認証|浏览器"
    r"|瀏覽器|验证码|браузер|브라우저|쿠키",
)
# The title, heading or first sentence of a refusal, an error, a site that is not there: the whole of it.
_CODE = r"(?:http )?(?:status |server )?(?:error|fehler|erreur|código|ошибка|エラー|错误)?:? ?(?:code)?:? ?"
_AN_ERROR = r"(?:http )?(?:error|fehler|erreur|ошибка|エラー|错误):? ?(?:code)?:? ?"
DENIED = _any(
    r"you(?:'|’)ve been (?:temporarily )?(?:blocked|banned)(?: .{1,40})?",
    r"(?:sorry,? )?(?:your )?access (?:to (?:this|the) [\w ]{1,30})?(?:has been |is |was |temporarily )?(?:denied"
    r"|forbidden|blocked|restricted|rejected)(?: to .{1,40})?",
    rf"{_CODE}(?:401|403|429|451)(?: ?[-:–—/]? ?(?:error|forbidden|unauthori[sz]ed|access (?:denied|forbidden)"
    rf"|too many requests|unavailable for legal reasons|nicht erlaubt|verboten|interdit|prohibido))?",
    rf"{_AN_ERROR}10[0-4]\d(?: .{{0,40}})?|(?:forbidden|unauthori[sz]ed|blocked)[:,-] .{{1,80}}|authori[sz]ation required",
    r"(?:your |the |this )?(?:request|connection|ip(?: address)?)(?: url)? (?:was |is |has been "
    r"|could not be )?(?:blocked|rejected|denied|unsuccessful|refused|banned)(?: by .{1,40})?",
    r"(?:sorry,? )?(?:you|your \w+(?: \w+)?) (?:have|has|are|is|were) (?:been )?(?:temporarily )?(?:blocked|banned"
    r"|denied)(?: access)?(?: .{1,40})?",
    r"the request could not be satisfied|too many requests|rate limit(?:ed| exceeded)",
    r"you do(?: not|n't|n’t) have permission.{0,120}|the requested url was rejected.{0,80}",
    r"(?:this |our )?(?:content|page|site|website|service) (?:is )?(?:not available|unavailable"
    r"|blocked) in your (?:country|region|location|area)",
    r"unavailable (?:for|due to) legal reasons|permission denied|not authori[sz]ed.{0,60}|web application firewall",
    r"sucuri website firewall.{0,40}|generated by wordfence.{0,60}",
    r"(?:この(?:ページ|サイト)への)?アクセス(?:が|は|を)?(?:拒否|禁止|制限|ブロック)(?:されました|されています"
    r"|しました|されて|しています)?.{0,20}|アクセスできません",
    r"(?:この)?ページ(?:を|は)?(?:閲覧|表示)できません|閲覧が?(?:禁止|できません).{0,10}",
    r"(?:der )?(?:zugriff|zugang) (?:auf .{1,30} )?(?:wurde |ist )?(?:verweigert|gesperrt|untersagt|blockiert|nicht erlaubt)",
    r"accès (?:refusé|interdit|bloqué)|acceso (?:denegado|prohibido|bloqueado|restringido)",
    r"acesso (?:negado|bloqueado|proibido)|accesso (?:negato|vietato|bloccato)|dostęp (?:zabroniony|zablokowany)",
    r"toegang geweigerd|erişim engellendi",
    r"(?:您的)?(?:访问|請求|请求|存取)(?:已?被|受到?)?(?:拒绝|受限|限制|拦截|禁止|阻止|阻断).{0,10}|(?:禁止|拒绝"
    r"|拒絕)(?:访问|訪問|存取)",
    r"доступ (?:запрещ[её]н|ограничен|заблокирован)|(?:접근|접속|액세스)(?:이|가)? ?(?:거부|차단|제한).{0,10}",
)
GONE = _any(
    rf"(?:oops!?|sorry,?)? ?{_CODE}(?:404|410)(?: ?[-:–—/,!]? ?(?:error|gone|(?:(?:page|file|url) )?not found"
    rf"|page (?:introuvable|non trouvée)|(?:seite )?nicht gefunden|no encontrad[ao]))?",
    r"(?:the |this |requested )*(?:page|file|site|url|resource|feed|content|document)(?: .{1,60})? (?:was |is "
    r"|could |can )?(?:not|n't)(?: be)? found(?: on this server)?",
    r"(?:the |this )?(?:page|file|url)(?: (?:you|that|you're|you are|were)[\w' ]{1,60})? (?:(?:does not|doesn't"
    r"|doesn’t|no longer) exists?|(?:has been|was) (?:removed|deleted|moved)|could(?: not|n't) be found|can(?:not"
    r"|'t) be found|is (?:no longer|not) available)",
    r"(?:(?:お探しの|ご指定の|指定された|該当の)?(?:ページ|記事|ファイル|url)(?:が|は)(?:見つかりません(?:でした)?"
    r"|存在しません|ありません|削除されました|移動|表示できません)).{0,30}",
    r"(?:die )?seite (?:wurde )?nicht gefunden|(?:cette )?page (?:introuvable|non trouvée|inexistante)",
    r"página no (?:encontrada|existe)|página não encontrada|pagina non trovata|nie znaleziono strony",
    r"strona nie istnieje|pagina niet gevonden",
    r"(?:页面|頁面|网页|您(?:访问|查找)的页面)(?:不存在|未找到|找不到|已?被?删除)|找不到(?:页面|网页|頁面|网站)"
    r"|страница не (?:найдена|существует)",
    r"페이지를 찾을 수 없습니다|sayfa bulunamadı",
)
DOWN = _any(
    r"we(?:'re|’re| are) (?:currently )?(?:under|down for|undergoing|doing) (?:some )?(?:scheduled )?maintenance(?: .{0,40})?",
    rf"{_CODE}5\d\d ?[-:–—/]? ?(?:error|(?:internal )?server error|internal error|bad gateway|(?:service"
    rf"|backend fetch|site) .{{1,40}}|gateway time-?out|wartung|maintenance)",
    rf"{_AN_ERROR}5\d\d|50[234]",
    r"(?:the )?(?:service|server|site|website|page) (?:is )?(?:temporarily |currently )?(?:unavailable|offline|down"
    r"|busy|overloaded)(?: .{{0,40}})?",
    r"bad gateway|gateway time-?out|(?:internal )?server error",
    r"(?:we(?:'re|’re| are) |this |our )?(?:site |website |server |system |scheduled "
    r"|planned )?(?:is )?(?:currently )?(?:under |down for |undergoing ",
    r"|in )?(?:scheduled )?maintenance(?: mode| page| break)?",
    r"we(?:'|’)?(?:ll| will|re) be (?:right )?back(?: soon| shortly)?!?|be right back",
    r"error establishing a database connection|database (?:connection )?error",
    r"temporarily (?:unavailable|offline|down|closed)",
    r"(?:application|unexpected|fatal|system|runtime) error(?: .{0,40})?",
    r"(?:you are (?:now )?in (?:line|the queue)|(?:virtual )?waiting room)(?: .{0,40})?",
    r"an? (?:unexpected |unknown |application |internal )?error (?:has )?occurred.{0,60}",
    r"(?:oops[,!.]? )?something went wrong.{0,60}|placeholder error page.{0,60}|web server is down",
    r"connection timed out",
    r".{0,20}メンテナンス(?:中|のお知らせ|中です|作業中|を?実施中|を?行って).{0,20}|サービス(?:を|は)?(?:一時)?(?:停止|休止).{0,20}",
    r"(?:システム)?エラー(?:が発生しました)?|アクセスが集中.{0,30}|サーバー(?:が|は)?.{0,10}(?:混雑|エラー).{0,10}",
    r"wartungs?(?:arbeiten|modus|pause)?|.{0,30}(?:wegen|in) wartung.{0,20}|(?:interner )?serverfehler",
    r"(?:dienst|seite) (?:vorübergehend )?nicht (?:verfügbar|erreichbar)|(?:site |page )?en (?:cours de )?maintenance",
    r"maintenance en cours|service (?:temporairement )?(?:indisponible|non disponible)",
    r"(?:sitio |página )?en mantenimiento|mantenimiento|servicio no disponible|em manutenção|in manutenzione",
    r"prace (?:techniczne|konserwacyjne)|przerwa techniczna|bakım çalışması|onderhoud",
    r"(?:系统|网站|網站|服务器)?(?:正在)?维护(?:中)?|維護中|服务(?:暂时|暂)?不可用|系统繁忙|网站升级中?|технические работы",
    r"сайт (?:временно )?(?:недоступен|на обслуживании)|ведутся (?:технические )?работы|(?:서비스 |시스템 )?점검 ?중(?:입니다)?",
)
# Words that name many other things too: they count where the page says nothing else.
VAGUE = _any(
    r"forbidden|blocked|unauthori[sz]ed|denied|gone|not found|error|maintenance|offline|unavailable|エラー|メンテナンス|禁止",
    r"wartung|mantenimiento",
)
DEFAULT = _any(
    r"welcome to (?:nginx|openresty|caddy|centos|tengine|openlitespeed|iis|apache|your new (?:site|website|app))!?",
    r"apache2? .{0,40}default page.{0,20}|it works!?|(?:http server )?test page.{0,60}|iis windows(?: server)?",
    r"default (?:web ?site|server|web)? ?page.{0,20}|congratulations.{0,60}(?:works|installed|up and running).{0,10}",
    r"(?:this )?(?:account|website|site|domain)(?: has been| is)? (?:suspended|disabled|deactivated|expired"
    r"|not configured|not found|not connected)",
    r"(?:there isn't|there is no|no such) (?:a )?(?:\w+ )?(?:site|app|bucket|website)(?: here)?|unknown domain.{0,60}",
)
# Anywhere on a page that says little: the name is for sale, has run out, or waits for its owner.
PARKED = _any(
    r"(?:this|the|your|premium) (?:premium |web ?)?domain(?: name)?(?: [\w.-]{1,80})? (?:is|may be|might be"
    r"|could be) (?:available )?for (?:sale|purchase)",
    r"domain(?: name)? (?:is )?for sale|buy (?:this|the) domain",
    r"^[\w-]{1,63}(?:\.[\w-]{1,63}){1,3} (?:is|may be|might be) for sale",
    r"(?:domain|web ?page|web ?site|site|page) (?:is|has been) (?:currently )?parked",
    r"parked (?:free|for free|domain|page)|domain parking|inquire about this domain",
    r"make an offer (?:on|for) (?:this|the) domain",
    r"(?:this )?domain(?: name)?(?: registration)? (?:has |is )?(?:recently )?(?:expired|been registered"
    r"|just registered|been reserved|pending renewal)",
    r"future home of something|registered (?:at|with|by|through) .{0,30} (?:registrar|by one of our)",
    r"this domain (?:has|was) (?:been )?(?:recently |just )?(?:registered|purchased)",
    r"このドメイン(?:は|名は)?.{0,20}(?:売り?出し中|販売|譲渡|取得されています|お名前\.com|登録されて|使用され|期限)"
    r"|ドメイン(?:を|の)(?:購入|販売中)|ドメインパーキング",
    r"domain .{0,60}(?:steht zum verkauf|zu verkaufen|kaufen\b|geparkt|zum kauf)",
    r"(?:nom de )?domaine .{0,60}(?:à vendre|en vente|est parqué|est réservé)",
    r"dominio .{0,60}(?:en venta|a la venta|está aparcado|in vendita|è in vendita|è parcheggiato)",
    r"domínio .{0,60}à venda",
    r"域名.{0,10}(?:出售|转让|轉讓|待售)|(?:购买|购入|收购)此?域名|домен .{0,60}(?:прода[её]тся|припаркован|выставлен на продажу)",
    r"도메인.{0,10}(?:판매|주차)|domena .{0,40}na sprzedaż",
)
LOGIN = _any(
    r"(?:please )?(?:log ?in|sign ?in|log ?on|login required|member login|authentication required)(?: (?:to|with|or"
    r"|required|page|form)(?: [\w' .-]{1,60})?)?",
    r"welcome back|enter (?:your )?password|password required",
    r"(?:会員)?ログイン.{0,20}|サインイン|会員認証|anmeld(?:en|ung)|einloggen|(?:se )?connecte[rz](?:-vous)?|connexion",
    r"identifi(?:cation|ez-vous)|iniciar sesión|inicia sesión|acceder|entrar|accedi|zaloguj(?: się)?|logowanie",
    r"inloggen|giriş(?: yap)?",
    r"(?:用户|会员|帳號|账号)?(?:登录|登錄|登陆|登入)|вход(?: на сайт| в систему)?|войти|авторизация|로그인",
)
CONSENT = _any(
    r"before you continue.{0,60}",
    r".{0,40}cookies?(?: (?:consent|settings|policy|preferences|notice|choices|and privacy.{0,20}))?",
    r".{0,30}(?:your )?privacy(?: (?:choices|settings|notice|matters|preferences|is important.{0,30}))?",
    r"consent(?: required)?",
    r"(?:we|.{1,40}) (?:value|respect|care about) your privacy|your (?:data|consent|choices).{0,40}",
    r"bevor (?:sie|du) .{0,40}|.{0,30}(?:datenschutz|einwilligung|privatsphäre).{0,40}|avant (?:de|d'|d’).{0,60}",
    r".{0,30}(?:vie privée|consentement|confidentialité).{0,30}",
    r"antes de (?:continuar|ir).{0,40}|.{0,30}(?:privacidad|privacidade|consentimiento|tu privacidad).{0,30}",
    r"prima di continuare.{0,40}|.{0,30}(?:プライバシー|クッキー|同意|cookie[のにを使]).{0,30}|.{0,20}(?:隐私|同意|隱私).{0,20}",
    r".{0,30}(?:prywatnoś|zgod[aęy]).{0,30}|voordat (?:je|u) .{0,40}",
)
AGREE = _any(
    r"(?:i )?(?:accept|agree|consent|allow)(?: (?:all|to all|cookies|all cookies|and continue|and proceed|& continue|everything))?",
    r"got it|ok|yes,? i agree",
    r"(?:alle(?:s)? )?(?:cookies )?(?:akzeptieren|zustimmen|annehmen|erlauben)(?: und weiter)?|ich stimme zu",
    r"einverstanden",
    r"(?:tout )?accepter(?: (?:tout|et continuer|les cookies))?|j['’]accepte|aceptar(?: (?:todo|todas|y continuar))?",
    r"acepto|aceitar(?: tudo)?|accett[ao](?: tutt[io])?|(?:すべて(?:を)?)?(?:同意|許可|承諾|受け入れ)(?:する|して.{0,6}|します)?",
    r"(?:全部)?(?:同意|接受)(?:并继续)?|akceptuj\w*(?: wszystkie)?|zgadzam się|(?:alles )?accepteren|akkoord|принять(?: все)?",
)
